// @ts-check
/* Everything known about one site: each figure with its unit, date, base and source. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const PLOTTED = ["occupancy_pct", "area_planned_ha", "projects_total"];
  const ROADS = /^distance_.*_km$/;

  /** @param {any} view @param {any} app @param {any} site */
  function card(view, app, site) {
    const { html, shape } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const isCompared = view.state.compare.includes(site.id);
    return html("article", { class: "card", "data-card": site.id },
      html("div", { class: "card-head" },
        html("div", null, html("h2", { tabindex: "-1", id: "card-title" }, fmt.localized(site.name)),
          html("p", { class: "kind" }, shape(site, 5), " ", [t("kind." + site.kind), site.district && fmt.localized(view.index.district.get(site.district).name)].filter(Boolean).join(" · "))),
        html("button", { type: "button", class: "close", "aria-label": t("page.close"), title: t("page.close"), onclick: () => app.closeCard() }, "×")),
      !view.found.ids.has(site.id) && html("p", { class: "caution" }, t("page.not_in_filter")),
      headline(view, site),
      html("div", { class: "actions" },
        html("button", { type: "button", class: "button", "aria-pressed": String(isCompared), onclick: () => app.compare(site.id) }, t(isCompared ? "page.compare_remove" : "page.compare_add")),
        site.lonlat && html("button", { type: "button", class: "button", onclick: () => app.flyTo(site) }, t("page.zoom_to"))),
      facts(view, site), where(view, site), plots(view, site), kcn.observations.table(view, site.observations), closing(view, site));
  }

  /** @param {any} view @param {any} site */
  function headline(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const none = html("dd", { class: "none" }, fmt.t("page.no_figure"));
    const area = site.area_planned_ha === null ? none.cloneNode(true) : html("dd", null, fmt.quantity(site.area_planned_ha, "ha"), note(view, site, "area_planned_ha"));
    const base = site.occupancy_base && fmt.t("page.of_base", { base: fmt.t("base." + site.occupancy_base) });
    const occupancy = site.occupancy_pct === null ? none : html("dd", null, fmt.quantity(site.occupancy_pct, "%"),
      html("small", null, [base, fmt.date(site.occupancy_as_of)].filter(Boolean).join(", ")), note(view, site, "occupancy_pct", true));
    return html("dl", { class: "headline" },
      html("div", null, html("dt", null, fmt.t("attribute.area_planned_ha")), area),
      html("div", null, html("dt", null, fmt.t("attribute.occupancy_pct")), occupancy));
  }

  /** Date and source of an adopted figure. @param {any} view @param {any} site @param {string} attribute @param {boolean} [isDated] the date is already told */
  function note(view, site, attribute, isDated = false) {
    const { html } = kcn.dom;
    const used = site.observations.find((/** @type {any} */ o) => o.adopted && o.attribute === attribute);
    const ids = site.sources[attribute] || (used ? [used.source] : []);
    if (!ids.length) return null;
    const date = used && !isDated ? view.fmt.date(used.as_of) : "";
    return html("small", null, date && date + ", ", view.fmt.t("page.source") + " ", kcn.observations.sources(view, ids));
  }

  /** @param {any} view @param {any} site */
  function facts(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t, localized } = fmt;
    const counted = site.projects_total === null ? "projects_operating" : "projects_total";
    const projects = site[counted] === null ? null
      : [fmt.number(site[counted]), counted === "projects_total" && site.projects_operating !== null && t("page.operating_of", { n: fmt.number(site.projects_operating) }), site.projects_as_of && t("page.as_of_short", { date: fmt.date(site.projects_as_of) })].filter(Boolean).join(", ");
    /** @type {[string, any][]} */
    const rows = [
      ["status", kcn.filters.capital(t("status." + site.status))],
      ["area_industrial_ha", site.area_industrial_ha !== null && [fmt.quantity(site.area_industrial_ha, "ha"), note(view, site, "area_industrial_ha")]],
      ["area_vacant_ha", site.area_vacant_ha !== null && [fmt.t("page.about", { value: fmt.quantity(site.area_vacant_ha, "ha") }), html("small", null, t("page.vacant_note"))]],
      [counted, projects && [projects, note(view, site, counted, true)]],
      ["established_year", site.established_year],
      ...view.data.facts.map((/** @type {any} */ column) => [column.name, fact(view, column, site[column.name])]),
      ["infrastructure_investor", site.infrastructure_investor ? [site.infrastructure_investor, note(view, site, "infrastructure_investor", true)] : t("page.not_known")],
      ["industries", localized(site.industries) || t("page.not_known")],
      ["other_names", site.other_names.join("; ")],
    ];
    return html("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([key, value]) => [html("dt", null, t("attribute." + key)), html("dd", null, value)]));
  }

  /** A column's value by its type; null where it is not known. @param {any} view @param {any} column @param {any} value */
  function fact({ fmt }, { type, unit, words }, value) {
    if (value === null) return null;
    if (type === "enum") return kcn.filters.capital(fmt.t(words + "." + value));
    if (type === "date") return fmt.date(value);
    if (type === "url") return kcn.dom.link(value, value);
    if (typeof value === "string") return fmt.dated(value);
    return type === "year" ? String(value) : fmt.quantity(value, unit);
  }

  /** Location: communes, accuracy in words, distances. @param {any} view @param {any} site */
  function where(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const basis = site.location_basis === "name" ? html("small", null, t("location_basis.name")) : null;
    const roads = site.observations.filter((/** @type {any} */ o) => ROADS.test(o.attribute));
    return [
      html("h3", null, t("page.where")),
      html("dl", { class: "facts" },
        html("dt", null, t("attribute.commune_2020")), html("dd", null, site.commune_2020 || t("page.not_known"), site.commune_2020 && basis),
        html("dt", null, t("attribute.commune_2025")), html("dd", null, commune2025(view, site)),
        html("dt", null, t("attribute.location_accuracy")), html("dd", null, accuracy(view, site)),
        distances(view, site).map(([name, km]) => [html("dt", null, name), html("dd", null, t("page.straight", { km: fmt.quantity(km, "km", km < 10 ? 1 : 0) }))]),
        roads.map((/** @type {any} */ o) => [html("dt", null, t("attribute." + o.attribute)), html("dd", null, t("page.by_road", { km: fmt.published(o, "km") }) + " ", kcn.observations.sources(view, [o.source]))]),
        site.lonlat && [html("dt", null, t("page.coordinates")), html("dd", null, html("a", { href: "geo:" + site.lonlat[1] + "," + site.lonlat[0] }, site.lonlat[1].toFixed(4) + ", " + site.lonlat[0].toFixed(4)))]),
      site.lonlat && !site.polygon && html("p", { class: "caution" }, t("page.no_limit")),
    ];
  }

  /** @param {any} view @param {any} site */
  function commune2025(view, site) {
    const found = view.index.commune.get(site.commune_2025_code);
    return found ? found.name : site.commune_2025 || view.fmt.t("page.not_known");
  }

  /** @param {any} view @param {any} site */
  function accuracy(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const metres = site.location_uncertainty_m;
    return [kcn.filters.capital(fmt.t("accuracy." + site.location_accuracy)),
      metres && html("small", null, fmt.t("page.uncertainty", { km: fmt.quantity(metres / 1000, "km", 1) })),
      fmt.localized(site.location_note) && html("small", null, fmt.localized(site.location_note))];
  }

  /** Straight lines to the district's seat and to the reference points. @param {any} view @param {any} site @returns {[string, number][]} */
  function distances(view, site) {
    if (!site.lonlat) return [];
    const district = view.index.district.get(site.district);
    const seat = district && district.seat ? [{ name: view.fmt.t("page.to_seat", { name: view.fmt.localized(district.seat.name) || district.seat.name }), lonlat: district.seat.lonlat }] : [];
    const references = view.data.base.towns.filter((/** @type {any} */ town) => town.kind === "reference")
      .map((/** @type {any} */ town) => ({ name: (view.state.lang === "en" && town.name_en) || town.full_name || town.name, lonlat: town.lonlat }));
    return [...seat, ...references].map(({ name, lonlat }) => [name, kcn.geo.distanceKm(site.lonlat, lonlat)]);
  }

  /** @param {any} view @param {any} site */
  function plots(view, site) {
    const { html } = kcn.dom;
    return PLOTTED.map((attribute) => {
      const plot = kcn.plot.draw(view.fmt, site.observations, attribute);
      return plot && [html("h3", null, view.fmt.t("page.over_years", { what: view.fmt.t("attribute." + attribute) })), plot];
    });
  }

  /** @param {any} view @param {any} site */
  function closing(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    return [
      fmt.localized(site.note) && [html("h3", null, fmt.t("attribute.note")), html("p", { class: "caution" }, fmt.localized(site.note))],
      html("h3", null, fmt.t("page.mind")),
      html("p", { class: "caution" }, fmt.localized(view.data.disclaimer)),
      view.data.contact && html("p", { class: "caution" }, html("a", { href: kcn.dom.mail(view.data.contact, fmt.localized(site.name) + " (" + site.id + ")") }, fmt.t("page.correct"))),
    ];
  }

  kcn.siteCard = { card, distances, accuracy, commune2025 };
})(globalThis);
