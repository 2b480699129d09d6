// @ts-check
/* Sites on the map: a marker each, told apart by shape, sized by planned area, pushed apart where they collide. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const RING = 16; // px: half of what is drawn around the selected one, as in map.css
  const TARGET = 25; // px: each marker keeps a target of 24 px of its own, rounded to whole pixels as markers are
  const UNKNOWN_RADIUS = 5.5;
  const DOT_RADIUS = 3; // of what has no room beside the others within its own area
  const DOTS_THRESHOLD = 150; // markers in view; more would hide the map, and are dots
  const MANY = 40; // markers in view; more are dots where they would be pushed far from their places

  /**
   * Half of a marker's size in pixels at the map's middle zooms: its area grows with the planned area.
   * @param {Site} site
   */
  function radius(site) {
    return site.area_planned_ha === null ? UNKNOWN_RADIUS : 4 + 0.36 * Math.sqrt(site.area_planned_ha);
  }

  /** What there is to explain: an example of each sort of site that the map draws. @param {Site[]} sites */
  function drawn(sites) {
    const placed = sites.filter((site) => site.lonlat);
    return {
      unknownArea: placed.find((site) => site.area_planned_ha === null),
      sized: placed.find((site) => site.area_planned_ha !== null),
      circled: placed.find((site) => site.area_planned_ha !== null && !site.polygon),
      bounded: placed.find((site) => site.polygon),
    };
  }

  /** Markers are smaller on a small map. @param {number} zoom */
  function scale(zoom) {
    return Math.max(0.72, Math.min(1.1, 0.72 + (zoom - 8.5) * 0.2));
  }

  /** @param {App} app */
  function create(app) {
    const L = root.L;
    const { map, options } = app.board;
    const sites = /** @type {Placed[]} */ (app.data.sites.filter((site) => site.lonlat)).sort(
      (a, b) => b.lonlat[1] - a.lonlat[1] || a.lonlat[0] - b.lonlat[0],
    );
    const places = sites.map((site) => ({ site, at: L.latLng(site.lonlat[1], site.lonlat[0]) }));
    /** @typedef {ReturnType<typeof make>} Marker */
    /** Of the sites that were drawn as markers. @type {Map<Site, Marker>} */
    const made = new Map();
    /** What the filters leave. @type {typeof places} */
    let shown = [];
    /** What of it is drawn as markers. @type {Marker[]} */
    let drawn = [];
    /** The one that Tab comes to; arrows lead to the others. @type {Marker|undefined} */
    let stop;
    const dots = [{ id: "", is_round: false }, ...app.data.kinds].map(({ id, is_round }) => ({
      id,
      line: L.polyline([], {
        ...options("leaders", (id ? "dots of-kind kind-" + id : "dots") + (is_round ? " round" : "")),
        fill: false,
      }),
    }));

    /** @param {typeof places[number]} place @returns {Marker} made when it is first drawn: of very many few are */
    function markerOf(place) {
      const marker = made.get(place.site) || make(place);
      made.set(place.site, marker);
      return marker;
    }

    /** @param {typeof places[number]} place */
    function make({ site, at }) {
      const svg = kcn.dom.shape(site, radius(site));
      const icon = L.divIcon({
        html: svg,
        className: "marker kind-" + site.kind + (site.area_planned_ha === null ? " unknown-area" : ""),
        iconSize: [24, 24],
      });
      const layer = L.marker(at, {
        icon,
        keyboard: false,
        riseOnHover: true,
        zIndexOffset: Math.round(500 - (site.area_planned_ha || 0)),
      });
      const leader = L.polyline([at, at], { ...options("leaders", "leader-line"), fill: false });
      return {
        site, at, r: radius(site), svg, layer, leader, boundary: boundary(site),
        circle: site.polygon ? null : circle(site, at),
      };
    }

    /** The surveyed or digitised boundary, drawn as it is. @param {Site} site */
    function boundary(site) {
      return site.polygon &&
        L.polygon(app.board.polygon("sites", site.id), options("sites", "boundary kind-" + site.kind));
    }

    /** A circle of the planned area, where the boundary is not known. @param {Site} site @param {L.LatLng} at */
    function circle(site, at) {
      return site.area_planned_ha === null
        ? null
        : L.circle(at, {
            ...options("sites", "area-circle kind-" + site.kind),
            radius: kcn.geo.radiusM(site.area_planned_ha),
          });
    }

    /** Of a marker that is on the map. @param {ReturnType<typeof make>} marker */
    const elementOf = ({ layer }) => /** @type {HTMLElement} */ (layer.getElement());

    /** @param {ReturnType<typeof make>} marker */
    function wire(marker) {
      const { site } = marker;
      const element = elementOf(marker);
      if (element.hasAttribute("data-site")) return;
      element.setAttribute("data-site", site.id);
      element.setAttribute("role", "button");
      element.addEventListener("click", () => { if (!map.dragging.moved()) app.openSite(site.id, element, true); });
      element.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
        if (e.key.startsWith("Arrow")) neighbour(marker, e.key);
        else if (e.key === "Enter" || e.key === " ") app.openSite(site.id, element);
        else return;
        e.preventDefault();
        e.stopPropagation();
      });
      element.addEventListener("focus", () => {
        stopAt(marker);
        if (kcn.dom.showsFocus(element)) app.follow(marker.layer.getLatLng());
        app.tooltip.site(site, element);
      });
      element.addEventListener("blur", () => app.tooltip.hide());
      element.addEventListener("pointerenter", (/** @type {PointerEvent} */ e) => {
        if (e.pointerType === "mouse") app.tooltip.site(site, element);
      });
      element.addEventListener("pointerleave", () => app.tooltip.hide());
    }

    /** @param {ReturnType<typeof make>|undefined} marker */
    function stopAt(marker) {
      stop = marker;
      for (const one of drawn) elementOf(one).setAttribute("tabindex", one === stop ? "0" : "-1");
    }

    /** @param {ReturnType<typeof make>} marker @param {string} key */
    function neighbour(marker, key) {
      const at = (/** @type {ReturnType<typeof make>} */ marker) =>
        ({ marker, ...map.latLngToLayerPoint(marker.layer.getLatLng()) });
      const others = drawn.filter((other) => other !== marker).map(at);
      const found = kcn.geo.towards(at(marker), others, key);
      if (found) elementOf(found.marker).focus({ preventScroll: true });
    }

    /**
     * What is drawn as markers: of very many those in view, and of too many there only the selected one; always the one
     * in focus.
     */
    function few() {
      if (shown.length <= MANY) return shown;
      const bounds = map.getBounds(), held = drawn.find((marker) => elementOf(marker) === document.activeElement);
      const isHeld = (/** @type {Site} */ site) => Boolean(held) && held?.site === site;
      const near = shown.filter(({ site, at }) => isHeld(site) || bounds.contains(at)), { length: n } = near;
      if (n > DOTS_THRESHOLD || (n > MANY && kcn.declutter.away(homesOf(near), TARGET) > n * TARGET))
        return near.filter(({ site }) => isHeld(site) || site.id === app.view.state.site);
      return shown.length > DOTS_THRESHOLD ? near : shown;
    }

    /** @param {typeof places} list */
    function homesOf(list) {
      const factor = scale(map.getZoom());
      return list.map((marker) => ({ ...map.latLngToLayerPoint(marker.at), r: radius(marker.site) * factor }));
    }

    /** The rings of areas. @type {Map<string, number[][]>} */
    const grounds = new Map();

    /** Whether a place lies in the site's own area, if the site does. @param {Placed} site @param {LonLat} at */
    function isWithin({ area, lonlat }, at) {
      const code = String(area), rings = grounds.get(code) || app.topology.rings(app.data.levels[0].id, code).flat();
      grounds.set(code, rings);
      return kcn.geo.inside(at, rings) || !kcn.geo.inside(lonlat, rings);
    }

    /** Where markers stand, each within its own area. @param {typeof places} list */
    function apart(list) {
      const known = /** @type {Record<string, boolean>} */ ({}); // the rounds come back to the same pixels
      return kcn.declutter.positions(homesOf(list), TARGET, DOT_RADIUS, ({ x, y }, i) => {
        const pixel = /** @type {[number, number]} */ ([Math.round(x), Math.round(y)]);
        const { lat, lng } = map.layerPointToLatLng(pixel); // where Leaflet puts it
        return (known[i + " " + pixel] ??= isWithin(list[i].site, [lng, lat]));
      });
    }

    /** Put every marker in its place for the present view. */
    function place() {
      const own = few(), list = own.map(markerOf), isOwn = new Set(own);
      if (list.length !== drawn.length || list.some((marker, i) => marker !== drawn[i])) redraw(list);
      const rest = shown.filter((place) => !isOwn.has(place));
      for (const { id, line } of dots)
        line.setLatLngs(rest.filter(({ site }) => !id || site.kind === id).map(({ at }) => [at, at]));
      const spots = apart(list);
      list.forEach((marker, i) => {
        const { x, y, r, away, target } = spots[i], latlng = away < 1 ? marker.at : map.layerPointToLatLng([x, y]);
        marker.layer.setLatLng(latlng);
        marker.r = r;
        const element = elementOf(marker);
        element.classList.toggle("dot", r === DOT_RADIUS);
        element.style.width = element.style.height = target + "px";
        element.style.margin = -target / 2 + "px";
        resize(marker.svg, (r * (2 * radius(marker.site) + 4)) / radius(marker.site));
        toggle(marker.leader, away > 5);
        if (away > 5) marker.leader.setLatLngs([marker.at, latlng]);
        if (marker.circle) toggle(marker.circle, pixels(marker) > radius(marker.site) * 1.25);
      });
    }

    /** @param {SVGElement} svg @param {number} size */
    function resize(svg, size) {
      svg.setAttribute("width", String(size));
      svg.setAttribute("height", String(size));
    }

    /** Radius in pixels of the circle of planned area. @param {ReturnType<typeof make>} marker */
    function pixels(marker) {
      const { circle, at } = marker;
      return Number(circle && circle.getRadius()) / kcn.geo.metresPerPixel(at.lat, map.getZoom());
    }

    /** @param {L.Layer} layer @param {boolean} isOn */
    function toggle(layer, isOn) {
      if (isOn !== map.hasLayer(layer)) isOn ? layer.addTo(map) : layer.remove();
    }

    /**
     * Only what changes, so that the focus stays; the order of the elements is the reading order.
     * @param {ReturnType<typeof make>[]} wanted
     */
    function redraw(wanted) {
      const before = drawn;
      drawn = wanted;
      for (const marker of before)
        if (!wanted.includes(marker))
          [marker.layer, marker.leader, marker.boundary, marker.circle].forEach((layer) => layer && layer.remove());
      for (const marker of wanted) {
        if (before.includes(marker)) continue;
        marker.layer.addTo(map);
        if (marker.boundary) marker.boundary.addTo(map);
        wire(marker);
        describe(marker);
      }
      stopAt(stop && drawn.includes(stop) ? stop : drawn[0]);
      const elements = drawn.map(elementOf),
        held = elements.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      elements.forEach((element, i) => {
        if (i !== held) map.getPanes().markerPane.insertBefore(element, i < held ? elements[held] : null);
      });
    }

    /** @param {ReturnType<typeof make>} marker */
    function describe(marker) {
      const { site } = marker, element = elementOf(marker), { fmt, state } = app.view;
      element.setAttribute("aria-label", fmt.siteName(site));
      element.setAttribute("aria-pressed", String(state.site === site.id));
      element.classList.toggle("selected", state.site === site.id);
    }

    const uncertainty = L.circle([0, 0], { ...options("sites", "uncertainty"), radius: 1, fill: false });

    /** The uncertainty of the selected site's point. @param {Site|undefined} site */
    function showUncertainty(site) {
      const { lonlat = null, location_uncertainty_m: metres = null } = site || {};
      if (lonlat && metres) uncertainty.setLatLng([lonlat[1], lonlat[0]]).setRadius(metres);
      toggle(uncertainty, Boolean(lonlat && metres));
    }

    for (const { line } of dots) line.addTo(map);
    map.on("moveend", place);

    return {
      isWithin,
      boxes: () =>
        drawn.map(({ layer, site, r: radius }) => {
          const r = radius * 1.25; // as far as a diamond reaches
          const isSelected = site.id === app.view.state.site;
          return {
            ...map.latLngToLayerPoint(layer.getLatLng()), isSelected, r: isSelected ? Math.max(RING, r * 1.25) : r,
          };
        }),
      /** @param {View} view */
      update(view) {
        shown = places.filter(({ site }) => view.found.ids.has(site.id));
        place();
        drawn.forEach(describe);
        showUncertainty(view.index.site.get(view.state.site));
      },
    };
  }

  kcn.markers = { create, radius, drawn, MANY };
})(globalThis);
