// @ts-check
/* The Leaflet map: panes, land, water and roads, view controls' base. Areas, markers and labels are layers of their
   own. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const PANES = { land: 200, areas: 300, water: 320, lines: 340, sites: 360, leaders: 380, labels: 560, outlines: 400 };

  /** In what part of their window's width borders fade, and in how many steps. */
  const FADE = 0.12, FADES = 4;

  /** @param {[number, number][]} ring @returns {[number, number][]} as Leaflet wants it: lat first */
  const swap = (ring) => ring.map(([lon, lat]) => [lat, lon]);

  /**
   * A line of Leaflet's with very many points, of which its own keep three objects each. What crosses the view is
   * drawn, no finer than the screen.
   * @param {Float64Array[]} lines in Web Mercator, x, y, x, y, … each @param {L.PolylineOptions} options
   * @returns {L.Polyline}
   */
  function lineOf(lines, options) {
    /** @type {any} */
    const layer = root.L.polyline([], { ...options, fill: false });
    /**
     * On which sides of a view a point lies.
     * @param {number} x @param {number} y @param {{min: Point, max: Point}} view
     */
    const sides = (x, y, { min, max }) => (x < min.x ? 1 : x > max.x ? 2 : 0) | (y < min.y ? 4 : y > max.y ? 8 : 0);

    /** @param {Float64Array} line @param {number} scale @param {Point} origin @returns {Point[][]} */
    function parts(line, scale, origin) {
      /** @type {Point[][]} */
      const found = [];
      /** @type {Point[]|null} */
      let part = null;
      let last = { x: NaN, y: NaN, sides: 0 };
      for (let i = 0; i < line.length; i += 2) {
        const x = Math.round((line[i] + Math.PI) * scale - origin.x);
        const y = Math.round((line[i + 1] + Math.PI) * scale - origin.y);
        if (Math.abs(x - last.x) < 2 && Math.abs(y - last.y) < 2 && i < line.length - 2) continue;
        const point = { x, y, sides: sides(x, y, layer._renderer._bounds) };
        if (!i || point.sides & last.sides) part = null;
        else if (part) part.push(point);
        else found.push((part = [last, point]));
        last = point;
      }
      return found;
    }

    return Object.assign(layer, {
      _project() {},
      _update() {
        const { _map: map, _renderer: renderer } = layer, scale = (128 * 2 ** map.getZoom()) / Math.PI;
        layer._parts = lines.flatMap((line) => parts(line, scale, map.getPixelOrigin()));
        renderer._updatePoly(layer);
      },
    });
  }

  /**
   * The map with its panes. Nothing here depends on the state.
   * @param {App["topology"]} topology
   */
  function create(topology) {
    const L = root.L;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = /** @type {AtlasMap} */ (
      L.map("map", {
        attributionControl: false,
        zoomControl: false,
        zoomSnap: 0.25,
        zoomDelta: 0.75,
        wheelPxPerZoomLevel: 110,
        minZoom: 4,
        maxBoundsViscosity: 0.8,
        scrollWheelZoom: false,
        keyboard: false,
        trackResize: false, // actions.js observes the map itself
        bounceAtZoomLimits: false,
        zoomAnimation: !isCalm,
        fadeAnimation: !isCalm,
        inertia: !isCalm,
      })
    );
    /** @type {Record<string, L.SVG>} */
    const renderers = {};
    for (const [name, z] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = String(z);
      if (name !== "areas") pane.style.pointerEvents = "none";
      if (name === "labels") pane.setAttribute("aria-hidden", "true"); // areas and markers tell their own names
      else renderers[name] = L.svg({ pane: name, padding: 0.4 });
    }
    const options = (/** @type {string} */ pane, /** @type {string} */ className) => ({
      pane, renderer: renderers[pane], className, interactive: pane === "areas", smoothFactor: 0.6,
      weight: 1, fillOpacity: 1, // the sheet map.css says the rest
    });
    return {
      map,
      isCalm,
      options,
      polygon: (/** @type {string} */ layer, /** @type {string} */ key) =>
        topology.polygons(layer, key).map((p) => p.map(swap)),
      borders: (/** @type {Float64Array[]} */ lines, /** @type {string} */ className) =>
        lineOf(lines, options("lines", className)),
      swap,
    };
  }

  /**
   * Land, water and roads under and over the areas, each switchable; `land` has the neighbours of a level's time.
   * @param {Board} board the value of `create` @param {Data} data
   */
  function base(board, data) {
    const L = root.L;
    const { map, options, swap, polygon } = board;
    const layers = {
      land: L.layerGroup(),
      water: L.layerGroup(
        data.base.water.map((w) => L.polyline(w.lines.map(swap), { ...options("water", "water"), fill: false })),
      ),
      roads: L.layerGroup(
        data.base.roads.map((r) => L.polyline(r.lines.map(swap), { ...options("lines", "road"), fill: false })),
      ),
    };
    for (const layer of Object.values(layers)) layer.addTo(map);
    const widen = () => {
      const step = 2 ** (map.getZoom() - 9.5);
      layers.water.eachLayer((line) => {
        const path = /** @type {SVGElement|undefined} */ (/** @type {L.Path} */ (line).getElement());
        if (path) path.style.strokeWidth = String(Math.min(22, 3.2 * Math.max(1, step)));
      });
    };
    map.on("zoomend", widen);
    widen();
    /** Neighbour by neighbour. @param {string} level @returns {Generator<void>} */
    function* showNeighbours(level) {
      const near = data.neighbours.filter((n) => n.levels.includes(level));
      const rings = yield* kcn.turns.each(near, (n) => polygon("neighbours", n.code).flat());
      const steps = borders(rings.flat());
      yield;
      layers.land.clearLayers();
      yield* kcn.turns.each(steps, (lines, step) => layers.land.addLayer(
        L.polyline(lines, { ...options("land", "land"), fill: false, opacity: (step + 1) / (FADES + 1) })));
    }
    return { layers, showNeighbours };
  }

  /**
   * The rings as lines, without the straight edges of the window that they are cut to: those are no borders. Towards
   * those edges they fade.
   * @param {L.LatLngTuple[][]} rings
   * @returns {L.LatLngTuple[][][]} by step, the faintest first: a path of the browser's each
   */
  function borders(rings) {
    const AXES = /** @type {const} */ ([0, 1]);
    const edges = AXES.map((i) => {
      const all = rings.flat().map((point) => point[i]);
      return [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
    });
    const isCut = (/** @type {L.LatLngTuple} */ a, /** @type {L.LatLngTuple} */ b) =>
      AXES.some((i) => a[i] === b[i] && edges[i].includes(a[i]));
    const stepOf = (/** @type {L.LatLngTuple} */ point) =>
      Math.min(
        FADES,
        ...AXES.flatMap((i) => {
          const [low, high] = edges[i], width = (high - low) * FADE;
          return [point[i] - low, high - point[i]].map((away) => Math.floor((away / width) * FADES));
        }),
      );
    /** @type {ReturnType<typeof borders>} */
    const steps = Array.from({ length: FADES + 1 }, () => []);
    for (const ring of rings)
      for (let i = 1, isOn = false, step = -1; i < ring.length; i++) {
        const next = stepOf(ring[i]), lines = steps[next];
        if (isCut(ring[i - 1], ring[i])) isOn = false;
        else if (isOn && next === step) lines[lines.length - 1].push(ring[i]);
        else {
          lines.push([ring[i - 1], ring[i]]);
          step = next;
          isOn = true;
        }
      }
    return steps;
  }

  kcn.map = { create, base };
})(globalThis);
