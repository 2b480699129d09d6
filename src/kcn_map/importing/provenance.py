"""The date and source that an import states for what it brings."""

from __future__ import annotations

from kcn_map.core.model import Dataset
from kcn_map.importing.common import unusable
from kcn_map.reading.cells import BadCell, first_day, parse_date, visible
from kcn_map.text.names import nearest


def refuse_unknown(dataset: Dataset, as_of: str | None, source: str | None) -> None:
    """Raises Unusable for what is no date, or one after the data, and for a source that sources.csv does not have."""
    if as_of is not None:
        told, until = visible(as_of), dataset.settings.data_until
        try:
            parse_date(as_of)
        except BadCell as bad:
            unusable(bad.code, "--as-of", value=told)
        if first_day(as_of.split("/")[0]).isoformat() > until:
            unusable("date-after-data-until", "--as-of", value=told, until=until)
    known = [str(row.values["id"]) for row in dataset.tables["sources"].rows]
    if source is not None and source not in known:
        near = next(iter(nearest(source, known, 1)), "–")
        unusable("source-unknown", "--source", value=visible(source), nearest=near)
