"""kcn-map import: boundaries from GIS and CAD files, or an edited workbook, into the atlas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kcn_map.cli.common import (
    Choice,
    Number,
    data_option,
    ends_well,
    fail,
    finding_text,
    lang_option,
    load,
    print_findings,
    progress,
    tally,
)
from kcn_map.cli.streams import print_message
from kcn_map.text.messages import word

if TYPE_CHECKING:
    from kcn_map.importing.plan import ImportPlan

ACCURACIES = ("surveyed", "digitised", "commune")
UNLABELLED = ("join", "leave")


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--layer", metavar="L",
    help="Lớp nhận hình: zones, clusters, hoặc tên tệp của một cấp. The layer that takes the shapes, by its file.",
)  # fmt: skip
@click.option(
    "--source-layer", metavar="N", help="Lớp hay trang tính, nếu có nhiều. The file's layer or sheet, of several."
)
@click.option(
    "--drawing-layer", metavar="N", help="Lớp của đường ranh trong bản vẽ. The drawing's layer of boundaries."
)
@click.option(
    "--unlabelled", type=Choice(UNLABELLED),
    help="Vùng không có chữ bên cạnh vùng có tên: gộp vào hay bỏ qua. Areas without a text beside a named one.",
)  # fmt: skip
@click.option("--crs", metavar="EPSG:N", help="Hệ tọa độ của tệp. The file's coordinate system.  [default: as it says]")
@click.option(
    "--id-field", metavar="F",
    help="Trường chứa mã của atlas. The field that holds the atlas's ids.  [default: matched by name]",
)  # fmt: skip
@click.option("--name-field", metavar="F", help="Trường chứa tên. The field that holds the names.")
@click.option("--id", "one_id", metavar="ID", help="Tệp chỉ có một hình, của mã này. One shape, of this id.")
@click.option(
    "--accuracy", type=Choice(ACCURACIES), show_default="surveyed",
    help="Hình đo đạc, số hóa, hay điểm trong đúng nơi. Surveyed, digitised, or a point in the right area.",
)  # fmt: skip
@click.option(
    "--uncertainty-m", type=Number(), metavar="M",
    help="Sai số, mét. Uncertainty in metres.  [default: not known]",
)  # fmt: skip
@click.option(
    "--as-of", metavar="DATE", help="Ngày đo hay ngày của số liệu, như 2020-12-31. Date of survey or figures."
)
@click.option("--source", metavar="ID", help="Mã trong sources.csv. An id of sources.csv.")
@click.option("--new", is_flag=True, help="Nơi chưa có trong atlas. Areas or sites that are new to the atlas.")
@click.option(
    "--map", "columns", metavar="COLUMN=FIELD", multiple=True,
    help="Cột nào của bảng số liệu là trường nào. Which field a column of a table of figures is.",
)  # fmt: skip
@click.option(
    "--adopt", is_flag=True, help="Đưa số liệu vào cả bảng khu, cụm. Put the figures into the sites' tables, too."
)
@click.option("--yes", is_flag=True, help="Không hỏi. Don't ask.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước. Look ahead, write nothing.")
@data_option
@lang_option
@ends_well
def import_(
    file: Path, layer: str | None, yes: bool, dry_run: bool, folder: Path, lang: str, **options: Any
) -> None:  # fmt: skip
    """Đưa ranh giới từ tệp GIS, CAD, hoặc sổ tính đã sửa, vào atlas. Limits, or an edited workbook, into the atlas.

    GeoJSON, GeoPackage, FlatGeobuf, Shapefile, MapInfo TAB/MIF, DXF, DGN, KML/KMZ, GPX, CSV, XLSX, ZIP; XLSX từ
    “export”; bảng số liệu với --as-of, --source. Cho xem thay đổi rồi mới hỏi; có lỗi thì không ghi gì. A table of
    figures goes with --as-of and --source. Shows what would change, then asks; on errors nothing is written.
    """
    from kcn_map.core.findings import DataError
    from kcn_map.reading import Unusable, pending_in

    atlas = load(folder, lang)
    try:
        with progress("importing", lang):
            found = atlas.plan_import(file, layer, **options)
        _show(found, lang)
        if found.changed and dry_run:
            print_message(word("import.dry_run", lang))
        elif found.changed and _agreed(yes, lang):
            found.write()
            print_message(word("import.written", lang, files=", ".join(found.changed)))
        elif pending_in(folder) and not dry_run:
            found.write()
            print_message(word("import.completed", lang))
    except Unusable:
        raise
    except DataError as error:
        print_findings([finding for finding in error.findings if finding.severity == "error"], lang)
        if not getattr(error, "written", False):
            print_message(word("import.not_written", lang, errors=tally(error.findings)[0]))
        sys.exit(1)


def _show(found: ImportPlan, lang: str) -> None:
    """What would change on stdout; what to know about it on stderr."""
    for finding in found.findings:
        print_message(finding_text(finding, lang))
    for remark in found.remarks:
        print_message(remark.sentence(lang))
    for change in found.changes:
        click.echo(change.sentence(lang))
    if found.changed:
        print_message(word("import.tally", lang, count=len(found.changes), files=", ".join(found.changed)))
    else:
        print_message(word("import.nothing", lang))


def _agreed(yes: bool, lang: str) -> bool:
    """Whether the user wants it written. Exits 2 where there is no one to ask, 1 where they don't."""
    if yes:
        return True
    try:
        if click.confirm(word("import.ask", lang), err=True):
            return True
    except click.Abort:
        print_message("")
        fail(word("import.needs_yes", lang))
    print_message(word("import.declined", lang))
    sys.exit(1)
