"""A built map as a file: its data, its data package and the rest of the page, as found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kcn_map.core.errors import KcnMapError
from kcn_map.core.findings import Finding
from kcn_map.page.columnar import unpack
from kcn_map.reading.text import read_text
from kcn_map.text.languages import TAG
from kcn_map.values import dataclass

#: How the elements of the page begin, by what they are called here.
ELEMENTS = {
    **{name: f'<script type="application/json" id="{name}">' for name in ("atlas-data", "atlas-package")},
    **{"script": "<script>", "style": "<style>", "static": "<noscript>", "picture": '<svg id="picture"'},
    **{"head": "<head>", "body": "<body>"},
}
#: Why a file was not read → the sentence for it; any other file is no map.
UNREAD = {"file-missing": "verify.not_there", "file-unreadable": "cli.cannot_read"}
LARGEST_MAP = 100_000_000


class NotAMap(KcnMapError):
    """The file is no map of kcn-map, or one from before maps had a manifest."""

    def __init__(self, path: Path, sentence: str = "verify.no_map", **params: Any) -> None:
        super().__init__(sentence, path=path, **params)


@dataclass(frozen=True, slots=True)
class BuiltMap:
    """`data` is unpacked; `manifest` and `stream`, its files, are the data package. Nothing of it is to be trusted."""

    html: str
    lang: str
    data: Mapping[str, Any]
    manifest: Mapping[str, Any]
    stream: str


def read_map(path: Path) -> BuiltMap:
    """Raises NotAMap, also for a file that is not there, or can't be read."""
    found = read_text(path, path.name, LARGEST_MAP)
    if isinstance(found, Finding):
        raise NotAMap(path, UNREAD.get(found.code, "verify.no_map"), **found.params)
    html = found.replace("\r\n", "\n")
    try:
        data, packed = block(html, "atlas-data"), block(html, "atlas-package")
        lang = html.split('<html lang="', 1)[1].split('"', 1)[0]
        package = json.loads(packed)
        built = BuiltMap(html, lang, _unpacked(data), package.pop("manifest"), package.pop("files"))
        parts = built.data, built.manifest, built.manifest["files"]
        whole = {"version", "data"} <= built.manifest.keys() and {"version", "hash"} <= built.data.keys()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NotAMap(path) from error
    whole &= isinstance(built.stream, str | dict) and not package and all(isinstance(part, dict) for part in parts)
    if not TAG.fullmatch(lang) or not whole:
        raise NotAMap(path)
    return built


def _unpacked(text: str) -> Any:
    """The page's data; nothing is left of them where they can no longer be read, or their columns don't fit."""
    try:
        return unpack(json.loads(text))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return {"version": None, "hash": None}


def block(html: str, name: str) -> str:
    """The text of a data element; none can hold `<`. Raises ValueError where it is not there just once."""
    _, after = html.split(ELEMENTS[name])
    return after.split("</script>", 1)[0]
