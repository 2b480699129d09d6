// @ts-check
/* Sites as rows for other programs: CSV and GeoJSON with the columns of the data's own tables. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || /** @type {Kcn} */ ({}));

  /**
   * A site as the page uses it: its flat row, what has no column, and what is made of several. The row itself stays
   * beside, for the downloads.
   * @param {Pick<Data, "cited" | "levels" | "languages">} data @param {SiteRecord} record
   * @returns {Site}
   */
  function site({ cited, levels, languages }, { row, ...own }) {
    /** @type {Record<string, string[]>} */
    const sources = {};
    for (const [column, attributes] of Object.entries(cited)) {
      for (const attribute of attributes)
        if (row[column] && row[attribute] !== null) sources[attribute] = parts(row[column]);
    }
    const [{ id, parent }] = levels;
    const made = {
      ...row,
      ...own,
      sources,
      name: texts(row, "name", languages) || {},
      other_names: parts(row.other_names),
      area: row[id + "_code"] ?? null,
      parent: row[parent + "_code"] ?? null,
      industries: texts(row, "industries", languages),
      note: texts(row, "note", languages),
      vacant_ha: row.area_available_ha ?? row.area_vacant_ha,
      lonlat: row.lon === null ? null : [row.lon, row.lat],
    };
    return Object.defineProperty(/** @type {any} */ (made), "row", { value: row });
  }

  /** Several names or ids in one cell. @param {string|null} cell */
  function parts(cell) {
    return cell ? cell.split(";") : [];
  }

  /**
   * A text out of its columns, null where no language has it. That of a note in English bears no language.
   * @param {Record<string, any>} row @param {string} base @param {Lang[]} languages
   */
  function texts(row, base, languages) {
    const found = languages.map((lang) => [lang, row[base + "_" + lang] ?? (lang === "en" ? row[base] : null) ?? null]);
    return found.some(([, text]) => text) ? Object.fromEntries(found) : null;
  }

  /**
   * A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe, and a number of three
   * decimals a fourth: one in Vietnamese reads 866.605 as 866605.
   * @param {unknown} value
   */
  function cell(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value).replace(/\.\d{3}$/, "$&0");
    const text = typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) ? "'" + value : String(value);
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** UTF-8 CSV with BOM, so that Excel reads the tone marks. @param {Data} data @param {Site[]} sites */
  function csv(data, sites) {
    const columns = data.fields.map((field) => field.name);
    return lines([columns, ...sites.map(({ row }) => columns.map((column) => row[column]))]);
  }

  /**
   * The areas of a level with every measure and its coverage: columns of `kcn-map districts`.
   * @param {Data} data @param {Level} level
   */
  function areas({ languages, measures }, level) {
    const suffixes = ["", "_n", "_of", "_at_least"];
    return lines([
      [
        level.id + "_code",
        ...languages.map((lang) => "name_" + lang),
        "area_official_km2",
        ...measures.flatMap(({ id }) => suffixes.map((suffix) => id + suffix)),
      ],
      ...level.areas.map(({ code, name, area_official_km2: km2 = null, values }) => [
        code,
        ...languages.map((lang) => (name && typeof name === "object" ? name[lang] : name)),
        km2,
        ...measures.flatMap(({ id }) => values[id].slice(0, suffixes.length)),
      ]),
    ]);
  }

  /** @param {unknown[][]} rows */
  function lines(rows) {
    return "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\n").join("");
  }

  /**
   * RFC 7946. A site without a known place has a null geometry; limits come from the topology.
   * @param {Site[]} sites @param {(key: string) => Polygon[]} polygons
   */
  function geojson(sites, polygons) {
    const features = sites.map((site) =>
      JSON.stringify({ type: "Feature", properties: site.row, geometry: geometry(site, polygons) }),
    );
    return '{"type": "FeatureCollection", "features": [\n' + features.join(",\n") + "\n]}\n";
  }

  /** @param {Site} site @param {(key: string) => Polygon[]} polygons */
  function geometry(site, polygons) {
    if (!site.polygon) return site.lonlat && { type: "Point", coordinates: site.lonlat };
    const shape = polygons(site.id).map((polygon) => polygon.map((ring, i) => turned(ring, i === 0)));
    return { type: site.polygon, coordinates: site.polygon === "Polygon" ? shape[0] : shape };
  }

  /**
   * By the right-hand rule outer rings run counter-clockwise, holes clockwise.
   * @param {Ring} ring @param {boolean} isOuter
   */
  function turned(ring, isOuter) {
    const [x0, y0] = ring[0];
    const area = ring.reduce(
      (sum, [x, y], i) => (i ? sum + (ring[i - 1][0] - x0) * (y - y0) - (x - x0) * (ring[i - 1][1] - y0) : 0),
      0,
    );
    return (isOuter ? area < 0 : area > 0) ? ring.reverse() : ring;
  }

  kcn.rows = { site, cell, csv, areas, geojson };
})(globalThis);
