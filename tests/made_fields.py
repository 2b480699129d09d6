"""The made province with one field of every type: its entries, cells of two sites, and what readers see of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import made_province
from atlas_edits import read_rows, write_rows

#: Field → what stands in its entry of [[fields]], in the cells of z-1 and z-2, and in English on the card of z-1.
FIELDS: dict[str, tuple[str, str, str, str]] = {
    "area_ready_ha": ('type = "number"\nunit = "ha"\ngroup = "land"\nfilter = true', "12.5", "80", "12.5\u00a0ha"),
    "let_until": ('type = "date"\ngroup = "land"\nfilter = true', "2058-06", "2040", "Jun 2058"),
    "land_rent": ('type = "money"\nunit = "USD/m²"\ngroup = "price"\nfilter = true', "55", "1200", "55\u00a0USD/m²"),
    "green_pct": ('type = "percent"\ngroup = "environment"\nfilter = true', "10", "", "10\u00a0%"),
    "gates": ('type = "count"\ngroup = "transport"\nfilter = true', "3", "4", "3"),
    "phone": ('type = "text"\ngroup = "contact"', "0262 385 0000", "", "0262 385 0000"),
    "email": ('type = "url"\ngroup = "contact"', "info@an.example.vn", "", "info@an.example.vn"),
    "website": ('type = "url"\ngroup = "contact"', "https://an.example.vn/kcn", "", "https://an.example.vn/kcn"),
    "quay": (
        'type = "choice"\ngroup = { vi = "Cảng", en = "Quays" }\nfilter = true\n'
        'choices = { river = { vi = "bến sông", en = "river quay" }, sea = { vi = "cảng biển", en = "sea quay" } }',
        "river", "sea", "River quay",
    ),
    "motto": ('type = "text"', "clean & quick", "", "clean & quick"),
}  # fmt: skip
NAMES = {
    "area_ready_ha": ("diện tích đã san nền", "levelled land"), "let_until": ("cho thuê đến", "let until"),
    "land_rent": ("giá thuê đất", "land rent"), "green_pct": ("tỷ lệ cây xanh", "green space"),
    "gates": ("số cổng", "gates"), "phone": ("điện thoại", "phone"), "email": ("thư điện tử", "e-mail"),
    "website": ("trang web", "website"), "quay": ("cảng gần nhất", "nearest quay"), "motto": ("phương châm", "motto"),
}  # fmt: skip
CELLS = {name: cell for name, (_, cell, _, _) in FIELDS.items()}
VALUES: dict[str, Any] = CELLS | {"area_ready_ha": 12.5, "land_rent": 55, "green_pct": 10, "gates": 3}


def entry(name: str) -> str:
    """The entry of a field in [[fields]]."""
    vi, en = NAMES[name]
    return f'[[fields]]\nid = "{name}"\nname = {{ vi = "{vi}", en = "{en}" }}\n{FIELDS[name][0]}\n\n'


def make(folder: Path) -> Path:
    """The province with all of them."""
    with_fields(made_province.make(folder), "".join(map(entry, FIELDS)))
    rows = {row["id"]: row for row in read_rows(folder / "zones.csv")}
    for name, (_, first, second, _) in FIELDS.items():
        rows["z-1"][name], rows["z-2"][name] = first, second
    write_rows(folder / "zones.csv", list(rows.values()))
    return folder


def with_fields(folder: Path, text: str) -> Path:
    """An atlas with this text among its settings."""
    settings = folder / "atlas.toml"
    before, after = settings.read_text(encoding="utf-8").split("[[measures]]", 1)
    settings.write_text(f"{before}{text}[[measures]]{after}", encoding="utf-8")
    return folder


def measured(folder: Path, tmp_path: Path, how: str, unit: str) -> Path:
    """A copy with a further measure of a field."""
    copy = Path(shutil.copytree(folder, tmp_path / "geodata"))
    measure = (
        '[[measures]]\nid = "m"\ntitle_vi = "Đo"\ntitle_en = "Measured"\nnote_vi = ""\nnote_en = ""\n'
        f'decimals = 1\nbreaks = [10, 50]\npalette = "forest"\nunit = "{unit}"\n{how}\n\n'
    )
    return with_fields(copy, measure)
