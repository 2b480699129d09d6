// @ts-check
/* Where names may stand: boxes of pixels that overlap, points of lines and of neighbouring areas in degrees. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const SHIFTS = [0, -9, 9, -18, 18, -27, 27, -36, 36];

  /** @param {Box} a @param {Box} b */
  const overlap = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;

  /** The box that is covered least. @param {Box[]} boxes @param {Box[]} taken */
  function leastCovered(boxes, taken) {
    const covered = (/** @type {Box} */ a) =>
      taken.reduce(
        (sum, b) =>
          sum +
          Math.max(0, (a.w + b.w) / 2 - Math.abs(a.x - b.x)) * Math.max(0, (a.h + b.h) / 2 - Math.abs(a.y - b.y)),
        0,
      );
    return boxes.map((box) => ({ box, area: covered(box) })).sort((a, b) => a.area - b.area).map(({ box }) => box)[0];
  }

  /**
   * Whether a water is the one of its name to bear it: the river before its reservoir, the longest first.
   * @param {BaseLine} w @param {number} _
   * @param {BaseLine[]} all
   */
  function longest(w, _, all) {
    const points = (/** @type {BaseLine} */ x) =>
      x.lines.reduce(
        (/** @type {number} */ n, /** @type {Ring} */ line) => n + line.length,
        x.class === "river" ? 1000 : 0,
      );
    return all.every((other) => other.name !== w.name || points(other) <= points(w));
  }

  /** A point halfway along the longest line. @param {Ring[]} lines @returns {LonLat} */
  function middle(lines) {
    const line = lines.reduce((a, b) => (b.length > a.length ? b : a));
    return line[Math.floor(line.length / 2)];
  }

  /**
   * Where a neighbour's name may stand: points on its land, the nearest to the atlas' middle first.
   * @param {Polygon[]} polygons @param {Area[]} areas
   * @returns {LonLat[]}
   */
  function places(polygons, areas) {
    const ring = polygons.reduce((a, b) => (b[0].length > a[0].length ? b : a))[0];
    const [west, south, east, north] = kcn.geo.bounds(ring);
    const middle = [0, 1].map((i) => areas.reduce((sum, one) => sum + one.label[i], 0) / areas.length);
    const far = (/** @type {LonLat} */ p) => Math.hypot(p[0] - middle[0], p[1] - middle[1]);
    const steps = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
    return steps
      .flatMap((i) =>
        steps.map((j) => /** @type {LonLat} */ ([west + (east - west) * i, south + (north - south) * j])),
      )
      .filter((p) => [-0.07, 0.07].every((dx) => kcn.geo.inside([p[0] + dx, p[1]], ring)))
      .sort((a, b) => far(a) - far(b));
  }

  /**
   * How far up or down a name moves that would lie under a marker; 0 where there is no room near. place_labels.py has
   * the same rule.
   * @param {Point} middle of the name @param {number} reach half of its width and of a marker's
   * @param {number} clearance least distance of their middles, one above the other @param {Point[]} markers
   */
  function shift({ x, y }, reach, clearance, markers) {
    const isFree = (/** @type {number} */ dy) =>
      markers.every((marker) => Math.abs(marker.x - x) > reach || Math.abs(marker.y - y - dy) > clearance);
    return SHIFTS.find(isFree) || 0;
  }

  kcn.labelPlaces = { shift, overlap, leastCovered, longest, middle, places };
})(globalThis);
