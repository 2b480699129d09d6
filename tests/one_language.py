"""The shipped atlas as one of another language alone: what is Vietnamese stands in its columns and settings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

#: A name in Vietnamese among the columns of tables, the properties of layers, and the settings.
_VI = re.compile(r"_vi\b")

#: What its sites are called.
KINDS = """[[kinds]]
id = "zone"
table = "zones.csv"
layer = "zones.geojson"
name = { {lang} = "Industriegebiet" }
name_plural = { {lang} = "Industriegebiete" }
symbol = "square"
colour = "#1f2a44"

[[kinds]]
id = "cluster"
table = "clusters.csv"
layer = "clusters.geojson"
name = { {lang} = "Gewerbegebiet" }
name_plural = { {lang} = "Gewerbegebiete" }
symbol = "diamond"
colour = "#93351f"
"""


def in_one_language(folder: Path, lang: str) -> Path:
    """Rewrites an atlas folder, and drops its texts in English."""
    for table in folder.glob("*.csv"):
        head, rest = table.read_text(encoding="utf-8-sig").split("\n", 1)
        names = [f"{name}_en" if name in ("note", "published_note") else name for name in head.strip().split(",")]
        table.write_text(_VI.sub(f"_{lang}", ",".join(names)) + "\n" + rest, encoding="utf-8")
        _without_columns(table)
    for layer in folder.rglob("*.geojson"):
        tree = json.loads(layer.read_text(encoding="utf-8"))
        for feature in tree["features"]:
            feature["properties"] = _renamed(feature["properties"], lang)
        layer.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    settings = folder / "atlas.toml"
    before, kinds = settings.read_text(encoding="utf-8"), KINDS.replace("{lang}", lang)
    text = re.sub(r"(?s)\[\[kinds\]\].*?(?=\n#)", lambda _: kinds, before).replace(
        'languages = ["vi", "en"]', f'languages = ["{lang}"]'
    )
    text = re.sub(r"(?m)^\w+(_en|\.en) = .*\n", "", text)
    text = re.sub(r', (unit_)?en = "[^"]*"', "", text)
    text = re.sub(r"(?m)^(\w+)([_.])vi = ", rf"\1\2{lang} = ", text)
    settings.write_text(re.sub(r"([{,] )vi = ", rf"\1{lang} = ", text), encoding="utf-8")
    return folder


def _without_columns(table: Path) -> None:
    import csv

    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [name for name in rows[0] if not name.endswith("_en")]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _renamed(properties: dict[str, Any], lang: str) -> dict[str, Any]:
    return {_VI.sub(f"_{lang}", name): value for name, value in properties.items() if not name.endswith("_en")}
