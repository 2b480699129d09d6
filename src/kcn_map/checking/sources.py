"""Checks of the sources: each used, each with one address of its own that readers may see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kcn_map.analysis.figures import split_list
from kcn_map.checking.common import Findings, Nearest, at, lost_files, site_rows
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Row
from kcn_map.core.schema import schema_of
from kcn_map.reading.addresses import host_of, is_address, is_mail_address, mail_of
from kcn_map.reading.cells import visible
from kcn_map.reading.repeats import listed

#: Texts that name sources by their ids.
CITING = ("status_basis", "decision", "note", "note_vi", "published_note", "published_note_vi")
#: Up to so many ids are looked for in all texts, which is quicker than to divide these into words.
MOST_SEARCHED = 50
#: Whatever an id may be, and what would make it another one.
_IDS = re.compile(r"[\w:-]+")
_NUMBERED = re.compile(r"([A-Za-z]+)(\d+)", re.ASCII)
_SCHEME = re.compile(r"https?://(www\.)?", re.IGNORECASE)
_SEVERAL = re.compile(r"[\s;,|]https?://", re.IGNORECASE)
#: A name, with or without a password, before the host; a key in the query.
_SECRET = re.compile(
    r"(?<=://)[^/\s@?#]{1,300}(?=@)"
    r"|(?<=[?&;])(?:pass(?:word|wd)?|pwd|(?:access_?|auth_?)?token|api_?key|secret|sig(?:nature)?)=[^&#\s]+",
    re.IGNORECASE,
)


#: How hosts of a network of one's own begin or end.
_PRIVATE = r"(10|127|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.[\d.]+(:\d+)?$"
_PRIVATE_ENDS = ("local", "lan", "intranet", "internal", "localhost")


def check_sources(dataset: Dataset) -> Findings:
    addresses = list(_addresses(dataset))
    yield from addresses
    yield from _named(dataset)
    yield from _unused(dataset, {found.row for found in addresses if found.code == "source-address-duplicate"})


def _addresses(dataset: Dataset) -> Findings:
    """What the page makes a link is one address of the web and holds no secret; that of a source is of it alone.

    A site may also have addresses of mail.
    """
    first = dict[str, int]()
    for schema in schema_of(dataset.settings).tables:
        for name in (column.name for column in schema.columns if column.type == "url"):
            for row in dataset.tables[schema.name].rows:
                url = row.values[name]
                if url is None or (schema.kind and is_mail_address(mail_of(str(url)))):
                    continue
                known = first.setdefault(_page(str(url)), row.line) if schema.name == "sources" else row.line
                yield from _address(schema.file, row, name, str(url), known)


def _address(file: str, row: Row, field: str, url: str, first: int) -> Findings:
    """What is wrong with an address; `first` is the line where it stands for the first time."""
    if _SECRET.search(url):
        yield Finding("address-secret", file, row.line, field, visible(_SECRET.sub("…", url)))
    elif _SEVERAL.search(url):
        yield at("address-several", file, row, field)
    elif not (is_address(url) and "." in host_of(url)[1:-1]):
        yield at("address-invalid", file, row, field)
    elif _is_private(host_of(url)):
        yield at("address-private", file, row, field)
    elif first != row.line:
        yield at("source-address-duplicate", file, row, field, first=first)


def _is_private(host: str) -> bool:
    if host[:1].isdigit():
        return re.match(_PRIVATE, host) is not None
    return host.partition(":")[0].rpartition(".")[2].lower() in _PRIVATE_ENDS


def _page(url: str) -> str:
    """An address without what does not change the page: http or https, www, a last slash, the place within it."""
    host, slash, path = _SCHEME.sub("", url.partition("#")[0]).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _named(dataset: Dataset) -> Findings:
    """A text that names a source as others do, names one that there is. Ids are alike: S01, S02, …"""
    ids = {str(row.values["id"]) for row in dataset.tables["sources"].rows if row.values["id"] is not None}
    shapes = {(found[1], len(found[2])) if (found := _NUMBERED.fullmatch(id_)) else None for id_ in ids}
    begins = {shape[0] for shape in shapes if shape}
    if None in shapes or len(begins) != 1:
        return
    fewest = min(shape[1] for shape in shapes if shape)
    letters = begins.pop()
    named = re.compile(rf"{letters}(?<![\w:/.-]{letters})\d{{{fewest},{fewest + 2}}}(?![\w:/.-]*\w)")
    cited = [
        (schema.file, row.line, column.name, id_)
        for schema in schema_of(dataset.settings).tables
        for column in schema.columns
        if column.name in CITING
        for row in dataset.tables[schema.name].rows
        for id_ in named.findall(row.raw.get(column.name, ""))
    ]
    nearest, unknown = Nearest(ids), [place for place in cited if place[-1] not in ids]
    if len(unknown) < len(cited):  # else it is something else that is called so
        for file, line, column, id_ in dict.fromkeys(unknown):
            yield Finding("source-not-listed", file, line, column, id_, {"nearest": nearest(id_)})


def _unused(dataset: Dataset, copies: set[int | None]) -> Findings:
    """A source that nobody names, but for copies of another, which are reported as such."""
    if lost_files(dataset) or not any(site_rows(dataset)):
        return
    copied = {row.values["id"] for row in dataset.tables["sources"].rows if row.line in copies}
    unused = [key for key in unused_sources(dataset) if key not in copied]
    if unused:
        file, params = dataset.tables["sources"].file, {"count": len(unused), "ids": listed(unused)}
        yield Finding("source-unused", file, None, "id", None, params)


def unused_sources(dataset: Dataset) -> list[str]:
    """The sources that no figure, basis, note or setting names."""
    cited = {
        key
        for schema in schema_of(dataset.settings).tables
        for column in schema.columns
        if column.refers == "sources"
        for row in dataset.tables[schema.name].rows
        for key in split_list(row.values[column.name])
    }
    ids = [str(row.values["id"]) for row in dataset.tables["sources"].rows if row.values["id"] is not None]
    left = [key for key in ids if key not in cited]
    text = "\n".join(_texts(dataset)) if left else ""
    if len(left) > MOST_SEARCHED:
        words = set(_IDS.findall(text))
        return [key for key in left if key not in words]
    return [key for key in left if not _is_named(key, text)]


def _texts(dataset: Dataset) -> Iterator[str]:
    yield dataset.settings_text
    for schema in schema_of(dataset.settings).tables:
        columns = [column.name for column in schema.columns if column.type in ("text", "value")]
        for row in dataset.tables[schema.name].rows:
            yield from filter(None, (row.raw[column] for column in columns))
    for layer in dataset.layers.values():
        for feature in layer.features:
            yield from (text for text in feature.properties.values() if text and isinstance(text, str))


def _is_named(key: str, text: str) -> bool:
    """Whether an id stands in a text by itself: S1 is not named by S10."""
    index = text.find(key)
    while index >= 0:
        around = text[max(index - 1, 0) : index] + text[index + len(key) : index + len(key) + 1]
        if not any(char.isalnum() or char in ":_-" for char in around):
            return True
        index = text.find(key, index + 1)
    return False
