"""What a person means by a text: an area, a level, a kind, a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kcn_map.core.errors import UnknownName, UsageError
from kcn_map.core.kinds import Kind
from kcn_map.core.model import Area, Joined, Site
from kcn_map.core.settings import Level, Settings, Text
from kcn_map.reading import arguments
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold, index_names, look_up, names_with_kind, nearest
from kcn_map.values import dataclass

#: How many of all names an error lists where none is similar to the one given.
MOST_REPORTED = 12


def find_area(joined: Joined, text: str) -> Area:
    """The area that a person means: code, name with or without marks and prefix, former name; of whichever level.

    Where areas of several levels bear it, that of the level which comes first in the settings. Raises UnknownName.
    """
    prefixes = joined.settings.prefixes
    for areas in joined.areas.values():
        names = [(area.code, (area.code, *area.name.values(), *area.other_names)) for area in areas]
        found = look_up(arguments.text("district", text), index_names(names, prefixes), prefixes)
        if found:
            code = _the_one("district", text, found, names)
            return next(area for area in areas if area.code == code)
    raise _unknown("district", text, [area.name.first for areas in joined.areas.values() for area in areas])


@dataclass(frozen=True, slots=True)
class Place:
    """What distances are measured from: its name, in full where there is one, and its longitude and latitude."""

    name: Text
    lonlat: tuple[float, float]


def find_place(joined: Joined, wanted: tuple[float, float] | str) -> Place:
    """A point; or the place that a person means: a town or reference point of the base map by its name or the words
    that it alone has, else a site.

    Raises UnknownName, and UsageError for a site whose place is not known.
    """
    if not isinstance(wanted, str):
        return Place(Text({"": f"{wanted[0]:.10g}, {wanted[1]:.10g}"}), wanted)
    towns, prefixes = list(_towns(joined)), joined.settings.prefixes
    index = index_names(towns, prefixes)
    words = f" {fold(wanted)} "
    found = look_up(wanted, index, prefixes) or [
        town for town, names in towns if any(words in f" {fold(name)} " for name in names)
    ]
    if len(found) == 1:
        return found[0]
    try:
        site = find_site(joined, wanted)
    except UnknownName:
        if found:
            told = [f"{town.lonlat[0]:.10g},{town.lonlat[1]:.10g} {town.name.first}" for town in found]
            raise UnknownName("near", visible(wanted), told, several=True) from None
        sites, all_names = [site.name.first for site in joined.sites], [name for _, names in towns for name in names]
        shown = [*(town.name.first for town, _ in towns), *sites][:MOST_REPORTED]
        raise UnknownName("near", visible(wanted), nearest(wanted, [*all_names, *sites]) or shown) from None
    if site.lon is None or site.lat is None:
        raise UsageError("near", "usage.near_unplaced", name=site.name.first)
    return Place(site.name, (site.lon, site.lat))


def _towns(joined: Joined) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The points of the base map with all their names."""
    for feature in joined.base["towns"].features if "towns" in joined.base else ():
        if feature.geometry:
            told = feature.properties
            full, name = (Text.of_row(told, base, joined.settings.languages) for base in ("full_name", "name"))
            names = [*full.values(), *name.values(), *filter(None, [told.get("id")])]
            lon, lat = feature.geometry["coordinates"][:2]
            yield Place(Text(name | full), (lon, lat)), tuple(names)


def find_level(settings: Settings, text: str | None) -> Level:
    """The level of an id, the first one where none is given. Raises UsageError."""
    ids = [level.id for level in settings.levels]
    return settings.level(ids[0] if text is None else arguments.choice("level", text, ids))


def find_kind(settings: Settings, text: str) -> Kind:
    """The kind of an id, a name or an abbreviation. Raises UsageError."""
    wanted = fold(text)
    found = [kind for kind in settings.kinds if wanted in map(fold, (kind.id, kind.stem, *kind.names))]
    if len(found) == 1:
        return found[0]
    return settings.kind(arguments.choice("kind", text, [kind.id for kind in settings.kinds]))


def find_site(joined: Joined, text: str) -> Site:
    """The site that a person means: id, or name, with or without marks and the words for its kind.

    Raises UnknownName.
    """
    names = [(s.id, (s.id, *s.name.values(), *s.other_names)) for s in joined.sites]
    if not look_up(arguments.text("site", text), index_names(names)):
        phrases = {site.id: joined.settings.kind(site.kind).phrases for site in joined.sites}
        names = [(key, (*texts, *names_with_kind(texts, phrases[key]))) for key, texts in names]
    found = look_up(text, index_names(names))
    if not found:
        raise _unknown("site", text, [*(s.id for s in joined.sites), *(s.name.first for s in joined.sites)])
    return {site.id: site for site in joined.sites}[_the_one("site", text, found, names)]


def _the_one(argument: str, text: str, found: Sequence[str], names: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The key that is found, among (key, names). Raises UnknownName where there are several."""
    if len(found) > 1:
        first = {key: f"{key} {texts[1]}" for key, texts in names}
        raise UnknownName(argument, visible(text), [first[key] for key in found], several=True)
    return found[0]


def _unknown(argument: str, text: str, candidates: Sequence[str]) -> UnknownName:
    return UnknownName(argument, visible(text), nearest(text, candidates) or candidates[:MOST_REPORTED])
