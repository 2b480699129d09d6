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

  /** The choropleth of the level that is shown. @param {any} app */
  function create(app) {
    const { map, options, polygon } = app.board;
    /** Levels drawn so far: their areas in reading order, and a shape for each. @type {Record<string, {list: any[], shapes: Map<string, any>, group: any}>} */
    const levels = {};
    /** @type {any} */
    let shown = null;
    /** Outlines: of the chosen area, and of the one under the pointer or in focus. @type {Record<string, any>} */
    const outlines = {};

    /** @param {"district"|"commune"} level */
    function make(level) {
      const list = [...(level === "district" ? app.data.districts : app.data.communes)].sort(readingOrder);
      const shapes = new Map(list.map((area) => [area.code, root.L.polygon(polygon(level + "s", area.code), options("areas", "area"))]));
      const group = root.L.featureGroup([...shapes.values()]);
      if (level === "commune") for (const d of app.data.districts) group.addLayer(root.L.polygon(polygon("districts", d.code), { ...options("lines", "district-line"), fill: false }));
      return { list, shapes, group };
    }

    /** @param {"district"|"commune"} level */
    function show(level) {
      if (shown) shown.group.remove();
      shown = levels[level] = levels[level] || make(level);
      shown.group.addTo(map);
      for (const area of shown.list) wire(level, area, shown.shapes.get(area.code), shown.list); // Leaflet makes their elements anew
      const svg = shown.shapes.get(shown.list[0].code).getElement().ownerSVGElement;
      if (!svg.querySelector("#hatch")) svg.prepend(hatch("hatch", 7));
    }

    /** @param {any} v */
    function update(v) {
      for (const area of shown.list) paint(v, v.state.level, area, shown.shapes.get(area.code).getElement());
    }

    /** Outline of the area under the pointer or in focus. @param {"lit"|"focused"|"chosen"} kind @param {any} layer null: none */
    function outline(kind, layer) {
      if (outlines[kind]) outlines[kind].remove();
      outlines[kind] = layer && root.L.polygon(layer.getLatLngs(), { ...options("light", kind), fill: false }).addTo(map);
    }

    /** @param {any} area @param {any[]} list @param {string} key */
    function neighbour(area, list, key) {
      const at = (/** @type {any} */ a) => ({ area: a, ...map.latLngToLayerPoint([a.label[1], a.label[0]]) });
      const found = kcn.geo.towards(at(area), list.filter((other) => other !== area).map(at), key);
      if (found) shown.shapes.get(found.area.code).getElement().focus({ preventScroll: true });
    }

    /** @param {"district"|"commune"} level @param {any} area @param {any} layer @param {any[]} list */
    function wire(level, area, layer, list) {
      const path = layer.getElement();
      attributes(level, area, path);
      const leave = () => {
        outline("lit", null);
        outline("focused", null);
        app.tip.hide();
      };
      const on = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) => path.addEventListener(type, act);
      on("click", () => { if (!map.dragging.moved()) app.chooseArea(level, area.code, path); });
      on("focus", () => {
        if (path.matches(":focus-visible")) {
          outline("focused", layer);
          app.reveal([area.label[1], area.label[0]]);
        }
        app.tip.area(area, path);
      });
      on("blur", leave);
      on("pointerenter", (e) => { if (e.pointerType === "mouse") { outline("lit", layer); app.tip.area(area, path, e); } });
      on("pointermove", (e) => { if (e.pointerType === "mouse") app.tip.move(e); });
      on("pointerleave", leave);
      on("keydown", (e) => {
        if (e.key.startsWith("Arrow")) neighbour(area, list, e.key);
        else if (e.key === "Enter" || e.key === " ") app.chooseArea(level, area.code, path, true);
        else return;
        e.preventDefault();
        e.stopPropagation();
      });
    }

    return { show, update, choose: (/** @type {any} */ area) => outline("chosen", area && shown.shapes.get(area.code)) };
  }

  /** @param {string} level @param {any} area @param {SVGElement} path */
  function attributes(level, area, path) {
    path.setAttribute("data-" + level, area.code);
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", "0");
  }

  /** @param {any} v @param {string} level @param {any} area @param {SVGElement} path */
  function paint(v, level, area, path) {
    const measure = v.measure;
    const group = kcn.classes.classOf(area.values[measure.id][0], measure.breaks);
    const isChosen = level === "district" ? v.state.district.includes(area.code) : v.state.commune === area.code;
    path.setAttribute("data-class", group === null ? "none" : String(group));
    path.setAttribute("aria-label", name(v, area));
    path.setAttribute("aria-pressed", String(isChosen));
    path.classList.toggle("dim", level === "district" && v.state.district.length > 0 && !isChosen);
  }

  /** @param {any} v @param {any} area */
  function name(v, area) {
    const value = area.values[v.measure.id];
    const label = v.say.own(area.name);
    return [label + ": " + v.say.own(v.measure.title), v.say.value(v.measure, value), v.say.coverage(v.measure, value)].filter(Boolean).join(", ");
  }

  /** The pattern of "nothing proven". @param {string} id @param {number} step from line to line */
  function hatch(id, step) {
    const { s } = kcn.dom;
    return s("defs", null,
      s("pattern", { id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        s("rect", { class: "hatch-ground", width: step, height: step }),
        s("line", { class: "hatch-line", x1: 0.5, y1: 0, x2: 0.5, y2: step })));
  }

  kcn.areas = { create, hatch };
})(globalThis);
