// @ts-check
/* The list of the filtered sites by area, and of those that are on no map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("places");
    const first = kcn.dom.first(() => kcn.turns.all(update(app.view)));

    /** Group by group. @param {View} view @returns {Generator<void>} */
    function* update(view) {
      const { fmt, level, state } = view;
      const shown = kcn.table.inOrder(view), isOrdered = Boolean(state.sort || state.near);
      /** By the code of their area: of very many areas few have one. @type {Map<string, Site[]>} */
      const placed = new Map();
      for (const site of shown.filter(({ lonlat }) => lonlat)) {
        const code = kcn.levels.codeOf(level, site), others = placed.get(code);
        if (others) others.push(site);
        else placed.set(code, [site]);
      }
      const areas = level.areas.filter(({ code }) => placed.has(code)), known = new Set(areas.map(({ code }) => code));
      const rest = shown.filter((site) => !site.lonlat || !known.has(kcn.levels.codeOf(level, site)));
      /** @type {{title: string, sites: Site[], note?: string, over?: string}[]} */
      const groups = isOrdered ? [{ title: fmt.t("page.list"), sites: shown }] : [
        ...inParents(view, areas).map(({ area, over }) => ({
          title: fmt.localized(area.name),
          sites: placed.get(area.code) || [],
          over: state.q.trim() ? "" : over,
        })),
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
      if (!isOrdered && state.q.trim()) groups.sort((a, b) => shown.indexOf(a.sites[0]) - shown.indexOf(b.sites[0]));
      const listed = new Set(first.of(groups.flatMap(({ sites }) => sites)));
      const sections = yield* kcn.turns.each(groups, (one, i) => [
        !!one.over && one.over !== groups[i - 1]?.over && listed.has(one.sites[0]) &&
          html("h3", { class: "over" }, one.over),
        group(view, one, one.sites.filter((site) => listed.has(site))),
      ]);
      box.setAttribute("aria-label", fmt.t("page.list"));
      replaceChildren(
        box,
        html("h2", { class: "unseen" }, fmt.t("page.list")),
        sections,
        first.more(view, shown.length),
      );
    }

    /**
     * Areas of the level, those of one parent together, with its name: former provinces within the one of today.
     * @param {View} view @param {Area[]} areas
     */
    function inParents({ data, fmt, level }, areas) {
      const parent = data.levels.find((one) => one.id === level.parent);
      if (!parent) return areas.map((area) => ({ area, over: "" }));
      const codes = parent.areas.map((one) => one.code);
      const place = (/** @type {Area} */ area) => codes.indexOf((area.parents || [])[0]);
      return areas
        .map((area) => ({ area, over: fmt.localized(parent.areas[place(area)]?.name) }))
        .sort((a, b) => place(a.area) - place(b.area));
    }

    /**
     * @param {View} view @param {{title: string, sites: Site[], note?: string, over?: string}} group
     * @param {Site[]} listed those of its sites that are shown
     */
    function group(view, { title, sites, note, over }, listed) {
      return (
        listed.length > 0 &&
        html(
          "section",
          { class: "group" },
          html(over ? "h4" : "h3", null, title, html("span", { class: "n" }, view.fmt.number(sites.length))),
          note && html("p", null, view.fmt.t(note)),
          html(
            "ul",
            null,
            listed.map((site) => html("li", null, entry(view, site), toggle(view, site))),
          ),
        )
      );
    }

    /** Into the comparison, or out of it. @param {View} view @param {Site} site */
    function toggle({ fmt, state }, { id, name }) {
      const isOn = state.compare.includes(id);
      return kcn.dom.button(isOn ? "✓" : "+", () => app.compare(id), {
        class: "plus",
        tabindex: -1, // the card has it for the keyboard; twice the stops would be in the way
        "aria-pressed": String(isOn),
        "aria-label": fmt.t("page.compare_add") + ": " + fmt.localized(name),
        title: fmt.t("page.compare_add"),
      });
    }

    /** @param {View} view @param {Site} site */
    function entry(view, site) {
      const { fmt } = view;
      const occupancy =
        site.occupancy_pct === null ? null : fmt.t("page.filled", { value: fmt.quantity(site.occupancy_pct, "%") });
      const { near, sort } = view.state, value = kcn.table.vacant(view, site, "ha");
      const area = site.lonlat && !near && !sort ? null : kcn.levels.nameOf(view, view.data.levels[0], site);
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
          [kcn.table.distance(view, site, "km"), area, kcn.fold.capital(fmt.t("status." + site.status)), occupancy,
            value && fmt.t("page.vacant", { value })].filter(Boolean).join(" · "),
        ),
      );
    }

    return { update };
  }

  kcn.list = { create };
})(globalThis);
