// @ts-check
/* Up to four sites side by side. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("compare"), bar = byId("compared");

    /** @param {View} view */
    function update(view) {
      const { t } = view.fmt;
      const sites = view.state.compare.map((id) => view.index.site.get(id));
      box.hidden = bar.hidden = !sites.length;
      document.documentElement.toggleAttribute("data-bar", !bar.hidden);
      box.setAttribute("aria-labelledby", "compare-title");
      if (!sites.length) return replaceChildren(box);
      const link = view.data.public_url ? "page.copy_link" : "page.copy_view";
      replaceChildren(
        bar,
        html("b", null, sites.map((site) => view.fmt.localized(site.name)).join(" · ")),
        kcn.dom.button(t("page.compare"), open),
        kcn.dom.button(t(typeof navigator.share === "function" ? "page.share" : link), app.send),
        kcn.dom.button(t("page.print"), () => app.print("compare")),
        kcn.dom.button("×", () => app.set({ compare: [] }), { "aria-label": t("page.close") }),
      );
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
      if (view.isFirst && !view.state.site) open(); // a link to a comparison
    }

    function open() {
      kcn.dom.goTo(box, byId("compare-title"));
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

    return { update };
  }

  /** @param {View} view @param {Site[]} sites */
  function rows(view, sites) {
    const { html } = kcn.dom, { fmt } = view;
    const list = kcn.table.columns(view.data, view.data.chosen.table.slice(1)).map((column) => ({
      name: kcn.table.title(view, column),
      none: column.isNumber ? "page.no_figure" : "page.not_known",
      cells: sites.map((site) => column.text(view, site)),
    }));
    const straight = (/** @type {Site} */ site) =>
      kcn.siteLocation
        .distances(view, site)
        .map(([name, km]) => name + ": " + fmt.quantity(km, "km", 0))
        .join("; ") || null;
    list.push({ name: fmt.t("page.distances"), none: "page.not_known", cells: sites.map((site) => straight(site)) });
    return list.map(({ name, none, cells }) =>
      html(
        "tr",
        { class: new Set(cells.filter((text) => text !== null)).size > 1 ? "differs" : null },
        html("th", { scope: "row", class: "first" }, name),
        cells.map((text) =>
          html(
            "td",
            { class: text === null ? "none" : null },
            text === null ? fmt.t(none) : String(text),
          ),
        ),
      ),
    );
  }

  kcn.compare = { create, rows };
})(globalThis);
