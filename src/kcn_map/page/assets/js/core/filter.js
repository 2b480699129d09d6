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
    min_vacant: ["vacant_ha", 1],
    within: ["km", -1],
  };
  /** @type {Record<string, string>} */
  const UNKNOWN = { area_planned_ha: "area", occupancy_pct: "occupancy", vacant_ha: "vacant", km: "place" };

  /** @typedef {(site: Site) => Reason|null} Test */

  /**
   * The tests that a state sets, in the order of its keys; each gives null or the reason against a site.
   * @param {State} state @param {Map<string, number>} costs of the sites that its text finds
   * @param {LonLat|null} [from] where its place is
   * @returns {Test[]}
   */
  function tests(state, costs, from) {
    const limits = /** @type {Record<string, any>} */ (state);
    return [
      (site) => (costs.has(site.id) ? null : { condition: "q", value: site.name, wanted: state.q, unknown: false }),
      ...CHOICES.filter((condition) => state[condition].length).map((condition) =>
        choiceTest(condition, state[condition]),
      ),
      ...Object.keys(RANGES)
        .filter((key) => limits[key] !== null)
        .map((key) => rangeTest(key, limits[key], from)),
      ...(state.fields ? kcn.fieldFilter.tests(state.fields) : []),
    ];
  }

  /** @param {string} condition @param {string[]} wanted @returns {Test} */
  function choiceTest(condition, wanted) {
    return (site) => {
      const value = site[condition];
      return wanted.includes(value) ? null : { condition, value, wanted, unknown: value === null };
    };
  }

  /** A site's distance, to the metre, null if its place is not known. @param {Site} site @param {LonLat|null} [from] */
  function km({ lonlat }, from) {
    return lonlat && from ? Math.round(kcn.geo.distanceKm(from, lonlat) * 1000) / 1000 : null;
  }

  /** @param {string} condition @param {number} wanted @param {LonLat|null} [from] @returns {Test} */
  function rangeTest(condition, wanted, from) {
    const [attribute, sign] = RANGES[condition];
    return (site) => {
      const value = attribute === "km" ? km(site, from) : site[attribute];
      return value !== null && (value - wanted) * sign >= 0
        ? null
        : { condition, value, wanted, unknown: value === null };
    };
  }

  /** What has to be known of a site for a range or a field, "" for other reasons. @param {Reason} reason */
  function lacking({ condition, unknown }) {
    if (!unknown) return "";
    return condition in RANGES ? UNKNOWN[RANGES[condition][0]] : condition.startsWith("fields:") ? "field" : "";
  }

  /**
   * Every site is either in `ids`, the best match of the text first, or in `excluded`.
   * A range leaves out sites whose value is unknown: `unknown` counts those that nothing else leaves out.
   * @param {Site[]} sites @param {State} state @param {Texts} texts
   * @param {LonLat|null} [from] where the place of the state is
   * @returns {Found}
   */
  function select(sites, state, texts, from) {
    const costs = kcn.search.rank(sites, texts, state.q);
    const conditions = tests(state, costs, from);
    /** @type {Set<string>} */
    const matching = new Set();
    /** @type {Map<string, Reason[]>} */
    const excluded = new Map();
    /** @type {Record<string, number>} */
    const unknown = { area: 0, occupancy: 0, vacant: 0, place: 0 };
    for (const site of sites) {
      const reasons = /** @type {Reason[]} */ (conditions.map((test) => test(site)).filter(Boolean));
      if (reasons.length) excluded.set(site.id, reasons);
      else matching.add(site.id);
      const gaps = new Set(reasons.map(lacking));
      if (!gaps.has("")) for (const gap of gaps) unknown[gap] = (unknown[gap] || 0) + 1;
    }
    const distances = new Map(from ? sites.map((site) => [site.id, km(site, from)]) : []);
    return { ids: new Set([...costs.keys()].filter((id) => matching.has(id))), excluded, unknown, km: distances };
  }

  /**
   * How many sites each value of a facet would show beside the other conditions.
   * @param {Site[]} sites @param {State} state @param {Texts} texts @param {Facet} facet
   * @param {LonLat|null} [from] where the place of the state is
   * @returns {Map<string, number>}
   */
  function facet(sites, state, texts, facet, from) {
    const others = tests({ ...state, [facet]: [] }, kcn.search.rank(sites, texts, state.q), from);
    const counts = new Map();
    for (const site of sites) {
      if (others.every((test) => !test(site))) counts.set(site[facet], (counts.get(site[facet]) || 0) + 1);
    }
    return counts;
  }

  kcn.filter = { select, facet };
})(globalThis);
