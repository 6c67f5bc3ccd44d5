"""The HTML tags that a writer put into the Markdown: what will not survive, and where they lead.

Only for telling the writer; what survives is decided by `sanitise` alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from generator.diagnostics import Fault, Severity
from generator.markup import sanitise
from generator.markup.addresses import (
    IMAGE_REMOTE,
    IMAGE_SCHEMES,
    LINK_SCHEMES,
    SCHEME_REFUSED,
    Place,
    judge,
)
from generator.markup.notes import Notes

HTML_REMOVED = Fault(
    code="W-HTML",
    severity=Severity.WARNING,
    ar="حُذف {what}: لا يُسمح به في المقالات",
    en="{what} is not allowed in articles and was removed",
    hint_ar="اكتب ما تريده بصياغة Markdown (انظر content/README.md)؛ ولعرض الوسم نصاً ضعه بين `…`",
    hint_en="write it in Markdown (see content/README.md); to show the tag as text, put it in `…`",
)

_TAG = re.compile(r"<(?<!\\<)([a-zA-Z][^\s/<>]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_NOT_A_TAG = re.compile(r"(?:https?|ftp|mailto):|[^@]*@")


def inspect(notes: Notes) -> None:
    """Note what the writer's own tags lose, and the links and images among them."""
    if "<" not in notes.source.text:
        return
    for match in _TAG.finditer(notes.source.masked):
        name = match.group(1).lower()
        if _NOT_A_TAG.match(name):
            continue
        span = notes.source.span(match.start())
        if name not in sanitise.TAGS:
            notes.report(HTML_REMOVED, span, what=f"<{name}>")
            continue
        for attribute, value in _attributes(match.group(2)):
            offset = match.start(2)
            _inspect_attribute(notes, offset, name, attribute, value)


def _attributes(written: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in _ATTRIBUTE.finditer(written):
        yield match, html.unescape((match.group(2) or "").strip("\"'"))


def _inspect_attribute(
    notes: Notes, offset: int, tag: str, match: re.Match[str], value: str
) -> None:
    name = match.group(1).lower()
    span = notes.source.span(offset + match.start())
    if not sanitise.allowed(tag, name, value):
        notes.report(HTML_REMOVED, span, what=f"<{tag} {name}>")
    elif name in ("href", "src") and match.group(2):
        quote = match.group(2)[0] in "\"'"
        _note_address(notes, offset + match.start(2) + quote, value, is_image=name == "src")


def _note_address(notes: Notes, offset: int, value: str, *, is_image: bool) -> None:
    """List a link or image of the writer's own HTML."""
    span = notes.source.span(offset)
    address = judge(value, IMAGE_SCHEMES if is_image else LINK_SCHEMES)
    if address.place is Place.REFUSED:
        notes.report(SCHEME_REFUSED, span, address=value)
    elif address.place is Place.OUTSIDE and is_image:
        notes.report(IMAGE_REMOTE, span, address=value)
    elif address.place in (Place.FILE, Place.HERE):
        (notes.images if is_image else notes.links).append(address.reference(span))
