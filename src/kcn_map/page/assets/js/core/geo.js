// @ts-check
/* Distances and bearings on the ellipsoid, and points in polygons. Coordinates are [lon, lat] in degrees. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const RADIUS_M = 6378137;
  const FLATTENING = 1 / 298.257223563;
  const RADIAN = Math.PI / 180;

  /**
   * Straight-line distance in kilometres (Lambert's formula, good to some ten metres).
   * @param {[number, number]} a @param {[number, number]} b
   */
  function distanceKm(a, b) {
    if (a[0] === b[0] && a[1] === b[1]) return 0;
    const reduced = (/** @type {number} */ lat) => Math.atan((1 - FLATTENING) * Math.tan(lat * RADIAN));
    const p = reduced(a[1]), q = reduced(b[1]);
    const half = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(((b[0] - a[0]) * RADIAN) / 2) ** 2;
    const angle = 2 * Math.asin(Math.sqrt(half));
    const mean = (p + q) / 2, diff = (q - p) / 2;
    const x = (angle - Math.sin(angle)) * ((Math.sin(mean) * Math.cos(diff)) / Math.cos(angle / 2)) ** 2;
    const y = (angle + Math.sin(angle)) * ((Math.cos(mean) * Math.sin(diff)) / Math.sin(angle / 2)) ** 2;
    return (RADIUS_M * (angle - (FLATTENING / 2) * (x + y))) / 1000;
  }

  /** Radius in metres of a circle of so many hectares. @param {number} hectares */
  function radiusM(hectares) {
    return Math.sqrt((hectares * 10000) / Math.PI);
  }

  /**
   * Whether a point lies in rings (even-odd): in a polygon, its holes left out.
   * @param {[number, number]} point @param {ArrayLike<number>[]} rings x, y, x, y, … each
   */
  function inside([x, y], rings) {
    let within = false;
    for (const ring of rings) for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const xi = ring[i], yi = ring[i + 1], xj = ring[j], yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
    }
    return within;
  }

  /**
   * West, south, east and north of a ring.
   * @param {[number, number][]} ring
   * @returns {[number, number, number, number]}
   */
  function bounds(ring) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const point of ring) {
      west = Math.min(west, point[0]);
      south = Math.min(south, point[1]);
      east = Math.max(east, point[0]);
      north = Math.max(north, point[1]);
    }
    return [west, south, east, north];
  }

  /**
   * The nearest of the candidates that lies in the direction of an arrow key, by screen position; null if none does.
   * @template {{x: number, y: number}} T
   * @param {{x: number, y: number}} from @param {T[]} candidates @param {string} key ArrowUp, ArrowDown, ArrowLeft or
   * ArrowRight
   * @returns {T|null}
   */
  function towards(from, candidates, key) {
    const [ux, uy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key] || [0, 0];
    let best = null, least = Infinity;
    for (const candidate of candidates) {
      const dx = candidate.x - from.x, dy = candidate.y - from.y;
      const along = dx * ux + dy * uy;
      const across = Math.abs(dx * uy - dy * ux);
      const cost = along + 2 * across;
      if (along > 0.5 && across <= 2 * along && cost < least) [best, least] = [candidate, cost];
    }
    return best;
  }

  /** Web Mercator of the unit sphere, y running down. @param {LonLat} point @returns {Point} */
  function mercator([lon, lat]) {
    return { x: lon * RADIAN, y: -Math.log(Math.tan(Math.PI / 4 + (lat * RADIAN) / 2)) };
  }

  /**
   * Web Mercator with the bounds in the middle of a drawing, as large as there is room for; and the kilometres in its
   * unit.
   * cartography/projection.py and scale_bar.py have the same.
   * @param {[number, number, number, number]} bounds @param {number} width @param {number} height @param {number}
   * padding
   */
  function projection([west, south, east, north], width, height, padding) {
    const a = mercator([west, north]), b = mercator([east, south]), middle = (west + east) / 2;
    const scale = Math.min((width - 2 * padding) / (b.x - a.x), (height - 2 * padding) / (b.y - a.y));
    const left = (width - (a.x + b.x) * scale) / 2, top = (height - (a.y + b.y) * scale) / 2;
    return {
      /** @param {LonLat} point @returns {Point} */
      at(point) {
        const { x, y } = mercator(point);
        return { x: left + x * scale, y: top + y * scale };
      },
      /** @param {Point} point @returns {LonLat} */
      back: ({ x, y }) =>
        [(x - left) / scale / RADIAN, (2 * Math.atan(Math.exp((top - y) / scale))) / RADIAN - 90],
      unitKm: distanceKm([middle, south], [middle, north]) / ((b.y - a.y) * scale),
    };
  }

  /**
   * The longest scale bar of 1, 2 or 5 times a power of ten kilometres that is not longer than `most`.
   * @param {number} most
   */
  function scaleBarKm(most) {
    const power = 10 ** Math.floor(Math.log10(most));
    return power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
  }

  /** On the page's map, whose tiles would have 256 pixels. @param {number} lat @param {number} zoom */
  function metresPerPixel(lat, zoom) {
    return (2 * Math.PI * RADIUS_M * Math.cos(lat * RADIAN)) / (256 * 2 ** zoom);
  }

  kcn.geo = { distanceKm, radiusM, inside, bounds, towards, mercator, projection, scaleBarKm, metresPerPixel };
})(globalThis);
