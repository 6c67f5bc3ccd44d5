"""Pictures without a description: nothing is there for readers that do not see them, or are on a
bad line (WCAG 2.2, 1.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.prose import Prose, by_field
from generator.check.style.slip import House, Slip
from generator.content.schema import PICTURE_FIELDS
from generator.diagnostics import Fault
from generator.markup.source import Source

NO_ALT = Fault(
    code="E-ALT",
    ar="صورة بلا وصف لمن لا يراها",
    en="a picture without a description for those who cannot see it",
    hint_ar="{hint_ar}",
    hint_en="{hint_en}",
)

_IN_TEXT = {
    "hint_ar": "اكتب الوصف بين المعقوفين: ![وصف الصورة](مسارها)",
    "hint_en": "write it between the brackets: ![what it shows](its path)",
}
_IN_HEADER = {
    "hint_ar": "أضف الوصف: image: {src: المسار, alt: وصف الصورة}",
    "hint_en": "add it: image: {src: its path, alt: what it shows}",
}
_BARE = re.compile(
    r"!\[[ \t]*\](?=[\[(])|<img\b(?![^<>]*\balt\s*=\s*(?:\"[^\"]*[^\s\"]|'[^']*[^\s']|[^\s\"'>]))"
)


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    image = prose.fields.get("image")
    if image is not None and "alt" not in by_field(image, PICTURE_FIELDS):
        place = prose.lines[image.span.line - 1] + image.span.column - 1
        yield Slip(NO_ALT, place, place + 1, None, _IN_HEADER)
    if "![" in prose.text or "<img" in prose.text:
        for match in _BARE.finditer(Source(prose.text, prose.text).masked):
            yield Slip(NO_ALT, *match.span(), None, _IN_TEXT)
