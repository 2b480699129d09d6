"""Which language: as asked for, else of the variable, else of the locale, else the atlas's first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Run
from page_reader import Page

from kcn_map import Atlas, UsageError

TALLY = {"vi": " cảnh báo.", "en": " warnings."}


def of_one_language(folder: Path, languages: str) -> Path:
    settings = folder / "atlas.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'languages = ["vi", "en"]' in text
    settings.write_text(text.replace('languages = ["vi", "en"]', f"languages = {languages}"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("options", "env", "expected"),
    [
        ([], {}, "vi"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ([], {"LC_MESSAGES": "en_GB", "LANG": "vi_VN"}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "vi"),
        ([], {"KCN_MAP_LANG": "en", "LANG": "vi_VN.UTF-8"}, "en"),
        ([], {"KCN_MAP_LANG": "", "LANG": "en"}, "en"),
        (["--lang", "vi"], {"KCN_MAP_LANG": "en", "LANG": "en_US.UTF-8"}, "vi"),
    ],
)
def test_messages_come_in_the_readers_language(
    kcn_map: Run, options: list[str], env: dict[str, str], expected: str
) -> None:
    assert TALLY[expected] in kcn_map("check", *options, env=env).stderr


def test_the_atlas_has_the_last_word(kcn_map: Run, copy_of_atlas: Path) -> None:
    of_one_language(copy_of_atlas, '["en", "vi"]')
    assert TALLY["en"] in kcn_map("check", "--data", copy_of_atlas).stderr
    assert TALLY["vi"] in kcn_map("check", "--data", copy_of_atlas, env={"LANG": "vi_VN"}).stderr


def test_a_variable_of_no_language_is_told(kcn_map: Run) -> None:
    done = kcn_map("check", env={"KCN_MAP_LANG": "fr"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "--lang: không có giá trị “fr”" in done.stderr


def test_a_page_is_the_same_whatever_the_locale(kcn_map: Run, copy_of_atlas: Path, tmp_path: Path) -> None:
    pages = []
    for number, env in enumerate([{}, {"LANG": "en_US.UTF-8"}, {"KCN_MAP_LANG": "en"}]):
        path = tmp_path / f"{number}.html"
        assert kcn_map("build", "--data", copy_of_atlas, "--out", path, env=env).returncode == 0
        pages.append(path.read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert ['<html lang="vi"' in page for page in pages] == [True, True, False]


def test_only_a_page_of_several_languages_has_a_switch(copy_of_atlas: Path, tmp_path: Path) -> None:
    for languages, is_hidden in (('["vi", "en"]', False), ('["vi"]', True)):
        of_one_language(copy_of_atlas, languages)
        page = Page(Atlas.load(copy_of_atlas).save(tmp_path / "map.html").read_text(encoding="utf-8"))
        (switch,) = [attributes for attributes, _ in page.all("button") if attributes.get("id") == "lang"]
        assert ("hidden" in switch) == is_hidden


def test_columns_of_one_language_do_not_say_which(kcn_map: Run, copy_of_atlas: Path) -> None:
    assert "Tên tiếng Việt" in kcn_map("query", "--data", copy_of_atlas).stdout
    of_one_language(copy_of_atlas, '["vi"]')
    told = kcn_map("query", "--data", copy_of_atlas, "--kind", "zone", "--why", "--lang", "en")
    assert " Name " in told.stdout and "Vietnamese" not in told.stdout
    assert re.search("^ccn-[a-z-]+: of the kind industrial cluster$", told.stderr, re.MULTILINE)


def test_a_language_that_the_atlas_has_not_is_refused(kcn_map: Run, copy_of_atlas: Path, tmp_path: Path) -> None:
    of_one_language(copy_of_atlas, '["vi"]')
    path = tmp_path / "map.html"
    done = kcn_map("build", "--data", copy_of_atlas, "--out", path, "--lang", "en")
    assert (done.returncode, path.exists()) == (2, False)
    assert "--lang: there is no value “en”. Values: vi." in done.stderr
    with pytest.raises(UsageError, match="Values: vi"):
        Atlas.load(copy_of_atlas).save(path, "en")
    assert kcn_map("check", "--data", copy_of_atlas, "--lang", "en").returncode == 0
    done = kcn_map("build", "--data", copy_of_atlas, "--out", path, env={"KCN_MAP_LANG": "en"})
    assert '<html lang="vi"' in path.read_text(encoding="utf-8")
    assert "Wrote" in done.stderr


def test_a_language_that_lacks_a_text_has_the_first_ones(kcn_map: Run, copy_of_atlas: Path, tmp_path: Path) -> None:
    settings = copy_of_atlas / "atlas.toml"
    text = settings.read_text(encoding="utf-8")
    kept = re.sub("^title_en = .*\n", "", text, count=1, flags=re.MULTILINE)
    settings.write_text(re.sub("(?m)^disclaimer_en = .*\n", "", kept), encoding="utf-8")
    told = kcn_map("check", "--data", copy_of_atlas, "--lang", "en").stdout
    assert "Language “en” lacks 2 texts, told in another language: title_en, text.disclaimer_en." in told
    page = Page(Atlas.load(copy_of_atlas).save(tmp_path / "map.html", "en").read_text(encoding="utf-8"))
    assert [text for _, text in page.all("h1")] == ["Khu và cụm công nghiệp tỉnh Hòa Bình"]
