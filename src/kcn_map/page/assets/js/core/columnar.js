// @ts-check
/* Records that came as columns, made records again; columns.py packs them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /**
   * {"$columns": {a: [1, 3], b: [2, 4]}} → [{a: 1, b: 2}, {a: 3, b: 4}], with "$keys" an object of them,
   * with "$lengths" lists of so many; at any depth.
   * @param {any} value
   * @returns {any}
   */
  function unpack(value) {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== "object") return value;
    if (!value.$columns) return object(Object.keys(value), Object.values(value).map(unpack));
    const fields = Object.keys(value.$columns);
    const columns = fields.map((field) => repeated(unpack(value.$columns[field])));
    const records = columns[0].map((_, i) => record(fields, columns, i));
    let at = 0;
    if (value.$lengths) return repeated(value.$lengths).map((length) => records.slice(at, (at += length)));
    return value.$keys ? object(value.$keys, records) : records;
  }

  /** @param {string[]} keys of any name @param {any[]} values */
  function object(keys, values) {
    return Object.fromEntries(keys.map((key, i) => [key, values[i]]));
  }

  /**
   * Quicker than `object`, for there may be a hundred thousand.
   * @param {string[]} fields @param {any[][]} columns @param {number} i
   */
  function record(fields, columns, i) {
    /** @type {Record<string, any>} */
    const made = {};
    for (let k = 0; k < fields.length; k++) made[fields[k]] = columns[k][i];
    return made;
  }

  /** ["a", {"$more": 2}] → ["a", "a", "a"] @param {any[]} column @returns {any[]} */
  function repeated(column) {
    /** @type {any[]} */
    const values = [];
    for (const member of column) {
      const more = member && member.$more;
      if (!more) values.push(member);
      else for (let i = 0, last = values[values.length - 1]; i < more; i++) values.push(last);
    }
    return values;
  }

  kcn.columnar = { unpack };
})(globalThis);
