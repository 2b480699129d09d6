"""The values that flow through kcn-map, one kind a step. None of them ever changes. Those of atlas.toml: settings.py.

read      → Dataset   tables and layers as found, cells typed, with the findings of reading
join      → Joined    sites, areas of each level, figures, matched by their keys
summarise → Summary   one number an area and measure, with its coverage: summary.py

Null means unknown, everywhere: never 0, never an empty text.
Coordinates are WGS 84 longitude and latitude in degrees; areas are hectares or, where named so, km².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from kcn_map.core.choices import VACANCY_BASES
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Sites
from kcn_map.core.settings import Settings, Text, TotalSetting
from kcn_map.values import dataclass

Cell = str | int | float | None
Geometry = Mapping[str, Any]  # a GeoJSON geometry object


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
    """A table as it was read: the columns that it has, and its rows."""

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
    """A layer as it was read."""

    file: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The folder as read. A table or layer that could not be read is there and empty; findings say why.

    `settings_text` is atlas.toml as it stands, with the comments of its keepers. `folder` and `paths`, where each file
    was read, are there for what was read from a folder, not for what came out of a map. `description` is what
    datapackage.json says, None where there is none. `words` has the texts of the words files that are there.
    """

    folder: Path | None
    settings: Settings
    settings_text: str
    tables: Mapping[str, Table]
    layers: Mapping[str, Layer]
    findings: tuple[Finding, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    description: Mapping[str, Any] | None = None
    words: Mapping[str, str] = field(default_factory=dict)


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
    note: Text
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A row of sources.csv."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: str | None
    published_note: Text
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """A zone or a cluster: one row of its table joined with its feature. Grain: one site.

    Vacant land is `area_available_ha` as a source states it, and `area_vacant_ha` as it is estimated here.

    `codes` has the area of each level that it lies in, `area_names` what its source calls that area; None is unknown.
    `facts` are the other columns of the table, by name: those that no code computes with.
    """

    id: str
    kind: str
    name: Text
    other_names: tuple[str, ...]
    location_basis: str | None
    location_accuracy: str
    location_uncertainty_m: float | None
    location_note: Text
    area_planned_ha: float | None
    area_industrial_ha: float | None
    area_vacant_ha: float | None
    status: str
    status_basis: str | None
    established_year: int | None
    infrastructure_investor: str | None
    occupancy_pct: float | None
    occupancy_base: str | None
    occupancy_as_of: str | None
    projects_total: int | None
    projects_operating: int | None
    projects_as_of: str | None
    industries: Text
    note: Text
    geometry: Geometry | None
    lon: float | None
    lat: float | None
    codes: Mapping[str, str | None] = field(default_factory=dict)
    area_names: Mapping[str, str | None] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    facts: Mapping[str, Cell] = field(default_factory=dict)
    area_available_ha: float | None = None
    area_available_as_of: str | None = None

    @property
    def vacant_ha(self) -> float | None:
        """Vacant land as a source states it, else as it is estimated; None if it is not known."""
        return self.area_vacant_ha if self.area_available_ha is None else self.area_available_ha

    @property
    def vacancy_basis(self) -> str | None:
        """Which of the two it is: one of VACANCY_BASES."""
        stated, estimated = VACANCY_BASES
        return None if self.vacant_ha is None else estimated if self.area_available_ha is None else stated

    @property
    def is_identified(self) -> bool:
        """False for a site that is counted in the plan but that no public list names: place and status are unknown."""
        return self.location_accuracy != "unknown" or self.status != "unknown"


@dataclass(frozen=True, slots=True)
class Area:
    """One unit of a level. `parents` are codes of the level that it is a part of.

    By level, `successors` has the codes of the areas that it went into, and `origins` what it was made of: codes where
    that level has a layer, else names. `label` is where its name stands if the layer says it.
    """

    level: str
    code: str
    name: Text
    other_names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    area_official_km2: float | None = None
    area_note: Text = field(default_factory=Text)
    label: tuple[float, float] | None = None
    geometry: Geometry | None = None
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A row of totals.csv."""

    setting: TotalSetting
    value: float
    qualifier: str
    as_of: str
    source: str
    note: Text


@dataclass(frozen=True, slots=True)
class Joined:
    """The joined atlas. `areas` are those of each level, by its id, in the order of the settings.

    Order everywhere is the order of the tables, so that outputs are stable.
    """

    settings: Settings
    sites: tuple[Site, ...]
    areas: Mapping[str, tuple[Area, ...]]
    observations: tuple[Observation, ...]
    sources: tuple[Source, ...]
    totals: tuple[PublishedTotal, ...]
    base: Mapping[str, Layer]

    @property
    def called(self) -> Sites:
        """What its sites are called: where one kind alone has any, by its name."""
        kinds = {site.kind for site in self.sites}
        is_one = len(kinds) == 1 < len(self.settings.kinds)
        return self.settings.kind(kinds.pop()).alone if is_one else self.settings.sites

    @property
    def first_areas(self) -> tuple[Area, ...]:
        """The areas of the first level: what map, pictures and shell begin with."""
        return self.areas[self.settings.levels[0].id]
