"""Join: rows with features, sites with districts, communes, figures. One to one on the key; null stays null."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kcn_map.core.model import (
    Cell,
    Commune2020,
    Commune2025,
    Dataset,
    District,
    Feature,
    Geometry,
    Joined,
    Observation,
    PublishedTotal,
    Row,
    Site,
    Source,
)
from kcn_map.core.site_columns import ADOPTED, FACTS, SITE_COLUMNS
from kcn_map.text.dates import overlap
from kcn_map.text.numbers import exact, rounded

#: The land that an occupancy is a share of → the column that holds its area. Leasable land is not kept.
BASE_AREA = {"industrial_land": "area_industrial_ha", "total_land": "area_planned_ha"}

#: Stands for every source: the tables name none for the year of establishment.
ANY = "*"

#: Attribute of a site → the column that names its source.
_SOURCE_COLUMN = {attribute: column for attribute, (column, _) in ADOPTED.items()} | {
    "infrastructure_investor": "investor_source"
}
_SITE_FIELDS = tuple(
    column.name
    for column in SITE_COLUMNS
    if column not in FACTS and column.name not in {*_SOURCE_COLUMN.values(), "other_names"}
)


def join(dataset: Dataset) -> Joined:
    """The joined atlas of a dataset that has no findings of severity error.

    Raises KeyError where a required key is missing: `check` finds those first.
    """
    observations = _observations(dataset)
    by_subject: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_subject[observation.subject].append(observation)
    return Joined(
        settings=dataset.settings,
        sites=tuple(site for layer in ("zones", "clusters") for site in _sites(dataset, layer, by_subject)),
        districts=tuple(_district(feature, by_subject) for feature in dataset.layers["districts"].features),
        communes_2020=tuple(_commune_2020(row.values) for row in dataset.tables["communes"].rows),
        communes_2025=tuple(_commune_2025(feature) for feature in dataset.layers["communes_2025"].features),
        observations=observations,
        sources=tuple(_source(row.values) for row in dataset.tables["sources"].rows),
        totals=_totals(dataset),
        base={name: dataset.layers[name] for name in ("province", "neighbours", "water", "roads", "towns")},
    )


def split_list(cell: Cell) -> tuple[str, ...]:
    """The parts of a cell that holds several, divided by semicolons."""
    return tuple(part.strip() for part in str(cell or "").split(";") if part.strip())


def _sites(dataset: Dataset, name: str, by_subject: Mapping[str, list[Observation]]) -> list[Site]:
    features = {feature.key: feature for feature in dataset.layers[name].features}
    return [_site(row, features[str(row.values["id"])], by_subject) for row in dataset.tables[name].rows]


def _site(row: Row, feature: Feature, by_subject: Mapping[str, list[Observation]]) -> Site:
    values: dict[str, Any] = {field: row.values.get(field) for field in _SITE_FIELDS}
    lon, lat = _mark(feature.geometry)
    return Site(
        **values,
        other_names=split_list(row.values.get("other_names")),
        location_accuracy=feature.properties["location_accuracy"],
        location_uncertainty_m=feature.properties.get("uncertainty_m"),
        location_note_vi=feature.properties.get("basis_vi"),
        location_note_en=feature.properties.get("basis_en"),
        area_vacant_ha=_vacant_ha(values),
        geometry=feature.geometry,
        lon=lon,
        lat=lat,
        sources=_site_sources(row),
        observations=tuple(by_subject[values["id"]]),
        facts={column.name: row.values.get(column.name) for column in FACTS},
    )


def _vacant_ha(values: Mapping[str, Any]) -> float | None:
    """Estimated vacant land: the land of the occupancy's own base, less the occupied share. None if not known."""
    land = values.get(BASE_AREA.get(values["occupancy_base"], ""))
    if land is None or values["occupancy_pct"] is None:
        return None
    return float(rounded(exact(land) * (100 - exact(values["occupancy_pct"])) / 100, 2))


def _mark(geometry: Geometry | None) -> tuple[float | None, float | None]:
    """Where a site's mark stands: its point, or a point within its polygon."""
    if geometry is None:
        return None, None
    if geometry["type"] == "Point":
        return geometry["coordinates"][0], geometry["coordinates"][1]
    from shapely.geometry import shape

    inside = shape(dict(geometry)).representative_point()
    return round(inside.x, 5), round(inside.y, 5)


def _site_sources(row: Row) -> dict[str, tuple[str, ...]]:
    found = {attribute: split_list(row.values.get(column)) for attribute, column in _SOURCE_COLUMN.items()}
    return {
        attribute: sources for attribute, sources in found.items() if sources and row.values.get(attribute) is not None
    }


def _observations(dataset: Dataset) -> tuple[Observation, ...]:
    adopted = _adopted(dataset)
    found = []
    for row in dataset.tables["observations"].rows:
        values: dict[str, Any] = dict(row.values)
        by_source = adopted.get((values["subject"], values["attribute"], values["value"]), {})
        dates = [day for source in (values["source"], ANY) for day in by_source.get(source, ())]
        found.append(Observation(**values, adopted=any(_may_be(day, values["as_of"]) for day in dates)))
    return tuple(found)


def _adopted(dataset: Dataset) -> dict[tuple[Any, Any, Any], dict[Cell, set[Cell]]]:
    """(subject, attribute, value) → source → dates, of the figures that the tables of sites and of totals use."""
    adopted: dict[tuple[Any, Any, Any], dict[Cell, set[Cell]]] = defaultdict(lambda: defaultdict(set))
    for name in ("zones", "clusters"):
        for row in dataset.tables[name].rows:
            for attribute, sources in {**_site_sources(row), "established_year": (ANY,)}.items():
                _, date_column = ADOPTED.get(attribute, ("", None))
                by_source = adopted[row.values["id"], attribute, row.values[attribute]]
                for source in sources:
                    by_source[source].add(row.values[date_column] if date_column else None)
    for row in dataset.tables["totals"].rows:
        figure = "province", row.values["measure"], row.values["value"]
        adopted[figure][row.values["source"]].add(row.values["as_of"])
    return adopted


def _may_be(day: Cell, other: Cell) -> bool:
    """Whether two dates may be the same; one that is not known may be any."""
    return day is None or other is None or overlap(str(day), str(other))


def _district(feature: Feature, by_subject: Mapping[str, list[Observation]]) -> District:
    properties = feature.properties
    lon, lat = properties.get("label_lon"), properties.get("label_lat")
    return District(
        code=properties["code"],
        name_vi=properties["name_vi"],
        name_en=properties["name_en"],
        other_names=tuple(properties.get("other_names") or ()),
        area_official_km2=properties.get("area_official_km2"),
        area_note_vi=properties.get("area_note_vi"),
        area_note_en=properties.get("area_note_en"),
        label=None if lon is None or lat is None else (lon, lat),
        geometry=feature.geometry,
        observations=tuple(by_subject[f"district:{properties['code']}"]),
    )


def _commune_2020(values: Mapping[str, Any]) -> Commune2020:
    return Commune2020(
        code=values["code"],
        name_vi=values["name_vi"],
        other_names=split_list(values.get("other_names")),
        district_code=values["district_code"],
        successors=split_list(values["commune_2025_code"]),
        lon=values.get("lon"),
        lat=values.get("lat"),
        point_quality=values.get("point_quality"),
    )


def _commune_2025(feature: Feature) -> Commune2025:
    properties = feature.properties
    return Commune2025(
        code=properties["code"],
        name_vi=properties["name_vi"],
        districts_2020=tuple(properties.get("districts_2020") or ()),
        communes_2020=tuple(properties.get("communes_2020") or ()),
        geometry=feature.geometry,
    )


def _source(values: Mapping[str, Any]) -> Source:
    return Source(**values)


def _totals(dataset: Dataset) -> tuple[PublishedTotal, ...]:
    settings = {setting.id: setting for setting in dataset.settings.totals}
    fields = ("value", "qualifier", "as_of", "source", "note", "note_vi")
    return tuple(
        PublishedTotal(
            setting=settings[str(row.values["measure"])],
            **{field: row.values[field] for field in fields},  # type: ignore[arg-type]
        )
        for row in dataset.tables["totals"].rows
    )
