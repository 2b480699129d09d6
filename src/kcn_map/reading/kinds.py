"""[[kinds]] of atlas.toml → Kind, and [sites], what all of them are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kcn_map.cartography import theme
from kcn_map.core.findings import Finding
from kcn_map.core.kinds import SYMBOLS, AreaLimit, Kind, Sites
from kcn_map.core.settings import Level, Text, text_column
from kcn_map.reading.cells import visible
from kcn_map.reading.taken import TAKEN_FILES, TAKEN_KINDS
from kcn_map.reading.toml import FILE, Reader
from kcn_map.text.messages import Told, word

#: The words of [sites] in messages.toml.
SITES = tuple(Sites.__dataclass_fields__)
#: More could not be told apart on a map.
MOST = 6
COLOUR = Told("detail.colour")


def read_kinds(top: Reader, levels: Sequence[Level]) -> tuple[Kind, ...]:
    """The kinds in their order."""
    kinds = tuple(_kind(entry) for entry in top.tables("kinds"))
    top.findings += [
        Finding("setting-invalid", FILE, None, field, visible(value), {"expected": expected})
        for field, value, expected in _mistakes(kinds, levels)
    ]
    return kinds


def kinds_as_toml(kinds: Sequence[Kind]) -> str:
    """Kinds as [[kinds]] says them."""
    return "\n".join(f"[[kinds]]\n{_lines(kind)}" for kind in kinds)


def _lines(kind: Kind) -> str:
    told: dict[str, Any] = {key: getattr(kind, key) for key in ("id", "table", "layer")}
    for key, other in (("name", ""), ("name_plural", ""), ("short", "name"), ("short_plural", "name_plural")):
        text = getattr(kind, key)
        told |= {} if other and text == getattr(kind, other) else {f"{key}.{lang}": text[lang] for lang in text}
    told |= {"abbreviation": kind.abbreviation, "other_names": list(kind.other_names)}
    told |= {"symbol": kind.symbol, "colour": kind.colour}
    told |= {} if kind.colour_dark == theme.on_dark(kind.colour) else {"colour_dark": kind.colour_dark}
    if kind.limit is not None:
        told |= {"area_max_ha": kind.limit.most_ha}
        told |= {text_column("area_max_basis", lang): text for lang, text in kind.limit.basis.items()}
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items() if value)


def _kind(entry: Reader) -> Kind:
    colour = entry.take("colour", COLOUR, _is_colour) or theme.colour("ink")
    has_limit = "area_max_ha" in entry.tree
    return Kind(
        id=entry.name("id"),
        table=entry.text("table"),
        layer=entry.text("layer"),
        **_nouns(entry),
        symbol=entry.choice("symbol", SYMBOLS) or SYMBOLS[0],
        colour=colour,
        colour_dark=entry.take("colour_dark", COLOUR, _is_colour, "") or theme.on_dark(colour),
        abbreviation=entry.text("abbreviation", ""),
        other_names=entry.texts("other_names"),
        limit=AreaLimit(entry.number("area_max_ha"), entry.both("area_max_basis")) if has_limit else None,
    )


def read_sites(top: Reader, kinds: Sequence[Kind]) -> Sites:
    """What sites of all kinds are called: as [sites] says, by shipped words where it is empty, else by the kinds."""
    if top.tree.get("sites") == {}:
        top.asked.add("sites")
        return Sites(**{name: Text.in_each(top.languages, partial(word, f"sites.{name}")) for name in SITES})
    if "sites" not in top.tree and len(kinds) == 1:
        return kinds[0].alone
    short, nouns = _listed(top, kinds, "short"), _nouns(top.table("sites")) if "sites" in top.tree else {
        name: _together(_listed(top, kinds, name), "one" if name in ("name", "short") else "several")
        for name in ("name", "name_plural", "short", "short_plural")
    }  # fmt: skip
    every = Text.in_each(top.languages, partial(word, "several_kinds.every"))
    each = _listed(top, kinds, "short_plural")
    return Sites(**nouns, title=nouns["name_plural"], one=nouns["name"], every=every, each=each, either=short)


def _listed(top: Reader, kinds: Sequence[Kind], noun: str) -> Text:
    return Text.in_each(top.languages, lambda lang: ", ".join(getattr(kind, noun)[lang] for kind in kinds))


def _together(names: Text, key: str) -> Text:
    return Text((lang, word(f"several_kinds.{key}", lang, names=text)) for lang, text in names.items())


def _nouns(entry: Reader) -> dict[str, Text]:
    """Names, and what sentences say in their place: the same, where nothing else is given."""
    names = {"name": entry.words("name"), "name_plural": entry.words("name_plural")}
    for name, text in list(names.items()):
        short = name.replace("name", "short")
        names[short] = entry.words(short) if short in entry.tree else text
    _refuse_places(entry, names)
    return names


def _refuse_places(entry: Reader, names: Mapping[str, Text]) -> None:
    """Names stand in sentences that have {places}: what makes a place there, or a choice of forms, is no name."""
    for key, text in names.items():
        for lang, name in text.items():
            if re.search("[{}|]", name):
                expected = Told("detail.name_without_braces")
                field = entry.field(f"{key}.{lang}")
                entry.findings.append(
                    Finding("setting-invalid", FILE, None, field, visible(name), {"expected": expected})
                )


def _mistakes(kinds: Sequence[Kind], levels: Sequence[Level]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """(setting, value, what was expected) of what can't be, though each value by itself can."""
    if len(kinds) > MOST:
        yield "kinds", f"{len(kinds)}", Told("detail.most_kinds", most=MOST)
    taken = {level.id: level.stem for level in levels}
    files = {level.file for level in levels}
    for place, kind in enumerate(kinds):
        before, path = kinds[:place], f"kinds.{kind.id}"
        if kind.id in {*TAKEN_KINDS, *taken, *(other.id for other in before)}:
            yield f"{path}.id", kind.id, Told("detail.free_id_of_kind")
        stems = {*TAKEN_FILES, *taken, *taken.values(), *(other.stem for other in before)}
        if not re.fullmatch(r"[A-Za-z0-9_-]+\.csv", kind.table) or kind.stem in stems:
            yield f"{path}.table", kind.table, Told("detail.table_name")
        if not re.fullmatch(r"[A-Za-z0-9_-]+\.geojson", kind.layer) or kind.layer in {
            *files, *(f"{name}.geojson" for name in TAKEN_FILES), *(other.layer for other in before)
        }:  # fmt: skip
            yield f"{path}.layer", kind.layer, Told("detail.layer_name")


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and (not value or re.fullmatch("#[0-9a-fA-F]{6}", value) is not None)
