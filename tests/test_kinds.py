"""Kinds are data: an atlas of one kind, one of three, and mistakes in [[kinds]]."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import made_province
import pytest
from shipped_schema import LEVELS_TOML

from kcn_map import Atlas, Unusable
from kcn_map.core.settings import SYMBOLS

PARKS = """[[kinds]]
id = "park"
table = "parks.csv"
layer = "parks.geojson"
name = { vi = "khu công nghệ", en = "business park" }
name_plural = { vi = "khu công nghệ", en = "business parks" }
symbol = "hexagon"
colour = "#0b5d3b"
"""
Edit = Callable[[str], str]


def described(folder: Path, kinds: str) -> Path:
    """The made province with an atlas.toml of schema 2 that describes these kinds."""
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace("schema = 1", "schema = 2")
    levels = re.sub(".*ended_on.*\n", "", LEVELS_TOML)
    settings.write_text(text.replace("[[measures]]", f"{levels}\n{kinds}\n[[measures]]", 1), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_province.make(tmp_path / "geodata")


MISTAKES: dict[str, tuple[Edit, str]] = {
    "none of those there are": (lambda text: text.replace('table = "parks.csv"\n', ""), "kinds.park.table"),
    "a symbol that there is not": (lambda text: text.replace('"hexagon"', '"star"'), "kinds.park.symbol"),
    "an id twice": (lambda text: text + text, "kinds.park.id"),
    "an id of a level": (lambda text: text.replace('"park"', '"district"'), "kinds.district.id"),
    "an id that stands for all kinds": (lambda text: text.replace('"park"', '"any"'), "kinds.any.id"),
    "a colour in words": (lambda text: text.replace('"#0b5d3b"', '"green"'), "kinds.park.colour"),
    "seven kinds": (
        lambda text: "".join(text.replace('"park', f'"park{n}') for n in range(7)),
        "kinds",
    ),
    "two kinds of one table": (
        lambda text: text + text.replace('"park"', '"yard"').replace("parks.geo", "yards.geo"), "kinds.yard.table",
    ),
    "a table that every atlas has": (lambda text: text.replace("parks.csv", "sources.csv"), "kinds.park.table"),
    "a table elsewhere": (lambda text: text.replace("parks.csv", "../parks.csv"), "kinds.park.table"),
    "a layer of a level": (lambda text: text.replace("parks.geojson", "districts.geojson"), "kinds.park.layer"),
    "no name": (lambda text: re.sub("name = .*\n", "", text), "kinds.park.name"),
    "a place for a number in a name": (lambda text: text.replace("business park", "park {n}"), "kinds.park.name.en"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_of_kinds_are_findings(mistake: str, folder: Path) -> None:
    edit, field = MISTAKES[mistake]
    with pytest.raises(Unusable) as refusal:
        Atlas.load(described(folder, edit(PARKS)))
    assert field in {finding.field for finding in refusal.value.findings}


def test_a_table_that_is_not_there_is_a_finding(folder: Path) -> None:
    found = Atlas.load(described(folder, PARKS)).check()
    assert {finding.file for finding in found if finding.code == "file-missing"} == {"parks.csv", "parks.geojson"}


@pytest.mark.parametrize(
    ("colour", "field"), [("#0b5d3b", None), ("#ece8d0", "kinds.park.colour"), ("#ebe5d6", "kinds.park.colour")]
)
def test_a_colour_that_can_t_be_seen_on_the_land_is_beyond_sense(folder: Path, colour: str, field: str | None) -> None:
    found = Atlas.load(described(folder, PARKS.replace("#0b5d3b", colour))).check()
    fields = [finding.field for finding in found if finding.code == "setting-beyond-sense"]
    assert [one for one in fields if one and one.startswith("kinds")] == ([field] if field else [])


def test_kinds_that_look_alike_are_beyond_sense(folder: Path) -> None:
    yards = PARKS.replace("park", "yard").replace("khu công nghệ", "bãi")
    found = Atlas.load(described(folder, PARKS + yards)).check()
    assert "kinds.yard.symbol" in {finding.field for finding in found if finding.code == "setting-beyond-sense"}


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_symbol_is_drawn_about_its_middle(symbol: str) -> None:
    from kcn_map.cartography.symbols import symbol as outline

    numbers = [float(number) for number in re.findall(r"-?[\d.]+", outline(symbol, 0, 0, 20))]
    assert outline(symbol, 0, 0, 20).endswith("z") and max(map(abs, numbers)) <= 50
