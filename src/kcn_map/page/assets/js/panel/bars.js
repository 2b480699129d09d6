// @ts-check
/* The areas as bars by the value of the measure that is mapped, the highest first; each lights its area on the map. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const MOST = 10; // until the reader asks for all

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("bars"), first = kcn.dom.first(() => update(app.view), MOST);

    /** @param {View} view */
    function update(view) {
      const { fmt, level, measure } = view, figure = (/** @type {Area} */ area) => area.values[measure.id][0];
      const areas = level.areas
        .filter((area) => kcn.classes.classify(area.values[measure.id], measure) !== kcn.classes.NONE)
        .sort((a, b) => Number(figure(b) ?? -1) - Number(figure(a) ?? -1));
      const most = areas.length ? Number(figure(areas[0])) : 0;
      replaceChildren(
        box,
        html("h2", null, fmt.t("page.bars", kcn.levels.names(fmt, level))),
        html("ol", null, first.of(areas).map((area) => html("li", null, bar(view, area, Number(figure(area)) / most)))),
        first.more(view, areas.length),
      );
      box.hidden = !areas.length;
    }

    /** @param {View} view @param {Area} area @param {number} share of the longest bar */
    function bar({ fmt, level, measure, state }, area, share) {
      const value = area.values[measure.id], light = (/** @type {Area[]} */ list) => () => app.areas.light(level, list);
      const length = html("i", { "data-class": kcn.classes.classify(value, measure) });
      length.style.width = (share > 0 ? 100 * Math.min(1, share) : 0) + "%";
      return html(
        "button",
        {
          type: "button",
          class: "bar",
          "data-bar": area.code,
          "aria-pressed": String(state.picked === level.id + "=" + area.code),
          onclick: (/** @type {{currentTarget: HTMLElement}} */ e) => app.selectArea(level, area.code, e.currentTarget),
          onpointerenter: light([area]),
          onpointerleave: light([]),
          onfocus: light([area]),
          onblur: light([]),
        },
        html("span", null, fmt.short(area.name)),
        length,
        html("span", { class: "n" }, fmt.value(measure, value)),
      );
    }

    return { update };
  }

  kcn.bars = { create };
})(globalThis);
