// @ts-check
/* Published totals beside the sum of the layers: the difference, and why. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const DECIMALS = 2; // of what is computed; what was published stands as it was

  /** @param {any} app */
  function create(app) {
    void app;
    const { h, put, byId } = kcn.dom;
    const box = byId("totals");

    /** @param {any} v */
    function update(v) {
      const { t } = v.say;
      const heads = ["page.total", "page.published", "page.layers", "page.difference", "page.why_differs"];
      box.hidden = !v.data.totals.length && !v.data.province.observations.length;
      if (box.hidden) return;
      box.setAttribute("aria-labelledby", "totals-title");
      put(box,
        h("h2", { id: "totals-title", tabindex: "-1" }, t("page.totals")),
        h("p", { class: "lead" }, t("page.totals_lead")),
        h("div", { class: "scroller", tabindex: "0", role: "group", "aria-labelledby": "totals-title" },
          h("table", { class: "grid" },
            h("thead", null, h("tr", null, heads.map((key, i) => h("th", { scope: "col", class: i ? (i < 4 && i > 1 ? "num" : null) : "first" }, t(key))))),
            h("tbody", null, v.data.totals.map((/** @type {any} */ total) => row(v, total))))),
        rest(v));
    }

    /** What else was published of the province, beside the totals. @param {any} v */
    function rest(v) {
      const ids = v.data.totals.map((/** @type {any} */ total) => total.id);
      const figures = v.data.province.observations.filter((/** @type {any} */ o) => !ids.includes(o.attribute));
      return figures.length > 0 && h("details", { class: "more" }, h("summary", null, v.say.t("page.province_figures", { n: v.say.number(figures.length) })), h("div", { class: "narrow" }, kcn.figures.rows(v, figures)));
    }

    /** What else was published of the same total. @param {any} v @param {any} total @returns {any[]} */
    function others(v, total) {
      const isOwn = (/** @type {any} */ o) => o.value === total.value && o.as_of === total.as_of && o.source === total.source;
      return v.data.province.observations.filter((/** @type {any} */ o) => o.attribute === total.id && !isOwn(o));
    }

    /** @param {any} v @param {any[]} figures @param {string} unit */
    function more(v, figures, unit) {
      if (!figures.length) return null;
      const { say } = v;
      return h("details", { class: "more" }, h("summary", null, say.t("page.other_figures", { n: say.number(figures.length) })),
        h("ul", null, figures.map((o) => h("li", { class: "caution" }, say.published(o, unit), o.as_of ? ", " + say.date(o.as_of) : "", " ", kcn.figures.sources(v, [o.source])))));
    }

    /** @param {any} v @param {any} total */
    function row(v, total) {
      const { say } = v;
      const unit = say.unit(total.id);
      return h("tr", null,
        h("th", { scope: "row", class: "first" }, say.own(total.title)),
        h("td", null, h("b", null, say.published(total, unit)), ", ", say.date(total.as_of), " ", kcn.figures.sources(v, [total.source]),
          more(v, others(v, total), unit)),
        h("td", { class: "num" }, layers(v, total, unit)),
        h("td", { class: "num difference" }, difference(v, total, unit)),
        h("td", { class: "wide" }, say.own(total.why)));
    }

    /** @param {any} v @param {any} total @param {string} unit */
    function layers(v, total, unit) {
      const { say } = v;
      if (total.is_history) return say.t("page.layers_history");
      if (!total.layers || total.layers[0] === null) return say.t("page.layers_none");
      const [value, n, of, atLeast] = total.layers, how = total.statistic;
      const text = say.quantity(value, unit, DECIMALS), isWhole = n === of && how.aggregation !== "weighted_mean";
      const note = !isWhole && kcn.coverage.coverage(say, how, total.layers, v.data.sites, how.kind || v.index.kind);
      return [atLeast ? say.t("page.at_least", { value: text }) : text, note && h("div", { class: "caution" }, note)];
    }

    /** @param {any} v @param {any} total @param {string} unit */
    function difference(v, total, unit) {
      if (total.difference === null) return "–";
      const sign = total.difference > 0 ? "+" : "";
      return [sign + v.say.quantity(total.difference, unit === "%" ? v.say.t("page.points") : unit, DECIMALS), h("div", { class: "caution" }, v.say.t(total.agrees === null ? "page.agrees_open" : total.agrees ? "page.agrees" : "page.agrees_not"))];
    }

    return { update };
  }

  kcn.totals = { create };
})(globalThis);
