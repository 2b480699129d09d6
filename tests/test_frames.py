"""GeoDataFrames: typed, with nulls that are nulls, in WGS 84."""

from __future__ import annotations

import csv
from pathlib import Path

from output_rows import SITE_ROWS, SITES
from pandas import NA
from shipped_schema import SCHEMA, SITE_ROW

from kcn_map import Atlas
from kcn_map.analysis.query import Match
from kcn_map.tables import frames

MATCHES = [Match(site) for site in SITES]


def test_sites_are_typed_and_indexed_by_id() -> None:
    frame = frames.sites(MATCHES, SITE_ROW)
    assert list(frame.index) == [site.id for site in SITES]
    assert (frame.index.name, frame.crs) == ("id", "EPSG:4326")
    assert [*frame.columns] == [column.name for column in SITE_ROW[1:]] + ["geometry"]
    types = {
        name: str(frame.dtypes[name]) for name in ("area_planned_ha", "projects_total", "established_year", "note")
    }
    assert types == {
        "area_planned_ha": "Float64", "projects_total": "Int64", "established_year": "Int64", "note": "string",
    }  # fmt: skip
    assert (frame.district_code["kcn-b"], frame.commune_2020_code["kcn-song-da"]) == ("152", "04798")


def test_the_unknown_is_null_and_zero_is_zero() -> None:
    frame = frames.sites(MATCHES, SITE_ROW)
    assert frame.area_planned_ha.isna().tolist() == [False, False, True]
    assert frame.projects_total.tolist()[:2] == [40, 0]
    assert frame.area_planned_ha.sum() == 1169.37
    assert frame.geometry.isna().tolist() == [False, False, True]
    assert [None if shape is None else shape.geom_type for shape in frame.geometry] == ["Point", "Polygon", None]


def test_frames_hold_what_the_rows_hold() -> None:
    frame = frames.sites(MATCHES, SITE_ROW).reset_index().drop(columns="geometry")
    found = [{name: None if value is NA else value for name, value in row.items()} for row in frame.to_dict("records")]
    assert found == SITE_ROWS


def test_no_sites_make_an_empty_frame_with_all_columns() -> None:
    frame = frames.sites([], SITE_ROW)
    assert (len(frame), frame.crs) == (0, "EPSG:4326")
    assert [*frame.columns] == [*frames.sites(MATCHES, SITE_ROW).columns]


KEY = ("subject", "attribute", "value", "as_of", "source")


def test_figures_and_sources_are_as_their_tables_have_them(atlas_folder: Path) -> None:
    """The figures that a site's table alone has are adopted ones, and stand among the others."""
    atlas = Atlas.load(atlas_folder)
    with (atlas_folder / "observations.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {tuple(row[name] for name in KEY) for row in csv.DictReader(file)}
    figures = [[getattr(one, name) for name in KEY] for one in atlas.joined.observations]
    known = [tuple("" if cell is None else str(cell) for cell in cells) in listed for cells in figures]
    tabled = [one for one, is_listed in zip(atlas.joined.observations, known, strict=True) if not is_listed]
    assert len(tabled) == 25 and all(one.adopted for one in tabled)
    for frame, name in ((atlas.observations[known], "observations"), (atlas.sources.reset_index(), "sources")):
        with (atlas_folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(frame) == len(rows) > 50
        assert [*frame.columns] == [column.name for column in SCHEMA.table(name).columns]
        for column in frame.columns:
            assert frame[column].isna().tolist() == [not row[column] for row in rows], column
    assert atlas.sources.index.name == "id" and str(atlas.sources.dtypes["title"]) == "string"
    assert {type(value) for value in atlas.observations["value"]} == {float, int, str}
