// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data } = require("./load.js");

const allowed = kcn.state.allowed(data);
const ROUNDS = Number(process.env.FUZZ_ROUNDS || 20000);

const KEYS = [
  "measure",
  "level",
  "kind",
  "status",
  "district",
  "q",
  "site",
  "commune",
  "commune_2025",
  "area",
  "picked",
  "selected",
  "lang",
  "min_area",
  "max_area",
  "min_occupancy",
  "max_occupancy",
  "min_vacant",
  "near",
  "within",
  "sort",
  "compare",
  "embed",
  "__proto__",
  "constructor",
  "toString",
  "",
  "x",
];
const VALUES = [
  "",
  "148",
  "152,148",
  "04795",
  "a",
  "a,b,c,d,a",
  "zone",
  "zone,zone",
  "1e309",
  "NaN",
  "-1",
  "50",
  "99999999999999999999",
  "%",
  "%ff",
  "%F0%9F",
  "\ud800",
  "<script>",
  "\u202e",
  "\u0000",
  "+",
  "&",
  "#",
  "=",
  ",",
  "đ",
  "vi",
  "en",
  "area",
  "commune",
  "1",
  "0",
  "noi bai",
  "105.3,20.8",
  "-area_planned_ha",
  "__proto__",
  "hasOwnProperty",
];

/** A small generator with a seed, so that a failure can be repeated. @param {number} seed */
function random(seed) {
  let x = seed;
  return (/** @type {number} */ n) => Math.floor(((x = (x * 1103515245 + 12345) % 2147483648) / 2147483648) * n);
}

test("any fragment gives a state that is written and read again the same", () => {
  const pick = random(20201231);
  const piece = () => (pick(4) ? VALUES[pick(VALUES.length)] : String.fromCharCode(pick(65536), pick(128)));
  for (let round = 0; round < ROUNDS; round++) {
    const parts = Array.from(
      { length: pick(6) },
      () => KEYS[pick(KEYS.length)] + (pick(9) ? "=" : "") + piece() + piece(),
    );
    const fragment = (pick(5) ? "#" : "") + parts.join(pick(7) ? "&" : ";");
    const { state, problems } = kcn.state.parse(fragment, allowed);
    assert.deepStrictEqual(Object.keys(state), Object.keys(kcn.state.initial(allowed)), fragment);
    for (const key of ["kind", "status", "area", "compare"])
      assert.ok(
        state[key].every((/** @type {string} */ one) => allowed[key].includes(one)),
        fragment,
      );
    for (const key of ["min_area", "max_area", "min_occupancy", "max_occupancy"])
      assert.ok(state[key] === null || state[key] >= 0, fragment);
    const written = kcn.state.write(state, allowed);
    assert.deepStrictEqual(
      kcn.state.parse(written, allowed),
      {
        state: { ...state, q: new URLSearchParams(new URLSearchParams({ q: state.q }).toString()).get("q") },
        problems: [],
      },
      fragment,
    );
    assert.ok(
      problems.every((/** @type {any} */ one) => typeof one.key === "string" && typeof one.value === "string"),
      fragment,
    );
  }
});
