"""Checks of the tables: keys that must meet, figures that contradict each other, dates, sources. No geometry."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from kcn_map.cells import BadCell, first_day, parse_date, visible
from kcn_map.findings import Finding
from kcn_map.join import names
from kcn_map.model import ACCURACIES, Dataset, Feature, Row, Site, Statistic
from kcn_map.schema import ADOPTED, OPTIONAL, TABLES, Column, TableSchema, table_schema

SITE_TABLES = ("zones", "clusters")
Findings = Iterator[Finding]


def table_findings(dataset: Dataset) -> Findings:
    """Every finding of the tables and of what the layers say beside their geometry."""
    for check in (_keys, _one_to_one, _accuracies, _references, _kinds, _figures, _dates, _communes, _observations, _settings, _gaps):
        yield from check(dataset)


def _site_rows(dataset: Dataset) -> Iterator[tuple[str, Row]]:
    """(file, row) of every site."""
    for name in SITE_TABLES:
        for row in dataset.tables[name].rows:
            yield dataset.tables[name].file, row


def _finding(code: str, file: str, row: Row, field: str, **params: Any) -> Finding:
    return Finding(code, file, row.line, field, visible(row.raw[field]), params)


def _nearest(text: str, candidates: Iterable[str]) -> str:
    """The candidate most like a key that misses; "–" if none is like it."""
    return next(iter(difflib.get_close_matches(text, list(candidates), n=1, cutoff=0.6)), "–")


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def _keys(dataset: Dataset) -> Findings:
    """No two rows, no two features with the same key; an id belongs to one site among zones and clusters."""
    for schema in TABLES:
        first: dict[Any, int] = {}
        for row in dataset.tables[schema.name].rows:
            key = tuple(row.values[name] for name in schema.key)
            if None in key and schema.name != "observations":
                continue
            if key in first:
                code = "observation-duplicate" if schema.name == "observations" else "id-duplicate"
                yield _finding(code, schema.file, row, schema.key[0], first=first[key])
            first.setdefault(key, row.line)
    seen: dict[str, str] = {}
    for file, row in _site_rows(dataset):
        site_id = str(row.values["id"])
        if seen.setdefault(site_id, file) != file:
            yield _finding("id-in-both-tables", file, row, "id", other=seen[site_id])
    for layer in dataset.layers.values():
        numbers: dict[str, int] = {}
        for feature in layer.features:
            if feature.key is not None and numbers.setdefault(feature.key, feature.number) != feature.number:
                params = {"first": numbers[feature.key]}
                yield Finding("id-duplicate", layer.file, feature.number, "id", visible(feature.key), params)


def _one_to_one(dataset: Dataset) -> Findings:
    """Each row has its feature and each feature its row."""
    for name in SITE_TABLES:
        table, layer = dataset.tables[name], dataset.layers[name]
        if not table.rows or not layer.features:
            continue  # a file that could not be read has its own finding
        rows = {str(row.values["id"]) for row in table.rows}
        features = {str(feature.key) for feature in layer.features}
        for row in table.rows:
            if row.values["id"] is not None and row.values["id"] not in features:
                nearest = _nearest(str(row.values["id"]), sorted(features - rows))
                yield _finding("id-without-feature", table.file, row, "id", other=layer.file, nearest=nearest)
        for feature in layer.features:
            if feature.key not in rows:
                nearest = _nearest(str(feature.key), sorted(rows - features))
                params = {"other": table.file, "nearest": nearest}
                yield Finding("id-without-row", layer.file, feature.number, "id", visible(str(feature.key)), params)


def _accuracies(dataset: Dataset) -> Findings:
    """What a site's feature says of its accuracy is one of the known words, and its geometry bears it out."""
    wanted = {
        "surveyed": ("Polygon", "MultiPolygon"),
        "digitised": ("Polygon", "MultiPolygon"),
        "commune": ("Point",),
        "district": (None,),
        "unknown": (None,),
    }
    for name in SITE_TABLES:
        layer = dataset.layers[name]
        for feature in layer.features:
            accuracy = feature.properties.get("location_accuracy")
            shown = visible(str(accuracy))
            if accuracy not in ACCURACIES:
                params = {"allowed": ", ".join(ACCURACIES)}
                yield Finding("value-not-allowed", layer.file, feature.number, "location_accuracy", shown, params)
            elif _geometry_type(feature) not in wanted[accuracy]:
                params = {"found": _geometry_type(feature) or "null", "wanted": str(wanted[accuracy][0] or "null")}
                yield Finding("accuracy-contradicts-geometry", layer.file, feature.number, "location_accuracy", shown, params)


def _geometry_type(feature: Feature) -> str | None:
    return None if feature.geometry is None else feature.geometry["type"]


def _references(dataset: Dataset) -> Findings:
    """Sources, districts and communes that are named must be there."""
    known = {name: {str(row.values["id"]) for row in dataset.tables[name].rows} for name in ("sources",)}
    known["communes"] = {str(row.values["code"]) for row in dataset.tables["communes"].rows}
    known["districts"] = {str(feature.key) for feature in dataset.layers["districts"].features}
    known["communes_2025"] = {str(feature.key) for feature in dataset.layers["communes_2025"].features}
    codes = {
        "sources": "source-unknown",
        "districts": "district-unknown",
        "communes": "commune-unknown",
        "communes_2025": "commune-unknown",
    }
    for schema in TABLES:
        for column in schema.columns:
            if column.refers and not (column.refers in OPTIONAL and not known[column.refers]):
                yield from _unknown(dataset, schema, column, known[column.refers], codes[column.refers])
    yield from _subjects(dataset, known["districts"])


def _unknown(dataset: Dataset, schema: TableSchema, column: Column, known: set[str], code: str) -> Findings:
    for row in dataset.tables[schema.name].rows:
        for part in names(row.values[column.name]):
            if part not in known:
                nearest = _nearest(part, sorted(known))
                yield Finding(code, schema.file, row.line, column.name, visible(part), {"nearest": nearest})


def _subjects(dataset: Dataset, districts: set[str]) -> Findings:
    sites = {str(row.values["id"]) for _, row in _site_rows(dataset)}
    known = {"province", *sites, *(f"district:{code}" for code in districts)}
    table = dataset.tables["observations"]
    for row in table.rows:
        if row.values["subject"] is not None and row.values["subject"] not in known:
            yield _finding("subject-unknown", table.file, row, "subject", nearest=_nearest(str(row.values["subject"]), sorted(known)))


def _kinds(dataset: Dataset) -> Findings:
    for name, kind in zip(SITE_TABLES, ("zone", "cluster"), strict=True):
        for row in dataset.tables[name].rows:
            if row.values["kind"] not in (None, kind):
                yield _finding("kind-mismatch", dataset.tables[name].file, row, "kind", wanted=kind)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────


def _figures(dataset: Dataset) -> Findings:
    """Figures of one site that contradict each other, or can't be read without their base and date."""
    areas = {f.key: f.properties.get("area_official_km2") for f in dataset.layers["districts"].features}
    for file, row in _site_rows(dataset):
        values: dict[str, Any] = dict(row.values)
        planned, industrial = values["area_planned_ha"], values["area_industrial_ha"]
        if planned is not None and industrial is not None and industrial > planned:
            yield _finding("industrial-above-planned", file, row, "area_industrial_ha", planned=row.raw["area_planned_ha"])
        total, operating = values["projects_total"], values["projects_operating"]
        if total is not None and operating is not None and operating > total:
            yield _finding("projects-operating-above-total", file, row, "projects_operating", total=total)
        if values["occupancy_pct"] is not None:
            for field, code in (("occupancy_base", "occupancy-without-base"), ("occupancy_as_of", "occupancy-without-date")):
                if values[field] is None and not row.raw[field].strip():
                    yield _finding(code, file, row, field, occupancy=row.raw["occupancy_pct"])
        if (total is not None or operating is not None) and not row.raw["projects_as_of"].strip():
            yield _finding("projects-without-date", file, row, "projects_as_of")
        for field in ("area_planned_ha", "area_industrial_ha"):
            yield from _size(file, row, field, areas.get(values["district_code"]))


def _size(file: str, row: Row, field: str, district_km2: Any) -> Findings:
    """An area above that of its whole district is square metres, or wrong."""
    area = row.values[field]
    if not isinstance(area, float) or not isinstance(district_km2, int | float) or area <= district_km2 * 100:
        return
    if area / 10_000 >= 1:
        yield _finding("area-in-square-metres", file, row, field, hectares=f"{area / 10_000:g}")
    else:
        yield _finding("site-larger-than-district", file, row, field, district=f"{district_km2 * 100:g}")


def _dates(dataset: Dataset) -> Findings:
    """No date after data_until; an adopted figure that is later than the map is worth a word."""
    until, as_of = date.fromisoformat(dataset.settings.data_until), date.fromisoformat(dataset.settings.as_of)
    for schema in TABLES:
        dates = [column for column in schema.columns if column.type in ("date", "year")]
        for row in dataset.tables[schema.name].rows:
            for column in dates:
                value = row.values[column.name]
                if value is None:
                    continue
                start = first_day(str(value))
                if start > until:
                    yield _finding("date-after-data-until", schema.file, row, column.name, until=dataset.settings.data_until)
                elif schema.name in SITE_TABLES and start > as_of:
                    yield _finding("figure-after-as-of", schema.file, row, column.name, as_of=dataset.settings.as_of)
    for property_, layer in (("as_of", "province"),):
        for feature in dataset.layers[layer].features:
            yield from _layer_date(dataset, feature, layer, property_)


def _layer_date(dataset: Dataset, feature: Feature, layer: str, field: str) -> Findings:
    value = feature.properties.get(field)
    try:
        if value is not None:
            parse_date(str(value))
    except BadCell:
        yield Finding("date-invalid", dataset.layers[layer].file, feature.number, field, visible(str(value)))


def _communes(dataset: Dataset) -> Findings:
    """A site's commune lies in its district, and its commune of 2025 took in that of 2020."""
    communes = {row.values["code"]: row.values for row in dataset.tables["communes"].rows}
    for file, row in _site_rows(dataset):
        commune = communes.get(row.values["commune_2020_code"])
        if commune is None:
            continue
        if row.values["district_code"] is not None and commune["district_code"] != row.values["district_code"]:
            yield _finding("commune-outside-district", file, row, "commune_2020_code", district=commune["district_code"])
        successors = names(commune["commune_2025_code"])
        if row.values["commune_2025_code"] not in (None, *successors):
            yield _finding("commune-successor-mismatch", file, row, "commune_2025_code", wanted=", ".join(successors))


# ── observations ──────────────────────────────────────────────────────────────────────────────────


def _observations(dataset: Dataset) -> Findings:
    """Every adopted number is an observation with the same subject, attribute, value and source."""
    observed: dict[Any, set[Any]] = {}
    dated: dict[Any, list[str | None]] = {}
    for row in dataset.tables["observations"].rows:
        key = (row.values["subject"], row.values["attribute"], row.values["value"])
        observed.setdefault(key, set()).add(row.values["source"])
        dated.setdefault((*key, row.values["source"]), []).append(row.values["as_of"])  # type: ignore[arg-type]
    if not observed:
        return
    for file, row in _site_rows(dataset):
        for attribute, (source_column, date_column) in (ADOPTED | {"established_year": (None, None)}).items():
            value = row.values[attribute]
            if value is None:
                continue
            sources = names(row.values[source_column]) if source_column else ()
            key = (row.values["id"], attribute, value)
            if source_column and not sources:
                yield _finding("figure-without-source", file, row, attribute, column=source_column)
            elif key not in observed or (sources and not observed[key] & set(sources)):
                yield _finding("observation-missing", file, row, attribute, subject=row.values["id"], source=", ".join(sources) or "–")
            elif not date_column and attribute != "established_year":
                yield from _late(dataset, file, row, attribute, [d for s in sources for d in dated.get((*key, s), ())])
    table = dataset.tables["totals"]
    for row in table.rows:
        key = ("province", row.values["measure"], row.values["value"])
        if row.values["source"] not in observed.get(key, ()):
            yield _finding("observation-missing", table.file, row, "value", subject="province", source=row.raw["source"])


def _late(dataset: Dataset, file: str, row: Row, attribute: str, dates: list[str | None]) -> Findings:
    """A figure whose every observation is later than the map."""
    starts = [first_day(text) for text in dates if text]
    if starts and len(starts) == len(dates) and min(starts) > date.fromisoformat(dataset.settings.as_of):
        yield _finding("figure-after-as-of", file, row, attribute, as_of=dataset.settings.as_of)


# ── settings ──────────────────────────────────────────────────────────────────────────────────────


def _settings(dataset: Dataset) -> Findings:
    """Measures and totals name fields that there are, and every total has its setting."""
    fields = {name for name, kind in Site.__annotations__.items() if "float" in kind or "int" in kind}
    settings = dataset.settings
    seen: set[str] = set()
    for measure in settings.measures:
        if measure.id in seen:
            yield Finding("measure-duplicate", "atlas.toml", field="measures", value=visible(measure.id))
        seen.add(measure.id)
        yield from _unknown_fields(f"measures.{measure.id}", measure.statistic, fields)
    for total in settings.totals:
        if total.statistic is not None:
            yield from _unknown_fields(f"totals.{total.id}", total.statistic, fields)
    named = {total.id for total in settings.totals}
    table = dataset.tables["totals"]
    for row in table.rows:
        if row.values["measure"] is not None and row.values["measure"] not in named:
            yield _finding("total-unknown", table.file, row, "measure", nearest=_nearest(str(row.values["measure"]), sorted(named)))
    known = {*settings.attributes, *(column.name for column in table_schema("zones").columns)}
    unnamed: dict[Any, Row] = {}
    for row in dataset.tables["observations"].rows:
        if row.values["attribute"] is not None and row.values["attribute"] not in known:
            unnamed.setdefault(row.values["attribute"], row)
    for row in unnamed.values():
        yield _finding("attribute-unnamed", dataset.tables["observations"].file, row, "attribute")


def _unknown_fields(place: str, statistic: Statistic, fields: set[str]) -> Findings:
    for key, name in (("field", statistic.field), ("weight", statistic.weight)):
        if name is not None and name not in fields:
            params = {"nearest": _nearest(name, sorted(fields))}
            yield Finding("measure-unknown-field", "atlas.toml", field=f"{place}.{key}", value=visible(name), params=params)


# ── what is not known ─────────────────────────────────────────────────────────────────────────────


def _gaps(dataset: Dataset) -> Findings:
    """Warnings that say what is not known: sites not identified, sites of a district without area."""
    for name in SITE_TABLES:
        table, layer = dataset.tables[name], dataset.layers[name]
        accuracy = {feature.key: feature.properties.get("location_accuracy") for feature in layer.features}

        def listed(field: str, test: Callable[[Row], bool], table: Any = table) -> tuple[list[Row], str]:
            rows = [row for row in table.rows if test(row)]
            return rows, ", ".join(str(row.values["id"]) for row in rows)

        for row in table.rows:
            if accuracy.get(str(row.values["id"])) == "unknown":
                yield _finding("site-not-identified", table.file, row, "id", name=row.raw["name_vi"])
        rows, ids = listed("id", lambda row: accuracy.get(str(row.values["id"])) == "district")
        if rows:
            yield Finding("commune-not-known", table.file, None, "commune_2020_code", None, {"count": len(rows), "of": len(table.rows), "ids": ids})
        for field in ("area_planned_ha", "occupancy_pct"):
            rows, ids = listed(field, lambda row, field=field: not row.raw[field].strip())  # type: ignore[misc]
            if rows:
                yield Finding("figure-not-known", table.file, None, field, None, {"count": len(rows), "of": len(table.rows), "ids": ids})
