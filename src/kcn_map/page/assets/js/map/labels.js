// @ts-check
/* Names on the map, placed anew with each view so that none lies on a marker or another name, or is cut by the edge. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** What names of neighbours keep away from their borders, in pixels. */
  const MARGIN = 12;
  /** What names keep away from the edge of the map, in pixels. */
  const EDGE = 6;
  /** More areas have their names in smaller letters. */
  const MANY = 40;
  /** Of more names of areas only those in view are tried; of more there, none. */
  const DENSE = 1500;

  /**
   * @typedef {object} Label
   * @property {string} kind @property {string} text @property {LonLat} lonlat
   * @property {string} [value] of the measure, where there is room
   * @property {[string, string]} [area] layer and code of the area that it stands in
   * @property {boolean} [isFirst] of the areas to be named
   * @property {Area} [own] of the level that is coloured, if it is of one
   * @property {(size: LabelSize) => Point[]} [spots] where it may stand, beside its point
   * @property {string} [layer] that it is hidden with @property {number} [from] the least zoom
   * @property {L.Marker} [marker] @property {Font} [font] @property {LabelForm[]} [forms] in that font
   * @typedef {{name: string, size: number, spacing: number, isUpper: boolean}} Font
   */

  /** @param {App} app */
  function create(app) {
    const L = root.L;
    const { map } = app.board;
    /** Those but for areas. @type {Label[]} */
    let labels = [];
    /** The areas that are shown, and their parts. @type {ReturnType<typeof named>[]} */
    let layers = [];
    /** In Web Mercator of the unit sphere. @type {Record<string, Outline>} */
    const outlines = {};
    /** The fonts that names have on this screen, by kind. @type {Record<string, Font>} */
    let fonts = {};
    /** Those on the map. @type {Set<Label>} */
    const drawn = new Set();

    /** @param {string} kind */
    function fontOf(kind) {
      const probe = kcn.dom.html("div", { class: "label label-" + kind });
      map.getPanes().labels.append(probe);
      const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, textTransform } = getComputedStyle(probe);
      const name = [fontStyle, fontWeight, fontSize, fontFamily].join(" ");
      const isUpper = textTransform === "uppercase";
      probe.remove();
      return { name, size: parseFloat(fontSize), spacing: parseFloat(letterSpacing) || 0, isUpper };
    }

    /** The forms of a name in the font that this machine has for it. @param {Label} one @returns {LabelForm[]} */
    function formsOf(one) {
      const font = (fonts[one.kind] = fonts[one.kind] || fontOf(one.kind));
      if (!one.forms || one.font !== font) {
        one.font = font;
        const width = (/** @type {string} */ text) =>
          kcn.dom.textWidth(font.isUpper ? text.toUpperCase() : text, font.name) + font.spacing * text.length;
        const forms = kcn.labelPlaces.forms(one.text, font.size, width, one.kind !== "area");
        const { value } = one;
        one.forms = value ? kcn.labelPlaces.valued(forms, value, width(value)) : forms;
      }
      return one.forms;
    }

    /** @param {Label} one @param {LabelForm} form @returns {L.Marker} */
    function draw(one, form) {
      drawn.add(one);
      const text = [...form.lines, form.value].filter(Boolean).join("\n");
      const marker = (one.marker =
        one.marker ||
        L.marker([one.lonlat[1], one.lonlat[0]], {
          icon: L.divIcon({
            html: kcn.dom.html("span"),
            className: ["label label-" + one.kind, groundOf(one)].join(" "),
            iconSize: [0, 0],
          }),
          interactive: false, keyboard: false, pane: "labels",
        }));
      const span = /** @type {HTMLElement} */ (marker.addTo(map).getElement()?.firstChild);
      span.style.fontSize = form.factor + "em";
      if (span.textContent !== text)
        kcn.dom.replaceChildren(span, form.lines.join("\n"),
          form.value && ["\n", kcn.dom.html("small", null, form.value)]);
      return marker;
    }

    /** @param {Label} one */
    function remove(one) {
      if (drawn.delete(one) && one.marker) one.marker.remove();
    }

    /** Classes of style for the colour that a name is on: of its area, else that around it. @param {Label} one */
    function groundOf({ kind, own, lonlat }) {
      const { view } = app, { id, areas } = view.level, { x, y } = kcn.geo.mercator(lonlat);
      const area = own || (["part", "town"].includes(kind) && areas.find(({ code }) => {
        const shape = outline([id, code]), [west, north, east, south] = shape.edges;
        return x > west && x < east && y > north && y < south && kcn.geo.inside([x, y], shape.rings);
      }));
      return area ? kcn.levels.ground(view, area) : "";
    }

    /** The view's names, measured; `place` puts them on the map. @param {View} view @returns {Generator<void>} */
    function* update(view) {
      drawn.forEach(remove);
      const { data, fmt, level } = view, { areas } = level, part = kcn.parts.of(data, level);
      const middle = /** @type {LonLat} */ (
        [0, 1].map((i) => areas.reduce((sum, { label }) => sum + label[i], 0) / areas.length)
      );
      const label = (/** @type {Level} */ { id }, /** @type {Area} */ area) => ({
        text: fmt.short(area.name), lonlat: area.label, isFirst: area.sites.length > 0,
        area: /** @type {[string, string]} */ ([id, area.code]),
      });
      layers = [named(level, 0, (area) => ({
        ...label(level, area), kind: areas.length > MANY ? "many" : "area", value: valueOf(view, area), own: area,
      }))];
      if (part) layers.push(named(part, kcn.parts.from(part), (area) => ({ ...label(part, area), kind: "part" })));
      labels = [
        ...data.base.towns.filter((t) => t.kind !== "reference")
          .map((t) => ({
            kind: "town", text: fmt.localized(t.name), lonlat: t.lonlat, layer: "towns",
            from: t.kind === "provincial seat" ? 9 : 10.25,
          })),
        ...data.base.water
          .map((w) => ({ ...w, name: fmt.localized(w.name) }))
          .filter((w) => w.name).filter(kcn.labelPlaces.longest)
          .map((w) => ({
            kind: "water", text: w.name, lonlat: kcn.labelPlaces.midpoint(w.lines), layer: "water", from: 9,
          })),
        ...data.base.roads.filter((r) => r.ref)
          .map((r) => ({
            kind: "road", text: String(r.ref), lonlat: kcn.labelPlaces.midpoint(r.lines), layer: "roads", from: 10,
          })),
        ...data.neighbours.filter((n) => n.levels.includes(level.id))
          .map((n) => ({
            kind: "province", text: fmt.localized(n.name), lonlat: middle, layer: "land",
            area: /** @type {[string, string]} */ (["neighbours", n.code]),
          })),
      ];
      for (const one of layers.flatMap((inView) => inView())) yield void formsOf(one);
    }

    /**
     * The labels of areas in view, each made when it first is: there may be a hundred thousand.
     * @param {Level} level @param {number} from the least zoom @param {(area: Area) => Label} make
     */
    function named({ areas }, from, make) {
      /** @type {Map<Area, Label>} */
      const made = new Map();
      return () => (map.getZoom() < from ? [] : near(areas)).map((area) => {
        const one = made.get(area) || make(area);
        made.set(area, one);
        return one;
      });
    }

    const placing = kcn.turns.latest(names), place = () => kcn.turns.all(placing());

    /** Name by name. @returns {Generator<void>} */
    function* names() {
      const isOn = (/** @type {Label} */ one) =>
        map.getZoom() >= (one.from || 0) && !app.hiddenLayers.has(one.layer || "names");
      const on = labels.filter(isOn), areas = app.hiddenLayers.has("names") ? [] : layers.map((inView) => inView());
      const wanted = new Set([...areas.flat(), ...on]);
      for (const one of drawn) if (!wanted.has(one)) remove(one);
      const boxOf = (/** @type {Point & {r: number}} */ { x, y, r }) => ({ x, y, w: 2 * r, h: 2 * r });
      const all = app.markers.boxes(), marks = all.filter(({ isSelected }) => !isSelected).map(boxOf);
      const taken = [...covered(), ...all.filter(({ isSelected }) => isSelected).map(boxOf)];
      for (const list of areas) yield* arrange(list, marks, taken);
      for (const one of on) if (!one.area) yield void placeFree(one, marks, taken);
      const targets = marks.map((mark) => ({ ...mark, w: Math.max(mark.w, 24), h: Math.max(mark.h, 24) }));
      for (const one of kcn.hubs.labels(app, frame())) yield void placeFree(one, targets, taken);
      yield* arrange(on.filter((one) => one.kind === "province"), marks, taken);
    }

    /** The areas whose names are tried in this view. @param {Area[]} list @returns {Area[]} */
    function near(list) {
      if (list.length <= DENSE) return list;
      const bounds = map.getBounds(), west = bounds.getWest(), east = bounds.getEast();
      const south = bounds.getSouth(), north = bounds.getNorth();
      const inView = list.filter(({ label: [lon, lat] }) => lon >= west && lon <= east && lat >= south && lat <= north);
      return inView.length > DENSE ? [] : inView;
    }

    /** What lies over the map: the key on wide screens, buttons, credit, scale. @returns {Box[]} */
    function covered() {
      const { left, top } = map.getContainer().getBoundingClientRect();
      const over = ".key, #tools, #credit, #locator, .leaflet-control-scale";
      return [...document.querySelectorAll(over)].map((element) => {
        const { x, y, width: w, height: h } = element.getBoundingClientRect();
        return { ...map.containerPointToLayerPoint([x - left + w / 2, y - top + h / 2]), w, h };
      });
    }

    /** What is to be seen, in pixels of the map's layers, without its edge. @returns {Edges} */
    function frame() {
      const { x, y } = map.containerPointToLayerPoint([0, 0]), size = map.getSize();
      return [x + EDGE, y + EDGE, x + size.x - EDGE, y + size.y - EDGE];
    }

    /**
     * Names that stand in their areas; what is in the way is in pixels.
     * @param {Label[]} list @param {Box[]} marks @param {Box[]} taken by other names, to which these are added
     * @returns {Generator<void>} name by name
     */
    function* arrange(list, marks, taken) {
      // Outlines are kept as they are on the unit sphere: only sizes and what is in the way change with the zoom.
      const scale = (128 * 2 ** map.getZoom()) / Math.PI, { x: left, y: top } = map.getPixelOrigin();
      const world = (/** @type {Box} */ { x, y, w, h }) => ({
        x: (x + left) / scale - Math.PI, y: (y + top) / scale - Math.PI, w: w / scale, h: h / scale,
      });
      const [west, north, east, south] = frame();
      const { x, y, w, h } = world({ x: west, y: north, w: east - west, h: south - north });
      const areas = list.map((one) => {
        const margin = one.kind === "province" ? MARGIN : 0, shape = outline(one.area || ["", ""]);
        return {
          edges: shape.edges,
          get rings() {
            return shape.rings;
          },
          home: kcn.geo.mercator(one.lonlat),
          isFirst: Boolean(one.isFirst),
          forms: formsOf(one).map(({ w, h, start, letter }) => ({
            w: (w + margin) / scale, h: (h + margin) / scale, start: start / scale, letter: (letter + margin) / scale,
          })),
        };
      });
      const edges = /** @type {Edges} */ ([x, y, x + w, y + h]);
      for (const [i, place] of kcn.labelPlaces.arranged(areas, edges, marks.map(world), taken.map(world))) {
        const one = list[i];
        yield;
        if (place === null) remove(one);
        if (!place) continue;
        const at = { x: (place.x + Math.PI) * scale - left, y: (place.y + Math.PI) * scale - top };
        const form = formsOf(one)[place.form];
        taken.push({ ...at, w: form.w, h: form.h });
        put(draw(one, form), at);
      }
    }

    /** @param {[string, string]} area layer and code @returns {Outline} */
    function outline([layer, code]) {
      const key = layer + code;
      return (outlines[key] = outlines[key] || app.topology.outline(layer, code));
    }

    /**
     * A name at its point, or beside its town; none where there is no room.
     * @param {Label} one @param {Box[]} marks @param {Box[]} taken
     */
    function placeFree(one, marks, taken) {
      const [form] = formsOf(one), { w, h } = form;
      const home = map.latLngToLayerPoint([one.lonlat[1], one.lonlat[0]]), [west, north, east, south] = frame();
      const shifts = one.kind === "town" ? [w / 2 + 7, -w / 2 - 7] : [0];
      const spots = one.spots ? one.spots(form) : shifts.map((by) => ({ x: home.x + by, y: home.y }));
      const box = spots.map((spot) => ({ ...spot, w, h })).find(({ x, y }) =>
        x - w / 2 >= west && x + w / 2 <= east && y - h / 2 >= north && y + h / 2 <= south &&
          ![...marks, ...taken].some((other) => kcn.labelPlaces.overlap({ x, y, w, h }, other)));
      if (!box) return remove(one);
      taken.push(box);
      const marker = draw(one, form);
      /** @type {HTMLElement} */ (marker.getElement()).classList.toggle("left", box.x < home.x);
      put(marker, one.spots ? box : home);
    }

    /** @param {L.Marker} marker @param {Point} at */
    function put(marker, { x, y }) {
      marker.setLatLng(map.layerPointToLatLng([x, y]));
      const { style } = /** @type {HTMLElement} */ (marker.getElement());
      style.transform = style.transform.replace(/3d(.*), 0px/, "$1"); // in one layer of the browser's, not one each
    }

    map.on("resize", () => (fonts = {})); // style sheets have other sizes for small screens
    map.on("moveend", () => kcn.turns.run([placing])); // the map itself does not wait for its names
    return { update, place, placing };
  }

  /** What a map can say in short: a figure, and that it is a lower bound. @param {View} view @param {Area} area */
  function valueOf({ fmt, measure, level }, area) {
    const [figure, , , isAtLeast] = area.values[measure.id];
    if (!figure || level.areas.length > MANY) return "";
    return (isAtLeast ? "≥ " : "") + fmt.number(figure, measure.decimals) + (measure.unit === "%" ? " %" : "");
  }

  kcn.labels = { create, valueOf };
})(globalThis);
