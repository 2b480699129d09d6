"""New: an empty atlas for another place, with every file. The README and all headers follow the schema."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kcn_map.core.figure_columns import EXPECTED
from kcn_map.core.schema import DESCRIPTION_FILE
from kcn_map.io.folders import write_folder
from kcn_map.package.table_schema import column_tables, data_package, property_tables
from kcn_map.reading import schema_in

EMPTY_LAYER = '{"type":"FeatureCollection","features":[\n]}\n'


def create(folder: Path) -> None:
    """Write an empty atlas into a folder, as folders.write_folder does and with what it raises."""
    write_folder(folder, contents())


def contents() -> Mapping[str, str]:
    """File → text of an empty atlas."""
    settings = settings_text()
    schema = schema_in(settings)
    columns = {
        table.file: [one.name for one in table.columns if not one.about or one.name in EXPECTED]
        for table in schema.tables
    }
    return {
        "atlas.toml": settings,
        "README.md": _template("README.md") + column_tables(schema) + "\n" + property_tables(schema),
        DESCRIPTION_FILE: data_package(schema, columns=columns),
        **{file: ",".join(names) + "\n" for file, names in columns.items()},
        **{layer.file: EMPTY_LAYER for layer in schema.layers},
    }


def settings_text() -> str:
    """The atlas.toml of an empty atlas: it can be used as it is, and says that it has no name yet."""
    return _template("atlas.toml")


def _template(name: str) -> str:
    text = Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")
