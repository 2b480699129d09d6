// @ts-check
/* The page's DOM-free scripts, loaded as the page loads them, and a small atlas to try them on. */
const fs = require("node:fs");
const path = require("node:path");

const ASSETS = path.join(__dirname, "../../src/kcn_map/page/assets");
const manifest = require(path.join(ASSETS, "manifest.json"));
const DOM_FREE = /^js\/(core\/|panel\/plot)/;

for (const file of [...manifest.fields, ...manifest.js]) if (DOM_FREE.test(file)) require(path.join(ASSETS, file));

/** What sites are called, as page/data.py has it of an atlas of zones and clusters. */
const nouns = {
  "kind.any": { vi: "khu, cụm công nghiệp", en: "industrial zone or cluster" },
  "kind.zone": { vi: "khu công nghiệp", en: "industrial zone" },
  "kind.cluster": { vi: "cụm công nghiệp", en: "industrial cluster" },
  "kind.zone_short": { vi: "KCN", en: "zone" },
  "kind.cluster_short": { vi: "CCN", en: "cluster" },
  "kinds.any": { vi: "khu, cụm", en: "sites" },
  "kinds.zone": { vi: "KCN", en: "zones" },
  "kinds.cluster": { vi: "CCN", en: "clusters" },
  "count.any": { vi: "{n} khu, cụm", en: "{n} {n:site|sites}" },
  "count.zone": { vi: "{n} KCN", en: "{n} {n:zone|zones}" },
  "count.cluster": { vi: "{n} CCN", en: "{n} {n:cluster|clusters}" },
  "count.zone_full": { vi: "{n} khu công nghiệp", en: "{n} industrial {n:zone|zones}" },
  "count.cluster_full": { vi: "{n} cụm công nghiệp", en: "{n} industrial {n:cluster|clusters}" },
  "page.mark_zone": { vi: "khu công nghiệp (KCN)", en: "industrial zone (KCN)" },
  "page.mark_cluster": { vi: "cụm công nghiệp (CCN)", en: "industrial cluster (CCN)" },
};

/** The words that the page shows, by "section.key": titles of columns, and what messages.toml has, an entry a line. */
function words() {
  /** @type {Record<string, any>} */
  const found = {
    ...nouns,
    "attribute.area_planned_ha": { vi: "Diện tích quy hoạch", en: "Planned area" },
    "attribute.area_industrial_ha": { vi: "Diện tích đất công nghiệp", en: "Industrial land" },
    "attribute.location_uncertainty_m": { vi: "Sai số của vị trí", en: "Uncertainty of the location" },
  };
  let section = "";
  for (const line of fs.readFileSync(path.join(ASSETS, "../../text/messages.toml"), "utf-8").split("\n")) {
    const head = /^\[(\w+)\]$/.exec(line),
      entry = /^(\w+) = \{ vi = ("(?:[^"\\]|\\.)*"), en = ("(?:[^"\\]|\\.)*") \}$/.exec(line);
    if (head) section = head[1];
    if (entry) found[section + "." + entry[1]] = { vi: JSON.parse(entry[2]), en: JSON.parse(entry[3]) };
  }
  for (const texts of Object.values(found))
    for (const lang in texts)
      texts[lang] = texts[lang].replace(/\{([Ss])(ites)_(\w+)\}/g, (_, first, rest, key) => {
        const name = found["sites." + key][lang];
        return first === "S" ? name[0].toUpperCase() + name.slice(1) : name;
      });
  return found;
}

/** How languages write, as text/languages.py has it. */
const locales = JSON.parse(fs.readFileSync(path.join(__dirname, "../cases/locales.json"), "utf-8"));

/** A site with nothing known but what is given. */
function site(id, known = {}) {
  const area = "area" in known ? known.area : "152";
  return {
    id,
    kind: "zone",
    name: { vi: "KCN " + id, en: id + " zone" },
    other_names: [],
    area,
    parent: null,
    district_code: area,
    commune_2020: null,
    commune_2020_code: null,
    commune_2025: null,
    commune_2025_code: null,
    location_basis: "none",
    location_accuracy: "commune",
    location_uncertainty_m: null,
    location_note: null,
    area_planned_ha: null,
    area_industrial_ha: null,
    area_vacant_ha: null,
    vacant_ha: null,
    status: "planned",
    status_basis: null,
    established_year: null,
    infrastructure_investor: null,
    occupancy_pct: null,
    occupancy_base: null,
    occupancy_as_of: null,
    projects_total: null,
    projects_operating: null,
    projects_as_of: null,
    industries: null,
    note: null,
    identified: true,
    lonlat: null,
    polygon: null,
    sources: {},
    observations: [],
    ...known,
  };
}

/** A level of these names, one and several, in Vietnamese and English; of no dates and areas but what is given. */
function level(id, [vi, vis], [en, ens], known) {
  return {
    id,
    name: { vi, en },
    name_plural: { vi: vis, en: ens },
    valid_from: null,
    valid_until: null,
    parent: null,
    is_mapped: true,
    areas: [],
    unassigned: null,
    ...known,
  };
}

const units = require(path.join(ASSETS, "../../text/units.json"));
const measure = {
  id: "area",
  title: { vi: "Diện tích", en: "Area" },
  unit: "ha",
  decimals: 2,
  aggregation: "sum",
  kind: null,
  status: null,
  field: "area_planned_ha",
  weight: null,
  whole: false,
  breaks: [50, 100],
  palette: "forest",
  note: { vi: "", en: "" },
};
/** Figure of a site → the column that dates it, as the page's data have it. */
const dated_by = {
  occupancy_pct: "occupancy_as_of",
  projects_total: "projects_as_of",
  projects_operating: "projects_as_of",
};
const data = {
  dated_by,
  units,
  kinds: [
    {
      id: "zone", symbol: "", is_round: false,
      phrases: ["KCN", "Khu công nghiệp", "Industrial Zone", "Industrial Park"],
    },
    { id: "cluster", symbol: "", is_round: true, phrases: ["CCN", "Cụm công nghiệp", "Industrial Cluster"] },
  ],
  base: {
    water: [], roads: [],
    towns: [{ name: { vi: "Nội Bài" }, full_name: { vi: "Nội Bài" }, kind: "reference", lonlat: [105.807, 21.2212] }],
  },
  chosen: { table: ["name", "level", "area_planned_ha", "vacant_ha"], sheet: [] },
  as_of: "2020-12-31",
  languages: ["vi", "en"],
  locales,
  province: {
    name: { vi: "Tỉnh Hòa Bình", en: "Hoa Binh Province" },
    values: { area: [310.72, 3, 4, true, 0, 0], zones: [2, 2, 2, false, 0, 0] },
    sites: ["a", "b", "c", "d"],
  },
  measures: [
    measure,
    {
      ...measure,
      id: "zones",
      aggregation: "count",
      kind: "zone",
      field: null,
      unit: "",
      decimals: 0,
      whole: true,
      breaks: [2],
    },
  ],
  levels: [
    level("district", ["huyện", "huyện, thành phố"], ["district", "districts"], {
      valid_until: "2025-07-01",
      areas: [
        {
          code: "148",
          name: { vi: "Thành phố Hòa Bình", en: "Hoa Binh City" },
          other_names: [],
          label: [105.3, 20.8],
          values: { area: [70, 1, 2, true, 1, 0], zones: [1, 1, 1, false, 0, 0] },
          sites: ["b"],
        },
        {
          code: "152",
          name: { vi: "Huyện Lương Sơn", en: "Luong Son District" },
          other_names: [],
          label: [105.5, 20.8],
          values: { area: [null, 0, 1, true, 1, 0], zones: [null, 0, 0, true, 1, 0] },
          sites: ["a", "c"],
        },
      ],
    }),
    level("commune_2025", ["xã", "xã, phường"], ["commune", "communes"], {
      valid_from: "2025-07-01",
      areas: [
        { code: "04795", name: "Phường Hoà Bình", parents: ["148"], label: [105.3, 20.8], values: {}, sites: [] },
      ],
    }),
    level("commune_2020", ["xã", "xã, phường, thị trấn"], ["commune", "communes"], {
      valid_until: "2025-07-01",
      is_mapped: false,
      areas: [{ code: "04798", name: "Phường Hữu Nghị", other_names: [] }],
    }),
  ],
  sites: [
    site("a", { area_planned_ha: 83, occupancy_pct: 100, status: "operating" }),
    site("b", { area_planned_ha: 200, area: "148", commune_2020_code: "04798", commune_2025_code: "04795" }),
    site("c", { kind: "cluster", area_planned_ha: 27.72, status: "established" }),
    site("d", { kind: "cluster", area: null, identified: false, status: "unknown" }),
  ],
};

module.exports = {
  kcn: globalThis.kcn,
  dated_by,
  locales,
  words,
  units,
  data,
  site,
  level,
  manifest,
  ASSETS,
  cases: (/** @type {string} */ name) => require(path.join(__dirname, "../cases", name + ".json")),
};
