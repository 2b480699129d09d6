"""Breaks of measures that are still those of an empty atlas: which ones would tell the areas apart."""

from __future__ import annotations

from kcn_map.analysis.aggregate import summarise_level
from kcn_map.cartography.classes import proposed_breaks
from kcn_map.checking.common import Findings
from kcn_map.checking.empty import begun
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Joined
from kcn_map.core.schema import SETTINGS_FILE
from kcn_map.reading.toml import parse_tree


def check_begun_breaks(dataset: Dataset, joined: Joined) -> Findings:
    """A proposal for each measure that nobody has touched, until the data's keepers set breaks of their own."""
    untouched = {entry["id"]: entry for entry in begun()["measures"]}
    entries = parse_tree(dataset.settings_text)["measures"]
    same = {entry["id"] for entry in entries if entry == untouched.get(entry["id"])}
    areas = list(summarise_level(joined, joined.settings.levels[0])) if same else []
    for measure in (measure for measure in joined.settings.measures if measure.id in same):
        values = [value for area in areas if (value := area.values[measure.id].value)]
        found = proposed_breaks(values, is_count=measure.aggregation.method == "count")
        if found and found != measure.breaks:
            field, told = f"measures.{measure.id}.breaks", ", ".join(f"{limit:g}" for limit in measure.breaks)
            params = {"proposed": f"[{', '.join(f'{limit:g}' for limit in found)}]", "count": len(values)}
            yield Finding("breaks-as-begun", SETTINGS_FILE, None, field, told, params)
