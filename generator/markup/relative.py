"""Relative days in a text: marked when it is converted, dated when it is shown.

A mark is a `<time>` whose `datetime` says what is meant (`relative:weekday 1 -1`); the date of the
article turns it into a date. So the text does not hang on the date: an article that moves to
another day is converted no second time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date

import msgspec

from generator.arabic import relativedays
from generator.arabic.dates import Months, format_date, format_month
from generator.arabic.digits import to_arabic_indic
from generator.arabic.relativedays import Placed

_SCHEME = "relative:"
_MARK = re.compile(rf'<time datetime="{_SCHEME}([^"]*)">([^<]*)</time>')

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|[^<]+")
_BLOCKS = frozenset(
    {"aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure"}
    | {"h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_LEFT_ALONE = frozenset(
    {"a", "abbr", "blockquote", "cite", "code", "figcaption", "h2", "h3", "h4", "h5", "h6", "kbd"}
    | {"pre", "q", "samp", "summary", "th", "time"}
)
"""Elements whose words were said elsewhere, or name something, or lead somewhere."""


class Calendar(msgspec.Struct, frozen=True):
    """The day that an article was written on, and how its publication writes dates.
    `first_weekday`: as `date.weekday` counts."""

    day: date
    months: Months = "gregorian"
    arabic_indic: bool = False
    first_weekday: int = 5


def mark(body: str) -> str:
    """The HTML of a text with its relative days marked. It is ours (`sanitise.clean`)."""
    if not relativedays.may_mention(body):
        return body
    return "".join(piece for block in _blocks(body) for piece in _marked(block))


_Piece = tuple[str, bool]
"""A tag, or a text, and whether relative days in it count."""


def _blocks(body: str) -> Iterator[list[_Piece]]:
    """The HTML cut where blocks begin and end."""
    block: list[_Piece] = []
    open_elements: list[str] = []
    for token in _TOKEN.finditer(body):
        closes, name = token[1], token[2]
        if name in _BLOCKS:
            yield block
            block = []
        if name is None:
            block.append((token[0], _LEFT_ALONE.isdisjoint(open_elements)))
            continue
        block.append((token[0], False))
        if not closes:
            open_elements.append(name)
        elif name in open_elements:
            while open_elements.pop() != name:
                pass
    yield block


def _marked(block: list[_Piece]) -> Iterator[str]:
    """A block with its mentions marked. It is searched as it is read, without its tags; a mention
    that a tag cuts through is left alone."""
    text = "".join("" if piece.startswith("<") else piece for piece, _ in block)
    mentions = list(relativedays.find(text))
    start = 0
    for piece, counts in block:
        if piece.startswith("<"):
            yield piece
            continue
        done = 0
        for mention in mentions:
            first, last = mention.start - start, mention.end - start
            if counts and first >= done and last <= len(piece):
                yield piece[done:first]
                yield f'<time datetime="{_SCHEME}{mention.meaning}">{piece[first:last]}</time>'
                done = last
        yield piece[done:]
        start += len(piece)


def dated(body: str, calendar: Calendar | None) -> str:
    """The HTML with a date in place of each mark. Without a calendar, or where a mention cannot be
    placed, the words stand as they were written."""
    if _SCHEME not in body:
        return body
    return _MARK.sub(lambda found: _dated(found, calendar), body)


def _dated(found: re.Match[str], calendar: Calendar | None) -> str:
    placed = calendar and relativedays.place(
        html.unescape(found[1]), calendar.day, calendar.first_weekday
    )
    if not calendar or not placed:
        return found[2]
    title = html.escape(_in_full(placed, calendar))
    return f'<time datetime="{placed.iso}" title="{title}">{found[2]}</time>'


def _in_full(placed: Placed, calendar: Calendar) -> str:
    """The date in words: a day with its weekday, a month, a year, or a week from day to day."""
    months, indic = calendar.months, calendar.arabic_indic
    first, last = placed.first, placed.last
    if first == last:
        return format_date(first, months=months, arabic_indic=indic, weekday=True)
    if "W" in placed.iso:
        days = (format_date(day, months=months, arabic_indic=indic) for day in (first, last))
        return "من {} إلى {}".format(*days)
    if len(placed.iso) == 7:
        return format_month(first.year, first.month, months=months, arabic_indic=indic)
    return to_arabic_indic(placed.iso) if indic else placed.iso


def unplaced(body: str, calendar: Calendar) -> Iterator[str]:
    """The words of each mention that cannot be placed, in the order of the text."""
    for found in _MARK.finditer(body):
        meaning = html.unescape(found[1])
        if not relativedays.place(meaning, calendar.day, calendar.first_weekday):
            yield html.unescape(found[2])
