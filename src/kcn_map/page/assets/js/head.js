// @ts-check
/* The page's head and fixed texts: title, dates, language, and the choices of measure and level. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const { html, replaceChildren, byId } = kcn.dom;
  const page = document.documentElement;

  /** Texts that stand in the page's skeleton. @param {View} view */
  function texts(view) {
    const { t, localized, date } = view.fmt;
    page.lang = view.state.lang;
    page.dir = view.data.locales[page.lang].is_rtl ? "rtl" : "ltr";
    byId("title").textContent = document.title = localized(view.data.title);
    for (const names of document.querySelectorAll("#locator [lang]"))
      names.toggleAttribute("hidden", names.getAttribute("lang") !== page.lang);
    byId("as-of").textContent = t("page.as_of", { date: view.fmt.dateAndAge(view.data.as_of) });
    byId("administration").textContent =
      localized(view.data.province.administration) ||
      (view.data.province.ended_on ? t("page.ended", { date: date(view.data.province.ended_on) }) : "");
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(String(node.getAttribute("data-t")));
    for (const node of document.querySelectorAll("[data-t-label]"))
      node.setAttribute("aria-label", t(String(node.getAttribute("data-t-label"))));
    replaceChildren(
      byId("lang"),
      html("b", { class: "unseen" }, t("page.lang")),
      view.data.languages.map((/** @type {string} */ lang) =>
        html("span", { class: lang === view.state.lang ? "on" : null, lang }, lang.toUpperCase(),
          lang === view.state.lang && html("b", { class: "unseen" }, " " + t("page.lang_on"))),
      ),
    );
  }

  /** @param {View} view */
  function choices(view) {
    const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {boolean} */ isOn) =>
      html("option", { value, selected: isOn }, text);
    replaceChildren(
      byId("measure"),
      view.data.measures.map((/** @type {Measure} */ m) =>
        option(m.id, view.fmt.localized(m.title), m === view.measure),
      ),
    );
    byId("measure-shown").textContent = view.fmt.localized(view.measure.title);
    const levels = view.data.levels.filter((level) => level.is_mapped);
    replaceChildren(
      byId("level"),
      levels.map((level) => option(level.id, kcn.levels.title(view.fmt, level), level === view.level)),
    );
    /** @type {HTMLElement} */ (byId("level").parentNode).hidden = levels.length < 2;
  }

  /** The saved views, each a link that keeps the language. @param {App} app */
  function views({ view: { allowed, data, fmt, state }, set }) {
    if (data.views) replaceChildren(byId("views"), data.views.map(({ title, view }) => {
      const next = { ...kcn.state.parse(view, allowed).state, lang: state.lang };
      const fragment = kcn.state.write(next, allowed);
      const isOn = fragment === kcn.state.write(state, allowed);
      return html("a", {
        class: "chip", href: "#" + fragment, "aria-current": isOn ? "true" : null,
        onclick: (/** @type {Event} */ e) => (e.preventDefault(), set(next)),
      }, fmt.localized(title));
    }));
  }

  /** Links within the page, for its fragment is the state's; the tabs tell what was last a little above its middle, and
   * none is told while that is the comparison. */
  function ways() {
    for (const link of document.querySelectorAll(".skip, .tabs a"))
      link.addEventListener("click", (e) => {
        e.preventDefault();
        const part = byId(String(link.getAttribute("href")).slice(1));
        const list = /** @type {HTMLDetailsElement|null} */ (part.querySelector(".all-sources"));
        if (list) list.open = true;
        kcn.dom.goTo(list || part, part);
      });
    const seen = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting))
        for (const tab of document.querySelectorAll(".tabs a"))
          tab.setAttribute("aria-current", String(tab.getAttribute("href") === "#" + target.id));
    }, { rootMargin: "-40% 0px -60%" });
    for (const id of ["map", "places", "compare", "areas", "sources"]) seen.observe(byId(id));
  }

  kcn.head = { texts, choices, views, ways };
})(globalThis);
