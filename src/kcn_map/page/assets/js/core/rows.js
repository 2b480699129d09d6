// @ts-check
/* Sites as rows for other programs: CSV and GeoJSON with the columns of the data's own tables. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** @typedef {{columns: string[], sources: Record<string, string[]>}} Scheme the columns of a row, and which attributes a source column is of */

  /** One site, flat; null is unknown. @param {Scheme} scheme @param {any} site @returns {Record<string, any>} */
  function row({ columns, sources }, site) {
    const industries = site.industries || {}, note = site.note || {}, [lon, lat] = site.lonlat || [null, null];
    /** @type {Record<string, any>} */
    const own = {
      name_vi: site.name.vi, name_en: site.name.en, other_names: joined(site.other_names), district_code: site.district,
      industries_vi: industries.vi, industries_en: industries.en, note: note.en, note_vi: note.vi, lon, lat,
    };
    const value = (/** @type {string} */ name) => {
      if (name in sources) return joined([...new Set(sources[name].flatMap((attribute) => site.sources[attribute] || []))]);
      return name in own ? own[name] : site[name];
    };
    return Object.fromEntries(columns.map((name) => [name, value(name) ?? null]));
  }

  /** Several names or ids in one cell. @param {string[]} texts */
  function joined(texts) {
    return texts.join(";") || null;
  }

  /** A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe. @param {any} value */
  function cell(value) {
    if (value === null) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) ? "'" + value : String(value);
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** UTF-8 CSV with BOM, so that Excel reads the tone marks. @param {Scheme} scheme @param {any[]} sites */
  function csv(scheme, sites) {
    const lines = sites.map((site) => Object.values(row(scheme, site)).map(cell).join(","));
    return "\ufeff" + [scheme.columns.join(","), ...lines, ""].join("\n");
  }

  /**
   * RFC 7946. A site without a known place has a null geometry; limits come from the topology.
   * @param {Scheme} scheme @param {any[]} sites @param {(key: string) => [number, number][][][]} polygons
   */
  function geojson(scheme, sites, polygons) {
    const features = sites.map((site) => JSON.stringify({ type: "Feature", properties: row(scheme, site), geometry: geometry(site, polygons) }));
    return '{"type": "FeatureCollection", "features": [\n' + features.join(",\n") + "\n]}\n";
  }

  /** @param {any} site @param {(key: string) => [number, number][][][]} polygons */
  function geometry(site, polygons) {
    if (!site.polygon) return site.lonlat && { type: "Point", coordinates: site.lonlat };
    const shape = polygons(site.id).map((polygon) => polygon.map((ring, i) => turned(ring, i === 0)));
    return { type: site.polygon, coordinates: site.polygon === "Polygon" ? shape[0] : shape };
  }

  /** By the right-hand rule outer rings run counter-clockwise, holes clockwise. @param {[number, number][]} ring @param {boolean} isOuter */
  function turned(ring, isOuter) {
    const [x0, y0] = ring[0];
    const area = ring.reduce((sum, [x, y], i) => (i ? sum + (ring[i - 1][0] - x0) * (y - y0) - (x - x0) * (ring[i - 1][1] - y0) : 0), 0);
    return (isOuter ? area < 0 : area > 0) ? ring.reverse() : ring;
  }

  kcn.rows = { row, cell, csv, geojson };
})(globalThis);
