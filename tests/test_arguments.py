"""What can't be asked is refused: by the shell and by Python, in the same sentence, and in each language."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kcn_map
from kcn_map import Atlas, DataError, Finding, KcnMapError, Query, UnknownName, UsageError
from kcn_map.cli import main
from kcn_map.text.languages import LANGUAGES

GEODATA = Path(__file__).parent.parent / "geodata"

#: A condition of Python, the same in the shell, and what both say of it, in English.
REFUSED: list[tuple[Mapping[str, Any], list[str], str]] = [
    ({"kind": "zonne"}, ["--kind", "zonne"], "Did you mean: zone? Values: zone, cluster"),
    ({"status": "operatng"}, ["--status", "operatng"], "Did you mean: operating?"),
    ({"status": ["planned", "nix"]}, ["--status", "planned", "--status", "nix"], "Values: planned, established"),
    ({"district": "Luong Sn"}, ["--district", "Luong Sn"], "Did you mean: Huyện Lương Sơn"),
    ({"near": (20.82, 105.34)}, ["--near", "20.82,105.34"], "Did you mean: 105.34,20.82?"),
    ({"near": (105.34, math.nan)}, ["--near", "105.34,nan"], "longitude,latitude in decimal degrees"),
    ({"near": (999, 1)}, ["--near", "999,1"], "longitude,latitude in decimal degrees"),
    ({"near": (1, 2, 3)}, ["--near", "1,2,3"], "longitude,latitude in decimal degrees"),
    ({"near": "Noi Bay"}, ["--near", "Noi Bay"], "Did you mean: Nội Bài"),
    ({"near": "thi tran"}, ["--near", "thi tran"], "may be several places. Give the code. Did you mean: 105.25"),
    ({"near": "CCN Đà Bắc"}, ["--near", "CCN Đà Bắc"], "Where CCN Đà Bắc is, is not known"),
    ({"near": "a" * 201}, ["--near", "a" * 201], "at most 200 letters"),
    ({"min_vacant": -1}, ["--min-vacant", "-1"], "from 0 to 51000000000"),
    ({"within_km": 5}, ["--within", "5"], "near"),
    ({"near": (105.34, 20.82), "within_km": -1}, ["--near", "105.34,20.82", "--within", "-1"], "from 0 to 20040"),
    ({"min_area": math.nan}, ["--min-area", "nan"], "not “nan”"),
    ({"max_area": math.inf}, ["--max-area", "inf"], "not “inf”"),
    ({"min_area": -1}, ["--min-area", "-1"], "not “-1”"),
    ({"min_area": 1e26}, ["--min-area", "1e26"], "from 0 to 51000000000"),
    ({"min_area": "a lot"}, ["--min-area", "a lot"], "a number is needed, not “a lot”"),
    ({"min_occupancy": 101}, ["--min-occupancy", "101"], "from 0 to 100"),
    ({"min_area": 20, "max_area": 10}, ["--min-area", "20", "--max-area", "10"], "Swap the two numbers"),
    ({"min_occupancy": 2, "max_occupancy": 1}, ["--min-occupancy", "2", "--max-occupancy", "1"], "(2) is above"),
    ({"limit": 0}, ["--limit", "0"], "from 1 to 1000000000"),
    ({"limit": -3}, ["--limit", "-3"], "not “-3”"),
    ({"limit": 2.5}, ["--limit", "2.5"], "a whole number is needed, not “2.5”"),
    ({"limit": 10**30}, ["--limit", "1" + "0" * 30], "from 1 to 1000000000"),
    ({"sort": "aera_planned_ha"}, ["--sort", "aera_planned_ha"], "Did you mean: area_planned_ha"),
    ({"sort": "distance_km"}, ["--sort", "distance_km"], "there is no value “distance_km”"),
    ({"text": "a" * 201}, ["a" * 201], "at most 200 letters"),
]


#: Where the figures of a table come from.
FROM = {"as_of": "2020", "source": "S01"}


def shell(*arguments: str) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--data", str(GEODATA)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.load(GEODATA)


def without_names(sentence: str) -> str:
    """The sentence with the options of the shell as Python spells them."""
    for param in main.commands["query"].params:
        shown = param.opts[-1] if param.param_type_name == "option" else param.human_readable_name
        sentence = sentence.replace(shown, str(param.name))
    return sentence


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("conditions", "arguments", "expected"), REFUSED, ids=[str(case[0])[:40] for case in REFUSED])
def test_python_refuses_what_the_shell_refuses(
    atlas: Atlas, conditions: Mapping[str, Any], arguments: list[str], expected: str, lang: str
) -> None:
    with pytest.raises(UsageError) as error:
        atlas.query(**conditions)
    assert expected in str(error.value)
    result = shell("query", *arguments, "--lang", lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert without_names(result.stderr).strip() == error.value.message(lang)


def test_an_option_is_named_as_its_reader_wrote_it() -> None:
    assert "--within needs --near." in shell("query", "--within", "5", "--lang", "en").stderr
    assert "TEXT: at most" in shell("query", "a" * 999, "--lang", "en").stderr


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"distric": "152"}, "There is no argument “distric”. Did you mean: district? Arguments: "),
        ({"district": 152}, "district: a text is needed, not “152”."),
        ({"kind": [None]}, "kind: a text is needed, not “null”."),
        ({"limit": True}, "limit: a number is needed, not “true”."),
        ({"near": None, "within_km": 3}, "within_km needs near."),
        ({"near": 105.34}, "near: longitude,latitude in decimal degrees is needed"),
        ({"sort": 3}, "sort: a text is needed, not “3”."),
    ],
)
def test_python_alone_can_give_these(atlas: Atlas, conditions: Mapping[str, Any], expected: str) -> None:
    with pytest.raises(UsageError) as error:
        atlas.query(**conditions)
    assert str(error.value).startswith(expected)


def test_a_query_refuses_what_is_no_condition() -> None:
    with pytest.raises(UsageError, match=r"There is no argument “distric”\. Did you mean: district") as error:
        Query(distric="x")
    assert error.value.nearest[0] == "district"


def test_a_query_takes_one_value_or_several_and_leaves_none_open() -> None:
    assert Query(kind="zone", district=["152", "148"]) == Query(kind=("zone",), district=("152", "148"))  # type: ignore[arg-type]
    assert Query(status=None, limit=None, near="105.34, 20.82") == Query(near=(105.34, 20.82))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda atlas, path: atlas.save(path / "a.html", lang="fr"), "lang: there is no value “fr”. Values: vi, en."),
        (lambda atlas, path: atlas.map(lang="VI"), "lang: there is no value “VI”. Did you mean: vi? Values: vi, en."),
        (lambda atlas, path: atlas.html(lang=3), "lang: a text is needed, not “3”."),
        (lambda atlas, path: atlas.export(path / "a", format="gpk"), "format: there is no value “gpk”. Did"),
        (lambda atlas, path: atlas.export(path / "a", "svg", measure="zones_cont"), "Did you mean: zones_count"),
        (lambda atlas, path: atlas.export(path / "a", "svg", page="a3"), "“a3”. Did you mean: a4?"),
        (lambda atlas, path: atlas.export(path / "a", "svg", lang="de"), "lang: there is no value “de”."),
        (lambda atlas, path: atlas.export(path / "a.shp", "shp"), "Format shp makes several files"),
        (lambda atlas, path: atlas.show("kcn-luong-sn"), "Did you mean: kcn-luong-son"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg"), "layer is needed: the name of the layer of a kind"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zone"), "“zone”. Did you mean: zones"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", crss="EPSG:4326"), "Did you mean: crs"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", accuracy="survey"), "Did you mean: surve"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", uncertainty_m=-1), "from 0 to 100000"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", one_id="a", id_field="b"), "Use one of one"),
        (lambda atlas, path: atlas.watch(path, port=-1), "port: a number from 0 to 65535"),
        (lambda atlas, path: atlas.plan_import(path / "a.xlsx", crs="EPSG:4326"), "crs has a meaning only where a lay"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", columns=["a=b"]), "columns is for tables of"),
        (lambda atlas, path: atlas.plan_import(path / "a.csv", as_of="2020"), "needs both source and as_of."),
        (lambda atlas, path: atlas.plan_import(path / "a.csv", **FROM, columns=["a"]), "must be COLUMN=FIELD, not a."),
        (lambda atlas, path: atlas.plan_import(path / "a.csv", **FROM, source_layer=3), "source_layer: a text is"),
        (lambda atlas, path: atlas.plan_import(path / "a.csv", **FROM, adopt="x"), "adopt: True or False is needed,"),
        (lambda atlas, path: atlas.plan_import(path / "a.csv", **FROM, adopt=0), "adopt: True or False is needed, not"),
        (lambda atlas, path: atlas.plan_import(path / "a.gpkg", "zones", new="no"), "new: True or False is needed,"),
    ],
)  # fmt: skip
def test_other_twins_refuse_too(
    atlas: Atlas, tmp_path: Path, ask: Callable[[Atlas, Path], object], expected: str
) -> None:
    with pytest.raises(UsageError) as error:
        ask(atlas, tmp_path)
    assert expected in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", "--lang", "fr"], "--lang: không có giá trị “fr”. Các giá trị: vi, en."),
        (["check", "--format", "jsn"], "--format: không có giá trị “jsn”. Có phải: json?"),
        (["districts", "--format", "xls"], "--format: không có giá trị “xls”. Có phải: xlsx?"),
        (["show", "kcn-luong-sn"], "Không có KCN hay CCN nào là “kcn-luong-sn”. Có phải: kcn-luong-son"),
        (["export", "--format", "svg", "--out", "x.svg", "--measure", "zones_cont"], "--measure: không có giá trị"),
        (["export", "--format", "svg", "--out", "x.svg", "--page", "a3"], "--page: không có giá trị “a3”. Có phải: a4"),
        (["import", "x.gpkg"], "Cần --layer: tên tệp lớp của một loại khu"),
        (["import", "x.gpkg", "--layer", "zone"], "--layer: không có giá trị “zone”. Có phải: zones"),
        (["import", "x.gpkg", "--layer", "zones", "--uncertainty-m", "nan"], "--uncertainty-m: cần một số từ 0"),
        (["import", "x.gpkg", "--layer", "zones", "--id", "a", "--id-field", "b"], "một: --id hoặc --id-field."),
        (["watch", "--port", "65536"], "--port: cần một số từ 0 đến 65535, không phải “65536”."),
        (["watch", "--port", "x"], "--port: cần một số, không phải “x”."),
        (["import", "x.xlsx", "--accuracy", "surveyed"], "--accuracy chỉ dùng khi có lớp nhận hình."),
        (["import", "x.gpkg", "--layer", "zones", "--map", "a=b"], "--map chỉ dùng cho bảng số liệu"),
        (["import", "x.csv", "--as-of", "2020"], "Bảng số liệu cần cả --source và --as-of."),
        (["import", "x.csv", "--as-of", "2020", "--source", "S01", "--map", "a"], "--map phải có dạng CỘT=TRƯỜNG"),
    ],
)  # fmt: skip
def test_every_verb_says_it_in_the_readers_language(arguments: list[str], expected: str) -> None:
    result = shell(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert expected in result.stderr


def some_errors() -> list[KcnMapError]:
    atlas_error = DataError([Finding("file-missing", "zones.csv")])
    made: dict[str, KcnMapError] = {
        "KcnMapError": KcnMapError("diff.none"),
        "UsageError": UsageError("kind", "usage.needs", other="near"),
        "UnknownName": UnknownName("district", "Luong Sn", ["Huyện Lương Sơn"]),
        "DataError": atlas_error,
        "Unusable": kcn_map.Unusable(atlas_error.findings),
        "NotAMap": kcn_map.NotAMap(Path("map.html")),
        "MapAltered": kcn_map.MapAltered(Path("map.html"), ()),
        "AmongInputs": kcn_map.AmongInputs(Path("a"), Path("a"), Path("geodata")),
        "NotEmpty": kcn_map.NotEmpty(Path("folder")),
        "NoRevision": kcn_map.NoRevision("HEAD~9", Path("geodata")),
        "PortTaken": kcn_map.PortTaken(80, "in use"),
        "MissingExtra": kcn_map.MissingExtra("png"),
        "LeafletError": kcn_map.LeafletError("build.leaflet_missing"),
    }
    exported = {name for name in kcn_map.__all__ if isinstance(getattr(kcn_map, name), type)}
    assert {name for name in exported if issubclass(getattr(kcn_map, name), BaseException)} == set(made)
    return list(made.values())


@pytest.mark.parametrize("error", some_errors(), ids=lambda error: type(error).__name__)
def test_an_error_is_a_full_sentence_and_of_one_root(error: KcnMapError) -> None:
    assert isinstance(error, KcnMapError)
    assert str(error) == error.message("en")
    assert str(error)[-1] in '.?"' and len(str(error).split()) > 1
    assert error.message("vi") != error.message("en")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))


#: A command line that click refuses → what is said of it, in Vietnamese and in English.
REFUSED_BY_CLICK = {
    "--langg en check": ("Không có tùy chọn --langg.", "There is no option --langg."),
    "check --dataa x": (
        "Không có tùy chọn --dataa. Có phải: --data?",
        "There is no option --dataa. Did you mean: --data?",
    ),
    "chekc": ("Không có lệnh “chekc”. Có phải: check?", "There is no command “chekc”. Did you mean: check?"),
    "show": ("Thiếu ID.", "ID is missing."),
    "export": ("Thiếu --out.", "--out is missing."),
    "check a b": ("Thừa đối số: a b.", "Too many arguments: a b."),
    "query --limit": ("--limit cần một giá trị theo sau.", "--limit needs a value."),
    "watch --open=1": ("--open không nhận giá trị nào.", "--open takes no value."),
}


@pytest.mark.parametrize("line", REFUSED_BY_CLICK)
def test_what_click_refuses_is_said_in_the_readers_language(line: str) -> None:
    for lang, told in zip(("vi", "en"), REFUSED_BY_CLICK[line], strict=True):
        done = CliRunner(env={"KCN_MAP_LANG": lang}).invoke(main, line.split(), prog_name="kcn-map")
        assert (done.exit_code, done.stdout) == (2, "")
        first, *others = done.stderr.splitlines()
        assert first == told
        assert all(other.endswith(" --help") and "kcn-map" in other for other in others)


def test_the_option_for_the_language_counts_where_the_line_is_refused() -> None:
    for words in (["check", "--lang", "en", "-x"], ["check", "--lang=en", "-x"], ["check", "-x", "--lang", "en"]):
        assert "There is no option -x." in CliRunner(env={"KCN_MAP_LANG": "vi"}).invoke(main, words).stderr
    assert CliRunner().invoke(main, []).exit_code == 2  # the help, and nothing else
    assert "Commands:" in CliRunner().invoke(main, []).output
