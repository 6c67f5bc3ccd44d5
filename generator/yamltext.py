"""YAML as text with places: what was typed stays as typed, and every value knows its line.

A deliberate part of YAML 1.1: mappings, lists and scalars. Nothing is resolved, so `no`, `010`,
`12:30` and `1e3` stay text, and a schema decides later what they mean. Anchors, aliases, merge
keys, tags and a second document are refused: in front matter they are mistakes or attacks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, NoReturn, TypeAlias

import msgspec
import yaml
from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Exit, Fault, Span
from generator.plaintext import CONTROLS_AND_BREAKS, is_ordinary, place_in

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_DEPTH = 32
"""Deepest nesting of mappings and lists."""


class Scalar(msgspec.Struct, frozen=True):
    """A text. `inset` is how many columns stand between `span` and its first character: 0 when
    plain, 1 when quoted, None when it is not written as it reads (several lines, escapes)."""

    text: str
    span: Span
    inset: int | None = None

    def place(self, offset: int) -> Span:
        """Where the character at `offset` of the text stands, as nearly as it is known."""
        if self.inset is None:
            return self.span
        return Span(self.span.line, self.span.column + self.inset + offset)


class Sequence(msgspec.Struct, frozen=True):
    """A list. `flow` when it is written `[in brackets]`."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False


class Mapping(msgspec.Struct, frozen=True):
    """Keys and values in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node: TypeAlias = Scalar | Sequence | Mapping


class Dialect(msgspec.Struct, frozen=True):
    """How faults in one kind of file are coded: each by its own code, or all by `code`."""

    code: str = ""
    exit_code: Exit = Exit.CONTENT
    max_bytes: int = 64_000
    """Longest text, in bytes of UTF-8."""

    def of(self, fault: Fault) -> Fault:
        if not self.code:
            return fault
        return replace(fault, code=self.code, exit_code=self.exit_code)

    def recoded(self, diagnostic: Diagnostic) -> Diagnostic:
        """A diagnostic of a lower room, in this dialect."""
        if not self.code:
            return diagnostic
        return replace(diagnostic, code=self.code, exit_code=self.exit_code)


FRONT_MATTER = Dialect()

COLON = Fault(
    code="E-FM-YAML",
    ar="نقطتان «:» داخل قيمة غير محصورة بين علامتي اقتباس",
    en="a colon inside a value that is not in quotes",
    hint_ar='ضع القيمة كلها بين علامتي اقتباس مستقيمتين، مثل: العنوان: "العراق: ما بعد الانسحاب"',
    hint_en='put the whole value in straight quotes, like: title: "Iraq: after the withdrawal"',
)
SYNTAX = Fault(
    code="E-FM-YAML",
    ar="لا يُقرأ هذا السطر بصيغة YAML",
    en="this line is not readable as YAML ({problem})",
    hint_ar="اكتب كل سطر بصيغة «مفتاح: قيمة» من أول السطر، وضع القيمة بين علامتي اقتباس مستقيمتين"
    " إن حوت : أو # أو بدأت برمز",
    hint_en="write each line as `key: value` from the start of the line, and put the value in"
    " straight quotes if it holds : or # or begins with a symbol",
)
PART_OF_LINE_ABOVE = Fault(
    code="E-FM-YAML",
    ar="قُرئ هذا السطر تتمة لما فوقه",
    en="this line was read as part of the one above it",
    hint_ar="اكتب في السطر السابق مسافة بعد النقطتين، وابدأ هذا السطر من أول السطر بلا مسافات",
    hint_en="put a space after the colon in the line above, and begin this line without spaces",
)
INDENTED = Fault(
    code="E-FM-YAML",
    ar="بداية هذا السطر لا تحاذي ما فوقه",
    en="this line does not begin below the beginning of those above it",
    hint_ar="ابدأ كل مفتاح من أول السطر، وكل عنصر قائمة بمسافتين ثم - ثم مسافة",
    hint_en="begin each key at the margin, and each item of a list with two spaces, - and a space",
)
TAB = Fault(
    code="E-FM-YAML",
    ar="السطر يبدأ بعلامة جدولة (Tab)",
    en="the line begins with a tab",
    hint_ar="اجعل مكانها مسافتين",
    hint_en="put two spaces in its place",
)
BAD_START = Fault(
    code="E-FM-YAML",
    ar="قيمة تبدأ برمز له معنى عند YAML",
    en="a value that begins with a sign that means something to YAML",
    hint_ar='ضع القيمة كلها بين علامتي اقتباس مستقيمتين، مثل: العنوان: "@ في أول العنوان"',
    hint_en='put the whole value in straight quotes, like: title: "@ at the beginning"',
)
NO_COLON = Fault(
    code="E-FM-YAML",
    ar="سطر بلا نقطتين بعد المفتاح، أو بلا مسافة بعدهما",
    en="a line without a colon after its key, or without a space after the colon",
    hint_ar="اكتب نقطتين ثم مسافة بعد المفتاح، مثل: العنوان: نص العنوان",
    hint_en="write a colon and a space after the key, like: title: the headline",
)
NOT_CLOSED = Fault(
    code="E-FM-YAML",
    ar="علامة اقتباس أو قوس يُفتح هنا ولا يُغلق",
    en="a quote or bracket that opens here is never closed",
    hint_ar="أغلق ما فُتح، وإن كانت العلامة من نص القيمة فاكتبها ” أو »",
    hint_en="close it; where the sign belongs to the text, write it as ” or »",
)
AFTER_QUOTE = Fault(
    code="E-FM-YAML",
    ar="كلام بعد علامة الاقتباس أو القوس الذي يغلق القيمة",
    en="words after the quote or bracket that closes the value",
    hint_ar='اجعل القيمة كلها بين علامتين مستقيمتين "…"، واكتب ما في داخلها “هكذا” أو «هكذا»',
    hint_en='put the whole value in straight quotes "…", and write those inside it “so” or «so»',
)
NOT_A_MAPPING = Fault(
    code="E-FM-YAML",
    ar="المتوقع أسطر بصيغة «مفتاح: قيمة»، والموجود غير ذلك",
    en="expected lines of `key: value`, found something else",
    hint_ar="ابدأ كل سطر بمفتاح تليه نقطتان ومسافة، مثل: العنوان: نص العنوان",
    hint_en="begin each line with a key, a colon and a space, like: title: the headline",
)
DUPLICATE = Fault(
    code="E-FM-DUP",
    ar="المفتاح «{key}» مكتوب مرتين: في السطر {first} وفي السطر {second}",
    en="the key “{key}” is written twice: on line {first} and on line {second}",
    hint_ar="احذف أحد السطرين",
    hint_en="remove one of the two lines",
)
LIMIT = Fault(
    code="E-FM-LIMIT",
    ar="غير مقبول هنا: {thing_ar}",
    en="not accepted here: {thing_en}",
    hint_ar="اكتب القيم مباشرة نصوصاً وقوائم بسيطة",
    hint_en="write the values out as plain texts and simple lists",
)
HASHTAG = Fault(
    code="E-FM-HASH",
    ar="لا يُقرأ في هذا السطر ما بعد علامة #: {lost}",
    en="what follows the # on this line is not read: {lost}",
    hint_ar="اكتبه بلا #، أو ضع القيمة كلها بين علامتي اقتباس مستقيمتين، مثل:"
    ' العنوان: "عام على #الموازنة"؛ وإن كان ملاحظة لك فاكتب مسافة بعد #',
    hint_en="write it without #, or put the whole value in straight quotes, like:"
    ' title: "A year of #budget"; if it is a remark of yours, put a space after the #',
)
CONTROL = Fault(
    code="E-CTRL",
    ar="محرف تحكم لا يُرى ({name}) بين القيم",
    en="an invisible control character ({name}) among the values",
    hint_ar="احذفه: امسح ما حول هذا الموضع وأعد كتابته باليد",
    hint_en="delete it: erase around this place and type it again by hand",
)


def _meaning(problem: str, before: str, sign: str) -> Fault:
    """What a complaint of libyaml means to a writer. `before` is the line up to the place of which
    it complains, and `sign` the character there."""
    if problem.startswith("mapping values are not allowed"):
        return COLON if _COLON.search(before) else PART_OF_LINE_ABOVE
    if problem.startswith("did not find expected key"):
        return AFTER_QUOTE if before.rstrip().endswith(('"', "'", "]", "}")) else INDENTED
    if problem.startswith("found character that cannot start any token"):
        return TAB if sign == "\t" else BAD_START
    return next((fault for start, fault in _PROBLEMS if problem.startswith(start)), SYNTAX)


_COLON = re.compile(r":(?=\s)")
_PROBLEMS = (
    ("found a tab character", TAB),
    ("could not find expected ':'", NO_COLON),
    ("found unexpected end of stream", NOT_CLOSED),
    ("did not find expected ',' or", NOT_CLOSED),
)
_BEGUN = (NO_COLON, NOT_CLOSED)
"""Faults to be shown where the thing began that never ended."""


def parse(
    text: str, path: str, first_line: int = 1, dialect: Dialect = FRONT_MATTER
) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """The mapping that `text` holds, and its faults; None when it cannot be read at all.

    `first_line` is the line of the file on which the text begins, so that every span is a place in
    the file. An empty text is an empty mapping. Of a key written twice the first value stands.
    """
    parser = _Parser(path, first_line, dialect)
    try:
        return parser.document(text), tuple(parser.found)
    except _Refused as refusal:
        return None, (*parser.found, refusal.diagnostic)


_REMARKED = re.compile(r"^[ \t]*[^\s#].*[ \t]#.*$", re.MULTILINE)
_REMARK = re.compile(r"(?<=[ \t])#")


class _Refused(Exception):
    """Reading cannot go on."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Parser:
    """Builds nodes from the event stream of one text."""

    def __init__(self, path: str, first_line: int, dialect: Dialect) -> None:
        self.path = path
        self.first_line = first_line
        self.dialect = dialect
        self.found: list[Diagnostic] = []
        self.quoted: list[tuple[int, int]] = []
        """Where values stand in which a # is a sign like others, in order."""
        self.next_event: Callable[[], Any]

    def document(self, text: str) -> Mapping:
        text = self._printable(text)
        if len(text.encode()) > self.dialect.max_bytes:
            self._limit(self._top, f"نص فوق {self.dialect.max_bytes} بايت",
                        f"a text of more than {self.dialect.max_bytes} bytes")  # fmt: skip
        self.next_event = _Loader(text).get_event
        try:
            root = self._root()
        except yaml.YAMLError as error:
            raise _Refused(self._syntax(error, text.split("\n"))) from None
        if self.dialect is FRONT_MATTER and "#" in text:
            self.found += self._hashtags(text)
        return root

    def _hashtags(self, text: str) -> Iterator[Diagnostic]:
        """Words of a writer that YAML takes for a remark: `title: a year of #budget`."""
        for line in _REMARKED.finditer(text):
            places = (match.start() for match in _REMARK.finditer(text, *line.span()))
            at = next((place for place in places if not self._is_quoted(place)), None)
            if at is not None and text[at + 1 : at + 2].isalpha():
                span = place_in(text, at).below(self.first_line - 1)
                yield HASHTAG.at(self.path, span, lost=text[at : line.end()])

    def _is_quoted(self, place: int) -> bool:
        last = bisect_right(self.quoted, place, key=itemgetter(0)) - 1
        return last >= 0 and place < self.quoted[last][1]

    @property
    def _top(self) -> Span:
        return Span(self.first_line)

    def _printable(self, text: str) -> str:
        """The text with each control character reported and replaced, columns unmoved."""
        if is_ordinary(text) or not CONTROLS_AND_BREAKS.search(text):
            return text
        self.found += control_faults(text, self.path, self.first_line, self.dialect)
        return CONTROLS_AND_BREAKS.sub("\ufffd", text)

    def _root(self) -> Mapping:
        self.next_event()  # the start of the stream
        if isinstance(self.next_event(), yaml.StreamEndEvent):
            return Mapping((), self._top)
        node = self._node(self.next_event(), 1)
        self.next_event()  # the end of the document
        after = self.next_event()
        if not isinstance(after, yaml.StreamEndEvent):
            self._limit(self._span(after), "مستند ثانٍ بعد سطر ---", "a second document after ---")
        if isinstance(node, Scalar) and not node.text:
            return Mapping((), node.span)
        if not isinstance(node, Mapping):
            raise _Refused(self.dialect.of(NOT_A_MAPPING).at(self.path, node.span))
        return node

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            self._limit(self._span(event), "مرساة & أو إحالة *", "an anchor & or an alias *")
        if event.tag is not None:
            self._limit(self._span(event), "وسم النوع «!»", "a type tag (!)")
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > MAX_DEPTH:
            self._limit(
                self._span(event),
                f"تداخل أعمق من {MAX_DEPTH} مستوى",
                f"nesting deeper than {MAX_DEPTH} levels",
            )
        if kind is yaml.SequenceStartEvent:
            return Sequence(self._items(depth), self._span(event), bool(event.flow_style))
        return Mapping(self._entries(depth), self._span(event))

    def _items(self, depth: int) -> tuple[Node, ...]:
        items: list[Node] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return tuple(items)

    def _entries(self, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self._key(event, depth)
            value = self._node(self.next_event(), depth + 1)
            first, _ = entries.setdefault(key.text, (key, value))
            if first is not key:
                self.found.append(duplicate(key, first.span, self.path, self.dialect))
        return tuple(entries.values())

    def _key(self, event: Any, depth: int) -> Scalar:
        key = self._node(event, depth + 1)
        if not isinstance(key, Scalar):
            raise _Refused(self.dialect.of(NOT_A_MAPPING).at(self.path, key.span))
        if key.text == "<<":
            self._limit(key.span, "مفتاح الدمج <<", "the merge key <<")
        return key

    def _scalar(self, event: Any) -> Scalar:
        start, end, text = event.start_mark, event.end_mark, event.value
        line, column = start.line, start.column
        inset = None
        if event.style:
            self.quoted.append((start.index, end.index))
        if line == end.line:
            extra = end.column - column - len(text)
            inset = extra // 2 if extra in (0, 2) else None
        return Scalar(text, Span(line + self.first_line, column + 1), inset)

    def _span(self, event: Any) -> Span:
        mark = event.start_mark
        return Span(mark.line + self.first_line, mark.column + 1)

    def _limit(self, span: Span, thing_ar: str, thing_en: str) -> NoReturn:
        fault = self.dialect.of(LIMIT)
        raise _Refused(fault.at(self.path, span, thing_ar=thing_ar, thing_en=thing_en))

    def _syntax(self, error: yaml.YAMLError, lines: list[str]) -> Diagnostic:
        """The fault behind an error of the library, at the place that the writer must mend."""
        problem = getattr(error, "problem", None) or ""
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            return self.dialect.of(SYNTAX).at(self.path, self._top, problem=problem)
        line = lines[mark.line] if mark.line < len(lines) else ""
        fault = _meaning(problem, line[: mark.column], line[mark.column : mark.column + 1])
        if fault in _BEGUN:
            mark = getattr(error, "context_mark", None) or mark
        span = Span(mark.line + self.first_line, mark.column + 1)
        return self.dialect.of(fault).at(self.path, span, problem=problem)


def duplicate(key: Scalar, first: Span, path: str, dialect: Dialect) -> Diagnostic:
    """The fault of a key that already stood at `first`."""
    fault = dialect.of(DUPLICATE)
    return fault.at(path, key.span, key=key.text, first=first.line, second=key.span.line)


def control_faults(text: str, path: str, first_line: int, dialect: Dialect) -> list[Diagnostic]:
    """One fault for each control character of a text, at its own line and column."""
    return [
        dialect.of(CONTROL).at(
            path,
            place_in(text, match.start()).below(first_line - 1),
            name=f"U+{ord(match.group()):04X}",
        )
        for match in CONTROLS_AND_BREAKS.finditer(text)
    ]


# -- the other way -----------------------------------------------------------------------------

_PLAIN = re.compile(r"[^\W_][\w /.-]*[\w.]|\w")


def written(text: str) -> str:
    """One line of text as a scalar: bare where it can be read as nothing else."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """One line of text as a scalar in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
