// @ts-check
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, data, level } = require("./load.js");

const allowed = kcn.state.allowed(data);

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed) {
  let x = seed;
  return (n) => (x = (x * 1103515245 + 12345) % 2147483648) % n;
}

function some(pick, list) {
  return list.filter(() => pick(2) === 1);
}

test("fifty random states survive the fragment", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const pick = random(seed);
    const limit = (from, to) => (pick(2) ? from + pick(to - from) / 4 : null);
    const state = {
      ...kcn.state.initial(allowed),
      measure: allowed.measure[pick(2)],
      level: allowed.level[pick(2)],
      lang: allowed.lang[pick(2)],
      kind: some(pick, allowed.kind),
      status: some(pick, allowed.status),
      area: some(pick, allowed.area),
      q: ["", "mông hoá", "a&b=c#d", "50 % + 1", "“x”, y"][pick(5)],
      min_area: limit(0, 1000),
      max_area: limit(250, 1000),
      min_occupancy: limit(0, 80),
      max_occupancy: limit(20, 80),
      min_vacant: limit(0, 80),
      ...[
        { near: null, within: null },
        { near: "noi bai", within: null },
        { near: "105.34,20.82", within: 60.5 },
        { near: "a", within: 0 },
      ][pick(4)],
      sort: [null, "-area_planned_ha", "distance_km"][pick(3)],
      site: [null, "a", "b"][pick(3)],
      picked: [null, "commune_2025=04795", "district=152"][pick(3)],
      compare: some(pick, allowed.compare),
      embed: pick(2) === 1,
    };
    const fragment = kcn.state.write(state, allowed);
    assert.deepStrictEqual(kcn.state.parse("#" + fragment, allowed), { state, problems: [] });
    assert.strictEqual(kcn.state.write(kcn.state.parse(fragment, allowed).state, allowed), fragment);
  }
});

test("the first screen has no fragment", () => {
  assert.strictEqual(kcn.state.write(kcn.state.initial(allowed), allowed), "");
  assert.deepStrictEqual(kcn.state.parse("", allowed), { state: kcn.state.initial(allowed), problems: [] });
});

test("what a link says and the page does not know is left out and told", () => {
  const { state, problems } = kcn.state.parse(
    "measure=gone&district=152,999&min_area=-3&zoom=4&kind=zone&site=x&embed=2",
    allowed,
  );
  const known = { area: ["152"], kind: ["zone"], picked: "district=152" };
  assert.deepStrictEqual(state, { ...kcn.state.initial(allowed), ...known });
  assert.deepStrictEqual(problems, [
    { key: "measure", value: "gone" },
    { key: "district", value: "999" },
    { key: "min_area", value: "-3" },
    { key: "zoom", value: "4" },
    { key: "site", value: "x" },
    { key: "embed", value: "2" },
  ]);
});

test("a level goes by its id, and by the id without its year, as older links have it", () => {
  for (const link of ["level=commune&commune=04795", "commune_2025=04795&level=commune_2025"]) {
    const { state, problems } = kcn.state.parse(link, allowed);
    assert.deepStrictEqual(state, {
      ...kcn.state.initial(allowed),
      level: "commune_2025",
      picked: "commune_2025=04795",
    });
    assert.deepStrictEqual(problems, []);
    assert.strictEqual(kcn.state.write(state, allowed), "level=commune_2025&commune_2025=04795");
  }
  assert.deepStrictEqual(kcn.state.parse("commune=1&level=ward&area=152", allowed), {
    state: kcn.state.initial(allowed),
    problems: [
      { key: "commune", value: "1" },
      { key: "level", value: "ward" },
      { key: "area", value: "152" },
    ],
  });
});

test("the first level with polygons is what the page opens with, whatever it is called", () => {
  const areas = ["LU", "LU-a_1"].map((code) => ({ code, name: code, label: [6, 49.8], values: {}, sites: [] }));
  const levels = [level("canton", ["k", "k"], ["canton", "cantons"], { areas }), data.levels[2]];
  const values = kcn.state.allowed({ ...data, levels });
  assert.deepStrictEqual([values.level, values.area], [["canton"], ["LU", "LU-a_1"]]);
  assert.deepStrictEqual(values.picked, ["canton=LU", "canton=LU-a_1"]);
  const { state } = kcn.state.parse("canton=LU-a_1,LU", values);
  assert.deepStrictEqual(state.area, ["LU-a_1", "LU"]);
  assert.strictEqual(kcn.state.write(state, values), "canton=LU-a_1,LU");
});

test("limits that the shell refuses are left out and told", () => {
  for (const fragment of [
    "min_area=500&max_area=100",
    "max_area=5.5&min_area=6",
    "min_occupancy=100.5",
    "max_area=51000000001",
    "max_occupancy=1e3",
    "min_area=NaN",
    "min_area=",
  ]) {
    const { state, problems } = kcn.state.parse(fragment, allowed);
    assert.deepStrictEqual(state, kcn.state.initial(allowed));
    assert.deepStrictEqual(problems.map(({ key, value }) => key + "=" + value).sort(), fragment.split("&").sort());
  }
  const { state, problems } = kcn.state.parse("min_area=5&max_area=5&min_occupancy=60&max_occupancy=40", allowed);
  assert.deepStrictEqual(state, { ...kcn.state.initial(allowed), min_area: 5, max_area: 5 });
  assert.strictEqual(problems.length, 2);
});

test("a place goes by any spelling of its name, by a site or by a point; a distance needs one", () => {
  const read = (/** @type {string} */ link) => kcn.state.parse(link, allowed);
  assert.strictEqual(read("near=N%E1%BB%99i+B%C3%A0i&within=60").state.near, "noi bai");
  assert.strictEqual(kcn.state.write(read("near=Noi+Bai&within=60").state, allowed), "near=noi+bai&within=60");
  for (const link of ["near=nowhere", "near=999,1", "near=1,2,3", "within=5", "sort=zonk"])
    assert.deepStrictEqual([read(link).state, read(link).problems.length], [kcn.state.initial(allowed), 1], link);
  assert.deepStrictEqual(kcn.places.lonlat(data, "noi bai"), [105.807, 21.2212]);
  assert.deepStrictEqual(kcn.places.lonlat(data, "-105.5,20"), [-105.5, 20]);
  assert.strictEqual(kcn.places.lonlat(data, "gone"), null);
});

test("a fifth site is not compared", () => {
  const values = { ...allowed, compare: ["a", "b", "c", "d", "e"] };
  const { state, problems } = kcn.state.parse("compare=e,d,c,b,a", values);
  assert.deepStrictEqual(state.compare, ["e", "d", "c", "b"]);
  assert.deepStrictEqual(problems, [{ key: "compare", value: "a" }]);
});

test("commas and blanks are written plainly", () => {
  const state = { ...kcn.state.initial(allowed), q: "may mặc", area: ["152", "148"] };
  assert.strictEqual(kcn.state.write(state, allowed), "district=152,148&q=may+m%E1%BA%B7c");
});

test("clearing leaves what is no condition", () => {
  const { state } = kcn.state.parse("measure=zones&site=a&q=x&min_area=3&kind=zone&lang=en", allowed);
  assert.ok(kcn.state.isFiltered(state));
  assert.strictEqual(kcn.state.write(kcn.state.cleared(state), allowed), "measure=zones&lang=en&site=a");
  assert.ok(!kcn.state.isFiltered(kcn.state.cleared(state)));
});

test("a link that filters by one area has it selected, unless it says otherwise", () => {
  const { parse, write } = kcn.state;
  const picked = (/** @type {string} */ link) => parse(link, allowed).state.picked;
  assert.strictEqual(picked("district=152"), "district=152");
  assert.strictEqual(picked("district=152,148"), null);
  for (const link of ["district=152", "district=152&selected=", "district=152&selected=148", "selected=148"])
    assert.strictEqual(write(parse(link, allowed).state, allowed), link);
  assert.strictEqual(picked("district=152&selected="), null);
  assert.deepStrictEqual(parse("selected=999", allowed).problems, [{ key: "selected", value: "999" }]);
  assert.deepStrictEqual(parse("selected=148", allowed).state.area, []);
});
