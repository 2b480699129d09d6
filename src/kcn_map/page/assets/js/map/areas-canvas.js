// @ts-check
/* Very many areas as one picture, drawn in slices, so that the map answers meanwhile; found by their boxes. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const SLICE = 800; // areas without borders at a time, which are filled together
  const BEYOND = 0.3; // of the view on each side is drawn too
  const BORDERS = 8; // px: the size from which areas have borders
  const SPECK = 2; // px: what is no larger is drawn as the box around it

  /** @param {LonLat} point */
  function world(point) {
    const { x, y } = kcn.geo.mercator(point);
    return [x, y];
  }

  /** @param {HTMLCanvasElement} canvas */
  const context = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

  /** @param {App} app @param {Level} level @param {AreaEvents} touch */
  function create(app, level, touch) {
    const { map } = app.board, list = level.areas;
    const { html } = kcn.dom, { NONE, NO_DATA } = kcn.classes;
    const groups = /** @type {ClassId[]} */ ([0, 1, 2, 3, 4, 5, NONE, NO_DATA]);
    const canvas = html("canvas", { class: "areas-canvas", tabindex: 0, role: "application" });
    const overlay = root.L.svgOverlay(/** @type {any} */ (canvas), map.getBounds(), {
      pane: "areas",
      interactive: true,
    });
    const { topology } = app, places = Int32Array.from(list, ({ code }) => topology.place(level.id, code));
    /** West, north, east and south of each area, in Web Mercator. */
    const boxes = new Float64Array(4 * list.length);
    places.forEach((place, n) => measure(place, boxes.subarray(4 * n, 4 * n + 4)));
    /** The look of each area: its group, or beyond the groups the same dimmed. */
    const looks = new Uint8Array(list.length);
    /** The area under the pointer. @type {Area|null} */
    let hovered = null;
    /** The one that the keys have come to. @type {Area|null} */
    let focused = null;
    /** Of the drawing that is under way. */
    let turn = 0;

    /** @param {number} place of an area @param {Float64Array} box */
    function measure(place, box) {
      const world = topology.world();
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      topology.walk(level.id, place, () => {}, (i) => {
        west = Math.min(west, world[i]);
        east = Math.max(east, world[i]);
        north = Math.min(north, world[i + 1]);
        south = Math.max(south, world[i + 1]);
      });
      [box[0], box[1], box[2], box[3]] = [west, north, east, south];
    }

    /** Those whose boxes meet this one, by their numbers. @param {Edges} edges */
    function within([west, north, east, south]) {
      /** @type {number[]} */
      const found = [];
      for (let n = 0, i = 0; n < list.length; n++, i += 4)
        if (boxes[i] < east && boxes[i + 1] < south && boxes[i + 2] > west && boxes[i + 3] > north) found.push(n);
      return found;
    }

    /** Draw what is in view, and show it when all is drawn. */
    async function draw() {
      const mine = ++turn;
      const bounds = map.getBounds().pad(BEYOND), { x: width, y: height } = map.getSize().multiplyBy(1 + 2 * BEYOND);
      const [west, north] = world([bounds.getWest(), bounds.getNorth()]),
        [east, south] = world([bounds.getEast(), bounds.getSouth()]);
      const near = within([west, north, east, south]);
      const ratio = Math.min(2, devicePixelRatio), scale = (ratio * width) / (east - west);
      const back = html("canvas", { width: Math.round(ratio * width), height: Math.round(ratio * height) });
      const pen = context(back);
      const colours = palette(pen, ratio), put = drawer(pen, west, north, scale), pause = kcn.turns.pauses();
      const hasBorders = width * height > near.length * BORDERS ** 2, step = hasBorders ? 1 : SLICE;
      pen.lineWidth = 1.2 * ratio;
      for (let start = 0; start < near.length; start += step) {
        if (start) await pause();
        if (mine !== turn) return;
        for (const group of alike(near.slice(start, start + step))) {
          const look = looks[group[0]], of = groups[look % groups.length];
          pen.fillStyle = colours.of[of];
          pen.globalAlpha = look < groups.length ? 1 : 0.38;
          pen.beginPath();
          group.forEach(put);
          pen.fill();
          if (!hasBorders) continue;
          pen.strokeStyle = of === NONE ? colours.borders.none : colours.borders.others;
          pen.stroke();
        }
      }
      [canvas.width, canvas.height] = [back.width, back.height];
      context(canvas).drawImage(back, 0, 0);
      overlay.setBounds(bounds);
    }

    /**
     * What adds an area to the path of a pen, its points rounded to pixels.
     * @param {CanvasRenderingContext2D} pen @param {number} west @param {number} north @param {number} scale
     */
    function drawer(pen, west, north, scale) {
      const world = topology.world();
      let lastX = NaN, lastY = NaN; // no finer than the screen
      const begin = () => {
        if (lastX === lastX) pen.closePath();
        lastX = lastY = NaN;
      };
      const visit = (/** @type {number} */ i) => {
        const x = Math.round((world[i] - west) * scale), y = Math.round((world[i + 1] - north) * scale);
        if (x === lastX && y === lastY) return;
        if (lastX === lastX) pen.lineTo(x, y);
        else pen.moveTo(x, y);
        [lastX, lastY] = [x, y];
      };
      return (/** @type {number} */ n) => {
        const left = Math.round((boxes[4 * n] - west) * scale), top = Math.round((boxes[4 * n + 1] - north) * scale);
        const wide = Math.round((boxes[4 * n + 2] - west) * scale) - left;
        const high = Math.round((boxes[4 * n + 3] - north) * scale) - top;
        if (wide > SPECK || high > SPECK) {
          topology.walk(level.id, places[n], begin, visit);
          begin();
        } else if (wide && high) pen.rect(left, top, wide, high);
      };
    }

    /** Those of one look together: where they meet there is no seam then. @param {number[]} some by their numbers */
    function alike(some) {
      /** @type {number[][]} */
      const found = [];
      for (const n of some) (found[looks[n]] ||= []).push(n);
      return found.filter(Boolean);
    }

    /** @param {MouseEvent} e @returns {Area|undefined} the area there, if any */
    function at(e) {
      const { lat, lng } = map.mouseEventToLatLng(e), [x, y] = world([lng, lat]);
      return within([x, y, x, y]).map((n) => list[n])
        .find(({ code }) => kcn.geo.inside([lng, lat], topology.rings(level.id, code).flat()));
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
      showing() {
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
        list.forEach(({ code, values }, n) => {
          const isDim = isPart && !state.area.includes(code);
          looks[n] = groups.indexOf(kcn.classes.classify(values[measure.id], measure)) + (isDim ? groups.length : 0);
        });
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

  kcn.areasCanvas = { create };
})(globalThis);
