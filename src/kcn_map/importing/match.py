"""Matching of source features with features of the atlas, by id or by folded name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcn_map.core.findings import Finding
from kcn_map.core.model import Dataset
from kcn_map.core.schema import schema_of
from kcn_map.importing.common import MOST_REPORTED, Source, SourceFeature, refuse, unusable
from kcn_map.reading.cells import visible
from kcn_map.text.names import fold, fold_unit, nearest
from kcn_map.text.vn_encodings import reading
from kcn_map.values import dataclass

#: The texts that lie within a shape of a drawing, treated as an attribute of it.
LABELS = "Text"
#: So much of a text may be a name, and so many texts are compared with each name that is missing.
LONGEST_NAME, MOST_COMPARED = 100, 100
_LEGACY = ("TCVN3", "VNI")
#: A text of the file → the features of the atlas that it means.
Keys = Callable[[str], Sequence[str]]


Inside = Callable[[SourceFeature], bool] | None


@dataclass(frozen=True, slots=True)
class Matching:
    """`shapes`: key of a feature → its foreign shape; `words`: key → the text that it was found by.

    `field` is the attribute of the file that was compared, "" for --id. `left` are shapes that fit
    nothing, each with its text and the nearest name; `missing` are the keys that no shape fits,
    each with the nearest text that is left. `outside` counts shapes of other places, as a national file has.
    """

    shapes: Mapping[str, SourceFeature]
    words: Mapping[str, str]
    field: str
    left: tuple[tuple[SourceFeature, str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    outside: int = 0


def readable(source: Source, id_field: str | None, one_id: str | None) -> tuple[Source, str]:
    """The file with its texts as they are meant, and the encoding that had to be found out ("" for none).

    Raises Unusable for TCVN3 and VNI where a match rests on such texts.
    """
    if one_id is not None:
        return source, ""
    source = _with_readable_fields(source)
    fields = [id_field] if id_field else list(source.fields)
    told = {text for feature in source.features for name in fields if (text := feature.attributes.get(name))}
    told |= {label for feature in source.features for label in feature.labels}
    encoding, read = reading(sorted(told))
    if encoding in _LEGACY:
        text = next(text for text in sorted(told) if read[text] != text)
        unusable(
            "import-encoding-legacy", source.file, value=visible(text), encoding=encoding, read=visible(read[text])
        )
    features = tuple(
        replace(
            feature,
            attributes={name: read.get(text, text) for name, text in feature.attributes.items()},
            labels=tuple(read.get(label, label) for label in feature.labels),
        )
        for feature in source.features
    )
    return replace(source, features=features), encoding


def _with_readable_fields(source: Source) -> Source:
    """The names of fields as they are meant; in an old font as they are, since the user picks them from a list."""
    encoding, read = reading(source.fields)
    if encoding in ("", *_LEGACY) or len(set(read.values())) < len(read):
        return source
    features = [
        replace(feature, attributes={read.get(name, name): text for name, text in feature.attributes.items()})
        for feature in source.features
    ]
    return replace(source, fields=tuple(map(read.__getitem__, source.fields)), features=tuple(features))


def match(
    dataset: Dataset, layer: str, source: Source, id_field: str | None, name_field: str | None, one_id: str | None,
    is_inside: Inside = None,
) -> Matching:  # fmt: skip
    """Features of the layer with their shapes. `is_inside` says whether a shape lies in the place; None: not known.

    Raises Unusable for a field or id that is not there, DataError where nothing fits or too much does.
    """
    names = _names(dataset, layer)
    if one_id is not None:
        return _the_one(source, names, one_id)
    field = id_field or name_field
    if field is not None and field not in (*source.fields, LABELS):
        fields = visible(", ".join(source.fields), 300) or "–"
        unusable("import-field-missing", source.file, value=visible(field), fields=fields)
    if id_field is not None:
        return _matched(source, names, id_field, lambda text: _of_id(text.strip(), names), is_inside)
    of_name = name_index(dataset, names)
    return _matched(source, names, name_field or _telling_field(source, of_name), of_name, is_inside)


def name_index(dataset: Dataset, names: Mapping[str, Sequence[str]]) -> Keys:
    """Finds which of the sites or areas that are called so a text means."""
    phrases = list(map(fold, (phrase for kind in dataset.settings.kinds for phrase in kind.phrases)))
    index: dict[str, list[str]] = {}
    for key, called in names.items():
        for form in dict.fromkeys(form for name in called for form in _forms(name, phrases)):
            index.setdefault(form, []).append(key)
    return lambda text: next((index[form] for form in _forms(text, phrases) if form in index), [])


def _names(dataset: Dataset, layer: str) -> dict[str, tuple[str, ...]]:
    """Key of each feature → what it is called, the key first."""
    called = {str(feature.key): feature.properties for feature in dataset.layers[layer].features}
    if schema_of(dataset.settings).layer(layer).kind:
        rows = {str(row.values["id"]): row.values for row in dataset.tables[layer].rows}
        called = {key: rows.get(key, {}) for key in called}
    return {key: names_of_row(key, values) for key, values in called.items()}


def names_of_row(key: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """What a site or area is called, its key first."""
    others = values.get("other_names") or []
    others = others.split(";") if isinstance(others, str) else others
    known = [*(text for column, text in values.items() if column.startswith("name_")), *others]
    return (key, *(str(name) for name in known if name))


def _forms(name: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """What a name is compared by: folded, and without what says that it is of a unit, or of a kind of sites."""
    whole = fold(name)
    bare = next((whole[len(phrase) + 1 :] for phrase in phrases if whole.startswith(phrase + " ")), whole)
    for phrase in phrases:
        bare = bare.removesuffix(" " + phrase)
    return tuple(form for form in dict.fromkeys((whole, bare, fold_unit(name))) if form)


def _texts(feature: SourceFeature, field: str) -> tuple[str, ...]:
    """What a shape says in a field; of a drawing, the texts that stand within it."""
    own = (feature.attributes[field],) if feature.attributes.get(field) else ()
    return (*own, *feature.labels) if field == LABELS else own


def _of_id(text: str, keys: Collection[str]) -> Sequence[str]:
    """The features that an id means; a code may have lost its leading zeros on the way."""
    if text in keys:
        return [text]
    return [key for key in keys if key.isdigit() and text.isdigit() and key == text.zfill(len(key))]


def _telling_field(source: Source, keys_of: Keys) -> str:
    """The attribute by which most features of the atlas are found: the name of the province may be one of them, too.

    Raises DataError where none finds any.
    """
    fields = (*source.fields, *([] if LABELS in source.fields else [LABELS]))
    found = {
        field: [key for feature in source.features for text in _texts(feature, field) for key in keys_of(text)]
        for field in fields
    }
    best = max(found, key=lambda field: (len(set(found[field])), len(found[field])))
    if not found[best]:
        texts = [text for feature in source.features for field in fields for text in _texts(feature, field)]
        value = visible("; ".join(dict.fromkeys(texts)), 160) or "–"
        refuse(Finding("import-nothing-matches", source.file, None, None, value))
    return best


def _matched(
    source: Source, names: Mapping[str, Sequence[str]], field: str, keys_of: Keys, is_inside: Inside
) -> Matching:  # fmt: skip
    found_by: dict[str, list[tuple[SourceFeature, str]]] = {}
    left: list[tuple[SourceFeature, str, str]] = []
    findings: list[Finding] = []
    outside = 0
    called = {name: key for key, known in names.items() for name in (*known[1:], known[0])}
    for feature in source.features:
        texts = _texts(feature, field)
        found = {key: text for text in texts for key in keys_of(text)}
        text = next(iter(found.values()), next(iter(texts), next(iter(feature.attributes.values()), "")))
        if len(found) > 1:
            findings.append(_twice(source, feature, field, text, found))
        elif found:
            found_by.setdefault(next(iter(found)), []).append((feature, text))
        elif is_inside is not None and not is_inside(feature):
            outside += 1
        else:  # only so many are reported, and comparing is slow
            near = next(iter(nearest(text[:LONGEST_NAME], called, 1)), "") if len(left) < MOST_REPORTED else ""
            left.append((feature, visible(text), f"{near} ({called[near]})" if near else "–"))
    for key, several in found_by.items():
        here = [one for one in several if is_inside is None or is_inside(one[0])] if len(several) > 1 else several
        if len(here) == 1:  # names come again in other provinces
            outside += len(several) - 1
            found_by[key] = here
        else:
            findings += (_twice(source, one, field, text, [key], several[0][0].number) for one, text in several[1:])
    if findings:
        refuse(*sorted(findings, key=lambda one: one.row or 0)[:MOST_REPORTED])
    if not found_by:
        value = visible("; ".join(text for _, text, _ in left), 160) or "–"
        refuse(Finding("import-nothing-matches", source.file, None, visible(field), value))
    compared = [text for _, text, _ in left[:MOST_COMPARED]]
    missing = [(key, _nearest(known, compared)) for key, known in names.items() if key not in found_by]
    shapes = {key: several[0][0] for key, several in found_by.items()}
    words = {key: visible(several[0][1]) for key, several in found_by.items()}
    return Matching(shapes, words, field, tuple(left), tuple(missing), outside)


def _twice(
    source: Source, feature: SourceFeature, field: str, text: str, keys: Iterable[str], other: int | str = "–"
) -> Finding:
    params = {"keys": ", ".join(keys), "other": other}
    return Finding("import-match-twice", source.file, feature.number, visible(field), visible(text), params)


def _nearest(known: Sequence[str], texts: Sequence[str]) -> str:
    return next((near for name in known for near in nearest(name, texts, 1)), "–")


def _the_one(source: Source, names: Mapping[str, Sequence[str]], key: str) -> Matching:
    """The one shape of the file for the feature that --id names."""
    if key not in names:
        near = ", ".join(nearest(key, names, 3)) or "–"
        unusable("import-id-unknown", "--id", value=visible(key), nearest=near)
    found = [feature for feature in source.features if feature.shape is not None]
    if len(found) != 1:
        refuse(Finding("import-not-one-shape", source.file, value=str(len(found)), params={"key": key}))
    return Matching({key: found[0]}, {key: key}, "")
