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
    const { L } = root, { map, options } = app.board;
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
      const { area_planned_ha: ha, kind } = site;
      return ha === null ? null : L.circle(at, {
        ...options("sites", "area-circle kind-" + kind), radius: kcn.geo.radiusM(ha),
      });
    }

    /** Of a marker that is on the map. @param {ReturnType<typeof make>} marker */
    const elementOf = ({ layer }) => /** @type {HTMLElement} */ (layer.getElement());

    /** @param {ReturnType<typeof make>} marker */
    function wire(marker) {
      const { site } = marker, element = elementOf(marker);
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

    /** What is drawn as markers: of many those in view, of too many there the selected one, and that in focus. */
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

    const placing = kcn.turns.latest(place);
    /** Put every marker in its place for the present view. @returns {Generator<void>} */
    function* place() {
      const own = few(), isOwn = new Set(own), rest = shown.filter((place) => !isOwn.has(place));
      const list = yield* kcn.turns.each(own, (one) => {
        isWithin(one.site, one.site.lonlat); // reads the rings of its area ahead
        return markerOf(one);
      });
      const spots = apart(list);
      yield;
      const isSame = list.length === drawn.length && list.every((marker, i) => marker === drawn[i]);
      keep(list);
      for (const { id, line } of dots)
        line.setLatLngs(rest.filter(({ site }) => !id || site.kind === id).map(({ at }) => [at, at]));
      yield* kcn.turns.each(list, (marker, i) => {
        if (!drawn.includes(marker)) add(marker);
        put(marker, spots[i]);
      });
      if (!isSame) order(list);
    }

    /** @param {Marker} marker @param {ReturnType<typeof apart>[number]} spot */
    function put(marker, { x, y, r, away, target }) {
      const latlng = away < 1 ? marker.at : map.layerPointToLatLng([x, y]), element = elementOf(marker);
      marker.layer.setLatLng(latlng);
      marker.r = r;
      element.classList.toggle("dot", r === DOT_RADIUS);
      element.style.width = element.style.height = target + "px";
      element.style.margin = -target / 2 + "px";
      const size = (r * (2 * radius(marker.site) + 4)) / radius(marker.site);
      for (const side of ["width", "height"]) marker.svg.setAttribute(side, String(size));
      toggle(marker.leader, away > 5);
      if (away > 5) marker.leader.setLatLngs([marker.at, latlng]);
      if (marker.circle) toggle(marker.circle, pixels(marker) > radius(marker.site) * 1.25);
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

    /** Take away all but these. @param {Marker[]} list */
    function keep(list) {
      for (const marker of drawn)
        if (!list.includes(marker))
          [marker.layer, marker.leader, marker.boundary, marker.circle].forEach((layer) => layer && layer.remove());
      drawn = drawn.filter((marker) => list.includes(marker));
    }

    /** @param {Marker} marker */
    function add(marker) {
      drawn.push(marker);
      marker.layer.addTo(map);
      if (marker.boundary) marker.boundary.addTo(map);
      wire(marker);
      describe(marker);
    }

    /** The elements stand in reading order; what has the focus stays where it is. @param {Marker[]} list */
    function order(list) {
      drawn = list;
      stopAt(stop && drawn.includes(stop) ? stop : drawn[0]);
      const elements = drawn.map(elementOf), held = elements.findIndex((one) => one === document.activeElement);
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
    map.on("moveend", () => kcn.turns.all(placing()));

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
      /** @param {View} view @returns {Generator<void>} */
      *update(view) {
        shown = places.filter(({ site }) => view.found.ids.has(site.id));
        yield* placing();
        drawn.forEach(describe);
        showUncertainty(view.index.site.get(view.state.site));
      },
    };
  }

  kcn.markers = { create, radius, drawn, MANY };
})(globalThis);
