// @ts-check
/* Everything known about one site: each figure with its unit, date, base and source. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const PLOTTED = ["occupancy_pct", "area_planned_ha", "projects_total"];

  /** @param {View} view @param {App} app @param {Site} site */
  function card(view, app, site) {
    const { html, shape } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const isCompared = view.state.compare.includes(site.id);
    return html(
      "article",
      { class: "card", "data-card": site.id },
      kcn.dom.cardHead(app, fmt.localized(site.name), [
        shape(site, 5),
        " ",
        [t("kind." + site.kind), kcn.levels.nameOf(view, view.data.levels[0], site)]
          .filter(Boolean)
          .join(" · "),
      ]),
      !view.found.ids.has(site.id) && html("p", { class: "caution" }, t("page.not_in_filter")),
      headline(view, site),
      html(
        "div",
        { class: "actions" },
        html(
          "button",
          { type: "button", class: "button", "aria-pressed": String(isCompared), onclick: () => app.compare(site.id) },
          t(isCompared ? "page.compare_remove" : "page.compare_add"),
        ),
        site.lonlat &&
          kcn.dom.button(t("page.zoom_to"), () => app.flyTo(/** @type {Placed} */ (site))),
        kcn.dom.button(t("page.print"), () => app.print("site")),
      ),
      body(view, site),
      closing(view, site),
    );
  }

  /** What is known beside the headline. @param {View} view @param {Site} site @returns {Content[]} */
  function body(view, site) {
    const { html } = kcn.dom, { localized, t } = view.fmt;
    return [
      facts(view, site),
      kcn.fields && kcn.fields.groups(view, site),
      kcn.siteLocation.where(view, site),
      plots(view, site),
      kcn.observations.table(view, site.observations),
      localized(site.note) && [
        html("h3", null, t("attribute.note")),
        html("p", { class: "caution" }, kcn.observations.coded(view, localized(site.note))),
      ],
    ];
  }

  /** @param {View} view @param {Site} site */
  function headline(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const none = html("dd", { class: "none" }, fmt.t("page.no_figure"));
    const area =
      site.area_planned_ha === null
        ? none.cloneNode(true)
        : html("dd", null, fmt.quantity(site.area_planned_ha, "ha"), note(view, site, "area_planned_ha"));
    const base = site.occupancy_base && fmt.t("page.of_base", { base: fmt.t("base." + site.occupancy_base) });
    const occupancy =
      site.occupancy_pct === null
        ? none
        : html(
            "dd",
            null,
            fmt.quantity(site.occupancy_pct, "%"),
            html("small", null, [base, fmt.dateAndAge(site.occupancy_as_of)].filter(Boolean).join(", ")),
            note(view, site, "occupancy_pct", true),
          );
    return html("dl", { class: "headline" },
      html("div", null, html("dt", null, fmt.t("attribute.area_planned_ha")), area),
      html("div", null, html("dt", null, fmt.t("attribute.occupancy_pct")), occupancy));
  }

  /**
   * Date and source of an adopted figure.
   * @param {View} view @param {Site} site
   * @param {string} attribute @param {boolean} [isDated] the date is already told
   */
  function note(view, site, attribute, isDated = false) {
    const { html } = kcn.dom;
    const used = site.observations.find((o) => o.adopted && o.attribute === attribute);
    const ids = site.sources[attribute] || (used ? [used.source] : []);
    if (!ids.length) return null;
    const date = used && !isDated ? view.fmt.date(used.as_of) : "";
    return html(
      "small",
      null,
      date && date + ", ",
      view.fmt.t("page.source") + " ",
      kcn.observations.sources(view, ids),
    );
  }

  /** @param {View} view @param {Site} site */
  function facts(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t, localized } = fmt;
    const counted = site.projects_total === null ? "projects_operating" : "projects_total";
    const projects =
      site[counted] === null
        ? null
        : [
            fmt.number(site[counted]),
            counted === "projects_total" &&
              site.projects_operating !== null &&
              t("page.operating_of", { n: fmt.number(site.projects_operating) }),
            site.projects_as_of && t("page.as_of_short", { date: fmt.date(site.projects_as_of) }),
          ]
            .filter(Boolean)
            .join(", ");
    /** @type {[string, Content][]} */
    const rows = [
      ["status", kcn.fold.capital(t("status." + site.status))],
      [
        "area_industrial_ha",
        site.area_industrial_ha !== null && [
          fmt.quantity(site.area_industrial_ha, "ha"),
          note(view, site, "area_industrial_ha"),
        ],
      ],
      [
        "area_available_ha",
        site.area_available_ha !== null && [
          fmt.quantity(site.area_available_ha, "ha"),
          note(view, site, "area_available_ha"),
        ],
      ],
      [
        "area_vacant_ha",
        site.area_vacant_ha !== null && [
          fmt.t("page.about", { value: fmt.quantity(site.area_vacant_ha, "ha") }),
          html("small", null, t("page.vacant_note")),
        ],
      ],
      [counted, projects && [projects, note(view, site, counted, true)]],
      ["established_year", site.established_year],
      ...view.data.facts.map((name) => /** @type {[string, Content]} */ ([name, fact(view, name, site[name])])),
      [
        "infrastructure_investor",
        site.infrastructure_investor
          ? [site.infrastructure_investor, note(view, site, "infrastructure_investor", true)]
          : t("page.not_known"),
      ],
      ["industries", localized(site.industries) || t("page.not_known")],
      ["other_names", site.other_names.join("; ")],
    ];
    return listed(view, rows);
  }

  /** What is known, under its names. @param {View} view @param {[string, Content][]} rows */
  function listed(view, rows) {
    const { html } = kcn.dom;
    return html(
      "dl",
      { class: "facts" },
      rows
        .filter(([, value]) => value)
        .map(([key, value]) => [html("dt", null, view.fmt.t("attribute." + key)), html("dd", null, value)]),
    );
  }

  /**
   * A column's value by its type; null where it is not known.
   * @param {View} view @param {string} name @param {any} value
   * @returns {Content}
   */
  function fact(view, name, value) {
    const { data, fmt } = view;
    const field = /** @type {Field} */ (data.fields.find((one) => one.name === name));
    const text = fmt.cell(field, value, fmt.unit(name));
    if (text && field.type === "url") return kcn.dom.link(text, text);
    return text && field.type === "enum" ? kcn.fold.capital(text) : kcn.observations.coded(view, text);
  }

  /** @param {View} view @param {Site} site */
  function plots(view, site) {
    const { html } = kcn.dom;
    return html("div", { class: "print-plots" }, PLOTTED.map((attribute) => {
      const plot = kcn.plot.draw(view.fmt, site.observations, attribute);
      const heading = view.fmt.t("page.over_years", { what: view.fmt.t("attribute." + attribute) });
      return plot && html("div", null, html("h3", null, heading), plot);
    }));
  }

  /** @param {View} view @param {Site} site */
  function closing(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    return [
      html("h3", null, fmt.t("page.mind")),
      html("p", { class: "caution" }, fmt.localized(view.data.disclaimer)),
      view.data.contact &&
        html(
          "p",
          { class: "caution" },
          html(
            "a",
            { href: kcn.dom.mail(view.data.contact, fmt.localized(site.name) + " (" + site.id + ")") },
            fmt.t("page.correct"),
          ),
        ),
    ];
  }

  kcn.siteCard = { card, headline, body, listed, fact, note };
})(globalThis);
