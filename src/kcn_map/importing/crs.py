"""CRS of the file or the user → WGS 84, always with the datum transformation, never a ballpark one.

VN-2000 has the ellipsoid of WGS 84: without its seven parameters coordinates look like WGS 84 and are some
200 m off. Its 3-degree zones are recognised by their scale factor of 0.9999.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import isclose
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.geo.geodesy import distance_km
from kcn_map.importing.common import Source, refuse, unusable
from kcn_map.importing.crs_operations import ACCURACY_M, WGS84, Box, operation_to_wgs84
from kcn_map.importing.crs_parameters import difference
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold
from kcn_map.values import dataclass

WORLD = (-180.0, -90.0, 180.0, 90.0)

VN2000 = "EPSG:4756"
CODE = re.compile(r"EPSG:\d{4,5}", re.ASCII)
_WGS84_DATUM = "World Geodetic System 1984"
_VN2000_NAMES = ("vn 2000", "vn2000", "vietnam 2000", "viet nam 2000", "hanoi 2000", "ha noi 2000")
_VN2000_SHIFT, _MOST_OF_SEVEN = 6960, 5
_TM3_SCALE = 0.9999
_LONGEST_WKT = 20_000
#: A grid file in the text of a CRS; Web Mercator is written with "+nadgrids=@null", which is none.
_OF_A_FILE = re.compile(r'grids(?!=@null(?:[\s"]|$))|parameterfile', re.IGNORECASE)
_PARAMETERS = (
    "Latitude of natural origin", "Longitude of natural origin", "Scale factor at natural origin",
    "False easting", "False northing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crs:
    """A CRS with its operation to WGS 84, easting or longitude first. `code` is "" for one without."""

    code: str
    name: str
    transformer: Any

    @property
    def label(self) -> str:
        return f"{self.code} ({self.name})" if self.code else self.name

    def to_wgs84(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Longitude and latitude in WGS 84; infinite where the CRS can't have such coordinates."""
        return self.transformer.transform(x, y)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file or the user states about the CRS.

    `crs` None: nothing, or what PROJ does not know, which is `unknown` then. `missing_transformation`: what the file
    calls a VN-2000 grid whose datum transformation is missing or wrong; `crs` is then the registered one.
    `vn2000_equivalent`: the code of VN-2000 for a grid that the file has on WGS 84.
    """

    crs: Crs | None
    unknown: str = ""
    missing_transformation: str = ""
    vn2000_equivalent: str = ""


def of_user(text: str, box: Box) -> Stated:
    """The CRS that --crs names. Raises Unusable for what is no code, unknown, or has no transformation to WGS 84."""
    code = text.strip().upper()
    found = _by_code(code, box) if CODE.fullmatch(code) else None
    if found is None:
        unusable("import-crs-invalid", "--crs", value=visible(text))
    return Stated(found)


def of_file(source: Source, box: Box) -> Stated:
    """The CRS that a file states. Raises DataError for one without a transformation to WGS 84."""
    crs = parsed(source.crs)
    if crs is None or crs.is_engineering:
        return Stated(None, unknown=source.crs or "" if crs is None else "")
    _refuse_difference(source.file, crs, box)
    vn2000_equivalent = _vn2000_equivalent(crs)
    if binds_vn2000(crs):
        found = _by_code(vn2000_equivalent or VN2000, box)
        return Stated(found, missing_transformation="" if _is_same_transformation(crs, found, box) else _called(crs))
    if _is_vn2000(crs) and (vn2000_equivalent or crs.is_geographic):
        return Stated(_by_code(vn2000_equivalent or VN2000, box))
    scale = (_projection(crs) or (0, 0, 0.0))[2]
    if vn2000_equivalent and (scale == _TM3_SCALE or names_vn2000(crs.name)):
        return Stated(_by_code(vn2000_equivalent, box), missing_transformation=_called(crs))
    operation = operation_to_wgs84(crs, box)
    if operation is None:
        if _WGS84_DATUM in (crs.datum.name if crs.datum else ""):  # what is unknown is the projection
            return Stated(None, unknown=f"{crs.name}: {crs.coordinate_operation.method_name}")
        params = {"datum": visible(crs.datum.name if crs.datum else "–")}
        refuse(Finding("import-crs-no-shift-known", source.file, value=visible(crs.name), params=params))
    code = crs.to_epsg()
    found = Crs(f"EPSG:{code}" if code else "", visible(crs.name), operation)
    return Stated(found, vn2000_equivalent=vn2000_equivalent or "")


def area_of(source: Source, code: str | None) -> Box:
    """Where the CRS of a file, or of the user, is used; the whole Earth where nothing says it."""
    crs = parsed(source.crs if code is None else code.strip().upper())
    area = crs.area_of_use if crs else None
    return area.bounds if area else WORLD


def _refuse_difference(file: str, crs: Any, box: Box) -> None:
    """Refuse a CRS that looks like a registered one and differs from it."""
    found = difference(crs, _known(box))
    if found is not None:
        params = {"crs": found.code, "name": found.name, "what": found.what, "registered": found.registered}
        value = f"{_called(crs)}: {found.own}"
        refuse(Finding("import-crs-differs", file, None, "crs", value, params))


@cache
def _known(box: Box) -> dict[str, Any]:
    from pyproj import CRS

    return {code: CRS.from_epsg(int(code[5:])) for code in _likely(box)}


def candidates(box: Box) -> Iterator[Crs]:
    """The CRS that a file of this place may have, the likely ones first."""
    for code in _likely(box):
        found = _by_code(code, box)
        if found is not None:
            yield found


def _likely(box: Box) -> Iterator[str]:
    yield from (*_vn2000_grids().values(), WGS84, VN2000, *_utm_zones(box), "EPSG:3857")


@cache
def _utm_zones(box: Box) -> tuple[str, ...]:
    """The codes of UTM on WGS 84 there. PROJ takes a tenth of a second to find them."""
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_utm_crs_info

    zones = query_utm_crs_info(datum_name="WGS 84", area_of_interest=AreaOfInterest(*box))
    return tuple(f"EPSG:{zone.code}" for zone in zones)


def other_datum(crs: Crs, box: Box) -> Crs | None:
    """The CRS with the same grid on the other datum, VN-2000 for WGS 84 and vice versa; None without one."""
    grid = _grid_of(crs.code)
    if grid is None:
        return None
    return next((other for other in candidates(box) if other.code != crs.code and _grid_of(other.code) == grid), None)


def _is_same_transformation(crs: Any, registered: Crs | None, box: Box) -> bool:
    """Whether the file's own transformation gives the same result as the registered one."""
    own = operation_to_wgs84(crs, box)
    if own is None or registered is None:
        return False
    centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x, y = registered.transformer.transform(*centre, direction="INVERSE")
    return distance_km(centre, own.transform(x, y)) * 1000 <= ACCURACY_M


def _called(crs: Any) -> str:
    """The name of a CRS in the file; MapInfo has none."""
    if fold(crs.name) not in ("unnamed", "unknown", ""):
        return visible(crs.name)
    return f"Transverse Mercator {(_projection(crs) or (0, 0.0))[1]:g}°"


def parsed(text: str | None) -> Any:
    """The CRS as PROJ understands the file; None where it states none, or one that PROJ can't parse.

    One with a grid of its own is none either: PROJ would open whatever file it names.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not text or len(text) > _LONGEST_WKT or names_file(text):
        return None
    try:
        return CRS.from_epsg(int(text[5:])) if CODE.fullmatch(text) else CRS.from_wkt(text)
    except (CRSError, ValueError):
        return None


def names_file(text: str) -> bool:
    """Whether the text of a CRS has a grid of its own."""
    return _OF_A_FILE.search(text) is not None


def binds_vn2000(crs: Any) -> bool:
    """Whether a CRS has parameters to WGS 84 of its own, and is VN-2000 by its grid, its name, or most of these."""
    if not crs.is_bound:
        return False
    return bool(_vn2000_equivalent(crs) or (crs.is_geographic and (_is_vn2000(crs) or _has_vn2000_shift(crs))))


def _is_vn2000(crs: Any) -> bool:
    datum = crs.datum.name if crs.datum else ""
    geographic = crs.geodetic_crs.name if crs.geodetic_crs else ""
    return names_vn2000(f"{datum}. {geographic}")


def _has_vn2000_shift(crs: Any) -> bool:
    """Whether most of a file's seven parameters are those of VN-2000, of either sign."""
    from pyproj.crs import CoordinateOperation  # type: ignore[attr-defined]

    registered = [abs(float(one.value)) for one in CoordinateOperation.from_epsg(_VN2000_SHIFT).params]
    own = [abs(value) for value in crs.coordinate_operation.towgs84]
    return sum(isclose(*pair, rel_tol=1e-4) for pair in zip(own, registered, strict=False)) >= _MOST_OF_SEVEN


def names_vn2000(text: str) -> bool:
    """Whether a text calls VN-2000 by one of its names."""
    return any(name in fold(text) for name in _VN2000_NAMES)


def _projection(crs: Any) -> tuple[float, ...] | None:
    """The parameters of a transverse Mercator grid in metres; None for any other."""
    base = crs.source_crs if crs.is_bound else crs
    operation = base.coordinate_operation if base.is_projected else None
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    if any(axis.unit_conversion_factor != 1 for axis in base.axis_info):
        return None
    values = {parameter.name: parameter.value for parameter in operation.params}
    return tuple(round(float(values.get(name, 0.0)), 7) for name in _PARAMETERS)


@cache
def _vn2000_grids() -> dict[tuple[float, ...], str]:
    """Grid → code of every registered projection of VN-2000, in the order of their codes."""
    from pyproj import CRS
    from pyproj.database import query_crs_info

    codes = sorted({int(info.code) for info in query_crs_info(auth_name="EPSG") if info.name.startswith("VN-2000 /")})
    return {grid: f"EPSG:{code}" for code in codes if (grid := _projection(CRS.from_epsg(code)))}


def _vn2000_equivalent(crs: Any) -> str | None:
    """The code of VN-2000 with the same grid; None where there is none."""
    return _vn2000_grids().get(_projection(crs) or ())


@cache
def _grid_of(code: str) -> Any:
    """What two CRS share that differ in their datum alone."""
    from pyproj import CRS

    crs = CRS.from_epsg(int(code[5:])) if code else None
    return crs and (_projection(crs) or (crs.is_geographic or None))


@cache
def _by_code(code: str, box: Box) -> Crs | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(int(code[5:]))
    except CRSError:
        return None
    operation = None if crs.is_vertical or crs.is_engineering else operation_to_wgs84(crs, box)
    return None if operation is None else Crs(code, crs.name, operation)
