// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data } = require("./load.js");

const texts = kcn.search.texts(data);
const initial = kcn.state.initial(kcn.state.allowed(data));
const select = (patch) => kcn.filter.select(data.sites, { ...initial, ...patch }, texts);
const ids = (patch) => [...select(patch).ids];

test("without conditions every site is shown", () => {
  assert.deepStrictEqual(ids({}), ["a", "b", "c", "d"]);
  assert.strictEqual(select({}).excluded.size, 0);
});

test("a query without a word finds all without their texts", () => {
  const unread = {
    ...{ wordsOf: texts.wordsOf, units: texts.units, kinds: texts.kinds },
    get of() {
      throw new Error("texts are made");
    },
  };
  const found = kcn.filter.select(data.sites, { ...initial, q: " –" }, unread);
  assert.deepStrictEqual([...found.ids], ["a", "b", "c", "d"]);
  assert.throws(() => kcn.filter.select(data.sites, { ...initial, q: "a" }, unread), /texts are made/);
});

test("conditions add up, several values of one are alternatives", () => {
  assert.deepStrictEqual(ids({ kind: ["zone"] }), ["a", "b"]);
  assert.deepStrictEqual(ids({ kind: ["zone"], area: ["152"] }), ["a"]);
  assert.deepStrictEqual(ids({ area: ["148", "152"] }), ["a", "b", "c"]);
  assert.deepStrictEqual(ids({ status: ["established", "operating"] }), ["a", "c"]);
});

const NONE = { area: 0, occupancy: 0, vacant: 0, place: 0 };

test("limits belong to the range; unknown values are left out and counted", () => {
  assert.deepStrictEqual(ids({ min_area: 83, max_area: 200 }), ["a", "b"]);
  assert.deepStrictEqual(select({ min_area: 83 }).unknown, { ...NONE, area: 1 });
  assert.deepStrictEqual(select({ min_occupancy: 50 }).unknown, { ...NONE, occupancy: 3 });
  assert.deepStrictEqual(select({ kind: ["zone"], min_occupancy: 50 }).unknown, { ...NONE, occupancy: 1 });
});

test("text finds by place, without tone marks", () => {
  assert.deepStrictEqual(ids({ q: "huu nghi" }), ["b"]);
  assert.deepStrictEqual(ids({ q: "LƯƠNG SƠN ccn" }), ["c"]);
});

test("each site left out has its reasons", () => {
  const { excluded } = select({ kind: ["zone"], min_area: 100 });
  assert.deepStrictEqual([...excluded.keys()], ["a", "c", "d"]);
  assert.deepStrictEqual(excluded.get("c").map((reason) => reason.condition), ["kind", "min_area"]);
  assert.deepStrictEqual(excluded.get("d")[1], { condition: "min_area", value: null, wanted: 100, unknown: true });
});

test("facets count what a click would show", () => {
  const counts = kcn.filter.facet(data.sites, { ...initial, kind: ["zone"], area: ["152"] }, texts, "kind");
  assert.deepStrictEqual([...counts], [["zone", 1], ["cluster", 1]]);
});

test("the smallest relaxation comes first and brings its sites in", () => {
  const state = { ...initial, min_area: 210, kind: ["zone"] };
  const { ids, excluded } = kcn.filter.select(data.sites, state, texts);
  assert.strictEqual(ids.size, 0);
  const [first] = kcn.why.relaxations(state, excluded);
  assert.deepStrictEqual([first.condition, first.patch, first.ids], ["min_area", { min_area: 200 }, ["b"]]);
  for (const one of kcn.why.relaxations(state, excluded)) {
    const found = kcn.filter.select(data.sites, { ...state, ...one.patch }, texts).ids;
    assert.ok(one.ids.every((id) => found.has(id)));
  }
});

test("a site whose value is unknown is no relaxation's promise", () => {
  const state = { ...initial, area: ["148"], min_occupancy: 1 };
  const { excluded } = kcn.filter.select(data.sites, state, texts);
  assert.ok(kcn.why.relaxations(state, excluded).every((one) => !one.ids.includes("b")));
});

test("land near a place: distances in a straight line, what is unknown is left out and counted", () => {
  const sites = [
    { ...data.sites[0], lonlat: [105.8, 21.2], vacant_ha: 40 },
    { ...data.sites[1], lonlat: [105.8, 20.7], vacant_ha: 50 },
    { ...data.sites[2], lonlat: [105.8, 21.1] },
    data.sites[3],
  ];
  const near = (/** @type {any} */ patch) =>
    kcn.filter.select(sites, { ...initial, near: "noi bai", ...patch }, texts, [105.807, 21.2212]);
  assert.deepStrictEqual([...near({ within: 15 }).ids], ["a", "c"]);
  assert.deepStrictEqual([...near({ within: 60, min_vacant: 40 }).ids], ["a", "b"]);
  assert.deepStrictEqual(near({ within: 60, min_vacant: 40 }).unknown, { ...NONE, vacant: 2, place: 1 });
  assert.deepStrictEqual([...near({}).km.values()].map((km) => km && Math.round(km)), [2, 58, 13, null]);
});
