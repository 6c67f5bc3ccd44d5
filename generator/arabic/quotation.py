"""Quotation marks: who opens, who closes, and which straight sign is an inch.

Source: arabic.md section 5. The sign before a quote says nothing in Arabic (و"نص" opens after a
letter), so straight signs are paired by toggling through the block.
"""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

Pair = tuple[str, str]
Role = Literal["opens", "closes", "stray", "inch"]

CURLY: Pair = ("“", "”")
_GUILLEMETS: Pair = ("«", "»")
_STRAIGHT = '"'
_TAG = "\x00"


class Quote(NamedTuple):
    """One double quote of a block: where it stands, what it does, and the sign to print."""

    offset: int
    role: Role
    sign: str


def set_quotes(text: str, pair: Pair) -> str:
    """Write each straight quote as the opening or closing sign of the pair.

    One whose partner is typed already gets the partner's shape. A straight sign after a digit
    stays when no quote is open: it means inches.
    """
    pieces: list[str] = []
    done = 0
    for quote in read_quotes(text, pair):
        pieces += text[done : quote.offset], quote.sign
        done = quote.offset + 1
    return "".join((*pieces, text[done:]))


@functools.lru_cache(maxsize=1)
def read_quotes(text: str, pair: Pair) -> tuple[Quote, ...]:
    """Return every double quote of a block, straight or not, in reading order.

    "stray" is a closing sign that nothing opened, or an opening sign that stands at a word's end.
    """
    reading = _Reading(pair)
    for match in reading.signs.finditer(text):
        reading.read(match)
    return tuple(reading.quotes)


class _Reading:
    """One walk through a block, with the quotes that wait for their closing sign."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.closing, self.opening, self.signs = _signs(pair)
        self.quotes: list[Quote] = []
        self.waiting: list[tuple[int, str]] = []

    def read(self, match: re.Match[str]) -> None:
        sign = match[0]
        if sign == _STRAIGHT:
            self._straight(match)
        elif sign in self.opening:
            self._close(match, {_STRAIGHT, self.opening[sign]})
        elif _ends_a_word(match):
            self._add(match, "stray", sign)
        else:
            self._open(match, sign)

    def _straight(self, match: re.Match[str]) -> None:
        openers = {_STRAIGHT, CURLY[0], self.pair[0]}
        if any(sign in openers for _, sign in self.waiting):
            self._close(match, openers)
        elif _before(match).isdecimal():
            self._add(match, "inch", _STRAIGHT)
        else:
            self._open(match, self.pair[0])

    def _open(self, match: re.Match[str], sign: str) -> None:
        self.waiting.append((len(self.quotes), match[0]))
        self._add(match, "opens", sign)

    def _close(self, match: re.Match[str], openers: set[str]) -> None:
        """Close the innermost of these openers, and with it whatever was left open inside."""
        while self.waiting and any(sign in openers for _, sign in self.waiting):
            place, opener = self.waiting.pop()
            if opener in openers:
                self._pair_up(match, place, opener)
                return
        self._add(match, "stray", match[0])

    def _pair_up(self, match: re.Match[str], place: int, opener: str) -> None:
        closer = match[0]
        if closer == _STRAIGHT:
            closer = self.closing.get(opener, self.pair[1])
        elif opener == _STRAIGHT:
            self.quotes[place] = self.quotes[place]._replace(sign=self.opening[closer])
        self._add(match, "closes", closer)

    def _add(self, match: re.Match[str], role: Role, sign: str) -> None:
        self.quotes.append(Quote(match.start(), role, sign))


@functools.cache
def _signs(pair: Pair) -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    """Opening sign -> closing sign, the reverse, and a pattern of every sign."""
    closing = dict((CURLY, _GUILLEMETS, pair))
    opening = {closer: opener for opener, closer in closing.items()}
    every = _STRAIGHT + "".join(closing) + "".join(opening)
    return closing, opening, re.compile(f"[{re.escape(every)}]")


def _before(match: re.Match[str]) -> str:
    text, end = match.string, match.start()
    while text.endswith(_TAG, 0, end):
        end -= 1
    return text[end - 1 : end] if end else ""


def _ends_a_word(match: re.Match[str]) -> bool:
    text, start = match.string, match.end()
    while text.startswith(_TAG, start):
        start += 1
    return _before(match).isalnum() and not text[start : start + 1].strip()
