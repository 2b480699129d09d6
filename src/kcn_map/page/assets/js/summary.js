// @ts-check
/* The current view in a sentence or two, for people and screen readers. Every number is from the data. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /**
   * @param {any} v
   * @returns {string}
   */
  function summary(v) {
    return [sites(v), measure(v)].filter(Boolean).join(" ");
  }

  /** How many sites the view shows, and their planned area. @param {any} v */
  function sites(v) {
    const { say, data, found, state } = v;
    const shown = data.sites.filter((/** @type {any} */ site) => found.ids.has(site.id));
    const count = (/** @type {string} */ kind) => say.number(shown.filter((/** @type {any} */ site) => site.kind === kind).length);
    const unidentified = shown.filter((/** @type {any} */ site) => !site.identified).length;
    const known = shown.filter((/** @type {any} */ site) => site.area_planned_ha !== null);
    const values = { date: say.date(data.as_of), zones: count("zone"), clusters: count("cluster"), place: say.place(data.province.name), unknown: say.number(unidentified), n: say.number(shown.length), of: say.number(data.sites.length) };
    if (!shown.length) return say.t("page.sum_none");
    const head = say.t(kcn.state.isFiltered(state) ? "page.sum_filtered" : "page.sum_all", values) + (unidentified ? say.t("page.sum_unidentified", values) : "") + ".";
    if (!known.length) return head + " " + say.t("page.sum_no_area");
    const total = say.quantity(known.reduce((/** @type {number} */ sum, /** @type {any} */ site) => sum + site.area_planned_ha, 0), "ha", 2);
    const isWhole = known.length === shown.length;
    return head + " " + say.t(isWhole ? "page.sum_area" : "page.sum_area_part", { total, n: say.number(known.length), of: say.number(shown.length) });
  }

  /** The mapped measure: the province's value and the highest area. @param {any} v */
  function measure(v) {
    const { say, data, measure, state } = v;
    const areas = state.level === "district" ? data.districts : data.communes;
    const known = areas.filter((/** @type {any} */ a) => a.values[measure.id][0] !== null);
    const top = Math.max(...known.map((/** @type {any} */ a) => a.values[measure.id][0]));
    const leaders = known.filter((/** @type {any} */ a) => a.values[measure.id][0] === top);
    const title = say.own(measure.title);
    if (!known.length || top === 0) return say.t("page.sum_measure_none", { title });
    const names = leaders.map((/** @type {any} */ a) => say.place(a.name));
    const name = names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "");
    return say.t("page.sum_measure", { title, name, value: say.value(measure, leaders[0].values[measure.id]), n: say.number(known.length), of: say.number(areas.length), unit: say.t("page.unit_" + state.level) });
  }

  kcn.summary = summary;
})(globalThis);
