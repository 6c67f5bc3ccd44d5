"""Peeling: the lines of a copied page become the parts of an article.

Above the text stand, in any order, labels of categories, the headline, a date and the dateline.
In the text, lines that were broken to fit a width are joined, and a short line without a full stop
over a paragraph is a subhead. Every line of the input is in the result, or in `dropped`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from generator.arabic.dates import NotADate, parse_moment
from generator.arabic.letters import fold_twins
from generator.intake.furniture import Reason, ends_sentence, furniture, is_prose
from generator.intake.parts import Names, split_dateline, split_kind, split_labels


class Line(msgspec.Struct, frozen=True):
    """A line of the input, its number counted from 1. A blank one parts paragraphs. `markdown`: how
    a document that knows more than letters wants it written; `level`: that of a heading."""

    number: int
    text: str
    markdown: str = ""
    level: int = 0


class Dropped(msgspec.Struct, frozen=True):
    """A line that is no part of the article, and why."""

    line: int
    text: str
    reason: Reason


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a list, or with a `level` (2 is the first) a subhead, as Markdown."""

    text: str
    level: int = 0

    @property
    def markdown(self) -> str:
        return f"{'#' * self.level} {self.text}" if self.level else self.text


class Peeled(msgspec.Struct, frozen=True, kw_only=True):
    """An article taken out of a page. Texts that were not found are ""; `date` is ISO 8601 as it
    stands in the page, without a zone."""

    title: str
    kind: str
    categories: tuple[str, ...]
    dateline: str
    date: str
    author: str
    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]

    @property
    def text(self) -> str:
        """The Markdown of the article, ending in one line end; "" when it has no text."""
        blocks = "\n\n".join(block.markdown for block in self.blocks)
        return f"{blocks}\n" if blocks else ""


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a plain text, white space and signs of no width at their ends put away."""
    lines = enumerate(text.splitlines(), start=1)
    return tuple(Line(number, _clean(line)) for number, line in lines)


def peel(lines: Sequence[Line], names: Names, title: str = "") -> Peeled:
    """The article in a page. With a `title`, the page is not searched for one."""
    useless = furniture([line.text for line in lines])
    dropped = [Dropped(lines[at].number, lines[at].text, why) for at, why in useless.items()]
    kept = [line for at, line in enumerate(lines) if at not in useless]
    head = _Head(names, *split_kind(title, names.kinds))
    body = head.read(kept)
    dropped += head.dropped
    return Peeled(
        title=head.title,
        kind=head.kind,
        categories=tuple(dict.fromkeys(head.categories)),
        dateline=head.dateline,
        date=head.date,
        author=head.author,
        blocks=tuple(_blocks(body)),
        dropped=tuple(sorted(dropped, key=lambda each: each.line)),
    )


# -- above the text --------------------------------------------------------------------------------

_LONGEST_HEADLINE = 160
"""Letters. What is longer is a paragraph."""


@dataclass
class _Head:
    """What stands above the text, as far as it has been read."""

    names: Names
    title: str = ""
    kind: str = ""
    categories: list[str] = field(default_factory=list)
    dateline: str = ""
    date: str = ""
    author: str = ""
    dropped: list[Dropped] = field(default_factory=list)

    def read(self, lines: Sequence[Line]) -> list[Line]:
        """Take the head off; the lines of the text."""
        for at, line in enumerate(lines):
            if line.text and not self._takes(line):
                return self._below(lines[at:])
        return []

    def _takes(self, line: Line) -> bool:
        """Whether the line is part of the head."""
        labels = split_labels(line.text, self.names.categories)
        if labels:
            self.categories += labels
        elif not self.date and (date := _date(line.text)):
            self.date = date
        elif not self.author and (author := _AUTHOR.match(line.text)):
            self.author = author["name"]
        elif self.title and self._repeats(line):
            self.dropped.append(Dropped(line.number, line.text, Reason.REPEATED))
        elif not self.dateline and (found := _whole_dateline(line.text)):
            self.dateline = found
        elif not self.title and _is_headline(line):
            self.title, self.kind = split_kind(line.text, self.names.kinds)
        else:
            return False
        return True

    def _repeats(self, line: Line) -> bool:
        return fold_twins(split_kind(line.text, self.names.kinds)[0]) == fold_twins(self.title)

    def _below(self, lines: Sequence[Line]) -> list[Line]:
        """The text, its first paragraph without the dateline that it may begin with."""
        first = lines[0]
        if self.dateline or first.level or first.markdown:
            return list(lines)
        self.dateline, rest = split_dateline(first.text)
        if not self.dateline:
            return list(lines)
        return [replace(first, text=rest), *lines[1:]]


def _whole_dateline(text: str) -> str:
    """The dateline that a line is, and nothing beside it."""
    dateline, rest = split_dateline(text)
    return "" if rest else dateline


def _is_headline(line: Line) -> bool:
    if line.level == 1:
        return True
    return len(line.text) <= _LONGEST_HEADLINE and not is_prose(line.text)


_WEEKDAYS = "الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت"
_LABEL = re.compile(rf"^(?:آخر تحديث|نُشر في|نشر في|التاريخ)?\s*:?\s*(?:(?:{_WEEKDAYS})\s*،?\s*)?")
_MONTH_FIRST = re.compile(r"^(\D+?) (\d{1,2})[،,] (\d{4})(.*)$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_BEFORE_YEAR = re.compile(r"[،,]\s*(?=\d{4}(?!\d))")
_BEFORE_TIME = re.compile(r"\s*(?:[-–—|•،,]|الساعة)+\s*(?=\d{1,2}:\d{2})")
_AUTHOR = re.compile(r"^(?:الكاتب|بقلم|كتب|كتبه|كتبته|إعداد|تحرير)\s*:\s*(?P<name>\S[^.:]{1,50})$")


def _date(text: str) -> str:
    """A line that is a date, as themes print it: `22 سبتمبر 2024`, `سبتمبر 22, 2024 5:05 م`,
    `22/9/2024 - 10:30`. Of numbers the day stands first, as it is written in Arabic."""
    plain = _MONTH_FIRST.sub(r"\2 \1 \3\4", _LABEL.sub("", text))
    plain = _BEFORE_TIME.sub(" ", _BEFORE_YEAR.sub(" ", _NUMBERS.sub(_year_first, plain)))
    try:
        moment = parse_moment(plain, UTC)
    except NotADate:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def _year_first(numbers: re.Match[str]) -> str:
    day, month, year = map(int, numbers.groups())
    return f"{year:04}-{month:02}-{day:02}"


# -- the text --------------------------------------------------------------------------------------

_BULLET = re.compile(r"^(?:[-+*•▪●◦‣–—·]|\d{1,3}[.)-]|[٠-٩]{1,3}[.)-])\s+(?=\S)")
_NUMBERED = re.compile(r"^[\d٠-٩]")
_WIDEST = 120
"""Letters. A longer line was not broken to fit a width."""
_NARROWEST = 40


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Paragraphs, lists and subheads."""
    joined = list(_joined(lines))
    highest = min((line.level for line in joined if line.level), default=2)
    points: list[str] = []
    for at, line in enumerate(joined):
        if points and not _is_point(line):
            yield Block("\n".join(points))
            points = []
        if _is_point(line):
            points.append(_point(line.text))
        elif line.level:
            yield Block(line.markdown or escaped(line.text), min(6, line.level - highest + 2))
        elif not line.markdown and _is_subhead(joined, at):
            yield Block(escaped(line.text), 2)
        else:
            yield Block(line.markdown or escaped(line.text))
    if points:
        yield Block("\n".join(points))


def _is_point(line: Line) -> bool:
    return not line.markdown and bool(_BULLET.match(line.text))


def _point(text: str) -> str:
    mark = "1." if _NUMBERED.match(text) else "-"
    return f"{mark} {escaped(_BULLET.sub('', text))}"


_LONGEST_SUBHEAD = 60
_OPEN_END = re.compile(r"[،,:؛;.…]$")


def _is_subhead(lines: Sequence[Line], at: int) -> bool:
    """A short line without a full stop, over a paragraph. Two in a row are none: they are verse, a
    list, or an address."""
    return (
        _may_be_subhead(lines[at])
        and at + 1 < len(lines)
        and not _may_be_subhead(lines[at + 1])
        and not (at and _may_be_subhead(lines[at - 1]))
        and len(lines[at + 1].text) > len(lines[at].text)
    )


def _may_be_subhead(line: Line) -> bool:
    text = line.text
    return len(text) <= _LONGEST_SUBHEAD and not _OPEN_END.search(text) and not _is_point(line)


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that hold text, those that were broken joined again."""
    width = _width(lines)
    pending: Line | None = None
    last = ""
    for line in lines:
        if pending and line.text and _goes_on(last, line, width) and not pending.markdown:
            pending = replace(pending, text=f"{pending.text} {line.text}")
        else:
            if pending and pending.text:
                yield pending
            pending = line
        last = line.text
    if pending and pending.text:
        yield pending


def _width(lines: Sequence[Line]) -> int:
    """To which the text was broken; 0 when it was not."""
    longest = max((len(line.text) for line in lines), default=0)
    return longest if _NARROWEST <= longest <= _WIDEST else 0


def _goes_on(above: str, line: Line, width: int) -> bool:
    """Whether a line goes on with the sentence above it: there was no room for its first word, or
    nearly none and no full stop, or a comma stands where the line ends."""
    if not above or line.markdown or line.level or _is_point(line):
        return False
    if above.endswith(("،", ",")):
        return True
    if not width:
        return False
    is_full = len(above) + 1 + len(line.text.split()[0]) > width
    return is_full or (not ends_sentence(above) and len(above) >= 0.7 * width)


# -- letters ---------------------------------------------------------------------------------------

_ENDS = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff \t\u00a0"
"""White space and signs of no width. Joiners and isolates belong to the words beside them."""
_BLANKS = re.compile(r"[ \t\u00a0]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ADDRESS = re.compile(r"(https?://\S+)")
_SIGNS = re.compile(r"([\\`*_\[\]])|(<|&(?=#?\w+;))|(\{(?=:))")
_OPENING = re.compile(r"^(?:(#+|>|!!!|~~~|:|[-+] |-(?=[\s-]*$))|(\d+)([.)]\s))")


def _clean(line: str) -> str:
    return _BLANKS.sub(" ", _CONTROLS.sub("", line)).strip(_ENDS)


def escaped(text: str) -> str:
    """A plain text as Markdown that reads the same: no sign in it means anything. Addresses stay as
    they are."""
    return escaped_opening(escaped_signs(text))


def escaped_signs(text: str) -> str:
    """The same for a piece of a line, wherever it stands."""
    pieces = _ADDRESS.split(text)
    pieces[::2] = [_SIGNS.sub(_escape, piece) for piece in pieces[::2]]
    return "".join(pieces)


def escaped_opening(markdown: str) -> str:
    """A line that begins no heading, list, quotation, box or fence."""
    return _OPENING.sub(_escape_opening, markdown)


def _escape(found: re.Match[str]) -> str:
    if found[2]:
        return "&lt;" if found[2] == "<" else "&amp;"
    return f"\\{found[0]}"


def _escape_opening(found: re.Match[str]) -> str:
    if found[2]:
        return f"{found[2]}\\{found[3]}"
    sign = found[1]
    return f"&#{ord(sign[0])};{sign[1:]}" if sign[0] in "~:" else f"\\{sign}"
