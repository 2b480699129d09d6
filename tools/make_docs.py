"""Write the pages of docs/ that follow from the code: commands from their help, findings from their catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kcn_map.cli import main as kcn_map
from kcn_map.findings import FindingCode, catalogue

DOCS = Path(__file__).resolve().parents[1] / "docs"
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


PAGES = {"cli.md": cli_page, "findings.md": findings_page}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")


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
