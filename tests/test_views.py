"""Saved views of an atlas: what of them the page would leave out is told, and an atlas without has none."""

from __future__ import annotations

from pathlib import Path

import page_atlas
import pytest
from atlas_edits import setting
from read_results import findings_of

from kcn_map import Atlas
from kcn_map.analysis.aggregate import summarise
from kcn_map.page.data import page_data

FIRST = "^view = .*area_vacant_ha.*$"


@pytest.mark.parametrize(
    ("view", "missing"),
    [
        ("measure=area_vacant_ha&sort=-vacant_ha&lang=en&embed=1&q=mông hóa", []),
        ("near=Nội Bài&within=60&min_vacant=30.5", []),
        ("near=kcn-mong-hoa&compare=kcn-mong-hoa,kcn-luong-son&selected=152", []),
        ("near=105.34,20.82&level=commune&commune=04792&district=152,148", []),
        ("measure=gone&zoom=4", ["gone", "zoom"]),
        ("district=152,999&near=nowhere&min_area=lots", ["999", "nowhere", "lots"]),
        ("status=planed&kind=zone,park&sort=size", ["planed", "park", "size"]),
    ],
)
def test_what_a_view_asks_for_and_is_not_there_is_a_warning(view: str, missing: list[str], copy_of_atlas: Path) -> None:
    setting(FIRST, f'view = "{view}"')(copy_of_atlas)
    found = [one for one in findings_of(copy_of_atlas) if one.code == "view-unknown"]
    assert [(one.value, one.field, one.severity) for one in found] == [(x, "views.1.view", "warning") for x in missing]
    if "planed" in missing:
        assert "nearest: planned" in found[0].message("en")


def test_an_atlas_without_views_has_none(atlas_folder: Path) -> None:
    joined = page_atlas.joined()
    assert "views" not in page_data(joined, summarise(joined))
    atlas = Atlas.load(atlas_folder)
    assert [view["title"]["en"] for view in page_data(atlas.joined, atlas.summary)["views"]] == [
        "Where is land left?", "Where is it full?", "What is planned?",
    ]  # fmt: skip
