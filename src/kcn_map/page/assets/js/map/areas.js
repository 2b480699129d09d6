// @ts-check
/* The areas of a level as a choropleth that mouse, finger, keyboard and screen reader reach. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /**
   * North to south in bands, west to east in each: the order in which one reads the map.
   * @param {Area} a @param {Area} b
   */
  function readingOrder(a, b) {
    const band = (/** @type {Area} */ area) => Math.round(-area.label[1] * 7);
    return band(a) - band(b) || a.label[0] - b.label[0];
  }

  /** The choropleth of the level that is shown. @param {App} app */
  function create(app) {
    const { map, options, polygon } = app.board;
    /**
     * Levels drawn so far.
     * @type {Record<string, ReturnType<typeof make>>}
     */
    const levels = {};
    /** @type {ReturnType<typeof make>|null} */
    let shown = null;
    /**
     * Outlines: of the selected area, and of the one under the pointer or in focus.
     * @type {Record<string, L.Polygon|null|undefined>}
     */
    const outlines = {};

    /**
     * With the outline of the whole, and the borders of the first level where its areas are the larger ones.
     * @param {Level} level
     */
    function make(level) {
      const list = level.areas, [first] = app.data.levels;
      /** @param {string} name @param {boolean} isOuter */
      const line = (name, isOuter) =>
        app.board.borders(app.topology.lines(first.id, isOuter), name);
      /** @type {L.LayerGroup|undefined} made after the areas are there */
      let lines;
      function border() {
        lines = lines || root.L.layerGroup([line("outline", true),
          ...(first.areas.length < list.length ? [line("first-line", false)] : [])]);
        lines.addTo(map);
      }
      const drawn = (
        kcn.areasCanvas && list.length > app.data.canvas_threshold ? kcn.areasCanvas.create : paths
      )(app, level, touch(level));
      return {
        update: drawn.update,
        showing: drawn.showing,
        border,
        hide: () => [drawn, lines].forEach((layer) => layer && layer.remove()),
      };
    }

    /** Area by area. @param {Level} level */
    function showing(level) {
      if (shown) shown.hide();
      shown = levels[level.id] = levels[level.id] || make(level);
      return shown.showing();
    }

    /**
     * Outlines of areas: under the pointer, in focus, selected, or of a class of the legend.
     * @param {"hovered"|"focused"|"selected"|"lit"} kind @param {Level} level @param {Area[]} list
     */
    function outline(kind, level, list) {
      if (outlines[kind]) outlines[kind].remove();
      const shape = list.flatMap(({ code }) => polygon(level.id, code));
      outlines[kind] = list.length
        ? root.L.polygon(shape, { ...options("outlines", kind), fill: false }).addTo(map)
        : null;
    }

    /**
     * Light areas on the map and among the bars; none puts the light out.
     * @param {Level} level @param {Area[]} list @param {"hovered"|"focused"|"lit"} [kind]
     */
    function light(level, list, kind = "hovered") {
      outline(kind, level, list);
      for (const bar of document.querySelectorAll("[data-bar]"))
        bar.classList.toggle("on", list.some(({ code }) => code === bar.getAttribute("data-bar")));
    }

    /** What areas do when they are touched, however they are drawn. @param {Level} level */
    function touch(level) {
      return {
        /** @param {Area} area @param {Element} element @param {PointerEvent} e */
        enter(area, element, e) {
          light(level, [area]);
          app.tooltip.area(area, element, e);
        },
        /**
         * @param {Area} area @param {Element} element
         * @param {() => {clientX: number, clientY: number}} [at] of the area in the window, where the element is more
         * than the area
         */
        focus(area, element, at) {
          if (kcn.dom.showsFocus(element)) {
            light(level, [area], "focused");
            app.follow([area.label[1], area.label[0]]);
          }
          app.tooltip.area(area, element, at && at());
        },
        leave() {
          light(level, [], "focused");
          light(level, []);
          app.tooltip.hide();
        },
        /** @param {Area} area @param {Element} element */
        click(area, element) {
          if (!map.dragging.moved()) app.selectArea(level, area.code, element);
        },
        /**
         * @param {KeyboardEvent} e @param {Area} area
         * @param {Element} element @param {Area[]} list
         * @param {(next: Area) => void} walk to the next area
         */
        key(e, area, element, list, walk) {
          if (e.key.startsWith("Arrow")) {
            const next = neighbour(map, area, list, e.key);
            if (next) walk(next);
          } else if (e.key === "Enter" || e.key === " ") app.selectArea(level, area.code, element, true);
          else return;
          e.preventDefault();
          e.stopPropagation();
        },
      };
    }

    return {
      showing,
      border: () => { if (shown) shown.border(); },
      update: (/** @type {View} */ view) => shown ? shown.update(view) : undefined,
      light,
      select: (/** @type {Level} */ level, /** @type {Area|null|undefined} */ area) =>
        outline("selected", level, area ? [area] : []),
    };
  }

  /**
   * The next area in the direction of an arrow key, null if there is none.
   * @param {AtlasMap} map @param {Area} area
   * @param {Area[]} list @param {string} key
   */
  function neighbour(map, area, list, key) {
    const at = (/** @type {Area} */ one) => ({ one, ...map.latLngToLayerPoint([one.label[1], one.label[0]]) });
    const found = kcn.geo.towards(at(area), list.filter((other) => other !== area).map(at), key);
    return found && found.one;
  }

  /**
   * An element for each area.
   * @param {App} app @param {Level} level @param {AreaEvents} touch
   */
  function paths(app, level, touch) {
    const { map, options, polygon } = app.board, list = [...level.areas].sort(readingOrder);
    /** @type {Map<Area, L.Polygon>} */
    const shapes = new Map();
    const group = root.L.layerGroup();
    /** The one that Tab comes to; arrows lead to the others. */
    let stop = list[0];
    /** @param {Area} area */
    const element = (area) => /** @type {SVGElement} */ (/** @type {L.Polygon} */ (shapes.get(area)).getElement());

    /** @param {Area} area */
    function wire(area) {
      const path = element(area);
      attributes(level, area, path);
      path.setAttribute("tabindex", area === stop ? "0" : "-1");
      const on = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) => path.addEventListener(type, act);
      const onMouse = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) =>
        on(type, (e) => {
          if (e.pointerType === "mouse") act(e);
        });
      on("click", () => touch.click(area, path));
      on("focus", () => {
        element(stop).setAttribute("tabindex", "-1");
        element((stop = area)).setAttribute("tabindex", "0");
        touch.focus(area, path);
      });
      on("blur", touch.leave);
      onMouse("pointerenter", (e) => touch.enter(area, path, e));
      onMouse("pointermove", app.tooltip.move);
      on("pointerleave", touch.leave);
      on("keydown", (e) => touch.key(e, area, path, list, (next) => element(next).focus({ preventScroll: true })));
    }

    return {
      /** @returns {Generator<void>} */
      *showing() {
        group.addTo(map);
        for (const area of list) {
          if (!shapes.has(area)) {
            const shape = root.L.polygon(polygon(level.id, area.code), options("areas", "area"));
            shapes.set(area, shape);
            yield;
            group.addLayer(shape);
          }
          wire(area); // Leaflet makes their elements anew
          yield;
        }
        const svg = /** @type {SVGElement} */ (element(list[0]).ownerSVGElement);
        if (!svg.querySelector("#hatch")) svg.prepend(patterns(""));
      },
      remove: () => group.remove(),
      update: (/** @type {View} */ view) => list.forEach((area) => paint(view, level, area, element(area))),
    };
  }

  /** @param {Level} level @param {Area} area @param {SVGElement} path */
  function attributes(level, area, path) {
    for (const name of [level.id, kcn.levels.alias(level.id)]) path.setAttribute("data-" + name, area.code);
    path.setAttribute("role", "button");
  }

  /** @param {View} view @param {Level} level @param {Area} area @param {SVGElement} path */
  function paint(view, level, area, path) {
    const { measure, state } = view;
    path.setAttribute("data-class", String(kcn.classes.classify(area.values[measure.id], measure)));
    path.setAttribute("aria-label", name(view, area));
    path.setAttribute("aria-pressed", String(state.picked === level.id + "=" + area.code));
    path.classList.toggle("dim", kcn.levels.isDim(view, level, area));
  }

  /** @param {View} view @param {Area} area */
  function name(view, area) {
    const value = area.values[view.measure.id];
    const label = view.fmt.localized(area.name);
    return [
      label + ": " + view.fmt.localized(view.measure.title),
      view.fmt.value(view.measure, value),
      kcn.coverage.of(view, view.measure, area),
    ]
      .filter(Boolean)
      .join(", ");
  }

  /** "No data" is hatched, "none" is dotted. @param {string} prefix of their ids */
  function patterns(prefix) {
    const { svg } = kcn.dom;
    const pattern = (/** @type {string} */ id, /** @type {number} */ step, /** @type {Element} */ drawn) =>
      svg(
        "pattern",
        { id: prefix + id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { class: id + "-ground", width: step, height: step }),
        drawn,
      );
    return svg("defs", null,
      pattern("hatch", 7, svg("path", { class: "hatch-line", d: "M.5 0V7" })),
      pattern("stipple", 9, svg("circle", { class: "stipple-dot", cx: 4.5, cy: 4.5, r: 0.9 })));
  }

  kcn.areas = { create, patterns, name };
})(globalThis);
