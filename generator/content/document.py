"""A content file: bytes to text, text to front matter and Markdown, front matter to a header.

Every function is pure, and every fault of a file comes out at once, placed in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from generator.config import SiteConfig
from generator.content.header import Header, PageHeader, Picture
from generator.content.schema import FIELDS, PAGE_FIELDS
from generator.diagnostics import Bilingual, Diagnostic, Fault, Severity, Span, has_errors
from generator.plaintext import CONTROLS, is_ordinary, place_in
from generator.plaintext import decode as decode
from generator.schema import Reading, Record, Table, read_record
from generator.yamltext import FRONT_MATTER, parse, written

NO_FRONT_MATTER = Fault(
    code="E-FM-OPEN",
    ar="لا ترويسة في أول الملف: السطر الأول ليس ---",
    en="no front matter: the first line is not ---",
    hint_ar="ابدأ الملف هكذا:",
    hint_en="begin the file like this:",
)
UNCLOSED = Fault(
    code="E-FM-OPEN",
    ar="الترويسة لا تنتهي: لا سطر --- ثانياً بعدها",
    en="the front matter never ends: there is no second --- line",
    hint_ar="أغلقها بسطر --- قبل النص:",
    hint_en="close it with a --- line before the text:",
)
BODY_CONTROLS = Fault(
    code="W-CTRL",
    severity=Severity.WARNING,
    ar="محارف تحكم لا تُرى في النص حُذفت عند النشر (عددها {count}، وأولها {name})",
    en="invisible control characters were left out of the text ({count} of them, first {name})",
    hint_ar="احذفها من الملف: امسح ما حول هذا الموضع وأعد كتابته باليد",
    hint_en="delete them from the file: erase around this place and type it again by hand",
)


class Document(msgspec.Struct, frozen=True):
    """An article as read. `text` is its Markdown, ending in one line end; `text_line` lines of the
    file stand above it. `spans` gives the place of each value that the writer gave, by key."""

    path: str
    header: Header
    spans: tuple[tuple[str, Span], ...]
    text: str
    text_line: int


class PageDocument(msgspec.Struct, frozen=True):
    """A static page as read; as `Document`."""

    path: str
    header: PageHeader
    spans: tuple[tuple[str, Span], ...]
    text: str
    text_line: int


class Salvage(msgspec.Struct, frozen=True):
    """What a file holds beside its faults, so that all else that is wrong with it is told at once.
    `text`, `text_line`: as in `Document`. `image`: the lead image as written, and its place."""

    text: str
    text_line: int
    image: tuple[str, Span] | None


class Parts(msgspec.Struct, frozen=True):
    """A content file taken apart. Each part comes with the number of lines above it."""

    front_matter: str
    front_matter_line: int
    text: str
    text_line: int


def read_article(
    path: str, data: bytes, config: SiteConfig
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The article in a file, or None when a fault in it is an error. `path` is relative to the
    project. The header depends on the time zone, categories, kinds and synonyms of `config`."""
    return _read(path, data, config, FIELDS, Header, Document)


def read_page(
    path: str, data: bytes, config: SiteConfig
) -> tuple[PageDocument | None, tuple[Diagnostic, ...]]:
    """The static page in a file, or None when a fault in it is an error."""
    return _read(path, data, config, PAGE_FIELDS, PageHeader, PageDocument)


def salvage(path: str, data: bytes, config: SiteConfig) -> Salvage | None:
    """What is left of a file in which a fault is an error; None when its text cannot be told from
    its front matter."""
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return None
    parts = split(text)
    if isinstance(parts, Fault):
        return None
    record, _ = _read_front_matter(path, parts, config, FIELDS)
    markdown, _ = _without_controls(path, parts)
    return Salvage(markdown, parts.text_line, _image(record) if record else None)


def _image(record: Record) -> tuple[str, Span] | None:
    image: Picture | None = record.values.get("image")
    return (image.src, dict(record.spans)["image"]) if image else None


def _read(
    path: str,
    data: bytes,
    config: SiteConfig,
    table: Table,
    header: Callable[..., Any],
    document: Callable[..., Any],
) -> tuple[Any, tuple[Diagnostic, ...]]:
    text = decode(path, data)
    if isinstance(text, Diagnostic):
        return None, (text,)
    parts = split(text)
    if isinstance(parts, Fault):
        return None, (_with_example(parts.at(path, Span(1)), table, config),)
    record, found = _read_front_matter(path, parts, config, table)
    markdown, warnings = _without_controls(path, parts)
    found = (*found, *warnings)
    if record is None or has_errors(found):
        return None, found
    head = header(**record.values)
    return document(path, head, record.spans, markdown, parts.text_line), found


def _with_example(fault: Diagnostic, table: Table, config: SiteConfig) -> Diagnostic:
    """The least front matter that such a file can have in this publication, to be copied."""
    examples = [
        (field, written(config.categories[0].name) if field.name == "category" else field.example)
        for field in table.fields
        if field.required
    ]
    arabic = [f"{field.twin}: {example}" for field, example in examples]
    english = [f"{field.name}: {example}" for field, example in examples]
    hint = Bilingual(
        "\n".join((fault.hint.ar, "---", *arabic, "---")),
        "\n".join((fault.hint.en, "---", *english, "---")),
    )
    return replace(fault, hint=hint)


def _read_front_matter(
    path: str, parts: Parts, config: SiteConfig, table: Table
) -> tuple[Record | None, tuple[Diagnostic, ...]]:
    mapping, faults = parse(parts.front_matter, path, parts.front_matter_line + 1)
    if mapping is None:
        return None, faults
    reading = Reading(path, FRONT_MATTER, config, list(faults))
    record = read_record(table, mapping, reading)
    return record, tuple(reading.found)


_INVISIBLE = "\ufeff\u200e\u200f\u061c"
_OPENING = re.compile(rf"[{_INVISIBLE} \t\n]*---[{_INVISIBLE} \t]*\n")
_CLOSING = re.compile(rf"^[{_INVISIBLE}]*---[{_INVISIBLE} \t]*$\n?", re.MULTILINE)


def split(text: str) -> Parts | Fault:
    """Front matter and Markdown; or why they cannot be told apart. Blank lines and direction marks
    may stand before the first `---`, where Arabic editors put them."""
    opening = _OPENING.match(text)
    if opening is None:
        return NO_FRONT_MATTER
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return UNCLOSED
    start, end = opening.end(), closing.end()
    above = text.count("\n", 0, start)
    inside = text.count("\n", start, end)
    markdown = text[end:].rstrip("\n")
    return Parts(
        front_matter=text[start : closing.start()],
        front_matter_line=above,
        text=markdown + "\n" if markdown else "",
        text_line=above + inside,
    )


def _without_controls(path: str, parts: Parts) -> tuple[str, tuple[Diagnostic, ...]]:
    """The Markdown without characters that XML or HTML forbid, and a warning at the first."""
    found = [] if is_ordinary(parts.text) else CONTROLS.findall(parts.text)
    if not found:
        return parts.text, ()
    place = place_in(parts.text, parts.text.index(found[0])).below(parts.text_line)
    name = f"U+{ord(found[0]):04X}"
    warning = BODY_CONTROLS.at(path, place, count=len(found), name=name)
    return CONTROLS.sub("", parts.text), (warning,)
