"""On paper: the site or the area that is selected, else the comparison; each on a sheet of its own, with its link."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import OpenMap
from engines import Engine
from playwright.sync_api import Locator, Page
from test_page_print import PAPER_PX, PAPERS, pages
from test_qr import read
from visit import Visit

from kcn_map import Atlas

AREA = "152"
PAIR = ("kcn-mong-hoa", "kcn-luong-son")
LINK = "https://example.org/ban-do-kcn/"
#: Of A4 less the margins of 10 mm, as PAPER_PX.
PAPER_HIGH_PX = 1046
#: Prints into the page: a sheet is made as the printer gets it.
PRINT = """() => dispatchEvent(new Event("beforeprint"))"""
#: How much of a map what is not lighter takes, across or down.
SHARE = """map => {
  const inside = map.querySelector(".veil").getAttribute("d").replace(/^.*?Z/, "");
  const points = [...inside.matchAll(/([\\d.-]+) ([\\d.-]+)/g)].map(([, ...at]) => at.map(Number));
  const far = (i) => Math.max(...points.map((at) => at[i])) - Math.min(...points.map((at) => at[i]));
  const { width, height } = map.viewBox.baseVal;
  return Math.max(far(0) / width, far(1) / height);
}"""
#: The sheet as it is laid out on paper, whose rules hold on the screen meanwhile: its size, where its columns stand,
#: and how much has columns of the kind that WebKit leaves out when it prints.
ON_PAPER = """() => {
  const rules = [...document.styleSheets].flatMap((one) => [...one.cssRules]);
  const ofPaper = rules.filter(({ media }) => media && media.mediaText === "print");
  ofPaper.forEach(({ media }) => { media.mediaText = "all"; });
  dispatchEvent(new Event("beforeprint"));
  const sheet = document.querySelector("#print");
  const boxes = [...sheet.querySelectorAll(".print-site > div")].map((one) => one.getBoundingClientRect());
  const told = {
    high: sheet.scrollHeight, wide: sheet.scrollWidth, boxes: boxes.map(({ left, top }) => [left, top].map(Math.round)),
    columns: [...sheet.querySelectorAll("*")].filter((one) => getComputedStyle(one).columnCount !== "auto").length,
  };
  dispatchEvent(new Event("afterprint"));
  ofPaper.forEach(({ media }) => { media.mediaText = "print"; });
  return told;
}"""

Sheet = Callable[..., Locator]


@pytest.fixture
def sheet(visit: Visit) -> Iterator[Sheet]:
    """The sheet of a state, as the printer gets it on A4: sheet("site=kcn-mong-hoa")."""
    shown: list[Page] = []

    def show(fragment: str, **where: Path) -> Locator:
        page = visit(fragment, width=PAPER_PX, dark=True, **where)
        shown.append(page)
        page.emulate_media(media="print")
        page.evaluate(PRINT)
        return page.locator("#print")

    yield show
    for page in shown:
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")


@pytest.fixture(scope="module")
def public(atlas_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the shipped atlas at a public address, with someone to write to."""
    folder = Path(shutil.copytree(atlas_folder, tmp_path_factory.mktemp("public") / "geodata"))
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('contact = ""', 'contact = "so@example.org"')
    settings.write_text(f'public_url = "{LINK}"\n' + text, encoding="utf-8")
    return Atlas.load(folder).save(folder.parent / "map.html")


def told(sheet: Locator) -> str:
    return re.sub(r"\s+", " ", sheet.inner_text())


def code(sheet: Locator) -> str:
    """What a reader of the sheet's QR code gets."""
    box, path = sheet.locator(".print-code"), sheet.locator(".print-code path").get_attribute("d") or ""
    size = int((box.get_attribute("viewBox") or "").split()[2]) - 8
    modules = np.zeros((size, size), dtype=bool)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path):
        modules[int(y), int(x)] = True
    return read(modules)


def test_an_area_has_a_sheet_with_its_sites_sums_and_sources(sheet: Sheet, atlas: Atlas) -> None:
    """Its published figures stand beside the sums; each row names its sources, which are listed with their dates."""
    paper = sheet(f"lang=en&selected={AREA}")
    text = told(paper)
    assert paper.locator("h1").inner_text() == "Luong Son District"
    sites = [site for site in atlas.joined.sites if site.codes["district"] == AREA]
    rows = paper.locator("table").first.locator("tbody tr")
    assert [row.split("\t")[1] for row in rows.all_inner_texts()] == [site.name["en"] for site in sites]
    assert rows.first.locator("td").last.inner_text() == "S05, S81, S11"
    assert "District" not in paper.locator("thead").first.inner_text()
    assert "364.83 km²: Sum of the areas of the 2025 communes" in text and ". ·" not in text
    assert "496 ha" in text and "Published: nearly 500 ha, 2019 S09" in text
    assert "–: not known, or there is none; it does not mean 0." in text
    listed = {source.id: source for source in atlas.joined.sources}
    note = paper.locator(".print-note", has_text="Sources of the figures").inner_text()
    assert {"S05", "S81", "S11", "S09"} <= set(re.findall(r"(?:: |; )(S\d+) ", note))
    assert f"S11 {listed['S11'].title}, {listed['S11'].publisher}, 4 Feb 2020" in note


def test_the_map_is_fitted_to_the_area_and_its_neighbours_are_lighter(sheet: Sheet) -> None:
    paper = sheet(f"lang=vi&selected={AREA}")
    drawn = paper.locator(".print-map")
    assert drawn.evaluate(SHARE) > 0.9
    assert drawn.locator(".area[data-class]").count() == 10
    assert drawn.locator(".veil").evaluate("one => getComputedStyle(one).fill") == "rgb(255, 255, 255)"
    assert drawn.locator(".number").all_text_contents() == ["1", "2", "3", "4", "5"]
    assert drawn.locator("text.value", has_text="≥ 570,5").count() == 1
    assert sheet("lang=vi").locator(".veil").count() == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_site_fits_on_one_page(visit: Visit, public: Path, atlas: Atlas, paper: str, lang: str) -> None:
    """Also those of which most is known, in the widest of the fonts that systems have."""
    fullest = sorted(atlas.joined.sites, key=lambda site: -len(site.observations))[:2]
    for site in fullest:
        page = visit(f"lang={lang}&site={site.id}", path=public, width=PAPER_PX)
        assert pages(page.pdf(format=paper, prefer_css_page_size=True)) == 1, site.id


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("site", ["kcn-lac-thinh", "kcn-luong-son"])
def test_a_site_is_one_page_in_two_columns(engine: Engine, built_map: Path, site: str, lang: str) -> None:
    """Of those that most is told of. No driver of WebKit prints."""
    engine.show(built_map, f"lang={lang}&site={site}", width=PAPER_PX)
    found = engine.evaluate(ON_PAPER)
    (left, top), (right, beside) = found["boxes"]
    assert top == beside and right - left > PAPER_PX / 3 and found["columns"] == 0
    assert found["high"] < PAPER_HIGH_PX and found["wide"] <= PAPER_PX, found


def test_a_site_has_its_place_figures_distances_plot_and_contact(sheet: Sheet, public: Path) -> None:
    paper = sheet("lang=en&site=kcn-luong-son", path=public)
    text = told(paper)
    assert paper.locator("h1").inner_text() == "Luong Son Industrial Zone"
    assert 0.05 < paper.locator(".print-map").evaluate(SHARE) < 0.5
    for part in ("100 %", "31 Dec 2020", "over 5 years ago", "S81", "46 km", "Report an error: so@example.org"):
        assert part in text
    assert paper.locator(".plot").count() == 3
    assert code(paper) == LINK + "#lang=en&site=kcn-luong-son"


def test_a_comparison_is_printed_with_its_differences_marked(sheet: Sheet, public: Path) -> None:
    paper = sheet("lang=en&compare=" + ",".join(PAIR), path=public)
    assert paper.locator("thead th").all_inner_texts() == [
        "1. Mong Hoa Industrial Zone", "2. Luong Son Industrial Zone"
    ]  # fmt: skip
    rows = paper.locator("tbody tr")
    for row in rows.all():
        cells = row.locator("td").all_inner_texts()
        mark = row.locator("th").evaluate("th => getComputedStyle(th, '::after').content")
        assert ("≠" in mark) == (len({*cells} - {"no data", "not known"}) > 1), cells
    investor = rows.filter(has_text="Infrastructure investor").locator("td")
    assert investor.all_inner_texts().count("not known") == 1
    assert rows.count() > 10 and paper.locator(".print-map .number").all_text_contents() == ["1", "2"]
    assert code(paper) == LINK + "#lang=en&compare=" + ",".join(PAIR)


def test_a_comparison_of_four_is_one_page(visit: Visit, public: Path) -> None:
    four = "kcn-luong-son,kcn-yen-quang,kcn-bo-trai-song-da,kcn-nam-luong-son"  # those that most is told of
    for lang in ("vi", "en"):
        page = visit(f"lang={lang}&compare={four}", path=public)
        for paper in PAPERS:
            assert pages(page.pdf(format=paper, prefer_css_page_size=True)) == 1, (lang, paper)


def test_without_a_public_address_there_is_no_code(sheet: Sheet) -> None:
    for fragment in ("lang=vi", "site=kcn-luong-son", f"selected={AREA}", "compare=" + ",".join(PAIR)):
        assert sheet(fragment).locator(".print-code").count() == 0


def test_buttons_print_what_they_stand_beside(open_map: OpenMap, built_map: Path) -> None:
    """Ctrl+P prints the card that is open; the others have buttons of their own."""
    page = open_map(built_map, f"lang=vi&selected={AREA}&site=kcn-mong-hoa&compare=" + ",".join(PAIR))
    page.evaluate("""() => {
      window.printed = [];
      window.print = () => {
        dispatchEvent(new Event("beforeprint"));
        printed.push(document.querySelector("#print h1").innerText || document.querySelector("#print h1").textContent);
        dispatchEvent(new Event("afterprint"));
      };
    }""")
    for box in ("#compared", "#table", "#details"):
        page.locator(box).get_by_role("button", name="In", exact=True).click()
    page.evaluate("fragment => { location.hash = fragment; }", f"lang=vi&selected={AREA}&compare=" + ",".join(PAIR))
    page.locator(f"#details [data-card='{AREA}']").get_by_role("button", name="In", exact=True).click()
    page.evaluate("() => print()")
    assert page.evaluate("printed") == [
        "So sánh", "Khu và cụm công nghiệp tỉnh Hòa Bình", "KCN Mông Hóa", "Huyện Lương Sơn", "Huyện Lương Sơn"
    ]  # fmt: skip


def test_an_area_without_sites_says_so(sheet: Sheet) -> None:
    """Its ranks are not known: what the dashes mean is told here too."""
    text = told(sheet("lang=en&level=commune&commune=04831"))
    assert "No site is known to lie here." in text and "–: not known" in text


def test_a_frame_prints_a_whole_legend(sheet: Sheet) -> None:
    legend = sheet(f"lang=en&embed=1&selected={AREA}").locator(".legend")
    for part in ("Planned area", "districts", "industrial cluster (CCN)"):
        assert part in told(legend)


def test_a_file_is_named_after_its_sheet(open_map: OpenMap, built_map: Path) -> None:
    page = open_map(built_map, f"lang=en&selected={AREA}")
    before = page.title()
    page.evaluate(PRINT)
    page.evaluate(PRINT)
    assert page.title() == "Luong Son District"
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.title() == before
