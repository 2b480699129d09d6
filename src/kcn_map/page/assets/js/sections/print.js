// @ts-check
/* The sheet for paper, made when the page is printed: map with scale and north, legend, table, sources. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const WIDTH = 620, HEIGHT = 470, EDGE = 14; // units of the drawing
  const MARKER = 15; // least distance between two markers on paper
  const NAME = 10.5; // size of letters, as in print.css
  const BAR = 125; // the longest that the scale bar may be

  /** @param {App} app */
  function create(app) {
    const { replaceChildren, byId } = kcn.dom;
    const page = document.documentElement;
    root.addEventListener("beforeprint", () => {
      replaceChildren(byId("print"), sheet(app));
      page.dataset.sheet = "1";
    });
    root.addEventListener("afterprint", () => {
      delete page.dataset.sheet;
      replaceChildren(byId("print"));
    });
  }

  /** @param {App} app */
  function sheet(app) {
    const { html } = kcn.dom;
    const view = app.view;
    const { fmt, data } = view;
    const sites = data.sites.filter((site) => view.found.ids.has(site.id));
    return [
      html("h1", null, fmt.localized(data.title)),
      html("p", { class: "print-lead" }, kcn.summary(view)),
      html(
        "div",
        { class: "print-top" },
        drawing(app, sites),
        html(
          "div",
          { class: "legend" },
          [...kcn.dom.byId("legend").children].map((node) => node.cloneNode(true)),
        ),
      ),
      table(view, sites),
      [
        used(view, sites),
        fmt.localized(data.disclaimer),
        ...data.attribution.map(fmt.localized),
        kcn.dom.byId("cite").textContent,
      ]
        .filter(Boolean)
        .map((text) => html("p", { class: "print-note" }, text)),
    ];
  }

  /** @param {App} app */
  function projection(app) {
    const [{ id, areas }] = app.data.levels;
    const rings = areas.flatMap(({ code }) => app.topology.polygons(id, code).flat());
    return kcn.geo.projection(kcn.geo.bounds(rings.flat()), WIDTH, HEIGHT, EDGE);
  }

  /** @param {App} app @param {Site[]} sites */
  function drawing(app, sites) {
    const { svg } = kcn.dom;
    const view = app.view;
    const { at, unitKm } = projection(app);
    const path = (/** @type {[number, number][]} */ line) =>
      line
        .map((point, i) => {
          const { x, y } = at(point);
          return (i ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1);
        })
        .join("");
    const { id, areas } = view.level;
    const numbered = sites.map((site, i) => ({ site, number: i + 1 }));
    const placed = /** @type {{site: Placed, number: number}[]} */ (numbered.filter(({ site }) => site.lonlat));
    const homes = placed.map(({ site }) => ({ ...at(site.lonlat), r: 7 })), places = kcn.declutter(homes, MARKER);
    return svg(
      "svg",
      { class: "print-map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": view.fmt.t("page.map") },
      kcn.areas.patterns("print-"),
      areas.map((area) => {
        const group = kcn.classes.classify(area.values[view.measure.id], view.measure);
        return svg("path", {
          class: "area",
          "data-class": group,
          d: app.topology
            .polygons(id, area.code)
            .flat()
            .map((ring) => path(ring) + "Z")
            .join(""),
        });
      }),
      view.data.base.water.flatMap((w) => w.lines.map((line) => svg("path", { class: "water", d: path(line) }))),
      names(app, areas, at, places),
      markers(placed, homes, places),
      scaleBar(view, unitKm),
      north(view),
    );
  }

  /**
   * Names in their areas, clear of the markers.
   * @param {App} app @param {Area[]} areas @param {(point: LonLat) => Point} at @param {Point[]} markers
   */
  function names(app, areas, at, markers) {
    const { arrange, forms, outline } = kcn.labelPlaces;
    const { id } = app.view.level, font = `600 ${NAME}px ${getComputedStyle(document.body).fontFamily}`;
    const list = areas.map((area) => ({
      ...outline(app.topology.polygons(id, area.code), at),
      home: at(area.label),
      isFirst: area.sites.length > 0,
      forms: forms(app.view.fmt.short(area.name), NAME, (text) => kcn.dom.textWidth(text, font)),
    }));
    const marks = markers.map(({ x, y }) => ({ x, y, w: MARKER, h: MARKER }));
    return arrange(list, [0, 0, WIDTH, HEIGHT], marks, []).map((place, i) => {
      if (!place) return null;
      const { lines, factor, step } = list[i].forms[place.form];
      const first = place.y + 0.35 * NAME * factor - (step * (lines.length - 1)) / 2;
      return lines.map((line, n) =>
        kcn.dom.svg("text", { x: place.x, y: first + n * step, class: factor < 1 ? "small" : "" }, line),
      );
    });
  }

  /**
   * Marks with the number of the site's row in the table.
   * @param {{site: Site, number: number}[]} placed @param {Point[]} homes
   * @param {Point[]} places
   */
  function markers(placed, homes, places) {
    const { svg } = kcn.dom;
    return places.map(({ x, y }, i) => {
      const { site, number } = placed[i];
      const shape = kcn.dom.shape(site, 6.5).firstChild;
      return [
        svg("path", { class: "leader-line", d: `M${homes[i].x} ${homes[i].y}L${x} ${y}` }),
        svg(
          "g",
          {
            class: ["kind-" + site.kind, site.area_planned_ha === null ? "unknown-area" : ""].join(" "),
            transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
          },
          shape,
          svg("text", { class: "number", y: 3.2 }, String(number)),
        ),
      ];
    });
  }

  /** @param {View} view @param {number} unitKm kilometres in a unit of the drawing */
  function scaleBar(view, unitKm) {
    const { svg } = kcn.dom;
    const km = kcn.geo.scaleBarKm(BAR * unitKm);
    const length = km / unitKm, y = HEIGHT - 12;
    return svg(
      "g",
      { class: "print-scale" },
      svg("path", { d: `M${EDGE} ${y - 5}v5h${length.toFixed(1)}v-5` }),
      svg("text", { x: EDGE + length / 2, y: y - 7 }, view.fmt.quantity(km, "km", 2)),
    );
  }

  /** @param {View} view */
  function north(view) {
    const { svg } = kcn.dom;
    return svg(
      "g",
      { class: "print-north", transform: `translate(${WIDTH - 30} 34)` },
      svg("path", { d: "M0-18L7 8L0 3L-7 8Z" }),
      svg("text", { y: 22 }, view.fmt.t("page.north")),
    );
  }

  /** @param {View} view @param {Site[]} sites */
  function table(view, sites) {
    const { html } = kcn.dom;
    const { fmt } = view;
    const { t } = fmt;
    const chosen = kcn.table.columns(view.data, view.data.chosen.sheet);
    const columns = chosen.filter(({ level }) => !level || level.is_mapped);
    const told = (/** @type {Column} */ column, /** @type {Site} */ site) => {
      const text = column.text(view, site, true);
      const base = column.key === "attribute.occupancy_pct" && fmt.baseAndDate(site);
      return text === null ? "–" : text + (base ? " (" + base + ")" : "");
    };
    return html(
      "table",
      null,
      kcn.dom.tableHead([
        t("page.number"),
        ...columns.map(({ key, level }) => (level ? kcn.levels.heading(view, level) : t(key))),
      ]),
      html(
        "tbody",
        null,
        sites.map((site, i) =>
          html(
            "tr",
            null,
            [String(i + 1), ...columns.map((column) => told(column, site))].map((text) => html("td", null, text)),
          ),
        ),
      ),
    );
  }

  /** The sources of the figures in the table; "" where there are none. @param {View} view @param {Site[]} sites */
  function used(view, sites) {
    const ids = new Set(sites.flatMap((site) => view.data.chosen.sheet.flatMap((name) => site.sources[name] || [])));
    const sources = view.data.sources.filter((source) => ids.has(source.id)).map((source) => {
      return (
        source.id + " " + [source.publisher || source.title, view.fmt.date(source.published)].filter(Boolean).join(", ")
      );
    });
    return sources.length ? view.fmt.t("page.print_sources", { sources: sources.join("; ") }) : "";
  }

  kcn.print = { create };
})(globalThis);
