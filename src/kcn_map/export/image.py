"""The map as a picture: SVG from our own drawing, PNG and PDF made of that SVG."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang
from kcn_map.core.summary import Summary
from kcn_map.export import MissingExtra, map_layout
from kcn_map.io.files import atomic_path, temporary
from kcn_map.text.xml import clean

#: Pixels per inch of a PNG: 1920 × 1080 for a slide, 200 to the inch on paper.
PPI = {"slide": 144.0, "a4": 200.0}
FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf")


def write(
    out: Path, joined: Joined, summary: Summary, style: str, lang: Lang, measure: str | None, page: str
) -> None:  # fmt: skip
    """The map of one measure by areas of the first level, with title, legend, scale, sources, date, on one page."""
    measures = {known.id: known for known in joined.settings.measures}
    chosen = measures[measure] if measure else joined.settings.measures[0]
    drawing = map_layout.svg(joined, summary, chosen, map_layout.PAGES[page], lang)
    content = drawing.encode() if style == "svg" else _typeset(drawing, joined, style, page, lang)
    with atomic_path(out) as path:
        path.write_bytes(content)


def _typeset(drawing: str, joined: Joined, style: str, page: str, lang: Lang) -> bytes:
    """PNG or PDF. The font comes with the extra: on every machine the same letters, and the same bytes."""
    if find_spec("typst") is None or find_spec("font_source_sans_pro") is None:
        raise MissingExtra(style)
    import font_source_sans_pro
    import typst

    fonts = Path(font_source_sans_pro.font_directory)
    size = map_layout.PAGES[page]
    with temporary() as top:
        (top / "map.svg").write_text(drawing, encoding="utf-8")
        (top / "fonts").mkdir()
        for face in FACES:  # and no other: of several files of one face any might be taken
            shutil.copyfile(fonts / face, top / "fonts" / face)
        (top / "map.typ").write_text(
            f"#set document(title: {_quoted(joined.settings.title[lang])}, date: none)\n"
            f'#set text(lang: "{lang}")\n'
            f"#set page(width: {size.width * 0.75}pt, height: {size.height * 0.75}pt, margin: 0pt)\n"
            f'#image("map.svg", width: 100%, height: 100%, alt: {_quoted(joined.settings.title[lang])})\n',
            encoding="utf-8",
        )
        return typst.compile(
            str(top / "map.typ"), root=str(top), font_paths=[str(top / "fonts")], ignore_system_fonts=True,
            format="png" if style == "png" else "pdf", ppi=PPI[page],
        )  # fmt: skip


def _quoted(text: str) -> str:
    """A text as Typst writes one."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'
