"""Geometry from a source file into a layer of the atlas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from kcn_map.core.common_schema import OUTLINE_FILE
from kcn_map.core.errors import UsageError
from kcn_map.core.findings import Finding, has_errors
from kcn_map.core.model import Dataset, Geometry
from kcn_map.core.schema import LayerSchema, TableSchema, schema_of
from kcn_map.core.settings import Settings, Text, text_column
from kcn_map.geo.geodesy import area_ha, distance_km
from kcn_map.importing import georeference, outline, shapes, snapshot
from kcn_map.importing.common import MOST_REPORTED, DataError, Source, refuse
from kcn_map.importing.crs import Crs, Stated, of_file, of_user
from kcn_map.importing.crs_operations import Box
from kcn_map.importing.geojson_patch import features_of, replaced
from kcn_map.importing.match import Matching, match, readable
from kcn_map.importing.plan import FeatureChange, ImportPlan, Remark
from kcn_map.importing.provenance import refuse_unknown
from kcn_map.importing.source import read_source
from kcn_map.importing.unlabelled import with_unlabelled
from kcn_map.reading import arguments
from kcn_map.reading.cells import visible
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_date
from kcn_map.values import dataclass

ACCURACIES = ("surveyed", "digitised", "commune")
#: What becomes of areas of a drawing that have no text, beside or within one that has.
UNLABELLED = ("join", "leave")
LARGEST_UNCERTAINTY_M = 1e5


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """How a file is taken. Raises UsageError for what can't be asked.

    `accuracy` is surveyed or digitised for boundaries, commune for a point; `as_of` the date of the survey
    (ISO), `source` an id of sources.csv; `one_id` names the feature of a file of one shape. `source_layer` is one of
    several layers of the file, `drawing_layer` the layer of boundaries in a drawing; `id_field` holds ids, `name_field`
    names. `unlabelled`: areas of a drawing without a text, beside or within one that has, join it or are left out.
    `new`: the file has areas, or sites, that the atlas does not have yet.
    """

    layer: str
    crs: str | None = None
    id_field: str | None = None
    name_field: str | None = None
    source_layer: str | None = None
    drawing_layer: str | None = None
    unlabelled: str | None = None
    one_id: str | None = None
    accuracy: str = "surveyed"
    uncertainty_m: float | None = None
    as_of: str | None = None
    source: str | None = None
    new: bool = False

    def __post_init__(self) -> None:
        arguments.text("layer", self.layer)
        arguments.choice("accuracy", self.accuracy, ACCURACIES)
        if self.uncertainty_m is not None:
            arguments.number("uncertainty_m", self.uncertainty_m, 0, LARGEST_UNCERTAINTY_M)
        if self.unlabelled is not None:
            arguments.choice("unlabelled", self.unlabelled, UNLABELLED)
        arguments.flag("new", self.new)
        texts = ("crs", "id_field", "name_field", "source_layer", "drawing_layer", "one_id", "as_of", "source")
        for name in texts:
            if (value := getattr(self, name)) is not None:
                arguments.text(name, value)
        alone = ("one_id", "new") if self.new else ("one_id", "id_field", "name_field")
        matched_by = [name for name in alone if getattr(self, name) not in (None, False)]
        if len(matched_by) > 1:
            raise UsageError(matched_by[0], "import.one_of", other=matched_by[1])


def plan_layer(folder: Path, path: Path, options: LayerOptions) -> ImportPlan:
    """What a file would change in a layer.

    Raises Unusable for a file or option that can't be used, DataError for shapes that can't be taken,
    and where the layer would not stand the check.
    """
    before = snapshot.take(folder)
    dataset = snapshot.dataset_of(before)
    schema = layer_called(dataset.settings, options.layer)
    refuse_broken(dataset, schema, before)
    refuse_unknown(dataset, options.as_of, options.source)
    field = options.id_field or options.name_field
    titles = called(dataset.settings, schema)
    found = read_source(path, titles, field, options.source_layer, options.drawing_layer)
    source, encoding = readable(found, field, options.one_id)
    place = georeference.province_of(dataset)
    stated = of_file(source, place[1]) if options.crs is None else of_user(options.crs, place[1])
    is_inside = georeference.inside(source, stated, place[0])
    matching = match(dataset, schema.name, source, options.id_field, options.name_field, options.one_id, is_inside)
    matching = with_unlabelled(source, matching, options.unlabelled)
    new, remarks = _geometries(dataset, schema, source, matching, stated, place)
    old = {str(feature.key): feature.geometry for feature in dataset.layers[schema.name].features}
    text = before[schema.file].decode("utf-8")
    features = _changed(dataset, schema, features_of(text), new, old, path, options)
    changed = {schema.file: replaced(text, features).encode("utf-8")} if features else {}
    changes = [_change(dataset, schema, key, matching.words[key], old[key], new[key], options) for key in features]
    followed = outline.following(dataset, old, {**old, **new}) if features and not schema.kind else None
    if followed:
        changed |= _with_outline(before, followed)
        changes.insert(0, _outline_change(dataset, followed))
    findings = list(snapshot.findings_of({**before, **changed})) if changed else []
    findings, later = outline.of_other_levels(findings, schema.file) if followed else (findings, [])
    if has_errors(findings):
        raise DataError(findings)
    if later:
        remarks.append(Remark("outline_later", {"files": ", ".join(dict.fromkeys(one.file for one in later))}))
    remarks += _more_remarks(source, matching, encoding, len(new) - len(features))
    return ImportPlan(folder, changes, remarks, [*later, *_unmatched(source, matching)], before, changed)


def _with_outline(before: Mapping[str, bytes], followed: tuple[str, Geometry, Geometry]) -> dict[str, bytes]:
    key, _, new = followed
    text = before[OUTLINE_FILE].decode("utf-8")
    return {OUTLINE_FILE: replaced(text, {key: {**features_of(text)[key], "geometry": new}}).encode("utf-8")}


def _outline_change(dataset: Dataset, followed: tuple[str, Geometry, Geometry]) -> FeatureChange:
    key, old, new = followed
    crs, called = dataset.settings.area_crs, text_column("name", dataset.settings.languages[0])
    name = next(str(feature.properties[called]) for feature in dataset.layers["province"].features)
    moved = round(distance_km(shapes.centroid(old), shapes.centroid(new), crs) * 1000, 1)
    return FeatureChange(OUTLINE_FILE, key, name, "", None, _area(old, crs), _area(new, crs), None, moved, ())


def layer_called(settings: Settings, name: str) -> LayerSchema:
    """A layer of sites or of a level, by the name of its file. Raises UsageError."""
    levels = {level.id for level in settings.levels if level.layer}
    taking = (schema for schema in schema_of(settings).layers if schema.kind or schema.name in levels)
    layers = {PurePosixPath(schema.file).stem: schema for schema in taking}
    return layers[arguments.choice("layer", name, tuple(layers))]


def called(settings: Settings, schema: LayerSchema) -> tuple[str, ...]:
    """What a layer is called: its file, and what an export calls it."""
    level = next((level for level in settings.levels if level.id == schema.name), None)
    named = level or settings.kind(schema.kind)
    return (PurePosixPath(schema.file).stem, *named.name_plural.values())


def refuse_broken(dataset: Dataset, schema: LayerSchema | TableSchema, files: Mapping[str, bytes]) -> None:
    """A layer or table must be whole before a part of it can be replaced."""
    if schema.file not in files:
        refuse(Finding("file-missing", schema.file))
    broken = [finding for finding in dataset.findings if finding.file == schema.file and finding.severity == "error"]
    if broken:
        refuse(*broken)


def _geometries(
    dataset: Dataset, schema: LayerSchema, source: Source, matching: Matching, stated: Stated, place: tuple[Any, Box]
) -> tuple[dict[str, Geometry], list[Remark]]:
    """The new geometry of each matched feature, and what to know about the coordinate system."""
    province, box = place
    anchors = georeference.anchor_points(dataset, schema.name, matching.shapes, source, province)
    crs, swapped = georeference.resolve_crs(source, stated, anchors, province, box)
    old = {str(feature.key): feature.geometry for feature in dataset.layers[schema.name].features}
    new, told = _sound(source, _with_places(matching, old), schema, crs, swapped)
    former = {key: shape for key, shape in old.items() if key in new and shape and "Polygon" in shape["type"]}
    moves = [(shapes.centroid(shape), shapes.centroid(new[key])) for key, shape in former.items()]
    georeference.refuse_datum_offset(source, crs, moves, box)
    remarks = [Remark("from_crs", {"crs": crs.label})]
    if stated.vn2000_equivalent:
        remarks.append(Remark("wgs84_grid", {"crs": crs.label, "equivalent": stated.vn2000_equivalent}))
    if swapped:
        remarks.append(Remark("swapped", {}))
    return new, [*remarks, *told]


def _with_places(matching: Matching, old: Mapping[str, Geometry | None]) -> Matching:
    """Without sites that have no geometry, neither in the file nor in the layer, as an export has them."""
    placed = {key: one for key, one in matching.shapes.items() if one.shape is not None or old.get(key) is not None}
    return replace(matching, shapes=placed)


def _sound(
    source: Source, matching: Matching, schema: LayerSchema, crs: Crs, swapped: bool
) -> tuple[dict[str, Geometry], list[Remark]]:
    """The geometries, and what was left out of them. Raises DataError with what is wrong with each that has none."""
    found = {key: shapes.shaped(source, feature, schema, crs, swapped) for key, feature in matching.shapes.items()}
    wrong = [one.wrong for one in found.values() if one.wrong]
    if wrong:
        refuse(*wrong[:MOST_REPORTED])
    remarks = [Remark(key, params) for one in found.values() for key, params in one.remarks]
    return {key: one.geometry for key, one in found.items() if one.geometry}, remarks[:MOST_REPORTED]


def _changed(
    dataset: Dataset, schema: LayerSchema, features: Mapping[str, Mapping[str, Any]], new: Mapping[str, Geometry],
    old: Mapping[str, Geometry | None], path: Path, options: LayerOptions,
) -> dict[str, Any]:  # fmt: skip
    """The features that change, as they are to be written, in the order of the layer."""
    said = about(dataset, path, options) if schema.kind else {}
    changed = {}
    for key in (key for key in features if key in new):
        is_same = shapes.same_shape(old[key], new[key])
        if is_same and new[key]["type"] == "Point" and options.accuracy != "commune":
            continue  # what is reported of limits is not of a point, as an export has it beside them
        properties = features[key]["properties"]
        told = [name for name in ("location_accuracy", "uncertainty_m") if name in said]
        if not is_same or any(properties.get(name) != said[name] for name in told):
            changed[key] = {**features[key], "properties": {**properties, **said}, "geometry": new[key]}
    return changed


def about(dataset: Dataset, path: Path, options: LayerOptions) -> dict[str, Any]:
    """What a site's feature says of its new geometry."""
    basis = {f"basis_{lang}": _basis(dataset, path, options, lang) for lang in dataset.settings.languages}
    return {"location_accuracy": options.accuracy, "uncertainty_m": options.uncertainty_m, **basis}


def _basis(dataset: Dataset, path: Path, options: LayerOptions, lang: str) -> str:
    text = word(f"import.basis_{options.accuracy}", lang, file=visible(path.name, 80))
    if options.as_of:
        text += word("import.basis_date", lang, date=format_date(options.as_of, lang))
    if options.source:
        rows = dataset.tables["sources"].rows
        title = next(row.values["title"] for row in rows if row.values["id"] == options.source)
        text += word("import.basis_source", lang, source=options.source, title=title)
    return text + "."


def _change(
    dataset: Dataset, schema: LayerSchema, key: str, words: str, old: Geometry | None, new: Geometry,
    options: LayerOptions,
) -> FeatureChange:  # fmt: skip
    from shapely.geometry import shape

    crs = dataset.settings.area_crs
    name, declared = _stated(dataset, schema, key)
    first = dataset.settings.levels[0].id
    called = {str(f.key): f.properties for f in dataset.layers[first].features}
    areas = georeference.area_shapes(dataset, first) if schema.name != first else {}
    lies = georeference.overlaps(shape(dict(new)), areas)
    return FeatureChange(
        schema.file, key, name, words, options.accuracy if schema.kind else None,
        _area(old, crs), _area(new, crs), declared,
        None if old is None else round(distance_km(shapes.centroid(old), shapes.centroid(new), crs) * 1000, 1),
        tuple((*_names(dataset, called[code]), round(share, 4)) for code, share in lies),
    )  # fmt: skip


def _names(dataset: Dataset, values: Mapping[str, Any]) -> tuple[str, str]:
    name = Text.of_row(values, "name", dataset.settings.languages)
    return name["vi"], name["en"]


def _stated(dataset: Dataset, schema: LayerSchema, key: str) -> tuple[str, float | None]:
    """The name of a feature, and the area in hectares that the atlas states for it."""
    if schema.kind:
        values = next((row.values for row in dataset.tables[schema.name].rows if row.values["id"] == key), {})
        area: Any = values.get("area_planned_ha")
        return _names(dataset, values)[0] or key, area
    properties = next(feature.properties for feature in dataset.layers[schema.name].features if feature.key == key)
    area = properties.get("area_official_km2")
    return _names(dataset, properties)[0], None if area is None else area * 100


def _area(geometry: Geometry | None, crs: str) -> float | None:
    return round(area_ha(geometry, crs), 2) if geometry and "Polygon" in geometry["type"] else None


def _unmatched(source: Source, matching: Matching) -> list[Finding]:
    """A warning for each shape of the file that fits nothing."""
    return [
        Finding("import-unmatched", source.file, feature.number, None, text or "–", {"nearest": near})
        for feature, text, near in matching.left[:MOST_REPORTED]
    ]


def _more_remarks(source: Source, matching: Matching, encoding: str, unchanged: int) -> list[Remark]:
    """What to know about texts, matches, and what was left out."""
    names = ", ".join(key + ("" if near == "–" else f" (≈ “{near}”)") for key, near in matching.missing)
    by_name = any(key != text for key, text in matching.words.items())
    told: list[tuple[object, str, Mapping[str, Any]]] = [
        (by_name, "by_name", {"field": visible(matching.field), "count": len(matching.shapes)}),
        (encoding, "encoding", {"encoding": encoding}),
        *((True, key, params) for key, params in source.remarks),
        (matching.outside, "outside", {"count": matching.outside}),
        (source.ignored, "ignored", {"count": source.ignored}),
        (len(matching.left) > MOST_REPORTED, "more_unmatched", {"count": len(matching.left) - MOST_REPORTED}),
        (matching.missing, "not_in_file", {"count": len(matching.missing), "names": names}),
        (unchanged, "unchanged", {"count": unchanged}),
    ]
    return [Remark(key, params) for holds, key, params in told if holds]
