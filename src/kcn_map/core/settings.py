"""atlas.toml as values: the place, its dates, languages, levels, kinds, fields, measures, totals and tolerances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import PurePosixPath

from kcn_map.core.columns import Column
from kcn_map.core.kinds import ANY, Kind, Nouns, Sites
from kcn_map.core.texts import Lang as Lang
from kcn_map.core.texts import Text as Text
from kcn_map.core.texts import text_column as text_column
from kcn_map.text.languages import Language
from kcn_map.values import dataclass

#: Those of the sites that report, whether others do or not.
RATES = ("weighted_mean", "minimum", "maximum", "median")
AGGREGATIONS = ("count", "sum", "share", *RATES)
#: Attributes of observations.csv that are no column of the site tables.
ATTRIBUTE_TYPES = ("number", "percent", "count", "year", "date", "text")


@dataclass(frozen=True, slots=True)
class Aggregation:
    """How one number is made from a set of sites.

    count: how many sites. sum: the sum of `field`. share: that sum as a percentage of the area of
    the district, both in the unit of `field` (ha). weighted_mean: the mean of `field` over the
    sites that report it, weighted by `weight`; a site without a weight does not report. minimum,
    maximum, median: of `field` over the sites that report it.
    Only sites of `kind` and `status` take part; None takes all. `counts`: what `field` holds is counted.
    """

    method: str
    kind: str | None = None
    status: tuple[str, ...] | None = None
    field: str | None = None
    weight: str | None = None
    counts: bool = False

    @property
    def is_rate(self) -> bool:
        return self.method in RATES


@dataclass(frozen=True, slots=True)
class Measure:
    """A number per district that can be mapped. `breaks` are the lower limits of all classes but the first.

    The first class of a count begins at 1: a 0 is no class but "none", so that no break of a count is below 2.
    """

    id: str
    title: Text
    unit: str
    decimals: int
    aggregation: Aggregation
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
    aggregation: Aggregation | None
    tolerance_pct: float
    why: Text
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of the page that a link above the map leads to: the fragment of its address, without "#"."""

    title: Text
    view: str


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far two statements of the same thing may differ before a finding says so."""

    district_area_pct: float
    site_area_pct: float
    coverage_gap_m: float
    outline_ha: float


@dataclass(frozen=True, slots=True)
class Level:
    """One administrative division, from `valid_from` until `valid_until` (the first day without it), each None if open.

    `title` is its name, with the period where another level is called the same.
    Its areas are the features of `layer`; where it has none it is a level of names alone, the rows of `table`.
    `parent` is the id of the level that its areas are parts of; `origins` names, for each level that they were made of,
    the property of the layer that says of which areas. `prefixes` may stand before or after their names. Codes are
    texts; where all have so many `digits`, the zeros that a spreadsheet has dropped can be put back.
    """

    id: str
    name: Text
    name_plural: Text
    title: Text
    layer: str | None = None
    table: str | None = None
    prefixes: tuple[str, ...] = ()
    digits: int = 0
    valid_from: str | None = None
    valid_until: str | None = None
    parent: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def code_column(self) -> str:
        """The column that names the area of this level that a site, or another area, lies in."""
        return code_column(self.id)

    @property
    def file(self) -> str:
        """The file that has its areas."""
        return self.layer or self.table or ""

    @property
    def stem(self) -> str:
        """What exports and `import` call it: the name of its file, without folder and ending."""
        return PurePosixPath(self.file).stem

    def comes_after(self, other: Level) -> bool:
        """Whether it began when the other had ended, so that areas of the other went into areas of this one."""
        return self.valid_from is not None and other.valid_until is not None and other.valid_until <= self.valid_from


def code_column(level: str) -> str:
    """The column that names an area of a level by its code."""
    return f"{level}_code"


@dataclass(frozen=True, slots=True)
class Settings:
    """atlas.toml, of whichever `schema`. Dates are ISO texts; `ended_on` is the day the administration ceased, or None.

    `sites` is what sites are called of whichever kind, `fields` are columns that it adds to those of their tables.
    `public_url` is where the page is published, so that copied links lead there; without it none is a link. `lacking`
    has the settings whose text a language lacks though another has it, by language.
    """

    title: Text
    province_code: str
    province: Text
    as_of: str
    data_until: str
    ended_on: str | None
    administration: Text
    languages: tuple[Language, ...]
    area_crs: str
    contact: str | None
    disclaimer: Text
    attribution: tuple[Text, ...]
    tolerances: Tolerances
    measures: tuple[Measure, ...]
    totals: tuple[TotalSetting, ...]
    attributes: Mapping[str, Attribute]
    levels: tuple[Level, ...]
    kinds: tuple[Kind, ...]
    sites: Sites
    fields: tuple[Column, ...] = ()
    schema: int = 2
    public_url: str | None = None
    views: tuple[SavedView, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What stands before or after the names of its areas, of whichever level."""
        return tuple(dict.fromkeys(prefix for level in self.levels for prefix in level.prefixes))

    @property
    def finer(self) -> Level | None:
        """The level whose areas are parts of those of the first, or were made of them, if there is one."""
        first, *others = self.levels
        return next((level for level in others if first.id in (level.parent, *level.origins)), None)

    def level(self, id_: str) -> Level:
        return next(level for level in self.levels if level.id == id_)

    def kind(self, id_: str) -> Kind:
        return next(kind for kind in self.kinds if kind.id == id_)

    def nouns(self, kind: str) -> Nouns:
        """What sites of a kind are called, or those of ANY."""
        return self.sites if kind == ANY else self.kind(kind)
