// @ts-check
/* The current view in a sentence or two, for people and screen readers. Every number is from the data. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NAMED = 3; // areas that share the first place

  /**
   * @param {View} view
   * @returns {string}
   */
  function summary(view) {
    const { text, hasTotal } = measure(view);
    const { aggregation, field, kind, status } = view.measure;
    const isSaid =
      hasTotal &&
      aggregation === "sum" &&
      field === "area_planned_ha" &&
      !kind &&
      !status &&
      !kcn.state.isFiltered(view.state);
    return sites(view, !isSaid) + " " + text;
  }

  /** How many sites the view shows, and their planned area. @param {View} view @param {boolean} withArea */
  function sites(view, withArea) {
    const { fmt, data, found, state } = view;
    const { counted, kindOf } = kcn.coverage;
    const shown = data.sites.filter((site) => found.ids.has(site.id));
    if (!shown.length) return fmt.t(data.sites.length ? "page.sum_none" : "page.sum_empty");
    const kinds = data.kinds
      .map(({ id }) => ({ id, n: shown.filter((site) => site.kind === id).length }))
      .filter(({ n }) => n)
      .map(({ id, n }) => counted(fmt, n, id + "_full"));
    const values = {
      date: fmt.date(data.as_of),
      place: fmt.place(data.province.name),
      n: fmt.number(shown.length),
      of: counted(fmt, data.sites.length, kindOf(data.sites)),
      sites: [kinds.slice(0, -1).join(", "), ...kinds.slice(-1)].filter(Boolean).join(fmt.t("page.sum_and")),
    };
    const parts = [
      { key: "sum_unidentified", some: shown.filter((site) => !site.identified) },
      { key: "sum_planned", some: shown.filter((site) => site.status === "planned") },
    ].filter(({ some }) => some.length)
      .map(({ key, some }) => fmt.t("page." + key, { sites: counted(fmt, some.length, kindOf(some)) }));
    const head =
      fmt.t(kcn.state.isFiltered(state) ? "page.sum_filtered" : "page.sum_all", values) +
      (parts.length ? fmt.t("page.sum_of_which", { list: parts.join(", ") }) : "") +
      ".";
    return withArea ? head + " " + area(fmt, shown) : head;
  }

  /** The planned area of the sites that are shown. @param {Formatter} fmt @param {Site[]} shown */
  function area(fmt, shown) {
    const known = shown.filter((site) => site.area_planned_ha !== null);
    if (!known.length) return fmt.t("page.sum_no_area");
    const total = fmt.quantity(known.reduce((sum, site) => sum + Number(site.area_planned_ha), 0), "ha", 2);
    if (known.length === shown.length) return fmt.t("page.sum_area", { total });
    const coverage = fmt.t("page.coverage", {
      n: fmt.number(known.length),
      sites: kcn.coverage.counted(fmt, shown.length, kcn.coverage.kindOf(shown)),
    });
    return fmt.t("page.sum_area_part", { total, coverage });
  }

  /**
   * The mapped measure, of all sites whatever the filters: where it is highest, if that can be told.
   * @param {View} view
   */
  function measure(view) {
    const { fmt, data, measure, state } = view;
    const title = kcn.state.isFiltered(state)
      ? fmt.t("page.sum_scope", { title: fmt.localized(measure.title), sites: scope(view) })
      : fmt.localized(measure.title);
    const coverage = kcn.coverage.of(view, measure, data.province);
    const { isNone, total, place } = standing(view);
    const parts = isNone
      ? [coverage || kcn.coverage.noneOf(fmt, measure, measure.kind || view.index.kind)]
      : [total, place].filter(Boolean);
    if (coverage && !isNone) parts[0] += " (" + coverage + ")";
    return { text: title + ": " + parts.join("; ") + ".", hasTotal: Boolean(total) };
  }

  /**
   * What the areas have of the measure: none at all, or a place in words; the total where there are no places.
   * @param {View} view
   * @returns {{isNone?: boolean, total?: string, place?: string}}
   */
  function standing(view) {
    const { fmt, data, measure, level } = view, { areas } = level;
    const valueOf = (/** @type {Area} */ area) => area.values[measure.id],
      classOf = (/** @type {Area} */ area) => kcn.classes.classify(valueOf(area), measure);
    const figures = areas.filter((area) => typeof classOf(area) === "number");
    const gaps = areas.filter((area) => classOf(area) === kcn.classes.NO_DATA);
    const told = (/** @type {Area[]} */ some) => ({
      value: fmt.value(measure, valueOf(some[0])),
      name:
        some
          .slice(0, NAMED)
          .map((area) => fmt.place(area.name))
          .join(", ") + (some.length > NAMED ? ", …" : ""),
    });
    const count = (/** @type {number} */ n) => kcn.levels.counted(fmt, level, n);
    if (!figures.length && !gaps.length) return { isNone: true };
    if (!figures.length) return { place: fmt.t("page.sum_no_figure") };
    if (areas.length === 1) return { total: told(figures).value };
    if (figures.length === 1) return { place: fmt.t(gaps.length ? "page.sum_so_far" : "page.sum_only", told(figures)) };
    const most = figures.reduce((found, area) => Math.max(found, Number(valueOf(area)[0])), -Infinity);
    const leaders = figures.filter((area) => valueOf(area)[0] === most && !valueOf(area)[3]);
    if (leaders.length && kcn.classes.rank(valueOf(leaders[0]), areas.map(valueOf), measure))
      return {
        place: fmt.t(gaps.length ? "page.sum_highest_of" : "page.sum_highest", {
          ...told(leaders),
          areas: count(figures.length),
        }),
      };
    const open = areas.filter((area) => valueOf(area)[3] || classOf(area) === kcn.classes.NO_DATA).length;
    const whole = data.province.values[measure.id];
    return {
      total: whole[0] === null ? "" : fmt.t("page.sum_total", { value: fmt.value(measure, whole) }),
      place: fmt.t("page.sum_unranked", { areas: count(open), n: fmt.number(open) }),
    };
  }

  /** All sites that the measure may count. @param {View} view */
  function scope({ fmt, data, measure, index }) {
    const kind = measure.kind || index.kind;
    return kcn.coverage.counted(fmt, data.sites.filter((site) => kind === "any" || site.kind === kind).length, kind);
  }

  kcn.summary = Object.assign(summary, { scope });
})(globalThis);
