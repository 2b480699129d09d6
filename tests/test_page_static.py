"""The part of the page for browsers that run no scripts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from page_reader import Page

from kcn_map.analysis.aggregate import summarise
from kcn_map.cartography import static_map
from kcn_map.cartography.palettes import colours, palettes
from kcn_map.core.settings import Lang, Text
from kcn_map.page import static


def written(lang: Lang = "vi", **changes: Any) -> Page:
    joined = replace(page_atlas.joined(), **changes)
    still = static.Static(joined, summarise(joined), lang)
    return Page(still.intro() + still.map() + still.tables())


def test_the_first_tab_is_marked_before_a_script_has_run(built_map: Path) -> None:
    html = built_map.read_text(encoding="utf-8")
    assert re.findall(r'<a href="#(\w+)" data-t="[\w.]+"( aria-current="true")?>([^<]+)</a>', html) == [
        ("map", ' aria-current="true"', "Bản đồ"), ("places", "", "Danh sách"), ("areas", "", "Bảng số liệu"),
        ("sources", "", "Nguồn"),
    ]  # fmt: skip


def rows(page: Page) -> list[str]:
    """The texts of the tables' rows, cells divided by bars."""
    found = re.findall(r"<tr>(.*?)</tr>", page.text)
    return ["|".join(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)) for row in found]


def test_tables_have_every_district_and_every_site() -> None:
    lines = rows(written())
    assert len(lines) == (1 + 4) + (1 + 4)
    assert lines[1] == "Huyện 148 District 148|≥ 83 (1/2)|1|70,81 (1/1)"
    assert lines[3] == "Huyện 152 District 152|–|0|không có"  # its one site is a cluster without an area
    assert lines[6] == (
        "kcn-a vi kcn-a en|Huyện 148|Commune|New commune|83\u00a0ha [S01]|đang hoạt động|"
        "70,81\u00a0% [S02] đất công nghiệp, 31-12-2020"
    )
    assert lines[9] == "ccn-d vi ccn-d en|–|–|–|–|chưa rõ|–"


def test_english_comes_first_where_the_page_is_english() -> None:
    lines = rows(written("en"))
    assert lines[2].startswith("District 150 Huyện 150|≥ 1,234.5 (1/1)|")
    assert lines[6].endswith("70.81\u00a0% [S02] industrial land, 31 Dec 2020")


def test_map_draws_each_district_in_its_class_and_each_placed_site() -> None:
    page = written()
    drawn = page.text[page.text.index("<svg") : page.text.index("</svg>")]
    areas = re.findall(r'<path class="area" data-district="(\d+)" data-class="(\w+)" d="M[^"]+z"><title>(.*?)<', drawn)
    assert areas == [
        ("148", "1", "Huyện 148: ≥ 83 ha"),
        ("150", "3", "Huyện 150: ≥ 1.234,5 ha"),
        ("152", "nodata", "Huyện 152: –"),
        ("153", "nodata", "Huyện 153: –"),
    ]
    assert re.findall(r"<text[^>]*>(\w+)</text>", drawn) == ["148", "150", "152", "153"]
    zones, clusters = re.findall(r'<g class="kind-(?:zone|cluster)">(.*?)</g>', drawn)
    assert re.findall(r"<title>(.*?)</title>", zones) == ["kcn-a vi", "kcn-b vi"]
    assert re.findall(r"<title>(.*?)</title>", clusters) == ["ccn-c vi"]


def test_sites_that_share_a_point_are_drawn_apart() -> None:
    sites = tuple(page_atlas.site(f"kcn-{i}", "zone", "148", page_atlas.point(105.1, 20.1)) for i in range(3))
    places = re.findall(r'class="symbol" d="M(\d+) (\d+)h', written(sites=sites).text)
    assert len(set(places)) == 3


def test_sites_too_many_for_marks_are_dots() -> None:
    sites = tuple(page_atlas.site(f"kcn-{i}", "zone", "148", page_atlas.point(105.1, 20.1)) for i in range(151))
    drawn = written(sites=sites).text
    assert re.findall(r'<g class="kind-zone"><path class="symbol" d="(M\d+ \d+h2v2h-2z)"', drawn)


@pytest.mark.parametrize(("across", "words"), [(3, ["Name"]), (9, ["Long", "Name"]), (30, [])])
def test_names_stand_in_their_districts_or_not_at_all(across: int, words: list[str]) -> None:
    name = "Name" if across == 3 else "Long Name"
    shapes = [static_map.Shape(f"{i}", page_atlas.polygon(i, 0), name, "", 0, middle(i)) for i in range(across)]
    drawn = re.findall(r"<text.*? x=\"(\d+)\".*?>(\w+)</text>", static_map.svg(shapes, "district", [], ""))
    assert [word for _, word in drawn] == words * across
    side = static_map.WIDTH / across
    assert [int(float(x) // side) for x, _ in drawn] == [i for i in range(across) for _ in words]


def middle(x: int) -> tuple[float, float]:
    return 105.1 + 0.2 * x, 20.1


def test_neighbours_keep_one_border_when_simplified() -> None:
    """Whatever the drawing leaves out, the same points are left out on both sides."""
    joined = page_atlas.joined()
    shapes = [static_map.Shape(d.code, d.geometry, "", "", 0, middle(0)) for d in joined.first_areas if d.geometry]
    paths = re.findall(r'd="M(\d+) (\d+)l([-\d ]+)z"', static_map.svg(shapes, "district", [], ""))
    corners = []
    for x, y, steps in [(int(x), int(y), list(map(int, steps.split()))) for x, y, steps in paths]:
        ring = [(x, y)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        corners.append(set(ring))
    assert len(corners[0] & corners[1]) == len(corners[1] & corners[2]) == 2


def test_a_district_smaller_than_a_unit_of_the_drawing_breaks_nothing() -> None:
    """A step without an end would take the rest of its path away."""
    small = [[105.1, 20.1], [105.10001, 20.1], [105.10001, 20.10001], [105.1, 20.1]]
    both = {"type": "MultiPolygon", "coordinates": [[small], [page_atlas.cell(0, 0)]]}
    drawn = static_map.svg([static_map.Shape("148", both, "", "", 0, middle(0))], "district", [], "")
    assert len(re.findall(r'd="(M\d+ \d+l[-\d]+(?: [-\d]+)+z)"', drawn)) == 1


def test_legend_tells_every_class_and_mark() -> None:
    entries = re.findall(r"<li>(.*?)</li>", written().text)
    texts = [re.sub(r"<[^>]+>", "", entry).strip() for entry in entries][:8]
    assert texts == [
        "dưới 50 below 50",
        "50 – dưới 100 50 – below 100",
        "100 – dưới 500 100 – below 500",
        "từ 500 trở lên 500 and more",
        "không có khu, cụm công nghiệp nào no industrial zone or cluster",
        "chưa có số liệu no data",
        "khu công nghiệp industrial zone",
        "cụm công nghiệp industrial cluster",
    ]


def test_classes_have_the_colours_of_the_palette_in_light_and_dark() -> None:
    css = static.style(page_atlas.settings())
    for theme in ("light", "dark"):
        ramp = palettes()["forest"][theme]
        assert re.findall(rf"--c\d-{theme}:(#\w+);", css) == [ramp[0], ramp[2], ramp[3], ramp[5]]


def test_sources_that_are_cited_are_listed_and_linked() -> None:
    page = written()
    targets = {attributes["id"] for _, attributes, _ in page.elements if "id" in attributes}
    links = [attributes["href"] for attributes, _ in page.all("a")]
    assert {link[1:] for link in links if link.startswith("#")} == {"static-S01", "static-S02"}
    assert {"static-S01", "static-S02"} <= targets
    assert "static-S03" not in targets
    assert [link for link in links if not link.startswith("#")] == [
        "https://example.org/S01",
        "https://example.org/S02",
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", None])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    page = written(sources=(replace(page_atlas.source("S01"), url=url),))
    assert all(attributes["href"].startswith("#") for attributes, _ in page.all("a"))


def test_where_there_is_no_site_the_map_says_none() -> None:
    """Without the site of unknown place district 153 has none for certain; a rate of no zone is no dash."""
    placed = tuple(site for site in page_atlas.joined().sites if site.codes["district"])
    page = written(sites=placed)
    assert '<path class="area" data-district="153" data-class="none"' in page.text
    assert "<title>Huyện 153: không có</title>" in page.text
    assert rows(page)[4] == "Huyện 153 District 153|không có|0|không có"


def test_a_rate_has_its_base_weight_and_date() -> None:
    assert (
        '<p>rate vi <i lang="en">rate en</i>: trên đất công nghiệp, trọng số là diện tích quy hoạch, '
        "1 trong 2 KCN có số liệu, đến 31-12-2020 " in written().text
    )


def test_a_page_of_one_language_has_no_other() -> None:
    page = written(settings=replace(page_atlas.settings(), languages=("vi",)))
    assert 'lang="en"' not in page.text and "industrial zone" not in page.text


def test_colours_of_a_ramp_include_its_ends() -> None:
    ramp = list("abcdef")
    assert ["".join(colours(ramp, count)) for count in range(1, 7)] == [
        "f",
        "af",
        "adf",
        "acdf",
        "abdef",
        "abcdef",
    ]


def test_the_head_tells_the_date_and_what_became_of_the_place_without_a_clock() -> None:
    still = static.Static(page_atlas.joined(), summarise(page_atlas.joined()), "vi")
    assert (still.as_of(), still.administration()) == ("Số liệu đến 31-12-2020.", "Administration vi")
    silent = replace(page_atlas.settings(), administration=Text())
    bare = static.Static(replace(page_atlas.joined(), settings=silent), summarise(page_atlas.joined()), "en")
    assert bare.administration() == "This administration ceased on 1 Jul 2025."
    lasting = static.Static(replace(page_atlas.joined(), settings=replace(silent, ended_on=None)), bare.summary, "en")
    assert lasting.administration() == ""
