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
        html(
          "p",
          null,
          site && kcn.tooltip.ofSite(view, site),
          !site && area && kcn.tooltip.ofArea(view, area, kcn.observations.ofMeasure(view, view.measure, area)),
        ),
        site && html("p", { class: "note" }, sources(view, site)),
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

    /** Those of the figures that stand above. @param {View} view @param {Site} site */
    function sources(view, site) {
      const { area_planned_ha: ofArea, occupancy_pct: ofOccupancy } = site.sources;
      const ids = [...new Set([...(ofArea || []), ...(ofOccupancy || [])])];
      return [
        view.fmt.baseAndDate(site),
        ids.length > 0 && [" ", view.fmt.t("page.source_col") + ": ", kcn.observations.sources(view, ids)],
      ];
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
