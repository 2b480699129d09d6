"""Atlas: the Python door. Each verb of the command line has its twin here."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcn_map import checking, reading
from kcn_map.analysis.aggregate import summarise
from kcn_map.analysis.join import join
from kcn_map.analysis.query import Query, Selection, select
from kcn_map.core.findings import DataError, Finding, has_errors

if TYPE_CHECKING:
    import folium
    from geopandas import GeoDataFrame

    from kcn_map.core.model import Dataset, Joined, Lang, Summary
    from kcn_map.importing.plan import ImportPlan
    from kcn_map.page.html_document import Document

__all__ = ["Atlas", "DataError"]


class Atlas:
    """An atlas folder, read once; it never changes.

    Reading never fails on mistakes in the data: `check` lists them, and whatever needs correct data
    (`sites`, `query`, `map`, `save`) raises DataError with the findings.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @classmethod
    def load(cls, folder: str | Path = "geodata") -> Atlas:
        """Read a folder. Raises DataError where nothing can be read: no folder, or no usable atlas.toml."""
        return cls(reading.read(Path(folder)))

    @staticmethod
    def new(folder: str | Path) -> Path:
        """Begin an empty atlas for another province. Raises files.NotEmpty where the folder holds anything."""
        from kcn_map.package.scaffold import create

        create(Path(folder))
        return Path(folder)

    @staticmethod
    def watch(
        folder: str | Path = "geodata", path: str | Path = "output/index.html", *, port: int = 8000, lang: Lang = "vi"
    ) -> None:
        """Build after every edit and serve the map to this machine, until interrupted. Raises serve.PortTaken."""
        from kcn_map.serve import watch

        watch(Path(folder), Path(path), port=port, lang=lang, started=print, built=lambda result: None)

    def check(self) -> list[Finding]:
        """Everything there is to say about the data, errors first."""
        return list(self._findings)

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return checking.check(self._dataset)

    @cached_property
    def joined(self) -> Joined:
        """Plain values, for the steps that need no GeoDataFrame. Raises DataError on errors in tables and layers."""
        findings = checking.check_tables(self._dataset)
        if has_errors(findings):
            raise DataError(findings)
        return join(self._dataset)

    @cached_property
    def summary(self) -> Summary:
        """Measures of districts, communes and the province, and the reconciliation of published totals."""
        return summarise(self.joined)

    @property
    def sites(self) -> GeoDataFrame:
        """All zones and clusters. Grain: one site; index `id`; EPSG:4326; areas in ha; null is unknown."""
        from kcn_map.tables import frames

        return frames.sites(self.joined.sites)

    @property
    def zones(self) -> GeoDataFrame:
        """The industrial zones (KCN), as `sites`."""
        return self.query(kind="zone")

    @property
    def clusters(self) -> GeoDataFrame:
        """The industrial clusters (CCN), as `sites`; those not identified have a null geometry."""
        return self.query(kind="cluster")

    @property
    def districts(self) -> GeoDataFrame:
        """Grain: one district; index `district_code`; EPSG:4326; every measure with its coverage."""
        from kcn_map.tables import frames

        return frames.districts(self.joined, self.summary)

    def select(self, query: Query) -> Selection:
        """The sites that match and, for each other, the conditions that left it out."""
        return select(self.joined, query)

    def query(self, text: str = "", **conditions: Any) -> GeoDataFrame:
        """The sites that meet all conditions (see Query), as `sites`.

        `district`, `kind` and `status` take one value or several. Raises search.UnknownName for a
        district that no name fits, TypeError for a condition that is none.
        """
        from kcn_map.tables import frames

        for name in ("district", "kind", "status"):
            if isinstance(conditions.get(name), str):
                conditions[name] = (conditions[name],)
        matches = self.select(Query(text=text, **conditions)).matches
        return frames.sites([match.site for match in matches])

    def map(self, lang: Lang = "vi") -> folium.Map:
        """The map as a folium.Map: it shows itself in a notebook, with no network."""
        from kcn_map import page

        return page.notebook_map(self._dataset, self._checked(), self.summary, lang)

    def html(self, lang: Lang = "vi") -> str:
        """The sealed page as text. Raises DataError where `check` finds errors."""
        return self.document(lang).render()

    def document(self, lang: Lang = "vi") -> Document:
        """The page before it is text. Raises DataError where `check` finds errors."""
        from kcn_map import page

        return page.document(self._dataset, self._checked(), self.summary, lang)

    def save(self, path: str | Path = "output/index.html", lang: Lang = "vi") -> Path:
        """Render the page into a file, whole or not at all; a good file is never replaced by a broken one."""
        from kcn_map import page

        target = Path(path)
        page.write(target, self.html(lang))
        return target

    def export(
        self, path: str | Path, format: str, lang: Lang = "vi", *,  # noqa: A002  as --format
        measure: str | None = None, page: str | None = None,
    ) -> Path:  # fmt: skip
        """Hand the atlas on: gpkg, fgb, kml, shp, csv, xlsx; or png, svg, pdf, the map of `measure` on a `page`.

        fgb, shp and csv make several files: `path` is a folder, or a ZIP where it ends in .zip.
        `page` is "slide" (16:9) or "a4" (on its side). Raises DataError where `check` finds errors,
        and what kcn_map.export.export raises.
        """
        from kcn_map import export

        target = Path(path)
        export.export(self._checked(), self.summary, target, format, lang, measure, page)
        return target

    def plan_import(self, file: str | Path, layer: str | None = None, **options: Any) -> ImportPlan:
        """What a foreign file would change in a layer, or an edited workbook in the tables; its `write` writes it.

        `layer` is zones, clusters, districts or communes, None for a workbook; `options` are those of
        importing.layers.LayerOptions. The folder is read anew. Raises reading.Unusable for a file or
        option that can't be used, DataError with the findings for content that can't be taken.
        """
        from kcn_map import importing

        return importing.plan_import(self._dataset.folder, Path(file), layer, **options)

    def import_file(self, file: str | Path, layer: str | None = None, **options: Any) -> ImportPlan:
        """Plan and write at once, without anyone to ask. This atlas stays as it was read: load it again."""
        plan = self.plan_import(file, layer, **options)
        plan.write()
        return plan

    def _checked(self) -> Joined:
        if has_errors(self._findings):
            raise DataError(self._findings)
        return self.joined
