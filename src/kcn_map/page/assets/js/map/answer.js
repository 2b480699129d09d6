// @ts-check
/* The strip at the map's lower edge that answers a tap, where the card is out of sight: on small screens, in frames. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId, button } = kcn.dom;
    const box = byId("answer");

    /**
     * @param {View} view @param {Site|undefined} site what the card is about
     * @param {Area|null|undefined} area likewise, where it is no site
     * @param {Level} level of the area
     */
    function show(view, site, area, level) {
      const { t } = view.fmt;
      box.hidden = !site && !area;
      if (box.hidden) return replaceChildren(box);
      replaceChildren(
        box,
        html("p", null, site ? ofSite(view, site) : area && kcn.tooltip.ofArea(view, area, behind(view, area))),
        html(
          "p",
          { class: "actions" },
          way(view),
          !site && area && level === view.data.levels[0] && kcn.areaCard.onlyHere(view, app, area),
          button(t("page.close"), app.closeCard),
        ),
      );
      const at = site ? site.lonlat : /** @type {Area} */ (area).label;
      if (at && box.offsetHeight) app.reveal([at[1], at[0]]);
    }

    /** Each figure with its own date and source. @param {View} view @param {Site} site */
    function ofSite(view, site) {
      const { fmt } = view, { note } = kcn.siteCard;
      const area = site.area_planned_ha !== null && note(view, site, "area_planned_ha");
      const share = site.occupancy_pct, source = share !== null && note(view, site, "occupancy_pct", true);
      const told = fmt.baseAndDate(site);
      return [
        html("strong", null, fmt.localized(site.name)),
        html("span", null, fmt.area(site), area && [" · ", area]),
        share !== null && html("span", null, fmt.t("page.filled", { value: fmt.quantity(share, "%") }),
          told && [" · ", html("small", null, told)], source && [told ? ", " : " · ", source]),
        html("span", { class: "note" }, fmt.t("status." + site.status)),
      ];
    }

    /** What stands behind an area's value, of which date. @param {View} view @param {Area} area @returns {Content[]} */
    function behind(view, area) {
      const { fmt, data, measure } = view, dated = !kcn.classes.isRate(measure);
      const [coverage, ...sources] = kcn.observations.ofMeasure(view, measure, area);
      const date = dated && fmt.t("page.as_of_short", { date: fmt.date(data.as_of) });
      return [[date, coverage].filter(Boolean).join("; "), ...sources];
    }

    /** To all there is to know: the card below, or the page that this frame shows the map of. @param {View} view */
    function way({ fmt, state }) {
      const href = byId("full").getAttribute("href");
      return state.embed
        ? html("a", { class: "button", href, target: "_blank", rel: "noopener" }, fmt.t("page.details"))
        : button(fmt.t("page.details"), () => app.showCard());
    }

    return { show };
  }

  kcn.answer = { create };
})(globalThis);
