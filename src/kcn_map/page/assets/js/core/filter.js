// @ts-check
/* Which sites meet the conditions, and which condition leaves out each other one. analysis/query.py follows the same
   rules. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const CHOICES = /** @type {Facet[]} */ (["area", "parent", "kind", "status"]);
  /**
   * Condition → the site's attribute, and the sign of the difference that passes.
   * @type {Record<string, [string, number]>}
   */
  const RANGES = {
    min_area: ["area_planned_ha", 1],
    max_area: ["area_planned_ha", -1],
    min_occupancy: ["occupancy_pct", 1],
    max_occupancy: ["occupancy_pct", -1],
  };

  /** @typedef {(site: Site) => Reason|null} Test */

  /**
   * The tests that a state sets, in the order of its keys; each gives null or the reason against a site.
   * @param {State} state @param {Map<string, number>} costs of the sites that its text finds
   * @returns {Test[]}
   */
  function tests(state, costs) {
    const limits = /** @type {Record<string, any>} */ (state);
    return [
      (site) => (costs.has(site.id) ? null : { condition: "q", value: site.name, wanted: state.q, unknown: false }),
      ...CHOICES.filter((condition) => state[condition].length).map((condition) =>
        choiceTest(condition, state[condition]),
      ),
      ...Object.keys(RANGES)
        .filter((key) => limits[key] !== null)
        .map((key) => rangeTest(key, limits[key])),
    ];
  }

  /** @param {string} condition @param {string[]} wanted @returns {Test} */
  function choiceTest(condition, wanted) {
    return (site) => {
      const value = site[condition];
      return wanted.includes(value) ? null : { condition, value, wanted, unknown: value === null };
    };
  }

  /** @param {string} condition @param {number} wanted @returns {Test} */
  function rangeTest(condition, wanted) {
    const [attribute, sign] = RANGES[condition];
    return (site) => {
      const value = site[attribute];
      return value !== null && (value - wanted) * sign >= 0
        ? null
        : { condition, value, wanted, unknown: value === null };
    };
  }

  /**
   * Every site is either in `ids`, the best match of the text first, or in `excluded`.
   * A range leaves out sites whose value is unknown: `unknown` counts those that nothing else leaves out.
   * @param {Site[]} sites @param {State} state @param {Texts} texts
   */
  function select(sites, state, texts) {
    const costs = kcn.search.rank(sites, texts, state.q);
    const conditions = tests(state, costs);
    /** @type {Set<string>} */
    const matching = new Set();
    /** @type {Map<string, Reason[]>} */
    const excluded = new Map();
    const unknown = { area: 0, occupancy: 0 };
    for (const site of sites) {
      const reasons = /** @type {Reason[]} */ (conditions.map((test) => test(site)).filter(Boolean));
      if (reasons.length) excluded.set(site.id, reasons);
      else matching.add(site.id);
      if (!reasons.length || !reasons.every((reason) => reason.unknown && reason.condition in RANGES)) continue;
      if (reasons.some((reason) => reason.condition.endsWith("_area"))) unknown.area++;
      if (reasons.some((reason) => reason.condition.endsWith("_occupancy"))) unknown.occupancy++;
    }
    return { ids: new Set([...costs.keys()].filter((id) => matching.has(id))), excluded, unknown };
  }

  /**
   * How many sites each value of a facet would show beside the other conditions.
   * @param {Site[]} sites @param {State} state @param {Texts} texts @param {Facet} facet
   * @returns {Map<string, number>}
   */
  function facet(sites, state, texts, facet) {
    const others = tests({ ...state, [facet]: [] }, kcn.search.rank(sites, texts, state.q));
    const counts = new Map();
    for (const site of sites) {
      if (others.every((test) => !test(site))) counts.set(site[facet], (counts.get(site[facet]) || 0) + 1);
    }
    return counts;
  }

  kcn.filter = { select, facet };
})(globalThis);
