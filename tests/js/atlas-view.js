// @ts-check
/* An atlas of a few sites, seen by one measure: what the sentences of the page are made of. */
const { kcn, data, level, words, units, locales, dated_by } = require("./load.js");

const MEASURES = {
  area: { aggregation: "sum", kind: null, field: "area_planned_ha", unit: "ha", decimals: 2, breaks: [50, 100] },
  zones: { aggregation: "count", kind: "zone", unit: "", decimals: 0, whole: true, breaks: [2, 3] },
  clusters: { aggregation: "count", kind: "cluster", unit: "", decimals: 0, whole: true, breaks: [2, 3] },
  zone_area: { aggregation: "sum", kind: "zone", field: "area_planned_ha", unit: "ha", decimals: 2, breaks: [50, 100] },
  rate: {
    aggregation: "weighted_mean",
    kind: "zone",
    field: "occupancy_pct",
    weight: "area_planned_ha",
    unit: "%",
    decimals: 1,
    breaks: [25, 50],
  },
};
const TITLES = {
  area: ["Diện tích", "Area"],
  zones: ["Số KCN", "Zones"],
  clusters: ["Số CCN", "Clusters"],
  zone_area: ["Diện tích KCN", "Zone area"],
  rate: ["Lấp đầy", "Occupancy"],
};

/**
 * A value as Python makes it, for these measures.
 * @param {any} measure @param {any[]} members
 * @param {any[]} elsewhere
 */
function value(measure, members, elsewhere) {
  const own = (/** @type {any[]} */ list) => list.filter((one) => !measure.kind || one.kind === measure.kind);
  const chosen = own(members), unplaced = own(elsewhere).length;
  if (measure.aggregation === "count")
    return [chosen.length || (unplaced ? null : 0), chosen.length, chosen.length, unplaced > 0, unplaced, 0];
  const known = chosen.filter((one) => one[measure.field] !== null && (!measure.weight || one[measure.weight]));
  const sum = (/** @type {(one: any) => number} */ of) => known.reduce((all, one) => all + of(one), 0);
  if (measure.weight)
    return [
      known.length ? sum((one) => one[measure.field] * one[measure.weight]) / sum((one) => one[measure.weight]) : null,
      known.length,
      chosen.length,
      !chosen.length && unplaced > 0,
      unplaced,
      0,
    ];
  const isOpen = unplaced > 0 || known.length < chosen.length;
  return [
    known.length || !isOpen ? sum((one) => one[measure.field]) : null,
    known.length,
    chosen.length,
    isOpen,
    unplaced,
    0,
  ];
}

/**
 * An atlas of these sites in so many districts, seen by one measure.
 * @param {any[]} sites @param {number} districts
 * @param {string} id @param {"vi"|"en"} lang
 * @param {any} [patch] of the state
 */
function view(sites, districts, id, lang, patch = {}) {
  const measures = Object.entries(MEASURES).map(([key, one]) => ({
    id: key,
    title: { vi: TITLES[/** @type {"area"} */ (key)][0], en: TITLES[/** @type {"area"} */ (key)][1] },
    status: null,
    weight: null,
    field: null,
    whole: false,
    ...one,
  }));
  const area = (/** @type {any} */ known, /** @type {any[]} */ members, /** @type {any[]} */ elsewhere) => ({
    ...known,
    sites: members.map((one) => one.id),
    values: Object.fromEntries(measures.map((one) => [one.id, value(one, members, elsewhere)])),
  });
  const unplaced = sites.filter((one) => one.area === null);
  const made = {
    ...data,
    sites,
    measures,
    province: area({ name: { vi: "Tỉnh Hòa Bình", en: "Hoa Binh Province" } }, sites, []),
    levels: [
      level("district", ["huyện", "huyện, thành phố"], ["district", "districts"], {
        areas: ["a", "b", "c"].slice(0, districts).map((code) =>
          area(
            { code, name: { vi: "Huyện " + code.toUpperCase(), en: code.toUpperCase() + " District" } },
            sites.filter((one) => one.area === code),
            unplaced,
          ),
        ),
      }),
    ],
  };
  const allowed = kcn.state.allowed(made), state = { ...kcn.state.initial(allowed), lang, measure: id, ...patch };
  const byKey = (/** @type {any[]} */ list, /** @type {string} */ key) => new Map(list.map((one) => [one[key], one]));
  const index = { site: byKey(sites, "id"), measure: byKey(measures, "id"), kind: kcn.coverage.kindOf(sites) };
  return {
    data: made,
    index,
    allowed,
    state,
    measure: index.measure.get(id),
    level: made.levels[0],
    fmt: kcn.phrases({ words: words(), units, locales, dated_by }, lang),
    found: kcn.filter.select(sites, state, kcn.search.texts(made)),
  };
}

module.exports = { MEASURES, view };
