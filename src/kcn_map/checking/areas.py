"""Checks of names and codes of areas: names belong to their codes, are not doubled, and look-up and layers agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from kcn_map.analysis.join import split_list
from kcn_map.checking.common import Findings, at, grouped, lost_files, site_rows
from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset, Feature, Row
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold, fold_unit, unit_of

COMMUNE_COLUMNS = ("commune_2020", "commune_2020_code", "commune_2025", "commune_2025_code")
TONES = "\u0300\u0301\u0303\u0309\u0323"
#: "Xã Vầy Nưa (một phần)": what a list of communes adds to a name.
_REMARK = re.compile(r"\s*\([^)]*\)$")


def check_areas(dataset: Dataset) -> Findings:
    yield from (*_site_names(dataset), *_successors(dataset))  # many may have a cause of their own
    for check in _CHECKS:
        yield from grouped(check(dataset))


# ── names and codes ───────────────────────────────────────────────────────────────────────────────


def _is_name_of(text: str, known: Iterable[str]) -> bool:
    """Whether a text is one of the names, with or without its prefix, tone marks and capitals; of no other unit."""
    known = tuple(known)
    if any(name == text or name.endswith(" " + text) for name in known):
        return True
    return any(_is_form(text, name) for name in known)


def _is_form(text: str, name: str) -> bool:
    if len({unit_of(text), unit_of(name)} - {""}) > 1:
        return False
    return not {fold(text), fold_unit(text)}.isdisjoint((fold(name), fold_unit(name)))


def _communes(dataset: Dataset) -> Mapping[Any, Mapping[str, Any]]:
    return {row.values["code"]: row.values for row in dataset.tables["communes"].rows}


def _successor_names(dataset: Dataset) -> Mapping[str, str]:
    return {str(f.key): str(f.properties["name_vi"]) for f in dataset.layers["communes_2025"].features}


def _site_names(dataset: Dataset) -> Findings:
    """The name of a site's commune is that of its code, in 2020 and since."""
    communes, successors = _communes(dataset), _successor_names(dataset)
    for file, row in site_rows(dataset):
        commune = communes.get(row.values["commune_2020_code"])
        if commune is not None and commune["name_vi"] is not None:
            known = (str(commune["name_vi"]), *split_list(commune["other_names"]))
            yield from _named(file, row, "commune_2020", row.values["commune_2020_code"], known)
        successor = successors.get(str(row.values["commune_2025_code"]))
        if successor is not None:
            yield from _named(file, row, "commune_2025", row.values["commune_2025_code"], (successor,))


def _named(file: str, row: Row, field: str, code: Any, known: Sequence[str]) -> Findings:
    text = row.values[field]
    if text is not None and not _is_name_of(str(text), known):
        yield at("name-contradicts-code", file, row, field, of=code, wanted=visible(known[0]))


def _site_communes(dataset: Dataset) -> Findings:
    """A code that follows from what the row says is not left empty; a commune of 2025 lies in the site's district."""
    communes, table = _communes(dataset), dataset.tables["communes"]
    districts = {str(f.key): f.properties["districts_2020"] for f in dataset.layers["communes_2025"].features}
    by_name: dict[tuple[Any, str], list[Any]] = {}
    for row in table.rows if any(_lacks_code(row) for _, row in site_rows(dataset)) else ():
        for form in {fold(str(row.values["name_vi"])), fold_unit(str(row.values["name_vi"]))}:
            by_name.setdefault((row.values["district_code"], form), []).append(row.values["code"])
    for file, row in site_rows(dataset):
        if _lacks_code(row):
            found = by_name.get((row.values["district_code"], fold_unit(str(row.values["commune_2020"]))), [])
            if len(found) == 1:
                yield at("code-known", file, row, "commune_2020_code", known=found[0], why=row.values["commune_2020"])
        commune = communes.get(row.values["commune_2020_code"])
        if commune is not None and not row.raw["commune_2025_code"].strip():
            successors = split_list(commune["commune_2025_code"])
            if len(successors) == 1:
                why = row.values["commune_2020_code"]
                yield at("code-known", file, row, "commune_2025_code", known=successors[0], why=why)
        of = districts.get(str(row.values["commune_2025_code"]))
        if commune is None and of and row.values["district_code"] not in (None, *of):
            yield at("commune-outside-district", file, row, "commune_2025_code", district=", ".join(of))


def _lacks_code(row: Row) -> bool:
    return row.values["commune_2020"] is not None and not row.raw["commune_2020_code"].strip()


def _bases(dataset: Dataset) -> Findings:
    """A commune rests on something, and only a commune that is named does."""
    for file, row in site_rows(dataset):
        basis, told = row.values["location_basis"], [row.raw[name].strip() for name in COMMUNE_COLUMNS]
        if basis is not None and any(told) == (basis == "none"):
            commune = visible(next(filter(None, told), ""))
            yield at("basis-contradicts-commune", file, row, "location_basis", commune=commune)


def _vanished(dataset: Dataset) -> Findings:
    """A file that an atlas can do without is there where rows refer to it."""
    holders = {
        "commune_2020_code": (dataset.tables["communes"].file, bool(dataset.tables["communes"].rows)),
        "commune_2025_code": (dataset.layers["communes_2025"].file, bool(dataset.layers["communes_2025"].features)),
    }
    lost = lost_files(dataset)
    for field, (file, there) in holders.items():
        if there or file in lost:
            continue
        needing = ((name, row) for name, row in site_rows(dataset) if row.values[field] is not None)
        for name, row in islice(needing, 1):
            yield at("file-needed", name, row, field, other=file)


# ── the look-up against the layer ─────────────────────────────────────────────────────────────────


def misnamed_successors(dataset: Dataset) -> set[int]:
    """The lines of the look-up whose successor has another name in the layer: code or name is wrong."""
    known, wrong = _successor_names(dataset), set()
    for row in dataset.tables["communes"].rows:
        codes = split_list(row.values["commune_2025_code"])
        of = [known[code] for code in codes if code in known]
        texts = split_list(row.values["commune_2025_name"])
        if of and len(of) == len(codes) and not all(_is_name_of(text, of) for text in texts):
            wrong.add(row.line)
    return wrong


def _successors(dataset: Dataset) -> Findings:
    """The name of a commune's successor in the look-up is that of its code in the layer."""
    known, table, wrong = _successor_names(dataset), dataset.tables["communes"], misnamed_successors(dataset)
    for row in table.rows if wrong else ():
        if row.line in wrong:
            codes = split_list(row.values["commune_2025_code"])
            params = {"of": ";".join(codes), "wanted": ";".join(visible(known.get(code, "–")) for code in codes)}
            yield at("name-contradicts-code", table.file, row, "commune_2025_name", **params)


def _lists(dataset: Dataset) -> Findings:
    """What the layer says a commune was made of is what the look-up says, and no unit has lost its rows."""
    layer, table = dataset.layers["communes_2025"], dataset.tables["communes"]
    if not layer.features or not table.rows or {layer.file, table.file} & lost_files(dataset):
        return
    parts: dict[str, list[Row]] = {}
    astray, known = misnamed_successors(dataset), {feature.key for feature in layer.features}
    for row in table.rows:
        for code in split_list(row.values["commune_2025_code"]):
            parts.setdefault(code, []).append(row)
            if code not in known:
                astray.add(row.line)
    told_already = {str(row.values["name_vi"]) for row in table.rows if row.line in astray}
    covered, districts = {row.values["district_code"] for row in table.rows}, dataset.layers["districts"]
    for feature in layer.features:
        rows = parts.get(str(feature.key), [])
        if not rows:
            if not feature.properties["districts_2020"] or covered & set(feature.properties["districts_2020"]):
                yield _without_rows(layer.file, feature, table.file)
            continue
        told = {_REMARK.sub("", name) for name in feature.properties["communes_2020"]} - told_already
        yield from _differs(layer.file, feature, told, {str(row.values["name_vi"]) for row in rows} - told_already)
    for feature in districts.features:
        if feature.key not in covered:
            yield _without_rows(districts.file, feature, table.file)


def _without_rows(file: str, feature: Feature, other: str) -> Finding:
    return Finding("unit-without-rows", file, feature.number, "code", visible(str(feature.key)), {"other": other})


def _differs(file: str, feature: Feature, told: set[str], found: set[str]) -> Findings:
    """Names are compared as they are spelt, whichever vowel bears the tone mark; one without marks is told as such."""
    if not told or told == found:
        return
    plain = {fold(name) for name in told ^ found if name.isascii()}
    of, others = ({_spelt(name): name for name in names if fold(name) not in plain} for names in (told, found))
    more = [of[key] for key in sorted(of.keys() - others.keys())]
    less = [others[key] for key in sorted(others.keys() - of.keys())]
    if more or less:
        params = {"key": feature.key, "more": visible(", ".join(more)) or "–", "less": visible(", ".join(less)) or "–"}
        yield Finding("lookup-differs", file, feature.number, "communes_2020", None, params)


# ── doubled names ─────────────────────────────────────────────────────────────────────────────────


def _spelt(name: str) -> str:
    """A name for comparison: Hoà and Hòa are one, Hoà and Hoá are two."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return " ".join(word.translate(_NO_TONES) + "".join(char for char in word if char in TONES) for word in words)


_NO_TONES = dict.fromkeys(map(ord, TONES))


def _doubled_sites(dataset: Dataset) -> Findings:
    """No two sites of a kind and a district with one name; in two districts it may be right."""
    for field in ("name_vi", "name_en"):
        first: dict[tuple[str, str], Row] = {}
        for file, row in site_rows(dataset):
            known = first.setdefault((file, _spelt(row.raw[field])), row)
            if known is row or (field == "name_en" and _spelt(known.raw["name_vi"]) == _spelt(row.raw["name_vi"])):
                continue
            same = known.values["district_code"] == row.values["district_code"]
            yield at("name-duplicate" if same else "name-shared", file, row, field, first=known.line)


def _other_names(dataset: Dataset) -> Findings:
    """Another name of a site is no name of another: whoever looks for it would find two. Told at the later of two."""
    bearers: dict[str, dict[Any, None]] = {}
    for _, row in site_rows(dataset):
        for name in (row.raw["name_vi"], row.raw["name_en"]):
            bearers.setdefault(fold(name), {})[row.values["id"]] = None
    for file, row in site_rows(dataset):
        for name in split_list(row.values["other_names"]):
            known = bearers.setdefault(fold(name), {})
            other = next((id_ for id_ in known if id_ != row.values["id"]), None)
            known[row.values["id"]] = None
            if other is not None:
                params = {"other": visible(str(other))}
                yield Finding("other-name-shared", file, row.line, "other_names", visible(name), params)


def _doubled_areas(dataset: Dataset) -> Findings:
    """Two areas with one name may be right, but for communes of one district they hardly are."""
    table = dataset.tables["communes"]
    yield from _shared(table.file, ((r.line, r.values["district_code"], r.values["name_vi"]) for r in table.rows))
    for name in ("districts", "communes_2025"):
        layer = dataset.layers[name]
        yield from _shared(layer.file, ((f.number, None, f.properties["name_vi"]) for f in layer.features))


def _shared(file: str, units: Iterable[tuple[int, Any, Any]]) -> Findings:
    first: dict[Any, int] = {}
    for number, within, name in units:
        known = first.setdefault((within, name), number)
        if name is not None and known != number:
            yield Finding("name-shared", file, number, "name_vi", visible(str(name)), {"first": known})


_CHECKS = (
    *(_site_communes, _bases, _vanished, _lists),
    *(_doubled_sites, _other_names, _doubled_areas),
)
