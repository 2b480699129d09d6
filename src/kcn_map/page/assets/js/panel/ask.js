// @ts-check
/* Asking for land: how much is vacant, how near to a place, and in which order sites are told. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const LIMITS = /** @type {const} */ (["min_vacant", "within"]);
  /** Value of the choice of places that takes the centre of the map. */
  const CENTRE = "centre";
  const ORDERS = ["-vacant_ha", "-area_planned_ha", "occupancy_pct"];

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren } = kcn.dom, { data } = app;
    const names = Object.fromEntries([...LIMITS, "near"].map((key) => [key, html("span")]));
    const inputs = Object.fromEntries(LIMITS.map((key) => [key, html("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", id: key, oninput: () => take(key),
    })]));
    const near = html("select", { id: "near", onchange: choose });
    const sort = html("select", { id: "sort", onchange: () => app.set({ sort: sort.value || null }) });
    const vacant = html("label", null, names.min_vacant, inputs.min_vacant);
    vacant.hidden = data.sites.every((site) => site.vacant_ha === null);
    const refused = html("p", { class: "left-out", role: "status" });
    const box = html("div", null,
      html("div", { class: "ask" }, html("label", { class: "near" }, names.near, near),
        html("label", null, names.within, inputs.within), vacant),
      refused);

    function choose() {
      const { lng, lat } = app.board.map.getCenter();
      const place = near.value === CENTRE ? lng.toFixed(3) + "," + lat.toFixed(3) : near.value || null;
      app.set({ near: place, ...(!place && { within: null }) });
    }

    /** Filter by a limit as it is typed; where it can't be taken say so. @param {typeof LIMITS[number]} key */
    function take(key) {
      const { t, parse, number } = app.view.fmt, text = inputs[key].value.trim();
      const value = text ? parse(text) : null, most = kcn.state.largest(key);
      const isRefused = Boolean(text) && (value === null || value > most);
      inputs[key].setAttribute("aria-invalid", String(isRefused));
      refused.textContent = isRefused ? t("page.limit_refused", { what: t("page." + key), most: number(most) }) : "";
      if (!isRefused) app.set({ [key]: value }, true);
    }

    /** @param {View} view */
    function update(view) {
      const { fmt, state } = view, { t } = fmt;
      for (const key in names) names[key].textContent = t("page." + key);
      for (const key of LIMITS) {
        if (document.activeElement === inputs[key] || fmt.parse(inputs[key].value) === state[key]) continue;
        inputs[key].value = state[key] === null ? "" : fmt.number(state[key]);
        inputs[key].setAttribute("aria-invalid", "false");
        refused.textContent = "";
      }
      inputs.within.disabled = !state.near;
      const hubs = [...data.base.towns].sort((a, b) => Number(b.kind === "reference") - Number(a.kind === "reference"));
      const places = [...new Set(hubs.filter(({ lonlat }) => lonlat).map((hub) => kcn.places.keyOf(view.data, hub)))];
      if (state.near && !places.includes(state.near)) places.push(state.near);
      const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {string|null} */ on) =>
        html("option", { value, selected: value === (on || "") }, text);
      replaceChildren(near, option("", t("page.anywhere"), state.near),
        places.map((key) => option(key, kcn.places.name(view, key), state.near)),
        option(CENTRE, t("page.map_centre"), state.near));
      sort.setAttribute("aria-label", t("page.order"));
      const orders = state.sort && !ORDERS.includes(state.sort) ? [...ORDERS, state.sort] : ORDERS;
      const area = kcn.levels.one(view, view.level);
      const usual = state.near ? t("page.nearest_first") : t("page.by_area", { area });
      const others = orders.map((key) => option(key, order(view, key), state.sort));
      replaceChildren(sort, option("", usual, state.sort), others);
    }

    return { box, sort, update };
  }

  /** "Planned area ↓" @param {View} view @param {string} key */
  function order(view, key) {
    const column = kcn.table.ordering(view.data, key);
    return (column ? kcn.table.title(view, column) : key) + (key[0] === "-" ? " ↓" : " ↑");
  }

  /** What distances and vacant land are, and how many sites were left out for want of them. @param {View} view */
  function notes(view) {
    const { t } = view.fmt, { near, min_vacant: vacant, sort } = view.state, { unknown } = view.found;
    return [
      near && t("ask.straight", { name: kcn.places.name(view, near) }),
      (vacant !== null || sort === ORDERS[0]) && t("ask.estimated"),
      ...Object.entries(unknown).map(([what, n]) =>
        n && t("page.left_out_" + what, { n, sites: kcn.coverage.sites(view, n) })),
    ].filter(Boolean).join(" ");
  }

  kcn.ask = { create, notes };
})(globalThis);
