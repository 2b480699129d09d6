"""The page's data: everything that the page shows, as one JSON value, and that value's hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcn_map import __version__
from kcn_map.cartography import basemap
from kcn_map.cartography.palettes import inverse_from, palettes
from kcn_map.core.columns import name_of
from kcn_map.core.kinds import ANY
from kcn_map.core.model import Joined
from kcn_map.core.settings import Settings
from kcn_map.core.site_columns import (
    ADOPTED,
    CHOSEN,
    DISTANCE,
    FACTS,
    SOURCE_OF,
    VACANCY,
    facts,
    label,
    names_of,
    site_row_columns,
)
from kcn_map.core.summary import Summary
from kcn_map.page import records
from kcn_map.page.asset_files import CANVAS_THRESHOLD
from kcn_map.page.columnar import pack
from kcn_map.page.records import both
from kcn_map.text.languages import FALLBACK
from kcn_map.text.messages import dictionary, fill, texts_in
from kcn_map.text.names import units
from kcn_map.text.numbers import tidy

SCHEMA = 1
#: Sections of messages.toml that the page has a use for.
PAGE_WORDS = (
    *("page", "kind", "status", "accuracy", "base", "qualifier", "as_of_basis", "source_kind"),
    *("why", "kinds", "count", "ask"),
)

#: What heads the sheets of its workbook beside the columns of sites.
SHEET_WORDS = (
    *(f"column.{name}" for name in ("attribute", "unit", "qualifier", "as_of_basis", "area_official_km2")),
    *(f"column.{name}" for name in ("source_id", "source_title", "publisher", "published", "source_kind", "url")),
    *("measure.n", "measure.of", "measure.at_least", "export.sources", "export.notes"),
)

#: Where the hash of the page's data stands among them.
SEAL = "hash"

#: A place for what sites are called.
_SITES = re.compile(r"\{[Ss]ites_\w+\}")

# `<`, `>` and `&` could end the script element or open a comment in it, U+2028 and U+2029 end a line
# of script, and half a surrogate pair is no text that a file can hold.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def page_data(joined: Joined, summary: Summary) -> Any:
    """All that the page shows. Grain of each list: one level, site, total or line of the base map.

    Texts that the part without scripts has too stand first, and like beside like: gzip, which finds what repeats within
    32 kB, packs the shipped map 1.7 kB smaller than in the order of the atlas.
    """
    settings, scale = joined.settings, basemap.scale(joined)
    columns = site_row_columns(settings)
    data: dict[str, Any] = {
        "sources": [records.source(source, settings.languages) for source in joined.sources],
        "attribution": [both(line) for line in settings.attribution],
        "words": words(joined),
        "schema": SCHEMA,
        "version": __version__,
        "title": both(settings.title),
        "as_of": settings.as_of,
        "data_until": settings.data_until,
        "languages": settings.languages,
        "locales": {lang: records.locale(lang) for lang in settings.languages},
        "contact": settings.contact,
        "public_url": settings.public_url,
        **({"views": [records.view(one) for one in settings.views]} if settings.views else {}),
        "disclaimer": both(settings.disclaimer),
        "province": records.province(joined, summary),
        "units": units(settings.prefixes),
        "kinds": [records.kind(kind) for kind in records.kinds(joined)],
        "palettes": palettes(),
        "inverse_from": {
            name: {look: inverse_from(name, look) for look in ramps} for name, ramps in palettes().items()
        },
        "canvas_threshold": CANVAS_THRESHOLD,
        "measures": [records.measure(measure) for measure in settings.measures],
        "totals": [records.total(row, settings.languages) for row in summary.reconciliations],
        "levels": records.levels(joined, summary),
        "sites": records.sites(joined, columns),
        "cited": SOURCE_OF,
        "dated_by": {attribute: column for attribute, (_, column) in ADOPTED.items() if column},
        "fields": records.site_fields(columns),
        "facts": names_of(FACTS),
        "groups": records.groups(settings.fields),
        "filters": [one.name for one in settings.fields if one.filter],
        "chosen": {place: list(_chosen(place, settings)) for place in ("table", "sheet")},
        "neighbours": basemap.neighbours(joined),
        "base": basemap.base(joined, scale),
        "topology": basemap.polygons(joined, scale),
    }
    return tidy(data)


def add_hash(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data, packed, with their hash, as they stand in the page. Raises ValueError for NaN and infinities."""
    packed = pack(data)
    return {**packed, SEAL: _hash(packed)}


def content_hash(data: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the content without its own hash: packed, compact JSON with keys sorted.

    Raises ValueError for NaN and infinities.
    """
    return _hash(pack({key: value for key, value in data.items() if key != SEAL}))


def _hash(packed: Mapping[str, Any]) -> str:
    return hashlib.sha256(to_json(packed, sort_keys=True).encode("utf-8")).hexdigest()


def words(joined: Joined) -> dict[str, Mapping[str, str]]:
    """The page's words by "section.key", with names and units of the atlas' own attributes.

    They are there in each language of the atlas; in English where one lacks a word.
    """
    settings, languages = joined.settings, joined.settings.languages
    own = facts(settings)
    sections = (*PAGE_WORDS, *(["field_filter"] if any(one.filter for one in own) else []))
    columns = site_row_columns(settings)
    wanted = {*sections, *(column.words or column.name for column in columns if column.type == "enum")}
    names = (f"{section}.{key}" for section, entries in dictionary().items() if section in wanted for key in entries)
    said: dict[str, Mapping[str, str]] = {lang: joined.called.said(lang) for lang in (*languages, FALLBACK)}
    texts: dict[str, Mapping[str, str]] = {
        name: {lang: _filled(told, said[lang]) if lang in said else told for lang, told in text.items()}
        for name, text in ((name, texts_in(name, languages)) for name in (*names, *SHEET_WORDS))
    }
    named = dict.fromkeys((*names_of(columns), *dictionary()["beside"]))  # industries, note: those of any language
    texts |= {f"attribute.{name}": {lang: label(name, lang, columns) for lang in languages} for name in named}
    texts |= {
        f"{one.words}.{value}": both(said)
        for one in settings.fields for value, said in zip(one.values, one.said, strict=True)
    }  # fmt: skip
    asked = (DISTANCE, VACANCY[0])
    texts |= {f"attribute.{one.name}": {lang: name_of(one, lang) for lang in languages} for one in asked}
    united = [one for one in (*columns, *asked) if one.unit not in ("", "°")]
    texts |= {f"unit.{one.name}": dict.fromkeys(languages, one.unit) for one in united}
    texts |= _kind_words(joined)
    for name, attribute in settings.attributes.items():
        texts[f"attribute.{name}"] = both(attribute.name)
        if attribute.unit.first:
            texts[f"unit.{name}"] = both(attribute.unit)
    return texts


def _chosen(place: str, settings: Settings) -> Iterator[str]:
    """The columns of a place of CHOSEN with the fields of the atlas: the levels are the page's own."""
    for name in CHOSEN[place]:
        yield from names_of(settings.fields) if name == "fields" else (name,)


def _filled(text: str, said: Mapping[str, str]) -> str:
    """A text with what sites are called; its other places are for the scripts."""
    return _SITES.sub(lambda match: fill(match[0], said), text)


def _kind_words(joined: Joined) -> dict[str, Mapping[str, str]]:
    """What the page calls the sites of each kind, and all of them."""
    texts: dict[str, Mapping[str, str]] = {}
    kinds, languages = records.kinds(joined), joined.settings.languages
    for id_, nouns in ((ANY, joined.called), *((kind.id, kind) for kind in kinds)):
        texts |= {
            f"kind.{id_}": both(nouns.name),
            f"kinds.{id_}": both(nouns.short_plural),
            f"count.{id_}": {
                lang: _counting(nouns.short[lang], nouns.short_plural[lang]) for lang in joined.settings.languages
            },
        }
    for kind in kinds:
        texts |= {
            f"kind.{kind.id}_short": both(kind.short),
            f"count.{kind.id}_full": {
                lang: _counting(kind.name[lang], kind.name_plural[lang]) for lang in joined.settings.languages
            },
            f"page.mark_{kind.id}": {lang: kind.in_legend(lang) for lang in languages},
        }
    return texts


def _counting(one: str, several: str) -> str:
    """ "{n} {n:zone|zones}", and what both begin with once: "{n} industrial {n:zone|zones}"."""
    if one == several:
        return f"{{n}} {one}"
    pairs = enumerate(zip(one, several, strict=False))
    start = one.rfind(" ", 0, next((place for place, (a, b) in pairs if a != b), len(one))) + 1
    return f"{{n}} {one[:start]}{{n:{one[start:]}|{several[start:]}}}"


def to_json(value: Any, sort_keys: bool = False) -> str:
    """Compact JSON that can stand in a script element. Raises ValueError for NaN and infinities."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=sort_keys, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
