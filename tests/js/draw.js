// @ts-check
/* Where the page's scripts put markers and points, and how long a scale bar is: a question a line, an answer a line. */
const readline = require("node:readline");
const { kcn } = require("./load.js");

/** @param {any} question */
function answer({ markers, least, bounds, width, height, padding, points, most }) {
  const { at, unitKm } = kcn.geo.projection(bounds, width, height, padding);
  const places = kcn.declutter(markers, least), [middle] = markers;
  const shift = middle ? kcn.labelPlaces.shift(middle, 30, 8, places) : 0;
  return { places, shift, points: points.map(at), unitKm, km: kcn.geo.scaleBarKm(most) };
}

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n"));
