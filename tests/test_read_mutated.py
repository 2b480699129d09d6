"""The shipped atlas, changed at random: whatever comes of it is told in both languages, and nothing else is raised."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from read_results import findings_of
from shipped_schema import LAYERS, TABLES

from kcn_map.core.findings import Finding

SHIPPED = Path(__file__).resolve().parents[1] / "geodata"
TABLE_FILES = [schema.file for schema in TABLES]
LAYER_FILES = [schema.file for schema in LAYERS]
TREE = tomllib.loads((SHIPPED / "atlas.toml").read_text(encoding="utf-8"))

#: What lies near the limits, more often than chance would have it.
NASTY = st.sampled_from(
    [
        *("", " ", "0", "-1", "1e999", "nan", "866,605", "120", "9" * 400, "2021", "31/12/2020", "4945", "148"),
        *("S01", "province", "kcn-luong-son", "planned", "zone", "\x00", "\u202e", "\u200b"),
        *(";", '"', "</script>", "{value}", "{{", "=1+1"),
    ]
)
TEXT = st.one_of(NASTY, st.text(max_size=20))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**300, 10**301), st.floats(), TEXT, st.just("\ud800")
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)


@contextmanager
def changed(file: str, content: bytes) -> Iterator[Path]:
    """The shipped atlas with another content of one file; the others are links, so that it is soon made."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "geodata"
        shutil.copytree(SHIPPED, folder, copy_function=lambda source, target: Path(target).symlink_to(source))
        (folder / file).unlink()
        (folder / file).write_bytes(content)
        yield folder


def told_of(file: str, content: bytes) -> list[Finding]:
    with changed(file, content) as folder:
        return findings_of(folder)


@settings(max_examples=30)
@given(st.data())
def test_cells_at_random(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(TABLE_FILES))
    rows = list(csv.reader(io.StringIO((SHIPPED / file).read_text(encoding="utf-8"), newline="")))
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(TEXT)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    told_of(file, written.getvalue().encode("utf-8"))


@settings(max_examples=15)
@given(st.data())
def test_bytes_at_random(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([*TABLE_FILES, *LAYER_FILES, "atlas.toml"]))
    content = (SHIPPED / file).read_bytes()
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(start + 50, len(content))))
    told_of(file, content[:start] + data.draw(st.binary(max_size=8) | NASTY.map(str.encode)) + content[end:])


@settings(max_examples=40)
@given(st.data())
def test_json_at_random(data: st.DataObject) -> None:
    """A node of a layer taken out, or another value in its place."""
    file = data.draw(st.sampled_from(LAYER_FILES))
    tree = json.loads((SHIPPED / file).read_text(encoding="utf-8"))
    holder, key = data.draw(nodes(tree))
    if data.draw(st.booleans()):
        holder[key] = data.draw(JSON)
    else:
        del holder[key]
    told_of(file, json.dumps(tree).encode("utf-8"))


@settings(max_examples=15)
@given(st.data())
def test_vertices_at_random(data: st.DataObject) -> None:
    """Borders that cross, overlap and gape."""
    file = data.draw(st.sampled_from(["districts.geojson", "communes.geojson", "province.geojson"]))
    tree = json.loads((SHIPPED / file).read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 5))):
        ring = data.draw(st.sampled_from(tree["features"]))["geometry"]["coordinates"][0]
        vertex = ring[data.draw(st.integers(1, len(ring) - 2))]
        vertex[:] = [round(degrees + data.draw(st.floats(-0.2, 0.2)), 5) for degrees in vertex]
    told_of(file, json.dumps(tree).encode("utf-8"))


@st.composite
def nodes(draw: st.DrawFn, tree: Any) -> tuple[Any, Any]:
    """A node of a tree, as what holds it and its key there; those near the root as likely as those at the leaves."""
    depth, node = draw(st.integers(1, 8)), tree
    while True:
        key = draw(st.sampled_from(sorted(node))) if isinstance(node, dict) else draw(st.integers(0, len(node) - 1))
        depth -= 1
        if not depth or not isinstance(node[key], dict | list) or not node[key]:
            return node, key
        node = node[key]


# ── settings ──────────────────────────────────────────────────────────────────────────────────────

TOML = st.recursive(
    st.one_of(
        st.booleans(), st.integers(-(2**63), 2**63), st.floats(), st.dates(), st.datetimes(), st.times(), TEXT,
        st.sampled_from(["vi", "en", "count", "sum", "share", "weighted_mean", "EPSG:4326", "clay", "projects_total"]),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=90)
@given(st.data())
def test_settings_at_random(data: st.DataObject) -> None:
    """Any setting with any value, or none: what can't be used is Unusable, the rest goes on to the checks."""
    tree = json.loads(json.dumps(TREE, default=str), object_hook=with_dates)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(nodes(tree))
        if data.draw(st.integers(0, 3)):
            holder[key] = data.draw(TOML)
        else:
            del holder[key]
        if not tree:
            break
    with changed(
        "atlas.toml", "".join(f"{quoted(k)} = {toml(v)}\n" for k, v in tree.items()).encode("utf-8")
    ) as folder:
        assert findings_of(folder)


def with_dates(table: dict[str, Any]) -> dict[str, Any]:
    days = ("as_of", "data_until", "ended_on")
    return {key: date.fromisoformat(value) if key in days else value for key, value in table.items()}


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(key)} = {toml(item)}' for key, item in value.items())}}}"
    return repr(value)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
