"""The made province with other kinds of sites: business parks alone, or parks, ports and yards."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import made_province
from atlas_edits import read_rows, write_rows
from shipped_schema import LEVELS_TOML

#: Kind → its words, symbol and colour, as [[kinds]] has them.
WORDS = {
    "park": ("khu công nghệ", "business park", "business parks", "hexagon", "#0b5d3b"),
    "port": ("cảng cạn", "dry port", "dry ports", "circle", "#1d4f8c"),
    "yard": ("bãi kho", "storage yard", "storage yards", "triangle", "#7a2d6b"),
}
PARK, PORTS = {"park": ("z-1", "z-2")}, {"park": ("z-1",), "port": ("z-2",), "yard": ("c-1",)}
NAMES = {"z-1": ("Ea Ñŏng", "Ea Nong"), "z-2": ("Straße", "Straße"), "c-1": ("Ørsted", "Ørsted")}
#: Words of kinds that these atlases do not have, and what no text has.
FOREIGN = re.compile(
    r"\bKCN\b(?!-map)|\bCCN\b|\bcụm|công nghiệp tỉnh|\bclusters?\b|\bzones?\b|undefined|sites_",
    re.IGNORECASE,
)
SETTINGS = {
    "title_vi": '"Bản đồ Đắk Ƀŏng"', "title_en": '"Map of Dak Bong"',
    "disclaimer_vi": '"Chỉ để tham khảo."', "disclaimer_en": '"For reference."',
}  # fmt: skip


def described(kinds: Mapping[str, object]) -> str:
    """[[kinds]] of these."""
    return "".join(
        f'[[kinds]]\nid = "{id_}"\ntable = "{id_}s.csv"\nlayer = "{id_}s.geojson"\n'
        f'name = {{ vi = "{vi}", en = "{one}" }}\nname_plural = {{ vi = "{vi}", en = "{several}" }}\n'
        f'symbol = "{symbol}"\ncolour = "{colour}"\n\n'
        for id_, (vi, one, several, symbol, colour) in ((id_, WORDS[id_]) for id_ in kinds)
    )


def with_kinds(folder: Path, text: str) -> Path:
    """The made province with its districts and this text among its settings, which describes kinds."""
    made_province.make(folder)
    settings = folder / "atlas.toml"
    before, after = settings.read_text(encoding="utf-8").replace("schema = 1", "schema = 2").split("[[measures]]", 1)
    district = LEVELS_TOML.split("[[levels]]")[1].replace('valid_until = "ended_on"\n', "")
    settings.write_text(f"{before}[[levels]]{district}{text}\n[[measures]]{after}", encoding="utf-8")
    for name in ("communes.csv", "communes.geojson"):
        (folder / name).unlink(missing_ok=True)
    return folder


def make(folder: Path, kinds: Mapping[str, tuple[str, ...]]) -> Path:
    """The made province with its sites in these kinds; those that are in none are gone."""
    with_kinds(folder, described(kinds))
    made_province.settings(folder, SETTINGS)
    rows = {row["id"]: row for name in ("zones", "clusters") for row in read_rows(folder / f"{name}.csv")}
    features = {
        feature["properties"]["id"]: feature
        for name in ("zones", "clusters")
        for feature in json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    }
    for kind, ids in kinds.items():
        own = {id_: {key: cell for key, cell in rows[id_].items() if "commune" not in key} for id_ in ids}
        sites = [{**own[id_], "kind": kind, "name_vi": NAMES[id_][0], "name_en": NAMES[id_][1]} for id_ in ids]
        write_rows(folder / f"{kind}s.csv", sites)
        made_province.layer(folder, f"{kind}s", [features[id_] for id_ in ids])
    kept = {id_ for ids in kinds.values() for id_ in ids}
    figures = folder / "observations.csv"
    write_rows(figures, [row for row in read_rows(figures) if row["subject"] in kept])
    for name in ("zones.csv", "clusters.csv", "zones.geojson", "clusters.geojson", "datapackage.json"):
        (folder / name).unlink()
    towns = folder / "base" / "towns.geojson"
    assert not re.search("kcn|ccn", towns.read_text(encoding="utf-8"), re.IGNORECASE)
    return folder
