// @ts-check
/* Search, filter chips, ranges, the count, and what to do when little or nothing matches. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const RANGES = kcn.state.RANGES.flatMap(([low, high]) => [low, high]);
  const FACETS = /** @type {const} */ (["kind", "status", "parent", "area"]);

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const search = html("input", {
      type: "search",
      id: "search",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => app.set({ q: search.value }, true),
    });
    const title = html("h2", { class: "unseen" });
    const places = kcn.levels.filtered(app.data);
    const facets = FACETS.filter((facet) => facet === "kind" || facet === "status" || places[facet]);
    const boxes = facets.map((facet) => ({
      facet,
      head: html("h3"),
      chips: html("div", { class: facet === "kind" ? "chips kinds" : "chips", role: "group" }),
    }));
    const [kinds, ...others] = boxes;
    /** Areas with a site: of very many, the others would hide them. */
    const isHome = new Set(app.data.sites.map((site) => site.area));
    const ranges = html("div", { class: "ranges" });
    const refused = html("p", { class: "left-out", role: "status" });
    const summary = html("summary"), parts = [...others.flatMap(({ head, chips }) => [head, chips]), ranges, refused];
    const more = html("details", { class: "more" }, summary, parts);
    const ask = kcn.ask.create(app), fields = app.data.filters.length ? kcn.fields.create(app) : null;
    if (fields) more.append(fields.box);
    const count = html("span", { id: "count" }), what = html("span", { class: "what" });
    const clear = html("button", {
      type: "button",
      class: "button quiet clear",
      onclick: () => {
        app.set(kcn.state.cleared(app.view.state));
        search.focus();
      },
    });
    const leftOut = html("p", { class: "left-out" }), empty = html("div");
    const names = Object.fromEntries(RANGES.map((key) => [key, html("span", { "data-range": key })]));
    const inputs = Object.fromEntries(RANGES.map((key) => [key, rangeInput(key)]));
    replaceChildren(ranges, RANGES.map((key) => html("label", null, names[key], inputs[key])));
    const narrow = matchMedia("(max-width: 1179px)"); // there it stands above the map
    const settle = () => (narrow.matches ? byId("find").append(search) : title.after(search));
    replaceChildren(
      byId("filters"),
      title,
      kinds.chips,
      ask.box,
      more,
      html("div", { class: "tally" }, count, what, clear, ask.sort),
      leftOut,
      empty,
    );
    settle();
    narrow.addEventListener("change", settle);

    /** @param {string} key */
    function rangeInput(key) {
      return html("input", {
        type: "text", inputmode: "decimal", autocomplete: "off",
        oninput: () => kcn.state.RANGES.filter(([low, high]) => key === low || key === high).forEach(takeRange),
      });
    }

    /**
     * Filter by two limits as they are typed; where they can't be taken say so, and leave the filter as it was.
     * @param {typeof kcn.state.RANGES[number]} range
     */
    function takeRange([low, high, most]) {
      const { t, number } = app.view.fmt;
      const least = typed(low), greatest = typed(high);
      const isSwapped = kcn.state.isSwapped(least ?? null, greatest ?? null);
      mark(low, least === undefined || isSwapped);
      mark(high, greatest === undefined || isSwapped);
      const places = { low: t("page." + low), high: t("page." + high), most: number(most) };
      if (isSwapped) refused.textContent = t("page.range_swapped", places);
      else if (least === undefined || greatest === undefined) refused.textContent = t("page.range_refused", places);
      else app.set({ [low]: least, [high]: greatest }, true);
    }

    /** The number in a box, null for none, undefined for what is none or too large. @param {string} key */
    function typed(key) {
      const text = inputs[key].value.trim();
      const value = app.view.fmt.parse(text);
      return !text ? null : value !== null && value <= kcn.state.largest(key) ? value : undefined;
    }

    /** @param {string} key @param {boolean} isRefused */
    function mark(key, isRefused) {
      inputs[key].setAttribute("aria-invalid", String(isRefused));
      if (!RANGES.some((one) => inputs[one].getAttribute("aria-invalid") === "true")) refused.textContent = "";
    }

    /** @param {View} view @param {typeof boxes[number]} box */
    function drawChips(view, { facet, head, chips: box }) {
      const counts = kcn.filter.facet(
        view.data.sites, view.state, view.index.texts(), facet, kcn.places.lonlat(view.data, view.state.near),
      );
      const level = places[facet], title = level ? kcn.levels.heading(view, level) : view.fmt.t("attribute." + facet);
      head.textContent = title;
      box.setAttribute("aria-label", title);
      const focused = box.contains(document.activeElement)
        ? /** @type {HTMLElement} */ (document.activeElement).dataset.value
        : null;
      const isOffered = (/** @type {string} */ value) =>
        facet !== "area" || isHome.has(value) || view.state.area.includes(value);
      const values = view.allowed[facet].filter(isOffered);
      box.hidden = facet === "kind" && values.length < 2;
      replaceChildren(box, values.map((value) => chip(view, facet, value, counts.get(value) || 0)));
      const like = /** @type {HTMLElement|null} */ (box.querySelector(`[data-value="${focused}"]`));
      if (like) like.focus();
    }

    /** @param {View} view @param {Facet} facet @param {string} value @param {number} n */
    function chip(view, facet, value, n) {
      const isOn = view.state[facet].includes(value);
      const next = isOn ? view.state[facet].filter((x) => x !== value) : [...view.state[facet], value];
      return html(
        "button",
        {
          type: "button",
          class: n ? "chip" : "chip empty",
          "data-facet": places[facet]?.id ?? facet,
          "data-value": value,
          "aria-pressed": String(isOn),
          onclick: () =>
            app.set({ [facet]: next, ...(facet === "area" && { picked: kcn.state.only(next, view.allowed) }) }),
        },
        facet === "kind" ? kcn.dom.shape({ kind: value, area_planned_ha: 1 }, 5) : null,
        html("span", null, chipText(view, facet, value)),
        html("span", { class: "n" }, view.fmt.number(n)),
      );
    }

    /** @param {View} view @param {Facet} facet @param {string} value */
    function chipText(view, facet, value) {
      if (places[facet]) return view.fmt.short(nameOf(view, facet, value));
      return kcn.fold.capital(view.fmt.t(facet + "." + value));
    }

    /** Part by part. @param {View} view @returns {Generator<void>} */
    function* update(view) {
      const { t, number } = view.fmt;
      title.textContent = t("page.search");
      search.setAttribute("aria-label", t("page.search"));
      search.placeholder = t("page.search_hint", { places: kcn.levels.searched(view.fmt, view.data) });
      if (search.value !== view.state.q) search.value = view.state.q;
      yield* kcn.turns.each(boxes, (box) => drawChips(view, box));
      const hidden =
        others.reduce((sum, { facet }) => sum + view.state[facet].length, 0) +
        RANGES.filter((key) => view.state[key] !== null).length +
        (view.state.fields || "").split(";").filter(Boolean).length;
      summary.textContent = hidden ? t("page.more_filters_on", { n: number(hidden) }) : t("page.more_filters");
      if (hidden && view.isFirst) more.open = true;
      for (const key of RANGES) drawRange(view, key);
      count.textContent = number(view.found.ids.size) + " / " + number(view.data.sites.length);
      what.textContent = t("kinds." + view.index.kind);
      clear.textContent = t("page.clear");
      clear.hidden = !kcn.state.isFiltered(view.state) && !view.state.near;
      ask.update(view);
      if (fields) fields.update(view);
      leftOut.textContent = kcn.ask.notes(view);
      replaceChildren(empty, why(view));
    }

    /** @param {View} view @param {typeof RANGES[number]} key */
    function drawRange(view, key) {
      names[key].textContent = view.fmt.t("page." + key);
      const shown = view.fmt.parse(inputs[key].value), wanted = view.state[key];
      if (shown !== wanted && document.activeElement !== inputs[key]) {
        inputs[key].value = wanted === null ? "" : view.fmt.number(wanted);
        mark(key, false);
      }
    }

    /** @param {View} view */
    function why(view) {
      if (!view.found.excluded.size) return null;
      const { t } = view.fmt;
      const list = html(
        "details",
        { class: "more" },
        html(
          "summary",
          null,
          t("page.why", { n: view.found.excluded.size, sites: kcn.coverage.sites(view, view.found.excluded.size) }),
        ),
        reasons(view),
      );
      if (view.found.ids.size) return list;
      const relaxations = kcn.why.relaxations(view.state, view.found.excluded).slice(0, 3);
      return html(
        "div",
        { class: "empty-box" },
        html("p", null, html("b", null, t("page.empty"))),
        relaxations.length ? html("p", null, t("page.relax")) : html("p", null, t("page.relax_none")),
        relaxations.map((one) =>
          kcn.dom.button(relaxationText(view, one), () => app.set(one.patch)),
        ),
        list,
      );
    }

    /** @param {View} view @param {Relaxation} one */
    function relaxationText(view, one) {
      const sites =
        one.ids
          .slice(0, 2)
          .map((/** @type {string} */ id) => view.fmt.localized(view.index.site.get(id).name))
          .join(", ") + (one.ids.length > 2 ? " …" : "");
      const range = typeof one.value === "number";
      const level = places[/** @type {Facet} */ (one.condition)];
      const told = { n: view.fmt.number(one.ids.length), sites };
      if (one.condition.startsWith("fields:")) return kcn.fields.relaxation(view, one.condition, told);
      return view.fmt.t("page.relax_" + (range ? "range" : level ? "area" : one.condition), {
        what: range ? view.fmt.t("page." + one.condition) : "",
        value: typeof one.value === "number" ? view.fmt.number(one.value) : one.value,
        ...(level && kcn.levels.names(view.fmt, level)),
        ...told,
      });
    }

    /** @param {View} view */
    function reasons(view) {
      return html(
        "ul",
        { class: "reasons" },
        [...view.found.excluded].map(([id, list]) =>
          html(
            "li",
            null,
            html("b", null, view.fmt.localized(view.index.site.get(id).name)),
            ": " + list.map((reason) => reasonText(view, reason)).join("; "),
          ),
        ),
      );
    }

    return { update };
  }

  /** The name of an area that is a condition. @param {View} view @param {Facet} facet @param {string} code */
  function nameOf(view, facet, code) {
    const { id } = /** @type {Level} */ (kcn.levels.filtered(view.data)[facet]);
    return view.index.areas[id].get(code).name;
  }

  /** @param {View} view @param {Reason} reason */
  function reasonText(view, reason) {
    const { t, number, localized } = view.fmt;
    if (reason.condition.startsWith("fields:")) return kcn.fields.reason(view, reason);
    const condition = { q: "text", within: "within_km" }[reason.condition] || reason.condition;
    const level = kcn.levels.filtered(view.data)[/** @type {Facet} */ (condition)];
    const key = "why." + (level ? "area" : condition);
    if (reason.unknown) return t(key + "_unknown", level && kcn.levels.names(view.fmt, level));
    const one = (/** @type {any} */ x) =>
      typeof x === "number"
        ? number(x)
        : level
          ? localized(nameOf(view, /** @type {Facet} */ (condition), x))
          : condition === "text"
            ? x
            : t(condition + "." + x);
    const wanted = Array.isArray(reason.wanted) ? reason.wanted.map(one).join(", ") : one(reason.wanted);
    return t(key, { value: condition === "text" ? "" : one(reason.value), wanted });
  }

  kcn.filters = { create, reasonText };
})(globalThis);
