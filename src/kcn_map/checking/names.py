"""Checks of what names are made of: the words of another kind, and words that have lost their tone marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kcn_map.checking.common import FEW, Findings, at, grouped, name_column, name_columns, site_rows
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.core.texts import text_column
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold

#: Columns and properties that hold the Vietnamese name of a place, beside those of levels.
NAMES = ("name_vi", "full_name_vi")


def check_names(dataset: Dataset) -> Findings:
    for check in (_other_kinds, _without_marks, _unlike_ids, _full_names):
        yield from grouped(check(dataset))


def _other_kinds(dataset: Dataset) -> Findings:
    """The names of a site do not say that it is of another kind."""
    kinds = dataset.settings.kinds
    ids = {kind.id: {row.values["id"] for row in dataset.tables[kind.stem].rows} for kind in kinds}
    for own in kinds:
        table, told = dataset.tables[own.stem], own.name
        twice = set().union(*(others for other, others in ids.items() if other != own.id))
        words = _words_of((own,))
        others = tuple(f" {phrase} " for phrase in _words_of(kind for kind in kinds if kind != own) - words)
        mine = tuple(f" {phrase} " for phrase in words)
        for row in table.rows if words else ():
            for field in ("id", *name_columns(dataset)):
                if row.values["id"] not in twice and _tells(row.raw.get(field, ""), others, mine):
                    yield at("name-of-other-kind", table.file, row, field, kind=told)
                    break


def _words_of(kinds: Iterable[Kind]) -> set[str]:
    """What distinguishes kinds in a name, folded: each phrase, and the word that it ends with."""
    phrases = [phrase for kind in kinds for phrase in map(fold, kind.phrases)]
    return {*phrases, *(phrase.rpartition(" ")[2] for phrase in phrases)}


def _tells(name: str, others: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether a name begins or ends with a word of another kind, and has none of its own."""
    text = f" {fold(name)} "
    if any(phrase in text for phrase in own):
        return False
    return text.startswith(others) or text.endswith(others)


def _without_marks(dataset: Dataset) -> Findings:
    """A Vietnamese name is written with its marks, as its words are in all other names.

    Names of plain letters there are; of this one half of the words at least are known with marks alone.
    """
    if "vi" not in dataset.settings.languages:
        return
    names = list(_names(dataset))
    plain = [one for one in names if one[-1].isascii()]
    if not plain:
        return
    words = set(" ".join([one[-1] for one in names if not one[-1].isascii()]).casefold().split())
    marked = {fold(word): word for word in sorted(word for word in words if not word.isascii())}
    for file, number, field, name in plain:
        bare = name.casefold().split()
        lost = [word for word in bare if word in marked and word not in words]
        if lost and 2 * len(lost) >= len(bare):
            params = {"words": visible(", ".join(f"{word} → {marked[word]}" for word in lost))}
            yield Finding("name-without-marks", file, number, field, visible(name), params)


def _unlike_ids(dataset: Dataset) -> Findings:
    """Where all other sites have words of their name in their id, one that has none bears another's name."""
    rows, unlike, kinds = list(site_rows(dataset)), [], _words_of(dataset.settings.kinds)
    for file, row in rows:
        told = set(fold(row.raw["id"]).split()) - kinds
        name = fold(str(row.values[name_column(dataset)] or ""))
        if told and name and told.isdisjoint(name.split()):
            unlike.append((file, row))
    if len(unlike) == 1 and len(rows) > FEW:
        yield at("name-unlike-id", *unlike[0], name_column(dataset), id=visible(unlike[0][1].raw["id"]))


def _full_names(dataset: Dataset) -> Findings:
    """The full name of a town has its name in it; what stands in brackets is a remark."""
    layer, lang = dataset.layers["towns"], dataset.settings.languages[0]
    fields = [text_column(base, lang) for base in ("name", "full_name")]
    for feature in layer.features:
        name, full = (str(feature.properties.get(field) or "") for field in fields)
        if full and fold(name.partition("(")[0]) not in fold(full):
            params = {"name": visible(name)}
            yield Finding("town-names-differ", layer.file, feature.number, fields[1], visible(full), params)


def _names(dataset: Dataset) -> Iterator[tuple[str, int, str, str]]:
    """(file, row or feature, column or property, the name there)."""
    levels = dataset.settings.levels
    wanted = {*NAMES, *(name for level in levels for name in (level.id, f"{level.id}_name"))}
    for schema in schema_of(dataset.settings).tables:
        fields = [column.name for column in schema.columns if column.name in wanted and column.type == "text"]
        for row in dataset.tables[schema.name].rows if fields else ():
            yield from ((schema.file, row.line, field, row.raw[field].strip()) for field in fields)
    for layer in schema_of(dataset.settings).layers:
        fields = [column.name for column in layer.properties if column.name in NAMES]
        for feature in dataset.layers[layer.name].features if fields else ():
            for field in fields:
                yield layer.file, feature.number, field, str(feature.properties[field] or "")
