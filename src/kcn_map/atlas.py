"""Atlas: the Python door. Each verb of the command line has its twin here, which takes and refuses the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcn_map.analysis.find import find_level, find_site
from kcn_map.analysis.query import Query, Selection, select
from kcn_map.core.findings import Finding
from kcn_map.io.files import output_path
from kcn_map.pipeline import Pipeline

if TYPE_CHECKING:
    import folium
    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from kcn_map.analysis.diff import Change
    from kcn_map.core.model import Joined
    from kcn_map.core.settings import Lang
    from kcn_map.core.summary import Summary
    from kcn_map.importing.plan import ImportPlan
    from kcn_map.page.html_document import Document
    from kcn_map.verify import Verification


class Atlas:
    """An atlas folder, read once; it never changes.

    Reading never fails on mistakes in the data: `check` lists them, and whatever needs correct data
    (`sites`, `query`, `map`, `save`) raises DataError with the findings. What can't be asked is a UsageError.
    A `lang` of None is the atlas's first language.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    # ── verbs ─────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    def load(cls, folder: str | Path = "geodata") -> Atlas:
        """Read a folder. Raises Unusable where nothing can be read: no folder, or no usable atlas.toml.

        >>> atlas = Atlas.load("geodata")
        """
        return cls(Pipeline.read(Path(folder)))

    @staticmethod
    def new(folder: str | Path) -> Path:
        """Begin an empty atlas for another province. Raises NotEmpty where the folder holds anything but an atlas.toml.

        >>> sorted(path.name for path in Atlas.new("another-province").iterdir())[:2]
        ['README.md', 'atlas.toml']
        """
        from kcn_map.package.scaffold import create

        create(Path(folder))
        return Path(folder)

    def check(self) -> list[Finding]:
        """Everything there is to say about the data, errors first.

        >>> [finding for finding in atlas.check() if finding.severity == "error"]
        []
        """
        return list(self._pipeline.findings)

    def save(self, path: str | Path = "output/index.html", lang: Lang | None = None) -> Path:
        """Build: render the page into a file, whole or not at all; a good file is never replaced by a broken one.

        >>> path = atlas.save("output/index.html", lang="en")
        """
        from kcn_map import page

        target = self._target(path)
        page.write(target, self.html(lang))
        return target

    @staticmethod
    def watch(
        folder: str | Path = "geodata", path: str | Path = "output/index.html", *, port: int = 8000,
        lang: Lang | None = None, open: bool = False,  # noqa: A002  as --open
    ) -> None:  # fmt: skip
        """Build after every edit and serve the map to this machine, until interrupted. Raises PortTaken."""
        import webbrowser

        import kcn_map  # the server stands above this module, which gets it from the package when it is called

        def started(address: str) -> None:
            print(address)
            if open:
                webbrowser.open(address)

        kcn_map.watch(Path(folder), Path(path), port=port, lang=lang, started=started, built=lambda result: None)

    def query(self, text: str = "", **conditions: Any) -> GeoDataFrame:
        """The sites that meet all conditions, as `sites`; with a point `near` they have their `distance_km`.

        `conditions` are the fields of Query; `district` (an area of any level), `kind` and `status` take one value or
        several. Raises UsageError for a condition that can't be, UnknownName for an area that no name fits.

        >>> atlas.query(district="luong son", kind="zone")["name_vi"].tolist()
        ['KCN Lương Sơn', 'KCN Nam Lương Sơn', 'KCN Nhuận Trạch']
        """
        from kcn_map.tables import frames

        query = Query(text, **conditions)
        return frames.sites(self.select(query).matches, query.columns(self.lookup.settings))

    def select(self, query: Query) -> Selection:
        """The sites that match and, for each other, the conditions that left it out: what `query --why` says."""
        return select(self.lookup, query)

    @property
    def districts(self) -> GeoDataFrame:
        """Grain: one area of the first level; index `<level id>_code`; EPSG:4326; every measure with its coverage.

        >>> int(atlas.districts.loc["152", "zones_count"])
        3
        """
        from kcn_map.tables import frames

        return frames.areas(self.joined, self.summary, self.joined.settings.levels[0])

    def areas(self, level: str | None = None) -> GeoDataFrame:
        """The areas of a level by its id, as `districts`; a last row has the sites without a code there, if any."""
        from kcn_map.tables import frames

        return frames.areas(self.joined, self.summary, find_level(self.joined.settings, level))

    @property
    def province(self) -> GeoDataFrame:
        """The province in one row, as `districts`; its index is `<NA>`."""
        from kcn_map.tables import frames

        return frames.province(self.joined, self.summary)

    @property
    def observations(self) -> DataFrame:
        """Every published figure, adopted or not. Grain: one figure; units as its attribute says; null is unknown.

        >>> figures = atlas.observations
        >>> figures[figures["subject"] == "kcn-mong-hoa"]["attribute"].unique().tolist()[:2]
        ['area_industrial_ha', 'area_cleared_ha']
        """
        from kcn_map.tables import frames

        return frames.observations(self.joined)

    @property
    def sources(self) -> DataFrame:
        """Where the figures are from. Grain: one source; index `id`.

        >>> atlas.sources.loc["S01", "kind"]
        'official'
        """
        from kcn_map.tables import frames

        return frames.sources(self.joined)

    def show(self, site: str) -> dict[str, Any]:
        """One site, by id or name, with every figure, source and date. Raises UnknownName with those like it.

        >>> atlas.show("mong hoa")["id"]
        'kcn-mong-hoa'
        """
        from kcn_map.tables.rows import site_card

        return site_card(self.lookup, find_site(self.lookup, site))

    @staticmethod
    def diff(old: str | Path, new: str | Path, folder: str | Path = "geodata") -> list[Change]:
        """What changed between two states: folders, built maps, or git revisions of `folder`. Raises NoRevision.

        >>> Atlas.diff("geodata", "output/index.html")
        []
        """
        from kcn_map.verify.states import changes_between

        return changes_between(str(old), str(new), Path(folder))

    def export(
        self, path: str | Path, format: str | None = None, lang: Lang | None = None, *,  # noqa: A002  as --format
        measure: str | None = None, page: str | None = None,
    ) -> Path:  # fmt: skip
        """Hand the atlas on: gpkg, fgb, kml, shp, csv, xlsx; or png, svg, pdf, the map of `measure` on a `page`.

        Without a `format` the ending of `path` says it. fgb, shp and csv make several files: `path` is a folder, or a
        ZIP where it ends in .zip. `page` is "slide" (16:9) or "a4" (on its side). Raises DataError where `check` finds
        errors, and what kcn_map.export.export raises.

        >>> path = atlas.export("zones.gpkg", lang="en")
        >>> path = atlas.export("map.svg", measure="occupancy_pct", page="slide")
        """
        from kcn_map import export
        from kcn_map.reading import arguments

        target, language = self._target(path), self._pipeline.language(lang)
        style = arguments.format_of(target, list(export.FORMATS), format)
        export.check_arguments(self._pipeline.files.settings, target, style, measure, page)
        export.export(self._pipeline.checked(), self.summary, target, style, language, measure, page)
        return target

    def plan_import(self, file: str | Path, layer: str | None = None, **options: Any) -> ImportPlan:
        """What a foreign file would change in a layer, a workbook or report in the tables; its `write` writes it.

        `layer` is the name of the layer of a kind or of a level, None for a workbook or a report; `options` are those
        of importing.layers.LayerOptions, of a report importing.report_changes.ReportOptions. Reads the folder anew.
        Raises Unusable and UsageError for a file and an option that can't be used, DataError for content that can't.
        """
        from kcn_map import importing

        folder = self._pipeline.files.folder
        if folder is None:
            raise TypeError("an atlas out of a map has no folder to import into")
        return importing.plan_import(folder, Path(file), layer, **options)

    def import_file(self, file: str | Path, layer: str | None = None, **options: Any) -> ImportPlan:
        """Plan and write at once, without anyone to ask. This atlas stays as it was read: load it again."""
        plan = self.plan_import(file, layer, **options)
        plan.write()
        return plan

    @staticmethod
    def verify(path: str | Path) -> Verification:
        """Whether a built map is as it was built. Raises NotAMap.

        >>> Atlas.verify("output/index.html").altered
        ()
        """
        from kcn_map.verify import verify

        return verify(Path(path))

    @staticmethod
    def extract(path: str | Path, folder: str | Path) -> Path:
        """Get the data package back out of a built map, into a new folder. Raises MapAltered, NotAMap, NotEmpty.

        >>> Atlas.load(Atlas.extract("output/index.html", "data-package")).check() == atlas.check()
        True
        """
        from kcn_map.verify import extract

        extract(Path(path), Path(folder))
        return Path(folder)

    def _target(self, path: str | Path) -> Path:
        """A path to write to. Raises AmongInputs for one among the files of an atlas, this one above all."""
        output_path(Path(path), self._pipeline.files.folder)
        return Path(path)

    # ── values ────────────────────────────────────────────────────────────────────────────────────

    @property
    def joined(self) -> Joined:
        """Plain values, for the steps that need no GeoDataFrame. Raises DataError on errors in tables and layers."""
        return self._pipeline.joined

    @property
    def lookup(self) -> Joined:
        """As `joined`, for what `query` and `show` ask: areas without geometry, of the base map its points alone."""
        return self._pipeline.lookup

    @property
    def summary(self) -> Summary:
        """Measures of the areas of each level and of the province, and the reconciliation of published totals."""
        return self._pipeline.summary

    @property
    def sites(self) -> GeoDataFrame:
        """All sites; those of a kind by the name of its table. Index `id`; EPSG:4326; areas in ha; null is unknown.

        >>> len(atlas.sites), len(atlas.zones), len(atlas.clusters)
        (29, 8, 21)
        """
        return self.query()

    def __getattr__(self, name: str) -> GeoDataFrame:
        """The sites of a kind, as `sites`."""
        kinds = () if name.startswith("_") else self._pipeline.files.settings.kinds
        kind = next((kind for kind in kinds if kind.stem == name), None)
        if kind is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        return self.query(kind=kind.id)

    def map(self, lang: Lang | None = None) -> folium.Map:
        """The map as a folium.Map: it shows itself in a notebook, with no network."""
        from kcn_map import page

        language = self._pipeline.language(lang)
        return page.notebook_map(self._pipeline.dataset, self._pipeline.checked(), self.summary, language)

    def html(self, lang: Lang | None = None) -> str:
        """The sealed page as text. Raises DataError where `check` finds errors."""
        return self._pipeline.html(lang)

    def document(self, lang: Lang | None = None) -> Document:
        """The page before it is text. Raises DataError where `check` finds errors."""
        return self._pipeline.document(lang)
