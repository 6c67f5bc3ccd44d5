"""The three digit sets of Arabic text, and numbers as CLDR writes them.

Sources: Unicode blocks Basic Latin (0-9), Arabic (U+0660-0669, U+06F0-06F9); CLDR ar_IQ.
"""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale
from babel.numbers import format_decimal, get_minus_sign_symbol

ARABIC_INDIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
WESTERN_DIGITS = "0123456789"

WESTERN = str.maketrans(ARABIC_INDIC_DIGITS + PERSIAN_DIGITS, WESTERN_DIGITS * 2)
"""Translation of Arabic-Indic and Persian digits to 0-9, for `str.translate`."""

_ARABIC_INDIC = str.maketrans(WESTERN_DIGITS + PERSIAN_DIGITS, ARABIC_INDIC_DIGITS * 2)


def to_western(text: str) -> str:
    """Write every Arabic-Indic and Persian digit as 0-9; separators stay as they are."""
    return text.translate(WESTERN)


def to_arabic_indic(text: str) -> str:
    """Write every Western and Persian digit as ٠-٩; separators stay as they are."""
    return text.translate(_ARABIC_INDIC)


@cache
def _locale() -> Locale:
    return Locale("ar", "IQ")


@lru_cache(maxsize=1024)
def format_number(n: int | float, *, arabic_indic: bool = False) -> str:
    """Write a number with the grouping of CLDR ar_IQ: 1,234,567.5 or ١٬٢٣٤٬٥٦٧٫٥.

    At most three decimals. A minus is CLDR's, with the mark that holds it at its number (U+200E,
    U+061C); Babel leaves the mark out, and changes the separators of the `arab` system but not its
    digits (arabic.md section 4).
    """
    system = "arab" if arabic_indic else "latn"
    text = format_decimal(n, locale=_locale(), numbering_system=system)
    if n < 0:
        text = text.replace("-", get_minus_sign_symbol(_locale(), numbering_system=system))
    return to_arabic_indic(text) if arabic_indic else text
