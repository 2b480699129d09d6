// @ts-check
/* Names on the map, placed anew with each view so that none lies on a marker or another name, or is cut by the edge. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const GAP = 4; // between a name and what stands beside it, in pixels
  /** Steps from the wanted place, in pixels, the nearest first. */
  const TRIES = [0, 10, 20, 30, 42, 56, 70].flatMap((far) =>
    far ? [[0, -far], [0, far], [-far, 0], [far, 0], [-far, -far * 0.7], [far, -far * 0.7], [-far, far * 0.7], [far, far * 0.7]] : [[0, 0]]);

  /** Of more names only those in view are tried, each in its own place: what finds no room comes with a closer look. */
  const DENSE = 300;

  /** @typedef {{x: number, y: number, w: number, h: number}} Box centre and size */

  /** @param {Box} a @param {Box} b */
  const overlap = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;

  /** @param {any} app */
  function create(app) {
    const L = root.L;
    const { map } = app.board;
    /** @type {any[]} */
    let labels = [];
    /** @type {Record<string, any[]>} */
    const known = {};
    const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    /** The fonts that names have on this screen, by kind. @type {Record<string, {name: string, spacing: number, isUpper: boolean}>} */
    let fonts = {};
    let tries = TRIES, isDense = false;
    /** Those on the map. @type {Set<any>} */
    const drawn = new Set();

    /** @param {string} kind @param {string} text @param {[number, number]} lonlat @param {any} [more] */
    function label(kind, text, lonlat, more = {}) {
      return { kind, text, lonlat, size: { province: 17, district: 13.5, town: 11.5, water: 12, commune: 11.5, road: 10 }[kind], ...more };
    }

    /** @param {string} kind */
    function fontOf(kind) {
      const probe = kcn.dom.html("div", { class: "label label-" + kind });
      map.getPane("labels").append(probe);
      const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, textTransform } = getComputedStyle(probe);
      const name = [fontStyle, fontWeight, fontSize, fontFamily].join(" ");
      const font = { name, spacing: parseFloat(letterSpacing) || 0, isUpper: textTransform === "uppercase" };
      probe.remove();
      return font;
    }

    /** How wide a name is in the font that this machine has for it, in pixels. @param {any} one @returns {number} */
    function widthOf(one) {
      const font = (fonts[one.kind] = fonts[one.kind] || fontOf(one.kind));
      if (one.font !== font) {
        const text = font.isUpper ? one.text.toUpperCase() : one.text;
        pen.font = font.name;
        Object.assign(one, { font, width: pen.measureText(text).width + font.spacing * text.length });
      }
      return one.width;
    }

    /** @param {any} one */
    function draw(one) {
      drawn.add(one);
      if (!one.marker) {
        const span = kcn.dom.html("span", null, one.text);
        const icon = L.divIcon({ html: span, className: "label label-" + one.kind, iconSize: [0, 0] });
        one.marker = L.marker([one.lonlat[1], one.lonlat[0]], { icon, interactive: false, keyboard: false, pane: "labels" });
      }
      one.marker.addTo(map);
    }

    /** @param {any} one */
    function remove(one) {
      if (drawn.delete(one)) one.marker.remove();
    }

    /** @param {any} view @param {any} n */
    function neighbour(view, n) {
      const free = places(app.topology.polygons("neighbours", n.code), view.data.districts);
      return free.length ? label("province", view.fmt.localized(n.name), free[0], { layer: "land", places: free.slice(0, 40) }) : null;
    }

    /** Put the names of the view's language and level on the map. @param {any} view */
    function update(view) {
      drawn.forEach(remove);
      const { data, fmt } = view;
      labels = [
        ...(view.state.level === "district"
          ? data.districts.map((/** @type {any} */ d) => label("district", fmt.short(d.name), d.label, { area: ["districts", d.code] }))
          : data.communes.map((/** @type {any} */ c) => label("commune", fmt.short(c.name), c.label, { area: ["communes", c.code], from: 10.5 }))),
        ...data.base.towns.filter((/** @type {any} */ t) => t.kind !== "reference").map((/** @type {any} */ t) => label("town", t.name, t.lonlat, { layer: "towns", from: t.kind === "provincial seat" ? 9 : 10.25 })),
        ...data.base.water.filter((/** @type {any} */ w) => w.name).filter(longest).map((/** @type {any} */ w) => label("water", w.name, middle(w.lines), { layer: "water", from: 9 })),
        ...data.base.roads.filter((/** @type {any} */ r) => r.ref).map((/** @type {any} */ r) => label("road", r.ref, middle(r.lines), { layer: "roads", from: 10 })),
        ...data.neighbours.filter((/** @type {any} */ n) => n.levels.includes(view.state.level)).map((/** @type {any} */ n) => neighbour(view, n)).filter(Boolean),
      ];
      place();
    }

    /** Outer rings with their bounds. @param {string[]} area */
    function rings([layer, code]) {
      return known[layer + code] = known[layer + code] || app.topology.polygons(layer, code).map((/** @type {any} */ polygon) => ({ ring: polygon[0], box: kcn.geo.bounds(polygon[0]) }));
    }

    function place() {
      /** @type {Box[]} */
      const taken = [...app.markers.boxes().map((/** @type {any} */ m) => ({ x: m.x, y: m.y, w: 2 * m.r, h: 2 * m.r })), ...beyond()];
      const on = labels.filter(isOn), bounds = map.getBounds();
      const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const near = on.length > DENSE ? on.filter(({ lonlat: [x, y] }) => x > west && x < east && y > south && y < north) : on;
      isDense = on.length > DENSE;
      tries = near.length > DENSE ? TRIES.slice(0, 1) : TRIES;
      const wanted = new Set(near);
      for (const one of drawn) if (!wanted.has(one)) remove(one);
      for (const one of near) settle(one, taken);
    }

    /** Whether a name is to be tried at this zoom, and its layer shown. @param {any} one */
    function isOn(one) {
      return map.getZoom() >= (one.from || 0) && !app.hiddenLayers.has(one.layer || "names");
    }

    /** What is not to be seen: all beyond the edges, and the land under the buttons. @returns {Box[]} */
    function beyond() {
      const { x: w, y: h } = map.getSize(), tools = kcn.dom.byId("tools");
      const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width, /** @type {number} */ height) => ({ ...map.containerPointToLayerPoint([x, y]), w: width, h: height });
      return [
        ...[[-1, 0], [1, 0], [0, -1], [0, 1]].map(([i, j]) => box(w / 2 + 2 * i * w, h / 2 + 2 * j * h, 3 * w, 3 * h)),
        box(tools.offsetLeft + tools.offsetWidth / 2, tools.offsetTop + tools.offsetHeight / 2, tools.offsetWidth, tools.offsetHeight),
      ];
    }

    /** @param {any} one @param {Box[]} taken */
    function settle(one, taken) {
      const box = spot(one, taken);
      if (!box) return remove(one);
      taken.push(box);
      draw(one);
      const { classList, style } = one.marker.getElement();
      if (one.kind !== "town") one.marker.setLatLng(map.layerPointToLatLng([box.x, box.y]));
      else classList.toggle("left", box.x < map.latLngToLayerPoint([one.lonlat[1], one.lonlat[0]]).x);
      style.transform = style.transform.replace(/3d(.*), 0px/, "$1"); // in one layer of the browser's, not one each
    }

    /** The best place for a name, null if there is none; a district's name always gets one, unless there are very many. @param {any} one @param {Box[]} taken */
    function spot(one, taken) {
      const home = point(one.lonlat);
      const w = widthOf(one) + GAP, h = one.size + 5;
      const box = (/** @type {number} */ dx, /** @type {number} */ dy) => ({ x: home.x + dx, y: home.y + dy, w, h });
      const isFree = (/** @type {Box} */ b) => !taken.some((other) => overlap(b, other));
      if (one.places) return one.places.map((/** @type {any} */ place) => ({ ...point(place), w, h })).find((/** @type {Box} */ b) => isFree(b) && isOutside(b)) || null;
      if (one.kind === "town") return [box(w / 2 + 7, 0), box(-w / 2 - 7, 0)].find(isFree) || null;
      if (!one.area) return isFree(box(0, 0)) ? box(0, 0) : null;
      const boxes = tries.map(([dx, dy]) => box(dx, dy));
      const free = boxes.filter(isFree);
      const found = free.find((b) => within(rings(one.area), b, isDense ? 0.5 : 0.42)) || (!isDense && free.find((b) => within(rings(one.area), b, 0.2)));
      if (found || one.kind !== "district" || isDense) return found || null;
      return free.find((b) => isNear(b, one) && isOutside(b)) || leastCovered(boxes.filter((b) => within(rings(one.area), b, 0.2)), taken) || box(0, 0);
    }

    /** @param {Box[]} boxes @param {Box[]} taken */
    function leastCovered(boxes, taken) {
      const covered = (/** @type {Box} */ a) => taken.reduce((sum, b) => sum + Math.max(0, (a.w + b.w) / 2 - Math.abs(a.x - b.x)) * Math.max(0, (a.h + b.h) / 2 - Math.abs(a.y - b.y)), 0);
      return boxes.map((box) => ({ box, area: covered(box) })).sort((a, b) => a.area - b.area).map(({ box }) => box)[0];
    }

    /** Whether a name stands so near to its place, and so far from others', that it is taken for no other's. @param {Box} box @param {any} one */
    function isNear(box, one) {
      const far = (/** @type {any} */ other) => { const { x, y } = point(other.lonlat); return Math.hypot(box.x - x, box.y - y); };
      return far(one) < 84 && labels.every((other) => other === one || other.kind !== one.kind || far(one) < 0.9 * far(other));
    }

    /** @param {[number, number]} lonlat */
    function point([lon, lat]) {
      return map.latLngToLayerPoint([lat, lon]);
    }

    /** Whether a name, or so much of it to either side of its middle, lies in its area. @param {any[]} polygons @param {Box} box @param {number} reach */
    function within(polygons, box, reach) {
      return corners({ ...box, w: box.w - GAP }, [-reach, 0, reach], [0]).every((corner) => contains(polygons, corner));
    }

    /** Whether a name stands beside the atlas' areas, where it can't be taken for another's. @param {Box} box */
    function isOutside(box) {
      const ends = corners(box, [-0.5, 0, 0.5], [-0.5, 0.5]);
      return app.data.districts.every((/** @type {any} */ d) => !ends.some((end) => contains(rings(["districts", d.code]), end)));
    }

    /** @param {Box} box @param {number[]} across @param {number[]} down parts of its width and height, from its middle */
    function corners(box, across, down) {
      return across.flatMap((i) => down.map((j) => map.layerPointToLatLng([box.x + i * box.w, box.y + j * box.h])));
    }

    /** @param {any[]} polygons @param {any} latlng */
    function contains(polygons, latlng) {
      return polygons.some(({ box, ring }) => latlng.lng > box[0] && latlng.lng < box[2] && latlng.lat > box[1] && latlng.lat < box[3] && kcn.geo.inside([latlng.lng, latlng.lat], ring));
    }

    map.on("resize", () => (fonts = {})); // style sheets have other sizes for small screens
    map.on("moveend", place);
    return { update, place };
  }

  /** Whether a water is the one of its name to bear it: the river before its reservoir, the longest first. @param {any} w @param {number} _ @param {any[]} all */
  function longest(w, _, all) {
    const points = (/** @type {any} */ x) => x.lines.reduce((/** @type {number} */ n, /** @type {any} */ line) => n + line.length, x.class === "river" ? 1000 : 0);
    return all.every((other) => other.name !== w.name || points(other) <= points(w));
  }

  /** A point halfway along the longest line. @param {[number, number][][]} lines @returns {[number, number]} */
  function middle(lines) {
    const line = lines.reduce((a, b) => (b.length > a.length ? b : a));
    return line[Math.floor(line.length / 2)];
  }

  /**
   * Where a neighbour's name may stand: points on its land, the nearest to the atlas' middle first.
   * @param {[number, number][][][]} polygons @param {any[]} districts
   * @returns {[number, number][]}
   */
  function places(polygons, districts) {
    const ring = polygons.reduce((a, b) => (b[0].length > a[0].length ? b : a))[0];
    const [west, south, east, north] = kcn.geo.bounds(ring);
    const middle = [0, 1].map((i) => districts.reduce((sum, d) => sum + d.label[i], 0) / districts.length);
    const far = (/** @type {[number, number]} */ p) => Math.hypot(p[0] - middle[0], p[1] - middle[1]);
    const steps = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
    return steps
      .flatMap((i) => steps.map((j) => /** @type {[number, number]} */ ([west + (east - west) * i, south + (north - south) * j])))
      .filter((p) => [-0.07, 0.07].every((dx) => kcn.geo.inside([p[0] + dx, p[1]], ring)))
      .sort((a, b) => far(a) - far(b));
  }

  kcn.labels = { create };
})(globalThis);
