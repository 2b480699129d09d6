// @ts-check
/* Classes of a measure: none, no data, or a class by the breaks, as classes.py has them; its colour, how many areas are
   in each. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NONE = "none", NO_DATA = "nodata";
  const LOOKS = /** @type {const} */ (["light", "dark"]);

  /**
   * The class of an area's value as it is shown, 0 the lowest; or "none", for there is no site of the measure's kind,
   * or "nodata".
   * Breaks are lower limits of all classes but the first.
   * @param {Value} value @param {{breaks: number[], decimals: number}} measure
   * @returns {ClassId}
   */
  function classify([value, , sites, isAtLeast], { breaks, decimals }) {
    if (!sites && !isAtLeast) return NONE;
    if (value === null) return NO_DATA;
    const shown = Number(kcn.format.round(value, decimals));
    return breaks.filter((limit) => shown >= limit).length;
  }

  /**
   * The limits of each class: [lower|null, upper|null], the upper one not in the class. A count begins at 1: a 0 is
   * none.
   * @param {{breaks: number[], aggregation: string}} measure
   * @returns {[number|null, number|null][]}
   */
  function limits({ breaks, aggregation }) {
    return [...breaks, null].map((upper, i) => [i ? breaks[i - 1] : aggregation === "count" ? 1 : null, upper]);
  }

  /**
   * The steps of a ramp that `count` classes take, its ends included.
   * @param {number} length @param {number} count
   */
  function steps(length, count) {
    const last = length - 1;
    return Array.from({ length: count }, (_, i) => (count === 1 ? last : Math.round((i * last) / (count - 1))));
  }

  /** The colours of `count` classes out of a ramp. @param {string[]} ramp @param {number} count */
  const colours = (ramp, count) => steps(ramp.length, count).map((step) => ramp[step]);

  /**
   * The looks in which a name on this class has the colour of its halo, as palettes.py has found.
   * @param {ClassId} group @param {Measure} measure @param {Data} data
   */
  function inverse(group, { palette, breaks }, { palettes, inverse_from }) {
    return LOOKS.filter((look) => {
      const taken = steps(palettes[palette][look].length, breaks.length + 1);
      return typeof group === "number" && taken[group] >= inverse_from[palette][look];
    });
  }

  /**
   * How many areas are in each class, the lowest first, then in none and without data.
   * @param {Value[]} values @param {{breaks: number[], decimals: number}} measure
   * @returns {Map<ClassId, number>}
   */
  function tally(values, measure) {
    /** @type {Map<ClassId, number>} */
    const counts = new Map(
      [...Array(measure.breaks.length + 1).keys(), NONE, NO_DATA].map((group) => [/** @type {ClassId} */ (group), 0]),
    );
    for (const value of values) {
      const group = classify(value, measure);
      counts.set(group, Number(counts.get(group)) + 1);
    }
    return counts;
  }

  /**
   * Place among the areas that have a figure, 1 the highest, and of how many. null where it is not certain: a lower
   * bound
   * has no place, nor has what an area with a lower bound may overtake. A rate is ranked among the rates that are
   * known.
   * @param {Value} value @param {Value[]} all @param {{aggregation: string, breaks: number[], decimals: number}}
   * measure
   */
  function rank(value, all, measure) {
    const [own, , , isAtLeast] = value;
    if (typeof classify(value, measure) !== "number" || own === null || isAtLeast) return null;
    const hasGaps = isRate(measure);
    const others = all.filter((other) => classify(other, measure) !== NONE && !(hasGaps && other[0] === null));
    if (others.some(([least, , , isOpen]) => (isOpen || least === null) && (least || 0) <= own)) return null;
    return { place: 1 + others.filter(([other]) => Number(other) > own).length, of: others.length };
  }

  /** Whether a value is of the sites that report, whether others do or not. @param {{aggregation: string}} measure */
  function isRate({ aggregation }) {
    return !["count", "sum", "share"].includes(aggregation);
  }

  kcn.classes = { NONE, NO_DATA, isRate, classify, limits, colours, inverse, tally, rank, LOOKS };
})(globalThis);
