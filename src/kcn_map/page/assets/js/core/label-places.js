// @ts-check
/* Where names stand: an area's wholly within it, clear of marks and of other names. cartography/place_labels.py has the
   same rule for pictures; tests/test_cartography.py holds both to the same places. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const GAP = [3, 2]; // around a name, in all, in units of its drawing; where there are many
  const LINE = [1.2, 1.1]; // height of a line, of the size of its letters
  const ROW = 0.25; // from one row that is tried to the next, of the height of a name
  const SIZES = [1, 0.85, 0.75]; // what finds no room is tried so much smaller, the last where there are many
  const MOST_COVERED = 0.15; // of a name, by marks

  /** @param {Box} a @param {Box} b */
  const overlap = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;

  /**
   * The forms that a name can take, the best first: on one line or two, in letters of full size or smaller ones.
   * Where there are many names they stand closer, and may be smaller.
   * @param {string} text @param {number} size of its letters @param {(text: string) => number} width
   * @param {boolean} [isDense]
   * @returns {LabelForm[]}
   */
  function forms(text, size, width, isDense = false) {
    const gap = GAP[+isDense], line = size * LINE[+isDense];
    const words = text.split(" ");
    const broken = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
    const widest = (/** @type {string[]} */ lines) => Math.max(...lines.map(width));
    const two = broken.length ? [broken.reduce((a, b) => (widest(b) < widest(a) ? b : a))] : [];
    return SIZES.slice(0, isDense ? 3 : 2).flatMap((factor) =>
      [[text], ...two].map((lines) => ({
        lines,
        factor,
        step: line * factor,
        w: widest(lines) * factor + gap,
        h: lines.length * line * factor + gap,
        start: ((widest(lines) - width(lines[0])) * factor) / 2,
        letter: line * factor + gap,
      })),
    );
  }

  /**
   * The forms of a name with a value in a line below it, then those without.
   * @param {LabelForm[]} forms @param {string} value @param {number} width of the value in letters of full size
   * @returns {LabelForm[]}
   */
  function valued(forms, value, width) {
    return [...forms.map((form) => {
      const w = Math.max(form.w, width * form.factor);
      return { ...form, value, w, h: form.h + form.step, start: form.start + (w - form.w) / 2 };
    }), ...forms];
  }

  /**
   * A place for each name, null where it has none: areas with sites come first, then the larger ones. Where marks leave
   * no room, they may cover a little of a name's end. Units are the drawing's.
   * @param {LabelArea[]} areas @param {Edges} frame @param {Box[]} marks @param {Box[]} taken by other names
   * @returns {(null | Box & {form: number})[]}
   */
  function arrange(areas, frame, marks, taken) {
    /** @type {ReturnType<typeof arrange>} */
    const found = areas.map(() => null);
    for (const [i, place] of arranged(areas, frame, marks, taken)) found[i] = place || null;
    return found;
  }

  /**
   * The same step by step, for who has to leave turns to others: an area's number, and its place where that is found.
   * @param {LabelArea[]} areas @param {Edges} frame @param {Box[]} marks @param {Box[]} taken
   * @returns {Generator<[number, (null | Box & {form: number})?]>}
   */
  function* arranged(areas, frame, marks, taken) {
    const names = [...taken];
    const order = areas.map((area, i) => {
      const [west, north, east, south] = area.edges, w = east - west, h = south - north;
      return { area, i, size: w * h, box: { x: west + w / 2, y: north + h / 2, w, h } };
    });
    order.sort((a, b) => Number(b.area.isFirst) - Number(a.area.isFirst) || b.size - a.size);
    for (const { area, i, box } of order) {
      const near = (/** @type {Box} */ other) => overlap(other, box);
      const steps = placeOf(area, frame, marks.filter(near), names.filter(near));
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield [i];
      const place = step.value;
      if (place) names.push(place);
      yield [i, place];
    }
  }

  /**
   * The place of the first form that has one clear of marks, else of the one that they cover least.
   * @param {LabelArea} area @param {Edges} frame @param {Box[]} marks @param {Box[]} names
   * @returns {Generator<void, (Box & {form: number})|null>} form by form
   */
  function* placeOf(area, frame, marks, names) {
    /** @type {(Box & {form: number, hidden: number})|null} */
    let least = null;
    for (const [solid, soft] of [[[...names, ...marks], []], [names, marks]]) {
      for (let form = 0; form < area.forms.length && (least ? least.hidden : true); form++) {
        const place = best(area, area.forms[form], frame, solid, soft);
        if (place && (!least || place.hidden < least.hidden)) least = { ...place, form };
        yield;
      }
    }
    return least;
  }

  /**
   * The place nearest to an area's own point where a name lies wholly in the area and the frame, clear of what is
   * taken; where marks may cover it, that where they cover least.
   * @param {Omit<LabelArea, "forms">} area @param {LabelSize} form @param {Edges} frame
   * @param {Box[]} solid what is taken @param {Box[]} soft marks that may cover a little
   */
  function best(area, form, frame, solid, soft) {
    const { edges, home } = area, { w, h } = form;
    const [left, top] = [0, 1].map((i) => Math.max(edges[i], frame[i]));
    const [right, bottom] = [2, 3].map((i) => Math.min(edges[i], frame[i]));
    if (right - left < w || bottom - top < h) return null;
    const { rings } = area; // made when they are first asked for
    const x = clamp(home.x, left + w / 2, right - w / 2), y = clamp(home.y, top + h / 2, bottom - h / 2);
    const rows = Math.ceil((bottom - top) / (h * ROW));
    /** @type {(Box & {hidden: number})|null} */
    let place = null;
    let least = MOST_COVERED, nearest = Infinity;
    for (let i = 0; i < 2 * rows; i++) {
      const away = Math.ceil(i / 2) * h * ROW;
      if (!least && away >= nearest) break;
      const row = i % 2 ? y + away : y - away;
      if (row - h / 2 < top || row + h / 2 > bottom) continue;
      for (const [from, to] of free(rings, form, row, left, right, solid, soft)) {
        if (!kcn.geo.inside([(from + to) / 2 + w / 2, row], rings)) continue;
        for (const start of [clamp(x - w / 2, from, to), from, to]) {
          const box = { x: start + w / 2, y: row, w, h }, far = Math.hypot(box.x - x, away);
          const hidden = covered(box, soft);
          if (hidden < least || (hidden === least && far < nearest))
            [place, least, nearest] = [{ ...box, hidden }, hidden, far];
        }
      }
    }
    return place;
  }

  /**
   * From where to where the left end of a name may stand in a row, from left to right: no border and nothing that is
   * taken lies within the name then, and no soft mark within its first letter.
   * @param {ArrayLike<number>[]} rings @param {LabelSize} form @param {number} row its middle
   * @param {number} left @param {number} right @param {Box[]} solid @param {Box[]} soft
   */
  function free(rings, { w, h, start, letter }, row, left, right, solid, soft) {
    const top = row - h / 2, bottom = row + h / 2;
    /** @type {[number, number][]} */
    const blocked = [[right - w, Infinity]];
    for (const ring of rings) {
      /** What the border blocks that runs on within the row. @type {[number, number]|null} */
      let run = null;
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const ax = ring[j], ay = ring[j + 1], bx = ring[i], by = ring[i + 1];
        if (ay <= top || ay >= bottom) run = null;
        if ((ay <= top && by <= top) || (ay >= bottom && by >= bottom)) continue;
        const a = ax + ((bx - ax) * (clamp(ay, top, bottom) - ay)) / (by - ay || 1);
        const b = bx + ((ax - bx) * (clamp(by, top, bottom) - by)) / (ay - by || 1);
        if (!run) blocked.push((run = [Infinity, -Infinity]));
        run[0] = Math.min(run[0], a - w, b - w);
        run[1] = Math.max(run[1], a, b);
      }
    }
    for (const other of solid)
      if (Math.abs(other.y - row) * 2 < h + other.h) blocked.push([other.x - other.w / 2 - w, other.x + other.w / 2]);
    for (const mark of soft)
      if (Math.abs(mark.y - top - letter / 2) * 2 < letter + mark.h)
        blocked.push([mark.x - mark.w / 2 - start - letter, mark.x + mark.w / 2 - start]);
    blocked.sort((a, b) => a[0] - b[0]);
    /** @type {[number, number][]} */
    const found = [];
    let from = left;
    for (const [first, last] of blocked) {
      if (first >= from) found.push([from, first]);
      from = Math.max(from, last);
    }
    return found;
  }

  /** How much of a box marks cover, as a share. @param {Box} a @param {Box[]} marks */
  function covered(a, marks) {
    const shared = (/** @type {number} */ far, /** @type {number} */ one, /** @type {number} */ other) =>
      Math.max(0, Math.min(one, other, (one + other) / 2 - Math.abs(far)));
    return marks.reduce((sum, b) => sum + shared(a.x - b.x, a.w, b.w) * shared(a.y - b.y, a.h, b.h), 0) / (a.w * a.h);
  }

  /** @param {number} value @param {number} low @param {number} high */
  function clamp(value, low, high) {
    return value < low ? low : value > high ? high : value;
  }

  /**
   * An area as names are placed in it, in the units of a projection.
   * @param {Polygon[]} polygons @param {(point: LonLat) => Point} at
   * @returns {Outline}
   */
  function outline(polygons, at) {
    const rings = polygons.flat().map((ring) => ring.map(at));
    return {
      rings: rings.map((ring) => ring.flatMap(({ x, y }) => [x, y])),
      edges: kcn.geo.bounds(rings.flat().map(({ x, y }) => [x, y])),
    };
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
  function midpoint(lines) {
    const line = lines.reduce((a, b) => (b.length > a.length ? b : a));
    return line[Math.floor(line.length / 2)];
  }

  kcn.labelPlaces = { forms, valued, arrange, arranged, outline, overlap, longest, midpoint };
})(globalThis);
