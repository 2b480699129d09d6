// @ts-check
/* Records that came as columns, made records again; columns.py packs them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /**
   * {"$columns": {a: [1, 3], b: [2, 4]}} → [{a: 1, b: 2}, {a: 3, b: 4}], with "$keys" an object of them; at any depth.
   * @param {any} value
   * @returns {any}
   */
  function unpack(value) {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== "object") return value;
    const columns = value.$columns;
    const entries = Object.entries(columns || value).map(([key, member]) => [key, unpack(member)]);
    if (!columns) return Object.fromEntries(entries);
    const records = entries[0][1].map((/** @type {any} */ _, /** @type {number} */ i) =>
      Object.fromEntries(entries.map(([key, column]) => [key, column[i]])));
    return value.$keys ? Object.fromEntries(records.map((/** @type {any} */ record, /** @type {number} */ i) => [value.$keys[i], record])) : records;
  }

  kcn.columns = { unpack };
})(globalThis);
