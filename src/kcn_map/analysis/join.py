"""Join: rows with features, sites with areas and figures. One to one on the key; null stays null."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

from kcn_map.analysis.figures import SOURCE_COLUMN, published, site_sources, split_list
from kcn_map.core.cache import memoize
from kcn_map.core.model import (
    Area,
    Cell,
    Dataset,
    Feature,
    Geometry,
    Joined,
    Observation,
    PublishedTotal,
    Row,
    Site,
    Source,
)
from kcn_map.core.settings import Level, Settings, Text, code_column, text_column
from kcn_map.core.site_columns import FACTS, OWN_COLUMNS, facts, names_of
from kcn_map.text.numbers import exact, rounded

#: The land that an occupancy is a share of → the column that holds its area. Leasable land is not kept.
BASE_AREA = {"industrial_land": "area_industrial_ha", "total_land": "area_planned_ha"}

_SITE_FIELDS = tuple(
    column.name
    for column in OWN_COLUMNS
    if column not in FACTS and not column.lang and column.name not in {*SOURCE_COLUMN.values(), "other_names"}
)


@memoize(1)  # the check joins what the map is made of
def join(dataset: Dataset) -> Joined:
    """The joined atlas of a dataset that has no findings of severity error.

    Raises KeyError where a required key is missing: `check` finds those first.
    """
    observations = published(dataset)
    by_subject: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_subject[observation.subject].append(observation)
    areas = {level.id: _areas(dataset, level, by_subject) for level in dataset.settings.levels}
    sites = (site for kind in dataset.settings.kinds for site in _sites(dataset, kind.stem, by_subject))
    return Joined(
        settings=dataset.settings,
        sites=tuple(_in_parents(sites, dataset.settings.levels, areas)),
        areas=areas,
        observations=observations,
        sources=tuple(_source(row.values, dataset.settings.languages) for row in dataset.tables["sources"].rows),
        totals=_totals(dataset),
        base={name: dataset.layers[name] for name in ("province", "neighbours", "locator", "water", "roads", "towns")},
    )


def _in_parents(sites: Iterable[Site], levels: Sequence[Level], areas: Mapping[str, Sequence[Area]]) -> Iterator[Site]:
    """The sites with the code of the area of names alone that their area of the first level is a part of."""
    first = levels[0]
    parent = next((level.id for level in levels if level.id == first.parent and not level.layer), None)
    over = {area.code: area.parents[0] for area in areas[first.id] if len(area.parents) == 1}
    for site in sites:
        code = over.get(site.codes[first.id] or "")
        if parent and code and site.codes[parent] is None:
            site = replace(site, codes={**site.codes, parent: code})
        yield site


def _sites(dataset: Dataset, name: str, by_subject: Mapping[str, list[Observation]]) -> list[Site]:
    features = {feature.key: feature for feature in dataset.layers[name].features}
    settings = dataset.settings
    return [_site(row, features[str(row.values["id"])], settings, by_subject) for row in dataset.tables[name].rows]


def _site(
    row: Row, feature: Feature, settings: Settings, by_subject: Mapping[str, list[Observation]]
) -> Site:  # fmt: skip
    levels, languages = [level.id for level in settings.levels], settings.languages
    values: dict[str, Any] = {field: row.values.get(field) for field in _SITE_FIELDS}
    lon, lat = _mark(feature.geometry)
    return Site(
        **values,
        other_names=split_list(row.values.get("other_names")),
        codes={level: _text(row.values.get(code_column(level))) for level in levels},
        area_names={level: _text(row.values.get(level)) for level in levels[1:]},
        location_accuracy=feature.properties["location_accuracy"],
        location_uncertainty_m=feature.properties.get("uncertainty_m"),
        name=Text.of_row(row.values, "name", languages),
        industries=Text.of_row(row.values, "industries", languages),
        note=Text.of_row(row.values, "note", languages),
        location_note=Text.of_row(feature.properties, "basis", languages),
        area_vacant_ha=_vacant_ha(values),
        geometry=feature.geometry,
        lon=lon,
        lat=lat,
        sources=site_sources(row),
        observations=tuple(by_subject[values["id"]]),
        facts={name: row.values.get(name) for name in names_of(facts(settings))},
    )


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


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
        lon, lat, *_ = geometry["coordinates"]
        return lon, lat
    from shapely.geometry import shape

    inside = shape(dict(geometry)).representative_point()
    return round(inside.x, 5), round(inside.y, 5)


def _areas(dataset: Dataset, level: Level, by_subject: Mapping[str, list[Observation]]) -> tuple[Area, ...]:
    """The areas of a level: the features of its layer, or the rows of its table of names.

    Most say nothing in most columns: those share what they have to say.
    """
    rows: list[Mapping[str, Any]]
    geometries: Iterable[Geometry | None] = repeat(None)
    if level.layer:
        features = dataset.layers[level.id].features
        rows, geometries = [one.properties for one in features], [one.geometry for one in features]
    else:
        rows = [row.values for row in dataset.tables[level.id].rows]

    def column(name: str) -> list[Any]:
        return [row.get(name) for row in rows]

    languages, start, codes = dataset.settings.languages, f"{level.id}:", [row["code"] for row in rows]
    others = [other.id for other in dataset.settings.levels if other.id not in (level.id, level.parent)]
    seen = {of.removeprefix(start): tuple(found) for of, found in by_subject.items() if of.startswith(start)}
    columns = (  # in the order of the fields
        *(codes, _texts(column, "name", languages), _lists(column("other_names"))),
        _lists(column(code_column(level.parent))) if level.parent else repeat(()),
        _codes({other: column(code_column(other)) for other in others}),
        _codes({of: column(one) for of, one in level.origins.items()}),
        *(column("area_official_km2"), _texts(column, "area_note", languages)),
        *(map(_label, column("label_lon"), column("label_lat")), geometries, (seen.get(code, ()) for code in codes)),
    )
    return tuple(map(Area, repeat(level.id), *columns))


def _label(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    return None if lon is None or lat is None else (lon, lat)


def _texts(column: Callable[[str], list[Any]], base: str, languages: Sequence[str]) -> Iterable[Text]:
    """A text of each row, the same one where none has any."""
    columns = {lang: found for lang in languages if any(found := column(text_column(base, lang)))}
    if not columns:
        return repeat(Text())
    rows = zip(*columns.values(), strict=True)
    if all(map(all, columns.values())):
        return (Text(zip(columns, row, strict=True)) for row in rows)
    return (Text([(lang, cell) for lang, cell in zip(columns, row, strict=True) if cell]) for row in rows)


def _lists(cells: list[Any]) -> Iterable[tuple[str, ...]]:
    """The parts of each cell."""
    return map(split_list, cells) if any(cells) else repeat(())


def _codes(columns: Mapping[str, list[Any]]) -> Iterable[Mapping[str, tuple[str, ...]]]:
    """The parts of each row's cells by level, of the levels that it has some of."""
    told = {level: _lists(cells) for level, cells in columns.items() if any(cells)}
    if not told:
        return repeat({})
    rows = zip(*told.values(), strict=True)
    return ({level: codes for level, codes in zip(told, row, strict=True) if codes} for row in rows)


def _source(values: Mapping[str, Any], languages: Sequence[str]) -> Source:
    own = {name: values[name] for name in ("id", "title", "publisher", "url", "published", "kind")}
    return Source(**own, published_note=Text.of_row(values, "published_note", languages))


def _totals(dataset: Dataset) -> tuple[PublishedTotal, ...]:
    settings = {setting.id: setting for setting in dataset.settings.totals}
    fields = ("value", "qualifier", "as_of", "source")
    return tuple(
        PublishedTotal(
            setting=settings[str(row.values["measure"])],
            note=Text.of_row(row.values, "note", dataset.settings.languages),
            **{field: row.values[field] for field in fields},  # type: ignore[arg-type]
        )
        for row in dataset.tables["totals"].rows
    )
