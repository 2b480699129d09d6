// @ts-check
/* Push markers apart that share a point or overlap, the same way every time. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const ROUNDS = 80;
  const GOLDEN = 2.399963; // radians: successive directions fall well apart

  /**
   * New places for markers so that none overlaps another. Units are pixels.
   * @param {{x: number, y: number, r: number}[]} markers `r` half of the marker's own size
   * @param {number} least between two centres, across or down
   * @param {(place: Point, i: number) => boolean} [isKept] whether a marker may stand there; at home it always may
   * @returns {{x: number, y: number}[]} in the same order
   */
  function declutter(markers, least, isKept) {
    const places = markers.map(({ x, y }) => ({ x, y }));
    for (let round = 0; round < ROUNDS; round++) {
      if (round < ROUNDS / 2) pullBack(places, markers);
      const moved = pushApart(places, markers, least);
      if (isKept) for (const i of moved) keep(places[i], markers[i], (place) => isKept(place, i));
      if (!moved.size) break;
    }
    return places;
  }

  /**
   * Take a place back towards home, as far as it must be.
   * @param {Point} place @param {Point} home @param {(place: Point) => boolean} isKept
   */
  function keep(place, home, isKept) {
    if (isKept(place)) return;
    const dx = place.x - home.x, dy = place.y - home.y;
    const at = (/** @type {number} */ part) => ({ x: home.x + dx * part, y: home.y + dy * part });
    let part = 0;
    for (let step = 0.5; step > 0.03; step /= 2) if (isKept(at(part + step))) part += step;
    Object.assign(place, at(part));
  }

  /** @param {{x: number, y: number}[]} places @param {{x: number, y: number}[]} home */
  function pullBack(places, home) {
    places.forEach((place, i) => {
      place.x += (home[i].x - place.x) * 0.08;
      place.y += (home[i].y - place.y) * 0.08;
    });
  }

  /**
   * Which ones it has moved.
   * @param {{x: number, y: number}[]} places @param {{r: number}[]} markers @param {number} least
   */
  function pushApart(places, markers, least) {
    /** @type {Set<number>} */
    const moved = new Set();
    for (let i = 0; i < places.length; i++) {
      for (let j = i + 1; j < places.length; j++) {
        const need = Math.max(least, markers[i].r + markers[j].r + 2);
        let dx = places[j].x - places[i].x, dy = places[j].y - places[i].y;
        let distance = Math.max(Math.abs(dx), Math.abs(dy)); // the targets are squares
        if (distance >= need - 0.01) continue;
        if (distance < 0.5) {
          [dx, dy] = [Math.cos(GOLDEN * j), Math.sin(GOLDEN * j)];
          distance = Math.max(Math.abs(dx), Math.abs(dy));
        }
        const shift = (need - Math.min(distance, need)) / 2 / distance;
        places[i].x -= dx * shift;
        places[i].y -= dy * shift;
        places[j].x += dx * shift;
        places[j].y += dy * shift;
        moved.add(i).add(j);
      }
    }
    return moved;
  }

  /** How far all would be from home. @param {(Point & { r: number })[]} homes @param {number} least */
  const away = (homes, least) =>
    declutter(homes, least).reduce((sum, { x, y }, i) => sum + Math.hypot(x - homes[i].x, y - homes[i].y), 0);

  /**
   * The places of markers with what each of them may be: what has no room is a dot at home. `target` is for a finger.
   * @param {(Point & { r: number })[]} homes @param {number} least @param {number} dot its radius
   * @param {(place: Point, i: number) => boolean} isKept
   */
  function positions(homes, least, dot, isKept) {
    const spots = declutter(homes, least, isKept);
    /** What is left between one and the others, of the sizes that are told. @param {number} i */
    const room = (i, /** @type {(other: number) => number} */ size) => Math.min(least, ...spots.map(({ x, y }, j) =>
      i === j ? least : Math.max(Math.abs(spots[i].x - x), Math.abs(spots[i].y - y)) - size(j)));
    const isTooClose = homes.map(({ r }, i) => room(i, (j) => homes[j].r) < r);
    homes.forEach(({ x, y }, i) => isTooClose[i] && Object.assign(spots[i], { x, y }));
    return spots.map(({ x, y }, i) => ({
      x, y, r: isTooClose[i] ? dot : homes[i].r, away: Math.hypot(x - homes[i].x, y - homes[i].y),
      target: Math.floor(Math.max(2 * dot + 4, Math.min(least - 1, room(i, () => 0)))),
    }));
  }

  kcn.declutter = Object.assign(declutter, { away, positions });
})(globalThis);
