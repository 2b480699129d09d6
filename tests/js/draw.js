// @ts-check
/* Where the page's scripts put markers, names and points, and how long a scale bar is: a question a line, an answer a
   line. */
const readline = require("node:readline");
const { kcn } = require("./load.js");

/** @param {any} question */
function answer({ labels, ...question }) {
  return labels ? named(labels) : drawn(question);
}

/** Names whose letters are all equally wide. @param {any} question */
function named({ areas, frame, marks, taken, isDense }) {
  const { forms, arrange } = kcn.labelPlaces;
  const list = areas.map((/** @type {any} */ { rings, home: [x, y], text, isFirst }) => ({
    rings: rings.map((/** @type {any} */ ring) => ring.flat()),
    edges: kcn.geo.bounds(rings.flat()),
    home: { x, y },
    forms: forms(text, 12, (/** @type {string} */ part) => 6 * part.length, isDense),
    isFirst,
  }));
  return arrange(list, frame, marks, taken);
}

/** @param {any} question */
function drawn({ markers, least, bounds, width, height, padding, points, most, ground }) {
  const { at, back, unitKm } = kcn.geo.projection(bounds, width, height, padding);
  const isIn = (/** @type {any} */ place) => kcn.geo.inside(back(place), [ground.flat()]);
  return {
    places: kcn.declutter(markers, least), points: points.map(at), unitKm, km: kcn.geo.scaleBarKm(most),
    spots: kcn.declutter.positions(markers, least, 3, (place, i) => !isIn(markers[i]) || isIn(place)),
  };
}

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
