// @ts-check
/* Search, filter chips, ranges, the count, and what to do when little or nothing matches. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const RANGES = ["min_area", "max_area", "min_occupancy", "max_occupancy"];
  const FACETS = /** @type {const} */ (["kind", "status", "district"]);

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const search = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", oninput: () => app.set({ q: search.value }, true) });
    const kinds = h("div", { class: "chips kinds", role: "group" });
    const status = h("div", { class: "chips", role: "group" }), district = h("div", { class: "chips", role: "group" });
    const chips = { kind: kinds, status, district };
    const heads = { status: h("h3"), district: h("h3") };
    const ranges = h("div", { class: "ranges" });
    const more = h("details", { class: "more" }, h("summary"), heads.status, status, heads.district, district, ranges);
    const count = h("span", { id: "count" }), what = h("span", { class: "what" });
    const clear = h("button", { type: "button", class: "button quiet clear", onclick: () => { app.set(kcn.state.cleared(app.view.state)); search.focus(); } });
    const leftOut = h("p", { class: "left-out" }), empty = h("div");
    const inputs = Object.fromEntries(RANGES.map((key) => [key, rangeInput(key)]));
    put(ranges, RANGES.map((key) => h("label", null, h("span", { "data-range": key }), inputs[key])));
    put(byId("finder"), search, kinds, more, h("div", { class: "tally" }, count, what, clear), leftOut, empty);

    /** @param {string} key */
    function rangeInput(key) {
      return h("input", {
        type: "text", inputmode: "decimal", autocomplete: "off",
        oninput: (/** @type {any} */ e) => {
          const text = e.target.value.trim();
          const value = kcn.format.parse(text, app.view.state.lang);
          e.target.setAttribute("aria-invalid", String(Boolean(text) && value === null));
          if (!text || value !== null) app.set({ [key]: value }, true);
        },
      });
    }

    /** @param {any} v @param {"kind"|"status"|"district"} facet */
    function drawChips(v, facet) {
      const counts = kcn.filter.facet(v.data.sites, v.state, v.index.texts(), facet);
      const box = chips[facet];
      const focused = box.contains(document.activeElement) ? /** @type {any} */ (document.activeElement).dataset.value : null;
      put(box, v.allowed[facet].map((/** @type {string} */ value) => chip(v, facet, value, counts.get(value) || 0)));
      if (focused) box.querySelector(`[data-value="${focused}"]`).focus();
    }

    /** @param {any} v @param {"kind"|"status"|"district"} facet @param {string} value @param {number} n */
    function chip(v, facet, value, n) {
      const isOn = v.state[facet].includes(value);
      const next = isOn ? v.state[facet].filter((/** @type {string} */ x) => x !== value) : [...v.state[facet], value];
      return h("button", { type: "button", class: n ? "chip" : "chip empty", "data-facet": facet, "data-value": value, "aria-pressed": String(isOn), onclick: () => app.set({ [facet]: next }) },
        facet === "kind" ? kcn.dom.shape({ kind: value, area_planned_ha: 1 }, 5) : null,
        h("span", null, chipText(v, facet, value)), h("span", { class: "n" }, v.say.number(n)));
    }

    /** @param {any} v @param {string} facet @param {string} value */
    function chipText(v, facet, value) {
      if (facet === "district") return v.say.short(v.index.district.get(value).name);
      return capital(v.say.t(facet + "." + value));
    }

    /** @param {any} v */
    function update(v) {
      const { t, number } = v.say;
      search.setAttribute("aria-label", t("page.search"));
      search.placeholder = t("page.search_hint");
      if (search.value !== v.state.q) search.value = v.state.q;
      FACETS.forEach((facet) => drawChips(v, facet));
      kinds.setAttribute("aria-label", t("attribute.kind"));
      for (const facet of /** @type {const} */ (["status", "district"])) {
        heads[facet].textContent = t("attribute." + facet);
        chips[facet].setAttribute("aria-label", t("attribute." + facet));
      }
      const hidden = v.state.status.length + v.state.district.length + RANGES.filter((key) => v.state[key] !== null).length;
      more.querySelector("summary").textContent = hidden ? t("page.more_filters_on", { n: number(hidden) }) : t("page.more_filters");
      if (hidden && v.isFirst) more.open = true;
      for (const key of RANGES) drawRange(v, key);
      count.textContent = number(v.found.ids.size) + " / " + number(v.data.sites.length);
      what.textContent = t("kinds." + v.index.kind);
      clear.textContent = t("page.clear");
      clear.hidden = !kcn.state.isFiltered(v.state);
      drawLeftOut(v);
      put(empty, why(v));
    }

    /** @param {any} v @param {string} key */
    function drawRange(v, key) {
      ranges.querySelector(`[data-range="${key}"]`).textContent = v.say.t("page." + key);
      const shown = kcn.format.parse(inputs[key].value, v.state.lang);
      if (shown !== v.state[key] && document.activeElement !== inputs[key]) {
        inputs[key].value = v.state[key] === null ? "" : v.say.number(v.state[key]);
      }
    }

    /** @param {any} v */
    function drawLeftOut(v) {
      const { area, occupancy } = v.found.unknown;
      const told = (/** @type {string} */ key, /** @type {number} */ n) => n && v.say.t(key, { n, sites: kcn.coverage.sites(v, n) });
      const parts = [told("page.left_out_area", area), told("page.left_out_occupancy", occupancy)];
      leftOut.textContent = parts.filter(Boolean).join(" ");
      leftOut.hidden = !area && !occupancy;
    }

    /** @param {any} v */
    function why(v) {
      if (!v.found.excluded.size) return null;
      const { t } = v.say;
      const list = h("details", { class: "more" }, h("summary", null, t("page.why", { n: v.found.excluded.size, sites: kcn.coverage.sites(v, v.found.excluded.size) })), reasons(v));
      if (v.found.ids.size) return list;
      const loosenings = kcn.why.loosenings(v.state, v.found.excluded).slice(0, 3);
      return h("div", { class: "empty-box" }, h("p", null, h("b", null, t("page.empty"))),
        loosenings.length ? h("p", null, t("page.loosen")) : h("p", null, t("page.loosen_none")),
        loosenings.map((/** @type {any} */ one) => h("button", { type: "button", class: "button", onclick: () => app.set(one.patch) }, loosenText(v, one))), list);
    }

    /** @param {any} v @param {any} one */
    function loosenText(v, one) {
      const names = one.ids.slice(0, 2).map((/** @type {string} */ id) => v.say.own(v.index.site.get(id).name)).join(", ") + (one.ids.length > 2 ? " …" : "");
      const range = typeof one.value === "number";
      return v.say.t(range ? "page.loosen_range" : "page.loosen_" + one.condition, { what: range ? v.say.t("page." + one.condition) : "", value: typeof one.value === "number" ? v.say.number(one.value) : one.value, n: v.say.number(one.ids.length), names });
    }

    /** @param {any} v */
    function reasons(v) {
      return h("ul", { class: "reasons" }, [...v.found.excluded].map(([id, list]) =>
        h("li", null, h("b", null, v.say.own(v.index.site.get(id).name)), ": " + list.map((/** @type {any} */ reason) => reasonText(v, reason)).join("; "))));
    }

    return { update };
  }

  /** @param {any} v @param {any} reason */
  function reasonText(v, reason) {
    const { t, number, own } = v.say;
    const condition = reason.condition === "q" ? "text" : reason.condition;
    if (reason.unknown) return t(`why.${condition}_unknown`);
    const one = (/** @type {any} */ x) => (typeof x === "number" ? number(x) : condition === "district" ? own(v.index.district.get(x).name) : condition === "text" ? x : t(condition + "." + x));
    const wanted = Array.isArray(reason.wanted) ? reason.wanted.map(one).join(", ") : one(reason.wanted);
    return t("why." + condition, { value: condition === "text" ? "" : one(reason.value), wanted });
  }

  /** @param {string} text */
  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  kcn.finder = { create, reasonText, capital };
})(globalThis);
