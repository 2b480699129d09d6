// @ts-check
/* How much stands behind a measure's value, in words: which sites have a figure, of what base and date, what may add.
   coverage.py says the same; both are held to tests/cases/coverage.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Figure of a site → what dates it in the site's own row. */
  const DATED = /** @type {Record<string, string>} */ ({ occupancy_pct: "occupancy_as_of", projects_total: "projects_as_of", projects_operating: "projects_as_of" });

  /** The one kind of site there is, or any: what a measure without a kind of its own is about. @param {any[]} sites */
  function kindOf(sites) {
    const kinds = new Set(sites.map((site) => site.kind));
    return kinds.size === 1 ? [...kinds][0] : "any";
  }

  /** What stands behind a measure in an area. @param {any} v @param {any} measure @param {any} area a district, a commune, the province */
  function of(v, measure, area) {
    const members = measure.aggregation === "weighted_mean" ? area.sites.map((/** @type {string} */ id) => v.index.site.get(id)) : [];
    return coverage(v.say, measure, area.values[measure.id], members, measure.kind || v.index.kind);
  }

  /** "8 zones" @param {any} say @param {number} n @param {string} kind */
  function counted(say, n, kind) {
    return say.t("count." + kind, { n: say.number(n) });
  }

  /** "29 sites": of the one kind there is, or of any. @param {any} v @param {number} n */
  function sites(v, n) {
    return counted(v.say, n, v.index.kind);
  }

  /** "no industrial zone": what the class none means for a measure. @param {any} say @param {any} measure @param {string} kind */
  function noneOf(say, measure, kind) {
    return say.t(measure.status ? "page.none_of_status" : "page.none_of", { kind: say.t("kind." + kind) });
  }

  /**
   * "4 of 8 zones have a figure", with base, weight and date of a rate; "" where the value says it all.
   * @param {any} say @param {any} measure @param {any} value @param {any[]} members sites of the area that the value is of @param {string} kind
   */
  function coverage(say, measure, value, members, kind) {
    const [, n, of, isAtLeast, unplaced, unclear] = value;
    const isCount = measure.aggregation === "count";
    if (!of && !isAtLeast) return isCount ? "" : noneOf(say, measure, kind);
    let report = isCount || !of ? [] : [say.t("page.coverage", { n: say.number(n), sites: counted(say, of, kind) })];
    if (measure.aggregation === "weighted_mean" && n) {
      const used = members.filter((site) => reports(measure, site));
      report = [...base(say, measure, used), weight(say, measure), ...report, ...date(say, measure, used)];
    }
    const missing = [unplaced && ["unplaced", unplaced], unclear && ["unclear", unclear]].filter(Boolean)
      .map(([name, count]) => say.t("page." + name, { sites: counted(say, count, kind) }));
    return [report.join(", "), ...missing].filter(Boolean).join("; ");
  }

  /** Why values are lower bounds; "" if none is. @param {any} say @param {any} measure @param {any[]} values @param {string} kind */
  function atLeast(say, measure, values, kind) {
    const bounds = values.filter(([value, , , isAtLeast]) => isAtLeast && value !== null);
    const why = [
      measure.aggregation !== "count" && bounds.some(([, n, of]) => n < of) && "missing",
      bounds.some((value) => value[4]) && "unplaced",
      bounds.some((value) => value[5]) && "unclear",
    ].filter(Boolean).map((name) => say.t("page.why_" + name)).join(", ");
    return why && say.t("page.legend_at_least", { mark: say.t("page.mark_at_least"), kind: say.t("kinds." + kind), why });
  }

  /** Whether a site has a part in a weighted mean. @param {any} measure @param {any} site */
  function reports({ kind, status, field, weight }, site) {
    return (!kind || kind === site.kind) && (!status || status.includes(site.status)) && site[field] !== null && Boolean(site[weight]);
  }

  /** The land that an occupancy is a share of. @param {any} say @param {any} measure @param {any[]} sites */
  function base(say, measure, sites) {
    if (measure.field !== "occupancy_pct") return [];
    const names = [...new Set(sites.map((site) => site.occupancy_base).filter(Boolean))].map((one) => say.t("base." + one));
    if (names.length > 1) return [say.t("page.of_bases", { bases: names.join(", ") })];
    return names.map((name) => say.t("page.of_base", { base: name }));
  }

  /** @param {any} say @param {any} measure */
  function weight(say, measure) {
    const key = "attribute." + measure.weight, name = say.t(key);
    return say.t("page.weighted", { weight: name === key ? measure.weight : name.charAt(0).toLowerCase() + name.slice(1) });
  }

  /** @param {any} say @param {any} measure @param {any[]} sites @returns {string[]} */
  function date(say, measure, sites) {
    const dates = [...new Set(sites.map((site) => asOf(measure.field, site)).filter(Boolean))];
    if (dates.length < 2) return dates.map((one) => say.t("page.as_of_short", { date: say.date(one) }));
    const first = dates.map((one) => one.split("/")[0]).sort()[0], last = dates.map((one) => one.split("/").pop()).sort().pop();
    return [say.t("page.of_dates", { first: say.date(first), last: say.date(last) })];
  }

  /** The date of a site's figure: in its row, or of the observation that it is. @param {string} field @param {any} site */
  function asOf(field, site) {
    if (field in DATED) return site[DATED[field]];
    const used = site.observations.find((/** @type {any} */ o) => o.adopted && o.attribute === field);
    return used && used.as_of;
  }

  kcn.coverage = { kindOf, of, counted, sites, noneOf, coverage, atLeast };
})(globalThis);
