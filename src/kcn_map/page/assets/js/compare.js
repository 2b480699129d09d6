// @ts-check
/* Up to four sites side by side. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const box = byId("compare");

    /** @param {any} v */
    function update(v) {
      const { t } = v.say;
      const sites = v.state.compare.map((/** @type {string} */ id) => v.index.site.get(id));
      box.hidden = !sites.length;
      box.setAttribute("aria-labelledby", "compare-title");
      if (!sites.length) return put(box);
      put(box,
        h("h2", { id: "compare-title", tabindex: "-1" }, t("page.compare")),
        h("p", { class: "lead" }, t("page.compare_lead", { sites: kcn.coverage.sites(v, kcn.state.COMPARE_MAX) })),
        h("div", { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": "compare-title" },
          h("table", { class: "grid" },
            h("thead", null, h("tr", null, h("td", { class: "first" }), sites.map((/** @type {any} */ site) => h("th", { scope: "col" }, v.say.own(site.name), " ", remove(v, site))))),
            h("tbody", null, rows(v, sites)))));
    }

    /** @param {any} v @param {any} site */
    function remove(v, site) {
      const text = v.say.t("page.compare_remove") + ": " + v.say.own(site.name);
      return h("button", { type: "button", class: "link", "aria-label": text, title: text, onclick: () => app.compare(site.id) }, "×");
    }

    /** @param {any} v @param {any[]} sites */
    function rows(v, sites) {
      const { say } = v;
      const list = kcn.table.COLUMNS.slice(1).map((/** @type {any} */ column) => ({ name: kcn.table.title(v, column), cells: sites.map((site) => ({ text: column.text(v, site), value: column.by ? column.by(site) : null })) }));
      const straight = (/** @type {any} */ site) => kcn.site.distances(v, site).map((/** @type {any} */ [name, km]) => name + ": " + say.quantity(km, "km", 0)).join("; ") || null;
      list.push({ name: say.t("page.distances"), cells: sites.map((site) => ({ text: straight(site), value: null })) });
      return list.map((/** @type {any} */ { name, cells }) => h("tr", null, h("th", { scope: "row", class: "first" }, name),
        cells.map((/** @type {any} */ { text }) => h("td", { class: text === null ? "none" : null }, text === null ? say.t("page.no_figure") : String(text)))));
    }

    return { update };
  }

  kcn.compare = { create };
})(globalThis);
