// @ts-check
/* The sheet for paper, made when the page is printed: of the site or the area that is selected, else of the comparison,
   else of all that is shown. A button may ask for another one. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** A site of more figures has them in smaller letters, to be on one page. */
  const MANY = 12;
  /** About how many lines of text the parts of a site's sheet take. */
  const LINES = { "dd, tr, .facts small, td:first-child small": 1, "h3, p": 2, ".plot": 5, ".print-map": 12 };

  /** @typedef {{title: string, about: Content, body: Content, from: string, state: Partial<State>}} Sheet */

  /** @param {App} app */
  function create(app) {
    const { replaceChildren, byId } = kcn.dom;
    const page = document.documentElement;
    /** @type {Sheets|null} */
    let asked = null;
    let name = ""; // of the page; that of a file is the sheet's
    app.print = (sheet) => {
      asked = sheet;
      root.print();
    };
    root.addEventListener("beforeprint", () => {
      if (!page.dataset.sheet) name = document.title;
      replaceChildren(byId("print"), sheet(app, asked));
      page.dataset.sheet = "1";
      document.title = String(byId("print").getElementsByTagName("h1")[0].textContent);
    });
    root.addEventListener("afterprint", () => {
      asked = null;
      if (page.dataset.sheet) document.title = name;
      delete page.dataset.sheet;
      replaceChildren(byId("print"));
    });
  }

  /** @param {App} app @param {Sheets|null} asked */
  function sheet(app, asked) {
    const { html, byId } = kcn.dom, { view } = app, { fmt, data, index, state } = view;
    const site = index.site.get(state.site), chosen = kcn.levels.picked(view);
    const compared = state.compare.map((id) => index.site.get(id));
    const made = [
      { key: "site", make: site && (() => ofSite(app, site)) },
      { key: "area", make: chosen && (() => ofArea(app, chosen)) },
      { key: "compare", make: compared.length > 0 && (() => ofComparison(app, compared)) },
    ].filter(({ key, make }) => make && (!asked || asked === key)).map(({ make }) => make)[0];
    const { title, about, body, from, state: own } = made ? made() : ofAll(app);
    const { lang, measure, level } = state, plain = { ...kcn.state.initial(view.allowed), lang, measure, level };
    const shown = { ...view, state: { ...plain, ...own } };
    return [
      data.public_url && code(kcn.state.link(shown)),
      made && html("p", { class: "print-of" },
        fmt.localized(data.title) + " · ", byId("as-of").textContent, " ", byId("administration").textContent),
      html("h1", null, title),
      html("p", { class: "print-lead" }, about),
      body,
      [
        from,
        fmt.localized(data.disclaimer),
        data.attribution.map(fmt.localized).join("; "),
        kcn.sources.citation(shown) + (data.contact ? " " + fmt.t("page.correct") + ": " + data.contact : ""),
      ].filter(Boolean).map(note),
    ];
  }

  /** What is shown: the filtered sites. @param {App} app @returns {Sheet} */
  function ofAll(app) {
    const { view } = app, sites = view.data.sites.filter((site) => view.found.ids.has(site.id));
    return {
      title: view.fmt.localized(view.data.title),
      about: kcn.summary(view),
      body: [top(app, sites), table(view, sites), note(view.fmt.t("page.print_dash"))],
      from: sources(view, sites.flatMap((site) => cited(view, site))),
      state: { ...view.state, site: null, picked: null, compare: [], embed: false },
    };
  }

  /** An area with all of its sites. @param {App} app @param {NonNullable<Chosen>} chosen @returns {Sheet} */
  function ofArea(app, chosen) {
    const { view } = app, { level, area } = chosen, { t, localized } = view.fmt;
    const sites = area.sites.map((id) => view.index.site.get(id));
    const fields = view.data.measures.map(({ field }) => String(field));
    return {
      title: localized(area.name),
      about: kcn.areaCard.about(view, area),
      body: [
        top(app, sites, chosen),
        sites.length ? table(view, sites, level) : kcn.dom.html("p", null, t("page.area_no_site")),
        kcn.areaCard.figures(view, level, area),
        note(t("page.print_dash")),
      ],
      from: sources(view, [
        ...sites.flatMap((site) => [...cited(view, site), ...cited(view, site, fields)]),
        ...(area.observations || []).map(({ source }) => source),
      ], true),
      state: { picked: level.id + "=" + area.code },
    };
  }

  /** A site on one page. @param {App} app @param {Site} site @returns {Sheet} */
  function ofSite(app, site) {
    const { html } = kcn.dom, { view } = app, { fmt, data, index } = view, [level] = data.levels;
    const area = index.areas[level.id].get(site.area);
    return {
      title: fmt.localized(site.name),
      about: [fmt.t("kind." + site.kind), kcn.levels.nameOf(view, level, site)].filter(Boolean).join(" · "),
      body: html("div", { class: "print-site" + (site.observations.length > MANY ? " print-dense" : "") },
        halves([
          html("div", { class: "print-place" },
            kcn.printMap.draw(app, [site], area ? { level, area } : null, true), kcn.siteCard.headline(view, site)),
          ...kcn.siteCard.body(view, site),
        ])),
      from: sources(view, [...Object.values(site.sources).flat(), ...site.observations.map(({ source }) => source)]),
      state: { site: site.id },
    };
  }

  /**
   * Parts in two boxes of about one height, in their order. WebKit has no columns on paper, and nothing can be measured
   * before the paper is laid out: heights are estimated in lines.
   * @param {Content[]} parts
   */
  function halves(parts) {
    const boxes = parts.map((part) => kcn.dom.html("div", null, part));
    const lines = boxes.map((box) => Object.entries(LINES)
      .reduce((sum, [selector, each]) => sum + each * box.querySelectorAll(selector).length, 0));
    const total = (/** @type {number[]} */ list) => list.reduce((sum, each) => sum + each, 0);
    const uneven = boxes.map((_, i) => Math.abs(2 * total(lines.slice(0, i)) - total(lines)));
    const half = uneven.lastIndexOf(Math.min(...uneven));
    return [boxes.slice(0, half), boxes.slice(half)].map((box) => kcn.dom.html("div", null, box));
  }

  /** @param {App} app @param {Site[]} sites @returns {Sheet} */
  function ofComparison(app, sites) {
    const { html, tableHead } = kcn.dom, { view } = app, { t, localized } = view.fmt;
    const from = sources(view, sites.flatMap((site) => cited(view, site, view.data.chosen.table)), true);
    const several = (/** @type {number} */ i) => (sites.length > 1 ? i + 1 + ". " : "");
    return {
      title: t("page.compare"),
      about: sites.map((site, i) => several(i) + localized(site.name)).join(" · ") + ". " + t("page.print_differs"),
      body: [
        html("div", { class: "print-place" }, kcn.printMap.draw(app, sites, null, true), note(from)),
        html("table", { class: "print-pairs" },
          tableHead(["", ...sites.map((site, i) => several(i) + localized(site.name))]),
          html("tbody", null, kcn.compare.rows(view, sites))),
      ],
      from: "",
      state: { compare: sites.map(({ id }) => id) },
    };
  }

  /** The map beside its legend. @param {App} app @param {Site[]} sites @param {Chosen} [chosen] */
  function top(app, sites, chosen) {
    const { html, byId } = kcn.dom;
    return html("div", { class: "print-top" },
      kcn.printMap.draw(app, sites, chosen),
      html("div", { class: "legend" }, [...byId("legend").children].map((node) => node.cloneNode(true))));
  }

  /** @param {View} view @param {Site[]} sites @param {Level} [told] in one area of which they lie */
  function table(view, sites, told) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const chosen = kcn.table.columns(view.data, view.data.chosen.sheet);
    const columns = chosen.filter(({ level }) => !level || (level.is_mapped && level !== told));
    const cell = (/** @type {Column} */ column, /** @type {Site} */ site) => {
      const text = column.text(view, site, true);
      const base = column.key === "attribute.occupancy_pct" && fmt.baseAndDate(site);
      return text === null ? "–" : text + (base ? " (" + base + ")" : "");
    };
    return html(
      "table",
      null,
      kcn.dom.tableHead([
        t("page.number"),
        ...columns.map(({ key, level }) => (level ? kcn.levels.heading(view, level) : t(key))),
        t("page.source_col"),
      ]),
      html("tbody", null, sites.map((site, i) => html("tr", null, [
        String(i + 1),
        ...columns.map((column) => cell(column, site)),
        [...new Set(cited(view, site))].join(", ") || "–",
      ].map((text) => html("td", null, text))))),
    );
  }

  /** @param {Content} text */
  function note(text) {
    return kcn.dom.html("p", { class: "print-note" }, text);
  }

  /** The sources of a site's figures. @param {View} view @param {Site} site @param {string[]} [names] of columns */
  function cited(view, site, names = view.data.chosen.sheet) {
    return names.flatMap((name) => site.sources[name] || []);
  }

  /**
   * The sources of these ids, in the order of the data; "" where there are none.
   * @param {View} view @param {string[]} ids @param {boolean} [isWhole] with their titles
   */
  function sources({ data, fmt }, ids, isWhole = false) {
    const list = data.sources.filter(({ id }) => ids.includes(id)).map(({ id, title, publisher, published }) => {
      const names = isWhole ? [title, publisher] : [publisher || title];
      return id + " " + [...names, fmt.date(published)].filter(Boolean).join(", ");
    });
    return list.length ? fmt.t("page.print_sources", { sources: list.join("; ") }) : "";
  }

  /** A link as a QR code, with the margin that readers want; null for a link that is too long. @param {string} link */
  function code(link) {
    const { svg } = kcn.dom, rows = kcn.qr(link), size = rows && rows.length + 8;
    const about = { class: "print-code", viewBox: `-4 -4 ${size} ${size}`, role: "img", "aria-label": link };
    return rows && svg("svg", about,
      svg("path", { d: rows.flatMap((row, y) => row.map((is, x) => (is ? `M${x} ${y}h1v1h-1z` : ""))).join("") }));
  }

  kcn.print = { create };
})(globalThis);
