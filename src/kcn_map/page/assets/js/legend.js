// @ts-check
/* The legend: class limits, how many areas are in each, what is not proven, and the marks. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @param {any} app */
  function create(app) {
    const { h, put, byId } = kcn.dom;
    const box = byId("legend");

    /** @param {any} v */
    function update(v) {
      const { say, measure } = v;
      const areas = v.state.level === "district" ? v.data.districts : v.data.communes;
      const values = areas.map((/** @type {any} */ a) => a.values[measure.id]), kind = measure.kind || v.index.kind;
      const texts = {
        ...kcn.classes.limits(measure).map((/** @type {any} */ limits) => say.limits(measure, limits)),
        [kcn.classes.NONE]: kcn.coverage.noneOf(say, measure, kind),
        [kcn.classes.NO_DATA]: say.t(measure.aggregation === "count" ? "page.unknown" : "page.no_figure"),
      };
      const rows = [...kcn.classes.tally(values, measure)].map(([group, n]) => entry(v, group, texts[group], n));
      const notes = [kcn.coverage.of(v, measure, v.data.province), kcn.coverage.atLeast(say, measure, values, kind)].filter(Boolean);
      put(box,
        h("h2", null, h("b", null, unitTitle(v)), h("span", null, say.t("page.areas_" + v.state.level))),
        h("ul", { class: "classes" }, rows),
        v.state.level === "commune" && unallocated(v),
        kcn.state.isFiltered(v.state) && h("p", { class: "note" }, say.t("page.scope", { sites: kcn.summary.scope(v) })),
        notes.map((note) => h("p", { class: "note" }, kcn.finder.capital(note))),
        say.own(measure.note) && h("details", null, h("summary", null, say.t("page.how")), h("p", { class: "note" }, say.own(measure.note))),
        marks(v));
      colour(app.data.palettes, measure);
    }

    /** What the sites hold whose commune is not known. @param {any} v */
    function unallocated(v) {
      const { say, measure, index } = v, kind = measure.kind || index.kind;
      const own = v.data.unallocated.sites.filter((/** @type {string} */ id) => kind === "any" || index.site.get(id).kind === kind);
      const what = [kcn.coverage.counted(say, own.length, kind), measure.aggregation !== "count" && say.value(measure, v.data.unallocated.values[measure.id])];
      return own.length > 0 && h("p", { class: "note", id: "unallocated" }, say.t("page.unallocated", { what: what.filter(Boolean).join(", ") }));
    }

    /** @param {any} v */
    function unitTitle(v) {
      return v.measure.unit ? v.say.t("page.unit", { unit: v.measure.unit }) : v.say.t("page.unit_count");
    }

    /** @param {any} v @param {number|string} group @param {string} text @param {number} n */
    function entry(v, group, text, n) {
      return h("li", { "data-count": n, "data-class-of": group },
        h("span", { class: "swatch", "data-class": group }), h("span", null, text), h("span", { class: "n" }, v.say.number(n)));
    }

    /** What of marks, rings and limits the map draws. @param {any} v */
    function marks({ say, data }) {
      const placed = data.sites.filter((/** @type {any} */ site) => site.lonlat), { hollow, sized, ringed, limited } = kcn.marks.drawn(data.sites);
      const row = (/** @type {string} */ key, /** @type {any} */ drawn) => h("li", null, drawn, h("span", null, say.t(key)));
      const kinds = ["zone", "cluster"].filter((kind) => placed.some((/** @type {any} */ site) => site.kind === kind));
      return placed.length > 0 && h("ul", { class: "marks" },
        kinds.map((kind) => row("page.mark_" + kind, kcn.dom.shape({ kind, area_planned_ha: 1 }, 6))),
        hollow && row("page.mark_hollow", kcn.dom.shape(hollow, 5.5)),
        ringed && row("page.mark_extent", circle("extent")),
        limited && row("page.mark_limits", circle("limits")),
        sized && h("li", { class: "note" }, say.t("page.mark_size")));
    }

    /** @param {string} kind */
    function circle(kind) {
      const { s } = kcn.dom;
      return s("svg", { class: "shape", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" }, s("circle", { class: kind, r: 9 }));
    }

    return { update };
  }

  /** The ramp of a measure as custom properties --c0-light …; the sheets choose between light and dark. @param {any} palettes @param {any} measure */
  function colour(palettes, measure) {
    const { style } = document.documentElement;
    for (const ground of ["light", "dark"]) {
      const colours = kcn.classes.colours(palettes[measure.palette][ground], measure.breaks.length + 1);
      colours.forEach((/** @type {string} */ value, /** @type {number} */ i) => style.setProperty(`--c${i}-${ground}`, value));
    }
  }

  kcn.legend = { create };
})(globalThis);
