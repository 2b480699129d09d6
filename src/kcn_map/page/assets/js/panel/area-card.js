// @ts-check
/* An area: its measures with coverage and rank, published totals, its sites. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {View} view @param {App} app @param {Level} level @param {Area} area */
  function card(view, app, level, area) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    return html(
      "article",
      { class: "card", "data-card": area.code },
      kcn.dom.cardHead(app, fmt.localized(area.name), about(view, area)),
      level === view.data.levels[0] && html("p", { class: "actions" }, kcn.areaCard.onlyHere(view, app, area)),
      kcn.state.isFiltered({ ...view.state, area: [], parent: [] }) &&
        html("p", { class: "caution" }, t("page.card_scope")),
      measures(view, level, area),
      area.observations && area.observations.length ? kcn.observations.table(view, area.observations) : null,
      sites(view, app, area),
      fmt.localized(area.area_note) && html("p", { class: "caution" }, fmt.localized(area.area_note)),
    );
  }

  /** To filter by an area alone, or by it no more. @param {View} view @param {App} app @param {Area} area */
  function onlyHere({ fmt, state }, app, { code }) {
    return kcn.dom.button(fmt.t("page.only_here"), () => app.onlyHere(code), {
      "aria-pressed": String(String(state.area) === code),
    });
  }

  /** @param {View} view @param {Area} area */
  function about(view, area) {
    const { fmt } = view;
    if (area.made_of && area.made_of.length) return fmt.t("page.made_of", { names: area.made_of.join(", ") });
    const land = area.area_official_km2 && fmt.quantity(area.area_official_km2, "km²");
    const seat = area.seat ? fmt.t("page.seat", { name: fmt.localized(area.seat.name) || area.seat.name }) : null;
    return [fmt.t("page.code", { code: area.code }), land, seat].filter(Boolean).join(" · ");
  }

  /** @param {View} view @param {Level} level @param {Area} area */
  function measures(view, level, area) {
    const { html } = kcn.dom;
    const { fmt } = view;
    return html(
      "table",
      { class: "figures" },
      kcn.dom.tableHead(
        ["page.measure", "page.value", "page.rank"].map((key) => fmt.t(key)),
        (i) => (i ? "num" : null),
      ),
      html(
        "tbody",
        null,
        view.data.measures.map((m) => {
          const value = area.values[m.id];
          const rank = kcn.classes.rank(
            value,
            level.areas.map((a) => a.values[m.id]),
            m,
          );
          return html(
            "tr",
            { class: m.id === view.measure.id ? "used" : null },
            html(
              "td",
              { class: "measure" },
              fmt.localized(m.title),
              html("small", { class: "caution" }, kcn.observations.ofMeasure(view, m, area)),
            ),
            html("td", { class: "num" }, fmt.value(m, value)),
            html("td", { class: "num rank" }, rank ? rank.place + "/" + rank.of : "–"),
          );
        }),
      ),
    );
  }

  /** @param {View} view @param {App} app @param {Area} area */
  function sites(view, app, area) {
    const { html } = kcn.dom;
    if (!area.sites.length) return html("p", { class: "caution" }, view.fmt.t("page.area_no_site"));
    return [
      html("h3", null, view.fmt.t("page.sites_here")),
      html(
        "ul",
        null,
        area.sites.map((id) =>
          html(
            "li",
            null,
            html(
              "button",
              {
                type: "button",
                class: "link",
                onclick: (/** @type {{currentTarget: HTMLElement}} */ e) => app.openSite(id, e.currentTarget),
              },
              view.fmt.localized(view.index.site.get(id).name),
            ),
          ),
        ),
      ),
    ];
  }

  kcn.areaCard = { card, onlyHere };
})(globalThis);
