"""Whatever the data says is text: nothing of it runs, and an address that is no web address is no link."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest
from playwright.sync_api import Page
from visit import Visit

from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise

MARK = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(1)</script></style><style>*{}"
PAYLOAD = f' {MARK}{SCRIPT} {{{{ 7*7 }}}}${{7*7}} =HYPERLINK("x") \'"`\\ &amp;'
ADDRESSES = ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>"]
#: Settings that are days, and so no text.
DAYS = ("as_of", "data_until", "ended_on")
STATES = ["", "lang=en", "level=commune", "site=kcn-a", "site=ccn-d&lang=en", "district=148", "compare=kcn-a,ccn-c"]

#: Attributes and addresses that run something.
RUNNING = """() => [...document.querySelectorAll("*")].flatMap((one) => [
  ...one.getAttributeNames().filter((name) => name.startsWith("on")),
  ...[one.getAttribute("href")].filter((to) => to && !/^(https?:|geo:|mailto:|#|data:image)/.test(to)),
])"""


@pytest.fixture(scope="module")
def hostile_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map whose every text ends in the payload, with sources at addresses that would run."""
    joined = page_atlas.joined()
    spoilt = page_atlas.spoil(joined, PAYLOAD)
    sources = tuple(
        replace(source, id=clean.id, url=address)
        for source, clean, address in zip(spoilt.sources, joined.sources, ADDRESSES, strict=True)
    )
    named = replace(
        spoilt,
        settings=replace(spoilt.settings, **{day: getattr(joined.settings, day) for day in DAYS}),
        sites=tuple(
            replace(
                site,
                id=clean.id,
                codes=clean.codes,
                sources=clean.sources,
                observations=tuple(
                    replace(o, source=c.source, attribute=c.attribute)
                    for o, c in zip(site.observations, clean.observations, strict=True)
                ),
            )
            for site, clean in zip(spoilt.sites, joined.sites, strict=True)
        ),
        areas={
            level: tuple(
                replace(d, level=level, code=c.code, parents=c.parents, successors=c.successors)
                for d, c in zip(spoilt.areas[level], areas, strict=True)
            )
            for level, areas in joined.areas.items()
        },
        sources=sources,
        totals=tuple(replace(t, as_of=c.as_of) for t, c in zip(spoilt.totals, joined.totals, strict=True)),
    )
    path = tmp_path_factory.mktemp("hostile") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), named, summarise(named)), encoding="utf-8")
    return path


@pytest.fixture
def hostile(visit: Visit, hostile_map: Path) -> Callable[[str], Page]:
    """Show it in a state."""
    return lambda state: visit(state, path=hostile_map)


@pytest.mark.parametrize("state", STATES, ids=[state or "first" for state in STATES])
def test_texts_stay_texts(hostile: Callable[[str], Page], state: str) -> None:
    page = hostile(state)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("[data-site]").first.focus()
    text = page.locator("body").inner_text()
    assert MARK in text and "{{ 7*7 }}" in text and "${7*7}" in text
    assert "49" not in page.locator("h1").inner_text()
    assert page.locator("img, iframe, object, embed, form, body style, main script").count() == 0
    assert page.evaluate(RUNNING) == []


def test_sources_at_no_web_address_are_no_links(hostile: Callable[[str], Page]) -> None:
    page = hostile("site=kcn-a")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.locator(".source-list li").count() == 3
    assert page.locator(".source-list a").count() == 0
    assert page.locator(".card .figures a").count() == 0


def test_a_spreadsheet_runs_nothing(hostile: Callable[[str], Page]) -> None:
    page = hostile("")
    with page.expect_download() as download:
        page.locator("#table").get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8")
    cells = [cell for row in csv.reader(text.removeprefix("\ufeff").splitlines()) for cell in row]
    assert any(MARK in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells)


def test_search_text_is_shown_as_text(hostile: Callable[[str], Page]) -> None:
    page = hostile("")
    page.locator("#search").fill(MARK + "xyzzy")
    assert MARK in page.locator("#filters").inner_text()
    assert page.locator("#filters img").count() == 0
