"""Relative days in a text: marked when it is converted, dated when it is shown.

A mark is a `<time>` whose `datetime` says what is meant (`relative:weekday 1 -1`); the date of the
article turns it into a date. So the text does not hang on the date: an article that moves to
another day is converted no second time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from generator.arabic import relativedays
from generator.arabic.dates import Months, format_date, format_month
from generator.arabic.digits import to_arabic_indic
from generator.arabic.relativedays import Placed

_SCHEME = "relative:"
_MARK = re.compile(rf'<time datetime="{_SCHEME}([^"]*)">([^<]*)</time>')

_QUOTING_BLOCKS = frozenset(
    ("blockquote", "figcaption", "h2", "h3", "h4", "h5", "h6", "pre", "summary", "th")
)
_QUOTING = frozenset(("a", "abbr", "cite", "code", "kbd", "q", "samp", "time"))
"""Elements whose words were said elsewhere, or name something, or lead somewhere."""
_BLOCKS = (
    *_QUOTING_BLOCKS,
    *("aside", "caption", "dd", "details", "div", "dl", "dt", "figure", "li", "ol", "p", "section"),
    *("table", "tbody", "td", "tfoot", "thead", "tr", "ul"),
)
_BLOCK_TAG = re.compile(rf"<(/?)({'|'.join(sorted(_BLOCKS))})(?=[ >])[^>]*>")
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>|[^<]+")


class Calendar(msgspec.Struct, frozen=True):
    """The day that an article was written on, and how its publication writes dates.
    `first_weekday`: as `date.weekday` counts."""

    day: date
    months: Months = "gregorian"
    arabic_indic: bool = False
    first_weekday: int = 5


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A relative day in a text: its meaning, for `relativedays.place`, and its words."""

    meaning: str
    words: str


def mark(body: str) -> str:
    """The HTML of a text with its relative days marked. It is ours (`sanitise.clean`)."""
    hints = relativedays.hints(body)
    if not hints:
        return body
    made: list[str] = []
    done = 0
    for start, end in _runs(body):
        run = body[start:end]
        if any(hint in run for hint in hints):
            made += (body[done:start], *_marked(run))
            done = end
    return "".join([*made, body[done:]])


def _runs(body: str) -> Iterator[tuple[int, int]]:
    """Where the text between two tags of blocks begins and ends, but for blocks that quote."""
    quoting, start = 0, 0
    for tag in _BLOCK_TAG.finditer(body):
        if not quoting:
            yield start, tag.start()
        if tag[2] in _QUOTING_BLOCKS:
            quoting += -1 if tag[1] else 1
        start = tag.end()
    yield start, len(body)


def _marked(run: str) -> Iterator[str]:
    """A run of text with its mentions marked. It is searched as it is read, without its tags; a
    mention that a tag cuts through is left alone."""
    pieces = list(_pieces(run))
    mentions = list(relativedays.find("".join(text for text, is_text, _ in pieces if is_text)))
    start = 0
    for piece, is_text, counts in pieces:
        done = 0
        for mention in mentions if counts else ():
            first, last = mention.start - start, mention.end - start
            if first >= done and last <= len(piece):
                yield piece[done:first]
                yield f'<time datetime="{_SCHEME}{mention.meaning}">{piece[first:last]}</time>'
                done = last
        yield piece[done:]
        start += len(piece) if is_text else 0


def _pieces(run: str) -> Iterator[tuple[str, bool, bool]]:
    """Tags and texts: whether it is a text, and whether relative days in it count."""
    quoting = 0
    for token in _TOKEN.finditer(run):
        if token[2] in _QUOTING:
            quoting += -1 if token[1] else 1
        yield token[0], token[2] is None, token[2] is None and quoting == 0


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


def marks_in(body: str) -> tuple[Mark, ...]:
    """The relative days that are marked in the HTML of a text, in its order."""
    found = _MARK.findall(body) if _SCHEME in body else ()
    return tuple(Mark(html.unescape(meaning), html.unescape(words)) for meaning, words in found)


def unplaced(marks: Iterable[Mark], calendar: Calendar) -> Iterator[str]:
    """The words of each mark that cannot be placed."""
    for each in marks:
        if not relativedays.place(each.meaning, calendar.day, calendar.first_weekday):
            yield each.words
