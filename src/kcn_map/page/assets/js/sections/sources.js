// @ts-check
/* Where it all comes from: method, credits, sources, how to cite, and the data itself. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("sources"), footer = byId("footer");
    const cite = html("p", { class: "cite", id: "cite" });

    /** @param {View} view */
    function update(view) {
      const { t, localized } = view.fmt;
      box.setAttribute("aria-labelledby", "sources-title");
      replaceChildren(
        box,
        html("h2", { id: "sources-title", tabindex: "-1" }, t("page.about_heading")),
        html(
          "div",
          { class: "about" },
          about(view).map((text) => html("p", null, text)),
          html("p", null, localized(view.data.province.administration)),
        ),
        html("h3", null, t("page.cite")),
        cite,
        html(
          "div",
          { class: "actions" },
          kcn.dom.button(t(view.data.public_url ? "page.copy_link" : "page.copy_view"), () =>
            app.copy(address(app.view), t("page.copied")),
          ),
          kcn.dom.button(t("page.copy_cite"), () => app.copy(cite.textContent, t("page.copied"))),
          kcn.dom.button(t("page.download_all"), () => app.download("json")),
        ),
        html(
          "details",
          { class: "more all-sources" },
          html("summary", null, t("page.sources_n", { n: view.fmt.number(view.data.sources.length) })),
          html(
            "ul",
            { class: "source-list" },
            view.data.sources.map((source) =>
              html("li", { id: "source-" + source.id }, html("b", null, source.id), entry(view, source)),
            ),
          ),
        ),
      );
      replaceChildren(
        footer,
        html("p", null, localized(view.data.disclaimer)),
        view.data.attribution.map((line) => html("p", null, localized(line))),
        view.data.contact && html("p", null, html("a", { href: kcn.dom.mail(view.data.contact) }, view.data.contact)),
        html("p", null, t("page.version", { version: view.data.version, hash: view.data.hash.slice(0, 12) })),
      );
      updateCite(view);
    }

    /** What is to be known of what the map draws. @param {View} view @returns {string[]} */
    function about({ fmt, data: { base, sites } }) {
      const { unknownArea, circled, bounded } = kcn.markers.drawn(sites);
      const texts = [fmt.t("page.about_at_least")];
      if (unknownArea || circled) texts.unshift(fmt.t("page.about_marks"));
      if (circled) texts.push(fmt.t("page.about_rings"));
      if (bounded) texts.push(fmt.t("page.about_limits"));
      if (base.roads.length) texts.push(roads(fmt, base.roads));
      if (base.water.length) texts.push(fmt.t("page.about_water"));
      return texts;
    }

    /**
     * How far the worst of the roads may be off; nothing is said of that where one does not tell.
     * @param {Formatter} fmt @param {BaseLine[]} lines
     */
    function roads(fmt, lines) {
      if (lines.some((line) => line.accuracy_m === null)) return fmt.t("page.about_roads_open");
      const most = Math.max(...lines.map((line) => Number(line.accuracy_m)));
      return fmt.t("page.about_roads", {
        distance: most < 1000 ? fmt.quantity(most, "m", 0) : fmt.quantity(most / 1000, "km", 1),
      });
    }

    /** The citation names the present link, so it follows every change of the state. @param {View} view */
    function updateCite(view) {
      cite.textContent = citation(view);
    }

    return { update, updateCite };
  }

  /** How to cite a view. @param {View} view */
  function citation(view) {
    const { t, localized, date } = view.fmt;
    const text = t("page.cite_text", {
      title: localized(view.data.title),
      date: date(view.data.as_of),
      version: view.data.version,
      hash: view.data.hash.slice(0, 16),
    });
    return [text, kcn.state.link(view)].filter(Boolean).join(" ");
  }

  /** @param {View} view @param {Source} source */
  function entry(view, source) {
    const { html, link } = kcn.dom, date = view.fmt.date(source.published) || view.fmt.localized(source.published_note);
    return html(
      "span",
      null,
      link(source.url, source.title),
      html(
        "small",
        null,
        [source.publisher, date, view.fmt.t("source_kind." + source.kind)].filter(Boolean).join(" · "),
      ),
    );
  }

  /**
   * The present view at the public address, or what finds it again in any copy of the page: never a place on the
   * reader's disk.
   * @param {View} view
   */
  function address(view) {
    return view.data.public_url
      ? kcn.state.link(view)
      : view.fmt.t("page.view", { view: kcn.state.link(view) || "#", hash: view.data.hash.slice(0, 16) });
  }

  kcn.sources = { create, entry, address, citation };
})(globalThis);
