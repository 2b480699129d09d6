// @ts-check
/* Sites on the map: a mark each, told apart by shape, sized by planned area, pushed apart where they collide. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const TARGET = 25; // px: each mark keeps a target of 24 px of its own, rounded to whole pixels as marks are
  const UNKNOWN_RADIUS = 5.5;
  const MANY = 150; // marks in view; more would hide the map, and are dots

  /** Half of a mark's size in pixels at the map's middle zooms: its area grows with the planned area. @param {any} site */
  function radius(site) {
    return site.area_planned_ha === null ? UNKNOWN_RADIUS : 4 + 0.36 * Math.sqrt(site.area_planned_ha);
  }

  /** What there is to explain: an example of each sort of site that the map draws. @param {any[]} sites */
  function drawn(sites) {
    const placed = sites.filter((site) => site.lonlat);
    return {
      hollow: placed.find((site) => site.area_planned_ha === null),
      sized: placed.find((site) => site.area_planned_ha !== null),
      ringed: placed.find((site) => site.area_planned_ha !== null && !site.polygon),
      limited: placed.find((site) => site.polygon),
    };
  }

  /** Marks are smaller on a small map. @param {number} zoom */
  function scale(zoom) {
    return Math.max(0.72, Math.min(1.1, 0.72 + (zoom - 8.5) * 0.2));
  }

  /** @param {any} app */
  function create(app) {
    const L = root.L;
    const { map, options } = app.board;
    const sites = app.data.sites.filter((/** @type {any} */ site) => site.lonlat).sort((/** @type {any} */ a, /** @type {any} */ b) => b.lonlat[1] - a.lonlat[1] || a.lonlat[0] - b.lonlat[0]);
    const marks = sites.map(make);
    /** What the filters leave. @type {any[]} */
    let shown = [];
    /** What of it is drawn as marks. @type {any[]} */
    let drawn = [];
    const dots = ["all", "zone", "cluster"].map((kind) => ({ kind, line: L.polyline([], { ...options("leaders", "dots dots-" + kind), fill: false }) }));

    /** @param {any} site */
    function make(site) {
      const at = L.latLng(site.lonlat[1], site.lonlat[0]);
      const svg = kcn.dom.shape(site, radius(site));
      const icon = L.divIcon({ html: svg, className: "mark " + site.kind + (site.area_planned_ha === null ? " hollow" : ""), iconSize: [24, 24] });
      const marker = L.marker(at, { icon, keyboard: false, riseOnHover: true, zIndexOffset: Math.round(500 - (site.area_planned_ha || 0)) });
      const leader = L.polyline([at, at], { ...options("leaders", "leader"), fill: false });
      return { site, at, svg, marker, leader, limits: limits(site), extent: site.polygon ? null : extent(site, at) };
    }

    /** Surveyed or digitised limits, drawn as they are. @param {any} site */
    function limits(site) {
      return site.polygon && L.polygon(app.board.polygon("sites", site.id), options("extents", "limits extent-" + site.kind));
    }

    /** A circle of the planned area, where limits are not known. @param {any} site @param {any} at */
    function extent(site, at) {
      return site.area_planned_ha === null ? null : L.circle(at, { ...options("extents", "extent extent-" + site.kind), radius: kcn.geo.radiusM(site.area_planned_ha) });
    }

    /** @param {any} mark */
    function wire(mark) {
      const { site } = mark;
      const element = mark.marker.getElement();
      if (element.hasAttribute("data-site")) return;
      element.setAttribute("data-site", site.id);
      element.setAttribute("role", "button");
      element.setAttribute("tabindex", "0");
      element.addEventListener("click", () => { if (!map.dragging.moved()) app.openSite(site.id, element); });
      element.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
        if (e.key.startsWith("Arrow")) neighbour(mark, e.key);
        else if (e.key === "Enter" || e.key === " ") app.openSite(site.id, element);
        else return;
        e.preventDefault();
        e.stopPropagation();
      });
      element.addEventListener("focus", () => {
        if (kcn.dom.showsFocus(element)) app.reveal(mark.marker.getLatLng());
        app.tip.site(site, element);
      });
      element.addEventListener("blur", () => app.tip.hide());
      element.addEventListener("pointerenter", (/** @type {PointerEvent} */ e) => { if (e.pointerType === "mouse") app.tip.site(site, element); });
      element.addEventListener("pointerleave", () => app.tip.hide());
    }

    /** @param {any} mark @param {string} key */
    function neighbour(mark, key) {
      const at = (/** @type {any} */ m) => ({ mark: m, ...map.latLngToLayerPoint(m.marker.getLatLng()) });
      const others = drawn.filter((other) => other !== mark).map(at);
      const found = kcn.geo.towards(at(mark), others, key);
      if (found) found.mark.marker.getElement().focus({ preventScroll: true });
    }

    /** What is drawn as marks: of very many those in view, and of too many there only the selected one; always the one in focus. */
    function few() {
      if (shown.length <= MANY) return shown;
      const view = map.getBounds(), held = drawn.find(({ marker }) => marker.getElement() === document.activeElement);
      const near = shown.filter((mark) => mark === held || view.contains(mark.at));
      return near.length > MANY ? near.filter((mark) => mark === held || mark.site.id === app.view.state.site) : near;
    }

    /** Put every mark in its place for the present view. */
    function place() {
      const list = few();
      if (list.length !== drawn.length || list.some((mark, i) => mark !== drawn[i])) redraw(list);
      const rest = shown.length > MANY ? shown.filter((mark) => !list.includes(mark)) : [];
      for (const { kind, line } of dots) line.setLatLngs(rest.filter(({ site }) => kind === "all" || site.kind === kind).map(({ at }) => [at, at]));
      const factor = scale(map.getZoom());
      const homes = list.map((mark) => ({ ...map.latLngToLayerPoint(mark.at), r: radius(mark.site) * factor }));
      const places = kcn.spread(homes, TARGET);
      list.forEach((mark, i) => {
        const away = Math.hypot(places[i].x - homes[i].x, places[i].y - homes[i].y);
        const latlng = away < 1 ? mark.at : map.layerPointToLatLng([places[i].x, places[i].y]);
        mark.marker.setLatLng(latlng);
        resize(mark.svg, (2 * radius(mark.site) + 4) * factor);
        toggle(mark.leader, away > 5);
        if (away > 5) mark.leader.setLatLngs([mark.at, latlng]);
        if (mark.extent) toggle(mark.extent, pixels(mark) > radius(mark.site) * 1.25);
      });
    }

    /** @param {SVGElement} svg @param {number} size */
    function resize(svg, size) {
      svg.setAttribute("width", String(size));
      svg.setAttribute("height", String(size));
    }

    /** Radius in pixels of the circle of planned area. @param {any} mark */
    function pixels(mark) {
      const metresPerPixel = (40075016.686 * Math.cos((mark.at.lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
      return mark.extent.getRadius() / metresPerPixel;
    }

    /** @param {any} layer @param {boolean} isOn */
    function toggle(layer, isOn) {
      if (isOn !== map.hasLayer(layer)) isOn ? layer.addTo(map) : layer.remove();
    }

    /** Only what changes, so that the focus stays; the order of the elements is the reading order. @param {any[]} wanted */
    function redraw(wanted) {
      const before = drawn;
      drawn = wanted;
      for (const mark of before) if (!wanted.includes(mark)) [mark.marker, mark.leader, mark.limits, mark.extent].forEach((layer) => layer && layer.remove());
      for (const mark of wanted) {
        if (before.includes(mark)) continue;
        mark.marker.addTo(map);
        if (mark.limits) mark.limits.addTo(map);
        wire(mark);
        tell(mark);
      }
      const elements = drawn.map(({ marker }) => marker.getElement()), held = elements.indexOf(document.activeElement);
      elements.forEach((element, i) => { if (i !== held) element.parentNode.insertBefore(element, i < held ? elements[held] : null); });
    }

    /** @param {any} mark */
    function tell({ marker, site }) {
      const element = marker.getElement(), { say, state } = app.view;
      element.setAttribute("aria-label", say.siteName(site));
      element.setAttribute("aria-pressed", String(state.site === site.id));
      element.classList.toggle("chosen-mark", state.site === site.id);
    }

    const doubt = L.circle([0, 0], { ...options("extents", "doubt"), radius: 1, fill: false });

    /** The uncertainty of the selected site's point. @param {any} site */
    function showDoubt(site) {
      const isOn = Boolean(site && site.lonlat && site.location_uncertainty_m);
      if (isOn) doubt.setLatLng([site.lonlat[1], site.lonlat[0]]).setRadius(site.location_uncertainty_m);
      toggle(doubt, isOn);
    }

    for (const { line } of dots) line.addTo(map);
    map.on("moveend", place);

    return {
      boxes: () => drawn.map(({ marker, site }) => ({ ...map.latLngToLayerPoint(marker.getLatLng()), r: radius(site) * scale(map.getZoom()) + 3 })),
      /** @param {any} v */
      update(v) {
        shown = marks.filter((/** @type {any} */ mark) => v.found.ids.has(mark.site.id));
        place();
        drawn.forEach(tell);
        showDoubt(v.index.site.get(v.state.site));
      },
    };
  }

  kcn.marks = { create, radius, drawn };
})(globalThis);
