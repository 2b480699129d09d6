// @ts-check
/* The legend: class limits, how many areas are in each, what is not known, and the markers. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {App} app */
  function create(app) {
    const { html, replaceChildren, byId } = kcn.dom;
    const box = byId("legend");
    /** The class whose areas stay lit. @type {ClassId|null} */
    let held = null;

    /** @param {View} view */
    function update(view) {
      const { fmt, measure, level, data } = view;
      light(view, (held = null));
      const values = level.areas.map((a) => a.values[measure.id]), kind = measure.kind || view.index.kind;
      /** @type {Record<ClassId, string>} */
      const texts = {
        ...kcn.classes.limits(measure).map((limits) => fmt.limits(measure, limits)),
        [kcn.classes.NONE]: kcn.coverage.noneOf(fmt, measure, kind),
        [kcn.classes.NO_DATA]: fmt.t(measure.aggregation === "count" ? "page.unknown" : "page.no_figure"),
      };
      const rows = [...kcn.classes.tally(values, measure)].map(([group, n]) => entry(view, group, texts[group], n));
      const notes = [
        kcn.coverage.of(view, measure, view.data.province),
        kcn.coverage.atLeast(fmt, measure, values, kind),
      ].filter(Boolean);
      replaceChildren(
        box,
        html(
          "h2",
          null,
          html("b", null, fmt.localized(measure.title)),
          html("small", null, unitTitle(view) + " · " + fmt.t("page.as_of_short", {
            date: view.state.embed ? fmt.dateAndAge(data.as_of) : fmt.date(data.as_of), // no head tells it in a frame
          })),
          html("span", null, fmt.t("page.areas_of", kcn.levels.names(fmt, level))),
        ),
        html("ul", { class: "classes" }, rows),
        html("div", { class: "notes" }, about(view, notes)),
      );
      colour(app.data.palettes, measure);
    }

    /** What the figures and the marks are. @param {View} view @param {string[]} notes */
    function about(view, notes) {
      const { fmt, measure, level } = view;
      return [
        level !== view.data.levels[0] && unassigned(view, level),
        kcn.state.isFiltered(view.state) &&
          html("p", { class: "note" }, fmt.t("page.scope", { sites: kcn.summary.scope(view) })),
        notes.map((note) => html("p", { class: "note" }, kcn.fold.capital(note))),
        fmt.localized(measure.note) &&
          html(
            "details",
            null,
            html("summary", null, fmt.t("page.how")),
            html("p", { class: "note" }, fmt.localized(measure.note)),
          ),
        markers(view),
      ];
    }

    /** What the sites hold whose area is not known. @param {View} view @param {Level} level */
    function unassigned(view, level) {
      const { fmt, measure, index } = view, kind = measure.kind || index.kind;
      const { sites, values } = level.unassigned || { sites: [], values: {} };
      const own = sites.filter((id) => kind === "any" || index.site.get(id).kind === kind);
      const what = [
        kcn.coverage.counted(fmt, own.length, kind),
        measure.aggregation !== "count" && fmt.value(measure, values[measure.id]),
      ];
      return (
        own.length > 0 &&
        html(
          "p",
          { class: "note", id: "unassigned" },
          kcn.fold.capital(
            fmt.t("page.unassigned", { ...kcn.levels.names(fmt, level), what: what.filter(Boolean).join(", ") }),
          ),
        )
      );
    }

    /** @param {View} view */
    function unitTitle(view) {
      return view.measure.unit ? view.fmt.t("page.unit", { unit: view.measure.unit }) : view.fmt.t("page.unit_count");
    }

    /** Light the areas of a class. @param {View} view @param {ClassId|null} group */
    function light({ level, measure }, group) {
      const isIn = (/** @type {Area} */ area) => kcn.classes.classify(area.values[measure.id], measure) === group;
      app.areas.light(level, level.areas.filter(isIn), "lit");
    }

    /** @param {View} view @param {ClassId} group @param {string} text @param {number} n */
    function entry(view, group, text, n) {
      const button = html(
        "button",
        {
          type: "button",
          "aria-pressed": "false",
          onpointerenter: () => light(view, group),
          onpointerleave: () => light(view, held),
          onfocus: () => light(view, group),
          onblur: () => light(view, held),
          onclick: () => {
            held = held === group ? null : group;
            light(view, held);
            for (const one of box.querySelectorAll("[aria-pressed]"))
              one.setAttribute("aria-pressed", String(one === button && held === group));
          },
        },
        html("span", { class: "swatch", "data-class": group }),
        html("span", null, text),
        html("span", { class: "n", "aria-hidden": "true" }, view.fmt.number(n)),
        html("span", { class: "unseen" }, kcn.levels.counted(view.fmt, view.level, n)),
      );
      return html("li", { "data-count": n, "data-class-of": group }, button);
    }

    /** Which markers, circles and boundaries the map draws. @param {View} view */
    function markers({ fmt, data }) {
      const placed = data.sites.filter((site) => site.lonlat),
        { unknownArea, sized, circled, bounded } = kcn.markers.drawn(data.sites);
      const row = (/** @type {string} */ key, /** @type {Element} */ drawn) =>
        html("li", null, drawn, html("span", null, fmt.t(key)));
      const kinds = data.kinds.filter(({ id }) => placed.some((site) => site.kind === id));
      return placed.length > 0 && html("ul", { class: "markers" },
        kinds.map(({ id }) => row("page.mark_" + id, kcn.dom.shape({ kind: id, area_planned_ha: 1 }, 6))),
        unknownArea && row("page.mark_unknown_area", kcn.dom.shape(unknownArea, 5.5)),
        circled && row("page.mark_area_circle", circle("area-circle")),
        bounded && row("page.mark_boundary", circle("boundary")),
        sized && html("li", { class: "note" }, fmt.t("page.mark_size")),
        placed.length > kcn.markers.MANY && html("li", { class: "note" }, fmt.t("page.mark_dots")));
    }

    /** @param {string} kind */
    function circle(kind) {
      const { svg } = kcn.dom;
      return svg(
        "svg",
        { class: "shape", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" },
        svg("circle", { class: kind, r: 9 }),
      );
    }

    return { update };
  }

  /**
   * The ramp of a measure as custom properties --c0-light …; the sheets choose between light and dark.
   * @param {Data["palettes"]} palettes @param {Measure} measure
   */
  function colour(palettes, measure) {
    const { style } = document.documentElement;
    for (const ground of kcn.classes.LOOKS) {
      const colours = kcn.classes.colours(palettes[measure.palette][ground], measure.breaks.length + 1);
      colours.forEach((value, i) => style.setProperty(`--c${i}-${ground}`, value));
    }
  }

  kcn.legend = { create };
})(globalThis);
