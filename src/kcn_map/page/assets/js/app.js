// @ts-check
/* The page: one state, and views that follow from it. Every change goes state → fragment → views. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));
  const { html, replaceChildren, preserveFocus, byId } = kcn.dom;

  /** The parts of the page beside the map, each with a script of its own. */
  const PARTS = /** @type {const} */ (["bars", "filters", "list", "table", "compare", "totals", "sources"]);
  /** @typedef {ReturnType<Kcn["sources"]["create"]>} Sources */
  /**
   * @typedef {{base: ReturnType<Kcn["map"]["base"]>, sources: Sources} & Record<"tools" | "areas" | "parts" |
   * Exclude<typeof PARTS[number], "sources">, Part>} Views
   */

  /** Keys of the state that decide which sites are shown. */
  const CONDITIONS = ["q", "kind", "status", "area", "parent", "near", "fields", ...kcn.state.LIMITS];

  const page = document.documentElement;
  /** @type {Data} */
  let data;
  /** @type {Allowed} */
  let allowed;
  /** @type {View["index"]} */
  let index;
  /** By language, of those that were shown. @type {Record<string, Formatter>} */
  const formatters = {};
  const formatter = (/** @type {Lang} */ lang) => (formatters[lang] ||= kcn.phrases(data, lang));
  const app = /** @type {App} */ ({ hiddenLayers: new Set(), set, view: /** @type {unknown} */ (null) });
  /** The views besides the choropleth and its legend; none until the first has been painted. @type {Views} */
  let views;

  // ── state ──

  /** All that the views need to know. @param {State} state */
  function makeView(state) {
    const found = kcn.reading.once(() => kcn.filter.select(
      data.sites, state, index.texts(), kcn.places.lonlat(data, state.near)));
    return {
      data,
      index,
      allowed,
      state,
      isFirst: !app.view,
      fmt: formatter(state.lang),
      measure: index.measure.get(state.measure),
      level: index.level.get(state.level),
      get found() {
        return found();
      },
    };
  }

  /**
   * The one way to change anything.
   * @param {Patch} patch @param {boolean} [isTyping] does not add to the history
   */
  function set(patch, isTyping = false) {
    const state = /** @type {State} */ ({ ...app.view.state, ...patch });
    const fragment = kcn.state.write(state, allowed);
    if (fragment === kcn.state.write(app.view.state, allowed)) return;
    const url = location.href.split("#")[0] + (fragment ? "#" + fragment : "");
    try {
      history[isTyping ? "replaceState" : "pushState"](null, "", url);
    } catch {
      // A notebook's frame has no address of its own: the state lives on without a link.
    }
    replaceChildren(byId("notices"));
    render(state);
  }

  /** The state that the link says; what it can't say is told above the map. */
  function follow() {
    const { state, problems } = kcn.state.parse(location.hash, allowed);
    render(state);
    tell(problems);
  }

  /** What a link asks for in vain. @param {ReturnType<Kcn["state"]["parse"]>["problems"]} problems */
  function tell(problems) {
    const { t } = app.view.fmt;
    replaceChildren(byId("notices"), problems.length > 0 && html("div", { class: "notice" },
      html("p", null, t("page.link_problem", { what: problems.map((p) => p.key + "=" + p.value).join(", ") })),
      kcn.dom.button(t("page.close"), closeNotice)));
  }

  function closeNotice() {
    replaceChildren(byId("notices"));
    byId("measure").focus();
  }

  // ── views ──
  /** @param {State} state */
  function render(state) {
    const before = app.view.state, regainFocus = preserveFocus();
    const view = (app.view = makeView(state));
    const changed = (/** @type {string[]} */ ...keys) =>
      keys.some((key) => String(/** @type {any} */ (before)[key]) !== String(/** @type {any} */ (state)[key]));
    for (const task of views ? [...CHOROPLETH, ...SCREEN, ...BELOW] : CHOROPLETH)
      kcn.turns.all(task(view, changed, before));
    regainFocus();
  }

  /** @typedef {(view: View, changed: (...keys: string[]) => boolean, before: State) => Generator<void>|void} Task */
  /** What is there first. @type {Task[]} */
  const CHOROPLETH = [
    (view, changed) => {
      const { state } = view;
      page.toggleAttribute("data-embed", state.embed);
      if (state.embed)
        /** @type {HTMLAnchorElement} */ (byId("full")).href =
          kcn.state.link({ ...view, state: { ...state, embed: false } }) || "#";
      if (changed("lang")) kcn.head.texts(view);
    },
    (view, changed) => {
      kcn.head.views(app);
      if (changed("lang", "measure", "level")) kcn.head.choices(view);
    },
    (view, changed) => changed("level") ? app.areas.showing(view.level) : undefined,
    (view, changed) => {
      if (changed("lang", "measure", "level", "area", "picked")) app.areas.update(view);
    },
    (view, changed, before) => {
      const refiltered = kcn.state.isFiltered(before) !== kcn.state.isFiltered(view.state);
      if (refiltered || changed("lang", "measure", "level", "embed")) app.legend.update(view);
    },
  ];
  /** What is done after the choropleth is drawn, the most urgent first: the rest of the screen. @type {Task[]} */
  const SCREEN = [
    (_, changed) => {
      if (changed("level")) app.areas.border();
    },
    (view, changed) => changed("level") ? views.base.showNeighbours(view.state.level) : undefined,
    (view, changed) => changed(...CONDITIONS, "lang", "site") ? app.markers.update(view) : undefined,
    (view, changed) => changed("lang", "level", "measure", "area") ? app.labels.update(view) : undefined,
    (_, changed) =>
      changed(...CONDITIONS, "lang", "level", "measure", "area", "site") ? app.labels.placing() : undefined,
    (view, changed) => {
      if (changed("level")) views.parts.update(view);
    },
    (view, changed) => {
      if (changed("lang")) views.tools.update(view);
    },
    (view) => {
      byId("summary").textContent = kcn.summary(view);
    },
    (view, changed) => {
      if (changed("lang", "level", "measure", "picked")) views.bars.update(view);
    },
    (view, changed) => changed(...CONDITIONS, "lang", "level", "sort") ? views.filters.update(view) : undefined,
    (view, changed) =>
      changed(...CONDITIONS, "lang", "site", "level", "sort", "compare") ? views.list.update(view) : undefined,
    (view, changed) => {
      if (changed(...CONDITIONS, "lang", "site", "picked", "compare", "level", "measure")) details(view);
      if (view.isFirst && view.state.area.length && byId("answer").offsetHeight) app.fit(false); // clear of it
    },
  ];

  /** The sheets below it, and what is said. @type {Task[]} */
  const BELOW = [
    (view, changed) => {
      if (changed("lang", "compare")) views.compare.update(view);
    },
    (view, changed) => changed("lang", "level") ? views.areas.update(view) : undefined,
    (view, changed) => changed(...CONDITIONS, "lang", "sort") ? views.table.update(view) : undefined,
    (view, changed) => changed("lang") ? views.totals.update(view) : undefined,
    (view, changed) => {
      changed("lang") ? views.sources.update(view) : views.sources.updateCite(view);
    },
    (view, changed) => {
      if (!view.isFirst && changed(...CONDITIONS, "measure", "level"))
        announce(
          view.fmt.t("page.live", {
            n: view.fmt.number(view.found.ids.size),
            of: kcn.coverage.sites(view, data.sites.length),
          }) +
            " " +
            kcn.summary(view),
        );
    },
  ];

  /**
   * The card of the selected site, else of the area that is picked, of this level or the first.
   * @param {View} view
   */
  function details(view) {
    const { state } = view;
    const site = index.site.get(state.site);
    const { level, area } = kcn.levels.picked(view) || { level: view.level, area: null };
    replaceChildren(
      byId("details"),
      (site || area) && app.cardSheet.handle(view),
      site ? kcn.siteCard.card(view, app, site) : area && kcn.areaCard.card(view, app, level, area),
    );
    if (!site && !area) app.cardSheet.show("");
    app.areas.select(level, area);
    app.answer.show(view, site, area, level);
  }

  /** To those who hear the page. @param {string} text */
  function announce(text) {
    byId("live").textContent = text;
  }

  // ── start: the choropleth first, then task by task what else there is ──

  /** A task of the first view; anew where its reader changes the state between its steps. @param {Task} task */
  const first = (task) => function* () {
    for (let view; view !== app.view; ) yield* task((view = app.view), () => true, view.state) || [];
  };
  async function start() {
    await kcn.turns.next();
    await kcn.turns.run([unpack, create, ...CHOROPLETH.map(first), shown]);
    await kcn.turns.painted();
    await kcn.turns.run([createViews, ...SCREEN.map(first)]);
    for (const part of ["panel", "filters", "places", "sheets"]) {
      loaded(part);
      await kcn.turns.painted();
    }
    await kcn.turns.run([...BELOW.map(first), listen]);
    page.dataset.ready = "1";
  }

  /** Show what is filled: start.js has the words. @param {string} part */
  function loaded(part) {
    page.dataset.loading = String(page.dataset.loading).replace(part, "");
  }

  function* unpack() {
    ({ data, allowed, index } = yield* kcn.reading.data(page.lang));
    app.data = data;
    yield;
    app.topology = kcn.arcs.reader(data.topology);
  }

  function* create() {
    app.board = kcn.map.create(app.topology);
    yield;
    app.announce = announce;
    app.tooltip = kcn.tooltip.create(app);
    app.answer = kcn.answer.create(app);
    app.cardSheet = kcn.cardSheet.create();
    app.areas = kcn.areas.create(app);
    app.legend = kcn.legend.create(app);
    yield;
    kcn.actions(app);
    app.showHome(); // at once: they fit the map to its window's sizes
    yield;
    app.view = makeView(kcn.state.parse(location.hash, allowed).state);
  }

  function* createViews() {
    for (const line of [...data.base.water, ...data.base.roads])
      line.lines = /** @type {any[]} */ (line.lines).map((text) => kcn.arcs.decode(text, data.topology.scale));
    yield;
    app.markers = kcn.markers.create(app);
    app.labels = kcn.labels.create(app);
    yield;
    const base = kcn.map.base(app.board, data);
    yield;
    const tools = kcn.tools.create(app, base.layers), areas = kcn.table.ofAreas(app);
    const parts = yield* kcn.turns.each([...PARTS], (name) => [name, kcn[name].create(app)]);
    views = /** @type {Views} */ ({ base, tools, areas, parts: kcn.parts.create(app), ...Object.fromEntries(parts) });
    kcn.print.create(app);
  }

  function shown() {
    if (app.view.state.area.length) app.fit(false);
    tell(kcn.state.parse(location.hash, allowed).problems);
    loaded("key");
    const picture = byId("picture"); // the same map, drawn with the page
    if (picture) picture.remove();
  }

  /** @param {Event} e of a select */
  function chosen(e) {
    return /** @type {HTMLSelectElement} */ (e.target).value;
  }

  function listen() {
    byId("measure").addEventListener("change", (e) => set({ measure: chosen(e) }));
    byId("level").addEventListener("change", (e) => set({ level: chosen(e) }));
    byId("lang").addEventListener("click", () =>
      set({ lang: allowed.lang[(allowed.lang.indexOf(app.view.state.lang) + 1) % allowed.lang.length] }),
    );
    kcn.head.ways();
    byId("credit").addEventListener("click", () => kcn.dom.goTo(byId("footer")));
    document.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.defaultPrevented) return;
      app.tooltip.hide();
      app.closeCard();
    });
    addEventListener("hashchange", follow);
    app.board.map.on("resize", () => kcn.turns.painted().then(() => app.labels.place()));
  }

  kcn.app = app;
  start();
})(globalThis);
