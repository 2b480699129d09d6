"""kcn-map query: the sites that meet conditions, and why the others do not."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kcn_map.cli.common import (
    Choice,
    Number,
    data_option,
    ends_well,
    format_option,
    lang_option,
    load,
    out_option,
    output_format,
    write_result,
)
from kcn_map.cli.streams import print_message
from kcn_map.core.choices import STATUSES
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.analysis.query import Query, Reason, Selection
    from kcn_map.core.model import Joined
    from kcn_map.core.settings import Lang, Settings


@click.command()
@click.argument("text", default="")
@click.option(
    "--district",
    multiple=True,
    metavar="D",
    help="Nơi thuộc cấp nào cũng được: mã, tên có dấu hay không dấu, tên cũ. An area of any level.",
)
@click.option(
    "--kind", multiple=True, metavar="K",
    help="Loại khu: mã, tên hay chữ viết tắt. A kind of sites, by id, name or abbreviation.",
)  # fmt: skip
@click.option(
    "--status", multiple=True, type=Choice(STATUSES),
    help="Tình trạng. Status.",
)  # fmt: skip
@click.option("--min-area", type=Number(), metavar="HA", help="Diện tích quy hoạch ít nhất. Least planned area.")
@click.option("--max-area", type=Number(), metavar="HA", help="Diện tích quy hoạch nhiều nhất. Largest planned area.")
@click.option("--min-occupancy", type=Number(), metavar="P", help="Tỷ lệ lấp đầy ít nhất, %. Least occupancy.")
@click.option("--max-occupancy", type=Number(), metavar="P", help="Tỷ lệ lấp đầy nhiều nhất, %. Highest occupancy.")
@click.option(
    "--min-vacant", type=Number(), metavar="HA",
    help="Đất còn trống ít nhất, công bố hay ước tính. Least vacant land, published or estimated.",
)  # fmt: skip
@click.option(
    "--near", metavar="PLACE",
    help="Gần một nơi: điểm, thị trấn của bản đồ nền, khu, cụm, hay kinh độ,vĩ độ; đo đường chim bay. "
    "Near a place of the base map, a site, or LON,LAT; in a straight line.",
)  # fmt: skip
@click.option("--within", "within_km", type=Number(), metavar="KM", help="Trong vòng. Within.")
@click.option("--sort", metavar="F", help="Sắp theo cột; -F là giảm dần. Sort by a column; -F descends.")
@click.option("--limit", type=Number(), metavar="N", help="Nhiều nhất N dòng. At most N rows.")
@click.option("--why", is_flag=True, help="Nêu điều kiện đã loại từng nơi. Say which condition excluded each site.")
@format_option
@out_option
@data_option
@lang_option
@ends_well
def query(
    text: str, why: bool, style: str | None, out: Path | None, folder: Path, lang: Lang, **conditions: Any,
) -> None:  # fmt: skip
    """Tra cứu khu, cụm theo nơi, loại, diện tích, tỷ lệ lấp đầy. The sites that match all conditions."""
    from kcn_map.analysis.query import Query
    from kcn_map.core.columns import Column
    from kcn_map.core.settings import Text
    from kcn_map.tables.rows import match_row

    wanted = Query(text, **conditions)
    style = output_format(style, out, folder)
    atlas = load(folder, lang)
    selection, joined = atlas.select(wanted), atlas.lookup
    columns = wanted.columns(joined.settings)
    rows = [match_row(match, columns) for match in selection.matches]
    if style == "table":  # for people: the name of the area in place of its code
        level = joined.settings.levels[0]
        names = {area.code: area.name[lang] for area in joined.first_areas}
        rows = [row | {level.code_column: names.get(row[level.code_column])} for row in rows]
        named = Column(level.code_column, "text", Text(level.name | {"vi": level.name_plural["vi"]}))
        columns = tuple(named if column.name == named.name else column for column in columns)
    write_result(
        rows, columns, style, out, lang, joined.settings.as_of,
        geometries=[match.site.geometry for match in selection.matches],
    )  # fmt: skip
    _report(wanted, selection, why, joined, lang)


def _report(query: Query, selection: Selection, why: bool, joined: Joined, lang: Lang) -> None:
    """The count, what the numbers are, who was left out for want of one, and on request why each was: on stderr."""
    print_message(word("cli.count", lang, count=len(selection.matches), total=len(joined.sites)))
    if selection.near:
        print_message(word("ask.straight", lang, name=selection.near.name[lang]))
    if query.asks_vacancy and any(match.site.vacancy_basis == "estimated" for match in selection.matches):
        print_message(word("ask.estimated", lang))
    if why:
        for site, reasons in selection.excluded:
            print_message(f"{site.id}: " + "; ".join(_reason_text(reason, joined.settings, lang) for reason in reasons))
        return
    unknown = {site.id: reasons for site, reasons in selection.excluded if all(map(_is_unknown, reasons))}
    if unknown:
        missing = chain.from_iterable(unknown.values())
        told = dict.fromkeys(_reason_text(reason, joined.settings, lang) for reason in missing)
        words = {"what": ", ".join(told), "names": ", ".join(unknown), **joined.called.said(lang)}
        print_message(word("cli.left_unknown", lang, count=len(unknown), **words))
    if not selection.matches:
        print_message(word("cli.nothing_matches", lang, **joined.called.said(lang)))


def _is_unknown(reason: Reason) -> bool:
    return reason.value is None


def _reason_text(reason: Reason, settings: Settings, lang: Lang) -> str:
    from kcn_map.core.model import Area
    from kcn_map.text.numbers import format_number

    if reason.value is None:
        first = reason.wanted[0] if isinstance(reason.wanted, tuple) else None
        level = settings.level(first.level).title[lang] if isinstance(first, Area) else ""
        return word(f"why.{reason.condition}_unknown", lang, name=level)

    def shown(value: Any) -> str:
        if isinstance(value, float | int):
            return format_number(value, lang)
        if isinstance(value, tuple):
            return ", ".join(shown(part) for part in value)
        if isinstance(value, Area):
            return value.name[lang]
        if reason.condition == "kind":
            return settings.kind(value).name[lang]
        return word(f"status.{value}", lang) if reason.condition == "status" else str(value)

    return word(f"why.{reason.condition}", lang, value=shown(reason.value), wanted=shown(reason.wanted))
