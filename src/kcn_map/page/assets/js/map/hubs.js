// @ts-check
/* Arrows at the map's edge to the hubs beyond it, the points of reference of the base map, with their distance from the
   selected site, else from the place that the sites are filtered by. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const ARROWS = "→↘↓↙←↖↑↗";
  const SLIDES = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6].map((n) => 20 * n); // px along the edge

  const CLEAR = 8; // px that a name keeps away from the areas

  /** What is told of which hub; nothing where there is no place to tell it from. @param {View} view */
  function told(view) {
    const { data, fmt, found, index, state: { site, near } } = view;
    const from = (site && index.site.get(site).lonlat) || kcn.places.lonlat(data, near);
    const hubs = data.base.towns.filter(({ kind, lonlat }) => kind === "reference" && lonlat);
    const distance = (/** @type {number} */ km) => fmt.quantity(km, "km", km < 10 ? 1 : 0);
    const own = !site && hubs.find(({ lonlat }) => String(lonlat) === String(from));
    const nearest = Math.min(...[...found.ids].map((id) => found.km.get(id) ?? Infinity));
    if (own && nearest < Infinity)
      return [
        {
          lonlat: own.lonlat,
          text: fmt.t("page.hub_nearest", { name: fmt.localized(own.name), km: distance(nearest) }),
        },
      ];
    return from && !own
      ? hubs.map((hub) => ({
          lonlat: hub.lonlat,
          text: fmt.localized(hub.name) + " " + distance(kcn.geo.distanceKm(from, hub.lonlat)),
        }))
      : [];
  }

  /** Of the areas, once they are asked for. @type {number[][]} */
  let rings;

  /** Whether a name there would lie on one of the areas. @param {App} app @param {Point} middle @param {number} w */
  function isOver({ data: { levels: [{ id, areas }] }, topology, board: { map } }, { x, y }, w) {
    rings = rings || areas.flatMap(({ code }) => topology.rings(id, code).flat());
    return [-4, -3, -2, -1, 0, 1, 2, 3, 4].some((part) => {
      const { lat, lng } = map.layerPointToLatLng([x + (part * w) / 8, y]);
      return kcn.geo.inside([lng, lat], rings);
    });
  }

  /**
   * The labels of a view: in it a hub is a town, beyond its edge it has `spots` there, the best first, in pixels of the
   * map's layers.
   * @param {App} app @param {Edges} frame @returns {HubLabel[]}
   */
  function labels(app, [left, north, right, south]) {
    // Within what lies over the map: the key where it does, the buttons and the room around them.
    const key = kcn.dom.keyCovers();
    const { offsetWidth: wide, offsetHeight: high } = kcn.dom.byId("tools"), isRow = wide > high; // on phones
    const west = left + key.left, low = south - key.bottom;
    const east = right - (isRow ? 0 : 1.5 * wide), top = north + (isRow ? high : 0);
    return told(app.view).map(({ text, lonlat }) => {
      const { x, y } = app.board.map.latLngToLayerPoint([lonlat[1], lonlat[0]]);
      if (x > west && x < east && y > top && y < low) return { kind: "town", text, lonlat };
      const middle = { x: (west + east) / 2, y: (top + low) / 2 }, dx = x - middle.x, dy = y - middle.y;
      const arrow = ARROWS[Math.round((Math.atan2(dy, dx) * 4) / Math.PI + 8) % 8];
      /** @param {LabelSize} size @returns {Point[]} */
      const spots = ({ w, h }) => {
        const right = (east - west - w) / 2 - 1, half = (low - top - h) / 2 - 1;
        const across = right / Math.abs(dx), along = half / Math.abs(dy), way = Math.min(across, along);
        return SLIDES.map((by) => ({
          x: dx * way + (across < along ? 0 : by), y: dy * way + (across < along ? by : 0),
        }))
          .filter((spot) => Math.abs(spot.x) <= right + 0.5 && Math.abs(spot.y) <= half + 0.5)
          .map((spot) => ({ x: middle.x + spot.x, y: middle.y + spot.y }))
          .filter((spot) => !isOver(app, spot, w + 2 * CLEAR));
      };
      return { kind: "hub", text: dx < 0 ? arrow + " " + text : text + " " + arrow, lonlat, spots };
    });
  }

  kcn.hubs = { labels };
})(globalThis);
