"""Checks of the totals: what the province publishes beside what the layers add up to."""

from __future__ import annotations

from collections.abc import Iterator

from kcn_map.findings import Finding
from kcn_map.model import Joined, Reconciliation
from kcn_map.numbers import format_number
from kcn_map.schema import table_schema
from kcn_map.summarise import reconcile

FILE = table_schema("totals").file


def check_totals(joined: Joined) -> Iterator[Finding]:
    """A warning for each total that the layers do not reach or contradict, and for a share that its counts do not give."""
    for number, total in enumerate(joined.totals, 2):
        found = reconcile(total, joined.sites)
        if found.layers is not None and found.agrees is not True:
            yield Finding("total-not-reached" if found.agrees is None else "total-differs", FILE, number, "value", _text(total.value), _params(found))
    published = {total.setting.id: total.value for total in joined.totals}
    for figure in joined.observations:
        attribute = joined.settings.attributes.get(figure.attribute)
        part, whole = (published.get(name) for name in (attribute.share_of if attribute else None) or ("", ""))
        if figure.subject == "province" and part is not None and whole and isinstance(figure.value, int | float):
            share = part / whole * 100
            if abs(share - figure.value) >= 0.5:
                params = {"part": _text(part), "whole": _text(whole), "share": f"{share:.1f}", "source": figure.source}
                yield Finding("share-contradicts-counts", "observations.csv", None, figure.attribute, _text(figure.value), params)


def _params(found: Reconciliation) -> dict[str, object]:
    assert found.layers is not None
    return {
        "total": found.total.setting.id,
        "layers": "–" if found.layers.value is None else _text(found.layers.value),
        "n": found.layers.reporting,
        "of": found.layers.sites,
        "why_vi": found.total.setting.why.vi,
        "why_en": found.total.setting.why.en,
    }


def _text(value: float) -> str:
    return format_number(value, "en").replace(",", "")
