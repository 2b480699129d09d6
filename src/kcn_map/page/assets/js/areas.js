// @ts-check
/* Districts and communes as a choropleth that mouse, finger, keyboard and screen reader reach. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** North to south in bands, west to east in each: the order in which one reads the map. @param {any} a @param {any} b */
  function readingOrder(a, b) {
    const band = (/** @type {any} */ area) => Math.round(-area.label[1] * 7);
    return band(a) - band(b) || a.label[0] - b.label[0];
  }

  /**
   * The areas of one level.
   * @param {any} app @param {"district"|"commune"} level
   */
  function create(app, level) {
    const L = root.L;
    const { map, options, polygon } = app.board;
    const list = [...(level === "district" ? app.data.districts : app.data.communes)].sort(readingOrder);
    const shapes = new Map();
    for (const area of list) {
      const layer = L.polygon(polygon(level === "district" ? "districts" : "communes", area.code), options("areas", "area"));
      shapes.set(area.code, layer);
    }
    const group = L.layerGroup([...shapes.values()]);
    const outlines = level === "commune" ? districtLines(app) : null;

    function show() {
      if (map.hasLayer(group)) return;
      group.addTo(map);
      for (const area of list) wire(app, level, area, shapes.get(area.code), neighbour);
      const svg = shapes.get(list[0].code).getElement().ownerSVGElement;
      if (!svg.querySelector("#hatch")) svg.prepend(hatch("hatch", 7));
      if (outlines) outlines.addTo(map);
    }

    /** @param {any} area @param {string} key */
    function neighbour(area, key) {
      const at = (/** @type {any} */ a) => ({ area: a, ...map.latLngToLayerPoint([a.label[1], a.label[0]]) });
      const found = kcn.geo.towards(at(area), list.filter((other) => other !== area).map(at), key);
      if (found) shapes.get(found.area.code).getElement().focus({ preventScroll: true });
    }

    return {
      list, shapes, show,
      hide: () => { group.remove(); if (outlines) outlines.remove(); },
      /** @param {any} v */
      update(v) {
        for (const area of list) paint(v, level, area, shapes.get(area.code).getElement());
      },
    };
  }

  /** @param {any} v @param {string} level @param {any} area @param {SVGElement} path */
  function paint(v, level, area, path) {
    const measure = v.measure;
    const group = kcn.classes.classOf(area.values[measure.id][0], measure.breaks);
    path.setAttribute("data-class", group === null ? "none" : String(group));
    path.setAttribute("aria-label", name(v, area));
    const isChosen = level === "district" ? v.state.district.includes(area.code) : v.state.commune === area.code;
    path.setAttribute("aria-pressed", String(isChosen));
    path.classList.toggle("dim", level === "district" && v.state.district.length > 0 && !isChosen);
  }

  /** @param {any} v @param {any} area */
  function name(v, area) {
    const value = area.values[v.measure.id];
    const label = typeof area.name === "string" ? area.name : v.say.own(area.name);
    return [label + ": " + v.say.own(v.measure.title), v.say.value(v.measure, value), v.say.coverage(v.measure, value)].filter(Boolean).join(", ");
  }

  /** @param {any} app @param {string} level @param {any} area @param {any} layer @param {(area: any, key: string) => void} neighbour */
  function wire(app, level, area, layer, neighbour) {
    const path = layer.getElement();
    path.setAttribute("data-" + level, area.code);
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", "0");
    if (path.hasAttribute("data-wired")) return;
    path.setAttribute("data-wired", "");
    const light = (/** @type {string} */ kind) => app.light(kind, layer, path);
    path.addEventListener("click", () => { if (!app.board.map.dragging.moved()) app.chooseArea(level, area.code, path); });
    path.addEventListener("focus", () => { if (path.matches(":focus-visible")) light("focused"); app.tip.area(area, path); });
    path.addEventListener("blur", () => { app.light(null); app.tip.hide(); });
    path.addEventListener("pointerenter", (/** @type {PointerEvent} */ e) => { if (e.pointerType === "mouse") { light("lit"); app.tip.area(area, path, e); } });
    path.addEventListener("pointermove", (/** @type {PointerEvent} */ e) => { if (e.pointerType === "mouse") app.tip.move(e); });
    path.addEventListener("pointerleave", () => { app.light(null); app.tip.hide(); });
    path.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => {
      if (e.key.startsWith("Arrow")) neighbour(area, e.key);
      else if (e.key === "Enter" || e.key === " ") app.chooseArea(level, area.code, path, true);
      else return;
      e.preventDefault();
      e.stopPropagation();
    });
  }

  /** @param {any} app */
  function districtLines(app) {
    const { options, polygon } = app.board;
    return root.L.layerGroup(app.data.districts.map((/** @type {any} */ d) => root.L.polygon(polygon("districts", d.code), { ...options("lines", "district-line"), fill: false })));
  }

  /** The pattern of "nothing proven". @param {string} id @param {number} step from line to line */
  function hatch(id, step) {
    const { s } = kcn.dom;
    return s("defs", null,
      s("pattern", { id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        s("rect", { class: "hatch-ground", width: step, height: step }),
        s("line", { class: "hatch-line", x1: 0.5, y1: 0, x2: 0.5, y2: step })));
  }

  kcn.areas = { create, name, hatch };
})(globalThis);
