// @ts-check
/* The list of the filtered sites by district, and of those that are on no map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const box = byId("places");

    /** @param {any} v */
    function update(v) {
      const shown = v.data.sites.filter((/** @type {any} */ site) => v.found.ids.has(site.id));
      const placed = shown.filter((/** @type {any} */ site) => isPlaced(v, site));
      box.setAttribute("aria-label", v.say.t("page.list"));
      put(box,
        v.state.level === "commune"
          ? v.data.communes.map((/** @type {any} */ c) => group(v, c.name, placed.filter((/** @type {any} */ site) => site.commune_2025_code === c.code)))
          : v.data.districts.map((/** @type {any} */ d) => group(v, v.say.own(d.name), placed.filter((/** @type {any} */ site) => site.district === d.code))),
        group(v, v.say.t("page.off_map"), shown.filter((/** @type {any} */ site) => !isPlaced(v, site) && site.identified), "page.off_map_note"),
        group(v, v.say.t("page.unidentified"), shown.filter((/** @type {any} */ site) => !site.identified), "page.unidentified_note"));
    }

    /** Whether a site belongs to an area of the level. @param {any} v @param {any} site */
    function isPlaced(v, site) {
      return site.lonlat && (v.state.level === "district" ? site.district : site.commune_2025_code);
    }

    /** @param {any} v @param {string} title @param {any[]} sites @param {string} [note] */
    function group(v, title, sites, note) {
      if (!sites.length) return null;
      return h("section", { class: "group" }, h("h3", null, title, h("span", { class: "n" }, v.say.number(sites.length))),
        note && h("p", null, v.say.t(note)), h("ul", null, sites.map((site) => h("li", null, entry(v, site)))));
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
