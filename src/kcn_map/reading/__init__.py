"""Read: a folder → Dataset. Cells are typed, layers parsed; every mistake is a finding and reading goes on.

Reading changes nothing, whatever the folder holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kcn_map.core.cache import memoize
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Layer, Table
from kcn_map.core.schema import (
    DESCRIPTION_FILE,
    SETTINGS_FILE,
    WORDS_FOLDER,
    LayerSchema,
    Schema,
    TableSchema,
    schema_for,
    schema_of,
    words_file,
)
from kcn_map.core.settings import Settings
from kcn_map.geo.line_density import dense_at
from kcn_map.io import journal
from kcn_map.reading.atlas_files import AtlasFiles, text_in
from kcn_map.reading.cells import visible
from kcn_map.reading.datapackage import LARGEST_FILE as LARGEST_DESCRIPTION
from kcn_map.reading.datapackage import parse_description
from kcn_map.reading.geojson import parse_layer
from kcn_map.reading.observations import type_values
from kcn_map.reading.settings import Unusable, parse_settings
from kcn_map.reading.structure import structure_in
from kcn_map.reading.table import LARGEST_FILE as LARGEST_TABLE
from kcn_map.reading.table import parse_table
from kcn_map.reading.text import LARGEST_FILE, Content, decode, read_content, read_text
from kcn_map.reading.toml import LARGEST_FILE as LARGEST_SETTINGS
from kcn_map.reading.toml import languages_in, parse_tree, read_text_of_settings, refuse_no_folder
from kcn_map.reading.ungeometric import without_geometry
from kcn_map.reading.words import LARGEST_FILE as LARGEST_WORDS
from kcn_map.reading.words import lacking, parse_words, words_of_levels
from kcn_map.text.languages import LANGUAGES, Language
from kcn_map.text.messages import Told

__all__ = [
    "Unusable", "dataset_of", "decoded", "files_by", "files_in", "languages_of", "open_folder", "parse",
    "pending_in", "read", "read_files", "schema_in",
]  # fmt: skip

#: File → the most bytes that are read of it, where these are fewer than of tables and layers.
_LARGEST = {SETTINGS_FILE: (LARGEST_SETTINGS,), DESCRIPTION_FILE: (LARGEST_DESCRIPTION,)}

#: Tables whose values are of the type of what a column of theirs names.
VALUES = {"observations": "attribute", "totals": "measure"}
#: An atlas hardly has more tables, or layers.
MOST_FILES = 16
#: Numbers, texts and lists of all layers together, an object as so many: of five million positions in a few shapes.
MOST_VALUES, VALUES_OF_AN_OBJECT = 15_000_000, 15
#: Bytes of all layers of an atlas together, with its settings and words.
LARGEST_FOLDER = 220_000_000
#: Bytes of all its tables together: each takes forty of memory.
LARGEST_TABLES = 25_000_000
#: So often a folder that changes while it is read is read anew, before it is taken as it comes.
MOST_TRIES = 9


def open_folder(folder: Path) -> AtlasFiles:
    """An atlas folder, its files all of one moment; what an import was killed over, as it is to become.

    Raises Unusable where there is no folder or no usable atlas.toml; all else is a finding.
    """
    files, waiting = read_files(folder)
    found = decoded(files)
    paths = {name: waiting.files.get(name, folder / name) for name in files}
    return replace(found, folder=folder, paths=paths, findings=(*_pending(waiting), *found.findings))


def read(folder: Path) -> Dataset:
    """The dataset of an atlas folder. Raises as `open_folder` does."""
    return dataset_of(open_folder(folder))


def languages_of(folder: Path) -> tuple[Language, ...]:
    """The languages of an atlas with its words, its first one first; the shipped ones where it can't be read."""
    try:
        text = read_text_of_settings(folder)
    except Unusable:
        return LANGUAGES
    return languages_by(text, lambda file: read_text(folder / file, file, LARGEST_WORDS))


def languages_by(text: str, words_in: Callable[[str], object]) -> tuple[Language, ...]:
    """The same by the text of the settings, and what gives the texts of the files of words."""
    try:
        tags = languages_in(parse_tree(text), {})
    except Unusable:
        return LANGUAGES
    texts = {lang: words_in(words_file(lang)) for lang in tags}
    known = {str(lang): parse_words(lang, text)[0] for lang, text in texts.items() if isinstance(text, str)}
    try:
        return _spoken(parse_settings(text), known).languages
    except Unusable:
        return tuple(Language(lang, known.get(lang)) for lang in tags)


def _spoken(settings: Settings, words: Mapping[str, Mapping[str, str]]) -> Settings:
    """The settings with the words of each language, among them what sites and levels are called."""
    sites = settings.sites.reworded(words)

    def spoken(lang: str) -> Language:
        own = words.get(lang, {})
        called = {f"sites.{name}": text[lang] for name, text in sites.texts().items()}
        return Language(lang, {**called, **words_of_levels(settings, Language(lang, own)), **own})

    return replace(settings, sites=sites, languages=tuple(map(spoken, settings.languages)))


def decoded(files: Mapping[str, Content]) -> AtlasFiles:
    """The contents of these files. Raises Unusable where there is no usable atlas.toml."""
    texts = {file: decode(file, content) if isinstance(content, bytes) else content for file, content in files.items()}
    settings_text = texts.get(SETTINGS_FILE, Finding("file-missing", SETTINGS_FILE))
    if isinstance(settings_text, Finding):
        raise Unusable([settings_text])
    findings: list[Finding] = []
    settings = parse_settings(settings_text)
    found = {lang: text_in(texts, words_file(lang), True, findings) for lang in settings.languages}
    own = {lang: parse_words(lang, text or "") for lang, text in found.items()}
    findings += [one for lang, (known, refused) in own.items() for one in (*refused, *lacking(lang, known))]
    known = {str(lang): words for lang, (words, _) in own.items() if words}
    settings = _spoken(parse_settings(settings_text, known) if known else settings, known)
    words = {words_file(lang): text for lang, text in found.items() if text is not None}
    return AtlasFiles(settings, texts, words, tuple(findings))


def parse(files: Mapping[str, Content]) -> Dataset:
    """The dataset that the contents of these files make. Raises Unusable where there is no usable atlas.toml."""
    return dataset_of(decoded(files))


def dataset_of(files: AtlasFiles, *, whole: bool = True) -> Dataset:
    """The dataset of an atlas.

    Where a look-up does not need the `whole`, areas have no geometry and the base map has its points alone: neither is
    looked at.
    """
    settings, findings = files.settings, list(files.findings)
    schema = schema_of(settings)
    tables, layers = {}, {}
    for table in schema.tables:
        tables[table.name] = Table(table.file, (), ())
        text = text_in(files.texts, table.file, table.may_lack, findings)
        if text is not None:
            tables[table.name], found = _table(table, text)
            if table.name in VALUES:
                tables[table.name], found = _typed(tables[table.name], found, settings, VALUES[table.name])
            findings += found
    left = MOST_VALUES
    for layer in schema.layers:
        layers[layer.name] = Layer(layer.file, ())
        is_area = any(layer.name == level.id for level in settings.levels)
        if not (whole or is_area or layer.kind or layer.geometry_types == ("Point",)):
            continue
        text = text_in(files.texts, layer.file, layer.may_lack, findings)
        if text is not None:
            layers[layer.name], found, values = _within(left, layer, text, has_geometry=whole or not is_area)
            findings += found
            left -= values
    description = None
    text = text_in(files.texts, DESCRIPTION_FILE, True, findings)
    if text is not None:
        description, more = parse_description(text, {table.file for table in schema.tables})
        findings += more
    settings_text = str(files.texts[SETTINGS_FILE])
    return Dataset(
        files.folder, settings, settings_text, tables, layers, tuple(findings), files.paths, description, files.words
    )


def _within(left: int, schema: LayerSchema, text: str, has_geometry: bool) -> tuple[Layer, tuple[Finding, ...], int]:
    """A layer, what is wrong with it, and how many of the values that are left it takes."""
    bare = text if has_geometry else without_geometry(text)
    values = _count_values(bare)
    if values > left:
        return Layer(schema.file, ()), (Finding("layer-too-large", schema.file, params={"most": MOST_VALUES}),), 0
    if has_geometry:
        return *_layer(schema, text), values
    schema = replace(schema, may_be_null=True)
    layer, found = _layer(schema, bare)
    if any(finding.code == "geojson-unreadable" for finding in found):
        layer, found = _layer(schema, text)  # where it stands in the file
    return layer, found, values


def _count_values(layer: str) -> int:
    return layer.count(",") + layer.count("[") + VALUES_OF_AN_OBJECT * layer.count("{")


def read_files(folder: Path) -> tuple[dict[str, Content], journal.Waiting]:
    """File → its content, or the finding that says why there is none; and what an import was killed over."""
    refuse_no_folder(folder)
    for _ in range(MOST_TRIES):
        names = files_in(folder)
        before = journal.state(folder, names)
        waiting = journal.waiting(folder, names)
        files = _contents({name: waiting.files.get(name, folder / name) for name in names})
        if journal.is_same(before, journal.state(folder, names)) and names == files_in(folder):
            break
    return files, waiting


def _contents(paths: Mapping[str, Path]) -> dict[str, Content]:
    files: dict[str, Content] = {}
    left = {True: LARGEST_TABLES, False: LARGEST_FOLDER}
    for name, path in paths.items():
        is_table = name.endswith(".csv")
        content = read_content(path, name, min(left[is_table], *_most(name)))
        files[name] = content
        left[is_table] -= len(content) if isinstance(content, bytes) else 0
    return files


def files_in(folder: Path) -> tuple[str, ...]:
    """The names of all files that an atlas folder can hold, whether they are there or not."""
    return files_by(read_content(folder / SETTINGS_FILE, SETTINGS_FILE, *_most(SETTINGS_FILE)))


def files_by(settings: Content) -> tuple[str, ...]:
    """The names of all files that an atlas with this atlas.toml can hold."""
    text = settings if isinstance(settings, Finding) else decode(SETTINGS_FILE, settings)
    return schema_in(text if isinstance(text, str) else "").files


def schema_in(text: str) -> Schema:
    """The schema that levels and kinds of an atlas.toml ask for, whatever else it lacks; of the oldest without them."""
    return schema_for(*structure_in(text))


def _most(name: str) -> tuple[int, ...]:
    if name.startswith(WORDS_FOLDER + "/"):
        return (LARGEST_WORDS,)
    return (LARGEST_TABLE,) if name.endswith(".csv") else _LARGEST.get(name, (LARGEST_FILE,))


def pending_in(folder: Path) -> list[Finding]:
    """What there is to say of imports that were interrupted; the next one completes them. Usually nothing."""
    return list(_pending(journal.waiting(folder, files_in(folder))))


def _pending(waiting: journal.Waiting) -> Iterator[Finding]:
    names = ", ".join(waiting.files)
    told = names or Told("detail.no_files")
    for name in waiting.folders:
        yield Finding("pending-import", visible(name), params={"waiting": told})
    for name in waiting.broken:
        yield Finding("pending-broken", visible(name))


# A watched folder is read after every edit, and most of its files are as they were.


@lru_cache(maxsize=MOST_FILES)
def _table(schema: TableSchema, text: str) -> tuple[Table, tuple[Finding, ...]]:
    table, found = parse_table(schema, text)
    return table, tuple(found)


@memoize(len(VALUES))
def _typed(
    table: Table, found: tuple[Finding, ...], settings: Settings, named_in: str
) -> tuple[Table, tuple[Finding, ...]]:
    typed, findings = type_values(table, found, settings, named_in)
    return typed, tuple(findings)


@lru_cache(maxsize=MOST_FILES)
def _layer(schema: LayerSchema, text: str) -> tuple[Layer, tuple[Finding, ...]]:
    layer, found = parse_layer(schema, text)
    if near := dense_at([one.geometry for one in layer.features if one.geometry is not None]):
        return Layer(schema.file, ()), (*found, Finding("layer-too-dense", schema.file, params={"near": near}))
    return layer, tuple(found)
