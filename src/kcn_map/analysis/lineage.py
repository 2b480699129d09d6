"""Lineage: what became of an area, through every reform."""

from __future__ import annotations

from kcn_map.core.model import Area, Joined

#: A level and the code of an area there.
Key = tuple[str, str | None]


def lineage(joined: Joined, area: Area) -> set[Key]:
    """An area and all that it went into: where a site of it lies by the codes of other levels."""
    known = {(level, one.code): one for level, areas in joined.areas.items() for one in areas}
    reached: set[Key] = {(area.level, area.code)}
    waiting = [area]
    while waiting:
        for level, codes in waiting.pop().successors.items():
            new = {(level, code) for code in codes} - reached
            reached |= new
            waiting += [known[key] for key in new if key in known]
    return reached
