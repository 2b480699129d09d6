"""New: an empty atlas for another place, with every file. The README and all headers follow its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kcn_map.core.figure_columns import EXPECTED
from kcn_map.core.schema import DESCRIPTION_FILE, SETTINGS_FILE
from kcn_map.io.folders import write_folder
from kcn_map.package.table_schema import column_tables, data_package, property_tables
from kcn_map.reading import schema_in
from kcn_map.reading.settings import parse_settings
from kcn_map.reading.structure import structure_in
from kcn_map.reading.toml import read_text_of_settings

EMPTY_LAYER = '{"type":"FeatureCollection","features":[\n]}\n'


def create(folder: Path) -> None:
    """Write an empty atlas into a folder, as folders.write_folder does and with what it raises.

    Where an atlas.toml is alone in the folder, all other files follow its levels, kinds and fields; raises Unusable
    where it can't be used.
    """
    text = settings_text()
    if (folder / SETTINGS_FILE).is_file():
        text = read_text_of_settings(folder)
        parse_settings(text)
    write_folder(folder, contents(text), there=SETTINGS_FILE)


def contents(settings: str) -> Mapping[str, str]:
    """File → text of an empty atlas with these settings."""
    schema = schema_in(settings)
    columns = {
        table.file: [one.name for one in table.columns if not one.about or one.name in EXPECTED]
        for table in schema.tables
    }
    return {
        SETTINGS_FILE: settings,
        "README.md": _readme(settings) + column_tables(schema) + "\n" + property_tables(schema),
        DESCRIPTION_FILE: data_package(schema, columns=columns),
        **{file: ",".join(names) + "\n" for file, names in columns.items()},
        **{layer.file: EMPTY_LAYER for layer in schema.layers},
    }


def settings_text() -> str:
    """The atlas.toml of an empty atlas: it can be used as it is, and says that it has no name yet."""
    return _template("atlas.toml")


def _readme(settings: str) -> str:
    """What to fill in, step by step, with the files and words of the settings."""
    levels, kinds, *_ = structure_in(settings)
    first = levels[0]
    said = {"layer": first.file, "level": first.file.removesuffix(".geojson"), "kind": kinds[0].stem}
    for lang, both in (("vi", "với"), ("en", "with")):
        said |= {f"area_{lang}": first.name[lang], f"areas_{lang}": first.name_plural[lang]}
        said[f"kinds_{lang}"] = ", ".join(kind.name_plural[lang] for kind in kinds)
        said[f"files_{lang}"] = ", ".join(f"`{kind.table}` {both} `{kind.layer}`" for kind in kinds)
    return re.sub(r"\{(\w+)\}", lambda place: said[place[1]], _template("README.md"))


def _template(name: str) -> str:
    text = Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
