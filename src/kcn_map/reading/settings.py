"""atlas.toml → Settings. Without usable settings nothing can be read, so every mistake here is Unusable."""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise
from typing import Any

from kcn_map.core.cache import memoize
from kcn_map.core.choices import STATUSES
from kcn_map.core.findings import Finding
from kcn_map.core.settings import (
    AGGREGATIONS,
    ATTRIBUTE_TYPES,
    Aggregation,
    Attribute,
    Measure,
    SavedView,
    Settings,
    Text,
    Tolerances,
    TotalSetting,
)
from kcn_map.core.site_columns import OWN_COLUMNS
from kcn_map.reading.addresses import host_of, is_address, is_mail_address
from kcn_map.reading.kinds import read_sites
from kcn_map.reading.repeats import limit_repeats
from kcn_map.reading.structure import read_structure, upgraded
from kcn_map.reading.toml import (
    FILE,
    MISSING,
    Reader,
    Unusable,
    Words,
    are_languages,
    is_number,
    is_text,
    parse_tree,
    unknown_settings,
)
from kcn_map.text.languages import Language, with_shipped
from kcn_map.text.messages import Told

__all__ = ["FILE", "Unusable", "parse_settings"]

CODE = Told("detail.province_code")
#: Unit → type of the values, where the settings do not state one; with any other unit they are numbers.
_TYPE_OF_UNIT = {"": None, "%": "percent"}
LANGUAGE_TAGS = Told("detail.language_tags")
WEB_ADDRESS = Told("detail.web_address")
MAIL_ADDRESS = Told("detail.mail_address")
#: The forms of atlas.toml that can be read; the last is that of today.
SCHEMAS = (1, 2)
TOLERANCES = ("district_area_pct", "site_area_pct", "coverage_gap_m", "outline_ha")


@memoize(2)
def parse_settings(text: str, words: Words | None = None) -> Settings:
    """The settings that the text of atlas.toml makes. Raises Unusable with a finding for each mistake.

    `words` are those of the atlas's languages, for names that are made of them and of words. A command asks twice: for
    its language, then for the data.
    """
    reader = Reader(upgraded(parse_tree(text)), words=words)
    settings = _settings(reader)
    findings = [*reader.findings, *unknown_settings(reader)]
    if findings:
        raise Unusable(limit_repeats(findings))
    return settings


def _settings(top: Reader) -> Settings:
    schema = top.take("schema", Told("detail.schema"), lambda value: type(value) is int and value in SCHEMAS)
    province, text = top.table("province"), top.table("text")
    as_of, data_until = top.day("as_of"), top.day("data_until")
    if as_of and data_until and as_of > data_until:
        expected = Told("detail.not_before_as_of")
        top.findings.append(Finding("setting-invalid", FILE, None, "data_until", data_until, {"expected": expected}))
    levels, kinds, fields = read_structure(top)
    ids = tuple(kind.id for kind in kinds)
    counts = {column.name for column in (*OWN_COLUMNS, *fields) if column.type == "count"}
    return Settings(
        title=top.title("title"),
        province_code=province.take("code", CODE, _is_code) or "",
        province=province.title("name"),
        as_of=as_of,
        data_until=data_until,
        ended_on=province.day("ended_on", None),
        administration=province.both("administration"),
        languages=_languages(top),
        area_crs=top.text("area_crs"),
        contact=top.take("contact", MAIL_ADDRESS, _is_contact, "") or None,
        disclaimer=text.both("disclaimer"),
        attribution=tuple(line.names() for line in text.tables("attribution", [])),
        tolerances=_tolerances(top.table("tolerances")),
        measures=tuple(_measure(measure, ids, counts) for measure in top.tables("measures")),
        totals=tuple(_total(total, ids, counts) for total in top.tables("totals", [])),
        attributes=_attributes(top),
        levels=levels,
        kinds=kinds,
        fields=fields,
        sites=read_sites(top, kinds),
        schema=schema,
        views=tuple(SavedView(one.title("title"), one.text("view")) for one in top.tables("views", [])),
        public_url=top.take("public_url", WEB_ADDRESS, _is_web_address, "") or None,
        lacking={lang: tuple(settings) for lang, settings in top.lacking.items()},
    )


def _languages(top: Reader) -> tuple[Language, ...]:
    top.take("languages", LANGUAGE_TAGS, are_languages)
    return top.languages


def _tolerances(table: Reader) -> Tolerances:
    return Tolerances(**{name: table.number(name) for name in TOLERANCES})


def _measure(table: Reader, kinds: tuple[str, ...], counts: Set[str]) -> Measure:
    aggregation = _aggregation(table, kinds, counts)
    breaks = table.take("breaks", Told("detail.breaks"), _are_breaks) or ()
    return Measure(
        id=table.name("id"),
        title=table.title("title"),
        unit=table.text("unit"),
        decimals=table.take("decimals", Told("detail.from_0_to_6"), _is_decimals) or 0,
        aggregation=aggregation,
        breaks=tuple(limit for limit in breaks if aggregation.method != "count" or limit > 1),
        palette=table.text("palette"),
        note=table.both("note"),
    )


def _total(table: Reader, kinds: tuple[str, ...], counts: Set[str]) -> TotalSetting:
    return TotalSetting(
        id=table.name("id"),
        title=table.title("title"),
        unit=table.text("unit"),
        aggregation=_aggregation(table, kinds, counts) if "aggregation" in table.tree else None,
        tolerance_pct=table.number("tolerance_pct"),
        why=table.both("why"),
        part_of=table.text("part_of", "") or None,
    )


def _aggregation(table: Reader, kinds: tuple[str, ...], counts: Set[str]) -> Aggregation:
    how = table.choice("aggregation", AGGREGATIONS)
    field = None if how == "count" else table.text("field", MISSING if how else "")
    return Aggregation(
        method=how or "count",
        kind=table.choice("kind", kinds, None),
        status=table.choices("status", STATUSES, None),
        field=field,
        weight=table.text("weight", MISSING if how else "") if how in (None, "weighted_mean") else None,
        counts=field in counts,
    )


def _attributes(top: Reader) -> dict[str, Attribute]:
    names = top.table("attributes") if "attributes" in top.tree else Reader({})
    found = {}
    for name in names.tree:
        entry = names.table(name)
        unit = entry.text("unit", "")
        share = entry.take("share_of", Told("detail.two_totals"), _is_pair, None)
        words = entry.names()
        units = Text((lang, entry.text(f"unit_{lang}", unit)) for lang in with_shipped(entry.languages))
        kind = entry.choice("type", ATTRIBUTE_TYPES, None) or _TYPE_OF_UNIT.get(unit, "number")
        found[name] = Attribute(words, units, kind, tuple(share) if share else None)
    return found


def _is_code(value: Any) -> bool:
    return is_text(value) and value.isprintable() and value.strip() != ""


def _is_contact(value: Any) -> bool:
    return is_text(value) and (not value or is_mail_address(value))


def _is_web_address(value: Any) -> bool:
    return is_text(value) and (not value or (is_address(value) and "#" not in value and "@" not in host_of(value)))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(is_text(item) for item in value)


def _is_decimals(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 6


def _are_breaks(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 5 or not all(is_number(item) for item in value):
        return False
    return all(low < high for low, high in pairwise(value))
