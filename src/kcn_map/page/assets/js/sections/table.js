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
    industries: { isWide: true, text: (view, site) => view.fmt.localized(site.industries) || null },
  };

  /**
   * The columns of these names; `level` is the first level, `levels` are the others.
   * @param {Data} data @param {string[]} names
   */
  function columns(data, names) {
    return names.flatMap((name) => {
      if (name === "level") return [named(data.levels[0])];
      if (name === "levels") return kcn.levels.further(data).map(named);
      const field = data.fields.find((one) => one.name === name);
      return [/** @type {Column} */ ({ key: "attribute." + name, ...(field && plain(field)), ...MADE[name] })];
    });
  }

  /** A column as its type has it. @param {Field} field @returns {Omit<Column, "key">} */
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
      return { site, key: by ? by(site) : text(view, site) };
    });
    const sign = isDown ? -1 : 1;
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      const isText = typeof a.key === "string";
      return sign * (isText ? collator.compare(String(a.key), String(b.key)) : Number(a.key) - Number(b.key));
    });
    return keyed.map(({ site }) => site);
  }

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("table"), list = columns(app.data, app.data.chosen.table);
    const first = kcn.dom.first(() => update(app.view));
    /** @type {{column: number|null, isDown: boolean}} */
    const order = { column: null, isDown: false };

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt;
      const shown = [...view.found.ids].map((id) => view.index.site.get(id)); // the best match of the text first
      const rows = order.column === null ? shown : sorted(view, shown, list[order.column], order.isDown);
      box.setAttribute("aria-labelledby", "table-title");
      replaceChildren(
        box,
        html("h2", { id: "table-title", tabindex: "-1" }, t("page.table")),
        html(
          "p",
          { class: "lead" },
          t("page.table_lead", {
            n: view.fmt.number(shown.length),
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
          first.of(rows).map((site) => row(view, site)),
        ),
        first.more(view, rows.length),
      );
    }

    /** @param {View} view @param {Column} column @param {number} i */
    function head(view, column, i) {
      const direction = order.column === i ? (order.isDown ? "descending" : "ascending") : "none";
      return html(
        "th",
        {
          scope: "col",
          class: [column.isNumber && "num", !i && "first"].filter(Boolean).join(" ") || null,
          "aria-sort": direction,
        },
        html(
          "button",
          { type: "button", class: "sort", "data-column": i, onclick: () => sort(i) },
          title(view, column),
        ),
      );
    }

    /** @param {number} i */
    function sort(i) {
      order.isDown = order.column === i ? !order.isDown : Boolean(list[i].isNumber);
      order.column = i;
      update(app.view);
      /** @type {HTMLElement} */ (box.querySelector(`[data-column="${i}"]`)).focus();
    }

    /** @param {View} view @param {Site} site */
    function row(view, site) {
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

  kcn.table = { create, title, columns };
})(globalThis);
