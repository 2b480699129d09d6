// @ts-check
/* The small note beside the pointer or the focused shape. Whatever it says stands in the panel too. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const GAP = 14;

  /** @param {App} app */
  function create(app) {
    const { replaceChildren, byId } = kcn.dom;
    const tooltip = byId("tooltip");

    /** @param {Content} content @param {Element} target @param {PointerEvent} [event] */
    function show(content, target, event) {
      replaceChildren(tooltip, content);
      tooltip.hidden = false;
      if (event) return move(event);
      const box = target.getBoundingClientRect();
      at(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 40));
    }

    /** @param {number} x @param {number} y */
    function at(x, y) {
      const { offsetWidth: width, offsetHeight: height } = tooltip;
      const left = x + GAP + width > innerWidth ? x - GAP - width : x + GAP;
      const top = y + GAP + height > innerHeight ? y - GAP - height : y + GAP;
      tooltip.style.left = Math.max(4, left) + "px";
      tooltip.style.top = Math.max(4, top) + "px";
    }

    /** @param {PointerEvent} event */
    function move(event) {
      at(event.clientX, event.clientY);
    }

    return {
      move,
      hide: () => { tooltip.hidden = true; },
      /** @param {Area} area @param {Element} target @param {PointerEvent} [event] */
      area: (area, target, event) => show(ofArea(app.view, area), target, event),
      /** @param {Site} site @param {Element} target */
      site: (site, target) => show(ofSite(app.view, site), target),
    };
  }

  /** @param {View} view @param {Area} area @param {Content} [note] what stands behind the value */
  function ofArea(view, area, note = kcn.coverage.of(view, view.measure, area)) {
    const { html } = kcn.dom, { fmt, measure } = view;
    return [
      html("strong", null, fmt.localized(area.name)),
      html("span", null, fmt.localized(measure.title) + ": " + fmt.value(measure, area.values[measure.id])),
      note && html("span", { class: "note" }, note),
    ];
  }

  /** @param {View} view @param {Site} site */
  function ofSite({ fmt }, site) {
    const { html } = kcn.dom;
    const occupancy =
      site.occupancy_pct === null ? null : fmt.t("page.filled", { value: fmt.quantity(site.occupancy_pct, "%") });
    return [
      html("strong", null, fmt.localized(site.name)),
      html("span", null, [fmt.area(site), occupancy].filter(Boolean).join(" · ")),
      html("span", { class: "note" }, fmt.t("status." + site.status)),
    ];
  }

  kcn.tooltip = { create, ofArea, ofSite };
})(globalThis);
