// @ts-check
/* What the page's own scripts make of a page's data: a question a line on stdin, an answer a line on stdout. */
const readline = require("node:readline");
const { kcn } = require("./load.js");

/** @param {{data: any, states: any[]}} question data as they stand in a page; states as changes of the first view */
function answer({ data: packed, states }) {
  const data = kcn.columnar.unpack(packed);
  data.sites = data.sites.map((/** @type {any} */ record) => kcn.rows.site(data.cited, record));
  const texts = kcn.search.texts(data), initial = kcn.state.initial(kcn.state.allowed(data));
  const { polygons } = kcn.arcs.reader(data.topology);
  return {
    csv: kcn.rows.csv(data, data.sites),
    geojson: kcn.rows.geojson(data.sites, (/** @type {string} */ key) => polygons("sites", key)),
    found: states.map((state) => {
      const { ids, excluded, unknown } = kcn.filter.select(data.sites, { ...initial, ...state }, texts);
      return { ids: [...ids], excluded: [...excluded].map(([id, reasons]) => [id, reasons.map((/** @type {any} */ r) => [r.condition, r.unknown])]), unknown };
    }),
  };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
