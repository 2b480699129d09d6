"""What a coverage's edges show of it is what GEOS finds, which looks at all of its polygons."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest
import shapely

from kcn_map.checking import coverage
from kcn_map.core.model import Feature, Layer
from kcn_map.core.settings import Settings
from kcn_map.geo.border import border_of
from kcn_map.pipeline import Pipeline

SIZE = 6
GEODATA = Path(__file__).resolve().parents[1] / "geodata"
Shapes = dict[str, Any]


def _square(x: int, y: int) -> Any:
    """With vertices between its corners, where no other edge has one."""
    around = [(x, y), (x + 0.5, y + 0.1), (x + 1, y), (x + 1.1, y + 0.5), (x + 1, y + 1), (x + 0.5, y + 1.1)]
    return shapely.Polygon([(105 + a / 100, 20 + b / 100) for a, b in [*around, (x, y + 1), (x + 0.1, y + 0.5)]])


def _moved(shape: Any, east: float, decimals: int = 6) -> Any:
    return shapely.transform(shape, lambda xy: numpy.round(numpy.add(xy, (east, 0)), decimals))


def _grid() -> Shapes:
    return {f"{x}{y}": _moved(_square(x, y), 0) for x in range(SIZE) for y in range(SIZE)}


def _put(key: str, change: Callable[[Any], Any]) -> Callable[[Shapes], Shapes]:
    return lambda shapes: {**shapes, key: change(shapes[key])}


OVERLAP = {"coverage-overlap"}
#: What was done to the grid → the findings that it makes where the province is not known.
CHANGES: dict[str, tuple[Callable[[Shapes], Shapes], set[str]]] = {
    "nothing": (dict, set()),
    "one is wound the other way": (_put("22", shapely.reverse), set()),
    "one is on no grid": (_put("00", lambda shape: _moved(shape, 1e-9, 9)), {"coverage-edges-differ"}),
    "one is missing within": (lambda shapes: {k: s for k, s in shapes.items() if k != "33"}, {"coverage-gap"}),
    "one is missing outside": (lambda shapes: {k: s for k, s in shapes.items() if k != "05"}, set()),
    "one is moved": (_put("22", lambda shape: _moved(shape, 0.003)), {"coverage-overlap", "coverage-gap"}),
    "one stands twice": (lambda shapes: {**shapes, "x": shapes["22"]}, OVERLAP),
    "one has a hole": (_put("22", lambda shape: shape - shape.centroid.buffer(0.002).envelope), {"coverage-gap"}),
    "an island overlaps": (lambda s: {**s, "x": shapely.box(104.99, 20.011, 105.003, 20.012)}, OVERLAP),
    "an island is apart": (lambda s: {**s, "x": shapely.box(104.98, 20.01, 104.99, 20.02)}, set()),
    "an island lies on one": (lambda s: {**s, "x": shapely.box(105.024, 20.024, 105.026, 20.026)}, OVERLAP),
    "an island is two steps apart": (lambda s: {**s, "x": _moved(_square(-1, 2), -2e-5)}, set()),
    "an island is half a step apart": (lambda s: {**s, "x": _moved(_square(-1, 2), -5e-6)}, {"coverage-edges-differ"}),
}


@cache
def _settings() -> Settings:
    return Pipeline.read(GEODATA).dataset.settings


def _findings(shapes: Shapes, province: Shapes) -> list[tuple[Any, ...]]:
    layer = Layer("areas.geojson", tuple(Feature(n, key, {}, None) for n, key in enumerate(shapes, 1)))
    settings = _settings()
    found = coverage.check_coverage(layer, settings, shapes, province)
    return [(one.code, one.row, dict(one.params)) for one in found]


@pytest.mark.parametrize("name", CHANGES)
def test_findings_are_those_of_geos(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change, codes = CHANGES[name]
    shapes = change(_grid())
    whole, union = (shapely.union_all(list(some.values())) for some in (_grid(), shapes))
    provinces: list[Shapes] = [{}, {"p": whole}, {"p": whole.convex_hull}, {"p": union}]
    found = [_findings(shapes, province) for province in provinces]
    assert {code for code, *_ in found[0]} == codes
    monkeypatch.setattr(coverage, "border_of", lambda polygons: None)
    monkeypatch.setattr(coverage, "check_coverage", coverage.check_coverage.__wrapped__)  # type: ignore[attr-defined]
    assert [_findings(shapes, province) for province in provinces] == found


def test_a_border_is_what_one_alone_has() -> None:
    border = border_of(list(_grid().values()))
    assert border is not None
    assert len(border.begins) == 4 * SIZE * 2
    assert not border.has_holes()
    outline = border_of([shapely.union_all(list(_grid().values()))])
    assert outline is not None
    assert border.is_that_of(outline)
    assert border_of([*_grid().values(), _grid()["22"]]) is None


@pytest.mark.parametrize(
    "name", ["nothing", "one is wound the other way", "one is missing outside", "an island is two steps apart"]
)
def test_the_border_alone_shows_that_there_is_no_overlap(name: str) -> None:
    border = border_of(list(CHANGES[name][0](_grid()).values()))
    assert border is not None
    assert border.encloses_once(coverage.STEP)


def test_two_islands_that_meet_in_points_may_have_a_hole_between_them() -> None:
    """Each ring has its land inside, and still the two have water between them."""
    one = shapely.Polygon([(0, 0), (3, 0), (3, 1), (1, 1), (1, 2), (3, 3), (0, 3)])
    other = shapely.Polygon([(3, 1), (4, 1), (4, 3), (3, 3), (2, 2)])
    border = border_of([one, other])
    assert border is not None
    assert border.has_holes()
