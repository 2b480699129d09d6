// @ts-check
/* Numbers and dates as the reader writes them; the data keeps the point and ISO dates.
   text/numbers.py does the same; both are tested with tests/cases/format.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const DATE = /^\d{4}(-\d\d){0,2}(\/\d{4}(-\d\d){0,2})?$/;
  const LATIN = "0123456789";

  /**
   * A number, 0 or more, as a decimal with so many decimals, half rounded up: of the decimal that is written, not of
   * the binary number.
   * @param {number} size @param {number} decimals
   */
  function round(size, decimals) {
    const [digits, exponent] = String(size).split("e-");
    const bare = exponent ? "0." + "0".repeat(Number(exponent) - 1) + digits.replace(".", "") : digits;
    const [whole, rest = ""] = bare.split(".");
    if (rest.length <= decimals) return bare;
    const up = BigInt(whole + rest.slice(0, decimals)) + BigInt(rest[decimals] >= "5");
    const text = String(up).padStart(decimals + 1, "0"), point = text.length - decimals;
    return text.slice(0, point) + (decimals ? "." + text.slice(point) : "");
  }

  /** A text with the digits that a language writes. @param {string} text @param {Locale} locale */
  function native(text, { digits }) {
    return digits ? text.replace(/\d/g, (digit) => digits[Number(digit)]) : text;
  }

  /**
   * 1501.47 → "1.501,47" (vi) or "1,501.47" (en). Zeros at the end of the decimals are left out.
   * @param {number} value
   * @param {Locale} locale
   * @param {number} [decimals] at most so many, half rounded away from zero; left out, all
   */
  function number(value, locale, decimals) {
    const size = Math.abs(value), [last, before] = locale.groups || [3, 3];
    const [whole, rest = ""] = (decimals === undefined ? String(size) : round(size, decimals)).split(".");
    const digits = rest.replace(/0+$/, ""), parts = [whole.slice(-last)];
    for (let end = whole.length - last; end > 0; end -= before)
      parts.unshift(whole.slice(Math.max(end - before, 0), end));
    const text = native(parts.join(locale.group) + (digits && locale.decimal + digits), locale);
    return value < 0 && /[1-9]/.test(whole + rest) ? "−" + text : text;
  }

  /**
   * A number as a person types it, null where it is none. Where only one sort of separator occurs
   * it is the decimal one, unless it stands as the language's thousands do.
   * @param {string} text
   * @param {Locale} locale
   * @returns {number|null}
   */
  function parse(text, { group, decimal, digits, groups }) {
    const bare = [...text]
      .filter((char) => /\S/.test(char))
      .map((char) => ((digits || "").includes(char) ? LATIN[(digits || "").indexOf(char)] : char))
      .join("");
    const parts = bare.split(decimal), heads = parts[0].split(group.trim() || " ");
    const isGrouped = heads.length > 1 && /^\d{1,3}$/.test(heads[0]) &&
      heads.slice(1).every((head, i) => head.length === (i < heads.length - 2 ? (groups || [3, 3])[1] : 3));
    const normal = isGrouped
      ? heads.join("") + (parts.length > 1 ? "." + parts.slice(1).join(".") : "")
      : bare.replace(decimal, ".").replace(",", ".");
    return /^\d+(\.\d+)?$/.test(normal) ? Number(normal) : null;
  }

  /**
   * A year, a month, a day or an interval "2017/2020"; "" for null.
   * @param {string|null} iso
   * @param {Locale} locale
   */
  function date(iso, locale) {
    if (!iso) return "";
    if (!DATE.test(iso)) return iso;
    return String(iso).split("/").map((part) => moment(part, locale)).join("–");
  }

  /** @param {string} iso @param {Locale} locale */
  function moment(iso, locale) {
    const [y, MM = "", dd = ""] = iso.split("-"), month = Number(MM) - 1;
    /** @type {Record<string, any>} */
    const parts = { y, MM, dd, M: Number(MM), d: Number(dd), MMM: locale.months?.[month], LLL: locale.alone?.[month] };
    const pattern = dd ? locale.day : MM ? locale.month : "{y}";
    return native(pattern.replace(/\{(\w+)\}/g, (_, name) => parts[name]), locale);
  }

  /**
   * The middle of a date as a year with decimals, null where there is none: for plots only.
   * @param {string|null} iso
   * @returns {number|null}
   */
  function year(iso) {
    if (!iso) return null;
    const parts = String(iso).split("/").map((part) => {
      const [y, m, d] = part.split("-").map(Number);
      return y + (m ? (m - 1 + (d ? (d - 1) / 31 : 0.5)) / 12 : 0.5);
    });
    return (parts[0] + parts[parts.length - 1]) / 2;
  }

  /** Whole months from a day to now. @param {string} iso @param {Date} now */
  function months(iso, now) {
    const [year, month = 12, date = 31] = iso.replace(/.*\//, "").split("-").map(Number);
    return (now.getFullYear() - year) * 12 + now.getMonth() - (month - 1) - (now.getDate() < date ? 1 : 0);
  }

  kcn.format = { round, number, parse, date, year, months };
})(globalThis);
