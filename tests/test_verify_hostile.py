"""Maps that were forged: nothing is written, no memory is eaten, and what can't be is told."""

from __future__ import annotations

import base64
import bz2
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from map_edits import DATA, PACKAGE, plain, repacked, span, stream

from kcn_map import verify
from kcn_map.package import serialize
from kcn_map.page import columnar, embedded_package
from kcn_map.page.data import content_hash


@pytest.fixture(scope="module")
def html(built_map: Path) -> str:
    return built_map.read_text(encoding="utf-8")


@cache
def bomb() -> str:
    """What unfolds to 300 MB; made where a test asks for it, since every process that tests collects this file."""
    return base64.b64encode(bz2.compress(bytes(300_000_000))).decode("ascii")


HOSTILE: dict[str, Callable[[str], str]] = {
    "empty": lambda html: "",
    "no map": lambda html: "<!doctype html><title>x</title>",
    "cut short": lambda html: html[: len(html) // 3],
    "cut in the package": lambda html: html[: span(html, PACKAGE)[0] + 99],
    "no package": lambda html: html.replace('id="atlas-package"', 'id="other"'),
    "two packages": lambda html: html + PACKAGE + "{}</script>",
    "a list": lambda html: html.replace(PACKAGE, PACKAGE + "[]</script><i>"),
    "lists for files": lambda html: repacked(html, lambda found: found.update(files=[])),
    "no manifest": lambda html: repacked(html, lambda found: found.pop("manifest")),
    "more": lambda html: repacked(html, lambda found: found.update(more=1)),
    "no language": lambda html: html.replace('<html lang="vi"', '<html lang="Tiếng Việt"'),
}
ALTERED: dict[str, Callable[[str], str]] = {
    "a bomb": lambda html: repacked(html, lambda found: found.update(files=bomb())),
    "bombs apart": lambda html: repacked(html, lambda found: found.update(files={"zones.csv": bomb()})),
    "no text apart": lambda html: repacked(html, lambda found: found.update(files={"zones.csv": 1})),
    "a number": lambda html: repacked(html, lambda found: found["files"].update({"zones.csv": 1})),
    "a name of elsewhere": lambda html: repacked(html, lambda found: found["files"].update({"../../evil": "QUJD"})),
    "a file less": lambda html: repacked(html, lambda found: found["files"].pop("zones.csv")),
    "nested": lambda html: html.replace(DATA, DATA + "[" * 100_000 + "</script><i>"),
    "no arcs": lambda html: html.replace('"arcs":"', '"arcs":"","other":"', 1),
    "no scale": lambda html: html.replace('"scale":100000', '"scale":0', 1),
    "a list of layers": lambda html: html.replace('"layers":{"$keys"', '"layers":[],"other":{"$keys"', 1),
    "districts without end": lambda html: re.sub(r'"counts":\["[^"]*"', f'"counts":["{"A" * 90}_"', html, count=1),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_map_is_told_so(html: str, tmp_path: Path, kcn_map: Run, change: Callable[[str], str]) -> None:
    path = tmp_path / "map.html"
    path.write_text(change(html), encoding="utf-8")
    with pytest.raises(verify.NotAMap):
        verify.verify(path)
    with pytest.raises(verify.NotAMap):
        verify.extract(path, tmp_path / "data")
    assert [found.name for found in tmp_path.iterdir()] == ["map.html"]


def test_a_map_in_a_language_that_its_atlas_lacks_is_altered(html: str, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(html.replace('<html lang="vi"', '<html lang="xx"'), encoding="utf-8")
    assert verify.verify(tmp_path / "map.html").altered


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_a_hostile_package_is_altered_and_writes_nothing(
    html: str, tmp_path: Path, change: Callable[[str], str]
) -> None:
    path = tmp_path / "inner" / "map.html"
    path.parent.mkdir()
    path.write_text(change(html), encoding="utf-8")
    assert verify.verify(path).altered
    with pytest.raises(verify.MapAltered):
        verify.extract(path, path.parent / "data")
    assert [found.name for found in tmp_path.rglob("*")] == ["inner", "map.html"]


def of_version(html: str, version: str, change: Callable[[str], str] = lambda text: text) -> str:
    """A page that says it is of another version, and hashes itself so; `change` is for its data as text."""
    data, found = plain(html)
    data["version"] = version
    data["hash"] = found["manifest"]["data"] = content_hash(data)
    found["manifest"]["version"] = version
    (start, end), (first, last) = span(html, DATA), span(html, PACKAGE)
    return html[:start] + change(json.dumps(data)) + html[end:first] + json.dumps(found) + html[last:]


def test_columns_in_columns_do_not_swell_without_end() -> None:
    inner = {"$columns": {"b": [0, {"$more": 8_000}]}}
    for column in ([inner, {"$more": 8_000}], ["x" * 8_000, {"$more": 8_000}, {"$more": -(10**9)}]):
        with pytest.raises(ValueError, match="without end"):
            columnar.unpack({"$columns": {"a": column}})


def test_a_few_letters_do_not_ask_for_millions_of_records() -> None:
    """Each is small, but a record takes far more than its one value."""
    lists = {"$lengths": [0, {"$more": 9_990_000}], "$columns": {"b": [0]}}
    for column in ([0, {"$more": 49_990_000}], {"$columns": {"b": [0, {"$more": 9_990_000}]}}, lists):
        with pytest.raises(ValueError, match="without end"):
            columnar.unpack({"$columns": {"a": column}})


def test_files_swell_no_further_all_together(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each would do, but not both; nor one that asks for the same district again and again."""
    monkeypatch.setattr(embedded_package, "LARGEST", 2_000_000)
    data, _ = plain(html)
    with pytest.raises(embedded_package.Broken, match="atlas-package"):
        embedded_package.unpack(stream(json.dumps({"zones.csv": " " * 2_000_000})), data)
    line = '{"type":"Feature","properties":{"code":"148"},"geometry":{"type":"Polygon","coordinates":null}}\n'
    again = stream(json.dumps({"districts.geojson": "{\n" + line * 2_000 + "]}\n"}))
    assert embedded_package.unpack(again, data) == {"districts.geojson": None}


def test_a_border_that_steps_out_of_all_numbers_is_altered(html: str, tmp_path: Path) -> None:
    start, end = span(html, DATA)
    arcs = re.sub('"arcs":"[^" ]*', f'"arcs":"{"A" * 200 + "Q" + "A" * 210}', html[start:end], count=1)
    (tmp_path / "map.html").write_text(html[:start] + arcs + html[end:], encoding="utf-8")
    assert [part.name for part in verify.verify(tmp_path / "map.html").altered] == ["atlas-data"]


def test_a_map_of_another_version_with_an_infinite_figure_is_altered(html: str, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(of_version(html, "9.9.9"), encoding="utf-8")
    assert verify.verify(path).altered == ()
    path.write_text(of_version(html, "9.9.9", lambda text: text.replace("{", '{"x":1e999,', 1)), encoding="utf-8")
    assert [part.name for part in verify.verify(path).altered] == ["atlas-data"]


def test_a_version_writes_nothing_but_letters_to_the_terminal(html: str, tmp_path: Path, kcn_map: Run) -> None:
    (tmp_path / "map.html").write_text(of_version(html, "\x1b[2J9"), encoding="utf-8")
    told = kcn_map("verify", tmp_path / "map.html")
    assert told.returncode == 2 and "⟨U+001B⟩" in told.stderr and "\x1b" not in told.stderr


def test_a_made_up_package_with_errors_is_not_compared(html: str, tmp_path: Path, kcn_map: Run) -> None:
    def change(found: dict[str, Any]) -> None:
        text = found["files"]["zones.csv"] = found["files"]["zones.csv"].replace(",83,", ",-83,", 1)
        found["manifest"]["files"]["zones.csv"] = serialize.digest("zones.csv", text)

    (tmp_path / "map.html").write_text(repacked(html, change), encoding="utf-8")
    told = kcn_map("diff", "geodata", tmp_path / "map.html")
    assert (told.returncode, told.stdout) == (1, "")
    assert "number-negative" in told.stderr
