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
      html("p", { class: "actions" },
        level === view.data.levels[0] && kcn.areaCard.onlyHere(view, app, area),
        kcn.dom.button(t("page.print"), () => app.print("area"))),
      kcn.state.isFiltered({ ...view.state, area: [], parent: [] }) &&
        html("p", { class: "caution" }, t("page.card_scope")),
      headline(view, area),
      sites(view, app, area),
      figures(view, level, area),
    );
  }

  /** Its measures, and what was published of it. @param {View} view @param {Level} level @param {Area} area */
  function figures(view, level, area) {
    const note = view.fmt.localized(area.area_note), land = landOf(view, area);
    return [
      measures(view, level, area),
      area.observations && area.observations.length ? kcn.observations.table(view, area.observations) : null,
      note && kcn.dom.html("p", { class: "caution" }, land && land + ": ", kcn.observations.coded(view, note)),
    ];
  }

  /** @param {View} view @param {Area} area */
  function landOf({ fmt }, { area_official_km2: land }) {
    return land && fmt.quantity(land, "km²");
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
    const seat = area.seat ? fmt.t("page.seat", { name: fmt.localized(area.seat.name) }) : null;
    return [fmt.t("page.code", { code: area.code }), landOf(view, area), seat].filter(Boolean).join(" · ");
  }

  /**
   * Two figures: of the measure that is shown, and of the first other one; beside a sum what was published of a part.
   * @param {View} view @param {Area} area
   */
  function headline(view, area) {
    const { html } = kcn.dom, others = view.data.measures.filter((measure) => measure !== view.measure);
    return html("dl", { class: "headline" }, [view.measure, ...others.slice(0, 1)].map((measure) =>
      html("div", null,
        html("dt", null, view.fmt.localized(measure.title)),
        html("dd", { class: area.values[measure.id][0] === null ? "none" : null },
          view.fmt.value(measure, area.values[measure.id])),
        view.data.measures.filter((part) => part === measure || isPart(part, measure)).map((part) => {
          const totals = published(view, part, area);
          return totals.length > 0 && html("dd", { class: "beside" },
            part !== measure && html("small", null, view.fmt.localized(part.title)), totals);
        }))));
  }

  /** Whether a measure adds up for one kind what another does for all. @param {Measure} one @param {Measure} all */
  function isPart(one, all) {
    return Boolean(one.kind) && !all.kind && one.aggregation === "sum" && all.aggregation === "sum" &&
      one.field === all.field && one.status === all.status;
  }

  /** What was published of an area as a total of what a measure adds up. @param {View} view @param {Measure} measure
   * @param {Area} area */
  function published(view, measure, area) {
    const { fmt, data } = view, how = (/** @type {Aggregation} */ one) =>
      String([one.aggregation, one.kind, one.status, one.field, one.weight]);
    const ids = data.totals.filter((one) => one.aggregation && how(one.aggregation) === how(measure));
    return (area.observations || []).filter((o) => ids.some(({ id }) => id === o.attribute)).map((o) =>
      kcn.dom.html("small", { class: "caution" },
        fmt.t("page.published") + ": " + [fmt.published(o, measure.unit), fmt.date(o.as_of)].filter(Boolean).join(", "),
        " ", kcn.observations.sources(view, [o.source])));
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
              published(view, m, area),
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

  kcn.areaCard = { card, about, figures, onlyHere };
})(globalThis);
