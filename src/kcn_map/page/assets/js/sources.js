// @ts-check
/* Where it all comes from: method, credits, sources, how to cite, and the data itself. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { h, put, byId, link } = kcn.dom;
    const box = byId("sources"), footer = byId("footer");
    const cite = h("p", { class: "cite", id: "cite" });

    /** @param {any} v */
    function update(v) {
      const { t, own } = v.say;
      box.setAttribute("aria-labelledby", "sources-title");
      put(box,
        h("h2", { id: "sources-title", tabindex: "-1" }, t("page.about_heading")),
        h("div", { class: "about" }, about(v).map((text) => h("p", null, text)), h("p", null, own(v.data.province.administration))),
        h("h3", null, t("page.cite")), cite,
        h("div", { class: "actions" },
          h("button", { type: "button", class: "button", onclick: () => app.copy(view(app.view), t("page.copied")) }, t(v.data.public_url ? "page.copy_link" : "page.copy_view")),
          h("button", { type: "button", class: "button", onclick: () => app.copy(cite.textContent, t("page.copied")) }, t("page.copy_cite")),
          h("button", { type: "button", class: "button", onclick: () => app.download("json") }, t("page.download_all"))),
        h("details", { class: "more" }, h("summary", null, t("page.sources_n", { n: v.say.number(v.data.sources.length) })), h("ul", { class: "source-list" }, v.data.sources.map((/** @type {any} */ source) => h("li", { id: "source-" + source.id }, h("b", null, source.id), entry(v, source))))));
      put(footer, h("p", null, own(v.data.disclaimer)), v.data.attribution.map((/** @type {any} */ line) => h("p", null, own(line))),
        v.data.contact && h("p", null, h("a", { href: kcn.dom.mail(v.data.contact) }, v.data.contact)),
        h("p", null, t("page.version", { version: v.data.version, hash: v.data.hash.slice(0, 12) })));
      updateCite(v);
    }

    /** What is to be known of what the map draws. @param {any} v @returns {string[]} */
    function about({ say, data: { base, sites } }) {
      const { hollow, ringed, limited } = kcn.marks.drawn(sites);
      const texts = [say.t("page.about_at_least")];
      if (hollow || ringed) texts.unshift(say.t("page.about_marks"));
      if (ringed) texts.push(say.t("page.about_rings"));
      if (limited) texts.push(say.t("page.about_limits"));
      if (base.roads.length) texts.push(roads(say, base.roads));
      if (base.water.length) texts.push(say.t("page.about_water"));
      return texts;
    }

    /** How far the worst of the roads may be off; nothing is said of that where one does not tell. @param {any} say @param {any[]} lines */
    function roads(say, lines) {
      if (lines.some((line) => line.accuracy_m === null)) return say.t("page.about_roads_open");
      const most = Math.max(...lines.map((line) => line.accuracy_m));
      return say.t("page.about_roads", { distance: most < 1000 ? say.quantity(most, "m", 0) : say.quantity(most / 1000, "km", 1) });
    }

    /** @param {any} v @param {any} source */
    function entry(v, source) {
      const date = v.say.date(source.published) || v.say.own(source.published_note);
      return h("span", null, link(source.url, source.title), h("small", null, [source.publisher, date, v.say.t("source_kind." + source.kind)].filter(Boolean).join(" · ")));
    }

    /** The present view at the public address, or what finds it again in any copy of the page: never a place on the reader's disk. @param {any} v */
    function view(v) {
      return v.data.public_url ? kcn.state.link(v) : v.say.t("page.view", { view: kcn.state.link(v) || "#", hash: v.data.hash.slice(0, 16) });
    }

    /** The citation names the present link, so it follows every change of the state. @param {any} v */
    function updateCite(v) {
      const { t, own, date } = v.say;
      const text = t("page.cite_text", { title: own(v.data.title), date: date(v.data.as_of), version: v.data.version, hash: v.data.hash.slice(0, 16) });
      cite.textContent = [text, kcn.state.link(v)].filter(Boolean).join(" ");
    }

    return { update, updateCite };
  }

  kcn.sources = { create };
})(globalThis);
