"""What a data folder from anywhere may hold to do harm: links that lead out, pipes, forged journals."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from kcn_map.io.journal import BEFORE, PENDING

SECRET = b"not yours\n"


def digest(found: bytes) -> str:
    return hashlib.sha256(found).hexdigest()


def pending(folder: Path, before: object, **contents: bytes) -> Path:
    """A folder as an interrupted import leaves it, made by hand."""
    made = folder / f"{PENDING}x"
    (made / "base").mkdir(parents=True)
    for name, found in contents.items():
        (made / name.replace("_", ".").replace("base.", "base/")).write_bytes(found)
    (made / BEFORE).write_text(json.dumps(before), encoding="utf-8")
    return made


def link_of_a_table(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to(outside / "secret.txt")
    pending(folder, {"totals.csv": digest(SECRET)}, totals_csv=b"evil")


def link_to_what_is_not_there(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to(outside / "new.txt")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


def linked_folder(folder: Path, outside: Path) -> None:
    for path in (folder / "base").iterdir():
        path.rename(outside / path.name)
    (folder / "base").rmdir()
    (folder / "base").symlink_to(outside)
    made = pending(folder, {"base/towns.geojson": digest((outside / "towns.geojson").read_bytes())})
    (made / "base" / "towns.geojson").write_bytes(b"evil")


def pending_folder_is_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())}, totals_csv=SECRET)
    made.rename(outside / "pending")
    made.symlink_to(outside / "pending")


def new_file_is_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())})
    (made / "totals.csv").symlink_to(outside / "secret.txt")


def new_file_behind_a_link(folder: Path, outside: Path) -> None:
    made = pending(folder, {"base/towns.geojson": digest((folder / "base" / "towns.geojson").read_bytes())})
    (made / "base").rmdir()
    (made / "base").symlink_to(outside)
    (outside / "towns.geojson").write_bytes(SECRET)


def name_of_no_atlas(folder: Path, outside: Path) -> None:
    pending(folder, {"README.md": None, "run.sh": None}, run_sh=b"evil")


def name_that_leads_out(folder: Path, outside: Path) -> None:
    pending(folder, {f"../{outside.name}/secret.txt": digest(SECRET)})


def absolute_name(folder: Path, outside: Path) -> None:
    pending(folder, {str(outside / "secret.txt"): digest(SECRET)})


def name_that_is_none(folder: Path, outside: Path) -> None:
    pending(folder, {"totals.csv\0": None, "\udc80": None})


def pipe(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    (made / BEFORE).unlink()
    os.mkfifo(made / BEFORE)


def device(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    (made / BEFORE).unlink()
    (made / BEFORE).symlink_to("/dev/zero")


def table_is_a_pipe(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    os.mkfifo(folder / "totals.csv")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


def member_is_a_pipe(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())})
    os.mkfifo(made / "totals.csv")


def member_is_a_folder(folder: Path, outside: Path) -> None:
    made = pending(folder, {"totals.csv": digest((folder / "totals.csv").read_bytes())})
    (made / "totals.csv").mkdir()


def journal_of_100_mb(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    with (made / BEFORE).open("r+b") as file:
        file.truncate(100_000_000)


def nested_journal(folder: Path, outside: Path) -> None:
    made = pending(folder, {})
    (made / BEFORE).write_text("[" * 400_000 + "]" * 400_000, encoding="utf-8")


def journal_of_numbers(folder: Path, outside: Path) -> None:
    pending(folder, {"totals.csv": 10**300}, totals_csv=b"evil")


def name_in_capitals(folder: Path, outside: Path) -> None:
    """Where capitals do not count, it would be the table."""
    pending(folder, {"TOTALS.csv": digest((folder / "totals.csv").read_bytes())}, TOTALS_csv=b"evil")


def name_of_the_same_file(folder: Path, outside: Path) -> None:
    found = digest((folder / "totals.csv").read_bytes())
    pending(folder, {"base/../totals.csv": found, "./totals.csv": found}, totals_csv=b"evil")


def table_without_end(folder: Path, outside: Path) -> None:
    """A hole of a terabyte, as an archive may bring it: to compare its content takes an hour."""
    with (folder / "totals.csv").open("r+b") as file:
        file.truncate(2**40)
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


def table_is_a_device(folder: Path, outside: Path) -> None:
    (folder / "totals.csv").unlink()
    (folder / "totals.csv").symlink_to("/dev/zero")
    pending(folder, {"totals.csv": None}, totals_csv=b"evil")


HOSTILE: tuple[Callable[[Path, Path], None], ...] = (
    link_of_a_table, link_to_what_is_not_there, linked_folder, pending_folder_is_a_link, new_file_is_a_link,
    new_file_behind_a_link, name_of_no_atlas, name_that_leads_out, absolute_name, name_that_is_none, pipe, device,
    table_is_a_pipe, table_is_a_device, member_is_a_pipe, member_is_a_folder, journal_of_100_mb, nested_journal,
    journal_of_numbers, name_in_capitals, name_of_the_same_file, table_without_end,
)  # fmt: skip
