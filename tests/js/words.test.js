// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data, site, words, cases, units, dated_by, locales } = require("./load.js");

const say = kcn.phrases({ words: words(), units, locales }, "vi");
const [area, zones] = data.measures;

test("plural forms are those of Python", () => {
  for (const [text, values, expected, lang = "en"] of cases("words")) {
    const data = { words: { "page.x": { [lang]: text } }, units, locales };
    assert.strictEqual(kcn.phrases(data, lang).t("page.x", values), expected);
  }
});

test("words that a language lacks are English, with its plurals", () => {
  const own = kcn.phrases({ words: { "page.x": { en: "{n} {n:site|sites}" } }, units, locales }, "lo");
  assert.deepStrictEqual([own.t("page.x", { n: 1 }), own.t("page.x", { n: "1.501" })], ["1 site", "1.501 sites"]);
});

test("a lower bound is told as one; none and unknown are no figures", () => {
  assert.strictEqual(say.value(area, [570.53, 4, 5, true, 0, 0]), "ít nhất 570,53\u00a0ha");
  assert.strictEqual(say.value(area, [83, 1, 1, false, 0, 0]), "83\u00a0ha");
  assert.strictEqual(say.value(area, [null, 0, 3, true, 0, 0]), "chưa có số liệu");
  assert.strictEqual(say.value(area, [0, 0, 0, false, 0, 0]), "không có");
  assert.strictEqual(say.value(zones, [null, 0, 0, true, 2, 0]), "chưa xác định được");
  assert.strictEqual(say.value(zones, [0, 0, 0, false, 0, 0]), "0");
});

test("what stands behind a value is told as Python tells it", () => {
  for (const { measure, value, sites, kind, vi, en, bound_vi, bound_en } of cases("coverage")) {
    const members = sites.map((/** @type {any} */ one, /** @type {number} */ i) => site(String(i), one));
    for (const [lang, told, bound] of [["vi", vi, bound_vi], ["en", en, bound_en]]) {
      const own = kcn.phrases({ words: words(), units, locales, dated_by }, lang);
      assert.strictEqual(kcn.coverage.coverage(own, measure, value, members, kind), told);
      assert.strictEqual(kcn.coverage.atLeast(own, measure, [value], kind), bound);
    }
  }
});

test("class limits in words are those of Python", () => {
  for (const [measure, vi, en] of cases("limits")) {
    for (const [lang, told] of [["vi", vi], ["en", en]]) {
      const own = kcn.phrases({ words: words(), units, locales }, lang);
      assert.deepStrictEqual(
        kcn.classes.limits(measure).map((/** @type {any} */ limits) => own.limits(measure, limits)),
        told,
      );
    }
  }
});

test("a published figure keeps its qualifier, its digits and its text", () => {
  assert.strictEqual(say.published({ value: 866.605, qualifier: "about" }, "ha"), "khoảng 866,605\u00a0ha");
  assert.strictEqual(say.published({ value: "QĐ 78", qualifier: "exact" }, ""), "QĐ 78");
  assert.strictEqual(say.published({ value: "QĐ 78 2011-01-21", qualifier: "exact" }, ""), "QĐ 78 21-1-2011");
  assert.strictEqual(
    say.published({ attribute: "full_since_year", value: 2019, qualifier: "about" }, ""),
    "khoảng 2019",
  );
});

test("a unit's word is small within a sentence", () => {
  assert.strictEqual(say.place("Thành phố Hòa Bình"), "thành phố Hòa Bình");
  assert.strictEqual(say.place({ vi: "Tỉnh Hòa Bình", en: "Hoa Binh" }), "tỉnh Hòa Bình");
});

test("an age is told in whole months, then in years", () => {
  const data = { words: words(), units, locales }, vi = kcn.phrases(data, "vi"), en = kcn.phrases(data, "en");
  for (const [day, now, inVi, inEn] of [
    ["2020-12-31", "2020-12-31", "", ""],
    ["2020-12-31", "2019-01-01", "", ""],
    ["2020-12-31", "2021-01-30", "", ""],
    ["2020-12-31", "2021-01-31", "1 tháng trước", "1 month ago"],
    ["2020-12-31", "2022-11-30", "22 tháng trước", "22 months ago"],
    ["2020-12-31", "2022-12-31", "2 năm trước", "2 years ago"],
    ["2020-12-31", "2026-11-26", "hơn 5 năm trước", "over 5 years ago"],
    ["2020-12-31", "2120-12-31", "100 năm trước", "100 years ago"],
    ["2025", "2026-11-27", "hơn 10 tháng trước", "over 10 months ago"],
    ["2025-06", "2026-07-01", "hơn 12 tháng trước", "over 12 months ago"],
    ["2017/2020", "2022-12-31", "hơn 2 năm trước", "over 2 years ago"],
  ])
    assert.deepStrictEqual(
      [vi.age(day, new Date(now + "T12:00")), en.age(day, new Date(now + "T12:00"))],
      [inVi, inEn],
      now,
    );
});
