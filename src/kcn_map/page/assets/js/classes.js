// @ts-check
/* Classes of a measure: the value's class, its colour, how many areas are in each. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Values are [value|null, sites that report, sites there are, at least]. @typedef {[number|null, number, number, boolean]} Value */

  /**
   * The class of a value, 0 the lowest; null where nothing is proven. Breaks are lower limits of all classes but the first.
   * @param {number|null} value @param {number[]} breaks
   * @returns {number|null}
   */
  function classOf(value, breaks) {
    return value === null ? null : breaks.filter((limit) => value >= limit).length;
  }

  /**
   * The limits of each class: [lower|null, upper|null], the upper one not in the class.
   * @param {number[]} breaks
   * @returns {[number|null, number|null][]}
   */
  function limits(breaks) {
    return [...breaks, null].map((upper, i) => [i ? breaks[i - 1] : null, upper]);
  }

  /**
   * The colours of `count` classes out of a ramp, its ends included.
   * @param {string[]} ramp @param {number} count
   */
  function colours(ramp, count) {
    const last = ramp.length - 1;
    return Array.from({ length: count }, (_, i) => ramp[count === 1 ? last : Math.round((i * last) / (count - 1))]);
  }

  /**
   * How many areas are in each class, and in how many nothing is proven.
   * @param {Value[]} values @param {number[]} breaks
   */
  function tally(values, breaks) {
    const counts = new Array(breaks.length + 1).fill(0);
    let unknown = 0;
    for (const [value] of values) {
      const group = classOf(value, breaks);
      if (group === null) unknown++;
      else counts[group]++;
    }
    return { counts, unknown };
  }

  /**
   * Place among the values, 1 the highest, and of how many; null where nothing is proven.
   * @param {number|null} value @param {(number|null)[]} all
   */
  function rank(value, all) {
    if (value === null) return null;
    const known = all.filter((other) => other !== null);
    return { place: 1 + known.filter((other) => Number(other) > value).length, of: known.length };
  }

  kcn.classes = { classOf, limits, colours, tally, rank };
})(globalThis);
