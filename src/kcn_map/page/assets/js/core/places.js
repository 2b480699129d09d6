// @ts-check
/* What distances are measured from: a point of the base map, by its folded name, a site, by its id, or "lon,lat". */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {Data} data @param {string} key @returns {Town|undefined} */
  function town(data, key) {
    const { base } = data;
    return base && base.towns.find((one) => one.lonlat && keyOf(data, one) === key);
  }

  /** What a town goes by in links: its name in the first language, folded. @param {Data} data @param {Town} town */
  function keyOf({ languages: [first] }, { name }) {
    return kcn.fold.fold(name[first]);
  }

  /** The point of a text, null if it is none. @param {string} key @returns {LonLat|null} */
  function point(key) {
    const parts = /^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/.test(key) ? key.split(",").map(Number) : [NaN, NaN];
    return Math.abs(parts[0]) <= 180 && Math.abs(parts[1]) <= 90 ? /** @type {LonLat} */ (parts) : null;
  }

  /** Where a place is. @param {Data} data @param {string|null} key @returns {LonLat|null} */
  function lonlat(data, key) {
    if (!key) return null;
    return (town(data, key) || data.sites.find(({ id }) => id === key))?.lonlat || point(key);
  }

  /** What it is called. @param {View} view @param {string} key */
  function name({ data, fmt, index }, key) {
    const found = town(data, key), site = index.site.get(/** @type {string|null} */ (key));
    if (found) return fmt.localized(found.full_name);
    return site ? fmt.localized(site.name) : key.split(",").reverse().join(", ");
  }

  kcn.places = { lonlat, name, point, keyOf };
})(globalThis);
