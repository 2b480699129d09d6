// @ts-check
/* The filtered sites, and the areas, as tables that sort by any column, with downloads. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NUMERIC = ["number", "percent", "count", "year"];

  /** What is made of several columns, or told in a way of its own. @type {Record<string, Partial<Column>>} */
  const MADE = {
    name: { key: "page.site", text: (view, site) => view.fmt.localized(site.name) },
    kind: { isWide: false, text: (view, site) => view.fmt.t("kind." + site.kind + "_short") },
    status: {
      isWide: false,
      text: (view, site) => (site.status === "unknown" ? null : view.fmt.t("status." + site.status)),
    },
    base_date: { key: "page.base_date", isWide: true, text: (view, site) => view.fmt.baseAndDate(site) || null },
    distance_km: {
      isNumber: true, isUp: true,
      text: (view, site) => distance(view, site, ""),
      by: (site, view) => view.found.km.get(site.id) ?? null,
    },
    vacant_ha: {
      isNumber: true,
      text: (view, site, hasUnit) => vacant(view, site, hasUnit ? "ha" : ""),
      by: (site) => site.vacant_ha,
    },
    industries: { isWide: true, text: (view, site) => view.fmt.localized(site.industries) || null },
  };

  /** How far it is from the place of the view, null if that is not known. @param {View} view @param {Site} site @param
   * {string} unit */
  function distance({ fmt, found }, site, unit) {
    const km = found.km.get(site.id) ?? null;
    return km === null ? null : fmt.quantity(km, unit, km < 10 ? 1 : 0);
  }

  /** Its vacant land: "about" where it is an estimate. @param {View} view @param {Site} site @param {string} unit */
  function vacant({ fmt }, site, unit) {
    if (site.vacant_ha === null) return null;
    const value = fmt.quantity(site.vacant_ha, unit);
    return typeof site.area_available_ha === "number" ? value : fmt.t("page.about", { value });
  }

  /**
   * The columns of these names; `level` is the first level, `levels` are the others.
   * @param {Data} data @param {string[]} names
   */
  function columns(data, names) {
    return names.flatMap((name) => {
      if (name === "level") return [named(data.levels[0])];
      if (name === "levels") return kcn.levels.further(data).map(named);
      const field = data.fields.find((one) => one.name === name);
      return [/** @type {Column} */ ({ name, key: "attribute." + name, ...(field && plain(field)), ...MADE[name] })];
    });
  }

  /** A column as its type has it. @param {Field} field @returns {Omit<Column, "key" | "name">} */
  function plain(field) {
    const isNumber = NUMERIC.includes(field.type);
    return {
      isNumber,
      isWide: !isNumber,
      text: (view, site, hasUnit) => view.fmt.cell(field, site[field.name], hasUnit ? view.fmt.unit(field.name) : ""),
      by: isNumber || field.type === "date" ? (site) => site[field.name] : undefined,
    };
  }

  /** The names of the areas of a level. @param {Level} level @returns {Column} */
  function named(level) {
    return {
      name: level.id,
      key: "",
      level,
      text: (view, site) => {
        const name = kcn.levels.nameOf(view, level, site);
        return level === view.data.levels[0] ? name && view.fmt.short(name) : name;
      },
    };
  }

  /** A column's heading, with its unit. @param {View} view @param {Heading} column */
  function title(view, { key, level, measure }) {
    if (measure) return view.fmt.localized(measure.title);
    if (level) return kcn.levels.heading(view, level);
    const unit = view.fmt.unit(key.split(".")[1]);
    return view.fmt.t(key) + (unit ? " (" + unit + ")" : "");
  }

  /**
   * Sites or areas in the order of a column; unknown values come last both ways, ties stay as they were.
   * @template T @param {View} view @param {T[]} entries @param {Column<T>} column @param {boolean} isDown
   */
  function sorted(view, entries, { by, text }, isDown) {
    const { collator } = view.fmt;
    const keyed = entries.map((entry) => ({ entry, key: by ? by(entry, view) : text(view, entry) }));
    const sign = isDown ? -1 : 1;
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      const isText = typeof a.key === "string";
      return sign * (isText ? collator.compare(String(a.key), String(b.key)) : Number(a.key) - Number(b.key));
    });
    return keyed.map(({ entry }) => entry);
  }

  /** The columns of a view: the distance is one where there is a place to measure it from. @param {View} view */
  function ofView({ data, state }) {
    const [name, ...others] = data.chosen.table;
    return columns(data, state.near ? [name, "distance_km", ...others] : data.chosen.table);
  }

  /** The sites of a view: as it sorts them, else nearest first, else the best match first. @param {View} view */
  function inOrder(view) {
    const { sort, near } = view.state, key = sort || (near ? "distance_km" : ""), column = ordering(view.data, key);
    const shown = [...view.found.ids].map((id) => view.index.site.get(id));
    return column ? sorted(view, shown, column, key[0] === "-") : shown;
  }

  /** The column that an order of sites goes by. @param {Data} data @param {string} key */
  function ordering(data, key) {
    return columns(data, ["distance_km", ...data.chosen.table]).find(({ name }) => name === key.replace("-", ""));
  }

  /**
   * A section with a table that sorts by any column.
   * @template T @param {App} app @param {Sheet<T>} sheet
   */
  function sheet(app, { id, heading, lead, actions, entries, columnsOf, hook, open, order }) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId(id);
    const first = kcn.dom.first(() => kcn.turns.all(update(app.view)));

    /** Row by row. @param {View} view @returns {Generator<void>} */
    function* update(view) {
      const list = columnsOf(view), rows = entries(view), shown = yield* kcn.turns.each(first.of(rows), (entry) =>
        html("tr", { [hook]: idOf(entry) }, list.map((column, i) => cell(view, column, entry, i))));
      box.setAttribute("aria-labelledby", id + "-title");
      replaceChildren(
        box,
        html("h2", { id: id + "-title", tabindex: "-1" }, heading(view)),
        html("p", { class: "lead" }, lead(view, rows.length), " ", view.fmt.t("page.table_dash")),
        html("div", { class: "actions" }, actions(view)),
        kcn.dom.grid(
          id + "-title",
          html("thead", null, html("tr", null, list.map((column, i) => head(view, column, i)))),
          shown,
        ),
        first.more(view, rows.length),
      );
    }

    /** @param {T} entry */
    const idOf = (entry) => /** @type {any} */ (entry).id ?? /** @type {any} */ (entry).code;

    /** @param {View} view @param {Column<T>} column @param {number} i */
    function head(view, column, i) {
      const key = order.of(view), isDown = key === "-" + column.name;
      const direction = isDown ? "descending" : key === column.name ? "ascending" : "none";
      return html(
        "th",
        { scope: "col", class: classes(column.isNumber && "num", !i && "first"), "aria-sort": direction },
        html(
          "button",
          { type: "button", class: "sort", "data-column": i, onclick: () => sort(column, i) },
          title(view, column),
        ),
      );
    }

    /** @param {Column<T>} column @param {number} i */
    function sort({ name, isNumber, isUp }, i) {
      const key = order.of(app.view), isFirst = key !== name && key !== "-" + name;
      order.set((isFirst ? isNumber && !isUp : key === name) ? "-" + name : name);
      /** @type {HTMLElement} */ (box.querySelector(`[data-column="${i}"]`)).focus();
    }

    /** @param {View} view @param {Column<T>} column @param {T} entry @param {number} i */
    function cell(view, column, entry, i) {
      const text = column.text(view, entry), more = column.more && column.more(view, entry);
      const onclick = (/** @type {{currentTarget: HTMLElement}} */ e) => open(view, idOf(entry), e.currentTarget);
      return html(
        i ? "td" : "th",
        {
          scope: i ? null : "row",
          class: classes(column.isNumber && "num", column.isWide && "wide", text === null && "none", !i && "first"),
        },
        !i && html("button", { type: "button", class: "link", onclick }, text),
        !!i &&
          (text ?? html("span", { role: "img", "aria-label": view.fmt.t("page.no_figure") }, "–")),
        more && html("small", null, more),
      );
    }

    return { update };
  }

  /** @param {...(string|false|undefined)} names */
  function classes(...names) {
    return names.filter(Boolean).join(" ") || null;
  }

  /** The filtered sites. @param {App} app */
  function create(app) {
    const { button } = kcn.dom;
    return sheet(app, {
      id: "table",
      hook: "data-row",
      heading: ({ fmt }) => fmt.t("page.site_table"),
      lead: (view, n) =>
        view.fmt.t("page.table_lead", {
          n: view.fmt.number(n),
          of: kcn.coverage.sites(view, view.data.sites.length),
        }),
      actions: ({ fmt: { t } }) => [
        button(t("page.download_xlsx"), () => app.download("xlsx")),
        button(t("page.download_csv"), () => app.download("csv")),
        button(t("page.download_geojson"), () => app.download("geojson")),
        button(t("page.print"), () => app.print("all")),
      ],
      entries: inOrder,
      columnsOf: ofView,
      order: { of: ({ state }) => state.sort ?? "", set: (sort) => app.set({ sort }) },
      open: (_, id, element) => app.openSite(id, element),
    });
  }

  /** The areas of the level that is shown: every measure with its coverage. @param {App} app */
  function ofAreas(app) {
    let key = "";
    const sortBy = (/** @type {string} */ asked) => {
      key = asked;
      kcn.turns.all(part.update(app.view));
    };
    /** @param {View} view @returns {Column<Area>[]} */
    const columnsOf = ({ data, level }) => [
      { name: "name", key: "", level, text: ({ fmt }, area) => fmt.localized(area.name) },
      ...data.measures.map(measured),
    ];
    const part = sheet(app, {
      id: "areas",
      hook: "data-area",
      heading: ({ fmt, level }) => fmt.t("page.area_table", kcn.levels.names(fmt, level)),
      lead: (view, n) =>
        view.fmt.t("page.area_table_lead", { areas: kcn.levels.counted(view.fmt, view.level, n) }),
      actions: ({ fmt: { t } }) => [
        kcn.dom.button(t("page.download_xlsx"), () => app.download("xlsx")),
        kcn.dom.button(t("page.download_csv"), () => app.download("areas")),
      ],
      entries: (view) => {
        const column = columnsOf(view).find(({ name }) => name === key.replace("-", ""));
        return column ? sorted(view, view.level.areas, column, key[0] === "-") : view.level.areas;
      },
      columnsOf,
      order: { of: () => key, set: sortBy },
      open: ({ level }, code, element) => app.openArea(level, code, element),
    });
    return part;
  }

  /** @param {Measure} measure @returns {Column<Area>} */
  function measured(measure) {
    const { id, aggregation } = measure;
    const isUnknown = (/** @type {Value} */ value) => kcn.classes.classify(value, measure) === kcn.classes.NO_DATA;
    return {
      name: id,
      key: "",
      measure,
      isNumber: true,
      text: ({ fmt }, { values }) => (isUnknown(values[id]) ? null : fmt.value(measure, values[id])),
      by: ({ values }) => values[id][0],
      more: ({ fmt }, { values: { [id]: [, n, of] } }) =>
        aggregation !== "count" && of > 0 && fmt.number(n) + "/" + fmt.number(of),
    };
  }

  kcn.table = { create, ofAreas, title, columns, inOrder, ordering, distance, vacant };
})(globalThis);
