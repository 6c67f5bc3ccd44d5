"""Code in Markdown, where nothing is a link or a short code; and short codes that nobody knows,
which stay in sight as code: there, no extension of Markdown takes their signs for its own.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable

from generator.diagnostics import Bilingual

_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*\n(?:.*?\n)??[ \t]*(?P=fence)[ \t]*$"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
UNKNOWN = Bilingual(
    "رمز كان يصنعه برنامج في الموقع القديم فبقي نصاً: احذفه أو ضع مكانه ما كان يظهر",
    "a program of the old site put something in its place; it stays as text: delete it or write"
    " what was shown",
)
_INSIDE = ("](", "](<", '"', "'", "=")
"""What stands before a code that is part of an address or an attribute."""

Change = Callable[[re.Match[str]], str]


def in_code(text: str) -> Callable[[int], bool]:
    """Tells of a place in a text of Markdown whether it lies in code."""
    found = [match.span() for match in _CODE.finditer(text)]
    starts = [start for start, _ in found]

    def is_code(at: int) -> bool:
        index = bisect_right(starts, at) - 1
        return index >= 0 and at < found[index][1]

    return is_code


def sub(pattern: re.Pattern[str], change: Change, text: str) -> str:
    """The text with what is found outside of code changed."""
    is_code = in_code(text)
    return pattern.sub(lambda m: m[0] if is_code(m.start()) else change(m), text)


def fenced(language: str, code: str) -> str:
    """A block of code."""
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{language}\n{code.strip(chr(10))}\n{fence}"


def in_sight(words: str, before: str, *, is_html: bool) -> str:
    """A short code as text that readers see. before: the text that it follows."""
    if before.endswith(_INSIDE):
        return words
    line = " ".join(words.split())
    if is_html:
        return f"<code>{html.escape(line, quote=False)}</code>"
    ticks = "`" * (_longest_run(line) + 1)
    return f"{ticks}{line}{ticks}"


def _longest_run(code: str) -> int:
    return max((len(run) for run in re.findall("`+", code)), default=0)
