"""Languages by their BCP 47 tags, and how each writes numbers, dates and plurals.

Vietnamese and English stand here; the rules of all others are CLDR's, which Babel has. The page has the same records
among its data, for format.js.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from kcn_map.values import dataclass

if TYPE_CHECKING:
    import babel

#: Language, script, region, variants, in the letters that are usual: "de", "sr-Latn", "pt-BR", "ca-valencia".
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{5,8}){0,2}")
LATIN_DIGITS = "0123456789"
#: Forms of a plural in CLDR's order. The last of a text's forms is that of `other`.
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
#: What a pattern of CLDR is made of: a quoted text, a field, or what stands as it is.
_PATTERN = r"'([^']*)'|([yYMLd]+)|([^'yYMLd]+)"
#: Numbering systems of CLDR with digits of their own → what Unicode calls these. All others write as Latin does.
_DIGITS = {
    "arab": "ARABIC-INDIC", "arabext": "EXTENDED ARABIC-INDIC", "beng": "BENGALI", "deva": "DEVANAGARI",
    "mymr": "MYANMAR", "mtei": "MEETEI MAYEK", "nkoo": "NKO", "olck": "OL CHIKI", "tibt": "TIBETAN",
}  # fmt: skip


class Language(str):
    """The tag of a language, with the words that an atlas has in it: "section.key" → text."""

    words: Mapping[str, str]

    def __new__(cls, tag: str, words: Mapping[str, str] | None = None) -> Language:
        lang = super().__new__(cls, tag)
        lang.words = words or {}
        return lang


#: The languages that the words of readers are shipped in.
LANGUAGES: tuple[Language, ...] = (Language("vi"), Language("en"))
#: Whose words stand in for those of a language that has none.
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Locale:
    """How a language writes. `day` and `month` are dates to the day and to the month, with places for their parts.

    {d} and {dd} are the day, {M} and {MM} the month as a number, {MMM} its name out of `months`, {LLL} that out of
    `alone`, {y} the year. `groups` is how many digits stand together: the last ones, and those before.
    """

    group: str
    decimal: str
    day: str
    month: str
    months: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ("other",)
    groups: tuple[int, int] = (3, 3)
    digits: str = LATIN_DIGITS
    is_rtl: bool = False


_OWN = {
    "vi": Locale(".", ",", "{d}-{M}-{y}", "{M}-{y}"),
    "en": Locale(
        ",", ".", "{d} {MMM} {y}", "{MMM} {y}",
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), plurals=("one", "other"),
    ),
}  # fmt: skip
#: Of a language that CLDR does not know: ISO dates.
_UNKNOWN = Locale(",", ".", "{y}-{MM}-{dd}", "{y}-{MM}")


def with_shipped(languages: Sequence[str]) -> tuple[str, ...]:
    """Some languages, and the shipped ones: an atlas may have texts in these though it does not show them."""
    return tuple(dict.fromkeys((*languages, *LANGUAGES)))


def primary(lang: str) -> str:
    """The language itself, without script and region: "pt" of "pt-BR"."""
    return lang.partition("-")[0]


@cache
def locale_of(lang: str) -> Locale:
    """How a language writes, by its tag."""
    if own := _OWN.get(primary(lang)):
        return own
    known = _cldr(lang)
    return _UNKNOWN if known is None else _locale(known)


def name_of_language(lang: str, told_in: str) -> str:
    """What a language is called in another: "tiếng Đức"; its tag where CLDR does not know it."""
    known, teller = _cldr(lang), _cldr(told_in)
    return (known and teller and known.get_display_name(teller)) or lang


def plural_form(number: str, lang: str) -> str:
    """The category of a number as `lang` writes it; "other" for what is none."""
    if primary(lang) in _OWN:
        return "one" if number == "1" and "one" in locale_of(lang).plurals else "other"
    known, locale = _cldr(lang), locale_of(lang)
    plain = number.translate(str.maketrans(locale.digits, LATIN_DIGITS))
    plain = plain.replace(locale.group, "").replace(locale.decimal, ".")
    if known is None or not re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII):
        return "other"
    return str(known.plural_form(float(plain) if "." in plain else int(plain)))


def choose_form(forms: list[str], number: str, lang: str) -> str:
    """The form that goes with a number, of those of a text: in CLDR's order those that the language has, `other` last.

    A text that lacks forms at the end takes its last one for them.
    """
    category = plural_form(number, lang)
    place = len(forms) if category == "other" else locale_of(lang).plurals.index(category)
    return forms[min(place, len(forms) - 1)]


@cache
def _cldr(lang: str) -> babel.Locale | None:
    """What CLDR has on a language, None where it does not know it."""
    from babel import Locale, UnknownLocaleError  # a tenth of a second: for the languages that need it

    for tag in (lang, primary(lang)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _locale(known: babel.Locale) -> Locale:
    symbols = {**known.number_symbols["latn"], **known.number_symbols.get(known.default_numbering_system, {})}
    day, month = (_template(str(known.datetime_skeletons[skeleton].pattern)) for skeleton in ("yMMMd", "yMMM"))
    return Locale(
        group=symbols["group"],
        decimal=symbols["decimal"],
        day=day,
        month=month,
        months=_months(known, "format") if "{MMM}" in day + month else (),
        alone=_months(known, "stand-alone") if "{LLL}" in day + month else (),
        plurals=tuple(category for category in _CATEGORIES if category in {*known.plural_form.tags, "other"}),
        groups=known.decimal_formats[None].grouping,
        digits=_digits(known.default_numbering_system),
        is_rtl=known.text_direction == "rtl",
    )


def _template(pattern: str) -> str:
    """A pattern of CLDR as one of ours: "d. MMM y" → "{d}. {MMM} {y}"."""
    made = ""
    for quoted, part, other in re.findall(_PATTERN, pattern):
        if part:
            made += "{y}" if part[0] in "yY" else f"{{{part[:3]}}}"
        else:
            made += quoted or other
    return made


def _months(known: babel.Locale, style: str) -> tuple[str, ...]:
    names: Any = known.months
    return tuple(names[style]["abbreviated"][number] for number in range(1, 13))


def _digits(system: str) -> str:
    name = _DIGITS.get(system)
    zero = ord(unicodedata.lookup(f"{name} DIGIT ZERO")) if name else ord("0")
    return "".join(map(chr, range(zero, zero + 10)))
