// @ts-check
/* Text search over sites: word-order free, without tone marks, forgiving one typing error a word.
   textsearch.py ranks by the same rules over the same texts; tests/cases/search.json holds both to one table. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @type {Record<string, string[]>} */
  const KIND_WORDS = {
    zone: "kcn khu cong nghiep industrial zone park".split(" "),
    cluster: "ccn cum cong nghiep industrial cluster".split(" "),
  };
  /* What a text adds to the cost of a match in it, and what a word costs. */
  const NAME = 0, PLACE = 3, REST = 6;
  const EXACT = 0, PREFIX = 1, TYPO = 2;
  /* Below this length another word is too often one letter away. */
  const TYPO_LENGTH = 3;

  /** @typedef {{cost: number, words: string[]}} SearchText folded words of one text, and what a match in it costs */

  /**
   * Site id → its texts, folded, each once.
   * @param {any} data
   * @returns {Map<string, SearchText[]>}
   */
  function texts(data) {
    const named = (/** @type {any[]} */ list, /** @type {(item: any) => any[]} */ names) => new Map(list.map((item) => [item.code, names(item)]));
    const districts = named(data.districts, (d) => [d.name.vi, d.name.en, ...d.other_names]);
    const communes = named(data.communes_2020, (c) => [c.name, ...c.other_names]);
    const successors = named(data.communes, (c) => [c.name]);
    return new Map(data.sites.map((/** @type {any} */ site) => {
      const industries = site.industries || {};
      const names = [site.id, site.name.vi, site.name.en, ...site.other_names];
      const places = [...(districts.get(site.district) || []), site.commune_2020, ...(communes.get(site.commune_2020_code) || []), site.commune_2025, ...(successors.get(site.commune_2025_code) || [])];
      const rest = [site.infrastructure_investor, industries.vi, industries.en];
      /** @type {Map<string, number>} */
      const found = new Map();
      for (const [cost, group] of /** @type {[number, any[]][]} */ ([[NAME, names], [PLACE, places], [REST, rest]])) {
        for (const text of group.map((one) => kcn.fold.fold(one || ""))) if (text && !found.has(text)) found.set(text, cost);
      }
      return [site.id, [...found].map(([text, cost]) => ({ cost, words: text.split(" ") }))];
    }));
  }

  /**
   * Site id → cost, for the sites that match, the best first; equals in the order of `sites`.
   * A query without a letter or digit matches every site at no cost.
   * @param {any[]} sites @param {Map<string, SearchText[]>} texts @param {string} query
   * @returns {Map<string, number>}
   */
  function rank(sites, texts, query) {
    const wanted = kcn.fold.words(query);
    for (const forgiven of [[], unknownWords(wanted, texts)]) {
      for (const isSpread of [false, true]) {
        const costs = sites.map((site) => ({ id: site.id, cost: cost(texts.get(site.id) || [], KIND_WORDS[site.kind], wanted, forgiven, isSpread) }));
        const matching = costs.filter((one) => one.cost < Infinity);
        if (matching.length) return new Map(matching.sort((a, b) => a.cost - b.cost).map((one) => [one.id, one.cost]));
      }
    }
    return new Map();
  }

  /** The words that no text has, nor the beginning of one: they may be typing errors. @param {string[]} wanted @param {Map<string, SearchText[]>} texts */
  function unknownWords(wanted, texts) {
    const known = [...texts.values()].flat().flatMap((text) => text.words).concat(...Object.values(KIND_WORDS));
    return wanted.filter((word) => !known.some((other) => other.startsWith(word)));
  }

  /**
   * The least cost at which all words are found, Infinity if they are not.
   * @param {SearchText[]} texts @param {string[]} kind @param {string[]} wanted @param {string[]} forgiven @param {boolean} isSpread
   */
  function cost(texts, kind, wanted, forgiven, isSpread) {
    const found = texts.map((text) => ({ extra: text.cost, costs: wanted.map((word) => wordCost(word, [...text.words, ...kind], forgiven.includes(word))) }));
    if (!isSpread) return Math.min(...found.map(({ extra, costs }) => costs.reduce((a, b) => a + b, extra)));
    return wanted.reduce((sum, _, place) => sum + Math.min(...found.map(({ extra, costs }) => extra + costs[place])), 0);
  }

  /** @param {string} wanted @param {string[]} words @param {boolean} isForgiven */
  function wordCost(wanted, words, isForgiven) {
    if (words.includes(wanted)) return EXACT;
    if (words.some((word) => word.startsWith(wanted))) return PREFIX;
    return isForgiven && [...wanted].length >= TYPO_LENGTH && words.some((word) => oneTypo(wanted, word)) ? TYPO : Infinity;
  }

  /** Whether one letter put in, left out, changed or swapped with its neighbour makes one word of the other. @param {string} a @param {string} b */
  function oneTypo(a, b) {
    const [first, second] = [...a].length > [...b].length ? [[...b], [...a]] : [[...a], [...b]];
    if (second.length - first.length > 1) return false;
    let start = 0;
    while (start < first.length && first[start] === second[start]) start++;
    const rest = (/** @type {string[]} */ letters, /** @type {number} */ from) => letters.slice(from).join("");
    if (first.length < second.length) return rest(first, start) === rest(second, start + 1);
    const swapped = [...first.slice(start + 1, start + 2), ...first.slice(start, start + 1), ...first.slice(start + 2)].join("");
    return rest(first, start + 1) === rest(second, start + 1) || swapped === rest(second, start);
  }

  kcn.search = { texts, rank, oneTypo };
})(globalThis);
