"""Quotation marks: who opens, who closes, and which straight sign is an inch.

Source: arabic.md section 5. The sign before a quote says nothing in Arabic (و"نص" opens after a
letter), so straight signs are paired by toggling through the block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Pair = tuple[str, str]
Role = Literal["opens", "closes", "stray", "inch"]

CURLY: Pair = ("“", "”")
_GUILLEMETS: Pair = ("«", "»")
_STRAIGHT = '"'


def set_quotes(text: str, pair: Pair) -> str:
    """Write each straight quote as the opening or closing sign of the pair.

    A straight sign after a digit stays when no quote is open: it means inches.
    """
    pieces, end = [], 0
    for index, role in quote_roles(text, pair):
        if text[index] == _STRAIGHT and role != "inch":
            pieces += [text[end:index], pair[0] if role == "opens" else pair[1]]
            end = index + 1
    return "".join(pieces) + text[end:]


def quote_roles(text: str, pair: Pair = CURLY) -> Iterator[tuple[int, Role]]:
    """Yield offset and role of each double quote, straight or not, in reading order.

    "stray" is a closing sign that nothing opened, or an opening sign that stands at a word's end.
    """
    openers = {close: open_ for open_, close in (CURLY, _GUILLEMETS, pair)}
    signs = re.compile(f"[{_STRAIGHT}{re.escape(''.join(openers) + ''.join(openers.values()))}]")
    waiting: list[str] = []
    for match in signs.finditer(text):
        yield match.start(), _role(match, openers, {_STRAIGHT, CURLY[0], pair[0]}, waiting)


def _role(
    match: re.Match[str], openers: dict[str, str], like_straight: set[str], waiting: list[str]
) -> Role:
    sign = match[0]
    if sign == _STRAIGHT:
        if _close(waiting, like_straight):
            return "closes"
        if _after_digit(match):
            return "inch"
    elif sign in openers:
        return "closes" if _close(waiting, {_STRAIGHT, openers[sign]}) else "stray"
    elif _ends_a_word(match):
        return "stray"
    waiting.append(sign)
    return "opens"


def _close(waiting: list[str], openers: set[str]) -> bool:
    """Close the innermost of these openers, and with it whatever was left open inside."""
    for depth in range(len(waiting) - 1, -1, -1):
        if waiting[depth] in openers:
            del waiting[depth:]
            return True
    return False


def _after_digit(match: re.Match[str]) -> bool:
    return match.string[: match.start()].rstrip("\x00")[-1:].isdecimal()


def _ends_a_word(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip("\x00")[-1:]
    after = match.string[match.end() :].lstrip("\x00")[:1]
    return before.isalnum() and not after.strip()
