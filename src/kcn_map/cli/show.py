"""kcn-map show: one site with every figure, source and date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kcn_map.cli.common import Choice, data_option, ends_well, lang_option, load
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.core.model import Joined, Observation, Site
    from kcn_map.core.settings import Lang, Level


@click.command()
@click.argument("site", metavar="ID")
@click.option(
    "--format", "style", default="text", show_default=True, type=Choice(["text", "json"]), help="Dạng kết quả."
)
@data_option
@lang_option
@ends_well
def show(site: str, style: str, folder: Path, lang: Lang) -> None:
    """Một khu, cụm với mọi số liệu, nguồn và thời điểm. One site with every figure, source and date."""
    from kcn_map.analysis.find import find_site

    atlas = load(folder, lang)
    if style == "json":
        click.echo(json.dumps(atlas.show(site), ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(find_site(atlas.lookup, site), atlas.lookup, lang))


def _as_text(site: Site, joined: Joined, lang: Lang) -> str:
    from kcn_map.core.columns import begin
    from kcn_map.core.settings import Level
    from kcn_map.core.site_columns import chosen, label

    lines = [site.name[lang], ""]
    shown = [
        (begin(one.title[lang]), _place(site, one, joined, lang))
        if isinstance(one, Level)
        else (label(one, lang, joined.settings.fields), _cell(site, one, joined, lang))
        for one in chosen("card", joined.settings)
        if one != "note" or site.note
    ]
    width = max(len(title) for title, _ in shown)
    lines += [f"{title:<{width}}  {text}" for title, text in shown]
    if site.observations:
        lines += ["", word("cli.figures", lang)]
        lines += [line for figure in site.observations for line in _figure(figure, joined, lang)]
    return "\n".join(lines)


def _place(site: Site, level: Level, joined: Joined, lang: Lang) -> str:
    """The area of a level that a site lies in, as its source calls it if that is known."""
    areas = (area.name[lang] for area in joined.areas[level.id] if area.code == site.codes[level.id])
    return site.area_names.get(level.id) or next(areas, None) or word("cli.unknown", lang)


def _cell(site: Site, name: str, joined: Joined, lang: Lang) -> str:
    """A value as a reader reads it: with unit, base and date, or said to be unknown."""
    from kcn_map.text.numbers import format_date

    words = {
        "kind": joined.settings.kind(site.kind).name[lang],
        "status": word(f"status.{site.status}", lang),
        "location_accuracy": word(f"accuracy.{site.location_accuracy}", lang),
        "industries": site.industries[lang] or None,
        "note": site.note[lang] or None,
    }
    value: Any = words[name] if name in words else _fact(site, name, joined, lang)
    if value is None:
        return word("cli.unknown", lang)
    text = _with_unit(value, name, joined, lang)
    if name == "occupancy_pct":
        text += f" ({word(f'base.{site.occupancy_base}', lang)}, {format_date(site.occupancy_as_of, lang)})"
    if name == "area_available_ha" and site.area_available_as_of:
        text += f" ({format_date(site.area_available_as_of, lang)})"
    if name.startswith("projects_"):
        text += f" ({format_date(site.projects_as_of, lang)})"
    return text


def _fact(site: Site, name: str, joined: Joined, lang: Lang) -> Any:
    from kcn_map.core.site_columns import facts
    from kcn_map.tables.headings import spoken
    from kcn_map.text.numbers import format_date

    column = next((column for column in facts(joined.settings) if column.name == name), None)
    if column is None:
        return getattr(site, name, None)
    value = site.facts.get(name)
    if not isinstance(value, str):
        return str(value) if column.type == "year" and value is not None else value
    return format_date(value, lang) if column.type == "date" else spoken(column, value, lang)


def _figure(figure: Observation, joined: Joined, lang: Lang) -> list[str]:
    from kcn_map.text.numbers import format_date

    source = next(source for source in joined.sources if source.id == figure.source)
    name, _ = _attribute(figure.attribute, joined, lang)
    qualifier = word(f"qualifier.{figure.qualifier}", lang)
    when = format_date(figure.as_of, lang) if figure.as_of else word("as_of_basis.unknown", lang)
    if figure.as_of and figure.as_of_basis == "estimated":
        when += f", {word('as_of_basis.estimated', lang)}"
    mark = f" [{word('cli.adopted', lang)}]" if figure.adopted else ""
    text = " ".join(filter(None, (qualifier, _with_unit(figure.value, figure.attribute, joined, lang))))
    lines = [
        f"- {name}: {text} ({when}){mark}",
        f"    {source.id} {', '.join(filter(None, (source.title, source.publisher)))}",
    ]
    return [*lines, f"    {source.url}"] if source.url else lines


def _attribute(name: str, joined: Joined, lang: Lang) -> tuple[str, str]:
    """The name and unit of an attribute: a column of the tables of sites, or one that atlas.toml names."""
    from kcn_map.core.site_columns import FIXED_ROW, label

    if name in joined.settings.attributes:
        attribute = joined.settings.attributes[name]
        return attribute.name[lang], attribute.unit[lang]
    fields = joined.settings.fields
    return label(name, lang, fields), next((one.unit for one in (*FIXED_ROW, *fields) if one.name == name), "")


def _with_unit(value: Any, name: str, joined: Joined, lang: Lang) -> str:
    from kcn_map.text.numbers import format_number

    if not isinstance(value, int | float) or name.endswith("_year"):
        return str(value)
    return f"{format_number(value, lang)} {_attribute(name, joined, lang)[1]}".rstrip()
