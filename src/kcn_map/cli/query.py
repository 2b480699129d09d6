"""kcn-map query: the sites that meet conditions, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kcn_map.cli.common import data_option, ends_well, fail, lang_option, load, say, write_result
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.analysis.query import Match, Reason, Selection
    from kcn_map.core.model import Joined
    from kcn_map.core.schema import Column

FORMATS = ("table", "json", "csv", "geojson", "gpkg", "xlsx")


class Point(click.ParamType[tuple[float, float]]):
    """Longitude and latitude in decimal degrees, divided by a comma."""

    name = "LON,LAT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            lon, lat = (float(part) for part in str(value).split(","))
        except ValueError:
            lon, lat = 999.0, 999.0
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            lang = ctx.params.get("lang", "vi") if ctx else "vi"
            self.fail(word("cli.near_form", lang, value=value), param, ctx)
        return lon, lat


@click.command()
@click.argument("text", default="")
@click.option("--district", multiple=True, metavar="D", help="Huyện: mã, hoặc tên có dấu hay không dấu. District.")
@click.option("--kind", multiple=True, type=click.Choice(["zone", "cluster"]), help="KCN hay CCN. Zone or cluster.")
@click.option(
    "--status", multiple=True, type=click.Choice(["planned", "established", "building", "operating", "unknown"]),
    help="Tình trạng. Status.",
)  # fmt: skip
@click.option("--min-area", type=float, metavar="HA", help="Diện tích quy hoạch ít nhất. Least planned area.")
@click.option("--max-area", type=float, metavar="HA", help="Diện tích quy hoạch nhiều nhất. Largest planned area.")
@click.option("--min-occupancy", type=float, metavar="P", help="Tỷ lệ lấp đầy ít nhất, %. Least occupancy.")
@click.option("--max-occupancy", type=float, metavar="P", help="Tỷ lệ lấp đầy nhiều nhất, %. Highest occupancy.")
@click.option("--near", type=Point(), help="Gần một điểm; đo đường thẳng. Near a point, straight line.")
@click.option("--within", "within_km", type=click.FloatRange(min=0), metavar="KM", help="Trong vòng. Within.")
@click.option("--sort", metavar="F", help="Sắp theo cột; -F là giảm dần. Sort by a column; -F descends.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Nhiều nhất N dòng. At most N rows.")
@click.option("--why", is_flag=True, help="Nêu điều kiện đã loại từng nơi. Say which condition excluded each site.")
@click.option("--format", "style", default="table", show_default=True, type=click.Choice(FORMATS), help="Dạng kết quả.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Ghi vào tệp. To a file.")
@data_option
@lang_option
@ends_well
def query(
    text: str, sort: str | None, limit: int | None, why: bool, style: str, out: Path | None, folder: Path, lang: str,
    **conditions: Any,
) -> None:  # fmt: skip
    """Tra cứu KCN, CCN theo huyện, diện tích, tỷ lệ lấp đầy. The sites that match all conditions."""
    from kcn_map.analysis.query import Query
    from kcn_map.tables.rows import DISTANCE, DISTRICT, SITE_ROW, match_rows, sort_matches

    if conditions["within_km"] is not None and conditions["near"] is None:
        fail(word("cli.near_needs_within", lang))
    atlas = load(folder)
    selection = atlas.select(Query(text=text, **conditions))
    near = conditions["near"] is not None
    columns: tuple[Column, ...] = (*SITE_ROW, DISTANCE) if near else SITE_ROW
    sortable = [column.name for column in columns]
    field = (sort or ("distance_km" if near else "")).lstrip("-")
    if field and field not in sortable:
        fail(word("cli.sort_field", lang, name=field, columns=", ".join(sortable)))
    matches = sort_matches(selection.matches, field, descending=bool(sort and sort.startswith("-")))[:limit]
    rows = match_rows(matches, near)
    if style == "table":  # for people: the name of the district in place of its code
        names = {d.code: d.name_vi if lang == "vi" else d.name_en for d in atlas.joined.districts}
        rows = [row | {"district_code": names.get(row["district_code"])} for row in rows]
        columns = tuple(DISTRICT if column.name == "district_code" else column for column in columns)
    write_result(
        rows, columns, style, out, lang, atlas.joined.settings.as_of,
        geometries=[match.site.geometry for match in matches],
    )  # fmt: skip
    _report(selection, matches, why, atlas.joined, lang)


def _report(selection: Selection, matches: Iterable[Match], why: bool, joined: Joined, lang: str) -> None:
    """The count, who was left out for want of a figure, and on request why each was: on stderr."""
    shown = len(list(matches))
    say(word("cli.count", lang, count=shown, total=len(joined.sites)))
    if why:
        for site, reasons in selection.excluded:
            say(f"{site.id}: " + "; ".join(_reason_text(reason, joined, lang) for reason in reasons))
        return
    unknown = [site for site, reasons in selection.excluded if all(_is_unknown(reason) for reason in reasons)]
    if unknown:
        say(word("cli.left_unknown", lang, count=len(unknown), names=", ".join(site.id for site in unknown)))
    if not selection.matches:
        say(word("cli.nothing_matches", lang))


def _is_unknown(reason: Reason) -> bool:
    return reason.value is None


def _reason_text(reason: Reason, joined: Joined, lang: str) -> str:
    from kcn_map.text.numbers import format_number

    if reason.value is None:
        return word(f"why.{reason.condition}_unknown", lang)

    def shown(value: Any) -> str:
        if isinstance(value, float | int):
            return format_number(value, lang)
        if isinstance(value, tuple):
            return ", ".join(shown(part) for part in value)
        if reason.condition == "district":
            return next(d.name_vi if lang == "vi" else d.name_en for d in joined.districts if d.code == value)
        return word(f"{reason.condition}.{value}", lang) if reason.condition in ("kind", "status") else str(value)

    return word(f"why.{reason.condition}", lang, value=shown(reason.value), wanted=shown(reason.wanted))
