// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data, cases } = require("./load.js");

const words = {
  "page.at_least": "at least {value}", "page.no_figure": "no figure", "page.unproven": "not proven", "page.coverage": "{n} of {of}", "page.no_site": "no site",
  "page.count_open": "may be more", "page.below": "below {limit}", "page.from": "{limit}+", "page.between": "{lower}–{upper}", "qualifier.about": "about",
  "page.sum_all": "{place}: {zones} and {clusters}", "page.sum_filtered": "{n} of {of}", "page.sum_unidentified": ", {unknown} unknown", "page.sum_area": "{total}", "page.sum_area_part": "at least {total} ({n}/{of})",
  "page.sum_none": "none", "page.sum_no_area": "no area", "page.sum_measure": "{name} {value} {n}/{of}", "page.sum_measure_none": "nothing",
};
const say = kcn.phrases({ words: Object.fromEntries(Object.entries(words).map(([key, text]) => [key, { vi: text, en: text }])) }, "vi");
const [area, zones] = data.measures;

test("plural forms are those of Python", () => {
  for (const [text, values, expected] of cases("words")) assert.strictEqual(kcn.phrases({ words: { "page.x": { en: text } } }, "en").t("page.x", values), expected);
});

test("a lower bound is told as one, the unproven is no zero", () => {
  assert.strictEqual(say.value(area, [570.53, 4, 5, true]), "at least 570,53\u00a0ha");
  assert.strictEqual(say.value(area, [83, 1, 1, false]), "83\u00a0ha");
  assert.strictEqual(say.value(area, [null, 0, 3, true]), "no figure");
  assert.strictEqual(say.value(zones, [null, 0, 0, true]), "not proven");
  assert.strictEqual(say.value(zones, [0, 0, 0, false]), "0");
});

test("coverage stands beside sums, openness beside counts", () => {
  assert.strictEqual(say.coverage(area, [1, 4, 5, true]), "4 of 5");
  assert.strictEqual(say.coverage(area, [null, 0, 0, true]), "no site");
  assert.strictEqual(say.coverage(zones, [1, 1, 1, true]), "may be more");
  assert.strictEqual(say.coverage(zones, [1, 1, 1, false]), "");
});

test("class limits in words; whole numbers without gaps", () => {
  assert.deepStrictEqual(kcn.classes.limits(area.breaks).map((limits) => say.limits(area, limits)), ["below 50", "50–100", "100+"]);
  assert.deepStrictEqual(kcn.classes.limits([1, 2, 5]).map((limits) => say.limits(zones, limits)), ["0", "1", "2 – 4", "5+"]);
});

test("a published figure keeps its qualifier, its digits and its text", () => {
  assert.strictEqual(say.published({ value: 866.605, qualifier: "about" }, "ha"), "about 866,605\u00a0ha");
  assert.strictEqual(say.published({ value: "QĐ 78", qualifier: "exact" }, ""), "QĐ 78");
  assert.strictEqual(say.published({ value: "QĐ 78 2011-01-21", qualifier: "exact" }, ""), "QĐ 78 21-1-2011");
  assert.strictEqual(say.published({ attribute: "full_since_year", value: 2019, qualifier: "about" }, ""), "about 2019");
});

test("a unit's word is small within a sentence", () => {
  assert.strictEqual(say.place("Thành phố Hòa Bình"), "thành phố Hòa Bình");
  assert.strictEqual(say.place({ vi: "Tỉnh Hòa Bình", en: "Hoa Binh" }), "tỉnh Hòa Bình");
});

test("the summary's numbers are those of the view", () => {
  const allowed = kcn.state.allowed(data);
  const view = (/** @type {any} */ patch) => {
    const state = { ...kcn.state.initial(allowed), ...patch };
    return { data, say, state, measure: area, found: kcn.filter.select(data.sites, state, kcn.search.texts(data)) };
  };
  assert.strictEqual(kcn.summary(view({})), "tỉnh Hòa Bình: 2 and 2, 1 unknown. at least 310,72\u00a0ha (3/4) thành phố Hòa Bình at least 70\u00a0ha 1/2");
  assert.strictEqual(kcn.summary(view({ kind: ["zone"] })), "2 of 4. 283\u00a0ha thành phố Hòa Bình at least 70\u00a0ha 1/2");
  assert.ok(kcn.summary(view({ q: "zzz" })).startsWith("none"));
});
