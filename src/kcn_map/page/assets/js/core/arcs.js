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
   * The whole numbers of a part of a text, put one after the other into a list.
   * @param {string} text in exponential Golomb code, six bits a character
   * @param {number} from @param {number} to @param {number} order
   * @param {Int32Array} list @param {number} at of the first
   * @returns {number} where in the list the next one would be
   */
  function read(text, from, to, order, list, at) {
    const least = 2 ** order;
    let more = order, left = -1, value = 0; // left: digits of the number to come; none while its zeros are counted
    for (let i = from; i < to; i++) {
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
        list[at++] = value - least;
        more = order;
        left = -1;
      }
    }
    return at;
  }

  /**
   * Room for the numbers of a text: each takes a bit more than its order at least.
   * @param {string} text @param {number} order
   */
  const roomFor = (text, order) => new Int32Array(Math.ceil((6 * text.length) / (order + 1)));

  /** All numbers of a text. @param {string} text @param {number} order */
  function numbers(text, order) {
    const list = roomFor(text, order);
    return list.slice(0, read(text, 0, text.length, order, list, 0));
  }

  /** @param {number} value */
  const signed = (value) => (value & 1 ? ~(value >> 1) : value >> 1);

  /** @param {ArrayLike<number>} line x, y, x, y, … @param {number} [scale] @returns {Ring} */
  function points(line, scale = 1) {
    /** @type {Ring} */
    const found = [];
    for (let i = 0; i < line.length; i += 2) found.push([line[i] / scale, line[i + 1] / scale]);
    return found;
  }

  /**
   * Steps from point to point, made points.
   * @param {Int32Array} line x, y, x, y, … @param {number} x @param {number} y
   */
  function walked(line, x, y) {
    for (let i = 0; i < line.length; i += 2) {
      line[i] = x += signed(line[i]);
      line[i + 1] = y += signed(line[i + 1]);
    }
    return line;
  }

  /**
   * One line as points [lon, lat] in degrees.
   * @param {string} text @param {number} scale steps of the grid per degree
   */
  function decode(text, scale) {
    return points(walked(numbers(text, STEPS), 0, 0), scale);
  }

  /**
   * The points of all arcs on the grid: x, y, x, y, …; `starts` has where those of each arc begin and, last, all end.
   * Each arc is told from the beginning of the one before. In one list they take a fifth of what a list an arc takes.
   * @param {string} arcs
   */
  function unpack(arcs) {
    const room = roomFor(arcs, STEPS), starts = [0];
    let end = 0, x = 0, y = 0;
    for (let from = 0, to = 0; to < arcs.length; from = to + 1) {
      const start = end, next = arcs.indexOf(" ", from);
      to = next < 0 ? arcs.length : next;
      end = read(arcs, from, to, STEPS, room, start);
      walked(room.subarray(start, end), x, y);
      [x, y] = [room[start], room[start + 1]];
      starts.push(end);
    }
    return { xy: room.slice(0, end), starts: Int32Array.from(starts) };
  }

  /**
   * What a layer's features are made of: `counts` of a feature's polygons, of the rings of each, of the arcs of each
   * ring; `used` numbers of arcs, ~i for arc i reversed; and where those of each feature begin in both.
   * @param {Topology["layers"][string]} layer
   */
  function layer({ keys, from, ...packed }) {
    const counts = numbers(packed.counts, COUNTS), used = numbers(packed.arcs, COUNTS);
    let fresh = from;
    for (let i = 0; i < used.length; i++) {
      const back = used[i], found = fresh - ((back + 1) >> 1);
      used[i] = !back ? fresh++ : back & 1 ? found : ~found;
    }
    const firstCount = new Int32Array(keys.length), firstArc = new Int32Array(keys.length);
    for (let i = 0, count = 0, arc = 0; i < keys.length; i++) {
      firstCount[i] = count;
      firstArc[i] = arc;
      for (let polygons = counts[count++] || 0; polygons > 0; polygons--)
        for (let rings = counts[count++]; rings > 0; rings--) arc += counts[count++];
    }
    return { keys, counts, used, firstCount, firstArc, index: /** @type {Map<string, number>|null} */ (null), next: 0 };
  }

  /**
   * A reader of one topology; layers are decoded once, when first asked for.
   * @param {Topology} topology
   */
  function reader({ scale, arcs, layers }) {
    const { xy, starts } = unpack(arcs);
    /** @type {Record<string, ReturnType<typeof layer>>} */
    const known = {};
    /** @type {Float64Array|undefined} */
    let inMercator;

    /** @param {string} name */
    const layerOf = (name) => (known[name] = known[name] || layer(layers[name]));

    /**
     * Which feature has a key, -1 if none; they are mostly asked for in their order.
     * @param {string} name @param {string} key
     */
    function place(name, key) {
      const one = layerOf(name);
      if (one.keys[one.next] !== key) {
        one.index = one.index || new Map(one.keys.map((own, i) => [own, i]));
        one.next = one.index.get(key) ?? -1;
      }
      return one.next < 0 ? -1 : one.next++;
    }

    /**
     * The numbers of the arcs of a feature, ring after ring.
     * @param {string} name @param {number} feature its place, -1 for none
     * @param {(isOuter: boolean) => void} begin a ring @param {(number: number) => void} visit an arc
     */
    function each(name, feature, begin, visit) {
      const { counts, used, firstCount, firstArc } = layerOf(name);
      let count = firstCount[feature], arc = firstArc[feature];
      for (let polygons = counts[count++] || 0; polygons > 0; polygons--) {
        const rings = counts[count++];
        for (let i = 0; i < rings; i++) {
          begin(!i);
          for (let left = counts[count++]; left > 0; left--) visit(used[arc++]);
        }
      }
    }

    /** All points in Web Mercator of the unit sphere, as `starts` has them. */
    function world() {
      if (inMercator) return inMercator;
      inMercator = new Float64Array(xy.length);
      for (let i = 0; i < xy.length; i += 2) {
        const { x, y } = kcn.geo.mercator([xy[i] / scale, xy[i + 1] / scale]);
        inMercator[i] = x;
        inMercator[i + 1] = y;
      }
      return inMercator;
    }

    /**
     * The points of a feature but the last of each ring, which is the first again.
     * @param {string} name @param {number} feature @param {(isOuter: boolean) => void} begin a ring
     * @param {(i: number) => void} visit a point, by where it is in `world()`
     */
    function walk(name, feature, begin, visit) {
      each(name, feature, begin, (n) => {
        if (n >= 0) for (let i = starts[n], end = starts[n + 1] - 2; i < end; i += 2) visit(i);
        else for (let i = starts[~n + 1] - 2, end = starts[~n]; i > end; i -= 2) visit(i);
      });
    }

    /**
     * The polygons of a feature: polygon → ring → x, y, x, y, … None for a key that is not there.
     * @param {string} name @param {string} key @param {ArrayLike<number>} from `xy` or `world()` @param {number} by
     */
    function ringsOf(name, key, from, by) {
      const feature = place(name, key);
      /** @type {number[][][]} */
      const found = [];
      /** @type {number[]} */
      let ring = [];
      walk(name, feature, (isOuter) => {
        ring = [];
        if (isOuter) found.push([]);
        found[found.length - 1].push(ring);
      }, (i) => ring.push(from[i] / by, from[i + 1] / by));
      for (const polygon of found) for (const line of polygon) line.push(line[0], line[1]);
      return found;
    }

    /** In degrees. @param {string} name @param {string} key */
    const rings = (name, key) => ringsOf(name, key, xy, scale);

    /** In Web Mercator. @param {string} name @param {string} key */
    const worldRings = (name, key) => ringsOf(name, key, world(), 1);

    /**
     * West, south, east and north of features.
     * @param {string} name @param {string[]} keys @returns {Edges}
     */
    function bounds(name, keys) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      const widen = (/** @type {number} */ i) => {
        west = Math.min(west, xy[i]);
        east = Math.max(east, xy[i]);
        south = Math.min(south, xy[i + 1]);
        north = Math.max(north, xy[i + 1]);
      };
      for (const key of keys) walk(name, place(name, key), () => {}, widen);
      return [west / scale, south / scale, east / scale, north / scale];
    }

    /**
     * Where a name may stand, in Web Mercator; the rings are made for the first that may fit between the edges.
     * @param {string} name @param {string} key @returns {Outline}
     */
    function outline(name, key) {
      const [west, south, east, north] = bounds(name, [key]);
      const first = kcn.geo.mercator([west, north]), last = kcn.geo.mercator([east, south]);
      /** @type {Outline["rings"]|undefined} */
      let made;
      return {
        edges: [first.x, first.y, last.x, last.y],
        get rings() {
          return (made ||= worldRings(name, key).flat());
        },
      };
    }

    return {
      bounds,
      outline,
      place,
      walk,
      world,
      rings,
      worldRings,
      /**
       * The borders of a layer in Web Mercator, x, y, x, y, … each: all, or those between none of its features.
       * @param {string} name @param {boolean} isOuter
       */
      lines(name, isOuter) {
        const uses = new Uint8Array(starts.length), all = world();
        for (const number of layerOf(name).used) uses[number < 0 ? ~number : number]++;
        /** @type {Float64Array[]} */
        const found = [];
        uses.forEach((count, i) => {
          if (isOuter ? count === 1 : count) found.push(all.subarray(starts[i], starts[i + 1]));
        });
        return found;
      },
      /**
       * The same with points [lon, lat].
       * @param {string} name @param {string} key
       */
      polygons: (name, key) => rings(name, key).map((polygon) => polygon.map((line) => points(line))),
    };
  }

  kcn.arcs = { decode, reader };
})(globalThis);
