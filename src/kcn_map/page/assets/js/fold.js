// @ts-check
/* Names as people type them: with or without tone marks, capitals, prefixes.
   text/names.py does the same; both are tested with tests/cases/fold.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Letters that are no Latin letter with a mark. @type {Record<string, string>} */
  const PLAIN = { đ: "d", ð: "d", ƀ: "b", ø: "o", ł: "l", ß: "ss", œ: "oe", æ: "ae" };

  /**
   * Lower-case letters and digits without marks, words divided by one space: "Hoà  Bình" → "hoa binh".
   * @param {string} text
   * @returns {string}
   */
  function fold(text) {
    return text
      .toLowerCase()
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .replace(/[đðƀøłßœæ]/g, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  }

  /**
   * The folded words of a text, none for a blank one.
   * @param {string} text
   * @returns {string[]}
   */
  function words(text) {
    return fold(text).split(" ").filter(Boolean);
  }

  kcn.fold = { fold, words };
})(globalThis);
