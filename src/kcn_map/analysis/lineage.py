"""Lineage: what became of an area, and what it was made of, through every reform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kcn_map.core.model import Area, Joined, Site

#: A level and the code of an area there.
Key = tuple[str, str | None]
Steps = Mapping[Key, Sequence[Key]]
#: Level → code → area.
Areas = Mapping[str, Mapping[str | None, Area]]


def lineage(joined: Joined, area: Area) -> set[Key]:
    """An area and all that it went into: where a site of it lies by the codes of other levels."""
    return _reached([(area.level, area.code)], _became(joined))


def names_of_any_time(joined: Joined) -> dict[str, tuple[str, ...]]:
    """Site id → what areas are called that became, or were made of, those it lies in.

    Only of levels where neither a code nor a name is known of the site: it may lie in each of them.
    """
    lacking = {site.id: {level for level, code in site.codes.items() if not (code or site.area_names.get(level))}
               for site in joined.sites}  # fmt: skip
    if not any(lacking.values()):
        return dict.fromkeys(lacking, ())
    areas: Areas = {level: {area.code: area for area in areas} for level, areas in joined.areas.items()}
    became = _became(joined)
    made_of = _made_of(joined, became)
    return {site.id: _names(site, lacking[site.id], areas, (became, made_of)) for site in joined.sites}


def _names(site: Site, lacking: set[str], areas: Areas, ways: Sequence[Steps]) -> tuple[str, ...]:
    own = [(level, code) for level, code in site.codes.items() if code and code in areas[level]]
    found: dict[str, None] = {}
    for steps in ways if lacking else ():
        for key in sorted(_reached(own, steps) - set(own)):
            if key[0] in lacking and (area := areas[key[0]].get(key[1])):
                found |= dict.fromkeys((*area.name.values(), *area.other_names))
    for of, code in own:  # what an area was made of is given by names where that level has no layer
        found |= {name: None for level, names in areas[of][code].origins.items() if level in lacking
                  for name in names if name not in areas[level]}  # fmt: skip
    return tuple(found)


def _became(joined: Joined) -> Steps:
    return {
        (of, area.code): [(level, code) for level, codes in area.successors.items() for code in codes]
        for of, areas in joined.areas.items()
        for area in areas
        if area.successors
    }


def _made_of(joined: Joined, became: Steps) -> Steps:
    found = defaultdict(list)
    for former, keys in became.items():
        for key in keys:
            found[key].append(former)
    for of, areas in joined.areas.items():
        for area in areas:
            if area.origins:
                found[of, area.code] += [(level, code) for level, codes in area.origins.items() for code in codes]
    return found


def _reached(start: Iterable[Key], steps: Steps) -> set[Key]:
    reached = set(start)
    waiting = list(reached)
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached
