// @ts-check
/* Rings of shared borders, unpacked from arcs; topology.py packs them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGITS = new Uint8Array(128);
  for (let value = 0; value < 64; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;

  /**
   * One arc as points [lon, lat] in degrees.
   * @param {string} text zigzag deltas, five bits a character
   * @param {number} scale steps of the grid per degree
   * @returns {[number, number][]}
   */
  function decode(text, scale) {
    /** @type {[number, number][]} */
    const points = [];
    let x = 0, y = 0, value = 0, shift = 0, isLat = false;
    for (let i = 0; i < text.length; i++) {
      const digit = DIGITS[text.charCodeAt(i)];
      value |= (digit & 31) << shift;
      if (digit & 32) {
        shift += 5;
        continue;
      }
      const step = (value >>> 1) ^ -(value & 1);
      if (isLat) points.push([(x / scale), (y += step) / scale]);
      else x += step;
      isLat = !isLat;
      value = shift = 0;
    }
    return points;
  }

  /**
   * A reader of one topology; every arc is decoded once, when first asked for.
   * @param {{scale: number, arcs: string[], layers: Record<string, Record<string, number[][][]>>}} topology
   */
  function reader(topology) {
    /** @type {[number, number][][]} */
    const known = [];
    const arc = (/** @type {number} */ i) => known[i] || (known[i] = decode(topology.arcs[i], topology.scale));

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

    return {
      /**
       * The polygons of a feature: polygon → ring → [lon, lat]. None for a key that is not there.
       * @param {string} layer @param {string} key
       */
      polygons: (layer, key) => ((topology.layers[layer] || {})[key] || []).map((polygon) => polygon.map(ring)),
    };
  }

  kcn.topology = { decode, reader };
})(globalThis);
