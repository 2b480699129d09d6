// @ts-check
/* How much stands behind a measure's value, in words: which sites have a figure, of what base and date, what may add.
   coverage.py says the same; both are held to tests/cases/coverage.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** The one kind of site there is, or any: what a measure without a kind of its own is about. @param {Site[]} sites */
  function kindOf(sites) {
    const kinds = new Set(sites.map((site) => site.kind));
    return kinds.size === 1 ? [...kinds][0] : "any";
  }

  /**
   * What stands behind a measure in an area.
   * @param {View} view @param {Measure} measure
   * @param {Area} area of any level, or the province
   */
  function of(view, measure, area) {
    const members = kcn.classes.isRate(measure) ? area.sites.map((id) => view.index.site.get(id)) : [];
    return coverage(view.fmt, measure, area.values[measure.id], members, measure.kind || view.index.kind);
  }

  /** "8 zones" @param {Formatter} fmt @param {number} n @param {string} kind */
  function counted(fmt, n, kind) {
    return fmt.t("count." + kind, { n: fmt.number(n) });
  }

  /** "29 sites": of the one kind there is, or of any. @param {View} view @param {number} n */
  function sites(view, n) {
    return counted(view.fmt, n, view.index.kind);
  }

  /**
   * "no industrial zone": what the class none means for a measure.
   * @param {Formatter} fmt @param {Aggregation} measure
   * @param {string} kind
   */
  function noneOf(fmt, measure, kind) {
    return fmt.t(measure.status ? "page.none_of_status" : "page.none_of", { kind: fmt.t("kind." + kind) });
  }

  /**
   * "4 of 8 zones have a figure", with base, weight and date of a rate; "" where the value says it all.
   * @param {Formatter} fmt @param {Aggregation} measure @param {Value} value @param {Site[]} members sites of the area
   * that the value is of @param {string} kind
   */
  function coverage(fmt, measure, value, members, kind) {
    const [, n, of, isAtLeast, unplaced, unclear] = value;
    const isCount = measure.aggregation === "count";
    if (!of && !isAtLeast) return isCount ? "" : noneOf(fmt, measure, kind);
    let report = isCount || !of ? [] : [fmt.t("page.coverage", { n: fmt.number(n), sites: counted(fmt, of, kind) })];
    if (kcn.classes.isRate(measure) && n) {
      const used = members.filter((site) => reports(measure, site));
      report = [...base(fmt, measure, used), ...weight(fmt, measure), ...report, ...date(fmt, measure, used)];
    }
    const missing = Object.entries({ unplaced, unclear }).filter(([, count]) => count)
      .map(([name, count]) => fmt.t("page." + name, { sites: counted(fmt, count, kind) }));
    return [report.join(", "), ...missing].filter(Boolean).join("; ");
  }

  /**
   * Why values are lower bounds; "" if none is.
   * @param {Formatter} fmt @param {Measure} measure
   * @param {Value[]} values @param {string} kind
   */
  function atLeast(fmt, measure, values, kind) {
    const bounds = values.filter(([value, , , isAtLeast]) => isAtLeast && value !== null);
    const why = [
      measure.aggregation !== "count" && bounds.some(([, n, of]) => n < of) && "missing",
      bounds.some((value) => value[4]) && "unplaced",
      bounds.some((value) => value[5]) && "unclear",
    ].filter(Boolean).map((name) => fmt.t("page.why_" + name)).join(", ");
    return (
      why && fmt.t("page.legend_at_least", { mark: fmt.t("page.mark_at_least"), kind: fmt.t("kinds." + kind), why })
    );
  }

  /** Whether a site has a part in a rate. @param {Aggregation} measure @param {Site} site */
  function reports({ kind, status, field, weight }, site) {
    return (
      (!kind || kind === site.kind) &&
      (!status || status.includes(site.status)) &&
      site[String(field)] !== null &&
      (!weight || Boolean(site[weight]))
    );
  }

  /**
   * The land that an occupancy is a share of.
   * @param {Formatter} fmt @param {Aggregation} measure
   * @param {Site[]} sites
   */
  function base(fmt, measure, sites) {
    if (measure.field !== "occupancy_pct") return [];
    const names = [...new Set(sites.map((site) => site.occupancy_base).filter(Boolean))].map((one) =>
      fmt.t("base." + one),
    );
    if (names.length > 1) return [fmt.t("page.of_bases", { bases: names.join(", ") })];
    return names.map((name) => fmt.t("page.of_base", { base: name }));
  }

  /** @param {Formatter} fmt @param {Aggregation} measure */
  function weight(fmt, measure) {
    if (!measure.weight) return [];
    const key = "attribute." + measure.weight, name = fmt.t(key);
    const told = name === key ? measure.weight : name.charAt(0).toLowerCase() + name.slice(1);
    return [fmt.t("page.weighted", { weight: told })];
  }

  /** @param {Formatter} fmt @param {Aggregation} measure @param {Site[]} sites @returns {string[]} */
  function date(fmt, measure, sites) {
    const dates = [...new Set(sites.map((site) => asOf(fmt, String(measure.field), site)).filter(Boolean))];
    if (dates.length < 2) return dates.map((one) => fmt.t("page.as_of_short", { date: fmt.date(one) }));
    const first = dates.map((one) => one.split("/")[0]).sort()[0],
      last = dates
        .map((one) => one.split("/").pop())
        .sort()
        .pop();
    return [fmt.t("page.of_dates", { first: fmt.date(first), last: fmt.date(last) })];
  }

  /**
   * The date of a site's figure: in its row, or of the observation that it is.
   * @param {Formatter} fmt @param {string} field @param {Site} site
   */
  function asOf(fmt, field, site) {
    if (field in fmt.datedBy) return site[fmt.datedBy[field]];
    const used = site.observations.find((o) => o.adopted && o.attribute === field);
    return used && used.as_of;
  }

  kcn.coverage = { kindOf, of, counted, sites, noneOf, coverage, atLeast };
})(globalThis);
