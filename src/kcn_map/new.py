"""New: an empty atlas for another province, with every file. The README and all headers follow the schema."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

from kcn_map.describe import column_tables, property_tables, table_fields
from kcn_map.schema import LAYERS, TABLES

EMPTY_LAYER = '{"type":"FeatureCollection","features":[\n]}\n'


class NotEmpty(Exception):
    """There is something already where the atlas is to be."""


def create(folder: Path) -> None:
    """Write an empty atlas into a folder that is not there yet, or holds nothing: whole or not at all.

    Raises NotEmpty, and OSError where it can't be written.
    """
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty(str(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(mkdtemp(prefix=".kcn-map-", dir=target.parent))
    try:
        made = stage / "atlas"  # not the stage itself, which no one else may read
        for name, text in contents().items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        _move(made, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def contents() -> Mapping[str, str]:
    """File → text of an empty atlas."""
    return {
        "atlas.toml": _template("atlas.toml"),
        "README.md": _template("README.md") + column_tables() + "\n" + property_tables(),
        "datapackage.json": _package(),
        **{schema.file: ",".join(column.name for column in schema.columns) + "\n" for schema in TABLES},
        **{schema.file: EMPTY_LAYER for schema in LAYERS},
    }


def _move(made: Path, target: Path) -> None:
    """Into place: at once, or, where an empty folder is there, in which someone may stand, file by file or none."""
    if not target.exists():
        made.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(made.iterdir()):
            moved.append(entry.rename(target / entry.name))
    except OSError:
        for path in moved:
            path.rename(made / path.name)
        raise


def _package() -> str:
    """A Frictionless data package that describes the tables; the keepers of the atlas add title, sources, licences."""
    resources = [
        {
            "name": schema.name,
            "path": schema.file,
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": table_fields(schema), "missingValues": [""]},
        }
        for schema in TABLES
    ]
    package = {"profile": "data-package", "name": "atlas", "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _template(name: str) -> str:
    text = files("kcn_map").joinpath("templates", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
