"""Vietnamese text in the encodings of old drawings and tables, recognised by whether it makes syllables.

UTF-8 and windows-1258 are read. TCVN3 (ABC) and VNI are recognised and named: they are fonts more than
encodings, capitals and small letters can't be distinguished in them, and so they are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_NUCLEUS = (
    "uyê|oai|oay|oeo|uây|uôi|uya|uyu|ươi|ươu|iêu|yêu|uao|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ"
    "|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f]+")  # with the signs that letters turn into when misread
#: A character that is no letter, next to one.
_SIGN_AMID = re.compile("[A-Za-z][\xa1-\xbf×÷]|[\xa1-\xbf×÷][A-Za-z]")

_TCVN3 = bytes.fromhex(
    "a8a9aaabacadaeb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedee"
    "eff1f2f3f4f5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
)
_TCVN3_LETTERS = "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
#: VNI writes a vowel, then its marks; ơ, ư, đ and the i's with a tone are letters of their own.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def reading(texts: Iterable[str]) -> tuple[str, Mapping[str, str]]:
    """The encoding in which the texts are Vietnamese, and each text as read in it, composed (NFC).

    "" where they are best as they stand, as names in other languages are. Texts are as decoded by
    their file's own statement, or byte by byte.
    """
    found = {text: unicodedata.normalize("NFC", text) for text in texts}
    name, best, result = "", _share_of_syllables(found.values()), found
    if best == 1:
        return name, result
    for other, read in (("UTF-8", _utf8), ("windows-1258", _windows1258), ("TCVN3", _tcvn3), ("VNI", _vni)):
        again = {text: _again(text, read) for text in found}
        share = _share_of_syllables(again.values())
        if share > max(best, 0.8):
            name, best = other, share
            result = {text: unicodedata.normalize("NFC", read) for text, read in again.items()}
    return name, result


def of_old_font(text: str) -> tuple[str, str] | None:
    """The font encoding that makes one text Vietnamese, TCVN3 or VNI, and the text so read; None for any other.

    One word in a foreign language may become a syllable by chance: two must, or one with a sign amid its letters.
    """
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    if all(map(_is_syllable, words)) or (len(words) < 2 and not _SIGN_AMID.search(text)):
        return None
    name, read = reading([text])
    return (name, read[text]) if name in ("TCVN3", "VNI") and _share_of_syllables(read.values()) == 1 else None


def _share_of_syllables(texts: Iterable[str]) -> float:
    """How many of the words with other letters than a to z are Vietnamese syllables, 0 to 1; 1 where there are none."""
    words = [word for text in texts for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


def _is_syllable(word: str) -> bool:
    spread = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", "".join(char for char in spread if char not in TONES))
    return sum(char in TONES for char in spread) <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _again(text: str, read: Callable[[bytes], str]) -> str:
    """A text from its bytes anew, as it is where they can't be read so."""
    for single in ("cp1252", "latin-1"):
        try:
            return read(text.encode(single))
        except (UnicodeError, KeyError):
            continue
    return text


def _utf8(content: bytes) -> str:
    return content.decode("utf-8")


def _windows1258(content: bytes) -> str:
    return content.decode("cp1258")


def _tcvn3(content: bytes) -> str:
    letters = dict(zip(_TCVN3, _TCVN3_LETTERS, strict=True))
    return "".join(chr(byte) if byte < 0x80 else letters[byte] for byte in content)


def _vni(content: bytes) -> str:
    read = ""
    for char in content.decode("latin-1"):
        low = char.lower()
        if low.isascii():
            read += char
        elif low in _VNI_LETTERS:
            read += _VNI_LETTERS[low].upper() if char.isupper() else _VNI_LETTERS[low]
        else:
            read += _VNI_MARKS[low]
    return read
