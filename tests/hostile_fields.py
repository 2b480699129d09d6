"""Every field of an atlas that takes a text, by the schema, and an atlas with something done to each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from pathlib import Path

from atlas_edits import read_rows, write_rows
from shipped_schema import LAYERS, TABLES

from kcn_map.core.columns import Column
from kcn_map.core.schema import SETTINGS_FILE

#: (file, column, property or setting), a setting with the section that it stands in.
Field = tuple[str, str]

#: What is put behind the text of each field; the field's name tells which of them a reader sees.
ATTACK = (
    ' «{0} {1}»"><img src=x onerror=ran.push(0)></script><script>ran.push(1)</script></style>{{{{7*7}}}}${{7*7}}'
    "--> ]]><!--<script>'`"
)
#: Texts of the settings, in lines and in tables within a line.
_SETTING = re.compile(r'\b((?:\w+_)?(?:vi|en)|unit|contact|palette|area_crs|code) = ("(?:[^"\\]|\\.)*")')

#: Names that several files have, and that must agree with their code: rename_commune changes one of them in all.
COMMUNE_NAMES: set[Field] = {
    *((f"{kind}.csv", f"commune_{year}") for kind in ("zones", "clusters") for year in (2020, 2025)),
    *(("communes.csv", name) for name in ("name_vi", "commune_2025_name")),
    *(("communes.geojson", name) for name in ("name_vi", "communes_2020")),
}


def rename_commune(folder: Path, code: str, change: Callable[[str], str]) -> None:
    """Change the name of a commune of 2025 in the layer, in the look-up and in the rows of its sites."""
    layer = folder / "communes.geojson"
    tree = json.loads(layer.read_text(encoding="utf-8"))
    known = next(f["properties"] for f in tree["features"] if f["properties"]["code"] == code)
    old, known["name_vi"] = known["name_vi"], change(known["name_vi"])
    layer.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    repeats = (("zones.csv", "commune_2025"), ("clusters.csv", "commune_2025"), ("communes.csv", "commune_2025_name"))
    for file, column in repeats:
        rows = read_rows(folder / file)
        for row in rows:
            several = row[column].split(";")
            row[column] = ";".join(change(one) if one.lower() == old.lower() else one for one in several)
        write_rows(folder / file, rows)


def attacked(old: str, field: Field) -> str:
    """A text with the attack behind it; what kinds are called goes into sentences, and takes no braces."""
    said = old + ATTACK.format(*field)
    return re.sub(r"[{}|]", "", said) if field[1].startswith("kinds.") else said


def takes_text(column: Column) -> bool:
    return column.type in ("text", "texts", "ids", "url") and not column.refers and not column.digits


def fields(folder: Path) -> set[Field]:
    """All fields of the atlas that take a text."""
    found: set[Field] = set()
    spoil(folder, lambda old, field: found.add(field) or old)
    return found


def spoil(folder: Path, change: Callable[[str, Field], str], kept: Collection[Field] = ()) -> None:
    """Change what stands in each field, in every row and feature, but for those kept."""

    def changed(old: str | None, field: Field) -> str:
        return old or "" if field in kept else change(old or "", field)

    for table in TABLES:
        rows = read_rows(folder / table.file)
        names = [c.name for c in table.columns if takes_text(c) and c.name in rows[0]]
        write_rows(folder / table.file, [{**r, **{n: changed(r[n], (table.file, n)) for n in names}} for r in rows])
    for layer in LAYERS:
        tree = json.loads((folder / layer.file).read_text(encoding="utf-8"))
        for feature in tree["features"]:
            known = feature["properties"]
            for column in filter(takes_text, layer.properties):
                if column.name == "id" and not known.get("id"):
                    continue  # a town needs none; with one, it needs its own
                old, field = known.get(column.name), (layer.file, column.name)
                several = [changed(one, field) for one in old or ("x",)] if column.type == "texts" else None
                known[column.name] = changed(old, field) if several is None else several
        (folder / layer.file).write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    _spoil_settings(folder / SETTINGS_FILE, changed)


def _spoil_settings(path: Path, changed: Callable[[str, Field], str]) -> None:
    section, lines = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        section = found[1] if (found := re.match(r"\[+(\w+)", line)) else section

        def put(found: re.Match[str], section: str = section) -> str:
            field = (SETTINGS_FILE, f"{section}.{found[1]}".strip("."))
            return f"{found[1]} = {json.dumps(changed(json.loads(found[2]), field), ensure_ascii=False)}"

        lines.append(line if line.startswith("#") else _SETTING.sub(put, line))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
