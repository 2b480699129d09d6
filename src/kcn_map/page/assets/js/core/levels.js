// @ts-check
/* The levels of the atlas: which area of each a site lies in, and their names and dates in words. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /**
   * The code of the area of a level that a site lies in, "" if it is not known.
   * @param {Level} level @param {Site} site
   */
  function codeOf(level, site) {
    return site[level.id + "_code"] || "";
  }

  /**
   * The name of that area, null if it is not known: as the table of sites has it where the level has names alone.
   * @param {View} view @param {Level} level @param {Site} site @returns {string|null}
   */
  function nameOf(view, level, site) {
    const area = view.index.areas[level.id].get(codeOf(level, site)), name = area && view.fmt.localized(area.name);
    return (level.is_mapped && name) || site[level.id] || name || null;
  }

  /**
   * The area that is picked, with its level: that which is shown, or the first; null where none is.
   * @param {View} view
   */
  function picked({ data, index, level: shown, state }) {
    const [id, code] = (state.picked || "").split("=");
    const level = [shown, data.levels[0]].find((one) => one.id === id), area = level && index.areas[id].get(code);
    return area ? { level: /** @type {Level} */ (level), area } : null;
  }

  /** An id without its year: older links have it, and so do the hooks of the areas. @param {string} id */
  function alias(id) {
    return id.replace(/_\d+$/, "");
  }

  /** All levels but the first, those that ended before those that came after them. @param {Data} data */
  function further(data) {
    const end = (/** @type {Level} */ level) => level.valid_until || "9999";
    return data.levels.slice(1).sort((a, b) => (end(a) < end(b) ? -1 : Number(end(a) > end(b))));
  }

  /**
   * The levels whose areas are conditions on sites: the first, and the one of names alone that its areas are parts of.
   * @param {Pick<Data, "levels">} data @returns {Partial<Record<Facet, Level>>}
   */
  function filtered({ levels: [area, ...others] }) {
    const parent = others.find((level) => level.id === area.parent && !level.is_mapped);
    return parent ? { area, parent } : { area };
  }

  /** "148 wards" @param {Formatter} fmt @param {Level} level @param {number} n */
  function counted(fmt, level, n) {
    const values = names(fmt, level);
    return fmt.t("page.areas_n", { ...values, n: fmt.number(n), counted: n === 1 ? values.name : values.names });
  }

  /** What sentences call the areas of a level: one, and several. @param {Formatter} fmt @param {Level} level */
  function names(fmt, level) {
    return { name: fmt.localized(level.name), names: fmt.localized(level.name_plural) };
  }

  /** A level in the choice of levels: "Wards since 1 Jul". @param {Formatter} fmt @param {Level} level */
  function title(fmt, level) {
    const { valid_from: from, valid_until: until } = level, text = fmt.abbreviated(level.name_plural);
    const key = until ? "page.level_until" : "page.level_since", date = until || from;
    return kcn.fold.capital(date ? fmt.t(key, { names: text, date: fmt.date(date) }) : text);
  }

  /**
   * What an area of the level is called: "new ward" where the level came after the map's date.
   * @param {View} view @param {Level} level
   */
  function one({ fmt, data }, level) {
    return fmt.t((level.valid_from || "") > data.as_of ? "page.area_new" : "page.area", names(fmt, level));
  }

  /** The heading over names of its areas. @param {View} view @param {Level} level */
  function heading(view, level) {
    return kcn.fold.capital(one(view, level));
  }

  /**
   * The names of the levels, whose areas a search finds sites by; levels that share a name are one.
   * @param {Formatter} fmt @param {Data} data
   */
  function searched(fmt, data) {
    const all = data.levels.map((level) => names(fmt, level).name);
    const isRepeated = (/** @type {string} */ name) => all.indexOf(name) < all.lastIndexOf(name);
    return [...new Set(all)].map((name) => (isRepeated(name) ? fmt.t("page.of_any_time", { name }) : name)).join(", ");
  }

  /**
   * Whether the sites are those of other areas of the level.
   * @param {View} view @param {Level} level @param {Area} area
   */
  function isDim({ data, state }, level, area) {
    return level === data.levels[0] && state.area.length > 0 && !state.area.includes(area.code);
  }

  /** The ground of an area's name; on what is dimmed it is as on the land. @param {View} view @param {Area} area */
  function ground(view, area) {
    const { data, measure, level } = view, group = kcn.classes.classify(area.values[measure.id], measure);
    const looks = isDim(view, level, area) ? [] : kcn.classes.inverse(group, measure, data);
    return looks.map((look) => "inverse-" + look).join(" ");
  }

  const words = { counted, names, title, one, heading, searched };
  kcn.levels = { codeOf, nameOf, picked, alias, further, filtered, isDim, ground, ...words };
})(globalThis);
