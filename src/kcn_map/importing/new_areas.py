"""Areas of a level that the atlas does not have yet: into an empty layer, or beside those that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.core.columns import told_in
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Feature, Geometry
from kcn_map.core.schema import LayerSchema, schema_of
from kcn_map.core.settings import text_column
from kcn_map.geo.coverage import Mend, generalised, mended, position, step_m
from kcn_map.geo.geodesy import area_ha
from kcn_map.importing import shapes, snapshot
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, refuse, unusable
from kcn_map.importing.crs import Crs, area_of, of_file, of_user
from kcn_map.importing.fields import choose_fields
from kcn_map.importing.geojson_patch import appended, features_of, replaced
from kcn_map.importing.layers import LayerOptions, called, refuse_broken
from kcn_map.importing.match import readable
from kcn_map.importing.national import divided, neighbours
from kcn_map.importing.new_sites import plan_new_sites
from kcn_map.importing.plan import FeatureChange, ImportPlan, Remark
from kcn_map.importing.source import read_source
from kcn_map.package.scaffold import EMPTY_LAYER
from kcn_map.reading import arguments
from kcn_map.reading.cells import BadCell, parse, visible
from kcn_map.text.messages import Told

OUTLINE, OFFICIAL = "province", "area_official_km2"
HA_PER_KM2 = 100
#: Types of properties that a text of a file can be read as.
_PLAIN = ("text", "number", "date", "code")


def plan_new_areas(folder: Path, path: Path, options: LayerOptions) -> ImportPlan:
    """What the areas of a file would add to a layer, and their outline where the atlas has none; or its sites.

    Raises Unusable for a file or option that can't be used, DataError for areas that can't be taken, and where the
    atlas would have errors that it has not now.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    levels = {level.stem: level for level in dataset.settings.levels if level.layer}
    kinds = [kind.stem for kind in dataset.settings.kinds]
    if arguments.choice("layer", options.layer, (*levels, *kinds)) in kinds:
        return plan_new_sites(folder, path, options)
    schema = schema_of(dataset.settings).layer(levels[options.layer].id)
    refuse_broken(dataset, schema, before)
    found = read_source(path, called(dataset.settings, schema), None, options.source_layer, options.drawing_layer)
    whole, encoding = readable(found, options.id_field, None)
    parts = divided(whole, dataset)
    source = parts.source
    code, name = choose_fields(source, options.id_field, options.name_field)
    remarks = [Remark("new_fields", {"code": visible(code), "name": visible(name)})]
    remarks += [Remark("encoding", {"encoding": encoding})] if encoding else []
    if parts.others:
        counts = {"count": len(source.features), "all": len(whole.features), "field": visible(parts.field)}
        remarks.append(Remark("new_of_place", counts))
    polygons, crs, told = _polygons(source, schema, options.crs)
    remarks += told
    names, around = neighbours(parts, polygons, crs, dataset)
    called_there = [feature.attributes[name].strip() for feature in source.features]
    there = {str(area.key): area for area in dataset.layers[schema.name].features if area.geometry}
    old, polygons, told = _fitted(there, polygons, called_there, dataset)
    remarks += told
    features = [
        _feature(schema, feature, (code, name), polygon, dataset.settings.languages)
        for feature, polygon in zip(source.features, polygons, strict=True)
    ]
    remarks += _without_wrong_areas(features, dataset)
    text = before[schema.file].decode("utf-8")
    kept = features_of(text)
    moved = {key: {**kept[key], "geometry": _plain(polygon)} for key, polygon in old.items()}
    changed = {schema.file: appended(replaced(text, moved), features).encode("utf-8")}
    if (outline := _outline(dataset, schema, old, polygons)) is not None:
        changed |= outline
        remarks.append(Remark("new_outline", {"file": ", ".join(outline)}))
    if around:
        changed |= around
        told_names = ", ".join(map(visible, names))
        remarks.append(Remark("new_neighbours", {"count": len(names), "names": told_names, "file": ", ".join(around)}))
    snapshot.refuse_new_errors(before, changed)
    changes = [_change(dataset, schema, feature) for feature in features]
    return ImportPlan(folder, changes, remarks, (), before, changed)


def _polygons(source: Source, schema: LayerSchema, code: str | None) -> tuple[list[Any], Crs, list[Remark]]:
    """The shapes in WGS 84, and the CRS that they were in.

    Raises Unusable where no CRS is known, DataError with what is wrong with shapes.
    """
    from shapely.geometry import shape

    box = area_of(source, code)
    crs = (of_file(source, box) if code is None else of_user(code, box)).crs
    if crs is None:
        fits = Told("detail.layer_empty")
        unusable("import-crs-missing", source.file, fits=fits)
    found = [shapes.shaped(source, feature, schema, crs, False) for feature in source.features]
    wrong = [one.wrong for one in found if one.wrong]
    if wrong:
        refuse(*wrong[:MOST_REPORTED])
    remarks = [Remark("from_crs", {"crs": crs.label})]
    remarks += [Remark(key, params) for one in found for key, params in one.remarks][:MOST_REPORTED]
    return [shape(dict(one.geometry)) for one in found if one.geometry], crs, remarks


def _fitted(
    there: Mapping[str, Feature], polygons: Sequence[Any], names: Sequence[str], dataset: Dataset
) -> tuple[dict[str, Any], list[Any], list[Remark]]:
    """The polygons as one coverage with those that are there, of which the first that change at the border are named.

    Areas of an empty layer are generalised together. Beside others they are not: borders would part.
    """
    from shapely import get_num_coordinates
    from shapely.geometry import shape

    old = [shape(dict(area.geometry or {})) for area in there.values()]
    step = step_m([*old, *polygons])
    apart = 2 * step if old else step  # what is there was generalised, and the file was not
    width = max(float(apart), dataset.settings.tolerances.coverage_gap_m)
    whole, mends = mended([*old, *polygons], width, len(old))
    called = [*(_name(area.properties) for area in there.values()), *names]
    remarks = [_mend(mend, called, dataset.settings.area_crs) for mend in mends]
    if old:
        pairs = zip(there, old, whole, strict=False)
        moved = {key: new for key, one, new in pairs if not new.equals_exact(one, normalize=True)}
        if moved:
            told = ", ".join(visible(_name(there[key].properties)) for key in moved)
            remarks.append(Remark("new_beside", {"count": len(moved), "names": told}))
        return moved, whole[len(old) :], remarks
    simple = generalised(whole, step)
    counts = {"before": int(sum(get_num_coordinates(whole))), "after": int(sum(get_num_coordinates(simple)))}
    return {}, simple, [*remarks, Remark("new_generalised", {"metres": step, **counts})]


def _mend(mend: Mend, names: Sequence[str], crs: str) -> Remark:
    params: dict[str, Any] = {
        "area": round(area_ha(mend.part.__geo_interface__, crs), 4),
        "width": round(mend.width_m, 1),
        "place": position(mend.part),
        "name": visible(names[mend.owner]),
        "others": ", ".join(visible(names[other]) for other in mend.others),
    }
    return Remark("new_overlap" if mend.others else "new_gap", params)


def _feature(
    schema: LayerSchema, feature: SourceFeature, fields: tuple[str, str], polygon: Any, languages: Sequence[str]
) -> dict[str, Any]:
    """The feature of an area: its code and name, and what the file has under the very names of the layer."""
    code, name = (feature.attributes[field].strip() for field in fields)
    properties: dict[str, Any] = {schema.key: code, text_column("name", languages[0]): name}
    for column in told_in(schema.properties, languages):
        text = feature.attributes.get(column.name, "")
        if column.name not in properties:
            properties[column.name] = None
            if column.type in _PLAIN and text.strip():
                try:
                    properties[column.name] = parse(column, text)
                except BadCell as bad:
                    refuse(Finding(bad.code, "", feature.number, column.name, visible(text), bad.params))
    return {"type": "Feature", "properties": properties, "geometry": _plain(polygon)}


def _without_wrong_areas(features: Sequence[dict[str, Any]], dataset: Dataset) -> Iterator[Remark]:
    """An official area that the polygon contradicts is not taken: which of the two is wrong, the file can't say."""
    most, crs = dataset.settings.tolerances.district_area_pct, dataset.settings.area_crs
    wrong = []
    for feature in features:
        properties = feature["properties"]
        official, found = properties.get(OFFICIAL), area_ha(feature["geometry"], crs) / HA_PER_KM2
        if official is not None and abs(found - official) > official * most / 100:
            properties[OFFICIAL] = None
            wrong.append(f"{_name(properties)} ({official:g}; {found:.2f})")
    if wrong:
        yield Remark("new_areas_differ", {"count": len(wrong), "most": float(most), "names": ", ".join(wrong)})


def _name(properties: Mapping[str, Any]) -> str:
    return str(next(value for key, value in properties.items() if key.startswith("name_") and value))


def _plain(polygon: Any) -> Geometry:
    from shapely.geometry import mapping

    plain: Geometry = json.loads(json.dumps(mapping(polygon)))
    return plain


def _outline(
    dataset: Dataset, schema: LayerSchema, moved: Mapping[str, Any], polygons: Sequence[Any]
) -> dict[str, bytes] | None:
    """The outline of the whole, which the areas of the first level make, where the atlas has none or just theirs."""
    import shapely
    from shapely.geometry import shape

    if schema.name != dataset.settings.levels[0].id:
        return None
    outline = schema_of(dataset.settings).layer(OUTLINE)
    there = [shape(dict(f.geometry)) for f in dataset.layers[OUTLINE].features if f.geometry]
    old = {str(f.key): shape(dict(f.geometry)) for f in dataset.layers[schema.name].features if f.geometry}
    if there and not (old and shapely.equals(shapely.union_all(there), shapely.union_all(list(old.values())))):
        return None
    whole = shapely.orient_polygons(shapely.union_all([*{**old, **moved}.values(), *polygons]))
    properties: dict[str, Any] = {outline.key: dataset.settings.province_code}
    for column in outline.properties:
        lang = column.name.removeprefix("name_")
        properties[column.name] = dataset.settings.province[lang] if lang != column.name else None
    feature = {"type": "Feature", "properties": properties, "geometry": _plain(whole)}
    return {outline.file: appended(EMPTY_LAYER, [feature]).encode("utf-8")}


def _change(dataset: Dataset, schema: LayerSchema, feature: Mapping[str, Any]) -> FeatureChange:
    properties, area = feature["properties"], area_ha(feature["geometry"], dataset.settings.area_crs)
    official = properties.get(OFFICIAL)
    return FeatureChange(
        schema.file, properties[schema.key], _name(properties), "", None, None, round(area, 2),
        None if official is None else round(official * HA_PER_KM2, 2), None, (),
    )  # fmt: skip
