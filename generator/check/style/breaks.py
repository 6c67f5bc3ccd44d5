"""Paragraphs and subheads that lost their empty line, as text does that is pasted from a page.

Markdown joins lines. Whoever breaks lines at a width breaks them where the next word does not fit;
a line that ends sooner, or is longer than any width, was ended on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.arabic.letters import LETTERS
from generator.arabic.punctuation import TAG
from generator.check.prose import Block, Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity

PARAGRAPH = Fault(
    code="W-BREAK",
    severity=Severity.WARNING,
    ar="فقرة ملتصقة بما قبلها: سطر جديد بلا سطر فارغ لا يبدأ فقرة",
    en="a paragraph runs on from the one above: a new line alone does not begin one",
    hint_ar="اترك سطراً فارغاً قبل هذا السطر",
    hint_en="leave an empty line above this one",
)
SUBHEAD = Fault(
    code="W-BREAK",
    severity=Severity.WARNING,
    ar="سطر قصير يبدو عنواناً فرعياً، وهو جزء من الفقرة التي بعده",
    en="a short line that looks like a subhead is part of the paragraph below it",
    hint_ar="ابدأه بعلامة ## واترك بعده سطراً فارغاً",
    hint_en="begin it with ## and leave an empty line below it",
)

_WIDEST = 120
_SHORT, _LONG = 60, 80
_ENDS = re.compile(f'[.؟!…][»”")\\]{TAG}]*$')
_STOPPED = re.compile(f'[.,،؛:؟!…][»”")\\]{TAG}]*$')
_BEGINS = re.compile(f'[{TAG}“«"(\\[]*[{LETTERS}]')
_BROKEN = re.compile(r"(?:  |\\|<br ?/?>)$")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    for block in prose.blocks:
        if block.kind == "text":
            yield from _lost(prose, block)


def _lost(prose: Prose, block: Block) -> Iterator[Slip]:
    lines = prose.shown(block).split("\n")
    width = max(map(len, lines))
    start = block.start
    for number, (line, following) in enumerate(pairwise(lines)):
        end = start + len(line)
        if not _BROKEN.search(prose.text, start, end) and _BEGINS.match(following):
            if _ENDS.search(line) and _is_ended(line, following, width):
                yield Slip(PARAGRAPH, end + 1, end + 2)
            elif number == 0 and _is_subhead(line, following):
                yield Slip(SUBHEAD, start, start + 1)
        start = end + 1


def _is_ended(line: str, following: str, width: int) -> bool:
    word = following.split(" ", 1)[0]
    return len(line) > _WIDEST or len(line) + 1 + len(word) <= width


def _is_subhead(line: str, following: str) -> bool:
    is_short = len(line) <= _SHORT and len(following) > max(_LONG, 2 * len(line))
    return is_short and not _STOPPED.search(line)
