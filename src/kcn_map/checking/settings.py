"""Checks of settings against the data: measures, totals and attributes name what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kcn_map.cartography.palettes import palettes
from kcn_map.checking.common import Findings, Nearest, at, folded_names, name_column, units
from kcn_map.core.area_columns import KEPT_BY_FORMATS, MEASURE_SUFFIXES, naming_columns, province_columns
from kcn_map.core.columns import NUMERIC
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Site
from kcn_map.core.settings import Aggregation, Level, Settings
from kcn_map.core.site_columns import facts, site_columns
from kcn_map.reading.cells import visible
from kcn_map.reading.kinds import kinds_as_toml
from kcn_map.reading.levels import levels_as_toml
from kcn_map.reading.repeats import listed
from kcn_map.reading.settings import FILE
from kcn_map.reading.structure import describes_kinds
from kcn_map.text.messages import Told
from kcn_map.text.names import fold, fold_unit

#: The ellipsoid of longitude and latitude. It needs no look into PROJ, which a query would pay for.
WGS84 = "EPSG:4326"
#: Half the Earth's axis at the equator: an ellipsoid of another size is of another body.
EARTH_M = 6_378_137


_OWNERS = {
    "area": Told("detail.names_of_areas"),
    "format": Told("detail.formats"),
}


def check_settings(dataset: Dataset) -> Findings:
    for check in (_schema, check_area_crs, _measures, _totals, _province, _neighbours, _attributes, _languages):
        yield from check(dataset)


def _languages(dataset: Dataset) -> Findings:
    """Each text of the settings in each language of the atlas."""
    for lang, fields in dataset.settings.lacking.items():
        params = {"count": len(fields), "names": listed(fields)}
        yield Finding("texts-incomplete", FILE, value=visible(lang), params=params)


def _schema(dataset: Dataset) -> Findings:
    """The form of today says what that of 1 leaves unsaid: the levels that the atlas has areas of, and the kinds."""
    if dataset.settings.schema != 1:
        return
    first, *others = dataset.settings.levels
    kept = [first, *(level for level in others if any(units(dataset, level)))]
    ids = {level.id for level in kept}
    known = [_as_its_areas(dataset, level) for level in kept]
    levels = [replace(one, origins={id_: name for id_, name in one.origins.items() if id_ in ids}) for one in known]
    beside: Told | str = ""
    parts = [levels_as_toml(levels)]
    if not describes_kinds(dataset.settings_text):
        parts += [kinds_as_toml(dataset.settings.kinds), "[sites]\n"]
        beside = Told("detail.replacing_kinds")
    params = {"lines": "\n".join(parts).rstrip(), "beside": beside}
    yield Finding("schema-old", FILE, None, "schema", "1", params)


def _as_its_areas(dataset: Dataset, level: Level) -> Level:
    """A level as its areas are: their codes have so many digits, and they may be called as those of another level are.

    A file that is named after one level holds the areas of another where these are all that there is.
    """
    areas, column = units(dataset, level), name_column(dataset)
    lengths = {len(area.key) for area in areas if area.key and area.key.isdigit()}
    names = [f"{name} " for name in folded_names(areas, column)]
    known = [level, *reversed(dataset.settings.levels)]
    is_own = _of_its_words(names, level) == len(names)
    called = level if is_own else max(known, key=partial(_of_its_words, names))
    return replace(
        level, digits=lengths.pop() if len(lengths) == 1 else 0, name=called.name, name_plural=called.name_plural
    )


def _of_its_words(names: Sequence[str], level: Level) -> int:
    """How many names begin as those of the areas of a level do."""
    words = tuple(f"{fold(word)} " for text in level.name_plural.values() for word in text.split(","))
    return sum(1 for name in names if name.startswith(words))


def check_area_crs(dataset: Dataset) -> Findings:
    """Areas are computed on an ellipsoid that PROJ knows."""
    crs = dataset.settings.area_crs
    if crs == WGS84:
        return
    from pyproj.exceptions import CRSError

    from kcn_map.geo.geodesy import ellipsoid

    try:
        if abs(ellipsoid(crs).a - EARTH_M) < EARTH_M / 100:
            return
    except CRSError:
        pass
    expected = Told("detail.earth_crs")
    yield Finding("setting-invalid", FILE, field="area_crs", value=visible(crs), params={"expected": expected})


def _measures(dataset: Dataset) -> Findings:
    """Each measure once, over fields that there are, in colours that there are."""
    settings = dataset.settings
    for name, ids in (("measures", [m.id for m in settings.measures]), ("totals", [t.id for t in settings.totals])):
        for id_, count in Counter(ids).items():
            if count > 1:
                yield Finding("measure-duplicate", FILE, field=name, value=visible(id_))
    yield from _columns_of_measures(settings)
    own = (name for name, kind in Site.__annotations__.items() if kind in ("float | None", "int | None"))
    fields = Nearest((*own, *(column.name for column in facts(settings) if column.type in NUMERIC)))
    for measure in settings.measures:
        yield from _fields(f"measures.{measure.id}", measure.aggregation, fields)
        if measure.palette not in palettes():
            params = {"allowed": ", ".join(palettes())}
            field = f"measures.{measure.id}.palette"
            yield Finding("palette-unknown", FILE, field=field, value=visible(measure.palette), params=params)
    for total in settings.totals:
        if total.aggregation is not None:
            yield from _fields(f"totals.{total.id}", total.aggregation, fields)


def _columns_of_measures(settings: Settings) -> Findings:
    """No measure makes a column that a row of an area has already; most formats take capitals for small letters."""
    of_areas = (
        *province_columns(settings),
        *(column for one in settings.levels for column in naming_columns(settings, one)),
    )
    taken = {column.name.casefold(): "area" for column in of_areas} | dict.fromkeys(KEPT_BY_FORMATS, "format")
    for measure in settings.measures:
        names = [f"{measure.id}{suffix}" for suffix in MEASURE_SUFFIXES]
        known = next((name for name in names if taken.get(name.casefold(), measure.id) != measure.id), None)
        if known is not None:
            owner = taken[known.casefold()]
            params = {"column": visible(known), "owner": _OWNERS.get(owner) or f"“{visible(owner)}”"}
            yield Finding("measure-name-taken", FILE, field="measures", value=visible(measure.id), params=params)
        for name in names:
            taken.setdefault(name.casefold(), measure.id)


def _fields(path: str, aggregation: Aggregation, fields: Nearest) -> Findings:
    for key, name in (("field", aggregation.field), ("weight", aggregation.weight)):
        if name is not None and name not in fields.candidates:
            params = {"nearest": fields(name)}
            yield Finding("measure-unknown-field", FILE, field=f"{path}.{key}", value=visible(name), params=params)


def _totals(dataset: Dataset) -> Findings:
    """Every published total, and every part of a share, has its setting."""
    nearest = Nearest(total.id for total in dataset.settings.totals)
    table = dataset.tables["totals"]
    for row in table.rows:
        measure = row.values["measure"]
        if measure is not None and measure not in nearest.candidates:
            yield at("total-unknown", table.file, row, "measure", nearest=nearest(str(measure)))
    for setting in dataset.settings.totals:
        if setting.part_of is not None and setting.part_of not in nearest.candidates:
            field, params = f"totals.{setting.id}.part_of", {"nearest": nearest(setting.part_of)}
            yield Finding("total-unknown", FILE, field=field, value=visible(setting.part_of), params=params)
    yield from _totals_alone(dataset)
    for name, attribute in dataset.settings.attributes.items():
        for total in attribute.share_of or ():
            if total not in nearest.candidates:
                field, params = visible(f"attributes.{name}.share_of"), {"nearest": nearest(total)}
                yield Finding("total-unknown", FILE, field=field, value=visible(total), params=params)


def _totals_alone(dataset: Dataset) -> Findings:
    """A total is a part of another of its unit, and has a row where any has."""
    settings, table = dataset.settings.totals, dataset.tables["totals"]
    units, told = {total.id: total.unit for total in settings}, {row.values["measure"] for row in table.rows}
    for total in settings:
        whole = total.part_of
        if whole == total.id or (whole in units and units[whole] != total.unit):
            yield Finding("total-part-invalid", FILE, None, f"totals.{total.id}.part_of", visible(str(whole)))
        if told and total.id not in told:
            yield Finding("total-without-row", FILE, None, f"totals.{total.id}.id", visible(total.id))


def _province(dataset: Dataset) -> Findings:
    """The outline is that of the province of the settings."""
    layer, wanted = dataset.layers["province"], dataset.settings.province_code
    for feature in layer.features:
        if feature.key and wanted and feature.key != wanted:
            yield Finding(
                "province-differs", layer.file, feature.number, "code", visible(feature.key), {"wanted": wanted}
            )
        name, other = str(feature.properties[name_column(dataset)] or ""), dataset.settings.province.first
        if name and feature.key == wanted and not {fold(name), fold_unit(name)} & {fold(other), fold_unit(other)}:
            params = {"wanted": visible(other)}
            yield Finding("province-differs", layer.file, feature.number, name_column(dataset), visible(name), params)


def _neighbours(dataset: Dataset) -> Findings:
    """No neighbour is the province itself; where its outline has another code, that is reported already."""
    layer, own = dataset.layers["neighbours"], dataset.settings.province_code
    outlines = {feature.key for feature in dataset.layers["province"].features}
    for feature in layer.features:
        if feature.key and feature.key == own and outlines <= {own, None}:
            yield Finding("neighbour-is-province", layer.file, feature.number, "code", visible(feature.key))


def _attributes(dataset: Dataset) -> Findings:
    """A warning for each attribute that has no name for readers, at its first observation."""
    settings = dataset.settings
    columns = site_columns(settings.levels, settings.kinds, settings.fields)
    known = {*settings.attributes, *(column.name for column in columns)}
    seen, nearest = {None, *known}, Nearest(known)
    table = dataset.tables["observations"]
    for row in table.rows:
        attribute = row.values["attribute"]
        if attribute not in seen:
            seen.add(str(attribute))
            yield at("attribute-unnamed", table.file, row, "attribute", nearest=nearest(str(attribute)))
