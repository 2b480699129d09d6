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
   * @returns {{x: number, y: number}[]} in the same order
   */
  function declutter(markers, least) {
    const places = markers.map(({ x, y }) => ({ x, y }));
    for (let round = 0; round < ROUNDS; round++) {
      if (round < ROUNDS / 2) pullBack(places, markers);
      if (!pushApart(places, markers, least)) break;
    }
    return places;
  }

  /** @param {{x: number, y: number}[]} places @param {{x: number, y: number}[]} home */
  function pullBack(places, home) {
    places.forEach((place, i) => {
      place.x += (home[i].x - place.x) * 0.08;
      place.y += (home[i].y - place.y) * 0.08;
    });
  }

  /** @param {{x: number, y: number}[]} places @param {{r: number}[]} markers @param {number} least */
  function pushApart(places, markers, least) {
    let moved = false;
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
        moved = true;
      }
    }
    return moved;
  }

  kcn.declutter = declutter;
})(globalThis);
