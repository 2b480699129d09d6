// @ts-check
/* The page: one state, and views that follow from it. Every change goes state → fragment → views. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});
  const { h, put, byId } = kcn.dom;

  const data = kcn.columns.unpack(JSON.parse(byId("atlas-data").textContent));
  const page = document.documentElement;
  page.dataset.scripted = "1";
  const allowed = kcn.state.allowed(data);
  allowed.lang = [...allowed.lang].sort((a, b) => Number(b === page.lang) - Number(a === page.lang));
  const byKey = (/** @type {any[]} */ list, /** @type {string} */ key) => new Map(list.map((item) => [item[key], item]));
  const index = {
    site: byKey(data.sites, "id"), district: byKey(data.districts, "code"), commune: byKey(data.communes, "code"),
    measure: byKey(data.measures, "id"), texts: kcn.search.texts(data),
  };
  const says = Object.fromEntries(data.languages.map((/** @type {any} */ lang) => [lang, kcn.phrases(data, lang)]));
  const topology = kcn.topology.reader(data.topology);
  for (const { lines } of [...data.base.water, ...data.base.roads]) lines.splice(0, lines.length, ...lines.map((/** @type {string} */ text) => kcn.topology.decode(text, data.topology.scale)));
  const board = kcn.map.create(topology);
  const { map } = board;

  /** @type {any} */
  const app = { data, board, topology, hiddenLayers: new Set(), set, light, chooseArea, openSite, closeCard, compare, flyTo, fit, colour, copy, print: () => root.print(), download: (/** @type {string} */ type) => download(type) };
  /** The element to return to when a card is closed. @type {any} */
  let opener = null;
  /** @type {any} */
  let lit = null;

  // ── state ──

  /** @param {any} state @param {boolean} isFirst */
  function view(state, isFirst) {
    return { data, index, allowed, state, isFirst, say: says[state.lang], measure: index.measure.get(state.measure), found: kcn.filter.select(data.sites, state, index.texts) };
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
    history[isTyping ? "replaceState" : "pushState"](null, "", url);
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
      h("button", { type: "button", class: "button", onclick: () => put(byId("notices")) }, t("page.close"))));
  }

  // ── views ──

  app.tip = kcn.tip.create(app);
  const levels = { district: kcn.areas.create(app, "district"), commune: kcn.areas.create(app, "commune") };
  app.marks = kcn.marks.create(app);
  app.labels = kcn.labels.create(app);
  const legend = kcn.legend.create(app), finder = kcn.finder.create(app), list = kcn.list.create(app);
  const table = kcn.table.create(app), comparison = kcn.compare.create(app), totals = kcn.totals.create(app), sources = kcn.sources.create(app);
  /** @type {any} */
  let tools = null;

  /** @param {any} state */
  function render(state) {
    const before = app.view ? app.view.state : null;
    const v = (app.view = view(state, !before));
    const changed = (/** @type {string[]} */ ...keys) => !before || keys.some((key) => String(before[key]) !== String(state[key]));
    const isOther = changed("q", "kind", "status", "district", "min_area", "max_area", "min_occupancy", "max_occupancy");

    page.toggleAttribute("data-embed", state.embed);
    if (changed("lang")) texts(v);
    if (changed("lang", "measure", "level")) choices(v);
    drawAreas(v, changed("level"));
    if (!before) return later(() => drawRest(v, () => true, true));
    drawRest(v, changed, isOther);
  }

  /** @param {any} v @param {boolean} isNewLevel */
  function drawAreas(v, isNewLevel) {
    const level = /** @type {"district"|"commune"} */ (v.state.level);
    if (isNewLevel) {
      levels[level === "district" ? "commune" : "district"].hide();
      levels[level].show();
    }
    levels[level].update(v);
    legend.update(v);
  }

  /** Everything but the choropleth. @param {any} v @param {(...keys: string[]) => boolean} changed @param {boolean} isOther other sites are shown */
  function drawRest(v, changed, isOther) {
    const isLang = changed("lang");
    if (isOther || isLang || changed("site")) app.marks.update(v);
    if (isLang || changed("level")) app.labels.update(v);
    else if (isOther) app.labels.place();
    if (tools && isLang) tools.update(v);
    byId("summary").textContent = kcn.summary(v);
    if (isOther || isLang) finder.update(v);
    if (isOther || isLang || changed("site", "level")) list.update(v);
    if (isOther || isLang || changed("site", "commune", "compare", "level", "measure")) details(v);
    if (isOther || isLang) table.update(v);
    if (isLang || changed("compare")) comparison.update(v);
    if (isLang) {
      totals.update(v);
      sources.update(v);
    } else sources.updateCite(v);
    if (isOther || changed("measure", "level")) say(v);
  }

  /** Texts that stand in the page's skeleton. @param {any} v */
  function texts(v) {
    const { t, own, date } = v.say;
    page.lang = v.state.lang;
    document.title = own(data.title);
    byId("title").textContent = own(data.title);
    byId("as-of").textContent = t("page.as_of", { date: date(data.as_of) });
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.getAttribute("data-t"));
    for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.getAttribute("data-t-label")));
    map.getContainer().setAttribute("aria-label", t("page.map"));
    put(byId("lang"), h("b", { class: "unseen" }, t("page.lang")), data.languages.map((/** @type {string} */ lang) => h("span", { class: lang === v.state.lang ? "on" : null, lang }, lang.toUpperCase())));
  }

  /** @param {any} v */
  function choices(v) {
    const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {boolean} */ isOn) => h("option", { value, selected: isOn }, text);
    put(byId("measure"), data.measures.map((/** @type {any} */ m) => option(m.id, v.say.own(m.title), m === v.measure)));
    put(byId("level"), allowed.level.map((/** @type {string} */ level) => option(level, v.say.t("page.level_" + level), level === v.state.level)));
    byId("level").closest("label").hidden = allowed.level.length < 2;
  }

  /** The card of the selected site, or of the one chosen district or commune. @param {any} v */
  function details(v) {
    const { state } = v;
    const site = index.site.get(state.site), commune = index.commune.get(state.commune), district = state.district.length === 1 && index.district.get(state.district[0]);
    put(byId("details"),
      site ? kcn.site.card(v, app, site)
        : state.level === "commune" && commune ? kcn.areaCard.card(v, app, "commune", commune)
        : district ? kcn.areaCard.card(v, app, "district", district) : null);
    chosen(state.level === "commune" ? commune && levels.commune.shapes.get(commune.code) : district && levels.district.shapes.get(district.code));
  }

  /** @param {any} v */
  function say(v) {
    byId("live").textContent = v.isFirst ? "" : v.say.t("page.live", { n: v.say.number(v.found.ids.size), of: v.say.number(data.sites.length) }) + " " + kcn.summary(v);
  }

  // ── the map's own ──

  /** Outline of the area under the pointer or in focus. @param {string|null} kind @param {any} [layer] */
  function light(kind, layer) {
    if (lit) lit.remove();
    lit = kind && root.L.polygon(layer.getLatLngs(), { ...board.options("light", kind), fill: false }).addTo(map);
  }

  /** @type {any} */
  let ring = null;
  /** @param {any} layer */
  function chosen(layer) {
    if (ring) ring.remove();
    ring = layer && root.L.polygon(layer.getLatLngs(), { ...board.options("light", "chosen"), fill: false }).addTo(map);
  }

  /** @param {any} measure */
  function colour(measure) {
    for (const [name, light, dark] of kcn.legend.properties(data.palettes, measure)) {
      page.style.setProperty(name + "-light", light);
      page.style.setProperty(name + "-dark", dark);
    }
  }

  /** Show the filtered sites; the whole province where all are shown or none is placed. */
  function fit() {
    const { state, found } = app.view;
    const points = data.sites.filter((/** @type {any} */ s) => found.ids.has(s.id) && s.lonlat).map((/** @type {any} */ s) => [s.lonlat[1], s.lonlat[0]]);
    const bounds = kcn.state.isFiltered(state) && points.length ? root.L.latLngBounds(points).pad(0.15) : home;
    map.fitBounds(bounds, { ...padding(), maxZoom: 12 });
  }

  /** The key lies over the map's left side on wide screens. */
  function padding() {
    const key = /** @type {HTMLElement} */ (document.querySelector(".key")).getBoundingClientRect();
    const isOver = getComputedStyle(/** @type {any} */ (document.querySelector(".key"))).position === "absolute";
    return { paddingTopLeft: [isOver ? key.width + 16 : 4, 8], paddingBottomRight: [8, 8] };
  }

  /** @param {any} site */
  function flyTo(site) {
    map.setView([site.lonlat[1], site.lonlat[0]], Math.max(map.getZoom(), 12.5));
    byId("map").scrollIntoView({ block: "nearest" });
  }

  // ── what a reader does ──

  /** @param {"district"|"commune"} level @param {string} code @param {any} element @param {boolean} [byKey] */
  function chooseArea(level, code, element, byKey = false) {
    opener = element;
    app.tip.hide();
    const { state } = app.view;
    if (level === "commune") set({ commune: state.commune === code ? null : code, site: null });
    else set({ district: state.district.length === 1 && state.district[0] === code ? [] : [code], site: null });
    if (byKey) focusCard();
  }

  /** @param {string} id @param {any} element */
  function openSite(id, element) {
    opener = element;
    app.tip.hide();
    set({ site: id });
    focusCard();
  }

  function focusCard() {
    const title = byId("card-title");
    if (title) title.focus();
  }

  function closeCard() {
    const { state } = app.view;
    const back = opener && (opener.dataset.site ? `[data-site="${opener.dataset.site}"]` : opener.dataset.entry ? `[data-entry="${opener.dataset.entry}"]` : null);
    if (state.site) set({ site: null });
    else if (state.commune) set({ commune: null });
    else if (state.district.length === 1) set({ district: [] });
    else return;
    const target = back ? document.querySelector(back) : opener && opener.isConnected ? opener : byId("places");
    if (target) /** @type {any} */ (target).focus({ preventScroll: true });
    opener = null;
  }

  /** @param {string} id */
  function compare(id) {
    const { compare } = app.view.state;
    const next = compare.includes(id) ? compare.filter((/** @type {string} */ x) => x !== id) : [...compare, id].slice(-kcn.state.COMPARE_MAX);
    set({ compare: next });
    byId("live").textContent = app.view.say.t("page.compare_live", { n: app.view.say.number(next.length) });
  }

  /** @param {string} text @param {string} done */
  async function copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = h("textarea", { class: "unseen" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    byId("live").textContent = done;
  }

  /** @param {string} type */
  function download(type) {
    const sites = data.sites.filter((/** @type {any} */ s) => app.view.found.ids.has(s.id));
    const files = {
      csv: () => ["text/csv;charset=utf-8", kcn.rows.csv(sites)],
      geojson: () => ["application/geo+json", kcn.rows.geojson(sites, (/** @type {string} */ key) => topology.polygons("sites", key))],
      json: () => ["application/json", JSON.stringify(data)],
    };
    const [mime, text] = /** @type {any} */ (files)[type]();
    const url = URL.createObjectURL(new Blob([text], { type: mime }));
    const link = h("a", { href: url, download: "kcn-map-" + data.as_of + "." + type });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  /** After the browser has painted. @param {() => void} task */
  function later(task) {
    requestAnimationFrame(() => setTimeout(task, 0));
  }

  // ── start ──

  byId("measure").addEventListener("change", (/** @type {any} */ e) => set({ measure: e.target.value }));
  byId("level").addEventListener("change", (/** @type {any} */ e) => set({ level: e.target.value }));
  byId("lang").addEventListener("click", () => set({ lang: allowed.lang[(allowed.lang.indexOf(app.view.state.lang) + 1) % allowed.lang.length] }));
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && !e.defaultPrevented) closeCard(); });
  addEventListener("popstate", follow);
  addEventListener("hashchange", () => { if (location.hash.slice(1) !== kcn.state.write(app.view.state, allowed)) follow(); });

  const home = root.L.latLngBounds(data.districts.flatMap((/** @type {any} */ d) => board.polygon("districts", d.code).flat(2)));
  map.fitBounds(home, { ...padding(), animate: false });
  map.home = map.getZoom();
  map.setMinZoom(Math.floor(map.home) - 1);
  follow();
  later(() => {
    const base = kcn.map.base(board, data);
    map.setMaxBounds(home.pad(0.6));
    tools = kcn.tools.create(app, base);
    tools.update(app.view);
    page.dataset.ready = "1";
  });
  kcn.print.create(app);
  addEventListener("resize", () => later(() => app.labels.place()));
  kcn.app = app;
})(globalThis);
