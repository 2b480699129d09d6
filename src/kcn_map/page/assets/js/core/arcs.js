// @ts-check
/* Rings of shared borders, unpacked from arcs; topology.py packs them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGITS = new Uint8Array(128);
  for (let value = 0; value < 64; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;
  /* Orders of the code: of steps from point to point, of numbers and counts of arcs. */
  const STEPS = 8, COUNTS = 1;
  const FIRST = 20; // letters: the two steps to a line's first point are no longer

  /**
   * The whole numbers of a text.
   * @param {string} text in exponential Golomb code, six bits a character
   * @param {number} order
   */
  function numbers(text, order) {
    /** @type {number[]} */
    const found = [];
    const least = 2 ** order;
    let more = order, left = -1, value = 0; // left: digits of the number to come; none while its zeros are counted
    for (let i = 0; i < text.length; i++) {
      const six = DIGITS[text.charCodeAt(i)];
      for (let shift = 5; shift >= 0; shift--) {
        const bit = (six >> shift) & 1;
        if (left > 0) (value = value * 2 + bit), left--;
        else if (bit) (value = 1), (left = more);
        else more++;
        if (left) continue;
        found.push(value - least);
        more = order;
        left = -1;
      }
    }
    return found;
  }

  /** @param {number} value */
  const signed = (value) => (value & 1 ? ~(value >> 1) : value >> 1);

  /**
   * One line as points [lon, lat] in degrees.
   * @param {string} text @param {number} scale steps of the grid per degree @param {number[]} [start] on the grid: of
   * the line before
   * @returns {[number, number][]}
   */
  function decode(text, scale, start = [0, 0]) {
    const steps = numbers(text, STEPS);
    let [x, y] = start;
    /** @type {[number, number][]} */
    const points = [];
    for (let i = 0; i < steps.length; i += 2)
      points.push([(x += signed(steps[i])) / scale, (y += signed(steps[i + 1])) / scale]);
    return points;
  }

  /**
   * A reader of one topology; arcs and layers are decoded once, when first asked for.
   * @param {{scale: number, arcs: string, layers: Record<string, {keys: string[], counts: string, from: number, arcs:
   * string}>}} topology
   */
  function reader({ scale, arcs, layers }) {
    const texts = arcs.split(" ");
    /** @type {[number, number][][]} */
    const known = [];
    /** @type {Record<string, Map<string, number[][][]>>} */
    const read = {};
    /** Where each arc starts, on the grid. @type {number[][]} */
    const starts = [];
    let x = 0, y = 0;
    for (const text of texts) {
      starts.push([x, y]);
      const steps = numbers(text.slice(0, FIRST), STEPS);
      x += signed(steps[0]);
      y += signed(steps[1]);
    }
    const arc = (/** @type {number} */ i) => known[i] || (known[i] = decode(texts[i], scale, starts[i]));

    /** Key → polygon → ring → numbers of arcs, ~i for arc i reversed. @param {string} name */
    function layer(name) {
      const { keys, counts, from, arcs } = layers[name];
      const count = numbers(counts, COUNTS).values(), value = numbers(arcs, COUNTS).values();
      let next = from;
      const list = (/** @type {() => any} */ make) => Array.from({ length: count.next().value || 0 }, make);
      const number = () => {
        const back = value.next().value || 0;
        if (!back) return next++;
        const found = next - ((back + 1) >> 1);
        return back & 1 ? found : ~found;
      };
      return new Map(keys.map((key) => [key, list(() => list(() => list(number)))]));
    }

    /** @param {number[]} numbers @returns {[number, number][]} */
    function ring(numbers) {
      /** @type {[number, number][]} */
      const points = [];
      for (const number of numbers) {
        const line = arc(number < 0 ? ~number : number);
        const count = line.length;
        for (let i = points.length ? 1 : 0; i < count; i++) points.push(line[number < 0 ? count - 1 - i : i]);
      }
      return points;
    }

    /** @param {string} name */
    const rings = (name) => (read[name] = read[name] || layer(name));

    return {
      /**
       * The borders of a layer: all of them, or those that lie between none of its features.
       * @param {string} name @param {boolean} isOuter
       */
      lines(name, isOuter) {
        /** @type {Map<number, number>} */
        const uses = new Map();
        for (const number of [...rings(name).values()].flat(3)) {
          const i = number < 0 ? ~number : number;
          uses.set(i, (uses.get(i) || 0) + 1);
        }
        return [...uses].filter(([, count]) => !isOuter || count === 1).map(([i]) => arc(i));
      },

      /**
       * The polygons of a feature: polygon → ring → [lon, lat]. None for a key that is not there.
       * @param {string} name @param {string} key
       */
      polygons(name, key) {
        return (rings(name).get(key) || []).map((polygon) => polygon.map(ring));
      },
    };
  }

  kcn.arcs = { decode, reader };
})(globalThis);
