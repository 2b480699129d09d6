"""What reading says of a folder, and how long it may take."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kcn_map import checking, reading
from kcn_map.core.findings import Finding

ROADS, ZONE_LAYER, DISTRICTS = "base/roads.geojson", "zones.geojson", "districts.geojson"


def findings_of(folder: Path) -> list[Finding]:
    """All findings, each fit to be shown in both languages."""
    try:
        found = list(checking.check(reading.read(folder)))
    except reading.Unusable as unusable:
        found = list(unusable.findings)
    for lang in ("vi", "en"):
        json.dumps([finding.as_dict(lang) for finding in found], ensure_ascii=False).encode("utf-8")
    return found


def codes(folder: Path) -> set[str]:
    return {finding.code for finding in findings_of(folder)}


@contextmanager
def soon(seconds: float) -> Iterator[None]:
    """Of the processor's time: what takes longer grows with the square of its input, or for ever."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds
