"""Checks of the sources: each used, each with one address of its own that readers may see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kcn_map.analysis.join import names
from kcn_map.checking.common import Findings, at, listed, lost_files, site_rows
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import TABLES
from kcn_map.reading.addresses import host_of, is_address
from kcn_map.reading.cells import visible

_SCHEME = re.compile(r"https?://(www\.)?", re.IGNORECASE)
_SEVERAL = re.compile(r"[\s;,|]https?://", re.IGNORECASE)
#: A name, with or without a password, before the host; a key in the query.
_SECRET = re.compile(
    r"(?<=://)[^/\s@?#]{1,300}(?=@)"
    r"|(?<=[?&;])(?:pass(?:word|wd)?|pwd|(?:access_?|auth_?)?token|api_?key|secret|sig(?:nature)?)=[^&#\s]+",
    re.IGNORECASE,
)


def check_sources(dataset: Dataset) -> Findings:
    yield from _addresses(dataset)
    yield from _unused(dataset)


def _addresses(dataset: Dataset) -> Findings:
    """What the page makes a link is one address of the web, of that source alone, and tells no secret."""
    table, first = dataset.tables["sources"], dict[str, int]()
    for row in table.rows:
        url = row.values["url"]
        if url is None:
            continue
        if _SECRET.search(str(url)):
            shown = visible(_SECRET.sub("…", str(url)))
            yield Finding("source-address-secret", table.file, row.line, "url", shown)
        elif _SEVERAL.search(str(url)):
            yield at("source-address-several", table.file, row, "url")
        elif not (is_address(str(url)) and "." in host_of(str(url))[1:-1]):
            yield at("source-address-invalid", table.file, row, "url")
        elif (known := first.setdefault(_page(str(url)), row.line)) != row.line:
            yield at("source-address-duplicate", table.file, row, "url", first=known)


def _page(url: str) -> str:
    """An address without what does not change the page: http or https, www, a last slash, the place within it."""
    host, slash, path = _SCHEME.sub("", url.partition("#")[0]).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _unused(dataset: Dataset) -> Findings:
    if lost_files(dataset) or not any(site_rows(dataset)):
        return
    unused = unused_sources(dataset)
    if unused:
        file, params = dataset.tables["sources"].file, {"count": len(unused), "ids": listed(unused)}
        yield Finding("source-unused", file, None, "id", None, params)


def unused_sources(dataset: Dataset) -> list[str]:
    """The sources that no figure, basis, note or setting names."""
    cited = {
        key
        for schema in TABLES
        for column in schema.columns
        if column.refers == "sources"
        for row in dataset.tables[schema.name].rows
        for key in names(row.values[column.name])
    }
    ids = [str(row.values["id"]) for row in dataset.tables["sources"].rows if row.values["id"] is not None]
    left = [key for key in ids if key not in cited]
    text = "\n".join(_texts(dataset)) if left else ""
    return [key for key in left if not _is_named(key, text)]


def _texts(dataset: Dataset) -> Iterator[str]:
    yield dataset.settings_text
    for schema in TABLES:
        columns = [column.name for column in schema.columns if column.type in ("text", "value")]
        for row in dataset.tables[schema.name].rows:
            yield from filter(None, (row.raw[column] for column in columns))
    for layer in dataset.layers.values():
        for feature in layer.features:
            yield from (text for text in feature.properties.values() if text and isinstance(text, str))


def _is_named(key: str, text: str) -> bool:
    """Whether an id stands in a text by itself: S1 is not named by S10."""
    place = text.find(key)
    while place >= 0:
        around = text[max(place - 1, 0) : place] + text[place + len(key) : place + len(key) + 1]
        if not any(char.isalnum() or char in ":_-" for char in around):
            return True
        place = text.find(key, place + 1)
    return False
