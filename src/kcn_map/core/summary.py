"""Results of aggregation: one value per area and measure, with its coverage."""

from __future__ import annotations

from collections.abc import Mapping

from kcn_map.core.model import PublishedTotal
from kcn_map.core.settings import Text
from kcn_map.values import dataclass


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The result of an aggregation over a set of sites.

    `value` is None where nothing is known. `reporting` of `sites` have the figures needed.
    `is_lower_bound`: sites are missing from the figures or can't be placed, so the value, or 0 where there is none,
    is a lower bound. `unplaced` sites may lie in this area, `unclear` ones may have the status that is counted.
    """

    value: float | int | None
    reporting: int
    sites: int
    is_lower_bound: bool
    unplaced: int = 0
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """The measures of one area, or of the province, whose `code` is ""."""

    code: str
    name: Text
    values: Mapping[str, Aggregate]
    site_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A published total beside what the layers add up to; `difference` is layers minus published.

    `is_history`: the total is of another date than the layers, so it is not held against them.
    """

    total: PublishedTotal
    layers: Aggregate | None
    difference: float | None
    agrees: bool | None
    is_history: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """`areas` and, of the sites without a code there, `unassigned` by level."""

    province: AreaSummary
    areas: Mapping[str, tuple[AreaSummary, ...]]
    unassigned: Mapping[str, AreaSummary]
    reconciliations: tuple[Reconciliation, ...]

    @property
    def first_areas(self) -> tuple[AreaSummary, ...]:
        """Those of the first level."""
        return next(iter(self.areas.values()))
