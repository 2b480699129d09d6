"""The page: one sealed HTML file out of the joined atlas and its measures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kcn_map.cartography import locator
from kcn_map.core.model import Dataset, Joined
from kcn_map.core.settings import Lang
from kcn_map.core.summary import Summary
from kcn_map.io import forked
from kcn_map.io.files import atomic_path
from kcn_map.page import asset_files, embedded_package, leaflet, static
from kcn_map.page.data import add_hash, page_data, to_json
from kcn_map.page.leaflet import LeafletError
from kcn_map.text.languages import locale_of

if TYPE_CHECKING:
    import folium

    from kcn_map.page.html_document import Document

__all__ = ["LeafletError", "document", "notebook_map", "render", "write"]


def render(dataset: Dataset, joined: Joined, summary: Summary, lang: Lang = "vi") -> str:
    """The page as text; `lang` is the language that it opens in. Same values, same text.

    `dataset` is the folder that the other two were made from; the page carries it along as its data package.

    Raises LeafletError if the installed Leaflet is not the one that the page was made with.
    """
    return document(dataset, joined, summary, lang).render()


def notebook_map(dataset: Dataset, joined: Joined, summary: Summary, lang: Lang = "vi") -> folium.Map:
    """The page as a folium.Map that shows itself in a notebook. Raises LeafletError as `render` does."""
    from kcn_map.page.notebook import AtlasMap

    return AtlasMap(document(dataset, joined, summary, lang))


def write(path: Path, html: str) -> None:
    """Write the page, as `atomic_path` does and with what it raises."""
    content = html.encode("utf-8")
    with atomic_path(path) as file:
        file.write_bytes(content)


def document(dataset: Dataset, joined: Joined, summary: Summary, lang: Lang = "vi") -> Document:
    """The page before it is text. Raises LeafletError as `render` does."""
    from kcn_map.page.html_document import Document

    data = add_hash(page_data(joined, summary))
    pack = partial(embedded_package.embed, dataset, data)
    with forked.beside(pack) as copy:
        places = _places(joined, summary, lang) | {"data": Markup(to_json(data))}
        packed = copy.result() if copy else None
    areas = max(map(len, joined.areas.values()))
    return Document(
        asset_files.template(),
        title=joined.settings.title[lang],
        styles=[leaflet.style(), "\n".join([*asset_files.styles(), static.style(joined.settings)])],
        start=asset_files.start(),
        scripts=[leaflet.script(), asset_files.script(areas, has_fields=bool(joined.settings.fields))],
        places=places | {"package": Markup(pack() if packed is None else packed)},
    )


def _places(joined: Joined, summary: Summary, lang: Lang) -> dict[str, Any]:
    """What stands in the places of the template where no script runs."""
    still = static.Static(joined, summary, lang)
    return {
        "lang": lang,
        "direction": Markup(' dir="rtl"' if locale_of(lang).is_rtl else ""),
        "views": still.views(),
        "switch": Markup(" hidden" if len(joined.settings.languages) == 1 else ""),
        "description": static.description(joined.settings, lang),
        "as_of": still.as_of(),
        "administration": still.administration(),
        "intro": still.intro(),
        "measure": joined.settings.measures[0].title[lang],  # as many lines as it takes: the map below stays
        "map": still.map(),
        "tabs": still.tabs(),
        "locator": Markup(locator.svg(joined, lang)),
        "tables": still.tables(),
    }
