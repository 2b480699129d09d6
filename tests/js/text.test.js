// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, cases, units, locales } = require("./load.js");

test("folds as names.py does", () => {
  for (const [text, folded] of cases("fold")) assert.strictEqual(kcn.fold.fold(text), folded, JSON.stringify(text));
});

test("names units on labels and in sentences as names.py does", () => {
  const { label, inSentence } = kcn.fold.units(units);
  for (const [name, short, told] of cases("units"))
    assert.deepStrictEqual([label(name), inSentence(name)], [short, told], name);
});

test("folding twice changes nothing", () => {
  for (const [text] of cases("fold")) assert.strictEqual(kcn.fold.fold(kcn.fold.fold(text)), kcn.fold.fold(text));
});

test("writes numbers and dates as numbers.py does", () => {
  for (const [kind, input, lang, text] of cases("format")) {
    const made = kind === "number"
      ? kcn.format.number(input[0], locales[lang], input[1])
      : kcn.format.date(input, locales[lang]);
    assert.strictEqual(made, text, JSON.stringify([kind, input, lang]));
  }
});

test("reads back every number that it writes", () => {
  for (const locale of Object.values(locales)) {
    for (const value of [0, 7, 83, 282.14, 866.605, 1500, 1501.47, 43007, 1234567.5])
      assert.strictEqual(kcn.format.parse(kcn.format.number(value, locale), locale), value);
  }
});

test("understands numbers as people type them", () => {
  const typed = [
    ["1.501,47", "vi", 1501.47],
    ["1,501.47", "en", 1501.47],
    ["1501.47", "vi", 1501.47],
    ["57,6", "vi", 57.6],
    ["57.6", "vi", 57.6],
    ["1.500", "vi", 1500],
    ["1.500", "en", 1.5],
    [" 80 ", "vi", 80],
    ["1 500", "en", 1500],
    ["12,34,567.5", "hi", 1234567.5],
    ["1 501,47", "pl", 1501.47],
    ["۱٬۵۰۱٫۴۷", "fa", 1501.47],
    ["1501.47", "fa", 1501.47],
  ];
  for (const [text, lang, value] of typed)
    assert.strictEqual(kcn.format.parse(text, locales[lang]), value, String(text));
  for (const text of ["", "abc", "-5", "1,2,3", "1e3", "Infinity", "80 %"])
    assert.strictEqual(kcn.format.parse(text, locales.vi), null, text);
});

test("a date becomes a year for plots, the middle of an interval", () => {
  assert.strictEqual(kcn.format.year("2017/2020"), 2019);
  assert.ok(Math.abs(kcn.format.year("2020-12-31") - 2020.997) < 0.01);
  assert.strictEqual(kcn.format.year(null), null);
});

test("the age of what is dated by a month, a year or an interval counts from its end", () => {
  const now = new Date(2026, 5, 30);
  for (const [iso, months] of [["2020-12-31", 65], ["2024-06", 23], ["2025", 5], ["2017/2020", 65]])
    assert.strictEqual(kcn.format.months(iso, now), months, String(iso));
});
