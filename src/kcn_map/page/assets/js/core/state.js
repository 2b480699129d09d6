// @ts-check
/* The one state of the page, and the URL fragment that holds it. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  const PLACES = ["area", "parent"];
  const CONDITIONS = /** @type {Facet[]} */ (["kind", "status", ...PLACES]);
  const LISTS = [...CONDITIONS, "compare"];
  /** The least and most of each range, with the largest number that either can be: as analysis/query.py has them. */
  const RANGES = /** @type {Kcn["state"]["RANGES"]} */ ([
    ["min_area", "max_area", 5.1e10],
    ["min_occupancy", "max_occupancy", 100],
  ]);
  /** @type {string[]} */
  const LIMITS = [...RANGES.flatMap(([low, high]) => [low, high]), "min_vacant", "within"];
  const CHOICES = ["measure", "level", "lang", "site", "picked", "sort"];
  const COMPARE_MAX = 4;
  /** The key of the fragment for the selected area of the first level; its own id is the one of the condition. */
  const SELECTED = "selected";

  /**
   * What each key may hold, from the page's data; the first of `measure`, `level` and `lang` is the default. Few links
   * ask for what is made when asked for.
   * @param {Data} data
   * @returns {Allowed}
   */
  function allowed(data) {
    const sites = data.sites.map((site) => site.id);
    const levels = data.levels.filter((level) => level.is_mapped);
    const codes = (/** @type {Level} */ level) => level.areas.map((area) => area.code);
    const { area, parent } = kcn.levels.filtered(data);
    return {
      measure: data.measures.map((measure) => measure.id),
      level: levels.map((level) => level.id),
      lang: data.languages,
      kind: data.kinds.map((kind) => kind.id),
      status: ["planned", "established", "building", "operating", "unknown"],
      area: codes(/** @type {Level} */ (area)),
      parent: parent ? codes(parent) : [],
      places: data.levels.filter((level) => level === area || level === parent).map((level) => level.id),
      get near() {
        return [
          ...(data.base ? data.base.towns : []).filter(({ lonlat }) => lonlat)
            .map((town) => kcn.places.keyOf(data, town)),
          ...data.sites.filter(({ lonlat }) => lonlat).map(({ id }) => id),
        ];
      },
      sort: ["distance_km", ...data.levels.map((level) => level.id), ...(data.chosen ? data.chosen.table : [])]
        .flatMap((name) => [name, "-" + name]),
      fields: kcn.fieldFilter ? kcn.fieldFilter.allowed(data) : [],
      get picked() {
        return levels.flatMap((level) => codes(level).map((code) => level.id + "=" + code));
      },
      site: sites,
      compare: sites,
    };
  }

  /** @param {Allowed} values what is allowed @returns {State} */
  function initial(values) {
    return {
      measure: values.measure[0], level: values.level[0], lang: /** @type {Lang} */ (values.lang[0]),
      kind: [], status: [], area: [], parent: [], q: "",
      min_area: null, max_area: null, min_occupancy: null, max_occupancy: null,
      min_vacant: null, near: null, within: null, fields: null, sort: null,
      site: null, picked: null, compare: [], embed: false,
    };
  }

  /**
   * The state of a fragment. What is unknown is left out and told in `problems`: a link from an older page must not
   * blank the map.
   * @param {string} fragment with or without "#"
   * @param {Allowed} values
   * @returns {{state: State, problems: {key: string, value: string}[]}}
   */
  function parse(fragment, values) {
    /** @type {any} */
    const state = initial(values);
    /** @type {{key: string, value: string}[]} */
    const problems = [];
    let isPicked = false;
    for (const [key, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
      const [name, text] = translated(key, value, values);
      const read = readValue(name, text, values);
      if (read.unknown.length) problems.push({ key, value: name === "picked" ? value : read.unknown.join(",") });
      if (read.value !== undefined) state[name] = read.value;
      if (read.value !== undefined && name === "picked") isPicked = true;
    }
    if (!isPicked) state.picked = only(state.area, values);
    for (const [low, high] of RANGES) {
      if (!isSwapped(state[low], state[high])) continue;
      problems.push({ key: low, value: String(state[low]) }, { key: high, value: String(state[high]) });
      state[low] = state[high] = null;
    }
    if (state.within !== null && !state.near) {
      problems.push({ key: "within", value: String(state.within) });
      state.within = null;
    }
    return { state, problems };
  }

  /**
   * A key of the fragment and its value as the state has them: areas of the levels in `places` are a condition on
   * sites, one of another level is picked, and one of the first as `selected`. Levels go by their ids, or those without
   * their years, as in older links.
   * @param {string} key @param {string} value @param {Allowed} values @returns {[key: string, value: string]}
   */
  function translated(key, value, values) {
    const ids = [...values.level, ...values.places];
    const levelOf = (/** @type {string} */ name) =>
      ids.find((id) => id === name) ?? ids.find((id) => kcn.levels.alias(id) === name);
    if (key === "level") return [key, levelOf(value) ?? value];
    if (key === SELECTED) return ["picked", value && values.places[0] + "=" + value];
    const level = levelOf(key);
    if (level === undefined) return [[...PLACES, "picked"].includes(key) ? "" : key, value];
    const place = PLACES[values.places.indexOf(level)];
    return place ? [place, value] : ["picked", level + "=" + value];
  }

  /**
   * What is picked where a link does not say: the one area that is the condition on sites.
   * @param {string[]} area @param {Allowed} values
   */
  function only(area, values) {
    return area.length === 1 ? values.places[0] + "=" + area[0] : null;
  }

  /** Whether no number can lie between the two. @param {number|null} low @param {number|null} high */
  function isSwapped(low, high) {
    return low !== null && high !== null && low > high;
  }

  /** The largest number that a limit can be. @param {string} key */
  function largest(key) {
    if (key === "within") return 20040;
    return Number((RANGES.find(([low, high]) => key === low || key === high) || RANGES[0])[2]);
  }

  /**
   * @param {string} key @param {string} value
   * @param {Allowed} values
   * @returns {{value?: State[keyof State], unknown: string[]}}
   */
  function readValue(key, value, values) {
    if (LISTS.includes(key)) {
      const parts = [...new Set(value.split(",").filter(Boolean))];
      const known = parts.filter((part) => values[key].includes(part));
      const kept = key === "compare" ? known.slice(0, COMPARE_MAX) : known;
      return { value: kept, unknown: parts.filter((part) => !kept.includes(part)) };
    }
    if (key === "picked" && !value) return { value: null, unknown: [] };
    if (CHOICES.includes(key)) return values[key].includes(value) ? { value, unknown: [] } : { unknown: [value] };
    if (LIMITS.includes(key)) {
      const isLimit = /^\d+(\.\d+)?$/.test(value) && Number(value) <= largest(key);
      return isLimit ? { value: Number(value), unknown: [] } : { unknown: [value] };
    }
    if (key === "near") {
      const name = values.near.includes(value) ? value : kcn.fold.fold(value);
      const found = values.near.includes(name) ? name : kcn.places.point(value) && value;
      return found ? { value: found, unknown: [] } : { unknown: [value] };
    }
    if (key === "fields" && kcn.fieldFilter) return kcn.fieldFilter.read(value, values.fields);
    if (key === "q") return { value, unknown: [] };
    if (key === "embed") return { value: value === "1", unknown: value === "1" || value === "0" ? [] : [value] };
    return { unknown: [value] };
  }

  /**
   * The fragment of a state, without "#": form-encoded, keys in a fixed order, defaults left out.
   * @param {Record<string, any>} state @param {Allowed} values
   */
  function write(state, values) {
    /** @type {Record<string, any>} */
    const defaults = { ...initial(values), picked: only(state.area ?? [], values) };
    return Object.keys(defaults)
      .filter((key) => String(state[key] ?? "") !== String(defaults[key] ?? ""))
      .map((key) => written(key, String(state[key] ?? ""), values))
      .join("&");
  }

  /** @param {string} key @param {string} value @param {Allowed} values */
  function written(key, value, values) {
    if (key === "picked") {
      const [level, code = ""] = value.split("=");
      return (level && level !== values.places[0] ? level : SELECTED) + "=" + encode(code);
    }
    return (values.places[PLACES.indexOf(key)] ?? key) + "=" + encode(key === "embed" ? "1" : value);
  }

  /** @param {string} text */
  function encode(text) {
    return encodeURIComponent(text).replace(/%20/g, "+").replace(/%2C/g, ",");
  }

  /**
   * The view as a link: at the public address where there is one, else the fragment alone; "" for the plain view.
   * @param {View} view
   */
  function link({ data, state, allowed }) {
    const fragment = write(state, allowed);
    return (data.public_url || "") + (fragment && "#" + fragment);
  }

  /** Whether any condition on sites is set. @param {State} state */
  function isFiltered(state) {
    return Boolean(state.q.trim() || state.fields) || CONDITIONS.some((key) => state[key].length) ||
      LIMITS.some((key) => /** @type {any} */ (state)[key] !== null);
  }

  /** The state without its conditions on sites. @param {State} state @returns {State} */
  function cleared(state) {
    return {
      ...state,
      q: "",
      ...Object.fromEntries(CONDITIONS.map((key) => [key, []])),
      min_area: null,
      max_area: null,
      min_occupancy: null,
      max_occupancy: null,
      min_vacant: null,
      near: null,
      within: null,
      fields: null,
    };
  }

  const conditions = { only, isFiltered, isSwapped, largest, cleared, RANGES, LIMITS };
  kcn.state = { allowed, initial, parse, write, link, ...conditions, COMPARE_MAX };
})(globalThis);
