"""Vietnamese of old fonts is known by the syllables it makes; names in other languages are left alone."""

from __future__ import annotations

import pytest

from kcn_map.text.vn_encodings import of_old_font

OLD = {
    "CCN Hoµ B×nh": ("TCVN3", "CCN Hoà Bình"),
    "C«ng ty cæ phÇn Hoµ B×nh": ("TCVN3", "Công ty cổ phần Hoà Bình"),
    "CCN Hoaø Bình": ("VNI", "CCN Hoà Bình"),
    "CCN Tieân Tieán": ("VNI", "CCN Tiên Tiến"),
    "KCN Löông Sôn": ("VNI", "KCN Lương Sơn"),
}
OTHERS = (
    *("KCN Lương Sơn", "Buôn Ma Thuột", "Kon Tum Y Ngông Niê Kdăm", "Đắk Lắk Cư M’gar", "Krông Pắk"),
    *("Müller Köln", "Zürich Hün", "İstanbul Gün", "Bjørn Ødegård", "Señor Niño", "Île-de-France Rhône", "Béarn Noël"),
    *("São Tomé e Príncipe", "crème brûlée", "1.500 m³", "½ ha", "© A ® B™", "10 °C"),
)


@pytest.mark.parametrize(("text", "meant"), OLD.items(), ids=OLD)
def test_an_old_font_is_read(text: str, meant: tuple[str, str]) -> None:
    assert of_old_font(text) == meant


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_left_alone(text: str) -> None:
    assert of_old_font(text) is None
