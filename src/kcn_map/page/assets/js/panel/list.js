// @ts-check
/* The list of the filtered sites by area, and of those that are on no map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("places");
    const first = kcn.dom.first(() => update(app.view));

    /** @param {View} view */
    function update(view) {
      const { fmt, level, state } = view, { areas } = level;
      const shown = [...view.found.ids].map((id) => view.index.site.get(id)); // the best match of the text first
      /** @type {Map<string, Site[]>} */
      const placed = new Map(areas.map((area) => [area.code, []]));
      const rest = shown.filter((site) => {
        const area = site.lonlat && placed.get(kcn.levels.codeOf(level, site));
        if (area) area.push(site);
        return !area;
      });
      const groups = [
        ...areas.map((area) => ({ title: fmt.localized(area.name), sites: placed.get(area.code) || [] })),
        {
          title: fmt.t("page.no_level", { area: kcn.levels.one(view, level) }),
          sites: rest.filter((site) => site.lonlat),
        },
        {
          title: fmt.t("page.off_map"),
          sites: rest.filter((site) => !site.lonlat && site.identified),
          note: "page.off_map_note",
        },
        {
          title: fmt.t("page.unidentified"),
          sites: rest.filter((site) => !site.lonlat && !site.identified),
          note: "page.unidentified_note",
        },
      ].filter(({ sites }) => sites.length);
      if (state.q.trim()) groups.sort((a, b) => shown.indexOf(a.sites[0]) - shown.indexOf(b.sites[0]));
      const listed = new Set(first.of(groups.flatMap(({ sites }) => sites)));
      box.setAttribute("aria-label", fmt.t("page.list"));
      replaceChildren(
        box,
        groups.map((one) =>
          group(
            view,
            one,
            one.sites.filter((site) => listed.has(site)),
          ),
        ),
        first.more(view, shown.length),
      );
    }

    /**
     * @param {View} view @param {{title: string, sites: Site[], note?: string}} group
     * @param {Site[]} listed those of its sites that are shown
     */
    function group(view, { title, sites, note }, listed) {
      return (
        listed.length > 0 &&
        html(
          "section",
          { class: "group" },
          html("h3", null, title, html("span", { class: "n" }, view.fmt.number(sites.length))),
          note && html("p", null, view.fmt.t(note)),
          html(
            "ul",
            null,
            listed.map((site) => html("li", null, entry(view, site))),
          ),
        )
      );
    }

    /** @param {View} view @param {Site} site */
    function entry(view, site) {
      const { fmt } = view;
      const occupancy =
        site.occupancy_pct === null ? null : fmt.t("page.filled", { value: fmt.quantity(site.occupancy_pct, "%") });
      const area = site.lonlat ? null : kcn.levels.nameOf(view, view.data.levels[0], site);
      const isOn = view.state.site === site.id;
      return html(
        "button",
        {
          type: "button",
          class: "entry",
          "data-entry": site.id,
          "aria-current": isOn ? "true" : null,
          onclick: (/** @type {{currentTarget: HTMLElement}} */ e) => app.openSite(site.id, e.currentTarget),
        },
        kcn.dom.shape(site, 6),
        html("span", { class: "name" }, fmt.localized(site.name)),
        html("span", { class: site.area_planned_ha === null ? "figure none" : "figure" }, fmt.area(site)),
        html(
          "span",
          { class: "fact" },
          [area, kcn.fold.capital(fmt.t("status." + site.status)), occupancy].filter(Boolean).join(" · "),
        ),
      );
    }

    return { update };
  }

  kcn.list = { create };
})(globalThis);
