"""Checks of the tables and of all that needs no geometry."""

from __future__ import annotations

from kcn_map.checking.adoption import check_adoption
from kcn_map.checking.areas import check_areas
from kcn_map.checking.common import Findings
from kcn_map.checking.contradictions import check_contradictions
from kcn_map.checking.dates import check_dates
from kcn_map.checking.empty import check_empty
from kcn_map.checking.figures import check_figures
from kcn_map.checking.gaps import check_gaps
from kcn_map.checking.keys import check_keys
from kcn_map.checking.land import check_land
from kcn_map.checking.lineage import check_lineage
from kcn_map.checking.measures import check_measures
from kcn_map.checking.names import check_names
from kcn_map.checking.observations import check_observations
from kcn_map.checking.sense import check_sense
from kcn_map.checking.settings import check_settings
from kcn_map.checking.sources import check_sources
from kcn_map.checking.swapped import check_swapped
from kcn_map.checking.texts import check_texts
from kcn_map.checking.units import check_units
from kcn_map.checking.views import check_views
from kcn_map.checking.wording import check_wording
from kcn_map.core.model import Dataset

CHECKS = (
    *(check_empty, check_keys, check_areas, check_lineage, check_names, check_swapped, check_sources, check_texts),
    check_wording,
    *(check_figures, check_contradictions, check_land, check_dates, check_adoption, check_observations),
    *(check_settings, check_views, check_sense, check_measures, check_units, check_gaps),
)


def table_findings(dataset: Dataset) -> Findings:
    """Every finding of the tables and of what the layers say beside their geometry."""
    for check in CHECKS:
        yield from check(dataset)
