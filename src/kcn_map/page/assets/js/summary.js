// @ts-check
/* The current view in a sentence or two, for people and screen readers. Every number is from the data. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const NAMED = 3; // areas that share the first place

  /**
   * @param {any} v
   * @returns {string}
   */
  function summary(v) {
    const { text, hasTotal } = measure(v);
    const { aggregation, field, kind, status } = v.measure;
    const isSaid = hasTotal && aggregation === "sum" && field === "area_planned_ha" && !kind && !status && !kcn.state.isFiltered(v.state);
    return sites(v, !isSaid) + " " + text;
  }

  /** How many sites the view shows, and their planned area. @param {any} v @param {boolean} withArea */
  function sites(v, withArea) {
    const { say, data, found, state } = v;
    const { counted, kindOf } = kcn.coverage;
    const shown = data.sites.filter((/** @type {any} */ site) => found.ids.has(site.id));
    if (!shown.length) return say.t(data.sites.length ? "page.sum_none" : "page.sum_empty");
    const kinds = ["zone", "cluster"].map((kind) => ({ kind, n: shown.filter((/** @type {any} */ site) => site.kind === kind).length })).filter(({ n }) => n);
    const values = {
      date: say.date(data.as_of), place: say.place(data.province.name), n: say.number(shown.length), of: counted(say, data.sites.length, kindOf(data.sites)),
      sites: kinds.map(({ kind, n }) => counted(say, n, kind + "_full")).join(say.t("page.sum_and")),
    };
    const parts = [["sum_unidentified", (/** @type {any} */ site) => !site.identified], ["sum_planned", (/** @type {any} */ site) => site.status === "planned"]]
      .map(([key, test]) => [key, shown.filter(test)]).filter(([, some]) => some.length)
      .map(([key, some]) => say.t("page." + key, { sites: counted(say, some.length, kindOf(some)) }));
    const head = say.t(kcn.state.isFiltered(state) ? "page.sum_filtered" : "page.sum_all", values) + (parts.length ? say.t("page.sum_of_which", { list: parts.join(", ") }) : "") + ".";
    return withArea ? head + " " + area(say, shown) : head;
  }

  /** The planned area of the sites that are shown. @param {any} say @param {any[]} shown */
  function area(say, shown) {
    const known = shown.filter((site) => site.area_planned_ha !== null);
    if (!known.length) return say.t("page.sum_no_area");
    const total = say.quantity(known.reduce((sum, site) => sum + site.area_planned_ha, 0), "ha", 2);
    if (known.length === shown.length) return say.t("page.sum_area", { total });
    const coverage = say.t("page.coverage", { n: say.number(known.length), sites: kcn.coverage.counted(say, shown.length, kcn.coverage.kindOf(shown)) });
    return say.t("page.sum_area_part", { total, coverage });
  }

  /** The mapped measure, of all sites whatever the filters: where it is highest, if that can be told. @param {any} v */
  function measure(v) {
    const { say, data, measure, state } = v;
    const title = kcn.state.isFiltered(state) ? say.t("page.sum_scope", { title: say.own(measure.title), sites: scope(v) }) : say.own(measure.title);
    const coverage = kcn.coverage.of(v, measure, data.province);
    const { isNone, total, place } = standing(v);
    const parts = isNone ? [coverage || kcn.coverage.noneOf(say, measure, measure.kind || v.index.kind)] : [total, place].filter(Boolean);
    if (coverage && !isNone) parts[0] += " (" + coverage + ")";
    return { text: title + ": " + parts.join("; ") + ".", hasTotal: Boolean(total) };
  }

  /** What the areas have of the measure: none at all, or a place in words; the total where there are no places. @param {any} v @returns {{isNone?: boolean, total?: string, place?: string}} */
  function standing(v) {
    const { say, data, measure, state } = v;
    const areas = state.level === "district" ? data.districts : data.communes;
    const valueOf = (/** @type {any} */ area) => area.values[measure.id], classOf = (/** @type {any} */ area) => kcn.classes.classify(valueOf(area), measure);
    const figures = areas.filter((/** @type {any} */ area) => typeof classOf(area) === "number");
    const gaps = areas.filter((/** @type {any} */ area) => classOf(area) === kcn.classes.NO_DATA);
    const told = (/** @type {any[]} */ some) => ({ value: say.value(measure, valueOf(some[0])), name: some.slice(0, NAMED).map((area) => say.place(area.name)).join(", ") + (some.length > NAMED ? ", …" : "") });
    const count = (/** @type {number} */ n) => say.t("page.unit_" + state.level, { n: say.number(n) });
    if (!figures.length && !gaps.length) return { isNone: true };
    if (!figures.length) return { place: say.t("page.sum_no_figure") };
    if (areas.length === 1) return { total: told(figures).value };
    if (figures.length === 1) return { place: say.t(gaps.length ? "page.sum_so_far" : "page.sum_only", told(figures)) };
    const all = areas.map(valueOf);
    const leaders = figures.filter((/** @type {any} */ area) => (kcn.classes.rank(valueOf(area), all, measure) || {}).place === 1);
    if (leaders.length) return { place: say.t(gaps.length ? "page.sum_highest_of" : "page.sum_highest", { ...told(leaders), areas: count(figures.length) }) };
    const open = areas.filter((/** @type {any} */ area) => valueOf(area)[3] || classOf(area) === kcn.classes.NO_DATA).length;
    const whole = data.province.values[measure.id];
    return { total: whole[0] === null ? "" : say.t("page.sum_total", { value: say.value(measure, whole) }), place: say.t("page.sum_unranked", { areas: count(open), n: say.number(open) }) };
  }

  /** All sites that the measure may count. @param {any} v */
  function scope({ say, data, measure, index }) {
    const kind = measure.kind || index.kind;
    return kcn.coverage.counted(say, data.sites.filter((/** @type {any} */ site) => kind === "any" || site.kind === kind).length, kind);
  }

  kcn.summary = Object.assign(summary, { scope });
})(globalThis);
