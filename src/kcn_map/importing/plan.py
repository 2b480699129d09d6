"""Plan: what an import would change, shown before anything is written, checked, then written or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kcn_map.analysis.diff import Change
from kcn_map.core.findings import Finding
from kcn_map.importing import snapshot
from kcn_map.text.messages import word
from kcn_map.text.numbers import format_number
from kcn_map.values import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know that is no finding: a sentence of [import] in messages.toml."""

    key: str
    params: Mapping[str, Any]

    def sentence(self, lang: str = "vi") -> str:
        params = {n: format_number(v, lang) if isinstance(v, float) else v for n, v in self.params.items()}
        return word(f"import.{self.key}", lang, **params)


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """What becomes of one feature. Areas in hectares (None: a point, or nothing), distance of the middles in metres.

    `words` is the text of the file that it was found by; `districts` the names (vi, en) of where it
    comes to lie, each with its share of 0 to 1; `declared_ha` is what the atlas states.
    """

    file: str
    key: str
    name: str
    words: str
    accuracy: str | None
    area_before_ha: float | None
    area_after_ha: float | None
    declared_ha: float | None
    moved_m: float | None
    districts: tuple[tuple[str, str, float], ...]

    def sentence(self, lang: str = "vi") -> str:
        before, after = _hectares(self.area_before_ha, lang), _hectares(self.area_after_ha, lang)
        parts = [word("import.area", lang, before=before, after=after)]
        if self.declared_ha and self.area_after_ha is not None:
            off = (self.area_after_ha - self.declared_ha) / self.declared_ha * 100
            told = ("+" if off > 0 else "") + format_number(off, lang, 1)
            parts.append(word("import.declared", lang, declared=format_number(self.declared_ha, lang), off=told))
        if self.moved_m is not None:
            parts.append(word("import.moved", lang, metres=format_number(self.moved_m, lang, 1)))
        if self.districts:
            parts.append(word("import.lies_in", lang, districts=self._places(lang)))
        if self.accuracy:
            parts.append(word(f"accuracy.{self.accuracy}", lang))
        found = f" ← “{self.words}”" if self.words not in (self.key, "") else ""
        return f"{self.file}: {self.key} ({self.name}){found}: {'; '.join(parts)}"

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def _places(self, lang: str) -> str:
        named = [(vi if lang == "vi" else en, share) for vi, en, share in self.districts]
        if len(named) == 1:
            return named[0][0]
        return ", ".join(f"{name} {format_number(share * 100, lang, 0)} %" for name, share in named)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of a report, beside the one that the table of its site has (`adopted`, by `source`; None: none).

    `file` is the table that it changes; `is_adoptable`: such figures stand in the tables of sites. `is_correction`: it
    takes the place of the other, of the same source and date.
    """

    file: str
    key: str
    name: str
    field: str
    title: Mapping[str, str]
    unit: Mapping[str, str]
    new: Any
    adopted: Any
    source: str | None
    is_adoptable: bool
    is_correction: bool

    def sentence(self, lang: str = "vi") -> str:
        value = self._shown(self.new, lang)
        if not self.is_adoptable:
            state = word("import.figure_observed", lang)
        elif self.adopted is None:
            state = word("import.figure_new", lang)
        elif self.adopted == self.new:
            state = word("import.figure_same", lang)
        else:
            adopted = self._shown(self.adopted, lang)
            name = "import.figure_corrects" if self.is_correction else "import.figure_differs"
            state = word(name, lang, adopted=adopted, source=self.source or "–")
        return f"{self.file}: {self.key} ({self.name}): {self.title[lang]} {value}; {state}"

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "title"}

    def _shown(self, value: Any, lang: str) -> str:
        return f"{value if self.field.endswith('_year') else format_number(value, lang)} {self.unit[lang]}".rstrip()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would change (`changes`), what to know (`remarks`), and warnings (`findings`). Nothing is written yet.

    `before` has every file of the atlas as it was read, `changed` those that would be written.
    """

    folder: Path
    changes: Sequence[FeatureChange | FigureChange | Change]
    remarks: Sequence[Remark]
    findings: Sequence[Finding]
    before: Mapping[str, bytes]
    changed: Mapping[str, bytes]

    def write(self) -> None:
        """Write the files, all or none; with nothing to change, complete an import that was interrupted.

        Raises DataError where the atlas has changed since it was read, OSError where it can't be written.
        """
        snapshot.commit(self.folder, self.before, self.changed)


def _hectares(value: float | None, lang: str) -> str:
    return "–" if value is None else f"{format_number(value, lang, 2)} ha"
