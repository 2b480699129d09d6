"""Marks of the map without scripts, of pictures and of sheets: each in its site's area, a dot where it has no room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import communes_alone
import page_atlas
import pytest
import shapely
from playwright.sync_api import Page
from visit import Visit

from kcn_map import Atlas
from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise
from kcn_map.core.model import Joined, Site
from kcn_map.export import image

SVG = "{http://www.w3.org/2000/svg}"
#: Units of a drawing: the borders are that much simpler than the areas, and places are rounded.
SLACK = 1.5
PRINT = "() => dispatchEvent(new Event('beforeprint'))"
AFTER = "() => dispatchEvent(new Event('afterprint'))"
#: The marks of a sheet's map: in which area each lies (its number), how far it is from home, and how large.
MARKS = """() => {
  const map = document.querySelector("#print .print-map"), areas = [...map.querySelectorAll(".area")];
  return [...map.querySelectorAll(".shape")].map((mark) => {
    const { e: x, f: y } = mark.transform.baseVal[0].matrix;
    const home = mark.previousElementSibling.getAttribute("d").match(/[\\d.]+/g).map(Number);
    return {
      area: areas.findIndex((area) => area.isPointInFill(new DOMPoint(x, y))),
      away: Math.hypot(x - home[0], y - home[1]), r: mark.firstElementChild.getBBox().height / 2, x, y,
    };
  });
}"""
#: The least radius of a mark that is no dot; marks of full size are so far apart, across or down.
MARK, APART = 5, 13


def around(lon: float, lat: float, count: int, step: float = 0.0) -> list[tuple[float, float]]:
    return [(lon + step * (n % 5), lat + step * (n // 5)) for n in range(count)]


#: Sites of made provinces, all in the first district, which reaches from 105 to 105.2 and from 20 to 20.2: what of it.
MADE = {
    "one point at a border": around(105.197, 20.1, 12),
    "a corner": around(105.195, 20.005, 7, 0.0005),
    "more than fit": around(105.005, 20.005, 40, 0.001),
    "all over": [(105.004 + 0.032 * (n % 7), 20.004 + 0.032 * (n // 7)) for n in range(40)],
}


def made(places: list[tuple[float, float]], **values: Any) -> Joined:
    joined = page_atlas.joined()
    sites = tuple(
        page_atlas.site(f"kcn-{n}", "cluster" if n % 3 else "zone", "148", page_atlas.point(*place), **values)
        for n, place in enumerate(places)
    )
    return replace(joined, sites=sites)


def atlases(atlas_folder: Path, tmp_path: Path) -> dict[str, Joined]:
    communes = Atlas.load(communes_alone.make(tmp_path / "communes"))
    return {"shipped": Atlas.load(atlas_folder).joined, "communes": communes.joined} | {
        name: made(places) for name, places in MADE.items()
    }


@pytest.fixture(scope="module", params=["shipped", "communes", *MADE])
def joined(request: pytest.FixtureRequest, atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Joined:
    return atlases(atlas_folder, tmp_path_factory.mktemp("atlases"))[request.param]


def placed(joined: Joined) -> list[Site]:
    return [site for site in joined.sites if site.lon is not None]


def outline(path: str, digits: Callable[[str], float] = float) -> Any:
    """The polygon of a path of steps."""
    rings = []
    for part in path.split("M")[1:]:
        x, y, *steps = map(digits, re.findall(r"-?[\d.]+", part))
        points = [(x, y)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        rings.append(shapely.linearrings(points) if len(points) > 2 else shapely.Point(x, y))
    return shapely.build_area(shapely.node(shapely.GeometryCollection(rings)))


def middle(path: str) -> Any:
    """Of a square or a diamond."""
    (x, y), size = map(float, re.findall(r"[\d.]+", path)[:2]), float(re.findall(r"[hl](-?[\d.]+)", path)[0])
    return shapely.Point(x + size / 2, y + size / 2) if "h" in path else shapely.Point(x, y + size)


def test_without_scripts_each_mark_stands_in_the_area_of_its_site(joined: Joined) -> None:
    html = pages.render(page_atlas.dataset(), joined, summarise(joined))
    drawing = html[html.index('<svg id="picture"') :]
    level = joined.settings.levels[0].id
    areas = {
        code: outline(path) for code, path in re.findall(rf'data-{level}="(\w+)" data-class="\w+" d="([^"]+)"', drawing)
    }
    marks = re.findall(r'<path class="symbol" d="([^"]+)"><title>([^<]*)</title>', drawing[: drawing.index("</svg>")])
    codes = {site.name["vi"]: site.codes[level] for site in placed(joined)}
    assert len(marks) == len(codes) > 0
    assert [name for path, name in marks if areas[codes[name]].distance(middle(path)) > SLACK] == []


@pytest.mark.parametrize("page", ["slide", "a4"])
def test_in_pictures_each_area_has_the_marks_of_its_sites(joined: Joined, page: str, tmp_path: Path) -> None:
    image.write(tmp_path / "a.svg", joined, summarise(joined), "svg", "vi", None, page)
    group = ElementTree.parse(tmp_path / "a.svg").getroot().find(f"{SVG}g[@clip-path]")
    assert group is not None
    areas = [outline(path.attrib["d"]) for path in group.iter(f"{SVG}path") if path.get("stroke-width") == "2.6"]
    marks = [middle(path.attrib["d"]) for path in group.iter(f"{SVG}path") if path.get("stroke-width") == "1.6"]
    assert len(marks) == len(placed(joined))
    level = joined.settings.levels[0].id
    wanted = Counter(site.codes[level] for site in placed(joined))
    for area, outlined in zip((area for area in joined.first_areas if area.geometry), areas, strict=True):
        surely, perhaps = (sum(outlined.buffer(by).contains(mark) for mark in marks) for by in (-SLACK, SLACK))
        assert surely <= wanted[area.code] <= perhaps, area.code


def looked_at(page: Page) -> list[dict[str, float]]:
    page.emulate_media(media="print")
    page.evaluate(PRINT)
    try:
        return page.evaluate(MARKS)  # type: ignore[no-any-return]
    finally:
        page.evaluate(AFTER)
        page.emulate_media(media="screen")


def assert_held(marks: list[dict[str, float]], joined: Joined, sites: list[Site]) -> None:
    """Each area has as many as are its sites; a dot is at its true place; the others do not lie over one another."""
    level, areas = joined.settings.levels[0].id, [area.code for area in joined.first_areas if area.geometry]
    assert Counter(areas[int(mark["area"])] for mark in marks) == Counter(site.codes[level] for site in sites)
    large = [mark for mark in marks if mark["r"] > MARK]
    assert all(mark["away"] < 0.2 for mark in marks if mark["r"] <= MARK)
    for one, other in combinations(large, 2):
        assert max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"])) > APART


@pytest.mark.parametrize("fragment", ["", "kind=zone", "measure=zones_count&lang=en"])
def test_the_sheet_of_the_province_has_each_mark_in_its_area(visit: Visit, atlas: Atlas, fragment: str) -> None:
    marks = looked_at(visit(fragment))
    sites = [site for site in placed(atlas.joined) if "kind=zone" not in fragment or site.kind == "zone"]
    assert_held(marks, atlas.joined, sites)
    assert sum(mark["r"] > MARK for mark in marks) >= len(sites) - 2


def test_so_have_the_sheets_of_areas_sites_and_comparisons(visit: Visit, atlas: Atlas) -> None:
    joined, level = atlas.joined, atlas.joined.settings.levels[0].id
    for area in joined.first_areas:
        own = [site for site in placed(joined) if site.codes[level] == area.code]
        assert_held(looked_at(visit(f"{level}={area.code}")), joined, own)
        for site in own[:1]:
            assert_held(looked_at(visit(f"site={site.id}")), joined, [site])
        several = own[:4]
        if several:
            marks = looked_at(visit("compare=" + ",".join(site.id for site in several)))
            assert_held(marks, joined, several)


@pytest.mark.parametrize("name", MADE)
def test_so_have_those_of_made_provinces(visit: Visit, name: str, tmp_path: Path) -> None:
    joined = made(MADE[name])
    path = tmp_path / "map.html"
    path.write_text(pages.render(page_atlas.dataset(), joined, summarise(joined)), encoding="utf-8")
    marks = looked_at(visit(path=path))
    assert_held(marks, joined, list(joined.sites))
    assert any(mark["r"] <= MARK for mark in marks) == (name == "more than fit")
