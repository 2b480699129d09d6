// @ts-check
/* Rings of shared borders, unpacked from arcs; topology.py packs them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const DIGITS = new Uint8Array(128);
  for (let value = 0; value < 64; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;
  const ORDER = 8;

  /**
   * One arc as points [lon, lat] in degrees.
   * @param {string} text steps in exponential Golomb code of that order, six bits a character
   * @param {number} scale steps of the grid per degree
   * @returns {[number, number][]}
   */
  function decode(text, scale) {
    const end = text.length * 6;
    let at = 0, x = 0, y = 0;
    const bit = () => (DIGITS[text.charCodeAt((at / 6) | 0)] >> (5 - (at++ % 6))) & 1;

    /** The next step; null where only zeros are left. */
    function step() {
      let more = ORDER;
      while (at < end && !bit()) more++;
      if (at >= end) return null;
      let value = 1;
      while (more--) value = value * 2 + bit();
      value -= 1 << ORDER;
      return value & 1 ? ~(value >> 1) : value >> 1;
    }

    /** @type {[number, number][]} */
    const points = [];
    for (let dx = step(); dx !== null; dx = step()) {
      x += dx;
      y += step() || 0;
      points.push([x / scale, y / scale]);
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
