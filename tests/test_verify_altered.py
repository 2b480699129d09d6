"""Whatever is altered in a map is found and named by its file."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import full_atlas
import pytest
from click.testing import CliRunner
from conftest import Run
from map_edits import DATA, PACKAGE, plain, repacked, span
from shipped_schema import FILES

from kcn_map import Atlas, verify
from kcn_map.cli import main


@pytest.fixture(scope="module")
def html(built_map: Path) -> str:
    return built_map.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A map of few sites with every field, quickly verified."""
    return Atlas.load(full_atlas.make(tmp_path_factory.mktemp("small") / "geodata")).html()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[str], list[str]]:
    """The names of what `verify` finds in a page of this text."""

    def find(text: str) -> list[str]:
        path = tmp_path / "map.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        return [part.name for part in verify.verify(path).altered]

    return find


def swapped(text: str, at: int) -> str:
    """The text with another digit at that place."""
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def digits(html: str, start: int, end: int) -> list[int]:
    return [found.start() for found in re.finditer("[0-9]", html[:end]) if found.start() >= start]


def test_any_altered_digit_of_data_and_package_is_found(small: str, altered: Callable[[str], list[str]]) -> None:
    rng = random.Random(20201231)
    places = [place for marker in (DATA, PACKAGE) for place in rng.sample(digits(small, *span(small, marker)), 75)]
    missed = [small[place - 40 : place + 40] for place in places if not altered(swapped(small, place))]
    assert missed == []


def test_any_altered_digit_of_the_rest_is_found(small: str, altered: Callable[[str], list[str]]) -> None:
    rng = random.Random(20201231)
    start, end = span(small, DATA)[0], span(small, PACKAGE)[1]
    places = rng.sample([place for place in digits(small, 0, len(small)) if not start <= place < end], 50)
    found = {small[place - 40 : place + 40]: altered(swapped(small, place)) for place in places}
    assert [text for text, names in found.items() if len(names) != 1 or names[0] not in verify.ELEMENTS] == []


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("words/")])
def test_an_altered_file_of_the_package_is_named(html: str, altered: Callable[[str], list[str]], file: str) -> None:
    def change(found: dict[str, Any]) -> None:
        text = found["files"][file]
        found["files"][file] = text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:]

    assert altered(repacked(html, change)) == [file]


@pytest.mark.parametrize(
    ("text", "other", "names"),
    [
        ("QĐ 2470/QĐ-UBND", "QĐ 2471/QĐ-UBND", ["zones.csv"]),
        ("QĐ 1123 ", "QĐ 1124 ", ["clusters.csv"]),
        ('"breaks":[[50,', '"breaks":[[51,', ["atlas.toml"]),
        ('"as_of":"2020-12-31"', '"as_of":"2020-12-30"', ["atlas.toml"]),
    ],
)
def test_a_figure_that_the_page_shows_names_its_file(
    html: str, altered: Callable[[str], list[str]], text: str, other: str, names: list[str]
) -> None:
    start, end = span(html, DATA)
    assert text in html[start:end]
    assert altered(html[:start] + html[start:end].replace(text, other, 1) + html[end:]) == names


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda site: site["row"].update(area_planned_ha=84), ["zones.csv"]),
        (lambda site: site["row"].update(location_uncertainty_m=7), ["zones.geojson"]),
        (lambda site: site["observations"][0].update(value=84), ["observations.csv"]),
    ],
)
def test_a_figure_of_a_site_names_the_file_that_it_stands_in(
    html: str, altered: Callable[[str], list[str]], change: Callable[[dict[str, Any]], None], names: list[str]
) -> None:
    data, _ = plain(html)
    change(data["sites"][0])
    start, end = span(html, DATA)
    assert altered(html[:start] + json.dumps(data) + html[end:]) == names


def test_a_moved_border_names_its_layers(html: str, altered: Callable[[str], list[str]]) -> None:
    """The lines that the page draws are those that the package gives back."""
    start, end = span(html, DATA)
    first = html.index('"arcs":"', start, end) + 40
    other = html[:first] + ("k" if html[first] != "k" else "l") + html[first + 1 :]
    found = altered(other)
    layers = ("districts.geojson", "communes.geojson", "province.geojson", "base/neighbours.geojson")
    assert found and set(found) <= set(layers)


def test_line_ends_of_another_system_alter_nothing(html: str, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_bytes(html.replace("\n", "\r\n").encode())
    assert verify.verify(tmp_path / "map.html").altered == ()


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_map_of_another_version_has_its_data_verified_alone(
    style: str, html: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "__version__", "9.9.9")
    path = tmp_path / "map.html"
    path.write_text(html, encoding="utf-8", newline="\n")
    found = verify.verify(path)
    assert (found.altered, found.rebuilt) == ((), False)
    told = CliRunner().invoke(main, ["verify", str(path), "--format", style, "--lang", "en"])
    assert told.exit_code == 2 and "is not known" in told.stderr, told.output
    start, end = span(html, DATA)
    path.write_text(
        html[:start] + html[start:end].replace("2020-12-31", "2020-12-30", 1) + html[end:], encoding="utf-8"
    )
    assert [part.name for part in verify.verify(path).altered] == ["atlas-data"]


def test_an_altered_map_ends_with_1_and_gives_nothing_back(html: str, tmp_path: Path, kcn_map: Run) -> None:
    path = tmp_path / "map.html"
    path.write_text(html.replace("QĐ 2470/QĐ-UBND", "QĐ 2471/QĐ-UBND"), encoding="utf-8", newline="\n")
    told = kcn_map("verify", str(path))
    names = ["zones.csv", "observations.csv"]  # of a site, and of an observation's note
    assert (told.returncode, told.stdout.splitlines()) == (1, [f"{n}: nội dung trong bản đồ đã bị sửa" for n in names])
    as_json = kcn_map("verify", str(path), "--format", "json", "--lang", "en")
    assert json.loads(as_json.stdout)["altered"] == [{"name": name, "line": None} for name in names]
    broken = repacked(html, lambda found: found["files"].update({"zones.csv": "0000"}))
    path.write_text(broken, encoding="utf-8", newline="\n")
    done = kcn_map("extract", str(path), "--out", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "zones.csv" in done.stderr and not (tmp_path / "data").exists()
