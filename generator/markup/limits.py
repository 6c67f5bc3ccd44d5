"""Texts that Markdown would take minutes over: found before it starts (faults.md rows 17, 18).

Python-Markdown is quadratic in brackets that are never closed, and goes one call deeper for every
list in a list: what it makes of hundreds depends on how deep its caller already was, so that depth
is bounded here. The engine's limit of time per article (`engine.patience`) stands behind this.
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

_UNCLOSED = 500
_DEPTH = 40
_PAIRS = (("[", "]"), ("(", ")"), ("<", ">"))
_BREAK = re.compile(r"\n[ \t]*\n")
_CONTAINER = r"[ \t]*(?:>|[*+-][ \t]|\d+\.[ \t])"
_DEEP = re.compile(
    rf"^(?:(?: {{4}}|\t){{{_DEPTH}}}[ \t]*(?=\S)|(?:{_CONTAINER}){{{_DEPTH}}})", re.MULTILINE
)
_CONTAINER_SIGNS = " \t>*+-.0123456789"


def excess(source: Source) -> tuple[Diagnostic, ...]:
    """The findings that forbid converting this text; nothing for a text that is sound."""
    return (*_unclosed(source), *_nested(source))


def _nested(source: Source) -> Iterator[Diagnostic]:
    lines = [line for line in source.text.split("\n") if line[:1] in _CONTAINER_SIGNS]
    if all(line[:_DEPTH].strip(_CONTAINER_SIGNS) for line in lines if len(line) >= _DEPTH):
        return
    if deep := _DEEP.search(source.masked):
        yield NESTED.at("", source.span(deep.start()))


def _unclosed(source: Source) -> Iterator[Diagnostic]:
    if all(source.text.count(opening) <= _UNCLOSED for opening, _ in _PAIRS):
        return
    start = 0
    for block in _BREAK.split(source.masked):
        count = max(block.count(opening) - block.count(closing) for opening, closing in _PAIRS)
        if count > _UNCLOSED:
            offset = source.masked.index(block, start)
            yield UNCLOSED.at("", source.span(offset), count=count)
        start += len(block)
