"""Rules of geometries that are put to many lines at once: the one that breaks one is found among thousands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shipped_schema import LAYERS

from kcn_map.core.findings import Finding
from kcn_map.core.model import Layer
from kcn_map.reading.geojson import parse_layer

SCHEMA = next(schema for schema in LAYERS if schema.file == "districts.geojson")
MANY, ONE = 5000, 3210


def square(number: int) -> list[list[list[float]]]:
    x, y = 105 + number % 100, 20 + number // 100
    return [[[x + 0.25, y], [x + 0.5, y], [x + 0.5, y + 0.5], [x + 0.25, y + 0.5], [x + 0.25, y]]]


def read(**odd: Any) -> tuple[Layer, list[Finding]]:
    """Many squares, the geometry of one of them with what is given."""
    geometries = {n: {"type": "Polygon", "coordinates": square(n)} for n in range(1, MANY + 1)}
    geometries[ONE] |= odd
    features = [
        {"type": "Feature", "properties": {"code": f"{n}", "name_vi": f"Xã {n}"}, "geometry": geometry}
        for n, geometry in geometries.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    return parse_layer(SCHEMA, text)


def test_many_that_are_sound_are_as_they_stand() -> None:
    layer, findings = read()
    assert findings == []
    assert [f.geometry and f.geometry["coordinates"] for f in layer.features] == [*map(square, range(1, MANY + 1))]


@pytest.mark.parametrize(
    ("coordinates", "code", "value"),
    [
        ([[[105, 20], [106, 20], "106, 21", [105, 20]]], "geometry-coordinates", None),
        ([[[105, 20], [106, "20"], [106, 21], [105, 20]]], "geometry-coordinates", None),
        ([[[105, 20], [106], [106, 21], [105, 20]]], "geometry-coordinates", None),
        ([[[105, 20], [106, True], [106, 21], [105, 20]]], "geometry-coordinates", None),
        ([[[105, 20], [106, 21], [105, 20]]], "geometry-coordinates", None),
        ([square(0)[0], []], "geometry-coordinates", None),
        ([], "geometry-coordinates", None),
        (None, "geometry-coordinates", None),
        ([[[105, 20], [1e12, 20], [106, 21], [105, 20]]], "number-not-finite", "[1000000000000.0, 20]"),
        ([[[105, 20], [106, 20], [106, 21], [105, 21]]], "ring-open", "[105, 21]"),
        ([square(0)[0], [[105, 20], [106, 20], [106, 21], [105, 21]], [[1e12, 20]]], "ring-open", "[105, 21]"),
    ],
)  # fmt: skip
def test_the_first_rule_that_one_breaks_is_told(coordinates: Any, code: str, value: str | None) -> None:
    layer, (finding,) = read(coordinates=coordinates)
    assert (finding.code, finding.row, finding.value) == (code, ONE, value)
    assert [f.number for f in layer.features if f.geometry is None] == [ONE]


def test_one_that_runs_the_wrong_way_is_told_and_one_without_area_is_not() -> None:
    _, (finding,) = read(coordinates=[square(ONE)[0][::-1]])
    assert (finding.code, finding.row) == ("geojson-winding", ONE)
    assert read(coordinates=[[[105.1, 20.1], [105.2, 20.2], [105.3, 20.3], [105.1, 20.1]]])[1] == []


def test_altitudes_of_one_are_left_out() -> None:
    layer, findings = read(coordinates=[[[*place, 7] for place in square(0)[0]]])
    assert (findings, layer.features[ONE - 1].geometry) == ([], {"type": "Polygon", "coordinates": square(0)})


def test_a_few_are_read_alike_with_numpy_and_without(tmp_path: Path) -> None:
    """A query of few positions does not wait for numpy."""
    turned, exact = square(1)[0][::-1], [[x + 1e-7, y] for x, y in square(2)[0]]
    features = [
        {"type": "Feature", "properties": {"code": f"{n}", "name_vi": f"Xã {n}"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for n, ring in enumerate([turned, exact, *square(3)])
    ]  # fmt: skip
    file = tmp_path / "layer.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    read = (
        "import sys, pathlib; from shipped_schema import LAYERS; from kcn_map.reading.geojson import parse_layer\n"
        f"schema = next(schema for schema in LAYERS if schema.file == {SCHEMA.file!r})\n"
        f"layer, findings = parse_layer(schema, pathlib.Path({str(file)!r}).read_text(encoding='utf-8'))\n"
        "print([(f.code, f.row) for f in findings], [dict(f.geometry) for f in layer.features])"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", f"{before}{read}\nassert ('numpy' in sys.modules) is {bool(before)}"],
            cwd=Path(__file__).parent, check=True, capture_output=True, encoding="utf-8",
        ).stdout
        for before in ("", "import numpy; ")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert "geojson-winding" in told[0]
    assert "geojson-decimals" in told[0]
