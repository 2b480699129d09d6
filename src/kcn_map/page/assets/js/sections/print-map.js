// @ts-check
/* The map on paper: areas in their classes with names and values, numbered marks, scale and north. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const EDGE = 14;
  const MARKER = 15, DOT = 3; // least distance between two markers on paper; half of what has no room
  const NAME = 10.5; // size of letters, as in print.css
  const BAR = 125; // the longest that the scale bar may be

  /**
   * The atlas with these sites, numbered where there are several; what lies outside of the chosen area is lighter. A
   * large map has the classes of the measure and is fitted to that area; a small one tells where in the atlas it is.
   * @param {App} app @param {Site[]} sites @param {Chosen} [chosen] @param {boolean} [isSmall]
   */
  function draw(app, sites, chosen = null, isSmall = false) {
    const { svg } = kcn.dom, { data } = app, view = isSmall ? { ...app.view, level: data.levels[0] } : app.view;
    const [width, height] = isSmall ? [400, 304] : [620, 470], { id, areas } = view.level;
    const ringsOf = (/** @type {string} */ level, /** @type {string} */ code) =>
      app.topology.polygons(level, code).flat();
    const inside = chosen ? ringsOf(chosen.level.id, chosen.area.code) : [];
    const shown = isSmall || !chosen ? data.levels[0].areas.flatMap(({ code }) => ringsOf(data.levels[0].id, code))
      : inside;
    const { at, back, unitKm } = kcn.geo.projection(kcn.geo.bounds(shown.flat()), width, height, EDGE);
    const path = (/** @type {Ring} */ line) =>
      line
        .map((point, i) => {
          const { x, y } = at(point);
          return (i ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1);
        })
        .join("");
    const closed = (/** @type {Ring[]} */ rings) => rings.map((ring) => path(ring) + "Z").join("");
    const small = isSmall || chosen ? null : locator(width, height);
    const placed = /** @type {Placed[]} */ (sites.filter(({ lonlat }) => lonlat));
    const homes = placed.map(({ lonlat }) => ({ ...at(lonlat), r: 7 }));
    const places = kcn.declutter.positions(homes, MARKER, DOT,
      (place, i) => app.markers.isWithin(placed[i], back(place)));
    return svg(
      "svg",
      {
        class: "print-map" + (isSmall ? " small-map" : ""), viewBox: `0 0 ${width} ${height}`, role: "img",
        "aria-label": view.fmt.t("page.map"),
      },
      kcn.areas.patterns("print-"),
      areas.map(({ code, values }) => svg("path", {
        class: "area",
        "data-class": isSmall ? null : kcn.classes.classify(values[view.measure.id], view.measure),
        d: closed(ringsOf(id, code)),
      })),
      data.base.water.flatMap((w) => w.lines.map((line) => svg("path", { class: "water", d: path(line) }))),
      chosen && svg("path", { class: "veil", d: `M-9-9V999H999V-9Z` + closed(inside) }),
      names(app, view, at, width, height, places, isSmall, small ? [small.box] : []),
      placed.map((site, i) => mark(site, homes[i], places[i], sites)),
      scaleBar(view, unitKm, height),
      north(view, width - 30, { class: "print-north" }),
      small && small.drawn,
    );
  }

  /** The locator in its corner, beside the scale and north, and where it stands. @param {number} w @param {number} h */
  function locator(w, h) {
    const own = /** @type {SVGSVGElement|null} */ (document.querySelector("#locator"));
    if (!own) return null;
    const { width: wide, height: high } = own.viewBox.baseVal, width = wide / 2, height = high / 2;
    const corner = own.classList[1].slice(-2);
    const x = corner[1] === "w" ? 8 : w - width - (corner[0] === "n" ? 56 : 8);
    const y = corner[0] === "n" ? 8 : h - height - (corner[1] === "w" ? 40 : 8);
    const drawn = /** @type {Element} */ (own.cloneNode(true));
    for (const [name, value] of Object.entries({ x, y, width, height })) drawn.setAttribute(name, String(value));
    drawn.removeAttribute("id");
    return { drawn, box: { x: x + width / 2, y: y + height / 2, w: width, h: height } };
  }

  /**
   * Names in their areas, clear of the markers, scale and north; with their values on a large map.
   * @param {App} app @param {View} view @param {(point: LonLat) => Point} at @param {number} width @param {number}
   * height @param {(Point & {r: number})[]} markers @param {boolean} isSmall
   * @param {Box[]} over what else lies on the map
   */
  function names(app, view, at, width, height, markers, isSmall, over) {
    const { arrange, forms, valued, outline } = kcn.labelPlaces;
    const { id, areas } = view.level, font = `600 ${NAME}px ${getComputedStyle(document.body).fontFamily}`;
    const wide = (/** @type {string} */ text) => kcn.dom.textWidth(text, font);
    const list = areas.map((area) => {
      const value = isSmall ? "" : kcn.labels.valueOf(view, area);
      const plain = forms(view.fmt.short(area.name), NAME, wide);
      return {
        ...outline(app.topology.polygons(id, area.code), at),
        home: at(area.label),
        isFirst: area.sites.length > 0,
        forms: value ? valued(plain, value, wide(value)) : plain,
      };
    });
    const marks = markers.map(({ x, y, r }) => ({ x, y, w: 2 * r + 1, h: 2 * r + 1 }));
    const bar = { x: EDGE + BAR / 2, y: height - 18, w: BAR, h: 24 };
    const taken = [...over, bar, { x: width - 30, y: 38, w: 24, h: 48 }];
    return arrange(list, [4, 4, width - 4, height - 4], marks, taken).map((place, i) => {
      if (!place) return null;
      const { lines, factor, step, value } = list[i].forms[place.form];
      const all = [...lines, ...(value ? [value] : [])];
      const first = place.y + 0.35 * NAME * factor - (step * (all.length - 1)) / 2;
      return all.map((line, n) => kcn.dom.svg("text", {
        x: place.x, y: first + n * step,
        class: (factor < 1 ? "small" : "") + (n < lines.length ? "" : " value"),
      }, line));
    });
  }

  /**
   * A mark with the number of the site's row in the table, where there are several; a dot has it beside it.
   * @param {Site} site @param {Point} home @param {Point & {r: number}} place @param {Site[]} sites
   */
  function mark(site, home, { x, y, r }, sites) {
    const { svg, shape } = kcn.dom, drawn = shape(site, r - 0.5);
    return [
      svg("path", { class: "leader-line", d: `M${home.x} ${home.y}L${x} ${y}` }),
      svg("g", { class: drawn.getAttribute("class"), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
        drawn.firstChild,
        sites.length > 1 && svg("text", r > DOT ? { class: "number", y: 3.2 } : { x: 9, y: 3.2 },
          String(sites.indexOf(site) + 1))),
    ];
  }

  /** @param {View} view @param {number} unitKm kilometres in a unit of the drawing @param {number} height */
  function scaleBar(view, unitKm, height) {
    const { svg } = kcn.dom;
    const km = kcn.geo.scaleBarKm(BAR * unitKm);
    const length = km / unitKm, y = height - 12;
    return svg(
      "g",
      { class: "print-scale" },
      svg("path", { d: `M${EDGE} ${y - 5}v5h${length.toFixed(1)}v-5` }),
      svg("text", { x: EDGE + length / 2, y: y - 7 }, view.fmt.quantity(km, "km", 2)),
    );
  }

  /** Up is north on every map here. @param {View} view @param {number} x @param {Record<string, string>} looks */
  function north(view, x, looks) {
    const { svg } = kcn.dom;
    return svg(
      "g",
      { ...looks, transform: `translate(${x} 34)` },
      svg("path", { d: "M0-18L7 8L0 3L-7 8Z" }),
      svg("text", { y: 22 }, view.fmt.t("page.north")),
    );
  }

  kcn.printMap = { draw, north };
})(globalThis);
