"""atlas.toml → Settings. Without usable settings nothing can be read, so every mistake here is Unusable."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kcn_map.findings import DataError, Finding
from kcn_map.model import (
    AGGREGATIONS,
    KINDS,
    STATUSES,
    Attribute,
    Measure,
    Settings,
    Statistic,
    Text,
    Tolerances,
    TotalSetting,
)

FILE = "atlas.toml"
LANGUAGES = ("vi", "en")
TOLERANCES = ("district_area_pct", "site_area_pct", "coverage_gap_m", "outline_ha")
MISSING = object()


class Unusable(DataError):
    """Nothing can be read: no folder, or no usable atlas.toml."""


def read_settings(folder: Path) -> Settings:
    """The settings of an atlas folder. Raises Unusable with a finding for each mistake."""
    if not folder.is_dir():
        raise Unusable([Finding("folder-missing", str(folder))])
    try:
        tree = tomllib.loads((folder / FILE).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise Unusable([Finding("file-missing", FILE)]) from None
    except OSError as error:
        raise Unusable([Finding("file-unreadable", FILE, params={"why": error.strerror})]) from None
    except UnicodeDecodeError as error:
        raise Unusable([Finding("encoding-not-utf8", FILE, value=f"0x{error.object[error.start]:02X}", params={"byte": error.start})]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unusable([Finding("toml-unreadable", FILE, params={"why": str(error)})]) from None
    reader = _Reader(tree)
    settings = _settings(reader)
    if reader.findings:
        raise Unusable(reader.findings)
    return settings


class _Reader:
    """A table of the file. It notes what is missing or wrong and goes on with a stand-in, to find all at once."""

    def __init__(self, tree: Mapping[str, Any], path: str = "", findings: list[Finding] | None = None) -> None:
        self.tree, self.path = tree, path
        self.findings: list[Finding] = [] if findings is None else findings

    def take(self, key: str, expected: str, fits: Callable[[Any], bool], default: Any = MISSING) -> Any:
        """The value of a key that fits; else a finding that says what was expected, and None."""
        value = self.tree.get(key, default)
        if value is MISSING:
            self.findings.append(Finding("setting-missing", FILE, field=self.path + key, params={"expected": expected}))
            return None
        if value is not default and not fits(value):
            self.findings.append(
                Finding("setting-invalid", FILE, field=self.path + key, value=str(value), params={"expected": expected})
            )
            return None
        return value

    def text(self, key: str, default: Any = MISSING) -> Any:
        return self.take(key, "text", lambda value: isinstance(value, str), default) or ""

    def both(self, key: str) -> Text:
        """`key_vi` and `key_en`."""
        return Text(self.text(f"{key}_vi"), self.text(f"{key}_en"))

    def number(self, key: str, default: Any = MISSING) -> float:
        return self.take(key, "a number, 0 or more", _is_number, default) or 0

    def day(self, key: str, default: Any = MISSING) -> Any:
        value = self.take(key, "a date: 2020-12-31", lambda value: type(value) is date, default)
        return value.isoformat() if value else None

    def choice(self, key: str, allowed: tuple[str, ...], default: Any = MISSING) -> Any:
        return self.take(key, ", ".join(allowed), lambda value: value in allowed, default)

    def choices(self, key: str, allowed: tuple[str, ...], default: Any = MISSING) -> Any:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and bool(value) and all(item in allowed for item in value)

        value = self.take(key, f"a list of {', '.join(allowed)}", fits, default)
        return None if value is None else tuple(value)

    def table(self, key: str) -> _Reader:
        tree = self.take(key, f"a table [{key}]", lambda value: isinstance(value, dict))
        return _Reader(tree or {}, f"{self.path}{key}.", self.findings if tree is not None else [])

    def tables(self, key: str) -> list[_Reader]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)

        found = self.take(key, f"tables [[{key}]]", fits, []) or []
        return [_Reader(item, f"{self.path}{key}.{item.get('id', place)}.", self.findings) for place, item in enumerate(found, 1)]


def _settings(top: _Reader) -> Settings:
    top.take("schema", "1", lambda value: value == 1)
    province, text = top.table("province"), top.table("text")
    return Settings(
        title=top.both("title"),
        province_code=province.text("code"),
        province=province.both("name"),
        as_of=top.day("as_of"),
        data_until=top.day("data_until"),
        ended_on=province.day("ended_on", None),
        administration=province.both("administration"),
        languages=top.choices("languages", LANGUAGES) or LANGUAGES,
        area_crs=top.text("area_crs"),
        contact=top.text("contact", "") or None,
        disclaimer=text.both("disclaimer"),
        attribution=tuple(Text(line.text("vi"), line.text("en")) for line in text.tables("attribution")),
        tolerances=_tolerances(top.table("tolerances")),
        measures=tuple(_measure(measure) for measure in top.tables("measures")),
        totals=tuple(_total(total) for total in top.tables("totals")),
        attributes=_attributes(top),
    )


def _tolerances(table: _Reader) -> Tolerances:
    return Tolerances(**{name: table.number(name) for name in TOLERANCES})


def _measure(table: _Reader) -> Measure:
    return Measure(
        id=table.text("id"),
        title=table.both("title"),
        unit=table.text("unit"),
        decimals=int(table.take("decimals", "0 to 6", lambda value: type(value) is int and 0 <= value <= 6) or 0),
        statistic=_statistic(table),
        breaks=tuple(table.take("breaks", "1 to 5 ascending numbers", _are_breaks) or ()),
        palette=table.text("palette"),
        note=table.both("note"),
    )


def _total(table: _Reader) -> TotalSetting:
    return TotalSetting(
        id=table.text("id"),
        title=table.both("title"),
        unit=table.text("unit"),
        statistic=_statistic(table) if "aggregation" in table.tree else None,
        tolerance_pct=table.number("tolerance_pct"),
        why=table.both("why"),
    )


def _statistic(table: _Reader) -> Statistic:
    how = table.choice("aggregation", AGGREGATIONS)
    return Statistic(
        aggregation=how or "count",
        kind=table.choice("kind", KINDS, None),
        status=table.choices("status", STATUSES, None),
        field=table.text("field") if how not in (None, "count") else None,
        weight=table.text("weight") if how == "weighted_mean" else None,
    )


def _attributes(top: _Reader) -> dict[str, Attribute]:
    names = top.table("attributes") if "attributes" in top.tree else _Reader({})
    found = {}
    for name in names.tree:
        entry = names.table(name)
        unit = entry.text("unit", "")
        share = entry.take("share_of", "two names of totals", _is_pair, None)
        found[name] = Attribute(
            Text(entry.text("vi"), entry.text("en")), Text(unit, entry.text("unit_en", unit)), tuple(share) if share else None
        )
    return found


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) for item in value)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and value >= 0


def _are_breaks(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 5 or not all(_is_number(item) for item in value):
        return False
    return all(low < high for low, high in zip(value, value[1:], strict=False))
