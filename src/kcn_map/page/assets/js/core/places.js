// @ts-check
/* What distances are measured from: a point of the base map, by its folded name, a site, by its id, or "lon,lat". */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @param {Data} data @param {string} key @returns {Town|undefined} */
  function town({ base }, key) {
    return base && base.towns.find(({ name, lonlat }) => lonlat && kcn.fold.fold(name) === key);
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

  /** What it is called. @param {View} view @param {string} key @param {boolean} [isShort] */
  function name({ data, fmt, index }, key, isShort) {
    const found = town(data, key), site = index.site.get(/** @type {string|null} */ (key));
    if (found) return isShort ? short(fmt, found) : title(fmt, found);
    return site ? fmt.localized(site.name) : key.split(",").reverse().join(", ");
  }

  /** @param {Formatter} fmt @param {Town} town */
  function title(fmt, town) {
    return short(fmt, { ...town, name: town.full_name || town.name });
  }

  /** What stands on the map. @param {Formatter} fmt @param {Town} town */
  function short(fmt, { name, name_en }) {
    return (fmt.lang === "en" && name_en) || name;
  }

  kcn.places = { lonlat, name, point, short, title };
})(globalThis);
