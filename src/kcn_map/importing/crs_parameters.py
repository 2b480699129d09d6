"""A CRS that is called as a registered one, or is all but one, and differs from it in a parameter.

Taken by its name it would put boundaries metres or kilometres off, taken by its parameters perhaps as well: which of
the two is wrong the file can't say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import isclose, tau
from typing import Any

from kcn_map.text.messages import Told
from kcn_map.text.names import fold
from kcn_map.values import dataclass

#: The names of parameters in messages.toml, by those that PROJ gives them.
_PARAMETERS: Mapping[str, str] = {
    "Latitude of natural origin": "latitude", "Longitude of natural origin": "meridian",
    "Scale factor at natural origin": "scale", "False easting": "false_easting", "False northing": "false_northing",
}  # fmt: skip
#: WGS 84 and GRS 80 differ by a tenth of a millimetre.
_SAME_AXIS_M, _SAME_FLATTENING, _SAME = 0.001, 1e-5, 1e-7


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs (vi, en), how the file has it, and how the registered CRS `code` (`name`) has it."""

    code: str
    name: str
    what: Mapping[str, str]
    own: str
    registered: str


def difference(crs: Any, known: Mapping[str, Any]) -> Difference | None:
    """Where a CRS departs from the one that it is taken for; None where it is that one, or looks like none.

    `known` are the CRS of the place, by code: one that agrees with one of them in all but one parameter looks like it.
    """
    base = crs.sub_crs_list[0] if crs.is_compound else crs
    base = base.source_crs if base.is_bound else base
    if not (base.is_projected or base.is_geographic):
        return None
    called = _called(base, known)
    if called is not None:
        return next((_described(called, one) for one in _differences(base, called)), None)
    near = [(one, list(_differences(base, one))) for one in known.values() if base.is_projected and one.is_projected]
    single = [(one, found[0]) for one, found in near if len(found) == 1 and found[0][0] != "method"]
    if not single or any(not found for _, found in near):
        return None
    return _described(*min(single, key=lambda pair: _step(pair[1])))


Found = tuple[str, Any, Any]  # what differs, the file's, the registered one's


def _step(found: Found) -> float:
    """How far apart two numbers are: of the grids that a CRS may be, the nearest is meant."""
    _, own, registered = found
    are_numbers = isinstance(own, float) and isinstance(registered, float)
    return abs(own - registered) / max(abs(registered), 1.0) if are_numbers else 1.0


def _described(registered: Any, found: Found) -> Difference:
    key, own, other = found
    what = Told(f"crs_parameter.{key}")
    shown = [f"{value:.12g}" if isinstance(value, float) else str(value) for value in (own, other)]
    return Difference(f"EPSG:{registered.to_epsg()}", registered.name, what, *shown)


def _called(crs: Any, known: Mapping[str, Any]) -> Any:
    """The registered CRS of the code that the file gives, else of its name."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    stated = crs.to_json_dict().get("id", {})
    if stated.get("authority") == "EPSG":
        try:
            return CRS.from_epsg(int(stated["code"]))
        except (CRSError, ValueError):
            return None
    name = _plain(crs.name)
    here = next((one for one in known.values() if _plain(one.name) == name and one.is_projected == crs.is_projected), 0)
    code = 0 if here else _codes(crs.is_projected).get(name)
    return here or (CRS.from_epsg(code) if code else None)


def _plain(name: str) -> str:
    """A name without what programs write otherwise: "WGS_1984_UTM_Zone_48N" is "WGS 84 / UTM zone 48N"."""
    return "".join(fold(name.removeprefix("GCS_")).replace("wgs 1984", "wgs 84").split())


@cache
def _codes(is_projected: bool) -> dict[str, int]:
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    kind = PJType.PROJECTED_CRS if is_projected else PJType.GEOGRAPHIC_2D_CRS
    return {_plain(info.name): int(info.code) for info in query_crs_info(auth_name="EPSG", pj_types=kind)}


def _differences(crs: Any, registered: Any) -> Iterator[Found]:
    """What of a CRS is otherwise in the registered one."""
    own, other = crs.ellipsoid, registered.ellipsoid
    if own and other and not (
        isclose(own.semi_major_metre, other.semi_major_metre, abs_tol=_SAME_AXIS_M, rel_tol=0)
        and isclose(own.inverse_flattening, other.inverse_flattening, abs_tol=_SAME_FLATTENING, rel_tol=0)
    ):  # fmt: skip
        told = [f"{one.semi_major_metre:.12g}, 1/{one.inverse_flattening:.12g}" for one in (own, other)]
        yield "ellipsoid", told[0], told[1]
    meridians = [one.prime_meridian.longitude * one.prime_meridian.unit_conversion_factor for one in (crs, registered)]
    if not isclose(*meridians, abs_tol=_SAME):
        yield "prime_meridian", crs.prime_meridian.name, registered.prime_meridian.name
    if crs.is_projected and registered.is_projected:
        yield from _of_projection(crs, registered)


def _of_projection(crs: Any, registered: Any) -> Iterator[Found]:
    units = [one.axis_info[0].unit_conversion_factor for one in (crs, registered)]
    if not isclose(*units, rel_tol=_SAME):
        yield "unit", crs.axis_info[0].unit_name, registered.axis_info[0].unit_name
    own, other = crs.coordinate_operation, registered.coordinate_operation
    if fold(own.method_name) != fold(other.method_name):
        yield "method", own.method_name, other.method_name
        return
    theirs = {one.name: one for one in other.params}
    for parameter in own.params:
        known = theirs.get(parameter.name)
        if known is None:
            continue
        values = [float(one.value * one.unit_conversion_factor) for one in (parameter, known)]
        is_turn = isclose(abs(values[0] - values[1]), tau)  # of a longitude
        if not is_turn and not isclose(*values, rel_tol=_SAME, abs_tol=_SAME):
            yield _PARAMETERS.get(parameter.name, "other"), float(parameter.value), float(known.value)
