"""PROJ's operations to WGS 84, offline, and how accurate they are."""

from __future__ import annotations

import warnings
from functools import cache
from math import inf
from typing import Any

Box = tuple[float, float, float, float]

WGS84 = "EPSG:4326"
#: A less accurate operation is not good enough for boundaries.
ACCURACY_M = 2.0


def operation_to_wgs84(crs: Any, box: Box) -> Any:
    """PROJ's best operation to WGS 84 in the province, offline; None where there is none accurate enough.

    The accuracy of parameters that come with the file is not known; they are the file's own statement.
    """
    from pyproj.exceptions import ProjError
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]
    from pyproj.transformer import AreaOfInterest, TransformerGroup

    set_network_enabled(False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a better one that needs a grid from the network
            group = TransformerGroup(
                crs, WGS84, always_xy=True, area_of_interest=AreaOfInterest(*box), allow_ballpark=False
            )
    except (ProjError, IndexError):  # pyproj's own, of a projection that PROJ does not have
        return None
    return next((t for t in group.transformers if crs.is_bound or _error_m(t) < ACCURACY_M), None)


def _error_m(operation: Any) -> float:
    """How far off an operation may be; infinite where that is not known.

    Conversions alone (a projection, axes in another order) leave the datum as it is: they are exact. PROJ gives
    their accuracy as 0 before 9.8, and from then on as -1, unknown. A realisation such as WGS 84 (G1762) is WGS 84:
    that the whole ensemble is no better than 2 m is no error of an operation.
    """
    steps = operation.operations or ()
    if steps and all(step.type_name == "Conversion" for step in steps):
        return 0.0
    within = sum(step.accuracy for step in steps if _is_within_wgs84(step))
    return operation.accuracy - within if operation.accuracy >= 0 else inf


def _is_within_wgs84(step: Any) -> bool:
    """Whether a step of an operation leads from a realisation of WGS 84 to the ensemble of all, or back."""
    ends = [step.to_json_dict().get(end, {}) for end in ("source_crs", "target_crs")]
    names = {end.get("datum_ensemble", end.get("datum", {})).get("name", "") for end in ends}
    ensemble, realisations = _wgs84_names()
    return ensemble in names and not names.isdisjoint(realisations)


@cache
def _wgs84_names() -> tuple[str, frozenset[str]]:
    from pyproj import CRS

    ensemble = CRS.from_user_input(WGS84).to_json_dict()["datum_ensemble"]
    return ensemble["name"], frozenset(member["name"] for member in ensemble["members"])
