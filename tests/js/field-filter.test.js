// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data: atlas } = require("./load.js");

const field = (/** @type {string} */ name, /** @type {string} */ type, words = null) => ({ name, type, words });
const cells = {
  a: { rent: 55, until: "2058-06", quay: "river" },
  b: { rent: 1200, until: "2040", quay: "sea" },
  c: { rent: null, until: "2017/2030-05-01", quay: null },
  d: { rent: null, until: null, quay: null },
};
const data = {
  ...atlas,
  filters: ["rent", "until", "quay"],
  fields: [
    field("rent", "number"), field("until", "date"), field("quay", "enum", "choice.quay"), field("motto", "text"),
  ],
  words: { ...atlas.words, "choice.quay.river": { en: "river quay" }, "choice.quay.sea": { en: "sea quay" } },
  sites: atlas.sites.map((/** @type {any} */ site) => ({ ...site, ...cells[site.id] })),
};
const allowed = kcn.state.allowed(data), initial = kcn.state.initial(allowed);
const select = (/** @type {string|null} */ fields, patch = {}) =>
  kcn.filter.select(data.sites, { ...initial, ...patch, fields }, kcn.search.texts(data));
const ids = (/** @type {string} */ fields) => [...select(fields).ids];

test("numbers and dates lie between limits, choices are alternatives", () => {
  assert.deepStrictEqual(ids("rent:..55"), ["a"]);
  assert.deepStrictEqual(ids("rent:55..1200"), ["a", "b"]);
  assert.deepStrictEqual(ids("rent:55.5.."), ["b"]);
  assert.deepStrictEqual(ids("quay:river,sea"), ["a", "b"]);
  assert.deepStrictEqual(ids("quay:sea;rent:..100"), []);
});

test("a year or a month may be any day of it, an interval any of its", () => {
  assert.deepStrictEqual(ids("until:2058-06-15.."), ["a"]);
  assert.deepStrictEqual(ids("until:2058-07.."), []);
  assert.deepStrictEqual(ids("until:2040-12..2058"), ["a", "b"]);
  assert.deepStrictEqual(ids("until:..2017-01"), ["c"]);
  assert.deepStrictEqual(ids("until:2030-05..2030-06"), ["c"]);
});

test("unknown values are left out and counted, each with its reason", () => {
  const found = select("rent:..100", { kind: ["zone"] });
  assert.strictEqual(found.unknown.field, undefined);
  assert.strictEqual(select("rent:..100").unknown.field, 2);
  assert.deepStrictEqual(found.excluded.get("b"), [
    { condition: "fields:rent", value: 1200, wanted: ["", "100"], unknown: false },
  ]);
});

test("a link holds the conditions, and what it can't hold is told", () => {
  const text = "rent:10..50;until:2030..;quay:river,sea";
  const fragment = kcn.state.write({ ...initial, fields: text }, allowed);
  assert.strictEqual(kcn.state.parse(fragment, allowed).state.fields, text);
  for (const one of [
    "rent:50..10", "rent:a..b", "rent:..", "rent:5", "rent:1..2..3", "until:June..", "until:2030..2029", "quay:lake",
    "quay:", "motto:x", "motto:1..2", "height:1..2", "rent",
  ]) {
    const { state, problems } = kcn.state.parse("fields=" + encodeURIComponent(one + ";quay:sea"), allowed);
    assert.strictEqual(state.fields, "quay:sea", one);
    assert.strictEqual(problems.length, 1, one);
  }
});

test("a page without such fields knows no such key", () => {
  const plain = kcn.state.allowed(atlas);
  assert.strictEqual(kcn.state.parse("fields=rent:1..2", plain).problems.length, 1);
});

test("the conditions are among those that are counted and cleared", () => {
  const state = { ...initial, fields: "rent:..100" };
  assert.strictEqual(kcn.state.isFiltered(state), true);
  assert.strictEqual(kcn.state.isFiltered(kcn.state.cleared(state)), false);
});

test("where nothing is left the condition of one field may be dropped", () => {
  const fields = "quay:sea;rent:..100", { excluded } = select(fields);
  const found = kcn.why.relaxations({ ...initial, fields }, excluded);
  assert.deepStrictEqual(
    found.map(({ condition, patch, ids: some }) => ({ condition, patch, some })),
    [
      { condition: "fields:quay", patch: { fields: "rent:..100" }, some: ["a"] },
      { condition: "fields:rent", patch: { fields: "quay:sea" }, some: ["b"] },
    ],
  );
});
