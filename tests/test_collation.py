"""Names are sorted by the rules of their language, in the shell as in the page."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import german_atlas
import pytest
from conftest import Run

from kcn_map import Atlas
from kcn_map.text.collation import collation_key
from kcn_map.text.languages import Language

SWEDISH = Language("sv", {"collation.letters": "a b c d e f g h i j k l m n o p q r s t u v w x y z å ä ö"})
NAMES = (
    "Đầm Đuống", "Dương Hòa", "Lương Sơn", "Lạc Thủy", "Ân Nghĩa", "An Bình", "Ăn", "Đà Bắc", "Yên Quang", "Ả", "Á",
    "À", "Ạ", "Ã", "a", "A B", "AB", "KCN 10", "KCN 2", "Ố", "Ơ", "O", "Ô", "Ở", "ờ", "Ư", "U", "Ứ", "Zwiesel",
    "Ölwerk", "Ähre", "Äußere Mühle", "Ahrn", "Straße", "Strasse", "Strassen", "Oberau", "Ørsted", "Åbo",
    "phú Thọ", "Phú Thọ",
)  # fmt: skip
SORT = "const [lang, names] = JSON.parse(process.argv[1]); names.sort(new Intl.Collator(lang).compare);"


def in_the_browser(lang: str, names: list[str]) -> list[str]:
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "node is not there: make setup"
    command = [node, "-e", f"{SORT} console.log(JSON.stringify(names))", json.dumps([lang, names])]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("lang", [Language("vi"), Language("en"), Language("de"), SWEDISH])
def test_names_are_sorted_as_in_the_page(lang: Language) -> None:
    names = [name for name in NAMES if lang != "sv" or not set(name.lower()) - set("abcdefghijklmnopqrstuvwxyzåäö ")]
    random.Random(7).shuffle(names)
    assert sorted(names, key=lambda name: collation_key(name, lang)) == in_the_browser(lang, names)


def test_vietnamese_has_d_with_a_stroke_after_d_and_tones_last() -> None:
    names = ["Đa", "Dương", "Mạ", "Má", "Mà", "Ma", "Mả", "Mã", "Mâ"]
    wanted = ["Dương", "Đa", "Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mâ"]
    assert sorted(names, key=lambda name: collation_key(name, "vi")) == wanted


def test_a_query_sorts_by_the_language_of_the_column(atlas_folder: Path, kcn_map: Run, tmp_path: Path) -> None:
    atlas = Atlas.load(atlas_folder)
    names = atlas.query(sort="name_vi")["name_vi"].tolist()
    assert names == in_the_browser("vi", names) and names != sorted(names)
    german = Atlas.load(german_atlas.make(tmp_path / "geodata"))
    assert list(german.query(sort="name_de").index) == ["gp-aehre", "h-neisse", "ip-oelwerk", "ip-zwiesel"]
