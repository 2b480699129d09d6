// @ts-check
/* The sheet for paper, made when the page is printed: map with scale and north, legend, table, sources. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const WIDTH = 620, HEIGHT = 470, EDGE = 14; // units of the drawing
  const MARK = 15; // least distance between two marks on paper
  const BAR = 125; // the longest that the scale bar may be

  /** @param {any} app */
  function create(app) {
    const { put, byId } = kcn.dom;
    const page = document.documentElement;
    root.addEventListener("beforeprint", () => {
      put(byId("print"), sheet(app));
      page.dataset.sheet = "1";
    });
    root.addEventListener("afterprint", () => {
      delete page.dataset.sheet;
      put(byId("print"));
    });
  }

  /** @param {any} app */
  function sheet(app) {
    const { h } = kcn.dom;
    const v = app.view;
    const { say, data } = v;
    const sites = data.sites.filter((/** @type {any} */ site) => v.found.ids.has(site.id));
    return [
      h("h1", null, say.own(data.title)),
      h("p", { class: "print-lead" }, kcn.summary(v)),
      h("div", { class: "print-top" }, drawing(app, sites), h("div", { class: "legend" }, h("h2", null, say.own(v.measure.title)), [...kcn.dom.byId("legend").children].filter((node) => node.tagName !== "DETAILS").map((node) => node.cloneNode(true)))),
      table(v, sites),
      [used(v, sites), say.own(data.disclaimer), ...data.attribution.map(say.own), kcn.dom.byId("cite").textContent].filter(Boolean).map((text) => h("p", { class: "print-note" }, text)),
    ];
  }

  /** Equal scale both ways at the middle of the map; y runs down. @param {any} app */
  function projection(app) {
    const rings = app.data.districts.flatMap((/** @type {any} */ d) => app.topology.polygons("districts", d.code).flat());
    const [west, south, east, north] = kcn.geo.bounds(rings.flat());
    const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
    const scale = Math.min((WIDTH - 2 * EDGE) / ((east - west) * squeeze), (HEIGHT - 2 * EDGE) / (north - south));
    const middle = (west + east) / 2;
    const unitKm = kcn.geo.distanceKm([middle, south], [middle, north]) / ((north - south) * scale);
    return { scale, unitKm, at: (/** @type {[number, number]} */ [lon, lat]) => ({ x: EDGE + (lon - west) * squeeze * scale, y: EDGE + (north - lat) * scale }) };
  }

  /** @typedef {{x: number, y: number}} Point on the drawing */

  /** @param {any} app @param {any[]} sites */
  function drawing(app, sites) {
    const { s } = kcn.dom;
    const v = app.view;
    const { at, unitKm } = projection(app);
    const path = (/** @type {[number, number][]} */ line) => line.map((point, i) => { const { x, y } = at(point); return (i ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1); }).join("");
    const level = v.state.level;
    const areas = level === "district" ? v.data.districts : v.data.communes;
    const placed = sites.map((site, i) => ({ site, number: i + 1 })).filter(({ site }) => site.lonlat);
    const homes = placed.map(({ site }) => ({ ...at(site.lonlat), r: 7 })), places = kcn.spread(homes, MARK);
    return s("svg", { class: "print-map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": v.say.t("page.map") },
      kcn.areas.patterns("print-"),
      areas.map((/** @type {any} */ area) => {
        const group = kcn.classes.classify(area.values[v.measure.id], v.measure);
        return s("path", { class: "area", "data-class": group, d: app.topology.polygons(level + "s", area.code).flat().map((/** @type {any} */ ring) => path(ring) + "Z").join("") });
      }),
      v.data.base.water.flatMap((/** @type {any} */ w) => w.lines.map((/** @type {any} */ line) => s("path", { class: "water", d: path(line) }))),
      level === "district" && areas.map((/** @type {any} */ area) => name(v.say.short(area.name), at(area.label), places)),
      marks(placed, homes, places), scaleBar(v, unitKm), north(v));
  }

  /** A district's name, moved up or down where it would lie under a mark. @param {string} text @param {Point} at @param {Point[]} marks */
  function name(text, { x, y }, marks) {
    const reach = text.length * 2.9 + MARK / 2;
    const isFree = (/** @type {number} */ step) => marks.every((mark) => Math.abs(mark.x - x) > reach || Math.abs(mark.y + 3 - y - step) > 12);
    const step = [0, -9, 9, -18, 18, -27, 27, -36, 36].find(isFree) || 0;
    return kcn.dom.s("text", { x, y: y + step }, text);
  }

  /** Marks with the number of the site's row in the table. @param {{site: any, number: number}[]} placed @param {Point[]} homes @param {Point[]} places */
  function marks(placed, homes, places) {
    const { s } = kcn.dom;
    return places.map(({ x, y }, i) => {
      const { site, number } = placed[i];
      const shape = kcn.dom.shape(site, 6.5).firstChild;
      return [
        s("path", { class: "leader", d: `M${homes[i].x} ${homes[i].y}L${x} ${y}` }),
        s("g", { class: [site.kind, site.area_planned_ha === null ? "hollow" : ""].join(" "), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, shape, s("text", { class: "number", y: 3.2 }, String(number))),
      ];
    });
  }

  /** As long as there is room for, of 1, 2 or 5 times a power of ten. @param {any} v @param {number} unitKm kilometres in a unit of the drawing */
  function scaleBar(v, unitKm) {
    const { s } = kcn.dom;
    const power = 10 ** Math.floor(Math.log10(BAR * unitKm));
    const km = power * (BAR * unitKm >= 5 * power ? 5 : BAR * unitKm >= 2 * power ? 2 : 1);
    const length = km / unitKm, y = HEIGHT - 12;
    return s("g", { class: "print-scale" }, s("path", { d: `M${EDGE} ${y - 5}v5h${length.toFixed(1)}v-5` }), s("text", { x: EDGE + length / 2, y: y - 7 }, v.say.quantity(km, "km", 2)));
  }

  /** @param {any} v */
  function north(v) {
    const { s } = kcn.dom;
    return s("g", { class: "print-north", transform: `translate(${WIDTH - 30} 34)` }, s("path", { d: "M0-18L7 8L0 3L-7 8Z" }), s("text", { y: 22 }, v.say.t("page.north")));
  }

  /** @param {any} v @param {any[]} sites */
  function table(v, sites) {
    const { h } = kcn.dom;
    const { say } = v;
    const { t } = say;
    const heads = ["page.number", "page.site", "attribute.district", "attribute.status", "attribute.area_planned_ha", "attribute.occupancy_pct", "attribute.projects_total", "attribute.commune_2025"];
    const figure = (/** @type {number|null} */ value, /** @type {string} */ unit) => (value === null ? "–" : say.quantity(value, unit));
    return h("table", null,
      h("thead", null, h("tr", null, heads.map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, sites.map((site, i) => h("tr", null,
        [i + 1, say.own(site.name), site.district ? say.short(v.index.district.get(site.district).name) : "–", t("status." + site.status),
          figure(site.area_planned_ha, "ha"), figure(site.occupancy_pct, "%") + (say.baseAndDate(site) && " (" + say.baseAndDate(site) + ")"),
          figure(site.projects_total, ""), site.commune_2025 ? kcn.site.commune2025(v, site) : "–"].map((text) => h("td", null, String(text)))))));
  }

  /** The sources of the figures in the table; "" where there are none. @param {any} v @param {any[]} sites */
  function used(v, sites) {
    const ids = new Set(sites.flatMap((site) => Object.values(site.sources).flat()));
    const sources = v.data.sources.filter((/** @type {any} */ source) => ids.has(source.id)).map((/** @type {any} */ source) => {
      return source.id + " " + [source.publisher || source.title, v.say.date(source.published)].filter(Boolean).join(", ");
    });
    return sources.length ? v.say.t("page.print_sources", { sources: sources.join("; ") }) : "";
  }

  kcn.print = { create };
})(globalThis);
