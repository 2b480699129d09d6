"""What follows from an atlas folder: findings, the joined atlas, its measures and the page, each worked out once."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kcn_map import checking, reading
from kcn_map.analysis.join import join
from kcn_map.core.findings import DataError, Finding, has_errors
from kcn_map.core.model import Dataset, Joined
from kcn_map.core.settings import Lang
from kcn_map.reading import arguments

if TYPE_CHECKING:
    from kcn_map.core.summary import Summary
    from kcn_map.page.html_document import Document
    from kcn_map.reading.atlas_files import AtlasFiles


class Pipeline:
    """The steps behind an atlas. Mistakes in the data are findings; steps that need correct data raise DataError."""

    def __init__(self, files: AtlasFiles) -> None:
        self.files = files

    @classmethod
    def read(cls, folder: Path) -> Pipeline:
        """Raises Unusable where nothing can be read: no folder, or no usable atlas.toml."""
        return cls(reading.open_folder(folder))

    @cached_property
    def dataset(self) -> Dataset:
        from kcn_map.checking import readers

        readers.look_ahead(self.files)
        return reading.dataset_of(self.files)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return checking.check(self.dataset)

    @cached_property
    def joined(self) -> Joined:
        """Raises DataError on errors in tables and layers."""
        if "findings" in self.__dict__ and not has_errors(self.findings):  # the whole check holds that of the tables
            return join(self.dataset)
        return _joined(self.dataset)

    @cached_property
    def lookup(self) -> Joined:
        """The joined atlas as `query` and `show` ask it: areas without geometry, the base map with its points alone.

        Raises DataError on errors in the tables and in what these layers hold; those in the rest do not matter here.
        """
        return _joined(reading.dataset_of(self.files, whole=False))

    @cached_property
    def summary(self) -> Summary:
        from kcn_map.analysis.aggregate import summarise

        return summarise(self.joined)

    def checked(self) -> Joined:
        """The joined atlas, once every check has passed."""
        if has_errors(self.findings):
            raise DataError(self.findings)
        return self.joined

    def language(self, lang: str | None) -> Lang:
        """The language asked for, or the atlas's first. Raises UsageError for one that the atlas has not."""
        languages = self.files.settings.languages
        return languages[0] if lang is None else languages[languages.index(arguments.choice("lang", lang, languages))]

    def html(self, lang: str | None = None) -> str:
        """The page, made while it is checked where `forked` can. Raises DataError where `findings` has errors."""
        from kcn_map.io import forked

        if "findings" in self.__dict__ or has_errors(self.dataset.findings):
            return self.document(lang).render()
        with forked.beside(partial(self._unchecked_html, self.language(lang))) as copy:
            self.checked()
            made = copy.result() if copy else None
        return self.document(lang).render() if made is None else made

    def _unchecked_html(self, language: Lang) -> str:
        """The page, and anything but a page where `findings` has errors."""
        from kcn_map import page
        from kcn_map.analysis.aggregate import summarise

        joined = join(self.dataset)
        return page.render(self.dataset, joined, summarise(joined), language)

    def document(self, lang: str | None = None) -> Document:
        """The page before it is text. Raises DataError where `findings` has errors."""
        from kcn_map import page

        language = self.language(lang)
        return page.document(self.dataset, self.checked(), self.summary, language)


def _joined(dataset: Dataset) -> Joined:
    findings = checking.check_tables(dataset)
    if has_errors(findings):
        raise DataError(findings)
    return join(dataset)
