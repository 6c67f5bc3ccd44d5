"""The tanween of fath: before its alef (كتابًا) or after it (كتاباً), as the house has it, or at
least in one way in one article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arabic.letters import LETTERS, MARKS
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

TANWIN = Fault(
    code="W-TANWIN",
    severity=Severity.WARNING,
    ar="موضع التنوين في «{word}» يخالف سائر النشرة أو المقال",
    en="the tanween of “{word}” is not where the house, or the rest of the article, has it",
    hint_ar="اكتبها: {instead}",
    hint_en="write it: {instead}",
)

_FATHATAN = "\u064b"
_BEFORE = re.compile(f"{_FATHATAN}([اى])(?![{LETTERS}{MARKS}])")
_AFTER = re.compile(f"([اى]){_FATHATAN}(?![{LETTERS}{MARKS}])")
_WORD = re.compile(f"[{LETTERS}{MARKS}]+$")


def rule(prose: Prose, house: House) -> Iterator[Slip]:
    if _FATHATAN not in prose.view:
        return
    before, after = (_found(prose, pattern) for pattern in (_BEFORE, _AFTER))
    if house.style.tanwin == "before" or (not house.style.tanwin and len(before) > len(after)):
        wrong, form = after, _FATHATAN + "{}"
    else:
        wrong, form = before, "{}" + _FATHATAN
    if wrong and (house.style.tanwin or (before and after)):
        for match in wrong:
            yield _slip(match, form.format(match[1]))


def _found(prose: Prose, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    return [m for m in pattern.finditer(prose.view) if prose.block_at(m.start())]


def _slip(match: re.Match[str], instead: str) -> Slip:
    head = _WORD.search(match.string, max(0, match.start() - 30), match.start())
    stem = head[0] if head else ""
    values = {"word": stem + match[0], "instead": stem + instead}
    return Slip(TANWIN, *match.span(), instead, values)
