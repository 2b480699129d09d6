// @ts-check
/* Conditions on the fields of an atlas: a page has this script where there are fields to filter by. The state has them
   as one text: "land_rent:10..50;quay:river,sea". */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** What the condition of a reason begins with: the name of its field follows. */
  const KEY = "fields:";
  const RANGE = "..", NUMBER = /^\d+(\.\d+)?$/, MOMENT = /^\d{4}(-\d\d(-\d\d)?)?$/;
  /** Behind a year or a month, so that it is no earlier than any day of that. */
  const LAST = "-99";

  /** The fields that sites can be filtered by. @param {Data} data @returns {Field[]} */
  function fields(data) {
    return data.fields ? data.fields.filter(({ name }) => (data.filters || []).includes(name)) : [];
  }

  /** The choices of a field. @param {Data} data @param {Field} field */
  function choices(data, { words }) {
    const start = words + ".";
    return Object.keys(data.words).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }

  /** What may be asked for: "land_rent" for a number, "let_until:" for a date, "quay:river". @param {Data} data */
  function allowed(data) {
    return fields(data).flatMap((field) => {
      if (field.words) return choices(data, field).map((value) => field.name + ":" + value);
      return [field.name + (field.type === "date" ? ":" : "")];
    });
  }

  /**
   * The conditions of a text: values, or the least and the most.
   * @param {string|null} text @returns {FieldCondition[]}
   */
  function parse(text) {
    return (text || "").split(";").filter(Boolean).map((one) => {
      const [name, what = ""] = one.split(":"), isRange = what.includes(RANGE);
      return { name, isRange, parts: what.split(isRange ? RANGE : ",") };
    });
  }

  /** The text of conditions, null for none. @param {FieldCondition[]} conditions */
  function write(conditions) {
    const set = conditions.filter(({ parts }) => parts.some(Boolean));
    return set.map(({ name, isRange, parts }) => name + ":" + parts.join(isRange ? RANGE : ",")).join(";") || null;
  }

  /**
   * A text as the state can have it, and what of it there is not.
   * @param {string} text @param {string[]} known what may be asked for
   */
  function read(text, known) {
    const all = parse(text), kept = all.filter((one) => isKnown(one, known));
    const unknown = all.filter((one) => !kept.includes(one));
    return { value: write(kept), unknown: unknown.length ? [String(write(unknown) || text)] : [] };
  }

  /** @param {FieldCondition} condition @param {string[]} known */
  function isKnown({ name, isRange, parts }, known) {
    if (!isRange) return parts.every((value) => value && known.includes(name + ":" + value));
    const isDate = known.includes(name + ":");
    const isThere = (isDate || known.includes(name)) && parts.length === 2 && parts.some(Boolean);
    return isThere && isLimited(parts, isDate);
  }

  /** Whether they are limits, and something may lie between them. @param {string[]} limits @param {boolean} isDate */
  function isLimited([low, high], isDate) {
    if (![low, high].every((limit) => !limit || (isDate ? MOMENT : NUMBER).test(limit))) return false;
    return !low || !high || (isDate ? low <= high + LAST : Number(low) <= Number(high));
  }

  /** The tests that a text sets, one a field. @param {string|null} text */
  function tests(text) {
    return parse(text).map(({ name, isRange, parts }) => (/** @type {Site} */ site) => {
      const value = site[name] ?? null;
      if (value !== null && (isRange ? isBetween(value, parts) : parts.includes(value))) return null;
      return { condition: KEY + name, value, wanted: parts, unknown: value === null };
    });
  }

  /**
   * Whether a number lies, or a date may lie, between two limits.
   * @param {number|string} value @param {string[]} limits
   */
  function isBetween(value, [low, high]) {
    if (typeof value === "number") return (!low || value >= Number(low)) && (!high || value <= Number(high));
    const days = value.split("/");
    return (!low || days[days.length - 1] + LAST >= low) && (!high || days[0] <= high + LAST);
  }

  /**
   * The text with another condition on a field, or with none.
   * @param {string|null} text @param {FieldCondition} condition
   */
  function changed(text, condition) {
    return write([...parse(text).filter(({ name }) => name !== condition.name), condition]);
  }

  kcn.fieldFilter = { KEY, fields, choices, allowed, parse, read, isLimited, tests, changed };
})(globalThis);
