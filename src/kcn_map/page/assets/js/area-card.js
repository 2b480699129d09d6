// @ts-check
/* A district or a commune of 2025: its measures with coverage and rank, published totals, its sites. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} v @param {any} app @param {"district"|"commune"} level @param {any} area */
  function card(v, app, level, area) {
    const { h } = kcn.dom;
    const { say } = v;
    const { t } = say;
    const name = say.own(area.name);
    return h("article", { class: "card", "data-card": area.code },
      h("div", { class: "card-head" },
        h("div", null, h("h2", { tabindex: "-1", id: "card-title" }, name), h("p", { class: "kind" }, about(v, level, area))),
        h("button", { type: "button", class: "close", "aria-label": t("page.close"), title: t("page.close"), onclick: () => app.closeCard() }, "×")),
      kcn.state.isFiltered({ ...v.state, district: [] }) && h("p", { class: "caution" }, t("page.card_scope")),
      measures(v, level, area),
      area.observations && area.observations.length ? kcn.figures.table(v, area.observations) : null,
      level === "commune" && sites(v, app, area),
      level === "district" && say.own(area.area_note) && h("p", { class: "caution" }, say.own(area.area_note)));
  }

  /** @param {any} v @param {string} level @param {any} area */
  function about(v, level, area) {
    const { say } = v;
    if (level === "commune" && area.communes_2020.length) return say.t("page.made_of", { names: area.communes_2020.join(", ") });
    const land = level === "district" && area.area_official_km2 !== null && say.quantity(area.area_official_km2, "km²");
    const seat = area.seat ? say.t("page.seat", { name: say.own(area.seat.name) || area.seat.name }) : null;
    return [say.t("page.code", { code: area.code }), land, seat].filter(Boolean).join(" · ");
  }

  /** @param {any} v @param {"district"|"commune"} level @param {any} area */
  function measures(v, level, area) {
    const { h } = kcn.dom;
    const { say } = v;
    const all = level === "district" ? v.data.districts : v.data.communes;
    return h("table", { class: "figures" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, say.t("page.measure")), h("th", { scope: "col", class: "num" }, say.t("page.value")), h("th", { scope: "col", class: "num" }, say.t("page.rank")))),
      h("tbody", null, v.data.measures.map((/** @type {any} */ m) => {
        const value = area.values[m.id];
        const rank = kcn.classes.rank(value, all.map((/** @type {any} */ a) => a.values[m.id]), m);
        const note = kcn.coverage.of(v, m, area);
        return h("tr", { class: m.id === v.measure.id ? "used" : null },
          h("td", { class: "measure" }, say.own(m.title), note && h("small", { class: "caution" }, note)),
          h("td", { class: "num" }, say.value(m, value)),
          h("td", { class: "num rank" }, rank ? rank.place + "/" + rank.of : "–"));
      })));
  }

  /** @param {any} v @param {any} app @param {any} area */
  function sites(v, app, area) {
    const { h } = kcn.dom;
    if (!area.sites.length) return h("p", { class: "caution" }, v.say.t("page.commune_no_site"));
    return [h("h3", null, v.say.t("page.sites_here")), h("ul", null, area.sites.map((/** @type {string} */ id) =>
      h("li", null, h("button", { type: "button", class: "link", onclick: (/** @type {any} */ e) => app.openSite(id, e.currentTarget) }, v.say.own(v.index.site.get(id).name)))))];
  }

  kcn.areaCard = { card };
})(globalThis);
