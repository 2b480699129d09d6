// @ts-check
/* What is on the screen as sheets of a workbook, headed in the reader's language: the sites that are shown, the areas,
   the published figures and sources of both, and what is to be known of them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NUMBERS = ["number", "percent", "count"];
  /** What stands in several languages, and in one column of the reader's. */
  const TEXTS = ["industries", "note"];

  /** As many decimals as the figures have, up to `most`; the cells keep them all. @param {any[]} values */
  function decimals(values, most = 2) {
    const known = values.filter((value) => typeof value === "number");
    const long = known.map((value) => value.toFixed(most).replace(/\.?0+$/, "").split(".")[1]?.length || 0);
    const zeros = "0".repeat(long.reduce((a, b) => Math.max(a, b), 0));
    return "#,##0" + (zeros && "." + zeros);
  }

  /**
   * A sheet of records; a column is its title, its cells, and a format where it is not told by them.
   * @template T @param {string} name @param {T[]} records @param {[string, (record: T) => any, string?][]} columns
   * @returns {SheetOfRows}
   */
  function sheet(name, records, columns) {
    const rows = records.map((record) => columns.map(([, cell]) => cell(record) ?? null));
    return {
      name,
      rows,
      columns: columns.map(([title, , format], i) => ({
        title: kcn.fold.capital(title), format: format ?? decimals(rows.map((row) => row[i])),
      })),
    };
  }

  /** The sites of the view in its order: the columns of their table, with names beside codes. @param {View} view */
  function ofSites(view) {
    const { data, found, state } = view;
    const columns = data.fields.flatMap((field) => ofField(view, field));
    if (state.near)
      columns.push([kcn.table.title(view, { key: "attribute.distance_km" }), ({ id }) => found.km.get(id)]);
    return sheet(shown(view).replace(/\.$/, ""), kcn.table.inOrder(view), columns);
  }

  /** @param {View} view @param {Field} field @returns {[string, (site: Site) => any, string?][]} */
  function ofField(view, { name, type, words }) {
    const { data: { fields, languages, levels: [first] }, fmt } = view, title = fmt.t("attribute." + name);
    const ofText = (/** @type {string} */ name) =>
      TEXTS.find((text) => name === text || languages.some((lang) => name === text + "_" + lang));
    const text = ofText(name), unit = type === "count" ? "" : fmt.unit(name);
    if (text && name !== fields.find((one) => ofText(one.name) === text)?.name) return [];
    if (text) return [[fmt.t("attribute." + text), (site) => fmt.localized(site[text]), "@"]];
    const isDegree = name === "lon" || name === "lat", isNumber = NUMBERS.includes(type);
    const format = isDegree ? "0.00000" : type === "year" ? "0" : isNumber ? undefined : "@";
    const cell = (/** @type {Site} */ { row }) => (words && row[name] ? fmt.t(words + "." + row[name]) : row[name]);
    return [
      [unit ? `${title} (${unit})` : title, cell, format],
      ...(name === first.id + "_code" ? [named(view, first)] : []),
    ];
  }

  /** @param {View} view @param {Level} level @returns {[string, (site: Site) => any, string]} */
  function named(view, level) {
    return [kcn.levels.heading(view, level), (site) => kcn.levels.nameOf(view, level, site), "@"];
  }

  /** How many of the sites are shown: "8 of 29 sites." @param {View} view */
  function shown(view) {
    const { data, fmt, found } = view;
    return fmt.t("page.live", { n: fmt.number(found.ids.size), of: kcn.coverage.sites(view, data.sites.length) });
  }

  /** The areas of the level that is shown: each measure with its coverage. @param {View} view */
  function ofAreas(view) {
    const { data: { measures }, fmt, level } = view, parts = ["n", "of", "at_least"];
    return sheet(kcn.fold.capital(fmt.localized(level.name_plural)), level.areas, [
      [fmt.t("attribute." + level.id + "_code"), ({ code }) => code, "@"],
      [kcn.levels.heading(view, level), ({ name }) => fmt.localized(name), "@"],
      [fmt.t("column.area_official_km2") + " (km²)", (area) => area.area_official_km2],
      ...measures.flatMap(({ id, title, unit, aggregation }) => {
        const text = fmt.localized(title), isCount = aggregation === "count";
        return /** @type {[string, (area: Area) => any, string?][]} */ ([
          [unit && !isCount ? `${text} (${unit})` : text, ({ values }) => values[id][0]],
          ...parts.map((part, i) => [
            fmt.t("measure." + part, { title: text }), (/** @type {Area} */ { values }) => values[id][i + 1]]),
        ]);
      }),
    ]);
  }

  /** The published figures: of the sites that are shown, of the areas and of the province. @param {View} view */
  function ofFigures(view) {
    const { data, fmt, index } = view, { t, localized } = fmt;
    const subjects = [
      ...kcn.table.inOrder(view), ...view.level.areas,
      { ...data.province, id: data.province.code },
    ].map((one) => ({ id: "", code: "", observations: [], ...one }));
    const figures = subjects.flatMap(({ id, code, name, observations }) =>
      observations.map((/** @type {Observation} */ one) => ({ ...one, id: id || code, name })));
    const source = (/** @type {Observation} */ one) => index.source.get(one.source);
    /** @param {string} section @param {string|null} value */
    const word = (section, value) => (value ? t(section + "." + value) : null);
    return sheet(t("page.figures"), figures, [
      [t("attribute.id"), ({ id }) => id, "@"],
      [t("page.site"), ({ name }) => localized(name), "@"],
      [t("column.attribute"), ({ attribute }) => word("attribute", attribute), "@"],
      [t("page.value"), ({ value }) => value],
      [t("column.unit"), ({ attribute }) => fmt.unit(attribute), "@"],
      [t("column.qualifier"), ({ qualifier }) => word("qualifier", qualifier), "@"],
      [t("page.date"), ({ as_of: date }) => date, "@"],
      [t("column.as_of_basis"), ({ as_of_basis: basis }) => word("as_of_basis", basis), "@"],
      [t("page.used"), ({ adopted }) => adopted],
      [t("page.source_col"), (one) => one.source, "@"],
      [t("column.publisher"), (one) => source(one)?.publisher, "@"],
      [t("column.source_title"), (one) => source(one)?.title, "@"],
      [t("attribute.note"), ({ note }) => localized(note), "@"],
    ]);
  }

  /** @param {View} view */
  function ofSources({ data, fmt: { t, localized } }) {
    return sheet(t("export.sources"), data.sources, [
      [t("column.source_id"), ({ id }) => id, "@"],
      [t("column.source_title"), ({ title }) => title, "@"],
      [t("column.publisher"), ({ publisher }) => publisher, "@"],
      [t("column.published"), ({ published, published_note: note }) => published ?? localized(note), "@"],
      [t("column.source_kind"), ({ kind }) => t("source_kind." + kind), "@"],
      [t("column.url"), ({ url }) => url, "@"],
    ]);
  }

  /** What the sheets are, a line each. @param {View} view */
  function notes(view) {
    const { data, fmt } = view, { t, localized } = fmt;
    const n = fmt.number(view.found.ids.size), of = kcn.coverage.sites(view, data.sites.length);
    const lines = [
      localized(data.title),
      t("page.as_of", { date: fmt.date(data.as_of) }),
      localized(data.province.administration),
      t("page.table_lead", { n, of }) + " " + t("page.sheet_empty"),
      kcn.summary(view),
      t("page.sheet_areas", kcn.levels.names(fmt, view.level)),
      t("page.sheet_dates"),
      kcn.ask.notes(view),
      ...data.measures.map(({ title, note }) => localized(note) && localized(title) + ": " + localized(note)),
      localized(data.disclaimer),
      ...data.attribution.map(localized),
      kcn.sources.citation(view),
    ].filter(Boolean);
    return sheet(t("export.notes"), lines, [[t("export.notes"), (line) => line, "@"]]);
  }

  kcn.sheets = (view) => [ofSites(view), ofAreas(view), ofFigures(view), ofSources(view), notes(view)];
})(globalThis);
