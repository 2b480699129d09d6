"""Texts and tables of the static part as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from kcn_map.core.settings import Lang, Text
from kcn_map.page.html import concat, fill


class Writer:
    """Writes each text in one language, and beside it in the others where they say it in another way."""

    def __init__(self, lang: Lang, others: Sequence[Lang]) -> None:
        self.lang, self.others = lang, others

    def both(self, text: Text) -> Markup:
        first = text[self.lang]
        beside = [(other, text[other]) for other in self.others if text[other] != first]
        return concat([first, *(fill(' <i lang="{}">{}</i>', *told) for told in beside)])

    def titled(self, title: Text, unit: str) -> Markup:
        return concat([self.both(title), fill(" ({})", unit) if unit else ""])

    def paragraph(self, text: Text) -> Markup:
        return fill("<p>{}</p>", self.both(text))

    def table(
        self, title: Text, head: Iterable[tuple[Text, str]], rows: Iterable[tuple[Text, Iterable[Markup]]]
    ) -> Markup:
        """`head` has titles with their units, a row what heads it and its further cells."""
        return fill(
            '<h2>{}</h2><div class="static-scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
            self.both(title),
            concat(fill('<th scope="col">{}</th>', self.titled(*column)) for column in head),
            concat(
                fill('<tr><th scope="row">{}</th><td>{}</td></tr>', self.both(name), concat(cells, "</td><td>"))
                for name, cells in rows
            ),
        )

    def items(self, style: str, items: Iterable[Markup]) -> Markup:
        """A list with a class of its own."""
        return fill('<ul class="{}">{}</ul>', style, concat(items))


def small(content: object) -> Markup:
    """What stands beside a figure."""
    return fill(" <small>{}</small>", content) if content else Markup()
