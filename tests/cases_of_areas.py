"""Cases of names and codes of areas, of texts, sources, large files: an edit that must be named, and its kin."""

from __future__ import annotations

import math
from pathlib import Path

from atlas_edits import GONE, Edit, Place, cell, columns, copied, here, replaced, rows_gone, together, without
from finding_case import (
    CLUSTER,
    CLUSTERS,
    COMMUNE_LAYER,
    COMMUNES,
    DISTRICTS,
    LOCATOR,
    ROADS,
    SOURCES,
    ZONE,
    ZONE_LAYER,
    ZONES,
    Case,
)
from layer_edits import collection, geometry, properties


def without_communes(row: dict[str, str]) -> dict[str, str]:
    return {**row, "commune_2020_code": ""}


def crossing(steps: int, turn: float) -> Edit:
    """A road of so many steps; each turns by so many degrees, and is the longer the later it is."""

    def edit(folder: Path) -> Place:
        line = [
            [round(105.5 + n * 1e-6 * math.cos(math.radians(n * turn)), 6),
             round(20.8 + n * 1e-6 * math.sin(math.radians(n * turn)), 6)]
            for n in range(steps)
        ]  # fmt: skip
        return geometry(ROADS, 1, "LineString", line)(folder)

    return edit


CASES = [
    # ── layers of every size ──
    Case(
        "locator-elsewhere",
        collection(LOCATOR, lambda tree: tree["features"].pop(0) and tree["features"].pop(0), "geometry"),
        collection(LOCATOR, lambda tree: tree["features"].pop(0), "geometry"),
    ),
    Case(
        "layer-too-dense",
        crossing(101_000, 90.5),
        crossing(101_000, 0.4),
        place={"row": None, "field": None, "value": None},
    ),
    Case(
        "layer-too-large",
        properties(ZONE_LAYER, ZONE, basis_vi="," * 15_000_000),
        properties(ZONE_LAYER, ZONE, basis_vi="," * 1000),
        place={"row": None, "field": None, "value": None},
    ),
    Case(
        "table-too-large",
        replaced(ZONES, r"\Z", "x\n" * 500_000),
        replaced(ZONES, r"\Z", "\n" * 500_000),
        place={"row": None, "field": None, "value": None},
    ),
    # ── names and codes ──
    Case(
        "name-contradicts-code",
        cell(CLUSTERS, "ccn-yen-mong", commune_2020="Yên Quang"),
        cell(ZONES, "kcn-nam-luong-son", commune_2020="xã Trung Sơn"),
    ),
    Case(
        "code-known",
        cell(CLUSTERS, "ccn-yen-mong", commune_2025_code=""),
        cell(CLUSTERS, "ccn-hoa-son", commune_2020="Cao Sơn", commune_2020_code="04957", commune_2025_code=""),
    ),
    Case(
        "basis-contradicts-area",
        cell(CLUSTERS, "ccn-yen-mong", location_basis="none"),
        cell(CLUSTERS, "ccn-yen-mong", location_basis=""),
    ),
    Case(
        "file-needed",
        together(here(ZONES, ZONE, "commune_2020_code"), without(COMMUNES)),
        together(columns(ZONES, without_communes), columns(CLUSTERS, without_communes), without(COMMUNES)),
    ),
    Case(
        "lookup-differs",
        properties(COMMUNE_LAYER, "04792", communes_2020=["Phường Tân Hoà", "Xã Yên Mông"]),
        properties(COMMUNE_LAYER, "04792", communes_2020=["Xã Hoà Bình", "Phường Tân Hoà", "Xã Yên Mông (một phần)"]),
        place={"value": None},
    ),
    Case(
        "unit-without-rows",
        rows_gone(COMMUNES, lambda row: row["district_code"] == "153"),
        rows_gone(COMMUNES, lambda row: row["code"] == "153"),
        place={"file": DISTRICTS, "row": 4, "field": "code", "value": "153"},
    ),
    Case(
        "unit-without-rows",
        rows_gone(COMMUNES, lambda row: row["commune_2025_code"] == "05089"),
        together(
            rows_gone(COMMUNES, lambda row: row["commune_2025_code"] == "05089"),
            properties(COMMUNE_LAYER, "05089", communes_2020=[]),
        ),
        place={"file": COMMUNE_LAYER, "row": 20, "field": "code", "value": "05089"},
    ),
    Case(
        "name-duplicate",
        cell(CLUSTERS, "ccn-khoang-u", name_vi="CCN Đầm Đuống"),
        cell(CLUSTERS, "ccn-khoang-u", name_vi="CCN Đầm Đuộng"),
    ),
    Case(
        "names-swapped",
        together(
            cell(ZONES, ZONE, name_vi="KCN Mông Hoá", name_en="Mong Hoa Industrial Park"),
            cell(ZONES, "kcn-mong-hoa", name_vi="KCN Lương Sơn", name_en="Luong Son Industrial Park"),
        ),
        cell(ZONES, ZONE, name_vi="KCN Bắc Mông Hoá"),
    ),
    Case(
        "name-shared",
        cell(CLUSTERS, CLUSTER, name_vi="CCN Tiên Tiến"),
        cell(CLUSTERS, CLUSTER, name_vi="CCN Lương Sơn"),
    ),
    Case(
        "other-name-shared",
        cell(CLUSTERS, CLUSTER, other_names="KCN Binh Phu"),
        cell(CLUSTERS, CLUSTER, other_names="CCN Bình Phú"),
    ),
    Case(
        "name-of-other-kind",
        cell(CLUSTERS, CLUSTER, name_vi="KCN Đầm Đuống"),
        cell(CLUSTERS, CLUSTER, name_vi="Đầm Đuống"),
    ),
    Case(
        "name-unlike-id",
        cell(ZONES, ZONE, name_vi="KCN Trảng Bàng"),
        cell(ZONES, ZONE, name_vi="KCN Lương Thủy"),
    ),
    Case(
        "name-without-marks",
        cell(ZONES, ZONE, name_vi="KCN Luong Son"),
        cell(CLUSTERS, "ccn-khoang-u", name_vi="CCN Khoang U Bai"),
    ),
    Case(
        "text-other-language",
        cell(ZONES, ZONE, industries_vi="multi-sector: electronics, garments", industries_en="đa ngành: điện tử"),
        cell(ZONES, ZONE, industries_vi="may", industries_en="garments (Đà Nẵng)"),
    ),
    Case(
        "text-not-words",
        cell(ZONES, ZONE, decision="2011"),
        cell(ZONES, ZONE, decision="QĐ 78"),
    ),
    Case(
        "list-repeats",
        cell(ZONES, "kcn-mong-hoa", other_names="KCN Bình Phú; KCN bình phú"),
        cell(ZONES, "kcn-mong-hoa", other_names="KCN Bình Phú; KCN Bình Phủ"),
        place={"value": "KCN bình phú"},
    ),
    # ── sources ──
    Case(
        "address-secret",
        cell(SOURCES, "S04", url="https://keeper:secret@example.org/a"),
        cell(SOURCES, "S04", url="https://example.org/@keeper?sign=1"),
        place={"value": "https://…@example.org/a"},
    ),
    Case(
        "address-private",
        cell(SOURCES, "S04", url="http://192.168.1.10/a"),
        cell(SOURCES, "S04", url="http://192.169.1.10/a"),
    ),
    Case(
        "address-several",
        cell(SOURCES, "S04", url="https://example.org/a; https://example.org/b"),
        cell(SOURCES, "S04", url="https://archive.example/2020/https://example.org/a"),
    ),
    Case(
        "source-address-duplicate",
        cell(
            SOURCES,
            "S81",
            url="http://www.daibieunhandan.vn/hoan-thanh-quy-hoach-phat-trien-kcn-tinh-hoa-binh-10117151.html#a",
        ),
        cell(
            SOURCES,
            "S81",
            url="https://daibieunhandan.vn/hoan-thanh-quy-hoach-phat-trien-kcn-tinh-hoa-binh-10117151.html?b=1",
        ),
        place={"value": "http://www.daibieunhandan.vn/…"},
    ),
    Case(
        "source-not-listed",
        cell(CLUSTERS, CLUSTER, status_basis="not named in S333"),
        cell(CLUSTERS, CLUSTER, status_basis="not named in S33, https://example.org/S333", note="TCVN S3-333"),
        place={"value": "S333"},
    ),
    Case(
        "source-unused",
        copied(SOURCES, "S80", id="S999"),
        together(copied(SOURCES, "S80", id="S999"), cell(ZONES, ZONE, note="by S999", note_vi="theo S999")),
        place={"row": None, "value": None},
    ),
    # ── texts ──
    Case(
        "text-garbled", cell(ZONES, ZONE, name_vi="KCN LÆ°Æ¡ng SÆ¡n"), cell(ZONES, ZONE, name_vi="KCN “LƯƠNG SƠN XÔ”")
    ),
    Case(
        "text-of-old-font",
        cell(CLUSTERS, "ccn-tien-tien", name_vi="CCN Hoaø Bình"),
        cell(CLUSTERS, "ccn-tien-tien", name_vi="CCN Citroën Zürich-Nîmes"),
    ),
    Case(
        "text-escaped",
        cell(ZONES, ZONE, infrastructure_investor="Công ty A &amp; B"),
        cell(ZONES, "kcn-yen-quang", other_names="KCN R&D 50%"),
    ),
    Case(
        "text-letters-lost",
        cell(ZONES, ZONE, name_vi="KCN L??ng S?n"),
        cell(ZONES, ZONE, note="why? (S01)", note_vi="vì sao?"),
    ),
    Case("text-letter-mistaken", cell(ZONES, ZONE, name_vi="КCN Lương Sơn"), cell(SOURCES, "S04", publisher="Правда")),
    Case(
        "text-line-break",
        cell(ZONES, ZONE, name_vi="KCN Lương\nSơn"),
        cell(ZONES, ZONE, note="a\nb", note_vi="a\nb"),
        place={"value": "KCN Lương⏎Sơn"},
    ),
    Case(
        "text-one-language",
        cell(ZONES, ZONE, industries_en=""),
        together(
            cell(ZONES, ZONE, industries_en="", industries_vi=""),
            properties(ZONE_LAYER, ZONE, basis_vi=GONE, basis_en=GONE),
        ),
        place={"row": None, "value": None},
    ),
]
