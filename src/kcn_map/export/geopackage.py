"""One GeoPackage with every layer and table, its columns explained, its layers styled for QGIS."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from kcn_map.core.model import Joined
from kcn_map.core.settings import Lang, Settings
from kcn_map.export import qgis
from kcn_map.export.layers import column_aliases, new_layer
from kcn_map.io.files import atomic_path
from kcn_map.io.gdal import write_layers
from kcn_map.tables.handed_on import Table, titles_of
from kcn_map.text.xml import escaped

#: From the GeoPackage standard: what GDAL has not made yet, made here.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
  row_id_value INTEGER, timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""
_EXTENSIONS = (
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
    ("gpkg_metadata_reference", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
)
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def write(out: Path, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    """Every table: layers with their geometry, the others as attribute tables.

    Columns bear their titles as aliases, layers a default style and a title in `lang`; the
    metadata say what the whole is, in every language. Dates in the file are `as_of`.
    """
    with atomic_path(out) as path:
        write_layers(path, "GPKG", [new_layer(table) for table in tables], as_of=joined.settings.as_of)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = MEMORY")
            database.execute("BEGIN")
            _describe(database, tables, joined, lang)
            database.execute("COMMIT")


def _describe(database: sqlite3.Connection, tables: Sequence[Table], joined: Joined, lang: Lang) -> None:
    settings = joined.settings
    now = f"{settings.as_of}T00:00:00.000Z"
    for statement in filter(str.strip, _SCHEMA.split(";\n")):
        database.execute(statement)
    _insert(database, "gpkg_extensions", ((name, None, key, uri, "read-write") for name, key, uri in _EXTENSIONS))
    _insert(
        database, "gpkg_contents",
        [("layer_styles", "attributes", "layer_styles", "", now, None, None, None, None, 0)],
    )  # fmt: skip
    for table in tables:
        database.execute(
            "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
            (table.title(lang), " · ".join(table.titles.values()), table.name),
        )
        _insert(database, "gpkg_data_columns", _aliases(table, lang, settings.languages))
    styles = [(table.name, qgis.style(table, joined, lang)) for table in tables if table.geometries is not None]
    _insert(
        database, "layer_styles",
        (
            (number, "", "", name, "geom", name, style, "", 1, settings.title[lang], "", None, now)
            for number, (name, style) in enumerate(styles, 1)
        ),
    )  # fmt: skip
    _insert(database, "gpkg_metadata", [(1, "dataset", _DUBLIN_CORE, "text/xml", _metadata(settings))])
    _insert(database, "gpkg_metadata_reference", [("geopackage", None, None, None, now, 1, None)])


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    for row in rows:
        database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _aliases(table: Table, lang: Lang, languages: Sequence[Lang]) -> Iterable[tuple[object, ...]]:
    """A title in the language, which QGIS shows for the column, and those in all languages as its description."""
    for column, alias in column_aliases(table, lang):
        yield table.name, column.name, alias, alias, " · ".join(titles_of(column, languages)), None, None


def _metadata(settings: Settings) -> str:
    """Dublin Core: what this is, of when, from whom, and what it is not."""
    told = [("title", settings.title), ("description", settings.administration), ("rights", settings.disclaimer)]
    told += [("source", text) for text in settings.attribution]
    lines = [f'<dc:{name} xml:lang="{lang}">{escaped(text[lang])}</dc:{name}>'
             for name, text in told for lang in settings.languages if text[lang]]  # fmt: skip
    lines.append(f"<dc:date>{settings.as_of}</dc:date>")
    return f'<metadata xmlns:dc="{_DUBLIN_CORE}">{"".join(lines)}</metadata>'
