// @ts-check
/* Text search over sites: word-order free, without tone marks, forgiving one typing error a word.
   analysis/textsearch.py ranks by the same rules over the same texts; tests/cases/search.json holds both to them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /* What a text adds to the cost of a match in it, and what a word costs. */
  const NAME = 0, PLACE = 3, REST = 6;
  const EXACT = 0, PREFIX = 1, TYPO = 2;
  /* Below these lengths another word is too often one letter, or one swap of letters, away. */
  const TYPO_LENGTH = 4, SWAP_LENGTH = 3;

  /**
   * What a query is held against, made for the first one that has a word.
   * @param {Data} data
   * @returns {Texts}
   */
  function texts(data) {
    const known = kcn.fold.units(data.units), { wordsOf } = known;
    /** @type {Omit<Texts, "wordsOf">|undefined} */
    let made;
    const texts = () => (made ||= {
      of: ofSites(data, wordsOf),
      units: known.words,
      kinds: Object.fromEntries(data.kinds.map(({ id, phrases }) => [id, kcn.fold.words(phrases.join(" "))])),
    });
    return {
      wordsOf,
      get of() {
        return texts().of;
      },
      get units() {
        return texts().units;
      },
      get kinds() {
        return texts().kinds;
      },
    };
  }

  /**
   * The texts of each site, folded, each once.
   * @param {Data} data @param {Texts["wordsOf"]} wordsOf
   * @returns {Texts["of"]}
   */
  function ofSites(data, wordsOf) {
    const levels = data.levels.map((level) => {
      return { level, names: new Map(level.areas.map((area) => [area.code, names(area)])) };
    });
    return new Map(data.sites.map((site) => {
      const industries = site.industries || {};
      const own = [site.id, ...Object.values(site.name), ...site.other_names];
      const places = levels.flatMap(({ level, names }) => [
        site[level.id],
        ...(names.get(kcn.levels.codeOf(level, site)) || []),
      ]).concat(site.places || []);
      const rest = [site.infrastructure_investor, ...Object.values(industries)];
      /** @type {Map<string, number>} */
      const found = new Map();
      for (const [cost, group] of /** @type {[number, (string|null)[]][]} */ ([
        [NAME, own],
        [PLACE, places],
        [REST, rest],
      ])) {
        for (const text of group.map((one) => wordsOf(one || "").join(" ")))
          if (text && !found.has(text)) found.set(text, cost);
      }
      return [site.id, [...found].map(([text, cost]) => ({ cost, words: text.split(" ") }))];
    }));
  }

  /** All names of an area. @param {Area} area @returns {(string|null)[]} */
  function names({ name, other_names: others = [] }) {
    return [...(name && typeof name === "object" ? Object.values(name) : [name || null]), ...others];
  }

  /**
   * Site id → cost, for the sites that match, the best first; equals in the order of `sites`.
   * A query without a letter or digit matches every site at no cost.
   * @param {Site[]} sites @param {Texts} texts @param {string} query
   * @returns {Map<string, number>}
   */
  function rank(sites, texts, query) {
    const wanted = query ? texts.wordsOf(query) : [];
    if (!wanted.length) return new Map(sites.map(({ id }) => [id, NAME]));
    for (const forgiven of [[], unknownWords(wanted, texts), wanted]) {
      for (const isSpread of [false, true]) {
        const costs = sites.map((site) => ({
          id: site.id,
          cost: cost(texts.of.get(site.id) || [], texts.kinds[site.kind], texts.units, wanted, forgiven, isSpread),
        }));
        const matching = costs.filter((one) => one.cost < Infinity);
        if (matching.length) return new Map(matching.sort((a, b) => a.cost - b.cost).map((one) => [one.id, one.cost]));
      }
    }
    return new Map();
  }

  /**
   * The words that no text has, nor the beginning of one: they may be typing errors.
   * @param {string[]} wanted @param {Texts} texts
   */
  function unknownWords(wanted, texts) {
    const known = [...texts.of.values()].flat().flatMap((text) => text.words).concat(...Object.values(texts.kinds));
    return wanted.filter((word) => !known.some((other) => other.startsWith(word)));
  }

  /**
   * The least cost at which all words are found, Infinity if they are not.
   * @param {SearchText[]} texts @param {string[]} kind @param {string[]} units @param {string[]} wanted @param
   * {string[]} forgiven @param {boolean} isSpread
   */
  function cost(texts, kind, units, wanted, forgiven, isSpread) {
    const found = texts.map((text) => {
      const words = [...text.words, ...kind, ...(text.cost === PLACE ? units : [])];
      return { extra: text.cost, costs: wanted.map((word) => wordCost(word, words, units, forgiven.includes(word))) };
    });
    if (!isSpread) return Math.min(...found.map(({ extra, costs }) => costs.reduce((a, b) => a + b, extra)));
    return wanted.reduce(
      (sum, _, place) => sum + Math.min(...found.map(({ extra, costs }) => extra + costs[place])),
      0,
    );
  }

  /** @param {string} wanted @param {string[]} words @param {string[]} units @param {boolean} isForgiven */
  function wordCost(wanted, words, units, isForgiven) {
    if (words.includes(wanted)) return EXACT;
    if (words.some((word) => word.startsWith(wanted) && !units.includes(word))) return PREFIX;
    return isForgiven && words.some((word) => oneTypo(wanted, word)) ? TYPO : Infinity;
  }

  /**
   * Whether one letter put in, left out, changed or swapped with its neighbour makes `word` of what was typed.
   * Short words have too many neighbours: of three letters only a swap is taken for an error, of two nothing.
   * @param {string} typed @param {string} word
   */
  function oneTypo(typed, word) {
    // one letter has two units at most; this keeps long texts cheap
    if (Math.abs(typed.length - word.length) > 2) return false;
    const [from, to] = [[...typed], [...word]];
    if (Math.min(from.length, to.length) < SWAP_LENGTH) return false;
    let start = 0;
    while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
    const text = (/** @type {string[]} */ letters, /** @type {number} */ skipped = 0) =>
      letters.slice(start + skipped).join("");
    const swapped = [
      ...from.slice(start + 1, start + 2),
      ...from.slice(start, start + 1),
      ...from.slice(start + 2),
    ].join("");
    if (from.length === to.length && swapped === text(to)) return true;
    return (
      from.length >= TYPO_LENGTH &&
      (text(from, 1) === text(to, 1) || text(from, 1) === text(to) || text(from) === text(to, 1))
    );
  }

  kcn.search = { texts, rank, oneTypo };
})(globalThis);
