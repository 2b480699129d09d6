// @ts-check
/* What the page holds, read step by step: its data, what a link may say of them, and where to find what in them. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /** @template T @param {T[]} list @param {keyof T} key @returns {Lookup<T>} */
  const byKey = (list, key) => /** @type {any} */ (new Map(list.map((item) => [item[key], item])));

  /** @template T @param {() => T} make @returns {() => T} what it makes, made when first asked for */
  function once(make) {
    /** @type {T|undefined} */
    let made;
    return () => (made === undefined ? (made = make()) : made);
  }

  /** @param {Lang} lang that the page opens in @returns {ReturnType<Kcn["reading"]["data"]>} */
  function* reading(lang) {
    /** @type {Data} */
    const data = JSON.parse(kcn.dom.byId("atlas-data").textContent);
    for (const key of /** @type {(keyof Data)[]} */ (Object.keys(data))) {
      yield;
      /** @type {any} */ (data)[key] = kcn.columnar.unpack(data[key]);
    }
    for (const { id, symbol } of data.kinds) kcn.dom.symbols.set(id, symbol);
    data.sites = /** @type {any[]} */ (data.sites).map((record) => kcn.rows.site(data, record));
    const allowed = kcn.state.allowed(data);
    allowed.lang = [...allowed.lang].sort((a, b) => Number(b === lang) - Number(a === lang));
    const index = {
      site: byKey(data.sites, "id"),
      level: byKey(data.levels, "id"),
      areas: /** @type {View["index"]["areas"]} */ (Object.defineProperties({}, Object.fromEntries(
        data.levels.map(({ id, areas }) => [id, { get: once(() => byKey(areas, "code")) }])))),
      measure: byKey(data.measures, "id"),
      source: byKey(data.sources, "id"),
      kind: kcn.coverage.kindOf(data.sites),
      texts: once(() => kcn.search.texts(data)),
    };
    return { data, allowed, index };
  }

  kcn.reading = { once, data: reading };
})(globalThis);
