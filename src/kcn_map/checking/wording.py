"""Checks of wording: each text in its language, words where words belong, and nothing twice in a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, at, grouped, name_column
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE, schema_of
from kcn_map.core.settings import Settings, Text
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told
from kcn_map.text.similarity import closest

#: Columns that hold the words of a name, of a paper, of what is made, beside the names of the areas of levels.
WORDS = (
    *("name_vi", "name_en", "decision", "infrastructure_investor"),
    *("industries_vi", "industries_en", "title", "publisher"),
)
#: Vietnamese column or property → the same in English.
PAIRS = {
    **{"name_vi": "name_en", "note_vi": "note", "industries_vi": "industries_en", "basis_vi": "basis_en"},
    **{"published_note_vi": "published_note", "area_note_vi": "area_note_en"},
}
#: The column that says how good the point of an area is, and what it says of one that is known to lie elsewhere.
QUALITY, WRONG = "point_quality", "wrong"
#: A text of so many words has one with a mark, if it is Vietnamese.
FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+")
_NO_WORDS = re.compile(r"[\d.,/\s%-]+|[\w.-]+://\S+")

#: (file, row, Vietnamese column, the text there, the English one, the text there)
Pair = tuple[str, int | None, str, str, str, str]


def check_wording(dataset: Dataset) -> Findings:
    for check in (_languages, _words, _lists, _misspelt):
        yield from grouped(check(dataset))


def _languages(dataset: Dataset) -> Findings:
    """Vietnamese is written with marks: where the English text alone has them, the two have changed places."""
    if not {"vi", "en"} <= set(dataset.settings.languages):
        return
    for file, number, vi, told, en, other in _pairs(dataset):
        if other.isascii() or not told:
            continue
        is_name = vi == "name_vi" or file == SETTINGS_FILE
        if told.isascii() and len(_WORD.findall(told)) >= FEWEST_WORDS:
            yield Finding("text-other-language", file, number, vi, visible(told), {"other": en})
        elif is_name and told == other and len(_WORD.findall(told)) > 2:
            yield Finding("text-other-language", file, number, en, visible(other), {"other": vi})


def _pairs(dataset: Dataset) -> Iterator[Pair]:
    for schema in schema_of(dataset.settings).tables:
        names = {column.name for column in schema.columns}
        for vi, en in PAIRS.items():
            for row in dataset.tables[schema.name].rows if {vi, en} <= names else ():
                yield schema.file, row.line, vi, row.raw[vi].strip(), en, row.raw[en].strip()
    for layer in schema_of(dataset.settings).layers:
        names = {column.name for column in layer.properties}
        for vi, en in PAIRS.items():
            for feature in dataset.layers[layer.name].features if {vi, en} <= names else ():
                if feature.properties[en] and feature.properties[vi]:  # few layers have both
                    told, other = (str(feature.properties[name]).strip() for name in (vi, en))
                    yield layer.file, feature.number, vi, told, en, other
    for path, text in settings_texts(dataset.settings):
        yield SETTINGS_FILE, None, f"{path}_vi", text.get("vi", "").strip(), f"{path}_en", text.get("en", "").strip()


def settings_texts(settings: Settings) -> Iterator[tuple[str, Text]]:
    """(setting without its language, text) of what readers see."""
    yield from (("title", settings.title), ("province.name", settings.province))
    yield from (("province.administration", settings.administration), ("text.disclaimer", settings.disclaimer))
    for measure in settings.measures:
        yield from ((f"measures.{measure.id}.title", measure.title), (f"measures.{measure.id}.note", measure.note))
    for total in settings.totals:
        yield from ((f"totals.{total.id}.title", total.title), (f"totals.{total.id}.why", total.why))
    yield from ((f"kinds.{kind.id}.area_max_basis", kind.limit.basis) for kind in settings.kinds if kind.limit)


def _words(dataset: Dataset) -> Findings:
    """No number, date or address stands where words belong, nor a word that another column is filled with."""
    levels = dataset.settings.levels
    wanted = {*WORDS, *(name for level in levels for name in (level.id, f"{level.id}_name"))}
    for schema in schema_of(dataset.settings).tables:
        names = [column.name for column in schema.columns if column.name in wanted and column.type == "text"]
        kept = {value: column.name for column in schema.columns for value in column.values}
        for row in dataset.tables[schema.name].rows:
            for name in names:
                text = str(row.values[name] or "")
                if text in kept:
                    told = Told("wording.of_column", column=kept[text])
                elif text and _NO_WORDS.fullmatch(text):
                    told = Told("wording.no_words")
                else:
                    continue
                yield at("text-not-words", schema.file, row, name, why=told)


def _lists(dataset: Dataset) -> Findings:
    """A list names nothing twice, and a list of other names not the name itself."""
    for schema in schema_of(dataset.settings).tables:
        names = [column.name for column in schema.columns if column.type in ("ids", "codes")]
        for row in dataset.tables[schema.name].rows:
            for name in names:
                if ";" in row.raw[name] or (name == "other_names" and row.raw[name]):
                    own = [row.raw[name_column(dataset)].strip()] if name == "other_names" else []
                    for part in _repeated([*own, *split_list(row.values[name])]):
                        yield Finding("list-repeats", schema.file, row.line, name, visible(part))
    for layer in (dataset.layers[level.id] for level in dataset.settings.levels if level.layer):
        for feature in (feature for feature in layer.features if feature.properties["other_names"]):
            known = [str(feature.properties[name_column(dataset)]), *feature.properties["other_names"]]
            for part in _repeated(known):
                yield Finding("list-repeats", layer.file, feature.number, "other_names", visible(part))


def _repeated(parts: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for part in parts:
        if part.casefold() in seen:
            yield part
        seen.add(part.casefold())


def _misspelt(dataset: Dataset) -> Findings:
    """A word that one row alone has, and that is like one that many have or the checks know, is that one."""
    for level in dataset.settings.levels:
        rows = dataset.tables[level.id].rows if not level.layer else ()
        words = Counter(str(row.values[QUALITY]) for row in rows if row.values[QUALITY] is not None)
        known = {WRONG, *(text for text, count in words.items() if count > 1)}
        for row in rows:
            text = str(row.values[QUALITY] or "")
            if text and text not in known and (near := closest(text.casefold(), known, cutoff=0.75)):
                yield at("value-misspelt", level.file, row, QUALITY, nearest=visible(near[0]))
