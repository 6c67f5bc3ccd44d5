"""Tables of fields: one declaration reads a mapping, checks it, explains it and documents it.

A `Table` lists what a mapping may hold: each `Field` has an English name, its Arabic twin, a
`Reader` and a sentence for people. `read_record` turns a mapping into values and reports every
fault in it; it never raises. Keys are compared by their folded letters, with `_` as a space, so
`أبرز_النقاط` and `ابرز النقاط` are one key. A key with nothing after it counts as not written.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec

from generator.arabic import digits, direction, letters
from generator.diagnostics import Diagnostic, Fault, Span
from generator.plaintext import CONTROLS_AND_BREAKS
from generator.yamltext import (
    CONTROL,
    Dialect,
    Mapping,
    Node,
    Scalar,
    Sequence,
    duplicate,
)

UNKNOWN_KEY = Fault(
    code="E-FM-KEY",
    ar="مفتاح غير معروف: «{key}»",
    en="unknown key: “{key}”",
    hint_ar="المفاتيح المعروفة: {known_ar}",
    hint_en="known keys: {known_en}",
)
UNKNOWN_KEY_NEAR = Fault(
    code="E-FM-KEY",
    ar="مفتاح غير معروف: «{key}»",
    en="unknown key: “{key}”",
    hint_ar="هل تقصد «{near}»؟ وما كان لاستعمالك الخاص فابدأه بـ x-",
    hint_en="did you mean “{near}”? A key for your own use begins with x-",
)
MISSING = Fault(
    code="E-FM-REQ",
    ar="ينقص المفتاح «{twin}» ({key})",
    en="the key “{key}” ({twin}) is missing",
    hint_ar="أضف سطراً: {twin}: {example}",
    hint_en="add a line: {key}: {example}",
)
EMPTY = Fault(
    code="E-FM-REQ",
    ar="المفتاح «{twin}» ({key}) بلا قيمة",
    en="the key “{key}” ({twin}) has no value",
    hint_ar="اكتب القيمة بعد النقطتين: {twin}: {example} (وما بعد # لا يُقرأ)",
    hint_en="write the value after the colon: {key}: {example} (what follows # is not read)",
)
WRONG_TYPE = Fault(
    code="E-FM-TYPE",
    ar="المتوقع هنا {wanted_ar}، والمكتوب {given_ar}",
    en="expected {wanted_en} here, found {given_en}",
    hint_ar="المطلوب هنا {wanted_ar}",
    hint_en="write {wanted_en}",
)
NOT_A_CHOICE = Fault(
    code="E-FM-TYPE",
    ar="«{value}» ليست قيمة معروفة هنا",
    en="“{value}” is not a known value here",
    hint_ar="اكتب واحدة من: {choices_ar}",
    hint_en="write one of: {choices_en}",
)
NOT_A_CHOICE_NEAR = Fault(
    code="E-FM-TYPE",
    ar="«{value}» ليست قيمة معروفة هنا",
    en="“{value}” is not a known value here",
    hint_ar="هل تقصد «{near}»؟ القيم المعروفة: {choices_ar}",
    hint_en="did you mean “{near}”? The known values: {choices_en}",
)
NOT_A_NUMBER = Fault(
    code="E-FM-TYPE",
    ar="المتوقع عدد صحيح من {least} إلى {most}، والمكتوب «{value}»",
    en="expected a whole number from {least} to {most}, found “{value}”",
    hint_ar="اكتب العدد بالأرقام، مثل {least}",
    hint_en="write the number in digits, like {least}",
)
NOT_A_URL = Fault(
    code="E-FM-URL",
    ar="رابط لا يُقبل: «{value}»",
    en="a link that is not accepted: “{value}”",
    hint_ar="اكتب رابطاً كاملاً يبدأ بـ https:// أو http:// بلا مسافات",
    hint_en="write a full address that begins with https:// or http://, without spaces",
)
BIDI = Fault(
    code="E-BIDI",
    ar="محرف اتجاه خفي ({name}) يقلب ترتيب النص أو لا يُغلق",
    en="a hidden direction character ({name}) that overrides the text or is never closed",
    hint_ar="احذفه: امسح القيمة وأعد كتابتها باليد بدل لصقها",
    hint_en="delete it: erase the value and type it by hand instead of pasting it",
)

C = TypeVar("C")


@dataclass(slots=True)
class Reading(Generic[C]):
    """One reading of one file: where its faults gather, and the context its readers need."""

    path: str
    dialect: Dialect
    context: C
    found: list[Diagnostic] = field(default_factory=list)

    def report(self, fault: Fault, span: Span, **values: object) -> None:
        self.found.append(self.dialect.of(fault).at(self.path, span, **values))


class Reader(msgspec.Struct, frozen=True, eq=False):
    """How a value is read. `read` gives None after reporting why; `shape` is the JSON Schema of
    what may be written."""

    read: Callable[[Any, Reading[Any]], Any]
    shape: Dictionary[str, object]


class Field(msgspec.Struct, frozen=True, eq=False):
    """One key of a mapping. `into` names the attribute that takes the value, if not `name`."""

    name: str
    twin: str
    reader: Reader
    ar: str
    en: str
    into: str = ""
    required: bool = False
    example: str = "…"

    @property
    def attribute(self) -> str:
        return self.into or self.name


class Table(msgspec.Struct, frozen=True, eq=False):
    """The fields of one kind of mapping, in the order in which documentation lists them."""

    fields: tuple[Field, ...]


class Record(msgspec.Struct, frozen=True):
    """What a mapping gave: values by attribute, and the place of each value by field name."""

    values: dict[str, Any]
    spans: tuple[tuple[str, Span], ...]


# -- mappings ----------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def fold_key(text: str) -> str:
    """The form by which keys, choices and names are compared."""
    return " ".join(letters.fold(text).replace("_", " ").split())


@functools.cache
def _by_key(table: Table) -> dict[str, Field]:
    pairs = ((fold_key(key), field) for field in table.fields for key in (field.name, field.twin))
    return {key: field for key, field in pairs if key}


def read_record(table: Table, node: Mapping, reading: Reading[Any]) -> Record:
    """The values of a mapping. Faults go to `reading`; what is wrong is left out of the values."""
    known = _by_key(table)
    values: dict[str, Any] = {}
    spans: list[tuple[str, Span]] = []
    given: dict[str, Scalar] = {}
    for key, value in node.entries:
        field = known.get(fold_key(key.text))
        if field is None:
            _report_unknown(key, table, reading)
        elif field.name in given:
            first = given[field.name].span
            reading.found.append(duplicate(key, first, reading.path, reading.dialect))
        else:
            given[field.name] = key
            if not _is_empty(value):
                spans.append((field.name, value.span))
                read = field.reader.read(value, reading)
                if read is not None:
                    values[field.attribute] = read
                if read == () and field.required:
                    _report_absence(EMPTY, field, key.span, reading)
            elif field.required:
                _report_absence(EMPTY, field, key.span, reading)
    for field in table.fields:
        if field.required and field.name not in given:
            _report_absence(MISSING, field, node.span, reading)
    return Record(values, tuple(spans))


def knows(table: Table, node: Mapping) -> bool:
    """Whether any key of a mapping is a field of the table."""
    return any(fold_key(key.text) in _by_key(table) for key, _ in node.entries)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return not node.text.strip(_MARKS)
    return not (node.items if isinstance(node, Sequence) else node.entries)


def _report_absence(fault: Fault, field: Field, span: Span, reading: Reading[Any]) -> None:
    reading.report(fault, span, key=field.name, twin=field.twin, example=field.example)


def _report_unknown(key: Scalar, table: Table, reading: Reading[Any]) -> None:
    if key.text.startswith("x-"):
        return
    names = [name for field in table.fields for name in (field.name, field.twin)]
    near = nearest(key.text, names)
    if near:
        reading.report(UNKNOWN_KEY_NEAR, key.span, key=key.text, near=near)
        return
    known_ar = "، ".join(field.twin or field.name for field in table.fields)
    known_en = ", ".join(field.name for field in table.fields)
    reading.report(UNKNOWN_KEY, key.span, key=key.text, known_ar=known_ar, known_en=known_en)


def nearest(word: str, names: Iterable[str]) -> str:
    """The name most like `word` in folded letters, or an empty text when none is like it."""
    by_fold = {fold_key(name): name for name in names if name}
    folded = fold_key(word)
    # One letter in three may be wrong in a short word; in a long one that is another word.
    cutoff = 0.6 if len(folded) <= 4 else 0.7
    close = difflib.get_close_matches(folded, by_fold, n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else ""


# -- texts -------------------------------------------------------------------------------------

_SPACES = re.compile(r"[ \t\n\r]+")
_UNUSUAL = re.compile(
    "[^ -~\u0600-\u061b\u061e-\u06ff\u00a0-\u00ff\u2010-\u2027\u2030-\u205e]|  |^ | $"
)
"""What calls for a closer look at a text; all else is Latin, Arabic or punctuation, well spaced."""
_EMBEDDING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = "\ufeff\u200e\u200f\u061c \t\n"


def read_text(node: Node, reading: Reading[Any]) -> str | None:
    """One line of text, in NFC, runs of white space as one space."""
    if not isinstance(node, Scalar):
        wrong_type(node, reading, "نص", "a text")
        return None
    text = node.text
    if _UNUSUAL.search(text):
        if not _is_clean(node, reading):
            return None
        text = _SPACES.sub(" ", text).strip(" ")
    return unicodedata.normalize("NFC", text)


def _is_clean(node: Scalar, reading: Reading[Any]) -> bool:
    """Whether a text holds no control characters and no treacherous direction characters."""
    control = CONTROLS_AND_BREAKS.search(node.text)
    if control:
        place = node.place(control.start())
        reading.report(CONTROL, place, name=f"U+{ord(control.group()):04X}")
    treacherous = _treacherous(node.text)
    if treacherous:
        place = node.place(treacherous.start())
        reading.report(BIDI, place, name=f"U+{ord(treacherous.group()):04X}")
    return not control and not treacherous


def _treacherous(text: str) -> re.Match[str] | None:
    """The first override, or the first embedding or isolate of a text that does not close all it
    opens (Unicode TR 36, §2.10). Marks and balanced isolates are honest tools of mixed text."""
    first = _EMBEDDING.search(text)
    if first is None:
        return None
    override = re.search("[\u202d\u202e]", text)
    return override or (None if direction.is_balanced(text) else first)


def read_name(node: Node, reading: Reading[Any]) -> str | None:
    """A text that names something: as `read_text`, without marks at its ends."""
    text = read_text(node, reading)
    if text is None:
        return None
    text = text.strip(_MARKS)
    if not text:
        wrong_type(node, reading, "اسم", "a name")
        return None
    return text


_GIVEN = {
    Scalar: ("نص", "a text"),
    Sequence: ("قائمة", "a list"),
    Mapping: ("مفاتيح وقيم", "keys and values"),
}


def wrong_type(node: Node, reading: Reading[Any], wanted_ar: str, wanted_en: str) -> None:
    """Report that the value is not what was wanted; both phrases follow "expected"."""
    given_ar, given_en = _GIVEN[type(node)]
    if _is_empty(node):
        given_ar, given_en = "فراغ", "nothing"
    elif isinstance(node, Scalar):
        given_ar, given_en = f"«{node.text}»", f"“{node.text}”"
    reading.report(
        WRONG_TYPE,
        node.span,
        wanted_ar=wanted_ar,
        wanted_en=wanted_en,
        given_ar=given_ar,
        given_en=given_en,
    )


SCALAR: Dictionary[str, object] = {"type": ["string", "number", "boolean"]}
"""The shape of a text: what YAML takes for a number or a truth value is one to us."""
TEXT = Reader(read_text, SCALAR)
NAME = Reader(read_name, {**SCALAR, "minLength": 1})

# -- words -------------------------------------------------------------------------------------


def choice(values: Dictionary[str, Any]) -> Reader:
    """One of some words, each with the value that it stands for. Words compare folded; several may
    stand for one value. Suggestions name a word in the writer's script."""

    @functools.cache
    def by_fold() -> dict[str, Any]:
        return {fold_key(word): meaning for word, meaning in values.items()}

    def read(node: Node, reading: Reading[Any]) -> Any:
        text = read_name(node, reading)
        if text is None:
            return None
        meaning = by_fold().get(fold_key(text))
        if meaning is None:
            report_choice(text, values, node.span, reading)
        return meaning

    truths = [truth for truth in (True, False) if str(truth).lower() in values]
    return Reader(read, {"enum": [*values, *truths]})


def report_choice(text: str, words: Iterable[str], span: Span, reading: Reading[Any]) -> None:
    """Report a word that is none of `words`, with the nearest of them."""
    known = list(words)
    near = nearest(text, known)
    reading.report(
        NOT_A_CHOICE_NEAR if near else NOT_A_CHOICE,
        span,
        value=text,
        near=near,
        choices_ar="، ".join(known),
        choices_en=", ".join(known),
    )


FLAG = choice({"نعم": True, "لا": False, "true": True, "false": False, "yes": True, "no": False})


def whole_number(least: int, most: int) -> Reader:
    """A whole number in any of the three digit sets."""

    def read(node: Node, reading: Reading[Any]) -> int | None:
        text = read_name(node, reading)
        if text is None:
            return None
        western = digits.to_western(text)
        if re.fullmatch("[0-9]{1,9}", western) and least <= int(western) <= most:
            return int(western)
        reading.report(NOT_A_NUMBER, node.span, value=text, least=least, most=most)
        return None

    digits_only = "^[0-9٠-٩۰-۹]+$"
    shape = {
        "type": ["integer", "string"],
        "minimum": least,
        "maximum": most,
        "pattern": digits_only,
    }
    return Reader(read, shape)


def read_url(node: Node, reading: Reading[Any]) -> str | None:
    """A full http or https address (RFC 3986), as typed."""
    text = read_name(node, reading)
    if text is None:
        return None
    if is_web_address(text):
        return text
    reading.report(NOT_A_URL, node.span, value=text)
    return None


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http(s) address with a host and without blanks, `\\` or a
    user name."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return web and "@" not in parts.netloc and not re.search(r'[\s\\<>"]', text)


URL = Reader(read_url, {"type": "string", "format": "uri", "pattern": "^https?://"})

# -- compounds ---------------------------------------------------------------------------------

_COMMAS = re.compile("[،,]")
_ARABIC_COMMA = re.compile("،")


def listing(item: Reader) -> Reader:
    """A list, as a tuple: a YAML list, one line split on `،` or `,`, or one mapping alone."""

    def read(node: Node, reading: Reading[Any]) -> tuple[Any, ...] | None:
        values = [item.read(part, reading) for part in items_of(node)]
        return None if None in values else tuple(values)

    shape = {"anyOf": [{"type": "array", "items": item.shape}, item.shape, SCALAR]}
    return Reader(read, shape)


def items_of(node: Node) -> Iterable[Node]:
    """The items that a list, or a text standing for a list, is made of."""
    if isinstance(node, Scalar):
        return split(node, _COMMAS)
    if isinstance(node, Mapping):
        return (node,)
    if not node.flow:
        return node.items
    return [part for item in node.items for part in _typed_in_brackets(item)]


def _typed_in_brackets(item: Node) -> Iterable[Node]:
    """`[سياسة، أمن]` is one item to YAML, which knows only the Latin comma; the writer meant
    two."""
    if isinstance(item, Scalar) and item.inset == 0 and "،" in item.text:
        return split(item, _ARABIC_COMMA)
    return (item,)


def split(node: Scalar, separator: re.Pattern[str]) -> list[Scalar]:
    """The parts of a text that are not blank, each with its own place."""
    parts: list[Scalar] = []
    start = 0
    for part in separator.split(node.text):
        words = part.strip(" \t\n")
        if words:
            place = node.place(start + part.index(words))
            parts.append(Scalar(words, place, None if node.inset is None else 0))
        start += len(part) + 1
    return parts


def record(kind: Callable[..., Any], table: Table, short: str = "") -> Reader:
    """A mapping read by a table into a frozen dataclass. With `short`, a plain text alone stands
    for a mapping that has only that key."""

    def read(node: Node, reading: Reading[Any]) -> Any:
        if short and isinstance(node, Scalar):
            node = Mapping(((Scalar(short, node.span), node),), node.span)
        if not isinstance(node, Mapping):
            names_ar = "، ".join(field.twin for field in table.fields)
            names_en = ", ".join(field.name for field in table.fields)
            wanted = f"مفاتيح وقيم ({names_ar})", f"keys and values ({names_en})"
            wrong_type(node, reading, *wanted)
            return None
        before = len(reading.found)
        values = read_record(table, node, reading).values
        return kind(**values) if len(reading.found) == before else None

    shape = json_schema(table)
    return Reader(read, {"anyOf": [shape, SCALAR]} if short else shape)


def json_schema(table: Table) -> dict[str, object]:
    """What a table accepts as JSON Schema (draft 7, which editors know), for those that complete
    and check. Keys in other spellings are accepted by `read_record` alone."""
    required = [
        {"anyOf": [{"required": [key]} for key in _keys_of(field)]}
        for field in table.fields
        if field.required
    ]
    return {
        "type": "object",
        "properties": {key: _property(field) for field in table.fields for key in _keys_of(field)},
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        **({"allOf": required} if required else {}),
    }


def _keys_of(field: Field) -> tuple[str, ...]:
    return (field.name, field.twin) if field.twin else (field.name,)


def _property(field: Field) -> dict[str, object]:
    """A key with nothing after it counts as not written, so nothing is no fault either."""
    shapes = [field.reader.shape] if field.required else [field.reader.shape, {"type": "null"}]
    return {"description": f"{field.ar} | {field.en}", "anyOf": shapes}
