// @ts-check
/* Where a site is: communes, accuracy in words, distances. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const ROADS = /^distance_.*_km$/;

  /** Location: communes, accuracy in words, distances. @param {View} view @param {Site} site */
  function where(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const basis = site.location_basis === "name" ? html("small", null, t("location_basis.name")) : null;
    const roads = site.observations.filter((o) => ROADS.test(o.attribute));
    return [
      html("h3", null, t("page.where")),
      html(
        "dl",
        { class: "facts" },
        html("dt", null, t("attribute.commune_2020")),
        html("dd", null, site.commune_2020 || t("page.not_known"), site.commune_2020 && basis),
        html("dt", null, t("attribute.commune_2025")),
        html("dd", null, commune2025(view, site)),
        html("dt", null, t("attribute.location_accuracy")),
        html("dd", null, accuracy(view, site)),
        distances(view, site).map(([name, km]) => [
          html("dt", null, name),
          html("dd", null, t("page.straight", { km: fmt.quantity(km, "km", km < 10 ? 1 : 0) })),
        ]),
        roads.map((o) => [
          html("dt", null, t("attribute." + o.attribute)),
          html(
            "dd",
            null,
            t("page.by_road", { km: fmt.published(o, "km") }) + " ",
            kcn.observations.sources(view, [o.source]),
          ),
        ]),
        site.lonlat && [
          html("dt", null, t("page.coordinates")),
          html(
            "dd",
            null,
            html(
              "a",
              { href: "geo:" + site.lonlat[1] + "," + site.lonlat[0] },
              site.lonlat[1].toFixed(4) + ", " + site.lonlat[0].toFixed(4),
            ),
          ),
        ],
      ),
      site.lonlat && !site.polygon && html("p", { class: "caution" }, t("page.no_limit")),
    ];
  }

  /** @param {View} view @param {Site} site */
  function commune2025(view, site) {
    const found = view.index.commune.get(site.commune_2025_code);
    return found ? found.name : site.commune_2025 || view.fmt.t("page.not_known");
  }

  /** @param {View} view @param {Site} site */
  function accuracy(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const metres = site.location_uncertainty_m;
    return [kcn.filters.capital(fmt.t("accuracy." + site.location_accuracy)),
      metres && html("small", null, fmt.t("page.uncertainty", { km: fmt.quantity(metres / 1000, "km", 1) })),
      fmt.localized(site.location_note) && html("small", null, fmt.localized(site.location_note))];
  }

  /**
   * Straight lines to the district's seat and to the reference points.
   * @param {View} view @param {Site} site
   * @returns {[string, number][]}
   */
  function distances(view, site) {
    const { lonlat: from } = site;
    if (!from) return [];
    const district = view.index.district.get(site.district);
    const seat =
      district && district.seat
        ? [
            {
              name: view.fmt.t("page.to_seat", { name: view.fmt.localized(district.seat.name) || district.seat.name }),
              lonlat: district.seat.lonlat,
            },
          ]
        : [];
    const references = view.data.base.towns
      .filter((town) => town.kind === "reference")
      .map((town) => ({
        name: (view.state.lang === "en" && town.name_en) || town.full_name || town.name,
        lonlat: town.lonlat,
      }));
    return [...seat, ...references].map(({ name, lonlat }) => [name, kcn.geo.distanceKm(from, lonlat)]);
  }

  kcn.siteLocation = { where, distances, commune2025 };
})(globalThis);
