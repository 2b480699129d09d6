"""The page's QR codes are read by an independent decoder, and with as much damage as their level of checks allows."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from test_parity_words import Call, call  # noqa: F401

LINK = "https://example.org/ban-do-kcn/#site="
#: The most bytes of each version.
MOST = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331]

Modules = NDArray[np.bool_]


def link(size: int) -> str:
    """A link of so many bytes in letters that come in no pattern."""
    return (LINK + "".join(chr(97 + i * i * 7 % 26) for i in range(size)))[:size]


def read(modules: Modules) -> str:
    """What a reader sees; "" if it can't tell."""
    image = np.pad(np.where(modules, 0, 255).astype(np.uint8), 4, constant_values=255)
    found = zxingcpp.read_barcodes(np.kron(image, np.ones((4, 4), np.uint8)), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


@pytest.mark.parametrize("version", range(1, 14))
def test_every_version_is_read_at_its_least_and_its_most(call: Call, version: int) -> None:  # noqa: F811
    least = MOST[version - 2] + 1 if version > 1 else 1
    for size in {least, (least + MOST[version - 1]) // 2, MOST[version - 1]}:
        modules = np.array(call(["qr", link(size)])[0], dtype=bool)
        assert modules.shape == (17 + 4 * version,) * 2
        assert read(modules) == link(size)


def test_a_code_is_read_with_a_tenth_of_it_lost(call: Call) -> None:  # noqa: F811
    """Wrong checks would be as much damage as a code bears, and all of it gone: readers mend them in silence."""
    for size in (60, 150, 300):
        modules = np.array(call(["qr", link(size)])[0], dtype=bool)
        side = round(len(modules) * 0.32)
        modules[-side:, -side:] = False
        assert read(modules) == link(size)


def test_other_letters_are_read(call: Call) -> None:  # noqa: F811
    text = "https://ví-dụ.vn/bản-đồ/#q=Hòa+Bình"
    assert read(np.array(call(["qr", text])[0], dtype=bool)) == text


def test_a_link_that_is_too_long_has_no_code(call: Call) -> None:  # noqa: F811
    assert call(["qr", link(332)]) == [None]
