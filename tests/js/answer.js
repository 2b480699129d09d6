// @ts-check
/* What the page's own scripts make of a page's data: a question a line on stdin, an answer a line on stdout. */
const readline = require("node:readline");
const path = require("node:path");
const { kcn, ASSETS } = require("./load.js");
require(path.join(ASSETS, "js/sections/table.js"));

/**
 * What can be called by name, with the data of the page first.
 * @type {Record<string, (data: any, ...values: any[]) => any>}
 */
const CALLS = {
  fold: (_, text) => kcn.fold.fold(text),
  oneTypo: (_, typed, word) => kcn.search.oneTypo(typed, word),
  number: (_, value, locale, decimals) => kcn.format.number(value, locale, decimals),
  date: (_, iso, locale) => kcn.format.date(iso, locale),
  fill: (data, text, values, lang, locale) =>
    kcn
      .phrases({ ...data, locales: { [lang]: locale }, words: { "page.x": { [lang]: text } } }, lang)
      .t("page.x", values),
  classify: (_, value, measure) => kcn.classes.classify(value, measure),
  labels: (data, measure, lang) =>
    kcn.classes.limits(measure).map((/** @type {any} */ limits) => kcn.phrases(data, lang).limits(measure, limits)),
  cell: (data, name, value, lang) => {
    const fmt = kcn.phrases(data, lang), field = data.fields.find((/** @type {any} */ one) => one.name === name);
    return fmt.cell(field, value, fmt.unit(name));
  },
  inverse: (data, group, measure) => kcn.classes.inverse(group, measure, data),
  colours: (_, ramp, count) => kcn.classes.colours(ramp, count),
  coverage: (data, measure, value, members, kind, lang) =>
    kcn.coverage.coverage(kcn.phrases(data, lang), measure, value, members, kind),
  atLeast: (data, measure, values, kind, lang) => kcn.coverage.atLeast(kcn.phrases(data, lang), measure, values, kind),
  summary: (data, patch) => kcn.summary(view(data, patch)),
  qr: (_, text) => kcn.qr(text),
};

/** What the page makes of a state: its first one, changed. @param {any} data @param {any} patch */
function view(data, patch) {
  const allowed = kcn.state.allowed(data), state = { ...kcn.state.initial(allowed), ...patch };
  const byKey = (/** @type {any[]} */ list, /** @type {string} */ key) => new Map(list.map((one) => [one[key], one]));
  const index = {
    site: byKey(data.sites, "id"),
    measure: byKey(data.measures, "id"),
    kind: kcn.coverage.kindOf(data.sites),
  };
  const from = kcn.places.lonlat(data, state.near);
  const found = kcn.filter.select(data.sites, state, kcn.search.texts(data), from);
  return {
    data,
    index,
    allowed,
    state,
    found,
    measure: index.measure.get(state.measure),
    level: data.levels.find((/** @type {any} */ level) => level.id === state.level),
    fmt: kcn.phrases(data, state.lang),
  };
}

/**
 * @param {{data: any, states: any[], calls?: [string, ...any[]][]}} question data as they stand in a page; states as
 * changes of the first
 * view; calls, each the name of one of CALLS and its values
 */
function answer({ data: packed, states, calls = [] }) {
  const data = kcn.columnar.unpack(packed);
  data.sites = data.sites.map((/** @type {any} */ record) => kcn.rows.site(data, record));
  const { polygons } = kcn.arcs.reader(data.topology);
  return {
    told: calls.map(([name, ...values]) => CALLS[name](data, ...values)),
    csv: kcn.rows.csv(data, data.sites),
    areas: data.levels
      .filter((/** @type {any} */ level) => level.is_mapped)
      .map((/** @type {any} */ level) => [level.id, kcn.rows.areas(data, level)]),
    geojson: kcn.rows.geojson(data.sites, (/** @type {string} */ key) => polygons("sites", key)),
    found: states.map((state) => {
      const asked = view(data, state), { excluded, unknown } = asked.found;
      return {
        ids: kcn.table.inOrder(asked).map((/** @type {any} */ site) => site.id),
        excluded: [...excluded].map(([id, reasons]) => [
          id,
          reasons.map((/** @type {any} */ r) => [r.condition, r.unknown]),
        ]),
        unknown,
      };
    }),
  };
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
