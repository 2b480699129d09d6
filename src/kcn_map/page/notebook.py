"""The map for notebooks: a folium.Map that shows the sealed page.

A room of its own, for folium takes half a second to import and a build needs none of it.
"""

from __future__ import annotations

from typing import Any

import folium

from kcn_map.page.html_document import Document


class AtlasMap(folium.Map):
    """The atlas as a folium.Map: it shows itself in a notebook and saves itself, always as the sealed page."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []

    def __init__(self, document: Document) -> None:
        super().__init__(tiles=None)
        self._id = "atlas"
        document.add_child(self)

    def render(self, **kwargs: Any) -> str:
        return self.get_root().render()

    def add_child(self, child: Any, name: str | None = None, index: int | None = None) -> Any:
        """Refused: what folium adds would be a script that the page's policy does not admit."""
        raise TypeError(
            f"{type(child).__name__} can't be added: the map is a sealed page that runs only its own scripts. "
            "Draw on a folium.Map of your own, with the layers of Atlas.districts and Atlas.sites."
        )
