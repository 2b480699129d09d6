// @ts-check
/* Published figures as a table, the ones that disagree side by side, and links to their sources. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Links to sources by id. @param {any} v @param {string[]} ids */
  function sources(v, ids) {
    const { h, link } = kcn.dom;
    return ids.map((id, i) => {
      const source = v.index.source.get(id);
      const title = source ? [source.title, source.publisher, v.say.date(source.published)].filter(Boolean).join(", ") : id;
      const node = link(source && source.url, id);
      node.title = title;
      if (node.tagName === "A") node.append(h("span", { class: "unseen" }, " " + title));
      return [i ? ", " : "", node];
    });
  }

  /**
   * Every published figure, by attribute in the order of the data.
   * @param {any} v @param {any[]} observations
   */
  function table(v, observations) {
    const { h } = kcn.dom;
    const { say } = v;
    const { t } = say;
    if (!observations.length) return [h("h3", null, t("page.figures")), h("p", { class: "caution" }, t("page.figures_none"))];
    return [h("h3", null, t("page.figures")), rows(v, observations)];
  }

  /** @param {any} v @param {any[]} observations */
  function rows(v, observations) {
    const { h } = kcn.dom;
    const { t } = v.say;
    const attributes = [...new Set(observations.map((o) => o.attribute))];
    return h("table", { class: "figures" },
      h("thead", null, h("tr", null, ["page.value", "page.date", "page.source_col"].map((key) => h("th", { scope: "col" }, t(key))))),
      attributes.map((attribute) => h("tbody", null, h("tr", null, h("th", { colspan: 3, scope: "rowgroup" }, name(v, attribute), disagreement(v, observations, attribute))),
        observations.filter((o) => o.attribute === attribute).map((o) => row(v, o)))));
  }

  /** @param {any} v @param {string} attribute */
  function name(v, attribute) {
    const known = v.data.words["attribute." + attribute]?.[v.state.lang];
    const total = v.data.totals.find((/** @type {any} */ one) => one.id === attribute);
    return known || (total ? v.say.own(total.title) : attribute);
  }

  /** @param {any} v @param {any[]} observations @param {string} attribute */
  function disagreement(v, observations, attribute) {
    const { h } = kcn.dom;
    const values = new Set(observations.filter((o) => o.attribute === attribute && typeof o.value === "number").map((o) => o.value));
    return values.size > 1 ? [" ", h("span", { class: "badge" }, v.say.t("page.values_differ", { n: v.say.number(values.size) }))] : null;
  }

  /** @param {any} v @param {any} o */
  function row(v, o) {
    const { h } = kcn.dom;
    const { say } = v;
    const basis = o.as_of_basis === "estimated" ? say.t("page.estimated") : "";
    return h("tr", { class: o.adopted ? "used" : null },
      h("td", null, say.published(o, say.unit(o.attribute)), o.adopted && [" ", h("span", { class: "badge" }, say.t("page.used"))], say.own(o.note) && h("small", { class: "caution" }, say.own(o.note))),
      h("td", null, o.as_of ? say.date(o.as_of) : say.t("page.undated"), basis && h("small", null, basis)),
      h("td", null, sources(v, [o.source])));
  }

  kcn.figures = { table, rows, sources };
})(globalThis);
