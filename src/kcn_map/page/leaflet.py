"""What the page uses of Leaflet, out of the package django-js-lib-leaflet: script and style, to be put inline."""

from __future__ import annotations

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

from kcn_map.core.errors import KcnMapError
from kcn_map.page import minify

VERSION = "1.9.4"
PACKAGE = "django-js-lib-leaflet"
#: SHA-256 of the files of Leaflet 1.9.4, as its own download page gives them for integrity checks.
SHA256 = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}

#: What the page has no use for in leaflet.js, a cut a line: "where it begins ... what follows it".
UNUSED = Path(__file__).with_name("assets") / "leaflet-unused.txt"

_RULE = re.compile(r"([^{}]*)\{[^{}]*\}")
#: What the page has no use for: popups, tooltips, pictures, tiles, controls but the scale bar, old browsers.
_UNUSED = re.compile(
    r"leaflet-(?:popup|tooltip|default-icon|div-icon|image|tile|left|top|overlay|bar\b|attribution|vml|oldie)|\.lvml"
    r"|leaflet-control-(?:layers|zoom|attribution|scale-line:not)|crosshair|draggable|shadow|zoom-box| (?:img|a)$"
)
#: And declarations that no engine of today reads or that the page has its own for, with comments within rules.
_OLD = re.compile(
    r"(?<=[{;\n])(?:-(?:moz-|ms-|o-|webkit-trans)[\w-]+:|cursor:-|pointer-events:v|text-shadow:|font-)[^;}]*;?"
    r"|/\*[^*]*\*/\n?"
)


class LeafletError(KcnMapError):
    """The installed Leaflet is missing or is not the one that the page was made and tested with."""

    def __init__(self, name: str, **params: str) -> None:
        super().__init__(name, package=PACKAGE, version=VERSION, **params)


def whole_script() -> str:
    """leaflet.js without its last line, which names its source map."""
    return _text("leaflet.js").partition("\n//# sourceMappingURL=")[0]


def script() -> str:
    """leaflet.js with what the page uses, half of it. Raises LeafletError for a line of UNUSED that fits nowhere."""
    code, kept, end = whole_script(), [], 0
    for line in UNUSED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, _, following = line.partition(" ... ")
            start = code.find(first, end)
            kept.append(code[end:start])
            end = code.find(following, start + len(first))
            if start < 0 or end < 0:
                raise LeafletError("build.leaflet_uncut", file=UNUSED.name, cut=line)
    return "".join([*kept, code[end:]])


def style() -> str:
    """leaflet.css without comments and what the page has no use for, among it every rule that asks for a picture."""
    return _RULE.sub(_if_used, _OLD.sub("", minify.style(_text("leaflet.css")))).strip()


def _if_used(rule: re.Match[str]) -> str:
    used = [selector for selector in rule[1].split(",") if not _UNUSED.search(selector)]
    return ",".join(used) + rule[0].removeprefix(rule[1]) if used else ""


def _text(name: str) -> str:
    content = _file(name).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        raise LeafletError("build.leaflet_other", file=name, expected=SHA256[name], found=found)
    return content.decode("utf-8").replace("\r\n", "\n")


def _file(name: str) -> Path:
    package = find_spec("js_lib_leaflet")
    if package is None or package.origin is None:
        raise LeafletError("build.leaflet_missing")
    found = Path(package.origin).with_name("static") / "js_lib_leaflet" / name
    if not found.is_file():
        raise LeafletError("build.leaflet_no_file", file=name)
    return found
