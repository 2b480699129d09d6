// @ts-check
/* Names on the map, placed anew at each zoom so that none lies on a mark or on another name. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  const CHAR = 0.54; // mean width of a letter in ems
  /** Steps from the wanted place, in pixels, the nearest first. */
  const TRIES = [0, 10, 20, 30, 42, 56, 70].flatMap((far) =>
    far ? [[0, -far], [0, far], [-far, 0], [far, 0], [-far, -far * 0.7], [far, -far * 0.7], [-far, far * 0.7], [far, far * 0.7]] : [[0, 0]]);

  /** @typedef {{x: number, y: number, w: number, h: number}} Box centre and size */

  /** @param {Box} a @param {Box} b */
  const overlap = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;

  /** @param {any} app */
  function create(app) {
    const L = root.L;
    const { map } = app.board;
    /** @type {any[]} */
    let labels = [];

    /** @param {string} kind @param {string} text @param {[number, number]} lonlat @param {any} [more] */
    function label(kind, text, lonlat, more = {}) {
      const span = kcn.dom.h("span", null, text);
      const icon = L.divIcon({ html: span, className: "label label-" + kind, iconSize: [0, 0] });
      const marker = L.marker([lonlat[1], lonlat[0]], { icon, interactive: false, keyboard: false, pane: "labels" });
      return { kind, text, lonlat, marker, size: { province: 17, district: 13.5, town: 11.5, water: 12, commune: 11.5, road: 10 }[kind], ...more };
    }

    /** Put the names of the view's language and level on the map. @param {any} v */
    function update(v) {
      for (const one of labels) one.marker.remove();
      const { data, say } = v;
      labels = [
        ...(v.state.level === "district"
          ? data.districts.map((/** @type {any} */ d) => label("district", shortName(say.own(d.name)), d.label, { rings: rings("districts", d.code) }))
          : data.communes.map((/** @type {any} */ c) => label("commune", shortName(c.name), c.label, { rings: rings("communes", c.code), from: 10.5 }))),
        ...data.base.towns.filter((/** @type {any} */ t) => t.kind !== "reference").map((/** @type {any} */ t) => label("town", t.name, t.lonlat, { layer: "towns", from: t.kind.startsWith("provincial") ? 9 : 10.25 })),
        ...data.base.water.filter(longest).map((/** @type {any} */ w) => label("water", w.name, middle(w.lines), { layer: "water", from: 9 })),
        ...data.base.roads.map((/** @type {any} */ r) => label("road", r.ref, middle(r.lines), { layer: "roads", from: 10 })),
        ...data.neighbours.map((/** @type {any} */ n) => label("province", say.own(n.name), kcn.labels.centre(app.topology.polygons("neighbours", n.code), data.districts), { layer: "land" })),
      ];
      for (const one of labels) one.marker.addTo(map);
      place();
    }

    /** @param {string} layer @param {string} code */
    function rings(layer, code) {
      return app.topology.polygons(layer, code).map((/** @type {any} */ polygon) => polygon[0]);
    }

    function place() {
      /** @type {Box[]} */
      const taken = app.marks.boxes().map((/** @type {any} */ m) => ({ x: m.x, y: m.y, w: 2 * m.r, h: 2 * m.r }));
      for (const one of labels) settle(one, taken);
    }

    /** @param {any} one @param {Box[]} taken */
    function settle(one, taken) {
      const element = one.marker.getElement();
      const isOn = map.getZoom() >= (one.from || 0) && !app.hiddenLayers.has(one.layer) && !(app.hiddenLayers.has("names") && !one.layer);
      const box = isOn ? spot(one, taken) : null;
      element.classList.toggle("off", !box);
      if (!box) return;
      taken.push(box);
      if (one.kind !== "town") one.marker.setLatLng(map.layerPointToLatLng([box.x, box.y]));
      else element.classList.toggle("left", box.x < map.latLngToLayerPoint([one.lonlat[1], one.lonlat[0]]).x);
    }

    /** The first free place for a name, null if there is none; districts' names stand in the wanted place then. @param {any} one @param {Box[]} taken */
    function spot(one, taken) {
      const home = map.latLngToLayerPoint([one.lonlat[1], one.lonlat[0]]);
      const w = one.text.length * one.size * CHAR + 4, h = one.size + 5;
      const tries = one.kind === "town" ? [[w / 2 + 7, 0], [-w / 2 - 7, 0]] : one.kind === "province" || one.kind === "road" || one.kind === "water" ? [[0, 0]] : TRIES;
      const free = tries.map(([dx, dy]) => ({ x: home.x + dx, y: home.y + dy, w, h })).filter((box) => !taken.some((other) => overlap(box, other)));
      const found = one.rings ? free.find((box) => within(one.rings, box, 0.42)) || free.find((box) => within(one.rings, box, 0.2)) || (one.kind === "district" && free.find(isOutside)) : free[0];
      if (found) return found;
      return one.kind === "district" ? { x: home.x, y: home.y, w, h } : null;
    }

    /** Whether a name, or so much of it to either side of its middle, lies in its area. @param {any[]} polygons @param {Box} box @param {number} reach */
    function within(polygons, box, reach) {
      const ends = [-reach, 0, reach].map((part) => map.layerPointToLatLng([box.x + part * box.w, box.y]));
      return ends.every((end) => contains(polygons, end));
    }

    /** @param {any[]} polygons @param {any} latlng */
    function contains(polygons, latlng) {
      return polygons.some((ring) => kcn.geo.inside([latlng.lng, latlng.lat], ring));
    }

    /** Whether a name stands beside the atlas' areas, where it can't be taken for another's. @param {Box} box */
    function isOutside(box) {
      const corners = [-0.5, 0, 0.5].flatMap((i) => [-0.5, 0.5].map((j) => map.layerPointToLatLng([box.x + i * box.w, box.y + j * box.h])));
      return app.data.districts.every((/** @type {any} */ d) => corners.every((corner) => !contains(rings("districts", d.code), corner)));
    }

    map.on("zoomend", place);
    return { update, place };
  }

  /** "Huyện Lương Sơn" → "Lương Sơn": on the map the kind of unit goes without saying. @param {string} name */
  function shortName(name) {
    return name.replace(/^(Huyện|Thành phố|Thị xã|Xã|Phường|Thị trấn) /, (/** @type {string} */ unit) => (unit === "Thành phố " ? "TP. " : unit === "Phường " ? "P. " : "")).replace(/ District$/, "");
  }

  /** @param {any} w @param {number} i @param {any[]} all */
  function longest(w, i, all) {
    const points = (/** @type {any} */ x) => x.lines.reduce((/** @type {number} */ n, /** @type {any} */ line) => n + line.length, x.class === "river" ? 1000 : 0);
    return all.every((other) => other.name !== w.name || points(other) <= points(w));
  }

  /** A point halfway along the longest line. @param {[number, number][][]} lines @returns {[number, number]} */
  function middle(lines) {
    const line = lines.reduce((a, b) => (b.length > a.length ? b : a));
    return line[Math.floor(line.length / 2)];
  }

  /**
   * Where a neighbour's name stands: on its land, as near to the atlas' middle as its outer points allow.
   * @param {[number, number][][][]} polygons @param {any[]} districts
   * @returns {[number, number]}
   */
  function centre(polygons, districts) {
    const ring = polygons.reduce((a, b) => (b[0].length > a[0].length ? b : a))[0];
    const lon = ring.map((p) => p[0]), lat = ring.map((p) => p[1]);
    const [west, east, south, north] = [Math.min(...lon), Math.max(...lon), Math.min(...lat), Math.max(...lat)];
    const mid = [0, 1].map((i) => districts.reduce((sum, d) => sum + d.label[i], 0) / districts.length);
    /** @type {[number, number]} */
    let best = [(west + east) / 2, (south + north) / 2];
    let least = Infinity;
    for (let i = 1; i < 12; i++) for (let j = 1; j < 12; j++) {
      const point = /** @type {[number, number]} */ ([west + ((east - west) * i) / 12, south + ((north - south) * j) / 12]);
      const room = [[-0.09, 0], [0.09, 0], [0, -0.05], [0, 0.05]].every(([dx, dy]) => kcn.geo.inside([point[0] + dx, point[1] + dy], ring));
      const far = Math.hypot(point[0] - mid[0], point[1] - mid[1]);
      if (room && far < least) [best, least] = [point, far];
    }
    return best;
  }

  kcn.labels = { create, centre, shortName };
})(globalThis);
