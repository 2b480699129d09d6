"""[[fields]] of atlas.toml → Column: further columns of sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from kcn_map.core.area_columns import KEPT_BY_FORMATS
from kcn_map.core.columns import Column, in_languages
from kcn_map.core.common_schema import KEEPER_NOTE, SITE_PROPERTIES
from kcn_map.core.figure_columns import figure_columns
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Kind
from kcn_map.core.settings import Level, Text
from kcn_map.core.site_columns import DISTANCE, FIXED_ROW, VACANCY, site_columns
from kcn_map.reading.cells import visible
from kcn_map.reading.taken import TAKEN_LEVELS
from kcn_map.reading.toml import FILE, Reader, is_name, is_text
from kcn_map.text.languages import LANGUAGES
from kcn_map.text.messages import Told, dictionary, word

#: Type of a field → the type of its column. Money is a number whose unit is a currency.
TYPES = {
    **{name: name for name in ("number", "percent", "count")},
    "money": "number",
    **{name: name for name in ("date", "text", "url")},
    "choice": "enum",
}
#: Those that sites can be filtered by, and those that have a unit.
FILTERED, MEASURED = ("number", "percent", "count", "money", "date", "choice"), ("number", "count", "money")
#: So many fields, and choices of one, are more than a card can show.
MOST_FIELDS, MOST_CHOICES = 60, 60
#: The group of a field that names none.
OTHER = "other"
#: The groups whose words are shipped.
GROUPS = tuple(dictionary()["group"])


def read_fields(top: Reader, levels: Sequence[Level], kinds: Sequence[Kind]) -> tuple[Column, ...]:
    """The fields in their order."""
    entries = top.tables("fields", [])
    fields = tuple(map(_field, entries))
    for field, value, expected in _mistakes(fields, top, levels, kinds):
        _refuse(top, field, value, expected)
    return fields


def _field(entry: Reader) -> Column:
    kind, id_, name = entry.choice("type", tuple(TYPES)), entry.name("id"), entry.words("name")
    if kind is None:  # what else there may be depends on it
        entry.asked |= {"unit", "choices", "filter"}
        return Column(id_, "text", name, group=_group(entry))
    choices = _choices(entry) if kind == "choice" else {}
    if kind != "choice" and "choices" in entry.tree:
        entry.asked.add("choices")
        expected = Told("detail.choices")
        _refuse(entry, entry.field("choices"), f'type = "{kind}"', expected)
    return Column(
        id_, TYPES[kind], name, _unit(entry, kind), optional=True, values=tuple(choices),
        said=tuple(choices.values()), words=f"choice.{id_}" if kind == "choice" else "", group=_group(entry),
        filter=_filter(entry, kind),
    )  # fmt: skip


def _unit(entry: Reader, kind: str) -> str:
    """A share is in per cent, money needs a currency, and only what is a quantity has a unit."""
    unit = str(entry.text("unit", ""))
    if kind == "percent" and unit in ("", "%"):
        return "%"
    if kind == "money" and not unit.strip():
        _refuse(entry, entry.field("unit"), unit, Told("detail.currency"))
    elif kind not in MEASURED and unit:
        _refuse(entry, entry.field("unit"), unit, Told("detail.no_unit", kind=kind))
    return unit


def _group(entry: Reader) -> Text:
    """What the fields of a group are headed by: shipped words by their id, or words of its own."""
    if isinstance(entry.tree.get("group"), dict):
        return entry.words("group")
    listed = ", ".join(GROUPS)
    expected = Told("detail.one_or_texts", listed=listed)
    group = entry.take("group", expected, lambda value: value in GROUPS, OTHER) or OTHER
    return Text.in_each(entry.languages, partial(word, f"group.{group}"))


def _filter(entry: Reader, kind: str) -> bool:
    is_filter = entry.take("filter", Told("detail.true_or_false"), lambda v: type(v) is bool, False)
    if is_filter and kind not in FILTERED:
        types = ", ".join(FILTERED)
        expected = Told("detail.no_filter", kind=kind, types=types)
        _refuse(entry, entry.field("filter"), "true", expected)
    return bool(is_filter)


def _choices(entry: Reader) -> dict[str, Text]:
    """Value → its words."""
    choices = entry.table("choices")
    are_too_many = len(choices.tree) > MOST_CHOICES
    found = {} if are_too_many else {name: choices.words(name) for name in choices.tree}
    choices.asked |= choices.tree.keys()
    if are_too_many or ("choices" in entry.tree and not found) or not all(map(is_name, found)):
        expected = Told("detail.values", most=MOST_CHOICES)
        _refuse(entry, entry.field("choices"), ", ".join(choices.tree) or "{}", expected)
    return found


def _mistakes(
    fields: Sequence[Column], top: Reader, levels: Sequence[Level], kinds: Sequence[Kind]
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """(setting, value, what was expected) of what can't be, though each value by itself can."""
    if not fields:
        return
    if len(fields) > MOST_FIELDS:
        yield "fields", f"{len(fields)}", Told("detail.most_fields", most_fields=MOST_FIELDS)
    taken = {name.casefold() for name in _taken(top, levels, kinds)}
    for field in fields:
        if field.name.casefold() in taken:
            yield f"fields.{field.name}.id", field.name, Told("detail.free_id_of_field")
        taken.add(field.name.casefold())


def _taken(top: Reader, levels: Sequence[Level], kinds: Sequence[Kind]) -> Iterator[str]:
    """What columns of sites, figures and measures are called, and what is kept for other uses."""
    figures = figure_columns(top.languages)
    columns = (*site_columns(levels, kinds, ()), *FIXED_ROW, *SITE_PROPERTIES, DISTANCE, *VACANCY, *figures)
    yield from (column.name for column in in_languages(columns, (*top.languages, *LANGUAGES)))
    yield from (*TAKEN_LEVELS, *KEPT_BY_FORMATS, KEEPER_NOTE, *dictionary()["attribute"], *(one.id for one in kinds))
    for tables in ("measures", "totals"):
        entries = top.tree.get(tables)
        yield from (entry["id"] for entry in entries or () if isinstance(entry, dict) and is_text(entry.get("id")))
    attributes = top.tree.get("attributes")
    yield from attributes if isinstance(attributes, dict) else ()


def _refuse(reader: Reader, field: str, value: str, expected: Mapping[str, str]) -> None:
    finding = Finding("setting-invalid", FILE, None, visible(field, 120), visible(value), {"expected": expected})
    reader.findings.append(finding)
