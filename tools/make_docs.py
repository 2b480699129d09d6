"""Write what follows from the code: the pages of docs/, and the columns in geodata's README and datapackage.json."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import api_page
import click

from kcn_map import reading
from kcn_map.cli import main as kcn_map
from kcn_map.core.findings import FindingCode, catalogue
from kcn_map.core.schema import schema_of
from kcn_map.package import table_schema

TOP = Path(__file__).resolve().parents[1]
DOCS, GEODATA = TOP / "docs", TOP / "geodata"
LOCK = TOP / "requirements.txt"
NOTE = "<!-- Written by `make docs`; edits here are lost. -->\n"

CLI_HEAD = """# Dòng lệnh · Command line

Kết quả ra stdout, thông báo ra stderr. Mã thoát: 0 tốt, 1 dữ liệu có lỗi, 2 không dùng được hoặc sai cách gọi.

Results go to stdout, messages to stderr. Exit status: 0 good, 1 the data has errors, 2 unusable input or usage.

Phím Tab hoàn thành lệnh · Tab completes commands (bash; hoặc · or zsh, fish):

```text
eval "$(_KCN_MAP_COMPLETE=bash_source kcn-map)"
```
"""

FINDINGS_HEAD = """# Các phát hiện của `kcn-map check` · What `kcn-map check` finds

Lỗi (error) chặn việc dựng bản đồ; cảnh báo (warning) thì không. Trong câu, `{value}` là giá trị tìm thấy trong tệp.

An error stops the build, a warning does not. In the sentences `{value}` is the value as found in the file.
"""

SEVERITIES = {"error": "Lỗi · Errors", "warning": "Cảnh báo · Warnings"}


def cli_page() -> str:
    """The help of every command, as a reader of a terminal sees it."""
    parts = [f"## `{path}`\n\n```text\n{text}\n```\n" for path, text in _helps(kcn_map, "kcn-map")]
    return "\n".join([NOTE + CLI_HEAD, *parts])


def findings_page() -> str:
    """Every finding code in both languages, the errors first, each group in the order of the catalogue."""
    codes = catalogue().values()
    parts = []
    for severity, title in SEVERITIES.items():
        parts.append(f"## {title}\n")
        parts.extend(_finding(code) for code in codes if code.severity == severity)
    return "\n".join([NOTE + FINDINGS_HEAD, *parts])


LICENCES_HEAD = """# Giấy phép của những gì đi kèm · Licences of what comes along

kcn-map theo giấy phép MIT. **Trong trang bản đồ** chỉ có mã của kcn-map và Leaflet 1.9.4 (BSD-2-Clause, ©
2010-2023 Volodymyr Agafonkin, © 2010-2011 CloudMade), lấy từ gói `django-js-lib-leaflet`, bỏ bớt những phần
không dùng đến (`page/assets/leaflet-unused.txt`); SHA-256 của tệp gốc được kiểm ở mỗi lần dựng. Dữ liệu ghi
nguồn ở cuối trang và trong `geodata/README.md`. **Khi chạy** cần các gói dưới đây, khóa phiên bản và mã băm
trong `requirements.txt`; `make sbom` ghi bản kê CycloneDX.

kcn-map is under the MIT licence. **In the page** there are kcn-map's own code and Leaflet 1.9.4
(BSD-2-Clause), out of the package `django-js-lib-leaflet`, less what the page does not use
(`page/assets/leaflet-unused.txt`); the SHA-256 of its file is checked at every build. The data name their
sources at the foot of the page and in `geodata/README.md`. **At run time** the packages below are needed, their
versions and hashes locked in `requirements.txt`; `make sbom` writes a CycloneDX bill of materials.

| gói · package | phiên bản · version | giấy phép · licence |
|---|---|---|
"""


def licences_page() -> str:
    """Each package of the lock file with its licence as the installed package states it."""
    found: dict[str, list[str]] = {}
    for name, version in locked():
        found.setdefault(name, []).append(version)
    rows = [f"| {name} | {', '.join(versions)} | {_licence(name)} |\n" for name, versions in found.items()]
    return NOTE + LICENCES_HEAD + "".join(rows)


def locked() -> list[tuple[str, str]]:
    """Name and version of each package that is needed at run time."""
    return re.findall(r"^([\w.-]+)==([\w.]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)


def _licence(name: str) -> str:
    try:
        stated = metadata(name).json
    except PackageNotFoundError:
        if not re.search(rf"^{re.escape(name)}==\S+ ;", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
            sys.exit(f"{name} of requirements.txt is not installed: run `make setup`")
        return "–"  # this Python has no need of it
    classes = [line.split(" :: ")[-1] for line in stated.get("classifier", []) if line.startswith("License")]
    return str(stated.get("license_expression") or str(stated.get("license", "")).split("\n")[0] or ", ".join(classes))


def data_readme() -> str:
    """geodata/README.md with its column tables, from the first to the heading after them, as the schema has them."""
    text = (GEODATA / "README.md").read_text(encoding="utf-8")
    start = text.index("### `zones.csv`")
    tables = table_schema.column_tables(schema_of(reading.read(GEODATA).settings))
    return text[:start] + tables + text[text.index("\n## ", start) :]


def data_package() -> str:
    """geodata/datapackage.json with its fields as the schema has them."""
    dataset = reading.read(GEODATA)
    columns = {table.file: table.columns for table in dataset.tables.values()}
    return table_schema.data_package(schema_of(dataset.settings), dataset.description, columns)


def api() -> str:
    """What Python code can call."""
    return NOTE + api_page.page()


PAGES = {
    DOCS / "api.md": api,
    DOCS / "cli.md": cli_page,
    DOCS / "findings.md": findings_page,
    GEODATA / "README.md": data_readme,
    GEODATA / "datapackage.json": data_package,
}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for path, page in {**PAGES, DOCS / "licences.md": licences_page}.items():
        path.write_text(page(), encoding="utf-8", newline="\n")


def _helps(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "terminal_width": 100}
    with click.Context(command, info_name=path.split()[-1], parent=parent, **settings) as context:
        yield path, command.get_help(context)
        if isinstance(command, click.Group):
            for verb in command.list_commands(context):
                yield from _helps(command.commands[verb], f"{path} {verb}", context)


def _finding(code: FindingCode) -> str:
    return (
        f"### `{code.code}`\n\n"
        f"**{code.title['vi']}.** {code.message['vi']}  \n→ {code.fix['vi']}\n\n"
        f"*{code.title['en']}.* {code.message['en']}  \n→ {code.fix['en']}\n"
    )


if __name__ == "__main__":
    main()
