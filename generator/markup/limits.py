"""Texts that Markdown would take minutes over: found before it starts (faults.md rows 17, 18).

Python-Markdown is quadratic in brackets that are never closed. The engine's limit of time per
article stands behind this; here the usual cases get a finding with a place instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Fault
from generator.markup.source import Source

UNCLOSED = Fault(
    code="E-MARKUP-LIMIT",
    ar="أقواس كثيرة لم تُغلق ({count}) في فقرة واحدة",
    en="too many brackets that are not closed ({count}) in one paragraph",
    hint_ar="أغلق الأقواس [ ] ( ) < >، أو ضع النص بين ``` إن كان شيفرة",
    hint_en="close the brackets [ ] ( ) < >, or put the text between ``` if it is code",
)
NESTED = Fault(
    code="E-MARKUP-NEST",
    ar="قوائم أو اقتباسات متداخلة أعمق مما يُعقل",
    en="lists or quotations are nested too deeply",
    hint_ar="اجعل التداخل بضع درجات لا أكثر",
    hint_en="keep the nesting to a few levels",
)

_LIMIT = 500
_PAIRS = (("[", "]"), ("(", ")"), ("<", ">"))
_BREAK = re.compile(r"\n[ \t]*\n")


def excess(source: Source) -> tuple[Diagnostic, ...]:
    """The findings that forbid converting this text; nothing for a text that is sound."""
    text = source.text
    if all(text.count(opening) <= _LIMIT for opening, _ in _PAIRS):
        return ()
    return tuple(_unclosed(source))


def _unclosed(source: Source) -> Iterator[Diagnostic]:
    start = 0
    for block in _BREAK.split(source.masked):
        count = max(block.count(opening) - block.count(closing) for opening, closing in _PAIRS)
        if count > _LIMIT:
            offset = source.masked.index(block, start)
            yield UNCLOSED.at("", source.span(offset), count=count)
        start += len(block)
