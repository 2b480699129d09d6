"""The values that flow through kcn-map, one kind a step. None of them ever changes.

read      → Dataset   tables and layers as found, cells typed, with the findings of reading
join      → Joined    sites, districts, communes, figures, matched by their keys
summarise → Summary   one number a district and measure, with its coverage

Null means unknown, everywhere: never 0, never an empty text.
Coordinates are WGS 84 longitude and latitude in degrees; areas are hectares or, where named so, km².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kcn_map.core.findings import Finding

Lang = Literal["vi", "en"]
#: The languages that the words of readers come in.
LANGUAGES: tuple[Lang, ...] = ("vi", "en")
Cell = str | int | float | None
Geometry = Mapping[str, Any]  # a GeoJSON geometry object

KINDS = ("zone", "cluster")
STATUSES = ("planned", "established", "building", "operating", "unknown")
#: A decision has been taken: what is building or operating is established too.
ESTABLISHED = ("established", "building", "operating")
ACCURACIES = ("surveyed", "digitised", "commune", "district", "province", "unknown")
OCCUPANCY_BASES = ("industrial_land", "leasable_land", "total_land")
AGGREGATIONS = ("count", "sum", "share", "weighted_mean")
#: What an attribute of observations.csv can be, beside a column of the tables of sites.
ATTRIBUTE_TYPES = ("number", "percent", "count", "year", "date", "text")


# ── settings: atlas.toml ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader sees, in both languages."""

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Statistic:
    """How one number is made from a set of sites.

    count: how many sites. sum: the sum of `field`. share: that sum as a percentage of the area of
    the district, both in the unit of `field` (ha). weighted_mean: the mean of `field` over the
    sites that report it, weighted by `weight`; a site without a weight does not report.
    Only sites of `kind` and `status` take part; None takes all.
    """

    aggregation: str
    kind: str | None = None
    status: tuple[str, ...] | None = None
    field: str | None = None
    weight: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number per district that can be mapped. `breaks` are the lower limits of all classes but the first.

    The first class of a count begins at 1: a 0 is no class but "none", so that no break of a count is below 2.
    """

    id: str
    title: Text
    unit: str
    decimals: int
    statistic: Statistic
    breaks: tuple[float, ...]
    palette: str
    note: Text


@dataclass(frozen=True, slots=True)
class Attribute:
    """What an attribute of observations.csv is called, its unit ("" for none), and the type of its values, if known.

    `share_of` names the two totals, part and whole, that a printed percentage is made of.
    """

    name: Text
    unit: Text
    type: str | None = None
    share_of: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TotalSetting:
    """A row of totals.csv: what it is called, and how the layers arrive at it (None: they can't).

    `part_of` names the total that it is a part of, and so never above.
    """

    id: str
    title: Text
    unit: str
    statistic: Statistic | None
    tolerance_pct: float
    why: Text
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class AreaLimit:
    """How large a site of a kind may be, and what says so."""

    most_ha: float
    basis: Text


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far two statements of the same thing may differ before a finding says so."""

    district_area_pct: float
    site_area_pct: float
    coverage_gap_m: float
    outline_ha: float


@dataclass(frozen=True, slots=True)
class Settings:
    """atlas.toml. Dates are ISO texts; `ended_on` is the day the district level ceased, or None.

    `public_url` is where the page is published, so that copied links lead there; without it none is a link.
    """

    title: Text
    province_code: str
    province: Text
    as_of: str
    data_until: str
    ended_on: str | None
    administration: Text
    languages: tuple[Lang, ...]
    area_crs: str
    contact: str | None
    disclaimer: Text
    attribution: tuple[Text, ...]
    tolerances: Tolerances
    measures: tuple[Measure, ...]
    totals: tuple[TotalSetting, ...]
    attributes: Mapping[str, Attribute]
    public_url: str | None = None
    area_limits: Mapping[str, AreaLimit] = field(default_factory=dict)


# ── read ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `line` counts from 1, the header; `values` are typed, `raw` is as found.

    A cell that could not be understood is None in `values`, and a finding says why.
    """

    line: int
    values: Mapping[str, Cell]
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One GeoJSON feature. `number` counts from 1 in its file; `key` is its id or code, None if it has none."""

    number: int
    key: str | None
    properties: Mapping[str, Any]
    geometry: Geometry | None


@dataclass(frozen=True, slots=True)
class Layer:
    file: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The folder as read. A table or layer that could not be read is there and empty; findings say why.

    `settings_text` is atlas.toml as it stands, with the comments of its keepers. `folder` and `paths`, where each file
    was read, are there for what was read from a folder, not for what came out of a map. `description` is what
    datapackage.json says, None where there is none.
    """

    folder: Path | None
    settings: Settings
    settings_text: str
    tables: Mapping[str, Table]
    layers: Mapping[str, Layer]
    findings: tuple[Finding, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    description: Mapping[str, Any] | None = None


# ── join ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Observation:
    """One published figure. `value` is a number where it is one. `adopted`: the tables use it."""

    subject: str
    attribute: str
    value: Cell
    qualifier: str
    as_of: str | None
    as_of_basis: str
    source: str
    note: str | None
    note_vi: str | None
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str | None
    url: str | None
    published: str | None
    published_note: str | None
    published_note_vi: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """A zone or a cluster: one row of its table joined with its feature. Grain: one site."""

    id: str
    kind: str
    name_vi: str
    name_en: str
    other_names: tuple[str, ...]
    district_code: str | None
    commune_2020: str | None
    commune_2020_code: str | None
    commune_2025: str | None
    commune_2025_code: str | None
    location_basis: str | None
    location_accuracy: str
    location_uncertainty_m: float | None
    location_note_vi: str | None
    location_note_en: str | None
    area_planned_ha: float | None
    area_industrial_ha: float | None
    area_vacant_ha: float | None
    status: str
    status_basis: str | None
    established_year: int | None
    decision: str | None
    infrastructure_investor: str | None
    occupancy_pct: float | None
    occupancy_base: str | None
    occupancy_as_of: str | None
    projects_total: int | None
    projects_operating: int | None
    projects_as_of: str | None
    industries_vi: str | None
    industries_en: str | None
    note: str | None
    note_vi: str | None
    geometry: Geometry | None
    lon: float | None
    lat: float | None
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()

    @property
    def is_identified(self) -> bool:
        """False for a site that is counted in the plan but that no public list names: place and status are unknown."""
        return self.location_accuracy != "unknown" or self.status != "unknown"


@dataclass(frozen=True, slots=True)
class District:
    code: str
    name_vi: str
    name_en: str
    other_names: tuple[str, ...]
    area_official_km2: float | None
    area_note_vi: str | None
    area_note_en: str | None
    label: tuple[float, float] | None
    geometry: Geometry | None
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Commune2020:
    """A commune of 2020. `successors` are the codes of the communes of 2025 it went into."""

    code: str
    name_vi: str
    other_names: tuple[str, ...]
    district_code: str
    successors: tuple[str, ...]
    lon: float | None
    lat: float | None
    point_quality: str | None


@dataclass(frozen=True, slots=True)
class Commune2025:
    code: str
    name_vi: str
    districts_2020: tuple[str, ...]
    communes_2020: tuple[str, ...]
    geometry: Geometry | None


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    setting: TotalSetting
    value: float
    qualifier: str
    as_of: str
    source: str
    note: str | None
    note_vi: str | None


@dataclass(frozen=True, slots=True)
class Joined:
    """The joined atlas. Order everywhere is the order of the tables, so that outputs are stable."""

    settings: Settings
    sites: tuple[Site, ...]
    districts: tuple[District, ...]
    communes_2020: tuple[Commune2020, ...]
    communes_2025: tuple[Commune2025, ...]
    observations: tuple[Observation, ...]
    sources: tuple[Source, ...]
    totals: tuple[PublishedTotal, ...]
    base: Mapping[str, Layer]


# ── summarise ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Value:
    """A statistic over a set of sites.

    `value` is None where nothing is known. `reporting` of `sites` have the figures needed.
    `at_least`: sites are missing from the figures or can't be placed, so the value, or 0 where there is none, is a
    lower bound. `unplaced` sites may lie in this area, `unclear` ones of it may have the status that is counted.
    """

    value: float | int | None
    reporting: int
    sites: int
    at_least: bool
    unplaced: int = 0
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """The measures of one area (a district, a commune of 2025, the province). `code` "" is the province."""

    code: str
    name_vi: str
    name_en: str
    values: Mapping[str, Value]
    site_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A published total beside what the layers add up to; `difference` is layers minus published.

    `is_history`: the total is of another date than the layers, so it is not held against them.
    """

    total: PublishedTotal
    layers: Value | None
    difference: float | None
    agrees: bool | None
    is_history: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """`unallocated` is the row of sites whose commune of 2025 is not known."""

    province: AreaSummary
    districts: tuple[AreaSummary, ...]
    communes: tuple[AreaSummary, ...]
    unallocated: AreaSummary
    reconciliations: tuple[Reconciliation, ...]
