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
from generator.yamltext import Node, Scalar

NO_ALT = Fault(
    code="E-ALT",
    ar="صورة بلا وصف لمن لا يراها",
    en="a picture without a description for those who cannot see it",
    hint_ar="{hint_ar}",
    hint_en="{hint_en}",
)

_BARE = re.compile(
    r"!\[[ \t]*\](?=[\[(])|<img\b(?![^<>]*\balt\s*=\s*(?:\"[^\"]*[^\s\"]|'[^']*[^\s']|[^\s\"'>]))"
)

_PATH = re.compile(r"!\[[ \t]*\]\((?P<path>[^\s()]+)\)")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    image = prose.fields.get("image")
    if image is not None and "alt" not in by_field(image, PICTURE_FIELDS):
        place = prose.lines[image.span.line - 1] + image.span.column - 1
        yield Slip(NO_ALT, place, place + 1, None, _in_header(image))
    if "![" in prose.text or "<img" in prose.text:
        for match in _BARE.finditer(Source(prose.text, prose.text).masked):
            yield Slip(NO_ALT, *match.span(), None, _in_text(prose.text, match.start()))


def _in_header(image: Node) -> dict[str, str]:
    src = image if isinstance(image, Scalar) else by_field(image, PICTURE_FIELDS).get("src")
    known = src.text if isinstance(src, Scalar) else ""
    return {
        "hint_ar": f"أضف الوصف: image: {{src: {known or 'المسار'}, alt: وصف الصورة}}",
        "hint_en": f"add it: image: {{src: {known or 'its path'}, alt: what it shows}}",
    }


def _in_text(markdown: str, start: int) -> dict[str, str]:
    link = _PATH.match(markdown, start)
    known = link["path"] if link else ""
    return {
        "hint_ar": f"اكتب الوصف بين المعقوفين: ![وصف الصورة]({known or 'مسارها'})",
        "hint_en": f"write it between the brackets: ![what it shows]({known or 'its path'})",
    }
