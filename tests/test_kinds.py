"""Kinds are data: an atlas of one kind, one of three, and mistakes in [[kinds]]."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import made_kinds
import pytest
from made_kinds import with_kinds

from kcn_map import Atlas, Unusable, UsageError
from kcn_map.core.kinds import SYMBOLS

Edit = Callable[[str], str]
PARKS = made_kinds.described(made_kinds.PARK)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "geodata"


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
        Atlas.load(with_kinds(folder, edit(PARKS)))
    assert field in {finding.field for finding in refusal.value.findings}


def test_a_table_that_is_not_there_is_a_finding(folder: Path) -> None:
    found = Atlas.load(with_kinds(folder, PARKS)).check()
    assert {finding.file for finding in found if finding.code == "file-missing"} == {"parks.csv", "parks.geojson"}


@pytest.mark.parametrize(
    ("colour", "field"), [("#0b5d3b", None), ("#ece8d0", "kinds.park.colour"), ("#ebe5d6", "kinds.park.colour")]
)
def test_a_colour_that_can_t_be_seen_on_the_land_is_beyond_sense(folder: Path, colour: str, field: str | None) -> None:
    found = Atlas.load(with_kinds(folder, PARKS.replace("#0b5d3b", colour))).check()
    fields = [finding.field for finding in found if finding.code == "setting-beyond-sense"]
    assert [one for one in fields if one and one.startswith("kinds")] == ([field] if field else [])


def test_kinds_that_look_alike_are_beyond_sense(folder: Path) -> None:
    yards = PARKS.replace("park", "yard").replace("khu công nghệ", "bãi")
    found = Atlas.load(with_kinds(folder, PARKS + yards)).check()
    assert "kinds.yard.symbol" in {finding.field for finding in found if finding.code == "setting-beyond-sense"}


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_symbol_is_drawn_about_its_middle(symbol: str) -> None:
    from kcn_map.cartography.symbols import symbol as outline

    numbers = [float(number) for number in re.findall(r"-?[\d.]+", outline(symbol, 0, 0, 20))]
    assert outline(symbol, 0, 0, 20).endswith("z") and max(map(abs, numbers)) <= 50


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kinds", [made_kinds.PARK, made_kinds.PORTS], ids=["one", "three"])
def test_outputs_have_the_words_of_their_kinds_alone(
    folder: Path, tmp_path: Path, kinds: dict[str, tuple[str, ...]], lang: str
) -> None:
    atlas = Atlas.load(made_kinds.make(folder, kinds))
    assert [finding for finding in atlas.check() if finding.severity == "error"] == []
    for name in ("map.svg", "map.kml", "tables.csv.zip"):
        path = atlas.export(tmp_path / name, format="csv" if "csv" in name else None, lang=lang)
        members = zipfile.ZipFile(path) if name.endswith("zip") else None
        told = [members.read(one).decode() for one in members.namelist()] if members else [path.read_text("utf-8")]
        assert [made_kinds.FOREIGN.findall(text) for text in told if made_kinds.FOREIGN.search(text)] == [], name
    for kind, ids in kinds.items():
        assert list(getattr(atlas, f"{kind}s").index) == list(ids) == list(atlas.query(kind=kind).index)
    with pytest.raises(AttributeError):
        _ = atlas.zones


@pytest.mark.parametrize("named", ["port", "ports", "Dry Port", "cang can", "cảng cạn", "dry ports"])
def test_a_kind_is_asked_for_by_id_or_name(folder: Path, named: str) -> None:
    atlas = Atlas.load(made_kinds.make(folder, made_kinds.PORTS))
    assert list(atlas.query(kind=named).index) == ["z-2"]
    with pytest.raises(UsageError, match="Values: park, port, yard"):
        atlas.query(kind="zone")


@pytest.mark.parametrize("format_", ["kml", "gpkg"])
def test_layers_are_those_of_the_kinds(folder: Path, tmp_path: Path, format_: str) -> None:
    atlas = Atlas.load(made_kinds.make(folder, made_kinds.PORTS))
    content = atlas.export(tmp_path / f"a.{format_}").read_bytes()
    for name in (b"parks", b"ports", b"yards"):
        assert name in content
    assert b"zones" not in content and b"clusters" not in content


def test_a_map_of_other_kinds_is_verified_and_taken_apart(folder: Path, tmp_path: Path) -> None:
    atlas = Atlas.load(made_kinds.make(folder, made_kinds.PORTS))
    built = atlas.save(tmp_path / "map.html")
    assert Atlas.verify(built).altered == ()
    again = Atlas.load(Atlas.extract(built, tmp_path / "package"))
    assert again.check() == atlas.check() and list(again.ports.index) == ["z-2"]
