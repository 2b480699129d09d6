// @ts-check
/* Numbers and dates as the reader writes them; the data keeps the point and ISO dates.
   text/numbers.py does the same; both are tested with tests/cases/format.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const DATE = /^\d{4}(-\d\d){0,2}(\/\d{4}(-\d\d){0,2})?$/;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const SEPARATORS = { vi: { group: ".", decimal: "," }, en: { group: ",", decimal: "." } };

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

  /**
   * 1501.47 → "1.501,47" (vi) or "1,501.47" (en). Zeros at the end of the decimals are left out.
   * @param {number} value
   * @param {"vi"|"en"} lang
   * @param {number} [decimals] at most so many, half rounded away from zero; left out, all
   */
  function number(value, lang, decimals) {
    const { group, decimal } = SEPARATORS[lang];
    const size = Math.abs(value);
    const [whole, rest = ""] = (decimals === undefined ? String(size) : round(size, decimals)).split(".");
    const digits = rest.replace(/0+$/, "");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, group) + (digits && decimal + digits);
    return value < 0 && /[1-9]/.test(text) ? "−" + text : text;
  }

  /**
   * A number as a person types it, null where it is none. Where only one sort of separator occurs
   * it is the decimal one, unless it stands as the language's thousands do.
   * @param {string} text
   * @param {"vi"|"en"} lang
   * @returns {number|null}
   */
  function parse(text, lang) {
    const bare = text.trim().replace(/\s/g, "");
    const { group } = SEPARATORS[lang];
    const grouped = group === "." ? /^\d{1,3}(\.\d{3})+(,\d+)?$/ : /^\d{1,3}(,\d{3})+(\.\d+)?$/;
    const plain = grouped.test(bare) ? bare.split(group).join("") : bare;
    const normal = plain.replace(",", ".");
    return /^\d+(\.\d+)?$/.test(normal) ? Number(normal) : null;
  }

  /**
   * A year, a month, a day or an interval "2017/2020"; "" for null.
   * @param {string|null} iso
   * @param {"vi"|"en"} lang
   */
  function date(iso, lang) {
    if (!iso) return "";
    if (!DATE.test(iso)) return iso;
    return String(iso).split("/").map((part) => day(part, lang)).join("–");
  }

  /** @param {string} iso @param {"vi"|"en"} lang */
  function day(iso, lang) {
    const [year, month, date] = iso.split("-");
    if (lang === "vi") return [date, month].filter(Boolean).map(Number).concat(/** @type {any} */ (year)).join("-");
    return [date && String(Number(date)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
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
    const [year, month, date] = iso.split("-").map(Number);
    return (now.getFullYear() - year) * 12 + now.getMonth() - (month - 1) - (now.getDate() < date ? 1 : 0);
  }

  kcn.format = { round, number, parse, date, year, months };
})(globalThis);
