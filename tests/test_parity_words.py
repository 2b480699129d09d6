"""Numbers, dates, names, classes and what stands behind a value are told by the page's scripts as by Python."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_atlas
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shipped_schema import KINDS, SITE_ROW
from shipped_schema import SETTINGS as SHIPPED
from test_parity import SCRIPT, SITE, TEXTS, atlas_of

from kcn_map.analysis.aggregate import summarise
from kcn_map.analysis.textsearch import one_typo
from kcn_map.cartography import classes, coverage
from kcn_map.cartography.palettes import colours, palettes
from kcn_map.core.choices import OCCUPANCY_BASES, STATUSES
from kcn_map.core.columns import Column
from kcn_map.core.settings import AGGREGATIONS, Aggregation, Measure
from kcn_map.core.site_columns import CHOSEN, FACTS, site_row_columns
from kcn_map.core.summary import Aggregate
from kcn_map.page.data import add_hash, page_data, to_json
from kcn_map.page.records import locale
from kcn_map.page.records import measure as measure_record
from kcn_map.page.static import shown_cell
from kcn_map.tables.rows import site_row
from kcn_map.text.messages import fill
from kcn_map.text.names import fold
from kcn_map.text.numbers import format_date, format_number, tidy

Call = Callable[..., list[Any]]
LANGS = st.sampled_from(["vi", "en"])
#: Languages with other separators, groups, digits, patterns of dates and plurals than these.
TAGS = st.sampled_from(
    ["vi", "en", "ar", "bg", "cs", "de", "es", "fa", "fr", "hi", "hu", "ja", "km", "lo", "lt", "my", "pl", "pt-BR"]
)
SETTINGS = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
#: As tables and layers have them: no noise of binary fractions, nothing beyond what cells may hold.
FIGURES = st.one_of(
    st.integers(0, 10**9), st.decimals(0, 10**6, places=3).map(float), st.sampled_from([0.005, 2.675, 1.005, 1e-6])
)
DATES = st.from_regex(
    r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-[0-2][1-9])?)?(/20[0-9]{2}(-(0[1-9]|1[0-2]))?|/.{0,3})?", fullmatch=True
)
#: Letters that every version of Unicode knows which Python and node may have.
LETTERS = st.text(st.characters(max_codepoint=0x1EFF, min_codepoint=1), max_size=20)
MEASURES = st.builds(
    lambda how, breaks, decimals: replace(
        page_atlas.measure("m", how, tuple(sorted(set(breaks)))), decimals=decimals, unit="ha"
    ),
    st.builds(
        lambda method, field, kind, status: Aggregation(
            method,
            kind=kind,
            status=status,
            field={"count": None, "weighted_mean": "occupancy_pct"}.get(method, field),
            weight="area_planned_ha" if method == "weighted_mean" else None,
            counts=method not in ("count", "weighted_mean") and field == "projects_total",
        ),
        st.sampled_from(AGGREGATIONS),
        st.sampled_from(["occupancy_pct", "projects_total", "area_industrial_ha"]),
        st.none() | st.sampled_from([kind.id for kind in KINDS]),
        st.none() | st.just(STATUSES[1:4]),
    ),
    st.lists(st.integers(2, 500) | st.decimals(2, 500, places=1).map(float), min_size=1, max_size=4),
    st.integers(0, 2),
)
VALUES = st.builds(
    Aggregate, st.none() | FIGURES, st.integers(0, 9), st.integers(0, 9), st.booleans(), st.integers(0, 2),
    st.integers(0, 2),
)  # fmt: skip


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    """Functions of the page's scripts in node: call([name, argument, …], …), with the data of a small atlas."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert node, "node is not there: make setup"
    joined = page_atlas.joined()
    data = to_json(add_hash(page_data(joined, summarise(joined))))
    with subprocess.Popen([node, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin and process.stdout

        def put(*calls: list[Any]) -> list[Any]:
            process.stdin.write(f'{{"data":{data},"states":[],"calls":{json.dumps(calls)}}}\n')
            process.stdin.flush()
            return list(json.loads(process.stdout.readline())["told"])

        yield put
        process.stdin.close()


def record(measure: Measure) -> Any:
    return json.loads(to_json(measure_record(measure)))


def listed(value: Aggregate) -> list[Any]:
    return [value.value, value.reporting, value.sites, value.is_lower_bound, value.unplaced, value.unclear]


@SETTINGS
@given(st.lists(TEXTS | LETTERS, min_size=1, max_size=20))
def test_names_fold_the_same(call: Call, texts: list[str]) -> None:
    assert call(*(["fold", text] for text in texts)) == [fold(text) for text in texts]


WORDS = st.text("abclưđ", min_size=1, max_size=7)


@SETTINGS
@given(st.lists(st.tuples(WORDS, WORDS) | WORDS.map(lambda word: (word, word[1:] + word[:1])), min_size=1, max_size=20))
def test_an_error_of_typing_is_the_same(call: Call, pairs: list[tuple[str, str]]) -> None:
    assert call(*(["oneTypo", *pair] for pair in pairs)) == [one_typo(*pair) for pair in pairs]


@SETTINGS
@given(TAGS, st.lists(st.tuples(FIGURES, st.none() | st.integers(0, 3)), min_size=1, max_size=20))
def test_numbers_are_written_the_same(call: Call, lang: str, numbers: list[tuple[float, int | None]]) -> None:
    asked = [["number", value, locale(lang), *([] if decimals is None else [decimals])] for value, decimals in numbers]
    assert call(*asked) == [format_number(value, lang, decimals) for value, decimals in numbers]


@SETTINGS
@given(TAGS, st.lists(DATES, min_size=1, max_size=20))
def test_dates_are_written_the_same(call: Call, lang: str, dates: list[str]) -> None:
    assert call(*(["date", date, locale(lang)] for date in dates)) == [format_date(date, lang) for date in dates]


@SETTINGS
@given(TAGS, st.sampled_from(["{n:site|sites}", "{n} {n:a|b|c} {x}", "{n:a|b|c|d|e|f}"]), FIGURES, TEXTS)
def test_sentences_are_filled_the_same(call: Call, lang: str, text: str, n: float, x: str) -> None:
    values = {"n": format_number(n, lang), "x": x}
    assert call(["fill", text, values, lang, locale(lang)]) == [fill(text, values, lang)]


#: A value for each type of column, besides those of enumerations.
CELLS = {
    "number": FIGURES, "percent": FIGURES, "count": st.integers(0, 10**6), "year": st.integers(1800, 2999),
    "date": DATES, "url": st.just("https://example.org/2020-12-31"),
}  # fmt: skip
SHOWN = [
    one
    for one in site_row_columns(SHIPPED)
    if (one in FACTS or one.name in {*CHOSEN["table"], *CHOSEN["sheet"]}) and (one.values or one.type != "enum")
]
CELL = st.sampled_from(SHOWN).flatmap(
    lambda column: st.tuples(
        st.just(column),
        st.none()
        | (
            st.sampled_from(column.values)
            if column.type == "enum"
            else CELLS.get(column.type, TEXTS | st.builds("{} ({})".format, TEXTS, DATES))
        ),
    )
)


@SETTINGS
@given(st.lists(CELL, min_size=1, max_size=20), LANGS)
def test_a_cell_of_a_site_is_shown_the_same(call: Call, cells: list[tuple[Column, Any]], lang: str) -> None:
    """In the card and the tables of the page, and in the table that stands there without scripts."""
    told = call(*(["cell", column.name, value, lang] for column, value in cells))
    assert [text or "" for text in told] == [shown_cell(column, value, lang) for column, value in cells]


@SETTINGS
@given(MEASURES, st.lists(VALUES, min_size=1, max_size=8), LANGS)
def test_classes_and_their_limits_are_the_same(
    call: Call, measure: Measure, values: list[Aggregate], lang: Any
) -> None:
    values = [*values, *(Aggregate(limit, 1, 1, False) for limit in measure.breaks)]
    told = call(["labels", record(measure), lang], *(["classify", listed(value), record(measure)] for value in values))
    assert told[0] == classes.labels(measure, lang)
    assert told[1:] == [classes.class_of(value, measure) for value in values]


@given(st.sampled_from(sorted(palettes())), st.sampled_from(["light", "dark"]), st.integers(1, 8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_colours_are_the_same(call: Call, palette: str, theme: str, count: int) -> None:
    ramp = palettes()[palette][theme]
    assert call(["colours", ramp, count]) == [colours(ramp, count)]


@SETTINGS
@given(MEASURES, st.sampled_from(["none", "nodata", 0, 1, 2, 3, 4, 5]))
def test_names_are_inverse_on_the_same_classes(call: Call, measure: Measure, group: Any) -> None:
    assume(isinstance(group, str) or group <= len(measure.breaks))
    assert call(["inverse", group, {**record(measure), "palette": measure.palette}]) == [
        classes.inverse(group, measure)
    ]


@SETTINGS
@given(MEASURES, VALUES, st.lists(SITE, min_size=1, max_size=4), LANGS)
def test_what_stands_behind_a_value_is_the_same(
    call: Call, measure: Measure, value: Aggregate, drawn: list[dict[str, Any]], lang: Any
) -> None:
    reported = {"occupancy_pct": 50.0, "area_planned_ha": 3.0}  # else hardly any site has a part in a rate
    dates = ("2020", "2017/2019-05", None, "2020")
    bases = (*OCCUPANCY_BASES, None)
    told_sites = [
        one | reported | {"occupancy_as_of": date, "occupancy_base": base}
        for one, date, base in zip(drawn, dates, bases, strict=False)
    ]
    sites = atlas_of(told_sites).sites
    kind = measure.aggregation.kind or "any"
    members = [json.loads(to_json(tidy(site_row(site, SITE_ROW)))) | {"observations": []} for site in sites]
    told = call(
        ["coverage", record(measure), listed(value), members, kind, lang],
        ["atLeast", record(measure), [listed(value)], kind, lang],
    )
    mark = "“Ít nhất”" if lang == "vi" else "“At least”"
    assert told == [
        coverage.coverage(measure, value, sites, SHIPPED.nouns(kind), lang),
        coverage.at_least(measure, [value], SHIPPED.nouns(kind), mark, lang),
    ]
