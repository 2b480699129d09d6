// @ts-check
/* Everything known about one site: each figure with its unit, date, base and source. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const PLOTTED = ["occupancy_pct", "area_planned_ha", "projects_total"];
  const ROADS = /^distance_.*_km$/;

  /** @param {any} v @param {any} app @param {any} site */
  function card(v, app, site) {
    const { h, shape } = kcn.dom;
    const { say } = v;
    const { t } = say;
    const isCompared = v.state.compare.includes(site.id);
    return h("article", { class: "card", "data-card": site.id },
      h("div", { class: "card-head" },
        h("div", null, h("h2", { tabindex: "-1", id: "card-title" }, say.own(site.name)),
          h("p", { class: "kind" }, shape(site, 5), " ", [t("kind." + site.kind), site.district && say.own(v.index.district.get(site.district).name)].filter(Boolean).join(" · "))),
        h("button", { type: "button", class: "close", "aria-label": t("page.close"), title: t("page.close"), onclick: () => app.closeCard() }, "×")),
      !v.found.ids.has(site.id) && h("p", { class: "caution" }, t("page.not_in_filter")),
      headline(v, site),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "button", "aria-pressed": String(isCompared), onclick: () => app.compare(site.id) }, t(isCompared ? "page.compare_remove" : "page.compare_add")),
        site.lonlat && h("button", { type: "button", class: "button", onclick: () => app.flyTo(site) }, t("page.zoom_to"))),
      facts(v, site), where(v, site), plots(v, site), kcn.figures.table(v, site.observations), closing(v, site));
  }

  /** @param {any} v @param {any} site */
  function headline(v, site) {
    const { h } = kcn.dom;
    const { say } = v;
    const none = h("dd", { class: "none" }, say.t("page.no_figure"));
    const area = site.area_planned_ha === null ? none.cloneNode(true) : h("dd", null, say.quantity(site.area_planned_ha, "ha"), note(v, site, "area_planned_ha"));
    const base = site.occupancy_base && say.t("page.of_base", { base: say.t("base." + site.occupancy_base) });
    const occupancy = site.occupancy_pct === null ? none : h("dd", null, say.quantity(site.occupancy_pct, "%"),
      h("small", null, [base, say.date(site.occupancy_as_of)].filter(Boolean).join(", ")), note(v, site, "occupancy_pct", true));
    return h("dl", { class: "headline" },
      h("div", null, h("dt", null, say.t("attribute.area_planned_ha")), area),
      h("div", null, h("dt", null, say.t("attribute.occupancy_pct")), occupancy));
  }

  /** Date and source of an adopted figure. @param {any} v @param {any} site @param {string} attribute @param {boolean} [isDated] the date is already told */
  function note(v, site, attribute, isDated = false) {
    const { h } = kcn.dom;
    const used = site.observations.find((/** @type {any} */ o) => o.adopted && o.attribute === attribute);
    const ids = site.sources[attribute] || (used ? [used.source] : []);
    if (!ids.length) return null;
    const date = used && !isDated ? v.say.date(used.as_of) : "";
    return h("small", null, date && date + ", ", v.say.t("page.source") + " ", kcn.figures.sources(v, ids));
  }

  /** @param {any} v @param {any} site */
  function facts(v, site) {
    const { h } = kcn.dom;
    const { say } = v;
    const { t, own } = say;
    const counted = site.projects_total === null ? "projects_operating" : "projects_total";
    const projects = site[counted] === null ? null
      : [say.number(site[counted]), counted === "projects_total" && site.projects_operating !== null && t("page.operating_of", { n: say.number(site.projects_operating) }), site.projects_as_of && t("page.as_of_short", { date: say.date(site.projects_as_of) })].filter(Boolean).join(", ");
    /** @type {[string, any][]} */
    const rows = [
      ["status", kcn.finder.capital(t("status." + site.status))],
      ["area_industrial_ha", site.area_industrial_ha !== null && [say.quantity(site.area_industrial_ha, "ha"), note(v, site, "area_industrial_ha")]],
      ["area_vacant_ha", site.area_vacant_ha !== null && [say.t("page.about", { value: say.quantity(site.area_vacant_ha, "ha") }), h("small", null, t("page.vacant_note"))]],
      [counted, projects && [projects, note(v, site, counted, true)]],
      ["established_year", site.established_year],
      ["decision", v.say.dated(site.decision)],
      ["infrastructure_investor", site.infrastructure_investor ? [site.infrastructure_investor, note(v, site, "infrastructure_investor", true)] : t("page.not_known")],
      ["industries", own(site.industries) || t("page.not_known")],
      ["other_names", site.other_names.join("; ")],
    ];
    return h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([key, value]) => [h("dt", null, t("attribute." + key)), h("dd", null, value)]));
  }

  /** Location: communes, accuracy in words, distances. @param {any} v @param {any} site */
  function where(v, site) {
    const { h } = kcn.dom;
    const { say } = v;
    const { t } = say;
    const basis = site.location_basis === "name" ? h("small", null, t("location_basis.name")) : null;
    const roads = site.observations.filter((/** @type {any} */ o) => ROADS.test(o.attribute));
    return [
      h("h3", null, t("page.where")),
      h("dl", { class: "facts" },
        h("dt", null, t("attribute.commune_2020")), h("dd", null, site.commune_2020 || t("page.not_known"), site.commune_2020 && basis),
        h("dt", null, t("attribute.commune_2025")), h("dd", null, commune2025(v, site)),
        h("dt", null, t("attribute.location_accuracy")), h("dd", null, accuracy(v, site)),
        distances(v, site).map(([name, km]) => [h("dt", null, name), h("dd", null, t("page.straight", { km: say.quantity(km, "km", km < 10 ? 1 : 0) }))]),
        roads.map((/** @type {any} */ o) => [h("dt", null, t("attribute." + o.attribute)), h("dd", null, t("page.by_road", { km: say.published(o, "km") }) + " ", kcn.figures.sources(v, [o.source]))]),
        site.lonlat && [h("dt", null, t("page.coordinates")), h("dd", null, h("a", { href: "geo:" + site.lonlat[1] + "," + site.lonlat[0] }, site.lonlat[1].toFixed(4) + ", " + site.lonlat[0].toFixed(4)))]),
      site.lonlat && !site.polygon && h("p", { class: "caution" }, t("page.no_limit")),
    ];
  }

  /** @param {any} v @param {any} site */
  function commune2025(v, site) {
    const found = v.index.commune.get(site.commune_2025_code);
    return found ? found.name : site.commune_2025 || v.say.t("page.not_known");
  }

  /** @param {any} v @param {any} site */
  function accuracy(v, site) {
    const { h } = kcn.dom;
    const { say } = v;
    const metres = site.location_uncertainty_m;
    return [kcn.finder.capital(say.t("accuracy." + site.location_accuracy)),
      metres && h("small", null, say.t("page.uncertainty", { km: say.quantity(metres / 1000, "km", 1) })),
      say.own(site.location_note) && h("small", null, say.own(site.location_note))];
  }

  /** Straight lines to the district's seat and to the reference points. @param {any} v @param {any} site @returns {[string, number][]} */
  function distances(v, site) {
    if (!site.lonlat) return [];
    const district = v.index.district.get(site.district);
    const seat = district && district.seat ? [{ name: v.say.t("page.to_seat", { name: v.say.own(district.seat.name) || district.seat.name }), lonlat: district.seat.lonlat }] : [];
    const references = v.data.base.towns.filter((/** @type {any} */ town) => town.kind === "reference")
      .map((/** @type {any} */ town) => ({ name: (v.state.lang === "en" && town.name_en) || town.full_name || town.name, lonlat: town.lonlat }));
    return [...seat, ...references].map(({ name, lonlat }) => [name, kcn.geo.distanceKm(site.lonlat, lonlat)]);
  }

  /** @param {any} v @param {any} site */
  function plots(v, site) {
    const { h } = kcn.dom;
    return PLOTTED.map((attribute) => {
      const plot = kcn.plot.draw(v.say, site.observations, attribute);
      return plot && [h("h3", null, v.say.t("page.over_years", { what: v.say.t("attribute." + attribute) })), plot];
    });
  }

  /** @param {any} v @param {any} site */
  function closing(v, site) {
    const { h } = kcn.dom;
    const { say } = v;
    return [
      say.own(site.note) && [h("h3", null, say.t("attribute.note")), h("p", { class: "caution" }, say.own(site.note))],
      h("h3", null, say.t("page.mind")),
      h("p", { class: "caution" }, say.own(v.data.disclaimer)),
      v.data.contact && h("p", { class: "caution" }, h("a", { href: kcn.dom.mail(v.data.contact, say.own(site.name) + " (" + site.id + ")") }, say.t("page.correct"))),
    ];
  }

  kcn.site = { card, distances, accuracy, commune2025 };
})(globalThis);
