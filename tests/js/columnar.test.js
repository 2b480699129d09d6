// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
require("../../src/kcn_map/page/assets/js/core/columnar.js");

const { unpack } = globalThis.kcn.columnar;

test("columns become records, in lists and under keys, at any depth", () => {
  assert.deepStrictEqual(unpack({ $columns: { a: [1, 3], b: [null, ["x"]] } }), [
    { a: 1, b: null },
    { a: 3, b: ["x"] },
  ]);
  assert.deepStrictEqual(unpack({ $keys: ["x", "y"], $columns: { a: [1, 3] } }), { x: { a: 1 }, y: { a: 3 } });
  assert.deepStrictEqual(unpack({ in: [{ $columns: { n: { $columns: { vi: ["a", "b"] } } } }] }), {
    in: [[{ n: { vi: "a" } }, { n: { vi: "b" } }]],
  });
});

test("a repeated value stands once", () => {
  assert.deepStrictEqual(unpack({ $columns: { a: [[null, 0], { $more: 2 }, 1] } }), [
    { a: [null, 0] },
    { a: [null, 0] },
    { a: [null, 0] },
    { a: 1 },
  ]);
});

test("records of many lists stand together, with the length of each list", () => {
  const lists = { $lengths: [2, 0, { $more: 1 }, 1], $columns: { a: [1, 2, 3] } };
  assert.deepStrictEqual(unpack({ $columns: { n: lists } }), [
    { n: [{ a: 1 }, { a: 2 }] },
    { n: [] },
    { n: [] },
    { n: [{ a: 3 }] },
  ]);
});

test("what is not packed stays as it is", () => {
  for (const value of [null, 0, "", "$columns", [], {}, [{ a: 1 }], { a: { b: [] } }])
    assert.deepStrictEqual(unpack(value), value);
});
