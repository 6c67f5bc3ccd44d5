"""Marks that nobody sees: direction marks, soft hyphens, spaces of no width.

The publication sets directions by itself, and a mark inside a word keeps searches from it. Joiners
(U+200C, U+200D) have their use and stay. Embeddings and overrides are the build's to tell (W-BIDI).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.arabic.letters import LETTERS, MARKS
from generator.arabic.punctuation import TAG
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

HIDDEN = Fault(
    code="W-HIDDEN",
    severity=Severity.WARNING,
    ar="محرف لا يُرى: {name}",
    en="a sign that nobody sees: {name}",
    hint_ar="احذفه؛ الاتجاه يُضبط وحده",
    hint_en="delete it; directions are set for you",
)

_HIDDEN = re.compile("[\u200e\u200f\u061c\u200b\u2060\u00ad\u180e\ufeff]+")
_NEUTRAL = re.compile(f"[{LETTERS}{MARKS}{TAG}\\s]|\\Z")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    for match in _HIDDEN.finditer(prose.view):
        if prose.block_at(match.start()) is not None:
            yield Slip(HIDDEN, *match.span(), _instead(match), {"name": _name(match[0][0])})


def _instead(match: re.Match[str]) -> str | None:
    """Nothing, where it does nothing: between letters of one direction and spaces. Beside a sign or
    a number it may hold something in its place."""
    text, (start, end) = match.string, match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    return "" if _NEUTRAL.match(before) and _NEUTRAL.match(after) else None


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
