// @ts-check
/* Names as people type them: with or without tone marks, capitals, prefixes.
   text/names.py does the same; both are tested with tests/cases/fold.json. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** Latin letters that are no other one with a mark. @type {Record<string, string>} */
  const PLAIN = {
    đ: "d", ð: "d", ħ: "h", ŧ: "t", ƀ: "b", ø: "o", ł: "l", ı: "i", ß: "ss", œ: "oe", æ: "ae", þ: "th",
  };
  /** Marks of Latin and Greek letters, and of what is no letter. Those of other scripts are vowels, or letters. */
  const MARKS =
    /(^|[^\p{L}\p{M}]|[a-z\u00aa-\u02af\u0370-\u03ff\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab6f])\p{M}+/gu;

  /**
   * Lower-case letters and digits, Latin ones without marks, words divided by one space: "Hoà  Bình" → "hoa binh".
   * @param {string} text
   * @returns {string}
   */
  function fold(text) {
    return text
      .toLowerCase()
      .normalize("NFD")
      .replace(MARKS, "$1")
      .replace(/[đðħŧƀøłıßœæþ]/g, (letter) => PLAIN[letter])
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
      .normalize("NFC")
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

  /**
   * The words for administrative units, as units.json has them.
   * @param {{before: {word: string, typed: string[], label: string}[], after: {word: string, label: string}[]}} known
   */
  function units(known) {
    const leading = (/** @type {string} */ name) =>
      known.before.find((unit) => name.toLowerCase().startsWith(unit.word.toLowerCase() + " "));
    /** Units of several words, and their short forms, for the first search. @type {string[][]|undefined} */
    let phrases;

    /** What a label on the map says: "Huyện Lương Sơn" → "Lương Sơn", "Phường 5" → "P. 5". @param {string} name */
    function label(name) {
      const unit = leading(name), end = known.after.find(({ word }) => name.endsWith(" " + word));
      if (unit) return unit.label + name.slice(unit.word.length + 1);
      return end ? name.slice(0, -end.word.length - 1) + end.label : name;
    }

    /** The name within a sentence: "Tỉnh Hòa Bình" → "tỉnh Hòa Bình". @param {string} name */
    function inSentence(name) {
      const unit = leading(name);
      return unit ? unit.word.toLowerCase() + name.slice(unit.word.length) : name;
    }

    /** The words of a text, units of several words as their short form: "thành phố" as "tp". @param {string} text */
    function wordsOf(text) {
      phrases ||= known.before
        .map((unit) => [fold(unit.word), unit.typed[0]])
        .filter(([phrase]) => phrase.includes(" "));
      return phrases
        .reduce((folded, [phrase, short]) => folded.split(` ${phrase} `).join(` ${short} `), ` ${fold(text)} `)
        .split(" ")
        .filter(Boolean);
    }

    /** With units of several words as their short form, for little room: "huyện, TP". @param {string} text */
    function abbreviated(text) {
      return known.before
        .filter(({ word }) => word.includes(" "))
        .reduce((short, { word, typed }) => short.replace(word.toLowerCase(), typed[0].toUpperCase()), text);
    }

    return {
      label, inSentence, abbreviated, wordsOf,
      get words() {
        return known.before.flatMap((unit) => [fold(unit.word), ...unit.typed]).filter((form) => !form.includes(" "));
      },
    };
  }

  /** The text with a capital first. @param {string} text */
  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  kcn.fold = { fold, words, units, capital };
})(globalThis);
