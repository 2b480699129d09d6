// @ts-check
/* The filtered sites as a table that sorts by any column, with downloads. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Columns: key of the heading, what a cell shows, and what it sorts by. @type {{key: string, isNumber?: boolean, isWide?: boolean, text: (v: any, site: any) => any, by?: (site: any) => any}[]} */
  const COLUMNS = [
    { key: "page.site", text: (v, site) => v.say.own(site.name) },
    { key: "attribute.kind", text: (v, site) => v.say.t("kind." + site.kind + "_short") },
    { key: "attribute.district", text: (v, site) => (site.district ? v.say.short(v.index.district.get(site.district).name) : null) },
    { key: "attribute.status", text: (v, site) => (site.status === "unknown" ? null : v.say.t("status." + site.status)) },
    { key: "attribute.area_planned_ha", isNumber: true, text: (v, site) => figure(v, site.area_planned_ha), by: (site) => site.area_planned_ha },
    { key: "attribute.area_industrial_ha", isNumber: true, text: (v, site) => figure(v, site.area_industrial_ha), by: (site) => site.area_industrial_ha },
    { key: "attribute.occupancy_pct", isNumber: true, text: (v, site) => figure(v, site.occupancy_pct), by: (site) => site.occupancy_pct },
    { key: "page.base_date", isWide: true, text: (v, site) => v.say.baseAndDate(site) || null },
    { key: "attribute.area_vacant_ha", isNumber: true, text: (v, site) => figure(v, site.area_vacant_ha), by: (site) => site.area_vacant_ha },
    { key: "attribute.projects_total", isNumber: true, text: (v, site) => figure(v, site.projects_total), by: (site) => site.projects_total },
    { key: "attribute.established_year", isNumber: true, text: (_, site) => site.established_year, by: (site) => site.established_year },
    { key: "attribute.commune_2020", text: (_, site) => site.commune_2020 },
    { key: "attribute.commune_2025", text: (v, site) => site.commune_2025 && kcn.site.commune2025(v, site) },
    { key: "attribute.infrastructure_investor", isWide: true, text: (_, site) => site.infrastructure_investor },
    { key: "attribute.industries", isWide: true, text: (v, site) => v.say.own(site.industries) || null },
    { key: "attribute.location_accuracy", isWide: true, text: (v, site) => v.say.t("accuracy." + site.location_accuracy) },
  ];
  const UNITS = /** @type {Record<string, string>} */ ({ area_planned_ha: "ha", area_industrial_ha: "ha", area_vacant_ha: "ha", occupancy_pct: "%" });

  /** A column's heading, with its unit. @param {any} v @param {{key: string}} column */
  function title(v, { key }) {
    const unit = UNITS[key.split(".")[1]];
    return v.say.t(key) + (unit ? " (" + unit + ")" : "");
  }

  /** @param {any} v @param {number|null} value */
  function figure(v, value) {
    return value === null ? null : v.say.number(value);
  }

  /**
   * Sites in the order of a column; unknown values come last both ways, ties stay as they were.
   * @param {any} v @param {any[]} sites @param {number} column @param {boolean} isDown
   */
  function sorted(v, sites, column, isDown) {
    const { by, text } = COLUMNS[column];
    const keyed = sites.map((site) => {
      const key = by ? by(site) : text(v, site);
      return { site, key: typeof key === "string" ? kcn.fold.fold(key) : key };
    });
    const sign = isDown ? -1 : 1;
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
    });
    return keyed.map(({ site }) => site);
  }

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const box = byId("table");
    const first = kcn.dom.first(() => update(app.view));
    /** @type {{column: number|null, isDown: boolean}} */
    const order = { column: null, isDown: false };

    /** @param {any} v */
    function update(v) {
      const { t } = v.say;
      const shown = [...v.found.ids].map((id) => v.index.site.get(id)); // the best match of the text first
      const rows = order.column === null ? shown : sorted(v, shown, order.column, order.isDown);
      box.setAttribute("aria-labelledby", "table-title");
      put(box,
        h("h2", { id: "table-title", tabindex: "-1" }, t("page.table")),
        h("p", { class: "lead" }, t("page.table_lead", { n: v.say.number(shown.length), of: kcn.coverage.sites(v, v.data.sites.length) })),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button", onclick: () => app.download("csv") }, t("page.download_csv")),
          h("button", { type: "button", class: "button", onclick: () => app.download("geojson") }, t("page.download_geojson")),
          h("button", { type: "button", class: "button", onclick: () => app.print() }, t("page.print"))),
        h("div", { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": "table-title" },
          h("table", { class: "grid" }, h("thead", null, h("tr", null, COLUMNS.map((column, i) => head(v, column, i)))),
            h("tbody", null, first.of(rows).map((/** @type {any} */ site) => row(v, site))))),
        first.more(v, rows.length));
    }

    /** @param {any} v @param {any} column @param {number} i */
    function head(v, column, i) {
      const direction = order.column === i ? (order.isDown ? "descending" : "ascending") : "none";
      return h("th", { scope: "col", class: [column.isNumber && "num", !i && "first"].filter(Boolean).join(" ") || null, "aria-sort": direction },
        h("button", { type: "button", class: "sort", "data-column": i, onclick: () => sort(i) }, title(v, column)));
    }

    /** @param {number} i */
    function sort(i) {
      order.isDown = order.column === i ? !order.isDown : Boolean(COLUMNS[i].isNumber);
      order.column = i;
      update(app.view);
      box.querySelector(`[data-column="${i}"]`).focus();
    }

    /** @param {any} v @param {any} site */
    function row(v, site) {
      return h("tr", { "data-row": site.id }, COLUMNS.map((column, i) => {
        const text = column.text(v, site);
        const classes = [column.isNumber && "num", column.isWide && "wide", text === null && "none", !i && "first"].filter(Boolean).join(" ") || null;
        if (!i) return h("th", { scope: "row", class: classes }, h("button", { type: "button", class: "link", onclick: (/** @type {any} */ e) => app.openSite(site.id, e.currentTarget) }, text));
        return h("td", { class: classes }, text === null ? h("span", { role: "img", "aria-label": v.say.t("page.no_figure") }, "–") : String(text));
      }));
    }

    return { update };
  }

  kcn.table = { create, sorted, title, COLUMNS };
})(globalThis);
