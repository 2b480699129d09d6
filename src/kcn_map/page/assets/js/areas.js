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
    /** Levels drawn so far. @type {Record<string, {show: () => void, hide: () => void, update: (v: any) => void}>} */
    const levels = {};
    /** @type {any} */
    let shown = null;
    /** Outlines: of the chosen area, and of the one under the pointer or in focus. @type {Record<string, any>} */
    const outlines = {};

    /** @param {string} level */
    function make(level) {
      const list = [...(level === "district" ? app.data.districts : app.data.communes)].sort(readingOrder);
      const lines = root.L.layerGroup(level === "district" ? [] : app.data.districts.map((/** @type {any} */ d) => root.L.polygon(polygon("districts", d.code), { ...options("lines", "district-line"), fill: false })));
      const drawn = (kcn.crowd && list.length > kcn.crowd.MANY ? kcn.crowd.create : paths)(app, level, list, touch(level));
      return {
        update: drawn.update,
        show: () => [drawn, lines].forEach((layer) => layer.addTo(map)),
        hide: () => [drawn, lines].forEach((layer) => layer.remove()),
      };
    }

    /** @param {string} level */
    function show(level) {
      if (shown) shown.hide();
      shown = levels[level] = levels[level] || make(level);
      shown.show();
    }

    /** Outline of the area under the pointer or in focus. @param {"lit"|"focused"|"chosen"} kind @param {string} level @param {any} area null: none */
    function outline(kind, level, area) {
      if (outlines[kind]) outlines[kind].remove();
      outlines[kind] = area && root.L.polygon(polygon(level + "s", area.code), { ...options("light", kind), fill: false }).addTo(map);
    }

    /** What areas do when they are touched, however they are drawn. @param {string} level */
    function touch(level) {
      return {
        /** @param {any} area @param {Element} element @param {PointerEvent} e */
        enter(area, element, e) {
          outline("lit", level, area);
          app.tip.area(area, element, e);
        },
        /** @param {any} area @param {Element} element @param {any} [at] of the area in the window, where the element is more than the area */
        focus(area, element, at) {
          if (kcn.dom.showsFocus(element)) {
            outline("focused", level, area);
            app.reveal([area.label[1], area.label[0]]);
          }
          app.tip.area(area, element, at && at());
        },
        leave() {
          outline("lit", level, null);
          outline("focused", level, null);
          app.tip.hide();
        },
        /** @param {any} area @param {Element} element */
        click(area, element) {
          if (!map.dragging.moved()) app.chooseArea(level, area.code, element);
        },
        /** @param {KeyboardEvent} e @param {any} area @param {Element} element @param {any[]} list @param {(next: any) => void} walk to the next area */
        key(e, area, element, list, walk) {
          if (e.key.startsWith("Arrow")) {
            const next = neighbour(map, area, list, e.key);
            if (next) walk(next);
          } else if (e.key === "Enter" || e.key === " ") app.chooseArea(level, area.code, element, true);
          else return;
          e.preventDefault();
          e.stopPropagation();
        },
      };
    }

    return { show, update: (/** @type {any} */ v) => shown.update(v), choose: (/** @type {string} */ level, /** @type {any} */ area) => outline("chosen", level, area) };
  }

  /** The next area in the direction of an arrow key, null if there is none. @param {any} map @param {any} area @param {any[]} list @param {string} key */
  function neighbour(map, area, list, key) {
    const at = (/** @type {any} */ one) => ({ one, ...map.latLngToLayerPoint([one.label[1], one.label[0]]) });
    const found = kcn.geo.towards(at(area), list.filter((other) => other !== area).map(at), key);
    return found && found.one;
  }

  /** An element for each area. @param {any} app @param {string} level @param {any[]} list in reading order @param {any} touch */
  function paths(app, level, list, touch) {
    const { options, polygon } = app.board;
    const shapes = new Map(list.map((area) => [area, root.L.polygon(polygon(level + "s", area.code), options("areas", "area"))]));
    const group = root.L.featureGroup([...shapes.values()]);
    /** @param {any} area @returns {any} */
    const element = (area) => /** @type {any} */ (shapes.get(area)).getElement();

    /** @param {any} area */
    function wire(area) {
      const path = element(area);
      attributes(level, area, path);
      const on = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) => path.addEventListener(type, act);
      const onMouse = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) => on(type, (e) => { if (e.pointerType === "mouse") act(e); });
      on("click", () => touch.click(area, path));
      on("focus", () => touch.focus(area, path));
      on("blur", touch.leave);
      onMouse("pointerenter", (e) => touch.enter(area, path, e));
      onMouse("pointermove", app.tip.move);
      on("pointerleave", touch.leave);
      on("keydown", (e) => touch.key(e, area, path, list, (/** @type {any} */ next) => element(next).focus({ preventScroll: true })));
    }

    return {
      /** @param {any} map */
      addTo(map) {
        group.addTo(map);
        list.forEach(wire); // Leaflet makes their elements anew
        const svg = element(list[0]).ownerSVGElement;
        if (!svg.querySelector("#hatch")) svg.prepend(patterns(""));
      },
      remove: () => group.remove(),
      update: (/** @type {any} */ v) => list.forEach((area) => paint(v, level, area, element(area))),
    };
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
    const isChosen = level === "district" ? v.state.district.includes(area.code) : v.state.commune === area.code;
    path.setAttribute("data-class", String(kcn.classes.classify(area.values[measure.id], measure)));
    path.setAttribute("aria-label", name(v, area));
    path.setAttribute("aria-pressed", String(isChosen));
    path.classList.toggle("dim", level === "district" && v.state.district.length > 0 && !isChosen);
  }

  /** @param {any} v @param {any} area */
  function name(v, area) {
    const value = area.values[v.measure.id];
    const label = v.say.own(area.name);
    return [label + ": " + v.say.own(v.measure.title), v.say.value(v.measure, value), kcn.coverage.of(v, v.measure, area)].filter(Boolean).join(", ");
  }

  /** "No data" is hatched, "none" is dotted. @param {string} prefix of their ids */
  function patterns(prefix) {
    const { s } = kcn.dom;
    const pattern = (/** @type {string} */ id, /** @type {number} */ step, /** @type {any} */ drawn) =>
      s("pattern", { id: prefix + id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        s("rect", { class: id + "-ground", width: step, height: step }), drawn);
    return s("defs", null,
      pattern("hatch", 7, s("path", { class: "hatch-line", d: "M.5 0V7" })),
      pattern("stipple", 9, s("circle", { class: "stipple-dot", cx: 4.5, cy: 4.5, r: 0.9 })));
  }

  kcn.areas = { create, patterns, name };
})(globalThis);
