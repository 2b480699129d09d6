// @ts-check
/* The page: one state, and views that follow from it. Every change goes state → fragment → views. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});
  const { h, put, holdFocus, byId } = kcn.dom;

  /** Keys of the state that decide which sites are shown. */
  const CONDITIONS = ["q", "kind", "status", "district", "min_area", "max_area", "min_occupancy", "max_occupancy"];

  const page = document.documentElement;
  const data = kcn.columns.unpack(JSON.parse(byId("atlas-data").textContent));
  const allowed = kcn.state.allowed(data);
  allowed.lang = [...allowed.lang].sort((a, b) => Number(b === page.lang) - Number(a === page.lang));
  const says = Object.fromEntries(data.languages.map((/** @type {any} */ lang) => [lang, kcn.phrases(data, lang)]));
  const topology = kcn.topology.reader(data.topology);
  const byKey = (/** @type {any[]} */ list, /** @type {string} */ key) => new Map(list.map((item) => [item[key], item]));
  const index = { site: byKey(data.sites, "id"), district: byKey(data.districts, "code"), commune: byKey(data.communes, "code"), measure: byKey(data.measures, "id"), source: byKey(data.sources, "id"), kind: kcn.coverage.kindOf(data.sites), texts: once(() => kcn.search.texts(data)) };

  /** @type {any} */
  const app = { data, topology, board: kcn.map.create(topology), hiddenLayers: new Set(), set, home: null, view: null };
  /** The views besides the choropleth and its legend; none until the first has been painted. @type {any} */
  let views = null;

  /** @template T @param {() => T} make @returns {() => T} what it makes, made when first asked for */
  function once(make) {
    /** @type {T|undefined} */
    let made;
    return () => (made === undefined ? (made = make()) : made);
  }

  // ── state ──

  /** All that the views need to know. @param {any} state */
  function view(state) {
    const found = once(() => kcn.filter.select(data.sites, state, index.texts()));
    return { data, index, allowed, state, isFirst: !app.view, say: says[state.lang], measure: index.measure.get(state.measure), get found() { return found(); } };
  }

  /**
   * The one way to change anything.
   * @param {Record<string, any>} patch @param {boolean} [isTyping] does not add to the history
   */
  function set(patch, isTyping = false) {
    const state = { ...app.view.state, ...patch };
    const fragment = kcn.state.write(state, allowed);
    if (fragment === kcn.state.write(app.view.state, allowed)) return;
    const url = location.href.split("#")[0] + (fragment ? "#" + fragment : "");
    try {
      history[isTyping ? "replaceState" : "pushState"](null, "", url);
    } catch {
      // A notebook's frame has no address of its own: the state lives on without a link.
    }
    put(byId("notices"));
    render(state);
  }

  /** The state that the link says; what it can't say is told above the map. */
  function follow() {
    const { state, problems } = kcn.state.parse(location.hash, allowed);
    render(state);
    const { t } = says[state.lang];
    put(byId("notices"), problems.length > 0 && h("div", { class: "notice" },
      h("p", null, t("page.link_problem", { what: problems.map((/** @type {any} */ p) => p.key + "=" + p.value).join(", ") })),
      h("button", { type: "button", class: "button", onclick: closeNotice }, t("page.close"))));
  }

  function closeNotice() {
    put(byId("notices"));
    byId("measure").focus();
  }

  // ── views ──

  /** @param {any} state */
  function render(state) {
    const before = app.view && app.view.state, regainFocus = holdFocus();
    const v = (app.view = view(state));
    const changed = (/** @type {string[]} */ ...keys) => !before || keys.some((key) => String(before[key]) !== String(state[key]));
    page.toggleAttribute("data-embed", state.embed);
    if (state.embed) byId("full").href = kcn.state.link({ ...v, state: { ...state, embed: false } }) || "#";
    if (changed("lang")) texts(v);
    if (changed("lang", "measure", "level")) choices(v);
    if (changed("level")) app.areas.show(state.level);
    if (changed("lang", "measure", "level", "district", "commune")) app.areas.update(v);
    if (changed("lang", "measure", "level") || kcn.state.isFiltered(before) !== kcn.state.isFiltered(state)) app.legend.update(v);
    if (views) for (const task of rest(v, changed)) task();
    regainFocus();
  }

  /** What is to be done after the choropleth is drawn, the most urgent first. @param {any} v @param {(...keys: string[]) => boolean} changed */
  function rest(v, changed) {
    const { state } = v, isLang = changed("lang"), isOther = changed(...CONDITIONS);
    return [
      () => { if (isOther || changed("lang", "site")) app.marks.update(v); },
      () => { if (changed("lang", "level")) app.labels.update(v); else if (isOther) app.labels.place(); },
      () => { if (changed("level")) views.base.showNeighbours(state.level); },
      () => { if (isLang) views.tools.update(v); },
      () => { byId("summary").textContent = kcn.summary(v); },
      () => { if (isOther || isLang) views.finder.update(v); },
      () => { if (isOther || changed("lang", "site", "level")) views.list.update(v); },
      () => { if (isOther || changed("lang", "site", "commune", "compare", "level", "measure")) details(v); },
      () => { if (isOther || isLang) views.table.update(v); },
      () => { if (changed("lang", "compare")) views.compare.update(v); },
      () => { if (isLang) views.totals.update(v); },
      () => { isLang ? views.sources.update(v) : views.sources.updateCite(v); },
      () => { if (!v.isFirst && (isOther || changed("measure", "level"))) tell(v.say.t("page.live", { n: v.say.number(v.found.ids.size), of: kcn.coverage.sites(v, data.sites.length) }) + " " + kcn.summary(v)); },
    ];
  }

  /** Texts that stand in the page's skeleton. @param {any} v */
  function texts(v) {
    const { t, own, date } = v.say;
    page.lang = v.state.lang;
    document.title = own(data.title);
    byId("title").textContent = own(data.title);
    byId("as-of").textContent = t("page.as_of", { date: [date(data.as_of), v.say.age(data.as_of, new Date())].filter(Boolean).join(", ") });
    byId("administration").textContent = own(data.province.administration) || (data.province.ended_on ? t("page.ended", { date: date(data.province.ended_on) }) : "");
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.getAttribute("data-t"));
    for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.getAttribute("data-t-label")));
    put(byId("lang"), h("b", { class: "unseen" }, t("page.lang")), data.languages.map((/** @type {string} */ lang) => h("span", { class: lang === v.state.lang ? "on" : null, lang }, lang.toUpperCase())));
  }

  /** @param {any} v */
  function choices(v) {
    const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {boolean} */ isOn) => h("option", { value, selected: isOn }, text);
    put(byId("measure"), data.measures.map((/** @type {any} */ m) => option(m.id, v.say.own(m.title), m === v.measure)));
    const ended = data.province.ended_on; // the district level
    put(byId("level"), allowed.level.map((/** @type {string} */ level) => option(level, v.say.t("page.level_" + level + (ended ? "" : "_still"), { date: v.say.date(ended) }), level === v.state.level)));
    byId("level").closest("label").hidden = allowed.level.length < 2;
  }

  /** The card of the selected site, or of the one chosen district or commune. @param {any} v */
  function details(v) {
    const { state } = v;
    const site = index.site.get(state.site);
    const level = state.level === "commune" && state.commune ? "commune" : "district";
    const area = level === "commune" ? index.commune.get(state.commune) : state.district.length === 1 ? index.district.get(state.district[0]) : null;
    put(byId("details"), site ? kcn.site.card(v, app, site) : area && kcn.areaCard.card(v, app, level, area));
    app.areas.choose(level, area);
  }

  /** To those who hear the page. @param {string} text */
  function tell(text) {
    byId("live").textContent = text;
  }

  // ── start: the choropleth first, then task by task what else there is ──

  app.tell = tell;
  kcn.actions(app);
  app.tip = kcn.tip.create(app);
  app.areas = kcn.areas.create(app);
  app.legend = kcn.legend.create(app);
  app.showHome();
  follow();
  page.dataset.loading = "panel";
  const picture = byId("picture"); // the same map, drawn with the page
  if (picture) picture.remove();
  later([
    () => {
      for (const line of [...data.base.water, ...data.base.roads]) line.lines = line.lines.map((/** @type {string} */ text) => kcn.topology.decode(text, data.topology.scale));
      app.marks = kcn.marks.create(app);
      app.labels = kcn.labels.create(app);
    },
    () => {
      const base = kcn.map.base(app.board, data);
      views = { base, tools: kcn.tools.create(app, base.layers) };
      for (const name of ["finder", "list", "table", "compare", "totals", "sources"]) views[name] = kcn[name].create(app);
      kcn.print.create(app);
    },
    ...rest(app.view, () => true),
    () => {
      delete page.dataset.loading;
      listen();
      page.dataset.ready = "1";
    },
  ]);

  function listen() {
    byId("measure").addEventListener("change", (/** @type {any} */ e) => set({ measure: e.target.value }));
    byId("level").addEventListener("change", (/** @type {any} */ e) => set({ level: e.target.value }));
    byId("lang").addEventListener("click", () => set({ lang: allowed.lang[(allowed.lang.indexOf(app.view.state.lang) + 1) % allowed.lang.length] }));
    byId("skip-map").addEventListener("click", (/** @type {any} */ e) => { // the fragment is the state's
      e.preventDefault();
      byId("places").focus();
    });
    byId("credit").addEventListener("click", () => byId("footer").scrollIntoView());
    document.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.defaultPrevented) return;
      app.tip.hide();
      app.closeCard();
    });
    addEventListener("hashchange", follow);
    addEventListener("resize", () => later([() => app.labels.place()]));
  }

  /** Each task in its own turn, after the browser has painted. @param {(() => void)[]} tasks */
  function later(tasks) {
    const next = () => {
      const task = tasks.shift();
      if (!task) return;
      task();
      setTimeout(next, 0);
    };
    requestAnimationFrame(() => setTimeout(next, 0));
  }

  kcn.app = app;
})(globalThis);
