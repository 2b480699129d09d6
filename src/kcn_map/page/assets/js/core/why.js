// @ts-check
/* Why sites are left out, and the least that would have to be given up to bring one in. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /**
   * The sites that fail one condition only, by condition; of a range the sites nearest to the limit first.
   * Each is a relaxation: the change to the state, and the sites it would bring in. The smallest changes come first.
   * @param {State} state @param {Map<string, Reason[]>} excluded
   * @returns {Relaxation[]}
   */
  function relaxations(state, excluded) {
    /** @type {Map<string, {id: string, reason: Reason}[]>} */
    const near = new Map();
    for (const [id, reasons] of excluded) {
      if (reasons.length !== 1 || (reasons[0].unknown && !["area", "parent"].includes(reasons[0].condition))) continue;
      const { condition } = reasons[0];
      near.set(condition, [...(near.get(condition) || []), { id, reason: reasons[0] }]);
    }
    return [...near].map(([condition, sites]) => relaxation(state, condition, sites)).sort((a, b) => a.cost - b.cost);
  }

  /** @param {State} state @param {string} condition @param {{id: string, reason: Reason}[]} sites */
  function relaxation(state, condition, sites) {
    const ids = sites.map(({ id }) => id);
    if (condition.startsWith("fields:")) {
      const dropped = { name: condition.slice("fields:".length), isRange: false, parts: [] };
      const patch = { fields: kcn.fieldFilter.changed(state.fields, dropped) };
      return { condition, patch, ids, value: null, cost: 1 };
    }
    if (condition === "q") return { condition, patch: { q: "" }, ids, value: state.q, cost: 2 };
    const limit = /** @type {Record<string, any>} */ (state)[condition];
    if (Array.isArray(limit)) return { condition, patch: { [condition]: [] }, ids, value: null, cost: 1 };
    const gap = (/** @type {{reason: Reason}} */ { reason }) => Math.abs(reason.value - limit);
    const least = Math.min(...sites.map(gap));
    const nearest = sites.filter((site) => gap(site) === least);
    const value = nearest[0].reason.value;
    return {
      condition,
      patch: { [condition]: value },
      ids: nearest.map(({ id }) => id),
      value,
      cost: least / (limit + 1),
    };
  }

  kcn.why = { relaxations };
})(globalThis);
