"""A column keeper_note is for those who keep the data: nothing that leaves the folder holds it."""

import io
import zipfile
from pathlib import Path

from atlas_edits import columns
from click.testing import CliRunner
from shipped_schema import TABLES

from kcn_map import Atlas, verify
from kcn_map.cli import main

SECRET = "replace this row when the list is found"


def test_no_reader_sees_it(copy_of_atlas: Path, tmp_path: Path) -> None:
    for table in TABLES:
        columns(table.file, lambda row: {**row, "keeper_note": SECRET})(copy_of_atlas)
    atlas = Atlas.load(copy_of_atlas)
    assert [finding for finding in atlas.check() if SECRET in str(finding) or "keeper_note" in str(finding)] == []

    page = atlas.save(tmp_path / "map.html")
    verify.extract(page, tmp_path / "extracted")
    atlas.export(tmp_path / "csv", "csv")
    texts = [path.read_text(encoding="utf-8") for path in (page, *(tmp_path / "csv").iterdir())]
    texts += [path.read_text(encoding="utf-8") for path in (tmp_path / "extracted").rglob("*") if path.is_file()]
    with zipfile.ZipFile(io.BytesIO(atlas.export(tmp_path / "a.xlsx", "xlsx").read_bytes())) as book:
        texts += [book.read(name).decode("utf-8") for name in book.namelist()]
    site = atlas.joined.sites[0].id
    for words in (["query", "--format", "json"], ["show", site, "--format", "json"], ["show", site]):
        texts.append(CliRunner().invoke(main, [*words, "--data", str(copy_of_atlas)]).stdout)
    assert len(texts) > 30
    assert not any(SECRET in text or "keeper_note" in text for text in texts)
