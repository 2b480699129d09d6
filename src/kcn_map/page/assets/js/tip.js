// @ts-check
/* The small note beside the pointer or the focused shape. Whatever it says stands in the panel too. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const GAP = 14;

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const tip = byId("tip");

    /** @param {any[]} content @param {Element} target @param {PointerEvent} [event] */
    function show(content, target, event) {
      put(tip, content);
      tip.hidden = false;
      if (event) return move(event);
      const box = target.getBoundingClientRect();
      at(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 40));
    }

    /** @param {number} x @param {number} y */
    function at(x, y) {
      const { offsetWidth: width, offsetHeight: height } = tip;
      const left = x + GAP + width > innerWidth ? x - GAP - width : x + GAP;
      const top = y + GAP + height > innerHeight ? y - GAP - height : y + GAP;
      tip.style.left = Math.max(4, left) + "px";
      tip.style.top = Math.max(4, top) + "px";
    }

    /** @param {PointerEvent} event */
    function move(event) {
      at(event.clientX, event.clientY);
    }

    return {
      move,
      hide: () => { tip.hidden = true; },
      /** @param {any} area @param {Element} target @param {PointerEvent} [event] */
      area(area, target, event) {
        const { say, measure } = app.view;
        const value = area.values[measure.id];
        const note = kcn.coverage.of(app.view, measure, area);
        show([
          h("strong", null, say.own(area.name)),
          h("span", null, say.own(measure.title) + ": " + say.value(measure, value)),
          note && h("span", { class: "note" }, note),
        ], target, event);
      },
      /** @param {any} site @param {Element} target */
      site(site, target) {
        const { say } = app.view;
        const occupancy = site.occupancy_pct === null ? null : say.t("page.filled", { value: say.quantity(site.occupancy_pct, "%") });
        show([
          h("strong", null, say.own(site.name)),
          h("span", null, [say.area(site), occupancy].filter(Boolean).join(" · ")),
          h("span", { class: "note" }, say.t("status." + site.status)),
        ], target);
      },
    };
  }

  kcn.tip = { create };
})(globalThis);
