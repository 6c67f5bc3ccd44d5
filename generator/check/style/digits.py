"""Digits of two sets in one article: 2026 and ٢٠٢٦. The rarer set is the slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from generator.arabic.digits import ARABIC_INDIC_DIGITS, PERSIAN_DIGITS, WESTERN_DIGITS
from generator.arabic.punctuation import LATIN, OPAQUE
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

MIXED = Fault(
    code="W-DIGITS",
    severity=Severity.WARNING,
    ar="أرقام من مجموعتين في مقال واحد: {number}، وسائر أرقامه مثل {other}",
    en="digits of two sets in one article: {number}, while the others are like {other}",
    hint_ar="اكتب {instead}",
    hint_en="write {instead}",
)

_SETS = (WESTERN_DIGITS, ARABIC_INDIC_DIGITS, PERSIAN_DIGITS)
_NUMBER = re.compile(
    rf"[{LATIN}{OPAQUE}][{LATIN}{OPAQUE}0-9.+/-]*|(?P<number>[0-9]+|[٠-٩]+|[۰-۹]+)"
    rf"(?![-.]?[{LATIN}{OPAQUE}])"
)
"""A number, or what is no number of the sentence: a code with Latin letters, such as F-16."""


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    if not re.search("[٠-٩۰-۹]", prose.view):
        return
    found = _NUMBER.finditer(prose.view)
    numbers = [m for m in found if m["number"] and prose.block_at(m.start())]
    counts = Counter(_set_of(number[0]) for number in numbers)
    if len(counts) < 2:
        return
    usual = max(_SETS, key=lambda digits: counts[digits])
    for number in numbers:
        digits = _set_of(number[0])
        if digits != usual:
            instead = number[0].translate(str.maketrans(digits, usual))
            values = {"number": number[0], "other": usual[1:4], "instead": instead}
            yield Slip(MIXED, *number.span(), instead, values)


def _set_of(number: str) -> str:
    return next(digits for digits in _SETS if number[0] in digits)
