"""Commas, semicolons, question marks and full stops, and the spaces around them.

Whose a sign is, the sentence's or that of a Latin phrase or a number in it, is decided where the
build decides it, so that `check` names what the build would mend in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arabic.direction import direction
from generator.arabic.letters import LETTERS, MARKS, has_arabic
from generator.arabic.punctuation import TAG, glued_stops, stop_mends, stops_are_set
from generator.check.prose import Block, Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

SIGN = Fault(
    code="W-SIGN",
    severity=Severity.WARNING,
    ar="علامة لاتينية في نص عربي: {sign}",
    en="a Latin sign in Arabic text: {sign}",
    hint_ar="اكتب {instead} مكانها",
    hint_en="write {instead} in its place",
)
SPACE_BEFORE = Fault(
    code="W-SPACE-BEFORE",
    severity=Severity.WARNING,
    ar="مسافة قبل العلامة {sign}",
    en="a space before the sign {sign}",
    hint_ar="ألصق العلامة بالكلمة التي قبلها",
    hint_en="put the sign right after the word before it",
)
GLUED = Fault(
    code="W-GLUED",
    severity=Severity.WARNING,
    ar="كلمة ملتصقة بالعلامة {sign} التي قبلها",
    en="a word is glued to the sign {sign} before it",
    hint_ar="ضع مسافة بعد العلامة",
    hint_en="put a space after the sign",
)

_SPACED_STOP = re.compile(rf"(?<=[{LETTERS}{MARKS}]) +[:.](?=[\s{TAG}]|\Z)")
_BACKWARD_STOP = re.compile(rf"(?<=[{LETTERS}{MARKS}]) +[.؟!](?=[{LETTERS}]{{2}})")
"""A stop that sticks to the sentence behind it and not to the one before: `انتهى .وبعده`."""
_GLUED_STOP = re.compile(rf"(?<=[{LETTERS}][{LETTERS}][{LETTERS}])[.:؟!…]+(?=[{LETTERS}]{{2}})")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    for block in prose.blocks:
        shown = prose.shown(block)
        if not stops_are_set(shown) and has_arabic(shown) and direction(shown) == "rtl":
            yield from _stops(shown, block)
        yield from _others(shown, block)


def _stops(shown: str, block: Block) -> Iterator[Slip]:
    for start, end, instead in stop_mends(shown):
        written = shown[start:end]
        sign = written.lstrip(" ")
        fault = SPACE_BEFORE if sign == instead else SIGN
        # Told at the sign, or at the space that should not be there.
        begin = block.start + (start if fault is SPACE_BEFORE else end - len(sign))
        if fault is SIGN and begin > block.start + start:
            yield Slip(SPACE_BEFORE, block.start + start, begin, "", {"sign": sign}, is_told=False)
        end_of = block.start + end
        yield Slip(fault, begin, end_of, instead, {"sign": sign, "instead": instead})
    for start, end, instead in glued_stops(shown):
        yield Slip(
            GLUED, block.start + start, block.start + end, instead, {"sign": shown[start:end]}
        )


def _others(shown: str, block: Block) -> Iterator[Slip]:
    """Signs that the build leaves alone. A colon in the front matter is YAML's as soon as a space
    follows it."""
    for match in _SPACED_STOP.finditer(shown):
        sign = match[0].lstrip(" ")
        yield _slip(SPACE_BEFORE, block, match, sign, sign)
    for match in _BACKWARD_STOP.finditer(shown):
        sign = match[0].lstrip(" ")
        yield _slip(SPACE_BEFORE, block, match, sign, f"{sign} ")
    for match in _GLUED_STOP.finditer(shown):
        is_yaml = block.kind in ("title", "field") and ":" in match[0]
        yield _slip(GLUED, block, match, match[0], None if is_yaml else f"{match[0]} ")


def _slip(fault: Fault, block: Block, match: re.Match[str], sign: str, instead: str | None) -> Slip:
    start, end = block.start + match.start(), block.start + match.end()
    return Slip(fault, start, end, instead, {"sign": sign})
