"""Spaces in a row inside a sentence. At the end of a line they mean something to Markdown, and in a
table they keep columns in line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arabic.punctuation import OPAQUE, TAG
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

SPACES = Fault(
    code="W-SPACES",
    severity=Severity.WARNING,
    ar="مسافات متتالية بين كلمتين (عددها {count})",
    en="spaces in a row between two words ({count})",
    hint_ar="أبقِ مسافة واحدة",
    hint_en="leave one",
)

_SPACES = re.compile(rf"(?<=[^\s{OPAQUE}]) {{2,}}(?=[^\s{OPAQUE}])")
_ONLY_SIGNS = re.compile(rf"[{TAG}\s]*")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    if "  " not in prose.view:
        return
    for block in prose.blocks:
        if block.kind == "cell":
            continue
        shown = prose.shown(block)
        for match in _SPACES.finditer(shown):
            if not _ONLY_SIGNS.fullmatch(
                shown, shown.rfind("\n", 0, match.start()) + 1, match.end()
            ):
                start, end = block.start + match.start(), block.start + match.end()
                yield Slip(SPACES, start, end, " ", {"count": len(match[0])})
