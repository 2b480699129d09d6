"""The map for notebooks: a folium.Map that shows the page.

A module of its own: folium takes half a second to import, and a build does without it.
"""

from __future__ import annotations

from typing import Any

import folium
from branca.element import Figure

from kcn_map.page.html import html
from kcn_map.page.html_document import Document

HEIGHT_PX = 640


class DocumentFigure(Figure):
    """A document as the root of a folium.Map. What is added to it is no part of it: the policy would not let it run."""

    def __init__(self, document: Document) -> None:
        super().__init__(height=f"{HEIGHT_PX}px", title=document.title)
        self._name = self._id = "atlas"
        self._document = document

    def render(self, **kwargs: Any) -> str:
        return self._document.render()

    def _repr_html_(self, **kwargs: Any) -> str:
        """The document in a frame, under the same policy."""
        page, title = html(self.render()), html(self.title)
        return (
            f'<iframe srcdoc="{page}" title="{title}" width="100%" height="{self.height}" '
            'style="border:0" allowfullscreen></iframe>'
        )


class AtlasMap(folium.Map):
    """The atlas as a folium.Map: it shows itself in a notebook and saves itself, always as the page."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []

    def __init__(self, document: Document) -> None:
        super().__init__(tiles=None)
        self._id = "atlas"
        DocumentFigure(document).add_child(self)

    def render(self, **kwargs: Any) -> str:
        return self.get_root().render()

    def add_child(self, child: Any, name: str | None = None, index: int | None = None) -> Any:
        """Refused: what folium adds would be a script that the page's policy does not admit."""
        raise TypeError(
            f"{type(child).__name__} can't be added: the map is a sealed page that runs only its own scripts. "
            "Draw on a folium.Map of your own, with the layers of Atlas.districts and Atlas.sites."
        )
