// @ts-check
/* Every sentence in every situation an atlas may be in: no clusters, no sites, one district, nothing placed, nothing
   known. */
const { test } = require("node:test");
const assert = require("node:assert");
const { kcn, site } = require("./load.js");
const { MEASURES, view } = require("./atlas-view.js");

let count = 0;
const zone = (/** @type {any} */ known) =>
  site("z" + count++, { kind: "zone", area: "a", status: "operating", ...known });
const cluster = (/** @type {any} */ known) =>
  site("c" + count++, { kind: "cluster", area: "a", status: "established", ...known });
const rated = (/** @type {number} */ pct, /** @type {any} */ known) =>
  zone({
    area_planned_ha: 100,
    occupancy_pct: pct,
    occupancy_base: "industrial_land",
    occupancy_as_of: "2020-12-31",
    ...known,
  });
const lost = (/** @type {any} */ known) => cluster({ area: null, identified: false, status: "unknown", ...known });

/** Sites by what is true of them. */
const SITUATIONS = /** @type {Record<string, any[]>} */ ({
  none: [],
  one: [zone({ area_planned_ha: 83 })],
  zonesOnly: [zone({ area_planned_ha: 200 }), zone({ area: "b", area_planned_ha: 83, status: "planned" })],
  mixed: [
    zone({ area_planned_ha: 200 }),
    zone({ area: "b", area_planned_ha: 83 }),
    cluster({ area: "b", area_planned_ha: 30 }),
    cluster({ area: "b" }),
    lost({}),
  ],
  allLost: [lost({}), lost({ kind: "zone" })],
  noRates: [zone({ area_planned_ha: 100 }), zone({ area: "b" })],
  oneRate: [rated(50, {}), zone({ area: "b", area_planned_ha: 7 })],
  rates: [
    rated(80, {}),
    rated(40, { area: "b", occupancy_base: "total_land", occupancy_as_of: "2009" }),
    zone({ area: "c" }),
  ],
  ties: [zone({ area_planned_ha: 50 }), zone({ area: "b", area_planned_ha: 50 })],
});

/**
 * Situation, districts, measure, state, the sentence in Vietnamese and in English.
 * @type {[string, number, string, any, string, string][]}
 */
const SENTENCES = [
  [
    "none",
    3,
    "area",
    {},
    "Bản đồ này chưa có khu, cụm nào. Diện tích: không có khu, cụm công nghiệp nào.",
    "This map has no sites yet. Area: no industrial zone or cluster.",
  ],
  [
    "none",
    3,
    "rate",
    {},
    "Bản đồ này chưa có khu, cụm nào. Lấp đầy: không có khu công nghiệp nào.",
    "This map has no sites yet. Occupancy: no industrial zone.",
  ],
  [
    "one",
    1,
    "area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp. Diện tích: 83\u00a0ha (1 trong 1 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone. Area: 83\u00a0ha (1 of 1 zone has a figure).",
  ],
  [
    "one",
    3,
    "zones",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp. Tổng diện tích quy hoạch 83\u00a0ha. Số KCN: chỉ có ở " +
      "huyện A, 1.",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone. Planned area in all: 83\u00a0ha. Zones: only " +
      "in A District, 1.",
  ],
  [
    "one",
    3,
    "clusters",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp. Tổng diện tích quy hoạch 83\u00a0ha. Số CCN: không có " +
      "cụm công nghiệp nào.",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone. Planned area in all: 83\u00a0ha. Clusters: no " +
      "industrial cluster.",
  ],
  [
    "one",
    1,
    "rate",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp. Tổng diện tích quy hoạch 83\u00a0ha. Lấp đầy: chưa có " +
      "số liệu (0 trong 1 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone. Planned area in all: 83\u00a0ha. Occupancy: no " +
      "figure yet (0 of 1 zone have a figure).",
  ],
  [
    "zonesOnly",
    3,
    "area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp, trong đó 1 KCN mới có quy hoạch. Tổng diện tích quy " +
      "hoạch 283\u00a0ha. Diện tích: cao nhất ở huyện A, 200\u00a0ha (2 trong 2 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones, of which 1 zone only planned. Planned area in " +
      "all: 283\u00a0ha. Area: highest in A District, 200\u00a0ha (2 of 2 zones have a figure).",
  ],
  [
    "mixed",
    3,
    "area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp và 3 cụm công nghiệp, trong đó 1 CCN chưa xác định " +
      "được. Diện tích: tổng ít nhất 313\u00a0ha (3 trong 5 khu, cụm có số liệu); chưa xếp hạng được vì 3 huyện, " +
      "thành phố mới có mức tối thiểu hoặc chưa có số liệu.",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones and 3 industrial clusters, of which 1 cluster " +
      "not identified. Area: at least 313\u00a0ha in all (3 of 5 sites have a figure); no ranking yet, since 3 " +
      "districts have only a lower bound or no figure.",
  ],
  [
    "mixed",
    3,
    "zone_area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp và 3 cụm công nghiệp, trong đó 1 CCN chưa xác định " +
      "được. Tổng diện tích quy hoạch ít nhất 313\u00a0ha (3 trong 5 khu, cụm có số liệu). Diện tích KCN: cao " +
      "nhất ở huyện A, 200\u00a0ha (2 trong 2 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones and 3 industrial clusters, of which 1 cluster " +
      "not identified. Planned area in all: at least 313\u00a0ha (3 of 5 sites have a figure). Zone area: highest " +
      "in A District, 200\u00a0ha (2 of 2 zones have a figure).",
  ],
  [
    "mixed",
    3,
    "area",
    { kind: ["zone"] },
    "Đang hiển thị 2 trong 5 khu, cụm: 2 khu công nghiệp. Tổng diện tích quy hoạch 283\u00a0ha. Diện tích (tính " +
      "trên tất cả 5 khu, cụm, không theo bộ lọc): tổng ít nhất 313\u00a0ha (3 trong 5 khu, cụm có số liệu); chưa " +
      "xếp hạng được vì 3 huyện, thành phố mới có mức tối thiểu hoặc chưa có số liệu.",
    "Showing 2 of 5 sites: 2 industrial zones. Planned area in all: 283\u00a0ha. Area (of all 5 sites, not only " +
      "those shown): at least 313\u00a0ha in all (3 of 5 sites have a figure); no ranking yet, since 3 districts " +
      "have only a lower bound or no figure.",
  ],
  [
    "mixed",
    3,
    "zones",
    { q: "zzzz" },
    "Không có khu, cụm nào khớp với bộ lọc. Số KCN (tính trên tất cả 2 KCN, không theo bộ lọc): cao nhất ở " +
      "huyện A, huyện B, 1.",
    "No site matches the filters. Zones (of all 2 zones, not only those shown): highest in A District, B District, 1.",
  ],
  [
    "allLost",
    2,
    "zones",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp và 1 cụm công nghiệp, trong đó 2 khu, cụm chưa xác định " +
      "được. Chưa có số liệu về diện tích quy hoạch. Số KCN: chưa có số liệu.",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone and 1 industrial cluster, of which 2 sites not " +
      "identified. No planned area is known. Zones: no figure yet.",
  ],
  [
    "allLost",
    1,
    "area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 1 khu công nghiệp và 1 cụm công nghiệp, trong đó 2 khu, cụm chưa xác định " +
      "được. Chưa có số liệu về diện tích quy hoạch. Diện tích: chưa có số liệu (0 trong 2 khu, cụm có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 1 industrial zone and 1 industrial cluster, of which 2 sites not " +
      "identified. No planned area is known. Area: no figure yet (0 of 2 sites have a figure).",
  ],
  [
    "noRates",
    2,
    "rate",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp. Tổng diện tích quy hoạch ít nhất 100\u00a0ha (1 trong " +
      "2 KCN có số liệu). Lấp đầy: chưa có số liệu (0 trong 2 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones. Planned area in all: at least 100\u00a0ha (1 " +
      "of 2 zones has a figure). Occupancy: no figure yet (0 of 2 zones have a figure).",
  ],
  [
    "oneRate",
    2,
    "rate",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp. Tổng diện tích quy hoạch 107\u00a0ha. Lấp đầy: mới có " +
      "số liệu ở huyện A, 50\u00a0% (trên đất công nghiệp, trọng số là diện tích quy hoạch, 1 trong 2 KCN có số " +
      "liệu, đến 31-12-2020).",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones. Planned area in all: 107\u00a0ha. Occupancy: " +
      "a figure only for A District so far, 50\u00a0% (of industrial land, weighted by planned area, 1 of 2 zones " +
      "has a figure, as of 31 Dec 2020).",
  ],
  [
    "rates",
    3,
    "rate",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 3 khu công nghiệp. Tổng diện tích quy hoạch ít nhất 200\u00a0ha (2 trong " +
      "3 KCN có số liệu). Lấp đầy: cao nhất trong 2 huyện, thành phố có số liệu là huyện A, 80\u00a0% (trên các " +
      "loại đất khác nhau (đất công nghiệp, tổng diện tích), trọng số là diện tích quy hoạch, 2 trong 3 KCN có số " +
      "liệu, thời điểm khác nhau, từ 2009 đến 31-12-2020).",
    "As of 31 Dec 2020, Hoa Binh Province has 3 industrial zones. Planned area in all: at least 200\u00a0ha (2 " +
      "of 3 zones have a figure). Occupancy: highest of the 2 districts with a figure is A District, 80\u00a0% " +
      "(of different kinds of land (industrial land, total land), weighted by planned area, 2 of 3 zones have a " +
      "figure, of different dates, 2009 to 31 Dec 2020).",
  ],
  [
    "ties",
    2,
    "area",
    {},
    "Đến 31-12-2020, tỉnh Hòa Bình có 2 khu công nghiệp. Tổng diện tích quy hoạch 100\u00a0ha. Diện tích: cao " +
      "nhất ở huyện A, huyện B, 50\u00a0ha (2 trong 2 KCN có số liệu).",
    "As of 31 Dec 2020, Hoa Binh Province has 2 industrial zones. Planned area in all: 100\u00a0ha. Area: " +
      "highest in A District, B District, 50\u00a0ha (2 of 2 zones have a figure).",
  ],
];

for (const [name, districts, measure, state, vi, en] of SENTENCES) {
  test(`${name}, ${districts} of districts, ${measure}, ${JSON.stringify(state)}`, () => {
    assert.strictEqual(kcn.summary(view(SITUATIONS[name], districts, measure, "vi", state)), vi);
    assert.strictEqual(kcn.summary(view(SITUATIONS[name], districts, measure, "en", state)), en);
  });
}

test("no situation makes a sentence with a hole, a wrong plural or a place among lower bounds", () => {
  let told = 0;
  for (const sites of Object.values(SITUATIONS))
    for (const districts of [1, 2, 3])
      for (const id of Object.keys(MEASURES)) {
        for (const lang of /** @type {const} */ (["vi", "en"]))
          for (const patch of [{}, { kind: ["cluster"] }, { min_area: 90 }, { area: ["a"] }]) {
            const v = view(sites, districts, id, lang, patch),
              values = v.level.areas.map((/** @type {any} */ one) => one.values[id]);
            const kind = v.measure.kind || v.index.kind;
            const texts = [
              kcn.summary(v),
              kcn.coverage.atLeast(v.fmt, v.measure, values, kind),
              ...v.level.areas.flatMap((/** @type {any} */ one) => [
                kcn.coverage.of(v, v.measure, one),
                v.fmt.value(v.measure, one.values[id]),
              ]),
            ];
            for (const text of texts) {
              assert.doesNotMatch(text, /[{}]|undefined|NaN|null| {2}|\(\)|^[,;.]|\b0 industrial/, text);
              assert.doesNotMatch(text, /\b1 (zones|clusters|sites|districts)\b/, text);
              assert.doesNotMatch(text, /\b[02-9] (zone|cluster|site|district)\b/, text);
              told++;
            }
            const isRanked = /cao nhất|highest/.test(texts[0]);
            const open = values.filter((/** @type {any} */ one) => one[3] && v.measure.aggregation !== "weighted_mean");
            if (isRanked)
              assert.ok(
                open.every((/** @type {any} */ one) => one[0] !== null),
                texts[0],
              );
            for (const one of v.level.areas) {
              const rank = kcn.classes.rank(one.values[id], values, v.measure);
              assert.ok(!rank || (!one.values[id][3] && rank.place <= rank.of), texts[0]);
            }
          }
      }
  assert.ok(told > 2000);
});
