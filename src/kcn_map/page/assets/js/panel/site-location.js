// @ts-check
/* Where a site is: areas, accuracy in words, distances. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const ROADS = /^distance_.*_km$/;

  /** Location: areas, accuracy in words, distances. @param {View} view @param {Site} site */
  function where(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const roads = site.observations.filter((o) => ROADS.test(o.attribute));
    return [
      html("h3", null, t("page.where")),
      html(
        "dl",
        { class: "facts" },
        areas(view, site),
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

  /**
   * The areas that it lies in, but for that of the first level, with which the card begins; of the earliest, how it is
   * known. @param {View} view @param {Site} site
   */
  function areas(view, site) {
    const { html } = kcn.dom;
    const { fmt, data } = view, further = kcn.levels.further(data);
    return (further.length ? further : data.levels).map((level, i) => {
      const name = kcn.levels.nameOf(view, level, site), isByName = !i && name && site.location_basis === "name";
      return [
        html("dt", null, kcn.levels.heading(view, level)),
        html("dd", null, name || fmt.t("page.not_known"),
          isByName && html("small", null, fmt.t("page.by_name", kcn.levels.names(fmt, level)))),
      ];
    });
  }

  /** @param {View} view @param {Site} site */
  function accuracy(view, site) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const metres = site.location_uncertainty_m;
    return [kcn.fold.capital(fmt.t("accuracy." + site.location_accuracy)),
      metres && html("small", null, fmt.t("page.uncertainty", { km: fmt.quantity(metres / 1000, "km", 1) })),
      fmt.localized(site.location_note) &&
        html("small", null, kcn.observations.coded(view, fmt.localized(site.location_note)))];
  }

  /**
   * Straight lines to the seat of its area and to the reference points.
   * @param {View} view @param {Site} site
   * @returns {[string, number][]}
   */
  function distances(view, site) {
    const { lonlat: from } = site;
    if (!from) return [];
    const { fmt } = view, [level] = view.data.levels;
    const area = view.index.areas[level.id].get(site.area), seat = area && area.seat;
    const seats = seat
      ? [{
          name: fmt.t("page.to_seat", { seat: fmt.localized(seat.name), ...kcn.levels.names(fmt, level) }),
          lonlat: seat.lonlat,
        }]
      : [];
    const references = view.data.base.towns
      .filter((town) => town.kind === "reference")
      .map((town) => ({ name: fmt.localized(town.full_name), lonlat: town.lonlat }));
    return [...seats, ...references].map(({ name, lonlat }) => [name, kcn.geo.distanceKm(from, lonlat)]);
  }

  kcn.siteLocation = { where, distances };
})(globalThis);
