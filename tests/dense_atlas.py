"""The map of a made country: hundreds of districts and sites."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest

from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise

SIDE = 18  # districts to a side: more than have room for a name
SITES = 400


@pytest.fixture(scope="session")
def dense_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    joined = page_atlas.joined()
    cells = [(x, y) for y in range(SIDE) for x in range(SIDE)]
    districts = page_atlas.districts_at(cells)
    sites = tuple(
        page_atlas.site(f"kcn-{n}", "cluster" if n % 4 == 0 else "zone", f"{n % len(cells):03}",
                        page_atlas.point(105.1 + 0.2 * cells[n % len(cells)][0], 20.1 + 0.2 * cells[n % len(cells)][1]))
        for n in range(SITES)
    )  # fmt: skip
    dense = replace(joined, areas={**joined.areas, "district": districts, "commune_2025": ()}, sites=sites, base={})
    path = tmp_path_factory.mktemp("dense") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), dense, summarise(dense)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def crowded_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty sites within one of four districts."""
    joined = page_atlas.joined()
    sites = tuple(
        page_atlas.site(f"kcn-{n}", "zone", "148", page_atlas.point(105.05 + 0.01 * (n % 10), 20.05 + 0.01 * (n // 10)))
        for n in range(60)
    )
    crowded = replace(joined, sites=sites)
    path = tmp_path_factory.mktemp("crowded") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), crowded, summarise(crowded)), encoding="utf-8")
    return path
