"""words/<lang>.toml: an atlas's own words in shell and page, of shipped languages and of others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from conftest import Run
from page_reader import Page

from kcn_map import Atlas
from kcn_map.core.findings import Finding, codes, finding_texts
from kcn_map.reading.words import lacking, parse_words
from kcn_map.text.languages import Language
from kcn_map.text.messages import dictionary, word

GERMAN = Path(__file__).parent / "german" / "words" / "de.toml"
#: What is wrong with an entry, by the code of its finding.
REFUSED = [
    ('[page]\nas_of = "Stand"', "words-places"),
    ('[page]\nas_of = "Stand {date} {x}"', "words-places"),
    ('[page]\nas_of = "{date.__class__}"', "words-places"),
    ('[page]\nas_of = "{date!r}"', "words-places"),
    ('[page]\nas_of = "{date:>999999999}"', "words-places"),
    ('[page]\nas_of = "{date"', "words-places"),
    ('[page]\nas_of = "{{date}}"', "words-places"),
    ('[page]\nas_of = "{date:{date}|x}"', "words-places"),
    ("[page]\nas_of = 5", "words-no-text"),
    ('[page]\nas_of = ["{date}"]', "words-no-text"),
    (f'[page]\nas_of = "{{date}}{"x" * 2000}"', "words-no-text"),
    ('[page]\nas_of = "{date}\\u202e"', "text-invisible-character"),
    ('[page]\nas_off = "{date}"', "words-unknown"),
    ('page = "Seite"', "words-unknown"),
    ('[finding.no-such-code]\nfix = "x"', "words-unknown"),
    ('[finding.file-missing]\ntitle = "x"', "words-unknown"),
    ('[finding.file-missing]\nfix = "{nowhere}"', "words-places"),
    ("page = ", "toml-unreadable"),
]


def test_the_german_words_are_whole() -> None:
    words, findings = parse_words("de", GERMAN.read_text(encoding="utf-8"))
    assert (findings, lacking("de", words)) == ((), [])
    german = Language("de", words)
    assert word("cli.tally", german, errors=1, warnings=1) == "1 Fehler, 1 Warnung."
    assert word("page.years_ago", german, n="1.001") == "vor 1.001 Jahren"


def test_each_text_taken_out_is_told() -> None:
    """Of every section one, of findings a message and a fix."""
    words, _ = parse_words("de", GERMAN.read_text(encoding="utf-8"))
    parts = {name.partition(".")[0] + name.partition(".")[2].rpartition(".")[2] * name.startswith("finding."): name
             for name, text in words.items() if text}  # fmt: skip
    assert {"page", "reason", "findingmessage", "findingfix"} <= parts.keys() and len(parts) > len(dictionary()) - 2
    for name in parts.values():
        (finding,) = lacking("de", {other: text for other, text in words.items() if other != name})
        assert (finding.params["count"], finding.params["names"]) == (1, name)


def english() -> dict[str, str]:
    """All texts that a language has, in English."""
    texts = {f"{name}.{key}": entry["en"] for name, section in dictionary().items() for key, entry in section.items()}
    return texts | {f"finding.{code}.{part}": finding_texts(code, part)["en"] for code in codes()
                    for part in ("message", "fix")}  # fmt: skip


def test_the_german_words_tell_what_the_english_ones_tell() -> None:
    """Each value has its place, but for what only chooses a form, as in {n:its|their}; no text is cut short."""
    words, _ = parse_words("de", GERMAN.read_text(encoding="utf-8"))
    shipped = english()
    for name, text in words.items():
        wanted = {place for _, place, form, _ in Formatter().parse(shipped[name]) if place and "|" not in (form or "")}
        found = {place for _, place, _, _ in Formatter().parse(text) if place}
        told = {place for place in wanted if not place.lower().startswith("sites_")} - found
        assert {place for place in told if f"{place}s" not in found} == set(), name
        long = max(len(shipped[name]), 20)
        assert bool(text) == bool(shipped[name]) and len(text) < 2.5 * long, name
        assert len(text) > len(shipped[name]) / 2 or len(shipped[name]) < 60, name


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_an_entry_that_can_t_be_used_is_named_and_left_out(text: str, code: str) -> None:
    words, findings = parse_words("de", text)
    assert (words, [finding.code for finding in findings]) == ({}, [code])
    assert [finding.file for finding in findings] == ["words/de.toml"]
    assert all(finding.message(lang) and finding.fix(lang) for finding in findings for lang in ("vi", "en", "de"))


def test_what_lacks_is_counted_and_told_in_english() -> None:
    words, findings = parse_words("lo", '[page]\nmap = "ແຜນທີ່"\n[finding.file-missing]\nfix = "{file}?"')
    assert findings == ()
    (finding,) = lacking("lo", words)
    assert finding.params["count"] == finding.params["total"] - 2
    assert finding.params["names"].endswith(", …")
    lao = Language("lo", words)
    assert (word("page.map", lao), word("page.table", lao)) == ("ແຜນທີ່", "Table")
    assert word("cli.tally", lao, errors=1, warnings=2) == "1 error, 2 warnings."
    assert Finding("file-missing", "a.csv").fix(lao) == "a.csv?"
    assert Finding("file-missing", "a.csv").message(lao) == Finding("file-missing", "a.csv").message("en")


def test_what_lacks_is_told_by_section() -> None:
    words, _ = parse_words("de", GERMAN.read_text(encoding="utf-8"))
    kept = {name: text for name, text in words.items() if not name.startswith(("finding.a", "diff.no"))}
    (finding,) = lacking("de", kept)
    areas = 2 * sum(code.startswith("a") for code in codes())
    assert finding.params["names"] == f"[finding] ({areas}/{2 * len(codes())}), diff.none, diff.no_git"
    assert finding.params["count"] == areas + 2


def data_of(path: Path) -> Any:
    return Page(path.read_text(encoding="utf-8")).data()


def with_words(folder: Path, lang: str, text: str) -> Path:
    path = folder / "words" / f"{lang}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_own_words_stand_in_shell_page_and_package(copy_of_atlas: Path, tmp_path: Path, kcn_map: Run) -> None:
    text = '[page]\r\ntable = "Bảng tổng hợp"\r\n[cli]\r\ntally = "Lỗi: {errors}. Nhắc: {warnings}."\r\n'
    with_words(copy_of_atlas, "vi", text)
    assert "Lỗi: 0. Nhắc: " in kcn_map("check", "--data", copy_of_atlas).stderr
    assert " warnings." in kcn_map("check", "--data", copy_of_atlas, "--lang", "en").stderr
    path = Atlas.load(copy_of_atlas).save(tmp_path / "map.html")
    assert data_of(path)["words"]["page.table"] == {"vi": "Bảng tổng hợp", "en": "Table"}
    assert Atlas.verify(path).altered == ()
    Atlas.extract(path, tmp_path / "folder")
    assert (tmp_path / "folder" / "words" / "vi.toml").read_bytes() == text.replace("\r\n", "\n").encode()
    assert Atlas.load(tmp_path / "folder").save(tmp_path / "again.html").read_bytes() == path.read_bytes()


def test_a_third_language(copy_of_atlas: Path, tmp_path: Path, kcn_map: Run) -> None:
    settings = copy_of_atlas / "atlas.toml"
    text = settings.read_text(encoding="utf-8").replace('languages = ["vi", "en"]', 'languages = ["vi", "en", "de"]')
    settings.write_text(text.replace("title_vi = ", 'title_de = "Titel"\ntitle_vi = ', 1), encoding="utf-8")
    (copy_of_atlas / "words").mkdir()
    shutil.copy(GERMAN, copy_of_atlas / "words")
    done = kcn_map("check", "--data", copy_of_atlas, "--lang", "de", "--format", "json")
    found = [one for one in json.loads(done.stdout) if one["code"] in ("words-incomplete", "texts-incomplete")]
    assert [one["code"] for one in found] == ["texts-incomplete"]  # the settings have no texts in German but one
    assert "0 Fehler, " in done.stderr
    path = Atlas.load(copy_of_atlas).save(tmp_path / "map.html", "de")
    html = path.read_text(encoding="utf-8")
    assert '<html lang="de">' in html and "<title>Titel</title>" in html and "Angaben zum 31. Dez. 2020." in html
    data = data_of(path)
    assert data["languages"] == ["vi", "en", "de"] and data["title"]["de"] == "Titel"
    assert data["words"]["page.table"] == {"vi": "Bảng số liệu", "en": "Table", "de": "Tabelle"}
    assert Atlas.verify(path).altered == ()
    told = kcn_map("build", "--data", copy_of_atlas, "--lang", "fr", "--out", tmp_path / "fr.html")
    assert (told.returncode, "vi, en, de" in told.stderr) == (2, True)


def test_a_words_file_that_is_too_large_is_not_read(copy_of_atlas: Path, kcn_map: Run) -> None:
    with_words(copy_of_atlas, "vi", "# " + "x" * 400_000)
    done = kcn_map("check", "--data", copy_of_atlas, "--format", "json")
    assert [one["code"] for one in json.loads(done.stdout) if one["severity"] == "error"] == ["file-too-large"]
