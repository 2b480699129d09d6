// @ts-check
/* Published totals beside the sum of the layers: the difference, and why. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** What a table is read as, and would not be where a narrow screen has its rows as blocks. */
  const ROLES = [[".grid", "table"], [".grid :is(thead, tbody)", "rowgroup"], [".grid tr", "row"],
    [".grid [scope=col]", "columnheader"], [".grid [scope=row]", "rowheader"], [".grid td", "cell"]];
  const DECIMALS = 2; // of what is computed; what was published stands as it was

  /** @param {App} app */
  function create(app) {
    void app;
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("totals");

    /** Row by row. @param {View} view @returns {Generator<void>} */
    function* update(view) {
      const { t } = view.fmt, { totals } = view.data;
      const heads = ["page.total", "page.published", "page.layers", "page.difference", "page.why_differs"];
      box.hidden = !totals.length && !view.data.province.observations.length;
      if (box.hidden) return;
      const rows = yield* kcn.turns.each(totals, (total) => row(view, total)), others = rest(view);
      yield;
      box.setAttribute("aria-labelledby", "totals-title");
      replaceChildren(
        box,
        html("h2", { id: "totals-title", tabindex: "-1" }, t("page.totals")),
        totals.length > 0 && [
          html("p", { class: "lead" }, t("page.totals_lead")),
          kcn.dom.grid(
            "totals-title",
            kcn.dom.tableHead(
              heads.map((key) => t(key)),
              (i) => (i ? (i < 4 && i > 1 ? "num" : null) : "first"),
            ),
            rows,
          ),
        ],
        others,
      );
      for (const [part, role] of ROLES) for (const one of box.querySelectorAll(part)) one.setAttribute("role", role);
    }

    /** What else was published of the province, beside the totals. @param {View} view */
    function rest(view) {
      const ids = view.data.totals.map((total) => total.id);
      const figures = view.data.province.observations.filter((o) => !ids.includes(o.attribute));
      return (
        figures.length > 0 &&
        html(
          "details",
          { class: "more" },
          html("summary", null, view.fmt.t("page.province_figures", { n: view.fmt.number(figures.length) })),
          html("div", { class: "narrow" }, kcn.observations.rows(view, figures)),
        )
      );
    }

    /** What else was published of the same total. @param {View} view @param {Total} total @returns {Observation[]} */
    function others(view, total) {
      const isOwn = (/** @type {Observation} */ o) =>
        o.value === total.value && o.as_of === total.as_of && o.source === total.source;
      return view.data.province.observations.filter((o) => o.attribute === total.id && !isOwn(o));
    }

    /** @param {View} view @param {Observation[]} figures @param {string} unit */
    function more(view, figures, unit) {
      if (!figures.length) return null;
      const { fmt } = view;
      return html(
        "details",
        { class: "more" },
        html("summary", null, fmt.t("page.other_figures", { n: fmt.number(figures.length) })),
        html(
          "ul",
          null,
          figures.map((o) =>
            html(
              "li",
              { class: "caution" },
              fmt.published(o, unit),
              o.as_of ? ", " + fmt.date(o.as_of) : "",
              " ",
              kcn.observations.sources(view, [o.source]),
            ),
          ),
        ),
      );
    }

    /** @param {View} view @param {Total} total */
    function row(view, total) {
      const { fmt } = view;
      const unit = fmt.unit(total.id);
      return html(
        "tr",
        null,
        html("th", { scope: "row", class: "first" }, fmt.localized(total.title)),
        html(
          "td",
          { "data-head": fmt.t("page.published") },
          html("b", null, fmt.published(total, unit)),
          ", ",
          fmt.date(total.as_of),
          " ",
          kcn.observations.sources(view, [total.source]),
          more(view, others(view, total), unit),
        ),
        html("td", { class: "num", "data-head": fmt.t("page.layers") }, layers(view, total, unit)),
        html("td", { class: "num difference", "data-head": fmt.t("page.difference") }, difference(view, total, unit)),
        html("td", { class: "wide" }, kcn.observations.coded(view, fmt.localized(total.why))),
      );
    }

    /** @param {View} view @param {Total} total @param {string} unit */
    function layers(view, total, unit) {
      const { fmt } = view;
      if (total.is_history) return fmt.t("page.layers_history");
      const how = total.aggregation;
      if (!how || !total.layers || total.layers[0] === null) return fmt.t("page.layers_none");
      const [value, n, of, atLeast] = total.layers;
      const text = fmt.quantity(value, unit, DECIMALS), isWhole = n === of && !kcn.classes.isRate(how);
      const note =
        !isWhole && kcn.coverage.coverage(fmt, how, total.layers, view.data.sites, how.kind || view.index.kind);
      return [
        atLeast ? fmt.t("page.at_least", { value: text }) : text,
        note && html("div", { class: "caution" }, note),
      ];
    }

    /** @param {View} view @param {Total} total @param {string} unit */
    function difference(view, total, unit) {
      if (total.difference === null) return "–";
      const sign = total.difference > 0 ? "+" : "";
      return [
        sign + view.fmt.quantity(total.difference, unit === "%" ? view.fmt.t("page.points") : unit, DECIMALS),
        html(
          "div",
          { class: "caution" },
          view.fmt.t(total.agrees === null ? "page.agrees_open" : total.agrees ? "page.agrees" : "page.agrees_not"),
        ),
      ];
    }

    return { update };
  }

  kcn.totals = { create };
})(globalThis);
