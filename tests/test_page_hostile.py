"""Whatever the data says is text: nothing of it runs, and an address that is no web address is no link."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page_atlas
import pytest
from browser import new_page, wait_until_drawn
from playwright.sync_api import Browser, Page

from kcn_map import page as pages
from kcn_map.analysis.aggregate import summarise

MARK = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(1)</script></style><style>*{}"
PAYLOAD = f' {MARK}{SCRIPT} {{{{ 7*7 }}}}${{7*7}} =HYPERLINK("x") \'"`\\ &amp;'
ADDRESSES = ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>"]
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
        settings=replace(spoilt.settings, as_of=joined.settings.as_of, data_until=joined.settings.data_until),
        sites=tuple(
            replace(
                site,
                id=clean.id,
                district_code=clean.district_code,
                commune_2025_code=clean.commune_2025_code,
                sources=clean.sources,
                observations=tuple(
                    replace(o, source=c.source, attribute=c.attribute)
                    for o, c in zip(site.observations, clean.observations, strict=True)
                ),
            )
            for site, clean in zip(spoilt.sites, joined.sites, strict=True)
        ),
        districts=tuple(replace(d, code=c.code) for d, c in zip(spoilt.districts, joined.districts, strict=True)),
        communes_2025=tuple(
            replace(d, code=c.code) for d, c in zip(spoilt.communes_2025, joined.communes_2025, strict=True)
        ),
        sources=sources,
    )
    path = tmp_path_factory.mktemp("hostile") / "index.html"
    path.write_text(pages.render(page_atlas.dataset(), named, summarise(named)), encoding="utf-8")
    return path


@pytest.fixture
def hostile(chromium: Browser, hostile_map: Path) -> Iterator[Page]:
    said: list[str] = []
    context = chromium.new_context(offline=True, reduced_motion="reduce", accept_downloads=True)
    address = hostile_map.resolve().as_uri()
    page = new_page(context, address, said)
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.goto(address)
    wait_until_drawn(page)
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize("state", STATES, ids=[state or "first" for state in STATES])
def test_texts_stay_texts(hostile: Page, state: str) -> None:
    hostile.evaluate("fragment => { location.hash = fragment; }", state)
    hostile.wait_for_timeout(50)
    hostile.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    hostile.locator("[data-site]").first.focus()
    text = hostile.locator("body").inner_text()
    assert MARK in text and "{{ 7*7 }}" in text and "${7*7}" in text
    assert "49" not in hostile.locator("h1").inner_text()
    assert hostile.locator("img, iframe, object, embed, form, body style, main script").count() == 0
    assert hostile.evaluate(RUNNING) == []


def test_sources_at_no_web_address_are_no_links(hostile: Page) -> None:
    hostile.evaluate("location.hash = 'site=kcn-a'")
    hostile.wait_for_timeout(50)
    hostile.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert hostile.locator(".source-list li").count() == 3
    assert hostile.locator(".source-list a").count() == 0
    assert hostile.locator(".card .figures a").count() == 0


def test_a_spreadsheet_runs_nothing(hostile: Page) -> None:
    with hostile.expect_download() as download:
        hostile.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8")
    cells = [cell for row in csv.reader(text.removeprefix("\ufeff").splitlines()) for cell in row]
    assert any(MARK in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells)


def test_search_text_is_shown_as_text(hostile: Page) -> None:
    hostile.locator("#search").fill(MARK + "xyzzy")
    hostile.wait_for_timeout(50)
    assert MARK in hostile.locator("#finder").inner_text()
    assert hostile.locator("#finder img").count() == 0
