"""What the cases of findings are made of: where they happen, and how a case is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from atlas_edits import Edit, Json, Place, cell, columns, headings, rows_gone, together
from layer_edits import collection, geometry, properties

ZONES, CLUSTERS, OBSERVATIONS, SOURCES = "zones.csv", "clusters.csv", "observations.csv", "sources.csv"
TOTALS, COMMUNES = "totals.csv", "communes.csv"
ZONE_LAYER, CLUSTER_LAYER, DISTRICTS = "zones.geojson", "clusters.geojson", "districts.geojson"
PROVINCE, NEIGHBOURS, ROADS = "province.geojson", "base/neighbours.geojson", "base/roads.geojson"
COMMUNE_LAYER, TOWNS, LOCATOR = "communes.geojson", "base/towns.geojson", "base/locator.geojson"

ZONE, CLUSTER = "kcn-luong-son", "ccn-dam-duong"
#: An observation that no table adopts.
LOOSE = {"subject": ZONE, "attribute": "area_planned_ha", "value": "71.53"}
#: Observations that tables adopt.
PROJECTS = {"subject": ZONE, "attribute": "projects_total", "value": "40"}
COUNT = {"subject": "province", "attribute": "zones_count", "value": "8", "as_of": "2020-12-31"}
SHARE = {"attribute": "zones_projects_operating_share_pct"}
LON, LAT = 105.545, 20.882  # the place of the zone
HALF_LON, HALF_LAT = 0.00437, 0.00411  # of a square of its 83 ha


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    """A ring about the zone's place; corners in halves of the square of its area."""
    points = [[round(LON + x * HALF_LON, 5), round(LAT + y * HALF_LAT, 5)] for x, y in corners]
    return [*points, points[0]]


def no_features(tree: Json) -> None:
    tree["features"] = []


def at(lon: float, lat: float, value: str | None = None) -> Edit:
    """The zone's point elsewhere."""
    return geometry(ZONE_LAYER, ZONE, "Point", [lon, lat], value)


def limits(*corners: tuple[int, int], value: str | None = None) -> Edit:
    """Digitised limits for the zone."""
    polygon = geometry(ZONE_LAYER, ZONE, "Polygon", [ring(*corners)], value)
    return together(polygon, properties(ZONE_LAYER, ZONE, location_accuracy="digitised", uncertainty_m=10))


def parts(*middles: tuple[int, int]) -> Edit:
    """The zone's limits in parts, each a square of as many parts of its area, about these places."""
    side = 1 / len(middles) ** 0.5
    squares = [
        [ring((x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side))]
        for x, y in middles
    ]
    return geometry(ZONE_LAYER, ZONE, "MultiPolygon", squares)


def stated_vacancy(hectares: str) -> Edit:
    """Published vacant land of Mông Hóa zone, in columns of which the shipped tables have none."""
    own = {"area_available_ha": hectares, "area_available_as_of": "2020", "area_available_source": "S39"}
    stated = cell(ZONES, "kcn-mong-hoa", **own)

    def edit(folder: Path) -> Place:
        columns(ZONES, lambda row: row | dict.fromkeys(own, ""))(folder)
        return stated(folder)

    return edit


NO_SITES = together(
    headings(ZONES),
    headings(CLUSTERS),
    collection(ZONE_LAYER, no_features),
    collection(CLUSTER_LAYER, no_features),
    rows_gone(OBSERVATIONS, lambda row: row["subject"].startswith(("kcn", "ccn"))),
)
SQUARE = limits((-1, -1), (1, -1), (1, 1), (-1, 1))


@dataclass(frozen=True)
class Case:
    """`bad` must be found, at the place of the edit unless `location` says otherwise; `good` must not be found.

    `beside`: the codes that the same edit brings with it. A value that ends with "…" is the beginning of the one found.
    """

    code: str
    bad: Edit
    good: Edit
    beside: tuple[str, ...] = ()
    place: dict[str, Any] = field(default_factory=dict)
