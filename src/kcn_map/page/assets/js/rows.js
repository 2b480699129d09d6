// @ts-check
/* Sites as rows for other programs: CSV and GeoJSON with the columns of the data's own tables. */
(function (root) {
  "use strict";
  const kcn = (root.kcn = root.kcn || {});

  /** Columns of a site's row, as `kcn-map query` gives them. */
  const COLUMNS = [
    "id", "kind", "name_vi", "name_en", "other_names", "district_code", "commune_2020", "commune_2020_code", "location_basis",
    "area_planned_ha", "area_source", "area_industrial_ha", "area_industrial_source", "status", "status_basis", "established_year",
    "decision", "infrastructure_investor", "investor_source", "occupancy_pct", "occupancy_base", "occupancy_as_of", "occupancy_source",
    "projects_total", "projects_operating", "projects_as_of", "projects_source", "industries_vi", "industries_en",
    "commune_2025", "commune_2025_code", "note", "note_vi", "area_vacant_ha", "location_accuracy", "location_uncertainty_m", "lon", "lat",
  ];
  /** Source column → the attributes whose source it names. */
  const SOURCE_OF = /** @type {Record<string, string[]>} */ ({
    area_source: ["area_planned_ha"], area_industrial_source: ["area_industrial_ha"], occupancy_source: ["occupancy_pct"],
    projects_source: ["projects_total", "projects_operating"], investor_source: ["infrastructure_investor"],
  });

  /** One site, flat; null is unknown. @param {any} site @returns {Record<string, any>} */
  function row(site) {
    const industries = site.industries || {}, note = site.note || {}, lonlat = site.lonlat || [null, null];
    /** @type {Record<string, any>} */
    const own = {
      name_vi: site.name.vi, name_en: site.name.en, other_names: site.other_names.join(";") || null, district_code: site.district,
      industries_vi: industries.vi ?? null, industries_en: industries.en ?? null, note: note.en ?? null, note_vi: note.vi ?? null,
      lon: lonlat[0], lat: lonlat[1],
    };
    const value = (/** @type {string} */ name) => {
      if (name in own) return own[name];
      if (name in SOURCE_OF) return [...new Set(SOURCE_OF[name].flatMap((attribute) => site.sources[attribute] || []))].join(";") || null;
      return site[name] ?? null;
    };
    return Object.fromEntries(COLUMNS.map((name) => [name, value(name)]));
  }

  /** A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe. @param {any} value */
  function cell(value) {
    if (value === null) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
    return /[",;\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** UTF-8 CSV with BOM, so that Excel reads the tone marks. @param {any[]} sites */
  function csv(sites) {
    const lines = sites.map((site) => Object.values(row(site)).map(cell).join(","));
    return "\ufeff" + [COLUMNS.join(","), ...lines].join("\r\n") + "\r\n";
  }

  /**
   * RFC 7946. A site without a known place has a null geometry; limits come from the topology.
   * @param {any[]} sites @param {(key: string) => [number, number][][][]} polygons
   */
  function geojson(sites, polygons) {
    const geometry = (/** @type {any} */ site) => {
      if (site.polygon) {
        const shape = polygons(site.polygon);
        return shape.length === 1 ? { type: "Polygon", coordinates: shape[0] } : { type: "MultiPolygon", coordinates: shape };
      }
      return site.lonlat ? { type: "Point", coordinates: site.lonlat } : null;
    };
    const features = sites.map((site) => ({ type: "Feature", id: site.id, properties: row(site), geometry: geometry(site) }));
    return JSON.stringify({ type: "FeatureCollection", features });
  }

  kcn.rows = { COLUMNS, row, cell, csv, geojson };
})(globalThis);
