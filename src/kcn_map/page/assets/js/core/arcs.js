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

  /**
   * The whole numbers of a text.
   * @param {string} text in exponential Golomb code, six bits a character
   * @param {number} order @param {number} [most] of them, the first
   */
  function numbers(text, order, most = Infinity) {
    /** @type {number[]} */
    const found = [];
    const least = 2 ** order;
    let more = order, left = -1, value = 0; // left: digits of the number to come; none while its zeros are counted
    for (let i = 0; i < text.length; i++) {
      const six = DIGITS[text.charCodeAt(i)];
      for (let bits = 6; bits; ) {
        const rest = six & ((1 << bits) - 1);
        if (left < 0) {
          const digits = 32 - Math.clz32(rest); // with the one that ends the zeros
          more += bits - digits;
          if (!digits) break;
          bits = digits - 1;
          value = 1;
          left = more;
        } else {
          const taken = Math.min(left, bits);
          bits -= taken;
          value = value * (1 << taken) + (rest >> bits);
          left -= taken;
        }
        if (left) continue;
        found.push(value - least);
        if (found.length === most) return found;
        more = order;
        left = -1;
      }
    }
    return found;
  }

  /** @param {number} value */
  const signed = (value) => (value & 1 ? ~(value >> 1) : value >> 1);

  /**
   * One line as [lon, lat, lon, lat, …] in degrees: numbers side by side take a fifth of what pairs take.
   * @param {string} text @param {number} scale steps of the grid per degree @param {number} x @param {number} y on the
   * grid, of the line before
   */
  function flat(text, scale, x, y) {
    const steps = numbers(text, STEPS);
    for (let i = 0; i < steps.length; i += 2) {
      steps[i] = (x += signed(steps[i])) / scale;
      steps[i + 1] = (y += signed(steps[i + 1])) / scale;
    }
    return steps;
  }

  /** @param {ArrayLike<number>} line as `flat` has it @returns {Ring} */
  function points(line) {
    /** @type {Ring} */
    const found = [];
    for (let i = 0; i < line.length; i += 2) found.push([line[i], line[i + 1]]);
    return found;
  }

  /**
   * One line as points [lon, lat] in degrees.
   * @param {string} text @param {number} scale steps of the grid per degree
   */
  function decode(text, scale) {
    return points(flat(text, scale, 0, 0));
  }

  /**
   * A reader of one topology; arcs and layers are decoded once, when first asked for.
   * @param {Topology} topology
   */
  function reader({ scale, arcs, layers }) {
    const texts = arcs.split(" ");
    /** @type {number[][]} */
    const known = [];
    /** @type {Record<string, ReturnType<typeof layer>>} */
    const read = {};
    /** Where each arc starts, on the grid: x, y, x, y, … */
    const starts = new Float64Array(2 * texts.length);
    let x = 0, y = 0;
    texts.forEach((text, i) => {
      starts[2 * i] = x;
      starts[2 * i + 1] = y;
      const steps = numbers(text, STEPS, 2);
      x += signed(steps[0]);
      y += signed(steps[1]);
    });
    const arc = (/** @type {number} */ i) =>
      known[i] || (known[i] = flat(texts[i], scale, starts[2 * i], starts[2 * i + 1]));

    /**
     * What a layer's features are made of: `counts` of a feature's polygons, of the rings of each, of the arcs of each
     * ring; `numbers` of arcs, ~i for arc i reversed; and where those of each key begin.
     * @param {string} name
     */
    function layer(name) {
      const { keys, from, ...packed } = layers[name];
      const counts = numbers(packed.counts, COUNTS), backs = numbers(packed.arcs, COUNTS);
      let next = from;
      for (let i = 0; i < backs.length; i++) {
        const back = backs[i], found = next - ((back + 1) >> 1);
        backs[i] = !back ? next++ : back & 1 ? found : ~found;
      }
      /** @type {Map<string, [number, number]>} */
      const places = new Map();
      let count = 0, number = 0;
      for (const key of keys) {
        places.set(key, [count, number]);
        for (let polygons = counts[count++] || 0; polygons > 0; polygons--)
          for (let rings = counts[count++]; rings > 0; rings--) number += counts[count++];
      }
      return { counts, numbers: backs, places };
    }

    /** @param {string} name */
    const layerOf = (name) => (read[name] = read[name] || layer(name));

    /** @param {number[]} numbers @param {number} from @param {number} to */
    function ring(numbers, from, to) {
      let length = 2 * (from + 1 - to); // the first point of each arc but the first is the last of the one before
      for (let n = from; n < to; n++) length += arc(numbers[n] < 0 ? ~numbers[n] : numbers[n]).length;
      const found = new Float64Array(length);
      for (let n = from, at = 0; n < to; n++) {
        const isBack = numbers[n] < 0, line = arc(isBack ? ~numbers[n] : numbers[n]);
        const step = isBack ? -2 : 2;
        let i = isBack ? line.length - 2 : 0;
        if (n > from) i += step;
        for (; i >= 0 && i < line.length; i += step) {
          found[at++] = line[i];
          found[at++] = line[i + 1];
        }
      }
      return found;
    }

    /**
     * The polygons of a feature: polygon → ring → lon, lat, lon, lat, … None for a key that is not there.
     * @param {string} name @param {string} key
     */
    function rings(name, key) {
      const { counts, numbers, places } = layerOf(name);
      let [count, number] = places.get(key) || [-1, 0];
      /** @type {Float64Array[][]} */
      const found = [];
      for (let left = counts[count++] || 0; left > 0; left--) {
        /** @type {Float64Array[]} */
        const polygon = [];
        for (let more = counts[count++]; more > 0; more--)
          polygon.push(ring(numbers, number, (number += counts[count++])));
        found.push(polygon);
      }
      return found;
    }

    return {
      rings,
      /**
       * The borders of a layer: all of them, or those that lie between none of its features.
       * @param {string} name @param {boolean} isOuter
       */
      lines(name, isOuter) {
        /** @type {Map<number, number>} */
        const uses = new Map();
        for (const number of layerOf(name).numbers) {
          const i = number < 0 ? ~number : number;
          uses.set(i, (uses.get(i) || 0) + 1);
        }
        return [...uses].filter(([, count]) => !isOuter || count === 1).map(([i]) => points(arc(i)));
      },
      /**
       * The same with points [lon, lat].
       * @param {string} name @param {string} key
       */
      polygons: (name, key) => rings(name, key).map((polygon) => polygon.map(points)),
      /**
       * West, south, east and north of features.
       * @param {string} name @param {string[]} keys
       * @returns {[number, number, number, number]}
       */
      bounds(name, keys) {
        let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
        for (const key of keys) for (const line of rings(name, key).flat()) for (let i = 0; i < line.length; i += 2) {
          west = Math.min(west, line[i]);
          east = Math.max(east, line[i]);
          south = Math.min(south, line[i + 1]);
          north = Math.max(north, line[i + 1]);
        }
        return [west, south, east, north];
      },
    };
  }

  kcn.arcs = { decode, reader };
})(globalThis);
