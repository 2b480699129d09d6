"""Sites that the atlas does not have yet, of a table or a GIS file: rows of their table and features of their layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kcn_map.analysis.diff import compare
from kcn_map.core.figure_columns import column_about
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Dataset, Geometry
from kcn_map.core.schema import TableSchema, schema_of
from kcn_map.core.settings import code_column, text_column
from kcn_map.core.site_columns import ADOPTED
from kcn_map.importing import georeference, snapshot
from kcn_map.importing.common import name_of, refuse
from kcn_map.importing.csv_patch import replaced
from kcn_map.importing.geojson_patch import appended
from kcn_map.importing.layers import LayerOptions, about, refuse_broken
from kcn_map.importing.plan import ImportPlan, Remark
from kcn_map.importing.provenance import refuse_unknown
from kcn_map.importing.site_rows import NAME, SOURCE, Listed, listed_features, listed_rows, name_column
from kcn_map.importing.source import TABLES
from kcn_map.reading import arguments
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold, fold_unit, nearest


def plan_new_sites(folder: Path, path: Path, options: LayerOptions) -> ImportPlan:
    """What the sites of a file would add to the table and the layer of their kind.

    Raises Unusable for a file or option that can't be used, DataError for cells that can't be taken, and where the
    atlas would have errors that it has not now.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    kinds = {kind.stem: kind for kind in dataset.settings.kinds}
    kind = kinds[arguments.choice("layer", options.layer, tuple(kinds))]
    schema = schema_of(dataset.settings)
    table, layer = schema.table(kind.stem), schema.layer(kind.stem)
    refuse_broken(dataset, table, before)
    refuse_broken(dataset, layer, before)
    refuse_unknown(dataset, options.as_of, options.source)
    if path.suffix.lower() in TABLES:
        rows, unknown, remarks = listed_rows(path, table, dataset, options)
    else:
        rows, unknown, remarks = listed_features(path, table, layer, dataset, options)
    codes = _codes(dataset)
    sites = [_site(row, dataset, kind, table, codes, options) for row in rows]
    if wrong := list(_unknown_areas(path, rows, sites, dataset)):
        refuse(*wrong)
    features = [_feature(row, site, dataset, path, options) for row, site in zip(rows, sites, strict=True)]
    changed = {
        table.file: replaced(before[table.file], {}, sites),
        layer.file: appended(before[layer.file].decode("utf-8"), features).encode("utf-8"),
    }
    snapshot.refuse_new_errors(before, changed)
    counts = {"count": len(sites), "placed": sum(row.geometry is not None for row in rows)}
    changes = compare(dataset, snapshot.dataset_of({**before, **changed}))
    return ImportPlan(folder, changes, [Remark("new_sites", counts), *remarks], unknown, before, changed)


def _codes(dataset: Dataset) -> Mapping[str, Mapping[str, str]]:
    """Level → what its areas are called, folded, and their codes → code; a name of several areas is of none."""
    found, own = {}, name_column(dataset)
    for level in dataset.settings.levels:
        areas = dataset.layers[level.id].features if level.layer else ()
        called = [(fold_unit(str(area.properties[own]), level.prefixes), str(area.key)) for area in areas]
        names = [name for name, _ in called]
        found[level.id] = {str(area.key): str(area.key) for area in areas}
        found[level.id] |= {name: code for name, code in called if names.count(name) == 1}
    return found


def _site(
    row: Listed, dataset: Dataset, kind: Kind, table: TableSchema, codes: Mapping[str, Mapping[str, str]],
    options: LayerOptions,
) -> dict[str, str]:  # fmt: skip
    """The row of the table: what the file does not say is empty, but for what every row has."""
    names = {column.name for column in table.columns}
    texts = {name: text for name, text in row.texts.items() if name in names}
    name = texts[name_column(dataset)]
    named = {text_column(NAME, lang): name for lang in dataset.settings.languages}
    site = {"id": _slug(name), **named, "status": "unknown", **texts, "kind": kind.id}
    for level, known in codes.items():
        column = code_column(level)
        if text := site.get(column):
            site[column] = known.get(text) or known.get(fold_unit(text)) or text
        elif row.geometry is not None and (code := _lies_in(row.geometry, dataset, level)):
            site[column] = code
    source = row.texts.get(SOURCE) or options.source
    for attribute, (source_column, _) in ADOPTED.items():
        if site.get(attribute):
            date_column = column_about(attribute, "as_of")
            site |= {source_column: site.get(source_column) or source or ""}
            site |= {date_column: site.get(date_column) or options.as_of or ""}
    return site


def _unknown_areas(
    path: Path, rows: Sequence[Listed], sites: Sequence[Mapping[str, str]], dataset: Dataset
) -> Iterator[Finding]:
    """An area that the atlas does not have, with the one that is called most like it."""
    own = name_column(dataset)
    for level in (level for level in dataset.settings.levels if level.layer):
        names = {str(area.properties[own]): str(area.key) for area in dataset.layers[level.id].features}
        for row, site in zip(rows, sites, strict=True):
            text = site.get(level.code_column)
            if text and text not in names.values():
                near = next((f"{name} ({names[name]})" for name in nearest(text, names, 1)), "–")
                params = {"of": level.file, "level": level.name, "nearest": near}
                yield Finding("area-unknown", name_of(path), row.line, level.code_column, visible(text), params)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _lies_in(geometry: Geometry, dataset: Dataset, level: str) -> str | None:
    from shapely.geometry import shape

    areas = georeference.area_shapes(dataset, level) if level in dataset.layers else {}
    inside = shape(dict(geometry)).representative_point()
    return next((code for code, area in areas.items() if area.covers(inside)), None)


def _feature(
    row: Listed, site: Mapping[str, str], dataset: Dataset, path: Path, options: LayerOptions
) -> dict[str, Any]:  # fmt: skip
    """Limits or a point that say where they are from; without either the area of the first level is what is known."""
    first = dataset.settings.levels[0].code_column
    if row.geometry is None:
        nothing = dict.fromkeys(about(dataset, path, options))
        told = nothing | {"location_accuracy": "district" if site.get(first) else "province"}
    else:
        is_point = row.geometry["type"] == "Point"
        told = about(dataset, path, replace(options, accuracy="commune") if is_point else options)
    return {"type": "Feature", "properties": {"id": site["id"], **told}, "geometry": row.geometry}
