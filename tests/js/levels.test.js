// @ts-check
/* What the page calls the areas of a level, and what it does with those that are parts of others. */
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data, level, locales, site, units, words } = require("./load.js");

const SINCE = "2025-07-01";
const area = (/** @type {string} */ code, /** @type {string[]} */ parents = []) => {
  return { code, name: { vi: "Xã " + code, en: code + " Commune" }, parents, label: [105, 21], values: {}, sites: [] };
};
const wards = level("ward", ["xã", "xã, phường"], ["commune", "communes and wards"], {
  valid_from: SINCE,
  parent: "former",
  areas: [area("07894", ["25"]), area("08230", ["26"]), area("00-A.1", ["26"])],
});
const former = level("former", ["tỉnh cũ", "tỉnh cũ"], ["former province", "former provinces"], {
  is_mapped: false,
  areas: [{ code: "25", name: "Phú Thọ" }, { code: "26", name: "Vĩnh Phúc" }],
});

/** A view of an atlas of these levels. @param {any[]} levels @param {"vi"|"en"} lang @param {string} as_of */
function view(levels, lang, as_of = "2020-12-31") {
  const made = { ...data, levels, as_of, words: words(), units, locales };
  const areas = Object.fromEntries(levels.map((one) => [one.id, new Map(one.areas.map((a) => [a.code, a]))]));
  return { data: made, fmt: kcn.phrases(made, lang), index: { areas } };
}

const [districts, communes, old] = data.levels;
for (const [lang, texts] of Object.entries({
  vi: ["10 huyện, thành phố", "148 xã, phường", "1 xã, phường", "số xã", "Tên, xã, tỉnh cũ, ngành nghề…"],
  en: ["10 districts", "148 communes and wards", "1 commune", "communes and wards",
    "Name, commune, former province, industry…"],
})) {
  test(`areas are called as the level calls them, ${lang}`, () => {
    const { fmt, data: made } = view([wards, former], /** @type {any} */ (lang));
    assert.deepStrictEqual(
      [
        kcn.levels.counted(fmt, districts, 10),
        kcn.levels.counted(fmt, wards, 148),
        kcn.levels.counted(fmt, wards, 1),
        fmt.t("page.areas_of", kcn.levels.names(fmt, wards)),
        fmt.t("page.search_hint", { places: kcn.levels.searched(fmt, made) }),
      ],
      texts,
    );
  });
}

test("the choice of levels says from or until which day there was one", () => {
  const { fmt: vi } = view(data.levels, "vi"), { fmt: en } = view(data.levels, "en");
  assert.deepStrictEqual(
    [districts, communes, { ...wards, valid_from: null }].map((one) => [
      kcn.levels.title(vi, one),
      kcn.levels.title(en, one),
    ]),
    [
      ["Huyện, TP trước 1-7-2025", "Districts before 1 Jul 2025"],
      ["Xã, phường từ 1-7-2025", "Communes since 1 Jul 2025"],
      ["Xã, phường", "Communes and wards"],
    ],
  );
});

test("a level that came after the map's date is new, one of its date is not", () => {
  const heads = (/** @type {any} */ v, /** @type {any[]} */ levels) => levels.map((one) => kcn.levels.heading(v, one));
  assert.deepStrictEqual(heads(view(data.levels, "en"), data.levels), ["District", "New commune", "Commune"]);
  assert.deepStrictEqual(heads(view(data.levels, "vi"), data.levels), [
    "Huyện, thành phố",
    "Xã, phường mới",
    "Xã, phường, thị trấn",
  ]);
  assert.deepStrictEqual(heads(view([wards], "en", "2025-07-31"), [wards]), ["Commune"]);
  assert.deepStrictEqual(kcn.levels.further(data), [old, communes]);
});

test("several levels of one name are searched by it once, whatever their time", () => {
  const { fmt, data: made } = view(data.levels, "vi");
  assert.strictEqual(kcn.levels.searched(fmt, made), "huyện, xã cũ hoặc mới");
});

test("a level of names alone has the name that the table of sites has", () => {
  const v = view([wards, former], "en");
  const one = site("a", { ward_code: "08230", ward: "Xuân Hoà", former: "Vĩnh Phúc (cũ)", former_code: "26" });
  assert.strictEqual(kcn.levels.nameOf(v, wards, one), "08230 Commune");
  assert.strictEqual(kcn.levels.nameOf(v, former, one), "Vĩnh Phúc (cũ)");
  assert.strictEqual(kcn.levels.nameOf(v, former, { ...one, former: null }), "Vĩnh Phúc");
  assert.strictEqual(kcn.levels.nameOf(v, wards, site("b", { ward_code: null })), null);
});

test("sites are filtered by the areas that theirs are parts of", () => {
  const languages = ["vi", "en"];
  const levels = [wards, former], row = { kind: "zone", lon: null, name_vi: "x", name_en: "x", other_names: null };
  const codes = [["07894", "25"], ["08230", "26"], ["00-A.1", "26"], [null, null]];
  const about = { cited: {}, levels, languages };
  const sites = codes.map(([ward_code, former_code], i) =>
    kcn.rows.site(about, { row: { ...row, id: "s" + i, ward_code, former_code }, observations: [] }),
  );
  assert.deepStrictEqual(sites.map((one) => one.parent), ["25", "26", "26", null]);
  assert.strictEqual(kcn.levels.nameOf(view(levels, "vi"), former, sites[0]), "Phú Thọ");
  const made = { ...data, levels, sites }, values = kcn.state.allowed(made);
  const { state, problems } = kcn.state.parse("former=26,27&ward=00-A.1", values);
  assert.deepStrictEqual(problems, [{ key: "former", value: "27" }]);
  assert.deepStrictEqual([state.parent, state.area], [["26"], ["00-A.1"]]);
  assert.strictEqual(kcn.state.write(state, values), "ward=00-A.1&former=26");
  const texts = kcn.search.texts(made);
  const { ids, excluded } = kcn.filter.select(sites, { ...state, area: [] }, texts);
  assert.deepStrictEqual([...ids], ["s1", "s2"]);
  assert.deepStrictEqual(
    [...excluded].map(([id, [reason]]) => [id, reason.condition, reason.unknown]),
    [["s0", "parent", false], ["s3", "parent", true]],
  );
  assert.ok(kcn.state.isFiltered({ ...state, area: [] }));
  assert.ok(!kcn.state.isFiltered(kcn.state.cleared(state)));
  assert.deepStrictEqual([...kcn.filter.facet(sites, state, texts, "parent")], [["26", 1]]);
});
