// @ts-check
/* Up to four sites side by side. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("compare");

    /** @param {any} view */
    function update(view) {
      const { t } = view.fmt;
      const sites = view.state.compare.map((/** @type {string} */ id) => view.index.site.get(id));
      box.hidden = !sites.length;
      box.setAttribute("aria-labelledby", "compare-title");
      if (!sites.length) return replaceChildren(box);
      replaceChildren(box,
        html("h2", { id: "compare-title", tabindex: "-1" }, t("page.compare")),
        html("p", { class: "lead" }, t("page.compare_lead", { sites: kcn.coverage.sites(view, kcn.state.COMPARE_MAX) })),
        html("div", { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": "compare-title" },
          html("table", { class: "grid" },
            html("thead", null, html("tr", null, html("td", { class: "first" }), sites.map((/** @type {any} */ site) => html("th", { scope: "col" }, view.fmt.localized(site.name), " ", remove(view, site))))),
            html("tbody", null, rows(view, sites)))));
    }

    /** @param {any} view @param {any} site */
    function remove(view, site) {
      const text = view.fmt.t("page.compare_remove") + ": " + view.fmt.localized(site.name);
      return html("button", { type: "button", class: "link", "aria-label": text, title: text, onclick: () => app.compare(site.id) }, "×");
    }

    /** @param {any} view @param {any[]} sites */
    function rows(view, sites) {
      const { fmt } = view;
      const list = kcn.table.COLUMNS.slice(1).map((/** @type {any} */ column) => ({ name: kcn.table.title(view, column), cells: sites.map((site) => ({ text: column.text(view, site), value: column.by ? column.by(site) : null })) }));
      const straight = (/** @type {any} */ site) => kcn.siteCard.distances(view, site).map((/** @type {any} */ [name, km]) => name + ": " + fmt.quantity(km, "km", 0)).join("; ") || null;
      list.push({ name: fmt.t("page.distances"), cells: sites.map((site) => ({ text: straight(site), value: null })) });
      return list.map((/** @type {any} */ { name, cells }) => html("tr", null, html("th", { scope: "row", class: "first" }, name),
        cells.map((/** @type {any} */ { text }) => html("td", { class: text === null ? "none" : null }, text === null ? fmt.t("page.no_figure") : String(text)))));
    }

    return { update };
  }

  kcn.compare = { create };
})(globalThis);
