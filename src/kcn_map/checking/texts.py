"""Checks of texts: letters that a program has garbled or mistaken, and texts that one language lacks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, compress, count, product

from kcn_map.checking.common import Findings, grouped
from kcn_map.core.columns import Column
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import SETTINGS_FILE, schema_of
from kcn_map.reading.cells import visible
from kcn_map.reading.garbled import garbled
from kcn_map.reading.repeats import listed

#: Where a line break, or a question mark between letters, may be meant.
PROSE = (
    *("note", "note_vi", "basis_vi", "basis_en", "area_note_vi", "area_note_en", "published_note", "published_note_vi"),
)
#: Texts that no reader reads as words.
NOT_WORDS = ("url", "source")
#: Layers drawn only for orientation: their names are written as they are on the ground.
ORIENTATION = ("neighbours", "locator", "water", "roads", "towns")

_LETTERS = "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter, tone in product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"))
)
#: Vowels that stand together in VNI alone, and what may be a letter's number in HTML, an address or a program.
_OF_CODES = r"âùõÂÙÕêáàãéèúÊÁÀÃÉÈÚ&©%\\"
#: Any character but those of plain Vietnamese and English texts; a question mark is worth a look, and so are _OF_CODES.
#: A class of characters comes first: re looks for it alone, several times as fast as for each of the rest.
_SUSPECT = re.compile(
    rf"[^\x00\x20-\x24\x27-\x3e\x40-\x5b\x5d-\x7e{''.join(set(_LETTERS) - set(_OF_CODES))}đĐ–—‘’“”…·×°²−]"
    rf"(?:(?<=[^{_OF_CODES}])"
    r"|(?<=[aeoyAEOY][âùõÂÙÕ])|(?<=[aeAE][êáàãéèúÊÁÀÃÉÈÚ])|(?<=&)(?=#?[0-9A-Za-z]{2,8};)"
    r"|(?<=©)(?! )|(?<=%)(?=[0-9A-Fa-f]{2}%)|(?<=\\)(?=u[0-9A-Fa-f]))"
)
_ESCAPE = r"\\u([0-9a-fA-F]{4})"
_LATIN_1 = "[\xa1-\xff]"
_BLANKS = dict.fromkeys(map(ord, "\n\t\u00a0"), " ")
_WORD = re.compile(r"[^\W\d_]+")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
_LATIN = "[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"
#: Letters of other alphabets that look as Latin ones do.
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеосрхуіјѕһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν",
        "ABESIJKMHOPCTXYaeocpxyijshdABEZHIKMNOPTYXopv",
        strict=True,
    )
)
#: Letters of other alphabets that have a Latin one's form in italics, or in part: mistakes within a Latin word alone.
_SHAPED = dict(zip("вгикмнптцшьяακιτυ", "brukmhntuwbrakitu", strict=True))
#: Eth for đ, as keyboards and old encodings give it; no Vietnamese word has it.
_ETH = {"ð": "đ", "Ð": "Đ", "Ɖ": "Đ"}
#: (file, row, column or property, its text)
Text = tuple[str, int, str, str]


def check_texts(dataset: Dataset) -> Findings:
    yield from grouped(_letters(dataset), by_column=False)
    yield from _languages(dataset)


# ── letters ───────────────────────────────────────────────────────────────────────────────────────


def _letters(dataset: Dataset) -> Findings:
    """One finding a text: what is wrong with its letters first of all."""
    alike = _ALIKE | _ETH if dataset.settings.languages[0] == "vi" else _ALIKE
    for number, line in enumerate(dataset.settings_text.splitlines(), 1):
        if _is_suspect(line.replace("?", " ")):
            yield from _encoded(SETTINGS_FILE, number, None, line.strip())
    for file, number, name, text in _texts(dataset):
        lost = name not in PROSE and "?" in text and name != "title"
        if encoded := list(_encoded(file, number, name, text) if _SUSPECT.search(text.replace("?", " ")) else ()):
            yield from encoded
        elif lost or any(_LOST.search(word) for word in text.split() if "/" not in word):
            yield Finding("text-letters-lost", file, number, name, visible(text))
        elif (letter := _mistaken(text, alike, name not in PROSE)) is not None:
            wanted = (_SHAPED | alike)[letter]
            params = {"character": f"U+{ord(letter):04X} {unicodedata.name(letter)}", "wanted": wanted}
            yield Finding("text-letter-mistaken", file, number, name, visible(text), params)
        elif name not in PROSE and "\n" in text.strip():
            yield Finding("text-line-break", file, number, name, visible(text.strip().replace("\n", "⏎")))


def _encoded(file: str, number: int, name: str | None, text: str) -> Findings:
    """A text in an encoding of its own: UTF-8 read otherwise, a font's letters, or letters by their numbers."""
    plain = _unescaped(text) if any(sign in text for sign in "&%\\") else text
    has_latin_1 = re.search(_LATIN_1, text) is not None  # bytes read as letters are of it, and so are those of a font
    if has_latin_1 and (repaired := garbled(text)) is not None:
        yield Finding("text-garbled", file, number, name, visible(text), {"repaired": visible(repaired)})
    elif has_latin_1 and (read := _of_old_font(text)) is not None:
        params = {"encoding": read[0], "repaired": visible(read[1])}
        yield Finding("text-of-old-font", file, number, name, visible(text), params)
    elif plain != text and "://" not in text:  # an address may be written so
        yield Finding("text-escaped", file, number, name, visible(text), {"repaired": visible(plain)})


def _unescaped(text: str) -> str:
    import html  # few atlases have such a text
    from urllib.parse import unquote

    return re.sub(_ESCAPE, lambda found: chr(int(found[1], 16)), unquote(html.unescape(text)))


def _of_old_font(text: str) -> tuple[str, str] | None:
    from kcn_map.text.vn_encodings import of_old_font

    return of_old_font(text)


def _texts(dataset: Dataset) -> Iterator[Text]:
    """The texts that have a character worth a look, and can be seen. There are few."""
    for schema in schema_of(dataset.settings).tables:
        names = [column.name for column in schema.columns if _has_words(column)]
        rows = dataset.tables[schema.name].rows
        found = [name for name in names if _SUSPECT.search("\0".join([row.raw[name] for row in rows]))]
        for row in rows if found else ():
            for name in found:
                if _is_suspect(row.raw[name]):
                    yield schema.file, row.line, name, row.raw[name]
    for layer in schema_of(dataset.settings).layers:
        names = [column.name for column in layer.properties if _has_words(column)]
        features = dataset.layers[layer.name].features
        columns = {name: [feature.properties[name] for feature in features] for name in names}
        found = [name for name in names if _SUSPECT.search("\0".join(_flat(columns[name])))]
        for feature in features if found else ():
            for name in found:
                for text in _flat([feature.properties[name]]):
                    if _is_suspect(text):
                        yield layer.file, feature.number, name, text


def _flat(values: Sequence[object]) -> list[str]:
    """The texts of properties, each of which may be several."""
    lists = chain.from_iterable(value for value in values if isinstance(value, list))
    return [text for text in chain(values, lists) if isinstance(text, str)]


def _has_words(column: Column) -> bool:
    return column.type in ("text", "ids", "texts", "value") and not column.refers and column.name not in NOT_WORDS


def _is_suspect(text: str) -> bool:
    return _SUSPECT.search(text) is not None and text.translate(_BLANKS).isprintable()


def _mistaken(text: str, alike: Mapping[str, str], is_name: bool) -> str | None:
    """The first letter of another alphabet that stands for a Latin one: within a word, in a name within all of it."""
    for word in [text] if is_name else _WORD.findall(text):
        for char in word:
            if char in alike and (char in _ETH or re.search(_LATIN, word)):
                return char
    mixed = (word for word in _WORD.findall(text) if re.search(_LATIN, word))
    return next((char for word in mixed for char in word if char in _SHAPED), None)


# ── languages ─────────────────────────────────────────────────────────────────────────────────────


def _languages(dataset: Dataset) -> Findings:
    """One warning for each column or property that lacks what stands in another language.

    What has no name in another language at all bears the one of the first in all.
    """
    languages = dataset.settings.languages
    for schema in schema_of(dataset.settings).tables:
        rows = [(row.line, row.values) for row in dataset.tables[schema.name].rows]
        yield from _one_language(schema.file, schema.columns, rows, languages)
    for layer in schema_of(dataset.settings).layers:
        if layer.name not in ORIENTATION:
            features = [(f.number, f.properties) for f in dataset.layers[layer.name].features]
            yield from _one_language(layer.file, layer.properties, features, languages)


def _one_language(
    file: str, columns: Sequence[Column], rows: Sequence[tuple[int, Mapping[str, object]]], languages: Sequence[str]
) -> Findings:
    """Columns that are required have findings of their own."""
    told = [column for column in columns if column.lang in languages]
    filled = {one.name: set(compress(count(), [values.get(one.name) for _, values in rows])) for one in told}
    for lacking in told:
        others = [one.name for one in told if one.base == lacking.base and one is not lacking]
        if lacking.required or (lacking.base == "name" and not filled[lacking.name]):
            continue
        lost = sorted(set().union(*(filled[name] for name in others)) - filled[lacking.name])
        found = [(rows[n][0], next(name for name in others if n in filled[name])) for n in lost]
        if found:
            numbers = [number for number, _ in found]
            params = {"other": found[0][1], "count": len(numbers), "rows": listed(numbers)}
            yield Finding("text-one-language", file, None, lacking.name, None, params)
