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
    let part = 0;
    for (let step = 0.5; step > 0.03; step /= 2)
      if (isKept({ x: home.x + dx * (part + step), y: home.y + dy * (part + step) })) part += step;
    Object.assign(place, { x: home.x + dx * part, y: home.y + dy * part });
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

  kcn.declutter = declutter;
})(globalThis);
