// @ts-check
/* Very many areas as one picture, drawn in slices, so that the map answers meanwhile; found by their boxes. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const SLICE = 800; // areas at a time
  const BEYOND = 0.3; // of the view on each side is drawn too
  const BORDERS = 8; // px: the size from which areas have borders

  /**
   * @typedef {{area: Area, rings: Float64Array[], west: number, north: number, east: number, south: number, group:
   * ClassId, isDim: boolean}} Shape in Web Mercator
   */

  /** @param {LonLat} point */
  function world(point) {
    const { x, y } = kcn.geo.mercator(point);
    return [x, y];
  }

  /** @param {HTMLCanvasElement} canvas */
  const context = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

  /** @param {App} app @param {Level} level @param {Area[]} list in reading order @param {AreaEvents} touch */
  function create(app, level, list, touch) {
    const { map } = app.board;
    const { html } = kcn.dom;
    const canvas = html("canvas", { class: "areas-canvas", tabindex: 0, role: "application" });
    const overlay = root.L.svgOverlay(/** @type {any} */ (canvas), map.getBounds(), {
      pane: "areas",
      interactive: true,
    });
    const shapes = list.map(shape);
    /** The area under the pointer. @type {Area|null} */
    let hovered = null;
    /** The one that the keys have come to. @type {Area|null} */
    let focused = null;
    /** Of the drawing that is under way. */
    let turn = 0;

    /** @param {Area} area */
    function shape(area) {
      const rings = app.topology.rings(level.id, area.code).flat();
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const ring of rings) for (let i = 0; i < ring.length; i += 2) {
        const { x, y } = kcn.geo.mercator([ring[i], ring[i + 1]]);
        ring[i] = x;
        ring[i + 1] = y;
        west = Math.min(west, x);
        east = Math.max(east, x);
        north = Math.min(north, y);
        south = Math.max(south, y);
      }
      return { area, rings, west, north, east, south, group: /** @type {ClassId} */ (0), isDim: false };
    }

    /** Draw what is in view, and show it when all is drawn. */
    async function draw() {
      const mine = ++turn;
      const bounds = map.getBounds().pad(BEYOND), { x: width, y: height } = map.getSize().multiplyBy(1 + 2 * BEYOND);
      const [west, north] = world([bounds.getWest(), bounds.getNorth()]),
        [east, south] = world([bounds.getEast(), bounds.getSouth()]);
      const near = shapes.filter((one) => one.west < east && one.east > west && one.north < south && one.south > north);
      const ratio = Math.min(2, devicePixelRatio), scale = (ratio * width) / (east - west);
      const back = html("canvas", { width: Math.round(ratio * width), height: Math.round(ratio * height) });
      const pen = context(back);
      const colours = palette(pen, ratio);
      const hasBorders = width * height > near.length * BORDERS ** 2;
      pen.lineWidth = 1.2 * ratio;
      for (let start = 0; start < near.length; start += SLICE) {
        if (start) await new Promise((next) => setTimeout(next));
        if (mine !== turn) return;
        const slice = near.slice(start, start + SLICE);
        for (const group of hasBorders ? slice.map((one) => [one]) : alike(slice)) {
          fill(pen, group, colours, west, north, scale);
          if (!hasBorders) continue;
          pen.strokeStyle = group[0].group === "none" ? colours.borders.none : colours.borders.others;
          pen.stroke();
        }
      }
      [canvas.width, canvas.height] = [back.width, back.height];
      context(canvas).drawImage(back, 0, 0);
      overlay.setBounds(bounds);
    }

    /** @param {MouseEvent} e @returns {Area|undefined} the area there, if any */
    function at(e) {
      const { lat, lng } = map.mouseEventToLatLng(e), [x, y] = world([lng, lat]);
      const isIn = (/** @type {Ring} */ ring) => kcn.geo.inside([lng, lat], ring);
      const found = shapes.find((one) => one.west < x && one.east > x && one.north < y && one.south > y
        && app.topology.polygons(level.id, one.area.code).flat().filter(isIn).length % 2);
      return found && found.area;
    }

    /** Where an area is in the window. @param {Area} area */
    function place(area) {
      const box = map.getContainer().getBoundingClientRect(),
        { x, y } = map.latLngToContainerPoint([area.label[1], area.label[0]]);
      return { clientX: box.left + x, clientY: box.top + y };
    }

    /** The keys have come to an area. @param {Area} area */
    function walk(area) {
      focused = area;
      const text = kcn.areas.name(app.view, area);
      canvas.setAttribute("aria-label", text);
      app.announce(text);
      touch.focus(area, canvas, () => place(area));
    }

    function leave() {
      hovered = null;
      touch.leave();
    }

    const on = (/** @type {string} */ type, /** @type {(e: any) => void} */ act) => canvas.addEventListener(type, act);
    on("click", (e) => {
      const area = at(e);
      if (area) touch.click((focused = area), canvas);
    });
    on("pointermove", (e) => {
      if (e.pointerType !== "mouse" || e.buttons) return;
      const area = at(e);
      if (!area) return leave();
      if (area === hovered) return app.tooltip.move(e);
      touch.enter((hovered = area), canvas, e);
    });
    on("pointerleave", leave);
    on("blur", leave);
    on("focus", () => {
      if (!kcn.dom.showsFocus(canvas)) return;
      const { lat, lng } = map.getCenter();
      walk(focused || list.reduce((a, b) => (far(b, lng, lat) < far(a, lng, lat) ? b : a)));
    });
    on("keydown", (e) => focused && touch.key(e, focused, canvas, list, walk));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (map.hasLayer(overlay)) draw(); });

    return {
      addTo() {
        overlay.addTo(map);
        map.on("moveend", draw);
      },
      remove() {
        turn++;
        overlay.remove();
        map.off("moveend", draw);
      },
      /** @param {View} view */
      update(view) {
        const { measure, state } = view, isPart = level === view.data.levels[0] && state.area.length > 0;
        for (const one of shapes) {
          one.group = kcn.classes.classify(one.area.values[measure.id], measure);
          one.isDim = isPart && !state.area.includes(one.area.code);
        }
        canvas.setAttribute("aria-label", focused ? kcn.areas.name(view, focused) : view.fmt.t("page.areas_walk"));
        requestAnimationFrame(draw); // the legend sets its colours first
      },
    };
  }

  /** @param {Area} area @param {number} lon @param {number} lat */
  function far(area, lon, lat) {
    return Math.hypot(area.label[0] - lon, area.label[1] - lat);
  }

  /**
   * What the sheets say of areas: the border, and the filling of each class, of "none" and of "no data".
   * @param {CanvasRenderingContext2D} pen @param {number} ratio
   */
  function palette(pen, ratio) {
    const style = getComputedStyle(document.documentElement),
      colour = (/** @type {string} */ name) => style.getPropertyValue("--" + name).trim();
    /** @param {string} ground @param {(brush: CanvasRenderingContext2D, size: number) => void} draw */
    const pattern = (ground, draw) => {
      const size = 10 * ratio, tile = kcn.dom.html("canvas", { width: size, height: size }), brush = context(tile);
      brush.fillStyle = colour(ground);
      brush.fillRect(0, 0, size, size);
      brush.fillStyle = brush.strokeStyle = colour("hatch");
      brush.lineWidth = ratio;
      draw(brush, size);
      return pen.createPattern(tile, "repeat");
    };
    const nodata = pattern("unknown", (brush, size) => {
      for (const shift of [-size, 0, size]) {
        brush.moveTo(shift, size);
        brush.lineTo(shift + size, 0);
      }
      brush.stroke();
    });
    const none = pattern("none", (brush, size) => {
      for (const middle of [size / 4, (3 * size) / 4]) {
        brush.beginPath();
        brush.arc(middle, middle, 0.9 * ratio, 0, 7);
        brush.fill();
      }
    });
    return {
      /** Where no site is, the ground is as light as borders are. */
      borders: { none: colour("neighbour"), others: colour("border") },
      of: /** @type {Record<ClassId, string|CanvasPattern>} */ ({
        ...[0, 1, 2, 3, 4, 5].map((i) => colour("c" + i)),
        none,
        nodata,
      }),
    };
  }

  /** Shapes of one colour together: where they meet there is no seam then. @param {Shape[]} shapes */
  function alike(shapes) {
    /** @type {Map<string, Shape[]>} */
    const groups = new Map();
    for (const one of shapes) {
      const key = one.group + " " + one.isDim, group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return groups.values();
  }

  /**
   * @param {CanvasRenderingContext2D} pen @param {Shape[]} group
   * @param {ReturnType<typeof palette>} colours @param {number} west
   * @param {number} north @param {number} scale
   */
  function fill(pen, group, colours, west, north, scale) {
    pen.fillStyle = colours.of[group[0].group];
    pen.globalAlpha = group[0].isDim ? 0.38 : 1;
    pen.beginPath();
    for (const { rings } of group) for (const ring of rings) {
      for (let i = 0, lastX = NaN, lastY = NaN; i < ring.length - 2; i += 2) {
        const x = Math.round((ring[i] - west) * scale), y = Math.round((ring[i + 1] - north) * scale);
        if (x === lastX && y === lastY) continue; // no finer than the screen
        pen[i ? "lineTo" : "moveTo"](lastX = x, lastY = y);
      }
      pen.closePath();
    }
    pen.fill();
  }

  kcn.areasCanvas = { create };
})(globalThis);
