"""The page's shell: a figure of branca, folium's document layer, whose every part is put in place once.

Folium's own figures put a text through Jinja a second time, so that a name like {{ 7*7 }} would be
worked out; here texts are values of the template and never a template themselves.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

from branca.element import Figure
from markupsafe import Markup

from kcn_map.page.html import environment, html

#: What the page may do: run and style with what it brought along, show pictures out of itself, and nothing else.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
    "connect-src {connect}; form-action 'none'; base-uri 'none'"
)
NOTEBOOK_HEIGHT_PX = 640


class Document(Figure):
    """A sealed HTML document made from a template with places for its parts.

    What goes into the places is text, or Markup: HTML, or JSON without `<`. No style or script holds the end of its own
    element. The script `start` runs before the body is there, the others when all of it is.
    """

    def __init__(
        self,
        template: str,
        *,
        title: str,
        styles: Sequence[str],
        start: str,
        scripts: Sequence[str],
        places: Mapping[str, str],
    ) -> None:
        super().__init__(height=f"{NOTEBOOK_HEIGHT_PX}px", title=title)
        self._name = self._id = "atlas"
        self._template = environment().from_string(template)
        self._styles, self._start, self._scripts = tuple(styles), start, tuple(scripts)
        self._places = {"title": title, **places}

    def render(self, **kwargs: object) -> str:
        """The document as text. Elements added to the figure are no part of it: the policy would not let them run."""
        return self._with(self._styles, self._scripts, "'none'")

    def render_served(self, style: str, script: str) -> str:
        """The document with one more style and script, which may ask the server it comes from, and no one else."""
        return self._with((*self._styles, style), (*self._scripts, script), "'self'")

    def _with(self, styles: Sequence[str], scripts: Sequence[str], connect: str) -> str:
        return self._template.render(
            self._places,
            csp=Markup(policy(styles, (self._start, *scripts), connect)),
            css=Markup("\n".join(f"<style>{style}</style>" for style in styles)),
            start=Markup(f"<script>{self._start}</script>"),
            js=Markup("\n".join(f"<script>{script}</script>" for script in scripts)),
        )

    def _repr_html_(self, **kwargs: object) -> str:
        """The same document in a frame of a notebook, under the same policy."""
        page, title = html(str(self.render())), html(self.title)
        return (
            f'<iframe srcdoc="{page}" title="{title}" width="100%" height="{self.height}" '
            'style="border:0" allowfullscreen></iframe>'
        )


def policy(styles: Sequence[str], scripts: Sequence[str], connect: str = "'none'") -> str:
    """The Content-Security-Policy that admits just these styles and scripts, and connections to `connect`."""
    return POLICY.format(
        styles=" ".join(map(_digest, styles)), scripts=" ".join(map(_digest, scripts)), connect=connect
    )


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
