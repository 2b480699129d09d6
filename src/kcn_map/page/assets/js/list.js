// @ts-check
/* The list of the filtered sites by district, and of those that are on no map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const box = byId("places");
    const first = kcn.dom.first(() => update(app.view));

    /** @param {any} v */
    function update(v) {
      const { data, say, state } = v;
      const shown = [...v.found.ids].map((id) => v.index.site.get(id)); // the best match of the text first
      const areas = state.level === "commune" ? data.communes : data.districts;
      const areaOf = state.level === "commune" ? "commune_2025_code" : "district";
      /** @type {Map<string, any[]>} */
      const placed = new Map(areas.map((/** @type {any} */ area) => [area.code, []]));
      const rest = shown.filter((site) => {
        const area = site.lonlat && placed.get(site[areaOf]);
        if (area) area.push(site);
        return !area;
      });
      const groups = [
        ...areas.map((/** @type {any} */ area) => ({ title: say.own(area.name), sites: placed.get(area.code) || [] })),
        { title: say.t("page.no_commune"), sites: rest.filter((site) => site.lonlat) },
        { title: say.t("page.off_map"), sites: rest.filter((site) => !site.lonlat && site.identified), note: "page.off_map_note" },
        { title: say.t("page.unidentified"), sites: rest.filter((site) => !site.lonlat && !site.identified), note: "page.unidentified_note" },
      ].filter(({ sites }) => sites.length);
      if (state.q.trim()) groups.sort((a, b) => shown.indexOf(a.sites[0]) - shown.indexOf(b.sites[0]));
      const listed = new Set(first.of(groups.flatMap(({ sites }) => sites)));
      box.setAttribute("aria-label", say.t("page.list"));
      put(box, groups.map((one) => group(v, one, one.sites.filter((/** @type {any} */ site) => listed.has(site)))), first.more(v, shown.length));
    }

    /** @param {any} v @param {{title: string, sites: any[], note?: string}} group @param {any[]} listed those of its sites that are shown */
    function group(v, { title, sites, note }, listed) {
      return listed.length > 0 && h("section", { class: "group" }, h("h3", null, title, h("span", { class: "n" }, v.say.number(sites.length))),
        note && h("p", null, v.say.t(note)), h("ul", null, listed.map((site) => h("li", null, entry(v, site)))));
    }

    /** @param {any} v @param {any} site */
    function entry(v, site) {
      const { say } = v;
      const occupancy = site.occupancy_pct === null ? null : say.t("page.filled", { value: say.quantity(site.occupancy_pct, "%") });
      const district = site.lonlat || !site.district ? null : say.own(v.index.district.get(site.district).name);
      const isOn = v.state.site === site.id;
      return h("button", { type: "button", class: "entry", "data-entry": site.id, "aria-current": isOn ? "true" : null, onclick: (/** @type {any} */ e) => app.openSite(site.id, e.currentTarget) },
        kcn.dom.shape(site, 6), h("span", { class: "name" }, say.own(site.name)),
        h("span", { class: site.area_planned_ha === null ? "figure none" : "figure" }, say.area(site)),
        h("span", { class: "fact" }, [district, kcn.finder.capital(say.t("status." + site.status)), occupancy].filter(Boolean).join(" · ")));
    }

    return { update };
  }

  kcn.list = { create };
})(globalThis);
