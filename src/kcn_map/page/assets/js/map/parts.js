// @ts-check
/* The areas of a finer level within those that are shown: their borders, from the zoom on at which there is room. Their
   names are labels.js's. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** The pixels across that an area of average size has then. */
  const ROOM = 240;

  /** The next level that is finer and drawn, if there is one. @param {Data} data @param {Level} level */
  function of(data, { areas }) {
    return data.levels
      .filter((other) => other.is_mapped && other.areas.length > areas.length)
      .sort((a, b) => a.areas.length - b.areas.length)[0];
  }

  /** The zoom from which the areas of a level are parts that can be told apart. @param {Level} level */
  function from({ areas }) {
    const [west, north, east, south] = kcn.geo.bounds(areas.map(({ label }) => {
      const { x, y } = kcn.geo.mercator(label);
      return [x, y];
    }));
    const across = Math.sqrt(((east - west) * (south - north)) / areas.length);
    return Math.log2((ROOM * Math.PI) / (128 * across));
  }

  /** @param {App} app */
  function create(app) {
    const { map, borders } = app.board;
    /** @type {Record<string, L.LayerGroup>} */
    const drawn = {};
    /** @type {L.LayerGroup|null} */
    let shown = null;

    /** A light line and a dark one within it: seen on every class. @param {Level} level */
    function make({ id }) {
      const lines = app.topology.lines(id, false);
      return root.L.layerGroup(["part-ground", "part"].map((name) => borders(lines, name)));
    }

    function place() {
      const { data, level } = app.view, part = of(data, level);
      const next = part && map.getZoom() >= from(part) ? (drawn[part.id] = drawn[part.id] || make(part)) : null;
      if (next === shown) return;
      if (shown) shown.remove();
      shown = next && next.addTo(map);
    }

    map.on("zoomend", place);
    return { update: place };
  }

  kcn.parts = { of, from, create };
})(globalThis);
