"""The map as a picture: everything a reader needs is on it, nothing collides, and nothing is run."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import page_atlas
import pytest
from atlas_edits import setting
from hypothesis import given
from hypothesis import strategies as st

from kcn_map import Atlas, export
from kcn_map.analysis.aggregate import summarise
from kcn_map.cartography import text_layout
from kcn_map.core.model import Geometry
from kcn_map.core.settings import Text
from kcn_map.export import image
from kcn_map.text.names import label_of_unit
from kcn_map.text.numbers import format_number

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&]]>\x07#{"


@pytest.fixture(scope="module")
def atlas(atlas_folder: Path) -> Atlas:
    return Atlas.load(atlas_folder)


@pytest.fixture(scope="module")
def drawing(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    path = atlas.export(tmp_path_factory.mktemp("svg") / "a.svg", "svg", "vi")
    return ElementTree.parse(path).getroot()


def texts(root: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in root.iter(f"{SVG}text") if not part.get("aria-hidden")]


def test_a_picture_says_what_it_is(atlas: Atlas, drawing: ElementTree.Element) -> None:
    said = " ".join(texts(drawing))
    settings = atlas.joined.settings
    for needed in (
        settings.title["vi"], "Diện tích quy hoạch (ha)", "Số liệu đến 31-12-2020.", "dưới 50", "từ 500 trở lên",
        "chưa có số liệu", "khu công nghiệp (KCN)", "20 km", "Nguồn số liệu: Cổng TTĐT", "OpenStreetMap",
        "không có giá trị pháp lý", "Từ ngày 1-7-2025", "KCN Bờ trái sông Đà", "86,37 ha", "≥ 593,51",
        f"{sum(site.lon is None for site in atlas.joined.sites)} CCN chưa rõ vị trí",
    ):  # fmt: skip
        assert needed in said, needed
    assert "B" in texts(drawing)  # north
    assert (drawing.findtext(f"{SVG}title") or "").startswith(settings.title["vi"])


def test_english_is_english(atlas: Atlas, tmp_path: Path) -> None:
    said = " ".join(texts(ElementTree.parse(atlas.export(tmp_path / "a.svg", "svg", "en")).getroot()))
    assert "Figures as of 31 Dec 2020." in said and "≥ 593.51" in said and "Hoa Binh City" in said and "HANOI" in said
    assert "huyện" not in said


def test_no_data_is_hatched_and_none_is_dotted(atlas: Atlas, drawing: ElementTree.Element, tmp_path: Path) -> None:
    unknown = [area for area in atlas.summary.first_areas if area.values["area_planned_ha"].value is None]
    assert len(filled(drawing, "hatch")) == len(unknown) > 0 == len(filled(drawing, "stipple"))
    zones = ElementTree.parse(atlas.export(tmp_path / "a.svg", "svg", "en", measure="zones_area_planned_ha")).getroot()
    without = [area for area in atlas.summary.first_areas if not area.values["zones_count"].value]
    assert len(filled(zones, "stipple")) == len(without) > 0 == len(filled(zones, "hatch"))
    said = texts(zones)
    assert {"no industrial zone", "8 of 8 zones have a figure."} <= set(said)
    assert "no data" not in said, "no district is without a figure"
    assert said[said.index("no industrial zone") + 1] == str(len(without))


def filled(drawing: ElementTree.Element, pattern: str) -> list[ElementTree.Element]:
    return [path for path in drawing.iter(f"{SVG}path") if path.get("fill") == f"url(#{pattern})"]


def test_a_rate_says_of_how_many_sites_it_is(atlas: Atlas, tmp_path: Path) -> None:
    said = texts(ElementTree.parse(atlas.export(tmp_path / "a.svg", "svg", "vi", measure="occupancy_pct")).getroot())
    assert (
        "Trên đất công nghiệp, trọng số là diện tích quy hoạch, 4 trong 8 KCN có số liệu, đến 31-12-2020"
        in " ".join(said)
    )
    assert [text for text in said if text.startswith("72,6 (")] == ["72,6 (2/3)"]


def test_marks_and_numbers_are_those_of_placed_sites(atlas: Atlas, drawing: ElementTree.Element) -> None:
    placed = [site for site in atlas.joined.sites if site.lon is not None]
    symbols = [path for path in drawing.findall(f"{SVG}g[@clip-path]/{SVG}path") if path.get("stroke-width") == "1.6"]
    assert len(symbols) == len(placed)
    said = texts(drawing)
    assert all(said.count(str(number)) >= 2 for number in range(1, 9))  # on the mark and in the list


@pytest.mark.parametrize("page", export.PAGES)
@pytest.mark.parametrize("measure", ["area_planned_ha", "clusters_count"])
def test_all_of_few_districts_have_their_name_and_figure(atlas: Atlas, tmp_path: Path, page: str, measure: str) -> None:
    said = texts(ElementTree.parse(atlas.export(tmp_path / "a.svg", "svg", "vi", measure=measure, page=page)).getroot())
    words = [label_of_unit(area.name["vi"]) for area in atlas.joined.first_areas]
    on_map = " ".join(said[: said.index("20 km")])  # a name may be broken in two
    assert [name for name in words if name not in on_map] == []
    values = [area.values[measure] for area in atlas.summary.first_areas]
    figures = [f"≥ {format_number(one.value, 'vi', 2)}" for one in values if one.value and one.is_lower_bound]
    assert figures and [figure for figure in figures if figure not in said] == []


def test_a_picture_of_very_many_districts_names_those_with_room(tmp_path: Path) -> None:
    joined = page_atlas.joined()
    first = joined.first_areas[0]
    cells = [
        replace(first, code=f"{n:03}", name=Text(vi=f"Huyện A{n:03}", en=f"A{n:03} District"), label=None,
                geometry=page_atlas.polygon(n % 26, n // 26))
        for n in range(700)
    ]  # fmt: skip
    wide: Geometry = {"type": "Polygon", "coordinates": [page_atlas.cell(0, -8, 8)]}
    many = replace(
        joined, areas={**joined.areas, "district": (*cells, replace(first, geometry=wide, label=None))}, sites=()
    )
    export.export(many, summarise(many), tmp_path / "a.svg", "svg", "vi", None, "slide")
    said = texts(ElementTree.parse(tmp_path / "a.svg").getroot())
    assert label_of_unit(first.name["vi"]) in said
    assert not [text for text in said if re.fullmatch(r"A\d+", text)]


@pytest.mark.parametrize("page", export.PAGES)
@pytest.mark.parametrize("count", [0, 1, 12, 60, 500])
def test_every_number_on_the_map_is_in_the_list(count: int, page: str, tmp_path: Path) -> None:
    """Of more sites than there is room for the largest have one; of very many the others are dots in their places."""
    joined = page_atlas.joined()
    first = joined.sites[0]
    sites = tuple(
        replace(first, id=f"z-{n}", area_planned_ha=float(n), lon=105.02 + n % 20 * 0.008, lat=20.02 + n // 20 * 0.006)
        for n in range(count)
    )
    many = replace(joined, sites=sites, settings=replace(joined.settings, attribution=()))
    export.export(many, summarise(many), tmp_path / "a.svg", "svg", "en", None, page)
    drawing = ElementTree.parse(tmp_path / "a.svg").getroot()
    symbols = [path for path in drawing.findall(f"{SVG}g[@clip-path]/{SVG}path") if path.get("stroke-width") == "1.6"]
    assert len(symbols) == count
    said = texts(drawing)
    bold = [
        text.text or ""
        for text in drawing.iter(f"{SVG}text")
        if text.get("font-weight") and not text.get("aria-hidden")
    ]
    numbers = sorted({text for text in bold if text.isdigit()}, key=int)
    assert [bold.count(number) for number in numbers] == [2] * len(numbers)  # on the mark and in the list
    listed = [f"{n} ha" for n in range(count) if f"{n} ha" in said]
    assert numbers == [str(n + 1) for n in range(len(numbers))] and len(listed) == len(numbers)
    assert listed == [f"{n} ha" for n in range(count)][count - len(listed) :]
    assert "…" in said if len(listed) < count else "…" not in said
    assert not [text for text in said if text.endswith(": .")]


@pytest.mark.parametrize(
    "ring",
    [
        # an hourglass whose sides touch between vertices that generalising drops: what is left crosses itself
        [(0, 0), (0.5, 0.49995), (0.9, 0.8995), (1, 1), (1, 0), (0.5, 0.50005), (0, 1), (0, 0)],
        [(0, 0), (0.3, 0.00001), (0.6, 0), (0.3, -0.00001), (0, 0)],  # thinner than a line
        [(0, 0), (0.00001, 0), (0.00001, 0.00001), (0, 0)],  # smaller than a dot
    ],
    ids=["crossing itself", "a line", "a dot"],
)
def test_an_area_that_generalising_spoils_is_drawn(tmp_path: Path, ring: list[tuple[float, float]]) -> None:
    joined = page_atlas.joined()
    first = joined.first_areas[0]
    geometry: Geometry = {"type": "Polygon", "coordinates": [[(105 + x, 20 + y) for x, y in ring]]}
    joined = replace(
        joined,
        areas={**joined.areas, "district": (replace(first, geometry=geometry, label=None), *joined.first_areas[1:])},
    )
    for page in export.PAGES:
        export.export(joined, summarise(joined), tmp_path / "a.svg", "svg", "vi", None, page)
        said = texts(ElementTree.parse(tmp_path / "a.svg").getroot())
        assert (label_of_unit(first.name["vi"]) in said) == (len(ring) == 8)  # a line and a dot have no room for a name


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    spoilt = page_atlas.spoil(page_atlas.joined(), HOSTILE)
    joined = replace(spoilt, settings=replace(spoilt.settings, as_of="2020-12-31"))
    for style in export.PICTURES:
        export.export(joined, summarise(joined), tmp_path / f"a.{style}", style, "vi", None, None)
    source = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<script" not in source and "&lt;script&gt;" in source
    tags = {part.tag.removeprefix(SVG) for part in ElementTree.fromstring(source).iter()}
    assert tags == {"svg", "title", "rect", "defs", "pattern", "path", "circle", "clipPath", "g", "text"}


def test_a_picture_asks_no_host(atlas: Atlas, tmp_path: Path) -> None:
    source = atlas.export(tmp_path / "a.svg", "svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"' <]+", source)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(?:href|src|on\w+)=", source)


@pytest.mark.parametrize(("page", "size"), [("slide", (1920, 1080)), ("a4", (2339, 1654))])
def test_png_has_the_size_of_its_page(atlas: Atlas, tmp_path: Path, page: str, size: tuple[int, int]) -> None:
    content = atlas.export(tmp_path / "a.png", "png", page=page).read_bytes()
    assert content.startswith(b"\x89PNG")
    found = struct.unpack(">II", content[16:24])
    assert all(abs(a - b) <= 1 for a, b in zip(found, size, strict=True))
    assert len(content) < 1_000_000


def test_pdf_is_a_page_of_a4_with_letters_and_no_date(atlas: Atlas, tmp_path: Path) -> None:
    content = atlas.export(tmp_path / "a.pdf", "pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox ?\[([\d. ]+)\]", content)
    assert box and [round(float(number)) for number in box[1].split()] == [0, 0, 842, 595]
    assert b"SourceSansPro" in content
    assert b"/CreationDate" not in content and b"/ModDate" not in content


def test_without_the_extra_it_is_named_and_svg_does(atlas_folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['typst'] = None\n"
        "from importlib import util; find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'typst' else find(name, *rest)\n"
        "from kcn_map.cli import main; main(sys.argv[1:])"
    )

    def run(style: str) -> subprocess.CompletedProcess[str]:
        command = ["export", "--format", style, "--out", f"a.{style}", "--data", str(atlas_folder)]
        return subprocess.run(
            [sys.executable, "-c", script, *command], cwd=tmp_path, capture_output=True, encoding="utf-8"
        )

    for style in ("png", "pdf"):
        done = run(style)
        assert done.returncode == 2 and 'pip install "kcn-map[picture]"' in done.stderr
    assert run("svg").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_every_page_has_its_pixels() -> None:
    assert set(image.PPI) == set(export.PAGES)


# ── labels ──


@given(st.text(max_size=200), st.integers(40, 300))
def test_wrapped_lines_fit_and_lose_no_word(text: str, room: int) -> None:
    lines = text_layout.wrapped(text, 10, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_layout.width(line, 10) <= room for line in lines)


def test_a_title_without_width_is_drawn(copy_of_atlas: Path, tmp_path: Path) -> None:
    """One combining mark, which stands on no letter."""
    settings = copy_of_atlas / "atlas.toml"
    old = settings.read_text(encoding="utf-8")
    text = re.sub("(?m)^title_vi = .*", lambda _: 'title_vi = "\u0301"', old, count=1)
    settings.write_text(text, encoding="utf-8")
    assert Atlas.load(copy_of_atlas).export(tmp_path / "a.svg", "svg").stat().st_size > 10_000


def test_texts_without_end_leave_room_for_the_map(copy_of_atlas: Path, tmp_path: Path) -> None:
    """A title and a disclaimer of 20,000 letters; a title that is one word."""
    for name, text in (("title", "Lương" * 4000), ("disclaimer", "Lương Sơn " * 2000)):
        for lang in ("vi", "en"):
            setting(f"^{name}_{lang} = .*$", f'{name}_{lang} = "{text}"')(copy_of_atlas)
    out = Atlas.load(copy_of_atlas).export(tmp_path / "a.svg", "svg")
    assert out.read_text(encoding="utf-8").count("…") >= 2
