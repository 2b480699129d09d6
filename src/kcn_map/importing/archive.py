"""Untrusted ZIP archives: nothing is written outside of the folder, and sizes are limited."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NoReturn

from kcn_map.importing.common import name_of, unusable
from kcn_map.reading.cells import visible
from kcn_map.text.messages import Told
from kcn_map.text.reasons import reason

MOST_MEMBERS = 500
LARGEST = 300_000_000
#: Bytes of a name: no file system takes more.
LONGEST_NAME = 255
#: What macOS and Windows add for themselves.
_OF_THE_SYSTEM = ("__macosx", "thumbs.db", "desktop.ini")
_BLOCK = 1 << 20
#: How an old workbook begins, and one with a password; and what every workbook of today holds.
_OLE, _OF_OFFICE = b"\xd0\xcf\x11\xe0", "[Content_Types].xml"


def check_workbook(path: Path) -> None:
    """Refuse a workbook that is none, or says of itself that it is too large to unpack."""
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            unusable("import-file-unreadable", name_of(path), why=Told("detail.locked_or_xls"))
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_large(path, archive)
            if _OF_OFFICE not in archive.namelist():  # as OpenDocument has none
                why = Told("detail.other_content", suffix=".xlsx")
                unusable("import-file-unreadable", name_of(path), why=why)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        _broken(path, error)


def extract(path: Path, folder: Path) -> None:
    """The files of an archive, side by side in `folder`; folders within it do not count.

    Raises Unusable for members that lead out of the folder, links, locked or too large ones, and for what is no ZIP.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_large(path, archive)
            left = LARGEST
            for member in archive.infolist():
                if not member.is_dir():
                    left -= _extract_one(path, archive, member, folder, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        _broken(path, error)


def _refuse_large(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        _unsafe(path, str(len(members)), Told("detail.more_files", most=MOST_MEMBERS))
    if sum(member.file_size for member in members) > LARGEST:
        _too_large(path)


def _extract_one(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, left: int) -> int:
    """The size of a member once it is unpacked: what its head says of it is not believed."""
    name = member.filename
    member_path = PurePosixPath(name.replace("\\", "/"))  # as some programs of Windows write it
    if ":" in name or member_path.is_absolute() or ".." in member_path.parts:
        _unsafe(path, visible(name), Told("detail.name_leads_out"))
    if _is_of_the_system(member_path):
        return 0
    if len(member_path.name.encode()) > LONGEST_NAME:
        _unsafe(path, visible(name), Told("detail.name_too_long", most=LONGEST_NAME))
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        _unsafe(path, visible(name), Told("detail.no_plain_file"))
    if member.flag_bits & 0x1:
        _unsafe(path, visible(name), Told("detail.locked"))
    if not member_path.name.isprintable() or (folder / member_path.name).exists():
        _unsafe(path, visible(name), Told("detail.name_odd"))
    size = 0
    with archive.open(member) as source, (folder / member_path.name).open("xb") as target:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > left:
                _too_large(path)
            target.write(block)
    return size


def _is_of_the_system(member: PurePosixPath) -> bool:
    return member.name.startswith(".") or any(part.lower() in _OF_THE_SYSTEM for part in member.parts)


def _too_large(path: Path) -> NoReturn:
    megabytes = LARGEST // 1_000_000
    _unsafe(path, name_of(path), Told("detail.unpacks_large", megabytes=megabytes))


def _unsafe(path: Path, value: str, why: Told) -> NoReturn:
    unusable("import-archive-unsafe", name_of(path), value=value, why=why)


def _broken(path: Path, error: Exception) -> NoReturn:
    unusable("import-file-unreadable", name_of(path), why=reason(error))
