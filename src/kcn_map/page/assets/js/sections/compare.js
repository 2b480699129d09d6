// @ts-check
/* Up to four sites side by side. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("compare");

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt;
      const sites = view.state.compare.map((id) => view.index.site.get(id));
      box.hidden = !sites.length;
      box.setAttribute("aria-labelledby", "compare-title");
      if (!sites.length) return replaceChildren(box);
      replaceChildren(
        box,
        html("h2", { id: "compare-title", tabindex: "-1" }, t("page.compare")),
        html(
          "p",
          { class: "lead" },
          t("page.compare_lead", { sites: kcn.coverage.sites(view, kcn.state.COMPARE_MAX) }),
        ),
        kcn.dom.grid(
          "compare-title",
          html("thead", null, html("tr", null, html("td", { class: "first" }), sites.map((site) => head(view, site)))),
          rows(view, sites),
        ),
      );
    }

    /** A site's name, with the button that takes it out. @param {View} view @param {Site} site */
    function head(view, site) {
      const text = view.fmt.t("page.compare_remove") + ": " + view.fmt.localized(site.name);
      const remove = {
        type: "button",
        class: "link",
        "aria-label": text,
        title: text,
        onclick: () => app.compare(site.id),
      };
      return html("th", { scope: "col" }, view.fmt.localized(site.name), " ", html("button", remove, "×"));
    }

    /** @param {View} view @param {Site[]} sites */
    function rows(view, sites) {
      const { fmt } = view;
      const list = kcn.table.columns(view.data, view.data.chosen.table.slice(1)).map((column) => ({
        name: kcn.table.title(view, column),
        cells: sites.map((site) => column.text(view, site)),
      }));
      const straight = (/** @type {Site} */ site) =>
        kcn.siteLocation
          .distances(view, site)
          .map(([name, km]) => name + ": " + fmt.quantity(km, "km", 0))
          .join("; ") || null;
      list.push({ name: fmt.t("page.distances"), cells: sites.map((site) => straight(site)) });
      return list.map(({ name, cells }) =>
        html(
          "tr",
          null,
          html("th", { scope: "row", class: "first" }, name),
          cells.map((text) =>
            html(
              "td",
              { class: text === null ? "none" : null },
              text === null ? fmt.t("page.no_figure") : String(text),
            ),
          ),
        ),
      );
    }

    return { update };
  }

  kcn.compare = { create };
})(globalThis);
