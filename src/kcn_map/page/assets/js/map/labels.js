// @ts-check
/* Names on the map, placed anew with each view so that none lies on a marker or another name, or is cut by the edge. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @type {Record<string, number>} */
  const SIZES = { province: 17, area: 13.5, town: 11.5, water: 12, minor: 11.5, road: 10 };
  const GAP = 4; // between a name and what stands beside it, in pixels
  /** Steps from the wanted place, in pixels, the nearest first. */
  const TRIES = [0, 10, 20, 30, 42, 56, 70].flatMap((far) =>
    far
      ? [
          [0, -far],
          [0, far],
          [-far, 0],
          [far, 0],
          [-far, -far * 0.7],
          [far, -far * 0.7],
          [-far, far * 0.7],
          [far, far * 0.7],
        ]
      : [[0, 0]],
  );

  /** Of more names only those in view are tried, each in its own place: what finds no room comes with a closer look. */
  const DENSE = 300;

  /** @typedef {{ring: Ring, box: [number, number, number, number]}} Outer an outer ring and its bounds */
  /**
   * @typedef {object} Label
   * @property {string} kind @property {string} text @property {LonLat} lonlat @property {number} size
   * @property {string[]} [area] layer and code of the area that it names @property {LonLat[]} [places] where it may
   * stand
   * @property {string} [layer] that it is hidden with @property {number} [from] the least zoom
   * @property {L.Marker} [marker] @property {object} [font] @property {number} [width]
   */

  /** @param {App} app */
  function create(app) {
    const L = root.L;
    const { map } = app.board;
    /** @type {Label[]} */
    let labels = [];
    /** @type {Record<string, Outer[]>} */
    const known = {};
    const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    /**
     * The fonts that names have on this screen, by kind.
     * @type {Record<string, {name: string, spacing: number, isUpper: boolean}>}
     */
    let fonts = {};
    let tries = TRIES, isDense = false;
    /** Those on the map. @type {Set<Label>} */
    const drawn = new Set();

    /** @param {string} kind @param {string} text @param {[number, number]} lonlat @param {Partial<Label>} [more] */
    function label(kind, text, lonlat, more = {}) {
      return { kind, text, lonlat, size: SIZES[kind], ...more };
    }

    /** @param {string} kind */
    function fontOf(kind) {
      const probe = kcn.dom.html("div", { class: "label label-" + kind });
      map.getPanes().labels.append(probe);
      const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, textTransform } = getComputedStyle(probe);
      const name = [fontStyle, fontWeight, fontSize, fontFamily].join(" ");
      const font = { name, spacing: parseFloat(letterSpacing) || 0, isUpper: textTransform === "uppercase" };
      probe.remove();
      return font;
    }

    /** How wide a name is in the font that this machine has for it, in pixels. @param {Label} one @returns {number} */
    function widthOf(one) {
      const font = (fonts[one.kind] = fonts[one.kind] || fontOf(one.kind));
      if (one.font !== font) {
        const text = font.isUpper ? one.text.toUpperCase() : one.text;
        pen.font = font.name;
        Object.assign(one, { font, width: pen.measureText(text).width + font.spacing * text.length });
      }
      return Number(one.width);
    }

    /** @param {Label} one */
    function draw(one) {
      drawn.add(one);
      let { marker } = one;
      if (!marker) {
        const span = kcn.dom.html("span", null, one.text);
        const icon = L.divIcon({ html: span, className: "label label-" + one.kind, iconSize: [0, 0] });
        marker = one.marker = L.marker([one.lonlat[1], one.lonlat[0]], {
          icon,
          interactive: false,
          keyboard: false,
          pane: "labels",
        });
      }
      return marker.addTo(map);
    }

    /** @param {Label} one */
    function remove(one) {
      if (drawn.delete(one) && one.marker) one.marker.remove();
    }

    /** @param {View} view @param {Neighbour} n */
    function neighbour(view, n) {
      const free = kcn.labelPlaces.places(app.topology.polygons("neighbours", n.code), view.data.levels[0].areas);
      return free.length
        ? [label("province", view.fmt.localized(n.name), free[0], { layer: "land", places: free.slice(0, 40) })]
        : [];
    }

    /** Put the names of the view's language and level on the map. @param {View} view */
    function update(view) {
      drawn.forEach(remove);
      const { data, fmt, level } = view, [kind, from] = level === data.levels[0] ? ["area", 0] : ["minor", 10.5];
      labels = [
        ...level.areas.map((a) => label(kind, fmt.short(a.name), a.label, { area: [level.id, a.code], from })),
        ...data.base.towns
          .filter((t) => t.kind !== "reference")
          .map((t) =>
            label("town", t.name, t.lonlat, { layer: "towns", from: t.kind === "provincial seat" ? 9 : 10.25 }),
          ),
        ...data.base.water
          .filter((w) => w.name)
          .filter(kcn.labelPlaces.longest)
          .map((w) => label("water", String(w.name), kcn.labelPlaces.middle(w.lines), { layer: "water", from: 9 })),
        ...data.base.roads
          .filter((r) => r.ref)
          .map((r) => label("road", String(r.ref), kcn.labelPlaces.middle(r.lines), { layer: "roads", from: 10 })),
        ...data.neighbours
          .filter((n) => n.levels.includes(view.state.level))
          .map((n) => neighbour(view, n))
          .flat(),
      ];
      place();
    }

    /** Outer rings with their bounds. @param {string[]} area */
    function rings([layer, code]) {
      return (known[layer + code] =
        known[layer + code] ||
        app.topology.polygons(layer, code).map((polygon) => ({ ring: polygon[0], box: kcn.geo.bounds(polygon[0]) })));
    }

    function place() {
      /** @type {Box[]} */
      const taken = [...app.markers.boxes().map((m) => ({ x: m.x, y: m.y, w: 2 * m.r, h: 2 * m.r })), ...beyond()];
      const on = labels.filter(isOn), bounds = map.getBounds();
      const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const near =
        on.length > DENSE ? on.filter(({ lonlat: [x, y] }) => x > west && x < east && y > south && y < north) : on;
      isDense = on.length > DENSE;
      tries = near.length > DENSE ? TRIES.slice(0, 1) : TRIES;
      const wanted = new Set(near);
      for (const one of drawn) if (!wanted.has(one)) remove(one);
      for (const one of near) settle(one, taken);
    }

    /** Whether a name is to be tried at this zoom, and its layer shown. @param {Label} one */
    function isOn(one) {
      return map.getZoom() >= (one.from || 0) && !app.hiddenLayers.has(one.layer || "names");
    }

    /** What is not to be seen: all beyond the edges, and the land under the buttons. @returns {Box[]} */
    function beyond() {
      const { x: w, y: h } = map.getSize(), tools = kcn.dom.byId("tools");
      const box = (
        /** @type {number} */ x,
        /** @type {number} */ y,
        /** @type {number} */ width,
        /** @type {number} */ height,
      ) => ({ ...map.containerPointToLayerPoint([x, y]), w: width, h: height });
      return [
        ...[
          [-1, 0],
          [1, 0],
          [0, -1],
          [0, 1],
        ].map(([i, j]) => box(w / 2 + 2 * i * w, h / 2 + 2 * j * h, 3 * w, 3 * h)),
        box(
          tools.offsetLeft + tools.offsetWidth / 2,
          tools.offsetTop + tools.offsetHeight / 2,
          tools.offsetWidth,
          tools.offsetHeight,
        ),
      ];
    }

    /** @param {Label} one @param {Box[]} taken */
    function settle(one, taken) {
      const box = spot(one, taken);
      if (!box) return remove(one);
      taken.push(box);
      const marker = draw(one), { classList, style } = /** @type {HTMLElement} */ (marker.getElement());
      if (one.kind !== "town") marker.setLatLng(map.layerPointToLatLng([box.x, box.y]));
      else classList.toggle("left", box.x < map.latLngToLayerPoint([one.lonlat[1], one.lonlat[0]]).x);
      style.transform = style.transform.replace(/3d(.*), 0px/, "$1"); // in one layer of the browser's, not one each
    }

    /**
     * The best place for a name, null if there is none; one of the first level always gets one, unless there are many.
     * @param {Label} one @param {Box[]} taken
     */
    function spot(one, taken) {
      const home = point(one.lonlat);
      const w = widthOf(one) + GAP, h = one.size + 5;
      const box = (/** @type {number} */ dx, /** @type {number} */ dy) => ({ x: home.x + dx, y: home.y + dy, w, h });
      const isFree = (/** @type {Box} */ b) => !taken.some((other) => kcn.labelPlaces.overlap(b, other));
      if (one.places)
        return (
          one.places
            .map((place) => ({ ...point(place), w, h }))
            .find((/** @type {Box} */ b) => isFree(b) && isOutside(b)) || null
        );
      if (one.kind === "town") return [box(w / 2 + 7, 0), box(-w / 2 - 7, 0)].find(isFree) || null;
      if (!one.area) return isFree(box(0, 0)) ? box(0, 0) : null;
      const area = rings(one.area);
      const boxes = tries.map(([dx, dy]) => box(dx, dy));
      const free = boxes.filter(isFree);
      const found =
        free.find((b) => within(area, b, isDense ? 0.5 : 0.42)) || (!isDense && free.find((b) => within(area, b, 0.2)));
      if (found || one.kind !== "area" || isDense) return found || null;
      return (
        free.find((b) => isNear(b, one) && isOutside(b)) ||
        kcn.labelPlaces.leastCovered(
          boxes.filter((b) => within(area, b, 0.2)),
          taken,
        ) ||
        box(0, 0)
      );
    }

    /**
     * Whether a name stands so near to its place, and so far from others', that it is taken for no other's.
     * @param {Box} box @param {Label} one
     */
    function isNear(box, one) {
      const far = (/** @type {Label} */ other) => {
        const { x, y } = point(other.lonlat);
        return Math.hypot(box.x - x, box.y - y);
      };
      return (
        far(one) < 84 &&
        labels.every((other) => other === one || other.kind !== one.kind || far(one) < 0.9 * far(other))
      );
    }

    /** @param {[number, number]} lonlat */
    function point([lon, lat]) {
      return map.latLngToLayerPoint([lat, lon]);
    }

    /**
     * Whether a name, or so much of it to either side of its middle, lies in its area.
     * @param {Outer[]} polygons @param {Box} box
     * @param {number} reach
     */
    function within(polygons, box, reach) {
      return corners({ ...box, w: box.w - GAP }, [-reach, 0, reach], [0]).every((corner) => contains(polygons, corner));
    }

    /** Whether a name stands beside the atlas' areas, where it can't be taken for another's. @param {Box} box */
    function isOutside(box) {
      const ends = corners(box, [-0.5, 0, 0.5], [-0.5, 0.5]);
      const [{ id, areas }] = app.data.levels;
      return areas.every(({ code }) => !ends.some((end) => contains(rings([id, code]), end)));
    }

    /**
     * @param {Box} box @param {number[]} across
     * @param {number[]} down parts of its width and height, from its middle
     */
    function corners(box, across, down) {
      return across.flatMap((i) => down.map((j) => map.layerPointToLatLng([box.x + i * box.w, box.y + j * box.h])));
    }

    /** @param {Outer[]} polygons @param {L.LatLng} latlng */
    function contains(polygons, latlng) {
      return polygons.some(
        ({ box, ring }) =>
          latlng.lng > box[0] &&
          latlng.lng < box[2] &&
          latlng.lat > box[1] &&
          latlng.lat < box[3] &&
          kcn.geo.inside([latlng.lng, latlng.lat], ring),
      );
    }

    map.on("resize", () => (fonts = {})); // style sheets have other sizes for small screens
    map.on("moveend", place);
    return { update, place };
  }

  kcn.labels = { create };
})(globalThis);
