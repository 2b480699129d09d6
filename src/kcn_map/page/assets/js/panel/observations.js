// @ts-check
/* Published figures as a table, the ones that disagree side by side, and links to their sources. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** Sources by their codes, each of which opens it where it stands. @param {View} view @param {string[]} ids */
  function sources(view, ids) {
    return ids.map((id, i) => [i ? ", " : "", code(view, id)]);
  }

  /** A text with its codes of sources. @param {View} view @param {string|null} text @returns {Content} */
  function coded(view, text) {
    const isCode = (/** @type {string} */ part) => /\d/.test(part) && Boolean(view.index.source.get(part));
    const parts = (text || "").split(/([\p{L}\p{N}_.-]*[\p{L}\p{N}])/u);
    return text && parts.map((part) => (isCode(part) ? code(view, part) : part));
  }

  /** @param {View} view @param {string} id @returns {Content} */
  function code(view, id) {
    const { html } = kcn.dom, source = view.index.source.get(id);
    if (!source) return id;
    const title = [source.title, source.publisher, view.fmt.date(source.published)].filter(Boolean).join(", ");
    const box = html("span", { class: "opened", hidden: true }), node = html(
      "button",
      {
        type: "button", class: "link code", "aria-expanded": "false",
        onclick: () => {
          box.hidden = !box.hidden;
          node.setAttribute("aria-expanded", String(!box.hidden));
          kcn.dom.replaceChildren(box, !box.hidden && kcn.sources.entry(view, source));
        },
      },
      html("bdi", { title }, id), html("span", { class: "unseen" }, " " + title),
    );
    return [node, box];
  }

  /**
   * Every published figure, by attribute in the order of the data.
   * @param {View} view @param {Observation[]} observations
   */
  function table(view, observations) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    if (!observations.length)
      return [html("h3", null, t("page.figures")), html("p", { class: "caution" }, t("page.figures_none"))];
    return [html("h3", null, t("page.figures")), rows(view, observations)];
  }

  /** @param {View} view @param {Observation[]} observations */
  function rows(view, observations) {
    const { html } = kcn.dom;
    const { t } = view.fmt;
    const attributes = [...new Set(observations.map((o) => o.attribute))];
    return html(
      "table",
      { class: "figures" },
      kcn.dom.tableHead(["page.value", "page.date", "page.source_col"].map((key) => t(key))),
      attributes.map((attribute) =>
        html(
          "tbody",
          null,
          html(
            "tr",
            null,
            html(
              "th",
              { colspan: 3, scope: "rowgroup" },
              name(view, attribute),
              disagreement(view, observations, attribute),
            ),
          ),
          observations.filter((o) => o.attribute === attribute).sort(byDate).map((o) => row(view, o)),
        ),
      ),
    );
  }

  /** @param {View} view @param {string} attribute */
  function name(view, attribute) {
    const known = view.data.words["attribute." + attribute]?.[view.state.lang];
    const total = view.data.totals.find((one) => one.id === attribute);
    return known || (total ? view.fmt.localized(total.title) : attribute);
  }

  /** @param {View} view @param {Observation[]} observations @param {string} attribute */
  function disagreement(view, observations, attribute) {
    const { html } = kcn.dom;
    const values = new Set(
      observations.filter((o) => o.attribute === attribute && typeof o.value === "number").map((o) => o.value),
    );
    return values.size > 1
      ? [" ", html("span", { class: "badge" }, view.fmt.t("page.values_differ", { n: view.fmt.number(values.size) }))]
      : null;
  }

  /** The newest first, what has no date last. @param {Observation} a @param {Observation} b */
  function byDate(a, b) {
    const [first, second] = [a, b].map(({ as_of }) => (as_of || "").replace(/.*\//, ""));
    return Number(second > first) - Number(second < first);
  }

  /** A source by its code and name, which open it where it stands. @param {View} view @param {string} id */
  function source(view, id) {
    const { html } = kcn.dom, found = view.index.source.get(id);
    if (!found) return id;
    return html("details", null,
      html("summary", null, id, html("small", null, found.publisher || found.title)),
      kcn.sources.entry(view, found));
  }

  /** @param {View} view @param {Observation} o */
  function row(view, o) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const basis = o.as_of_basis === "estimated" ? fmt.t("page.estimated") : "";
    return html(
      "tr",
      { class: o.adopted ? "used" : null },
      html(
        "td",
        null,
        fmt.published(o, fmt.unit(o.attribute)),
        o.adopted && [" ", html("span", { class: "badge" }, fmt.t("page.used"))],
        fmt.localized(o.note) && html("small", { class: "caution" }, coded(view, fmt.localized(o.note))),
      ),
      html("td", null, o.as_of ? fmt.date(o.as_of) : fmt.t("page.undated"),
        [basis, o.as_of && fmt.age(o.as_of, new Date())].map((text) => text && html("small", null, text))),
      html("td", null, source(view, o.source)),
    );
  }

  /**
   * What stands behind a measure's value in an area, with the sources of its figures, if it is made of figures.
   * @param {View} view @param {Measure} measure @param {Area} area @returns {Content[]}
   */
  function ofMeasure(view, measure, area) {
    const { field, kind } = measure, note = kcn.coverage.of(view, measure, area);
    const sites = area.sites.map((id) => view.index.site.get(id)).filter((site) => !kind || site.kind === kind);
    const ids = [...new Set(sites.flatMap((site) => site.sources[String(field)] || []))];
    return [note, ids.length > 0 && [note && "; ", view.fmt.t("page.source") + ": ", sources(view, ids)]];
  }

  kcn.observations = { table, rows, sources, coded, ofMeasure };
})(globalThis);
