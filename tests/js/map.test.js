// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, level, site, cases } = require("./load.js");

test("none, no data and the classes are those of Python", () => {
  for (const [value, breaks, group] of cases("classes"))
    assert.strictEqual(kcn.classes.classify([...value, 0, 0], { breaks, decimals: 2 }), group);
  assert.deepStrictEqual(kcn.classes.limits({ breaks: [50, 100], aggregation: "sum" }), [
    [null, 50],
    [50, 100],
    [100, null],
  ]);
  assert.deepStrictEqual(kcn.classes.limits({ breaks: [2], aggregation: "count" }), [[1, 2], [2, null]]);
});

test("class counts, none and no data add up to all areas", () => {
  const values = [
    [1, 1, 1, false, 0, 0],
    [60, 1, 1, false, 0, 0],
    [null, 0, 3, true, 0, 0],
    [70, 1, 2, true, 0, 0],
    [0, 0, 0, false, 0, 0],
  ];
  assert.deepStrictEqual(
    [...kcn.classes.tally(values, { breaks: [50, 100], decimals: 2 })],
    [
      [0, 1],
      [1, 2],
      [2, 0],
      ["none", 1],
      ["nodata", 1],
    ],
  );
});

test("colours span the ramp", () => {
  assert.deepStrictEqual(kcn.classes.colours(["a", "b", "c", "d", "e", "f"], 3), ["a", "d", "f"]);
  assert.deepStrictEqual(kcn.classes.colours(["a", "b", "c", "d", "e", "f"], 6), ["a", "b", "c", "d", "e", "f"]);
});

test("a place is given where it is certain", () => {
  const sum = { aggregation: "sum", breaks: [50], decimals: 2 },
    rate = { aggregation: "weighted_mean", breaks: [50], decimals: 2 };
  const exact = (/** @type {number} */ value) => [value, 1, 1, false, 0, 0],
    least = (/** @type {number} */ value) => [value, 1, 2, true, 0, 0];
  const none = [0, 0, 0, false, 0, 0], unknown = [null, 0, 2, true, 0, 0], silent = [null, 0, 2, false, 0, 0];
  const rank = (/** @type {any} */ own, /** @type {any[]} */ others, measure = sum) =>
    kcn.classes.rank(own, [own, ...others], measure);
  assert.deepStrictEqual(
    rank(exact(5), [exact(9), none, exact(5), exact(1)]),
    { place: 2, of: 4 },
    "equals share a place, none has none",
  );
  assert.strictEqual(rank(none, [exact(9)]), null);
  assert.strictEqual(rank(unknown, [exact(9)]), null);
  assert.strictEqual(rank(least(9), [exact(5)]), null, "a lower bound has no place");
  assert.strictEqual(rank(exact(5), [least(3)]), null, "it may be overtaken");
  assert.deepStrictEqual(rank(exact(5), [least(7)]), { place: 2, of: 2 }, "it is overtaken for certain");
  assert.strictEqual(rank(exact(5), [unknown]), null);
  assert.deepStrictEqual(
    rank(exact(5), [silent, exact(4)], rate),
    { place: 1, of: 2 },
    "rates are ranked among those known",
  );
});

test("arcs decode to the points they were made of, rings share them both ways", () => {
  // two squares side by side, from tests/test_topology.py, on a grid of 1:
  // the second has the first's east side backwards
  const layers = { l: { keys: ["w", "e"], counts: "9fQ", from: 0, arcs: "qiA" } };
  const arcs = "AACgOCAAA9CgCKQA ikAgEU gEUicAgET gETikAgEUicA";
  const { polygons, rings, bounds, lines } = kcn.arcs.reader({ scale: 1, arcs, layers });
  const [x, y] = [10500000, 2000000];
  const square = (/** @type {number} */ w) => [
    [x + w, y],
    [x + w + 10, y],
    [x + w + 10, y + 10],
    [x + w, y + 10],
    [x + w, y],
  ];
  assert.deepStrictEqual(polygons("l", "w"), [[square(0)]]);
  assert.deepStrictEqual(polygons("l", "e"), [[square(10)]]);
  assert.deepStrictEqual(polygons("l", "gone"), []);
  assert.deepStrictEqual(rings("l", "e"), [[square(10).flat()]]);
  assert.deepStrictEqual(bounds("l", ["w", "e"]), [x, y, x + 20, y + 10]);
  assert.deepStrictEqual([lines("l", false).length, lines("l", true).length], [4, 3]);
  assert.deepStrictEqual(kcn.arcs.decode("gEAgUAgEC", 1), [
    [0, 0],
    [1, 0],
    [1, 1],
  ]);
});

test("distances agree with the geodesic to fifty metres", () => {
  // Hòa Bình to Hà Nội by pyproj.Geod(ellps="WGS84")
  assert.ok(Math.abs(kcn.geo.distanceKm([105.33759, 20.81717], [105.8525, 21.0285]) - 58.450) < 0.05);
  assert.strictEqual(kcn.geo.distanceKm([105, 20], [105, 20]), 0);
  assert.ok(Math.abs(kcn.geo.radiusM(100) - 564.19) < 0.01);
});

test("points in rings", () => {
  const square = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]];
  const hole = [0.5, 0.5, 1.5, 0.5, 1.5, 1.5, 0.5, 1.5, 0.5, 0.5];
  assert.ok(kcn.geo.inside([1, 1], [square.flat()]));
  assert.ok(!kcn.geo.inside([3, 1], [square.flat()]));
  assert.ok(!kcn.geo.inside([1, 1], [square.flat(), hole]));
  assert.deepStrictEqual(kcn.geo.bounds(square), [0, 0, 2, 2]);
});

test("arrow keys find the nearest in their direction", () => {
  const spots = [{ x: 10, y: 0 }, { x: 30, y: 2 }, { x: 0, y: 10 }, { x: -5, y: 0 }];
  assert.strictEqual(kcn.geo.towards({ x: 0, y: 0 }, spots, "ArrowRight"), spots[0]);
  assert.strictEqual(kcn.geo.towards({ x: 0, y: 0 }, spots, "ArrowDown"), spots[2]);
  assert.strictEqual(kcn.geo.towards({ x: 0, y: 0 }, spots, "ArrowUp"), null);
});

test("marks that share a point get a target each, the same every time", () => {
  const marks = [...Array(9)].map((_, i) => ({ x: 100 + (i % 2), y: 100, r: 6 + i }));
  const places = kcn.declutter(marks, 24);
  for (const [i, a] of places.entries()) {
    for (const b of places.slice(i + 1)) assert.ok(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) >= 23.9);
  }
  assert.deepStrictEqual(kcn.declutter(marks, 24), places);
});

test("marks with room stay where they are", () => {
  const marks = [{ x: 0, y: 0, r: 6 }, { x: 100, y: 0, r: 6 }];
  assert.deepStrictEqual(kcn.declutter(marks, 24), [{ x: 0, y: 0 }, { x: 100, y: 0 }]);
});

test("a plot takes dated numbers alone, in order", () => {
  const figures = [
    { attribute: "x", value: 2, as_of: "2020", adopted: true, as_of_basis: "stated" },
    { attribute: "x", value: 1, as_of: "2017", adopted: false, as_of_basis: "estimated" },
    { attribute: "x", value: 9, as_of: null },
    { attribute: "x", value: "none", as_of: "2019" },
    { attribute: "y", value: 3, as_of: "2018" },
  ];
  assert.deepStrictEqual(kcn.plot.points(figures, "x").map((point) => point.value), [1, 2]);
});

test("a spreadsheet takes no cell for a formula", () => {
  assert.deepStrictEqual(["=1+1", "+84", "-5", "@x", "a,b", 'say "x"', "two\nlines", null, -5].map(kcn.rows.cell), [
    "'=1+1",
    "'+84",
    "'-5",
    "'@x",
    '"a,b"',
    '"say ""x"""',
    '"two\nlines"',
    "",
    "-5",
  ]);
});

test("a spreadsheet in Vietnamese leaves a number of three decimals alone", () => {
  const cells = [866.605, -0.123, 71.53, 105.412345, 83];
  assert.deepStrictEqual(cells.map(kcn.rows.cell), ["866.6050", "-0.1230", "71.53", "105.412345", "83"]);
});

test("CSV starts with a BOM and has a line a site", () => {
  const sites = [{ row: { id: "a", area_planned_ha: 83 } }, { row: { id: "b", area_planned_ha: null } }];
  const text = kcn.rows.csv({ sites, fields: [{ name: "id" }, { name: "area_planned_ha" }] }, sites);
  assert.ok(text.startsWith("\ufeffid,area_planned_ha\na,83\n"));
  assert.strictEqual(text.trimEnd().split("\n").length, 3);
  assert.strictEqual(kcn.rows.csv({ sites: [], fields: [{ name: "id" }, { name: "kind" }] }, []), "\ufeffid,kind\n");
});

test("a site is made of its row, which is no part of what is written again", () => {
  const cited = { projects_source: ["projects_total", "projects_operating"] };
  const row = {
    id: "a",
    projects_total: null,
    projects_operating: 5,
    projects_source: "S2;S1",
    other_names: "A;B",
    name_vi: "KCN A",
    name_en: null,
    lon: 105.5,
    lat: 20.5,
    industries_vi: null,
    industries_en: null,
    note: "Note",
    note_vi: null,
    district_code: "152",
    area_vacant_ha: 3,
  };
  const languages = ["vi", "en"];
  const data = { cited, languages, levels: [level("district", ["huyện", "huyện"], ["district", "districts"], {})] };
  const made = kcn.rows.site(data, { row, polygon: null });
  assert.deepStrictEqual(made, {
    ...row, polygon: null, other_names: ["A", "B"], name: { vi: "KCN A", en: null }, lonlat: [105.5, 20.5],
    industries: null, note: { vi: null, en: "Note" }, area: "152", parent: null,
    sources: { projects_operating: ["S2", "S1"] }, vacant_ha: 3,
  });
  assert.deepStrictEqual(made.row, row);
  assert.ok(!("row" in JSON.parse(JSON.stringify(made))));
  assert.deepStrictEqual(kcn.rows.site(data, { row: { ...row, projects_source: null } }).sources, {});
});

test("GeoJSON keeps sites without a place", () => {
  const { features } = JSON.parse(kcn.rows.geojson([site("a", { lonlat: [105.5, 20.8] }), site("b")], () => []));
  assert.deepStrictEqual(
    features.map((/** @type {any} */ feature) => feature.geometry),
    [{ type: "Point", coordinates: [105.5, 20.8] }, null],
  );
});
