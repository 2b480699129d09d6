// @ts-check
/* Which sites meet the conditions, and which condition leaves out each other one. search.py follows the same rules. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const KIND_WORDS = {
    zone: "KCN khu công nghiệp industrial zone park",
    cluster: "CCN cụm công nghiệp industrial cluster",
  };
  /** Condition → the site's attribute, and the sign of the difference that passes. */
  const RANGES = {
    min_area: ["area_planned_ha", 1],
    max_area: ["area_planned_ha", -1],
    min_occupancy: ["occupancy_pct", 1],
    max_occupancy: ["occupancy_pct", -1],
  };

  /** @typedef {{condition: string, value: any, wanted: any, unknown: boolean}} Reason */

  /**
   * Site id → the folded words that a text search looks in.
   * @param {any} data
   * @returns {Map<string, string>}
   */
  function searchWords(data) {
    const named = (/** @type {any[]} */ list, /** @type {(item: any) => any[]} */ texts) =>
      new Map(list.map((item) => [item.code, texts(item).join(" ")]));
    const districts = named(data.districts, (d) => [d.name.vi, d.name.en, ...d.other_names]);
    const former = named(data.communes_2020, (c) => [c.name, ...c.other_names]);
    const communes = named(data.communes, (c) => [c.name]);
    return new Map(
      data.sites.map((/** @type {any} */ site) => {
        const industries = site.industries || {};
        const texts = [
          site.id, site.name.vi, site.name.en, ...site.other_names,
          KIND_WORDS[/** @type {"zone"|"cluster"} */ (site.kind)], districts.get(site.district),
          site.commune_2020, former.get(site.commune_2020_code), site.commune_2025, communes.get(site.commune_2025_code),
          site.infrastructure_investor, industries.vi, industries.en,
        ];
        return [site.id, [...new Set(kcn.fold.words(texts.filter(Boolean).join(" ")))].join(" ")];
      })
    );
  }

  /**
   * The tests that a state sets, in the order of its keys; each gives null or the reason against a site.
   * @param {any} state @param {Map<string, string>} words
   * @returns {{condition: string, test: (site: any) => Reason|null}[]}
   */
  function tests(state, words) {
    const list = [];
    const wanted = kcn.fold.words(state.q);
    if (state.q.trim()) list.push({ condition: "q", test: (/** @type {any} */ site) => textReason(site, wanted, words) });
    for (const condition of ["district", "kind", "status"]) {
      if (state[condition].length) list.push({ condition, test: (/** @type {any} */ site) => choiceReason(site, condition, state[condition]) });
    }
    for (const condition of Object.keys(RANGES)) {
      if (state[condition] !== null) list.push({ condition, test: (/** @type {any} */ site) => rangeReason(site, condition, state[condition]) });
    }
    return list;
  }

  /** @param {any} site @param {string[]} wanted @param {Map<string, string>} words @returns {Reason|null} */
  function textReason(site, wanted, words) {
    const missing = wanted.filter((word) => !(words.get(site.id) || "").includes(word));
    return missing.length ? { condition: "q", value: site.name, wanted: missing.join(" "), unknown: false } : null;
  }

  /** @param {any} site @param {string} condition @param {string[]} wanted @returns {Reason|null} */
  function choiceReason(site, condition, wanted) {
    const value = site[condition];
    return wanted.includes(value) ? null : { condition, value, wanted, unknown: value === null };
  }

  /** @param {any} site @param {string} condition @param {number} wanted @returns {Reason|null} */
  function rangeReason(site, condition, wanted) {
    const [attribute, sign] = /** @type {any} */ (RANGES)[condition];
    const value = site[attribute];
    if (value !== null && (value - wanted) * sign >= 0) return null;
    return { condition, value, wanted, unknown: value === null };
  }

  /**
   * Every site is either in `ids` or in `excluded`. A range leaves out sites whose value is unknown: `unknown` counts those per attribute.
   * @param {any[]} sites @param {any} state @param {Map<string, string>} words
   */
  function select(sites, state, words) {
    const conditions = tests(state, words);
    /** @type {Set<string>} */
    const ids = new Set();
    /** @type {Map<string, Reason[]>} */
    const excluded = new Map();
    const unknown = { area: 0, occupancy: 0 };
    for (const site of sites) {
      const reasons = /** @type {Reason[]} */ (conditions.map(({ test }) => test(site)).filter(Boolean));
      if (!reasons.length) ids.add(site.id);
      else excluded.set(site.id, reasons);
      if (reasons.some((reason) => reason.unknown && reason.condition.endsWith("_area"))) unknown.area++;
      if (reasons.some((reason) => reason.unknown && reason.condition.endsWith("_occupancy"))) unknown.occupancy++;
    }
    return { ids, excluded, unknown };
  }

  /**
   * How many sites each value of a facet would show beside the other conditions.
   * @param {any[]} sites @param {any} state @param {Map<string, string>} words @param {"kind"|"status"|"district"} facet
   * @returns {Map<string, number>}
   */
  function facet(sites, state, words, facet) {
    const others = tests({ ...state, [facet]: [] }, words);
    const counts = new Map();
    for (const site of sites) {
      if (others.every(({ test }) => !test(site))) counts.set(site[facet], (counts.get(site[facet]) || 0) + 1);
    }
    return counts;
  }

  kcn.filter = { searchWords, select, facet };
})(globalThis);
