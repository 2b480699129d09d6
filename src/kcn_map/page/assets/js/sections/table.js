// @ts-check
/* The filtered sites as a table that sorts by any column, with downloads. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const NUMERIC = ["number", "percent", "count", "year"];

  /** What is made of several columns, or told in a way of its own. @type {Record<string, Partial<Column>>} */
  const MADE = {
    name: { key: "page.site", text: (view, site) => view.fmt.localized(site.name) },
    kind: { text: (view, site) => view.fmt.t("kind." + site.kind + "_short") },
    status: { text: (view, site) => (site.status === "unknown" ? null : view.fmt.t("status." + site.status)) },
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

  /** A column's heading, with its unit. @param {View} view @param {Pick<Column, "key" | "level">} column */
  function title(view, { key, level }) {
    if (level) return kcn.levels.heading(view, level);
    const unit = view.fmt.unit(key.split(".")[1]);
    return view.fmt.t(key) + (unit ? " (" + unit + ")" : "");
  }

  /**
   * Sites in the order of a column; unknown values come last both ways, ties stay as they were.
   * @param {View} view @param {Site[]} sites @param {Column} column @param {boolean} isDown
   */
  function sorted(view, sites, { by, text }, isDown) {
    const { collator } = view.fmt;
    const keyed = sites.map((site) => {
      return { site, key: by ? by(site, view) : text(view, site) };
    });
    const sign = isDown ? -1 : 1;
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      const isText = typeof a.key === "string";
      return sign * (isText ? collator.compare(String(a.key), String(b.key)) : Number(a.key) - Number(b.key));
    });
    return keyed.map(({ site }) => site);
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

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("table");
    const first = kcn.dom.first(() => update(app.view));

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt, rows = inOrder(view), list = ofView(view);
      box.setAttribute("aria-labelledby", "table-title");
      replaceChildren(
        box,
        html("h2", { id: "table-title", tabindex: "-1" }, t("page.table")),
        html(
          "p",
          { class: "lead" },
          t("page.table_lead", {
            n: view.fmt.number(rows.length),
            of: kcn.coverage.sites(view, view.data.sites.length),
          }),
        ),
        html(
          "div",
          { class: "actions" },
          kcn.dom.button(t("page.download_csv"), () => app.download("csv")),
          kcn.dom.button(t("page.download_geojson"), () => app.download("geojson")),
          kcn.dom.button(t("page.print"), () => app.print()),
        ),
        kcn.dom.grid(
          "table-title",
          html("thead", null, html("tr", null, list.map((column, i) => head(view, column, i)))),
          first.of(rows).map((site) => row(view, site, list)),
        ),
        first.more(view, rows.length),
      );
    }

    /** @param {View} view @param {Column} column @param {number} i */
    function head(view, column, i) {
      const { sort: key } = view.state, isDown = key === "-" + column.name;
      const direction = isDown ? "descending" : key === column.name ? "ascending" : "none";
      return html(
        "th",
        {
          scope: "col",
          class: [column.isNumber && "num", !i && "first"].filter(Boolean).join(" ") || null,
          "aria-sort": direction,
        },
        html(
          "button",
          { type: "button", class: "sort", "data-column": i, onclick: () => sort(column, i) },
          title(view, column),
        ),
      );
    }

    /** @param {Column} column @param {number} i */
    function sort({ name, isNumber, isUp }, i) {
      const key = app.view.state.sort, isFirst = key !== name && key !== "-" + name;
      app.set({ sort: (isFirst ? isNumber && !isUp : key === name) ? "-" + name : name });
      /** @type {HTMLElement} */ (box.querySelector(`[data-column="${i}"]`)).focus();
    }

    /** @param {View} view @param {Site} site @param {Column[]} list */
    function row(view, site, list) {
      return html("tr", { "data-row": site.id }, list.map((column, i) => {
        const text = column.text(view, site);
        const classes =
          [column.isNumber && "num", column.isWide && "wide", text === null && "none", !i && "first"]
            .filter(Boolean)
            .join(" ") || null;
        if (!i)
          return html(
            "th",
            { scope: "row", class: classes },
            html(
              "button",
              {
                type: "button",
                class: "link",
                onclick: (/** @type {{currentTarget: HTMLElement}} */ e) => app.openSite(site.id, e.currentTarget),
              },
              text,
            ),
          );
        return html(
          "td",
          { class: classes },
          text === null ? html("span", { role: "img", "aria-label": view.fmt.t("page.no_figure") }, "–") : String(text),
        );
      }));
    }

    return { update };
  }

  kcn.table = { create, title, columns, inOrder, ordering, distance, vacant };
})(globalThis);
