// @ts-check
/* The fields of an atlas: their groups on the card of a site, and chips and ranges for those to filter by. A page has
   this script where there are fields. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** What is known of a site, under the headings of the groups. @param {View} view @param {Site} site */
  function groups(view, site) {
    return view.data.groups.map(({ name, fields }) => {
      const rows = fields.map((one) => {
        const value = told(view, one, site[one]);
        return /** @type {[string, Content]} */ ([one, value && [value, kcn.siteCard.note(view, site, one)]]);
      });
      const heading = kcn.dom.html("h3", null, view.fmt.localized(name));
      return rows.some(([, value]) => value) && [heading, kcn.siteCard.listed(view, rows)];
    });
  }

  /** A value; one of mail is a link to it. @param {View} view @param {string} name @param {any} value */
  function told(view, name, value) {
    const to = /^(?:mailto:)?([^\s@:/?#]+@[^\s@:/?#]+)$/i.exec(value || ""), { html, mail } = kcn.dom;
    const isUrl = view.data.fields.some((one) => one.name === name && one.type === "url");
    if (to && isUrl) return html("a", { href: mail(to[1]), rel: "noopener" }, to[1]);
    return kcn.siteCard.fact(view, name, value);
  }

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren } = kcn.dom, { data } = app;
    const fields = kcn.fieldFilter.fields(data);
    const chips = fields.filter(({ words }) => words).map((field) => {
      return { field, head: html("h3"), box: html("div", { class: "chips", role: "group" }) };
    });
    const limits = fields.filter(({ words }) => !words).map((field) => {
      const inputs = [0, 1].map((side) => html("input", {
        type: "text", autocomplete: "off", inputmode: field.type === "date" ? null : "decimal",
        "data-field": field.name, "data-side": side, oninput: () => take(field),
      }));
      return { field, inputs, names: [html("span"), html("span")] };
    });
    const refused = html("p", { class: "left-out", role: "status" });
    const box = html("div", null, chips.map(({ head, box }) => [head, box]),
      html("div", { class: "ranges" }, limits.flatMap(({ inputs, names }) =>
        inputs.map((input, side) => html("label", null, names[side], input)))),
      refused);

    /** Filter by the limits of a field as they are typed; where they can't be taken say so. @param {Field} field */
    function take(field) {
      const { fmt, state } = app.view, { inputs } = limits.filter((one) => one.field === field)[0];
      const isDate = field.type === "date";
      const parts = inputs.map(({ value }) => {
        const text = value.trim(), number = isDate ? text : fmt.parse(text);
        return text && String(number ?? "?");
      });
      const isTaken = kcn.fieldFilter.isLimited(parts, isDate);
      inputs.forEach((input) => input.setAttribute("aria-invalid", String(!isTaken)));
      const key = "field_filter." + (isDate ? "refused_date" : "refused");
      refused.textContent = isTaken ? "" : fmt.t(key, { name: fmt.t("attribute." + field.name) });
      const condition = { name: field.name, isRange: true, parts };
      if (isTaken) app.set({ fields: kcn.fieldFilter.changed(state.fields, condition) }, true);
    }

    /** @param {View} view */
    function update(view) {
      const { fmt } = view;
      const asked = new Map(kcn.fieldFilter.parse(view.state.fields).map((one) => [one.name, one.parts]));
      for (const { field, head, box } of chips) {
        head.textContent = fmt.t("attribute." + field.name);
        box.setAttribute("aria-label", head.textContent);
        const wanted = asked.get(field.name) || [], focused = focusedIn(box);
        replaceChildren(box, kcn.fieldFilter.choices(data, field).map((value) => chip(view, field, value, wanted)));
        /** @type {HTMLElement|null} */ (box.querySelector(`[data-value="${focused}"]`))?.focus();
      }
      for (const { field, inputs, names } of limits) {
        const unit = fmt.unit(field.name), name = fmt.t("attribute." + field.name) + (unit && " (" + unit + ")");
        inputs.forEach((input, side) => {
          names[side].textContent = fmt.t("field_filter." + ["from", "to"][side], { name });
          const wanted = (asked.get(field.name) || [])[side] || "", isDate = field.type === "date";
          const shown = isDate ? input.value.trim() : String(fmt.parse(input.value) ?? "");
          if (document.activeElement === input || shown === wanted) return;
          input.value = isDate || !wanted ? wanted : fmt.number(Number(wanted));
          input.setAttribute("aria-invalid", "false");
        });
      }
    }

    /** @param {HTMLElement} box */
    function focusedIn(box) {
      const { activeElement } = document;
      return box.contains(activeElement) ? /** @type {HTMLElement} */ (activeElement).dataset.value : null;
    }

    /** @param {View} view @param {Field} field @param {string} value @param {string[]} wanted */
    function chip(view, { name, words }, value, wanted) {
      const isOn = wanted.includes(value);
      const parts = isOn ? wanted.filter((one) => one !== value) : [...wanted, value];
      const next = kcn.fieldFilter.changed(view.state.fields, { name, isRange: false, parts });
      const about = { type: "button", class: "chip", "data-facet": name, "data-value": value };
      return html("button", { ...about, "aria-pressed": String(isOn), onclick: () => app.set({ fields: next }) },
        html("span", null, kcn.fold.capital(view.fmt.t(words + "." + value))));
    }

    return { box, update };
  }

  /** The name of the field that a condition is about. @param {View} view @param {string} condition */
  function nameOf({ fmt }, condition) {
    return fmt.t("attribute." + condition.slice(kcn.fieldFilter.KEY.length));
  }

  /** Why a site is left out: "Land rent: 1,200 USD/m², not up to 100". @param {View} view @param {Reason} reason */
  function reason(view, { condition, value, unknown }) {
    const { fmt, data } = view, name = nameOf(view, condition);
    const field = /** @type {Field} */ (data.fields.find((one) => kcn.fieldFilter.KEY + one.name === condition));
    if (unknown) return fmt.t("field_filter.unknown", { name });
    return fmt.t("field_filter.other", { name, value: fmt.cell(field, value, fmt.unit(field.name)) });
  }

  /**
   * The condition that would have to go.
   * @param {View} view @param {string} condition @param {Record<string, string>} told
   */
  function relaxation(view, condition, told) {
    return view.fmt.t("field_filter.relax", { ...told, name: nameOf(view, condition) });
  }

  kcn.fields = { groups, relaxation, create, reason };
})(globalThis);
