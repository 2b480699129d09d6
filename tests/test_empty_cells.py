"""Whatever may be empty is emptied, by the schema: map, shell and exports live with it, and say nothing odd.

One field of each file is emptied at a time where a run is cheap. For the browser some of each file go together, which
don't hide one another's faults; then each is emptied in one row, where the rest of the column stays; then all are.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import full_atlas
import pytest
from atlas_edits import read_rows
from browser import new_page, wait_until_drawn
from click.testing import CliRunner
from empty_fields import (
    GEOMETRY,
    Field,
    empty,
    layer_fields,
    leave_out,
    may_lack,
    setting_fields,
    table_fields,
    without_settings,
)
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLate

from kcn_map import Atlas
from kcn_map.checking.measures import check_measures
from kcn_map.checking.settings import check_settings
from kcn_map.cli import main
from kcn_map.core.findings import has_errors
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.export import FORMATS
from kcn_map.reading import read
from kcn_map.reading.settings import parse_settings
from kcn_map.text.messages import dictionary

#: Half a point is an error: where one of these is left out, the other has to go too.
HALVES = ("lon", "lat", "label_lon", "label_lat")
FIELDS = [
    *(field for field in (*table_fields(), *layer_fields()) if field.name not in HALVES),
    *setting_fields(full_atlas.SETTINGS),
]
BATCHES = 4
#: What no reader should meet: values of the program, holes where a value was, names of words that are not there.
ODD = re.compile(
    r"\bnull\b|undefined|\bNaN\b|\bInfinity\b|\bNone\b|\[object|\{\w*\}|\( ?\)|\[ ?\]|[:,;·(] ?[,;·)]|[,;·(]$|^[,;·)]"
)
KEY = re.compile(rf"\b({'|'.join(dictionary())})\.[a-z]")

#: Does what a reader does, in both languages, and returns every text that there was to be read.
USE = """() => {
  const read = new Set(), { map } = kcn.app.board, all = (css) => [...document.querySelectorAll(css)];
  const blocks = "p, li, td, th, dd, dt, h1, h2, h3, small, button, summary, option, label, text, span, title, b";
  const note = () => {
    for (const one of all(blocks)) if (!one.closest("noscript")) read.add(one.textContent.trim());
    for (const one of all("[aria-label], [title], [placeholder]"))
      for (const name of ["aria-label", "title", "placeholder"]) read.add((one.getAttribute(name) || "").trim());
  };
  const follow = (fragment) => {  // as a click on a link does, without waiting for the screen
    history.replaceState(null, "", "#" + fragment);
    dispatchEvent(new Event("hashchange"));
    note();
  };
  const values = (css, name) => all(css).map((one) => one.getAttribute(name));
  const watch = (fmt, lang) => {  // a phrase with nothing in one of its places
    const { t } = fmt, { words } = kcn.app.data;
    fmt.t = (key, filled = {}) => {
      const empty = Object.keys(filled).filter((name) => [null, undefined, ""].includes(filled[name]));
      if (empty.some((name) => words[key][lang].includes(`{${name}`))) read.add(`${key} (${empty})`);
      return t(key, filled);
    };
  };
  const look = (zoom) => {
    map.setZoom(zoom, { animate: false });
    map.panBy([120, 40], { animate: false });
  };
  for (const lang of values("#lang span", "lang")) {
    follow(`lang=${lang}`);
    watch(kcn.app.view.fmt, lang);
    for (const level of values("#level option", "value")) {
      const at = `lang=${lang}&level=${level}`;
      for (const measure of values("#measure option", "value")) follow(`${at}&measure=${measure}`);
      for (const code of values(`[data-${level}]`, `data-${level}`)) follow(`${at}&${level}=${code}`);
      [9, 10.25, 12].forEach(look);
      for (const one of all("[data-site], [data-district], [data-commune]")) one.focus();
      note();
    }
    follow(`lang=${lang}`);
    const sites = values("[data-row]", "data-row");
    for (const site of sites) follow(`lang=${lang}&site=${site}`);
    follow(`lang=${lang}&compare=${sites.slice(0, 4).join(",")}`);
    for (const filter of ["q=xyzzy", "min_area=1&max_area=2", "min_occupancy=1&max_occupancy=2", "status=planned"])
      follow(`lang=${lang}&${filter}`);
    dispatchEvent(new Event("beforeprint"));
    note();
  }
  for (const column of values("#table .sort", "data-column")) all(`[data-column="${column}"]`)[0].click();
  return [...read];
}"""

Shown = tuple[Page, list[str]]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_atlas.make(tmp_path_factory.mktemp("full") / "geodata")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Shown]:
    """One page for all maps, and what it says."""
    said: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", offline=True)
    yield new_page(context, "", said), said
    context.close()


@pytest.fixture(scope="module")
def free(full: Path) -> list[Field]:
    """The fields without those settings that another part of the atlas needs: there check says what is missing."""
    dataset = read(full)

    def is_free(field: Field) -> bool:
        text = without_settings(dataset.settings_text, [field.name])
        changed = replace(dataset, settings=parse_settings(text))
        return not has_errors([*check_settings(changed), *check_measures(changed)])

    return [field for field in FIELDS if field.file != SETTINGS_FILE or is_free(field)]


def copy(full: Path, to: Path) -> Path:
    return Path(shutil.copytree(full, to / "geodata"))


def use(shown: Shown, folder: Path) -> None:
    """Build the map, open it, and do all that can be done with it."""
    page, said = shown
    html = Atlas.load(folder).html()
    path = folder.parent / "index.html"
    path.write_text(html, encoding="utf-8")
    page.emulate_media(media="screen")
    said.clear()
    page.goto(path.as_uri())
    try:
        wait_until_drawn(page)
        texts = page.evaluate(USE)
    except TooLate:
        texts = []
    page.emulate_media(media="print")
    assert [word for word in said if not word.startswith("request: file:")] == []
    assert texts
    assert [text for text in [*texts, *static_texts(html)] if is_odd(text)] == []


def static_texts(html: str) -> list[str]:
    """What is read where no script runs."""
    parts = re.findall(r"<(?:p|li|td|th|title)\b[^>]*>(.*?)</(?:p|li|td|th|title)>", html.split('<script type="')[0])
    return [unescape(re.sub(r"<[^>]*>", "", part)).strip() for part in parts]


def is_odd(text: str) -> bool:
    return bool(ODD.search(text) or KEY.search(text))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_map_lives_without_some_columns(
    page: Shown, full: Path, free: list[Field], tmp_path: Path, batch: int
) -> None:
    folder = copy(full, tmp_path)
    empty(folder, free[batch::BATCHES])
    use(page, folder)


def test_the_map_lives_with_empty_cells_among_full_ones(page: Shown, tmp_path: Path) -> None:
    """In each file the first field is empty in the first row, the second in the second, and so on round."""
    fields = [field for field in FIELDS if field.file != SETTINGS_FILE]
    numbers = {field: number for number, field in numbered(fields)}
    folder = full_atlas.make(tmp_path / "geodata", sites=1 + max(numbers.values()))
    rows = {file: count(folder / file) for file, _ in fields}
    empty(folder, fields, lambda place, field: place == numbers[field] % rows[field.file])
    use(page, folder)


@pytest.mark.parametrize("take", [empty, leave_out])
def test_the_map_lives_with_no_more_than_it_must_have(
    page: Shown, full: Path, free: list[Field], tmp_path: Path, take: Callable[[Path, list[Field]], None]
) -> None:
    folder = copy(full, tmp_path)
    take(folder, free)
    use(page, folder)


def numbered(fields: Sequence[Field]) -> Iterator[tuple[int, Field]]:
    """Each field with its number in its file."""
    seen: Counter[str] = Counter()
    for field in fields:
        yield seen[field.file], field
        seen[field.file] += 1


def count(path: Path) -> int:
    if path.suffix == ".csv":
        return len(read_rows(path))
    return len(json.loads(path.read_text(encoding="utf-8"))["features"])


# ── without a browser ──


def test_the_full_atlas_holds_all_that_the_schema_knows(full: Path) -> None:
    """Else emptying a field would show nothing."""
    assert [field for field in [*table_fields(), *layer_fields()] if not is_filled(full, field)] == []


def is_filled(folder: Path, field: Field) -> bool:
    path = folder / field.file
    if path.suffix == ".csv":
        return all(row[field.name] for row in read_rows(path))
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return all(one["geometry"] if field.name == GEOMETRY else one["properties"].get(field.name) for one in features)


def groups(fields: Sequence[Field]) -> list[list[Field]]:
    """The first field of each file, the second of each, and so on: they don't hide one another's faults."""
    by_number: dict[int, list[Field]] = {}
    for number, field in numbered(fields):
        by_number.setdefault(number, []).append(field)
    return list(by_number.values())


CASES = [
    *((empty, fields) for fields in groups(FIELDS)),
    *((leave_out, fields) for fields in groups([field for field in FIELDS if field in may_lack()])),
]


@pytest.mark.parametrize(
    ("take", "fields"), CASES, ids=[f"{take.__name__}-{'-'.join(f.name for f in fields)}" for take, fields in CASES]
)
def test_the_shell_lives_without_a_column(
    full: Path, tmp_path: Path, take: Callable[[Path, list[Field]], None], fields: list[Field], free: list[Field]
) -> None:
    for field in fields:
        if field not in free:
            needed = copy(full, tmp_path / field.name)
            take(needed, [field])
            assert has_errors(Atlas.load(needed).check())
    folder = copy(full, tmp_path)
    take(folder, [field for field in fields if field in free])
    texts = static_texts(Atlas.load(folder).html())
    for words in (["show", "zone-1"], ["show", "cluster-1", "--lang", "en"], ["query", "--lang", "en"], ["districts"]):
        texts += run(*words, "--data", folder)
    assert [text for text in texts if is_odd(text)] == []


@pytest.mark.parametrize("take", [empty, leave_out])
def test_the_shell_lives_with_no_more_than_it_must_have(
    full: Path, free: list[Field], tmp_path: Path, take: Callable[[Path, list[Field]], None]
) -> None:
    """A text that one language lacks stands there in another: a column alone hides holes."""
    take(folder := copy(full, tmp_path), free)
    sites = [["show", site, "--lang", lang] for site in ("zone-1", "cluster-1") for lang in ("vi", "en")]
    texts = [text for words in (*sites, ["query"], ["districts"]) for text in run(*words, "--data", folder)]
    assert [text for text in texts if is_odd(text) or text.startswith(("Ghi chú", "Note"))] == []


@pytest.mark.parametrize("batch", range(2))
def test_exports_live_without_columns(full: Path, free: list[Field], tmp_path: Path, batch: int) -> None:
    folder = copy(full, tmp_path)
    empty(folder, free[batch::2])
    changes = [line for lang in ("vi", "en") for line in run("diff", full, folder, "--lang", lang)]
    assert [line for line in changes if ODD.search(line)] == []
    texts = run("check", "--data", folder, "--lang", "en")
    texts += run("build", "--data", folder, "--out", tmp_path / "index.html") + run("verify", tmp_path / "index.html")
    for style in FORMATS:
        run("export", "--format", style, "--out", tmp_path / f"a-{style}", "--data", folder)
    for style in ("json", "csv", "geojson", "gpkg", "xlsx"):
        run("query", "--format", style, "--out", tmp_path / f"q.{style}", "--data", folder)
    texts += re.findall(r">([^<]+)<", (tmp_path / "a-svg").read_text(encoding="utf-8"))
    texts += re.findall(r">([^<]+)<", unescape((tmp_path / "a-kml").read_text(encoding="utf-8")))
    assert [text for text in texts if is_odd(text)] == []


def run(*words: object) -> list[str]:
    """The lines that a command says; it ends well."""
    done = CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()
