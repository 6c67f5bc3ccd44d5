"""Headings: levels 2 to 6, anchors from their words, and the text's first words as its excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.arabic import slugs
from generator.diagnostics import Fault, Severity
from generator.markup.body import Heading
from generator.markup.notes import Notes
from generator.markup.sanitise import safe_id
from generator.markup.tree import HEADINGS, plain_text

HEADING_TOP = Fault(
    code="W-HEADING-TOP",
    severity=Severity.WARNING,
    ar="عنوان من المستوى الأول داخل النص؛ عُرض من المستوى الثاني",
    en="a heading of level 1 inside the text; it is shown at level 2",
    hint_ar="ابدأ العناوين الفرعية بـ ##؛ المستوى الأول لعنوان المقال وحده",
    hint_en="begin subheads with ##; level 1 is the headline's alone",
)

_TOP = re.compile(r"^#(?!#)|^=+[ ]*$", re.MULTILINE)
_EXCERPT_LETTERS = 220


class HeadingExtension(Extension):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(HeadingProcessor(md, self.notes), "headings", -50)


class HeadingProcessor(Treeprocessor):
    def __init__(self, md: Markdown, notes: Notes) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        elements = list(root.iter())
        headings = [element for element in elements if element.tag in HEADINGS]
        self._demote(heading for heading in headings if heading.tag == "h1")
        words = [plain_text(heading, self.md) for heading in headings]
        taken = {element.get("id") for element in elements if element.tag not in HEADINGS}
        self._name(taken, headings, words)
        self.notes.headings = [
            Heading(int(heading.tag[1]), text, heading.get("id") or "")
            for heading, text in zip(headings, words, strict=True)
        ]
        self.notes.excerpt = self._excerpt(root)

    def _demote(self, headings: Iterable[Element]) -> None:
        places = None
        for heading in headings:
            heading.tag = "h2"
            places = places or _TOP.finditer(self.notes.source.masked)
            place = next(places, None)
            self.notes.report(HEADING_TOP, self.notes.source.span(place.start() if place else 0))

    def _name(self, taken: set[str | None], headings: list[Element], words: list[str]) -> None:
        """Every heading gets an id: the writer's, or its words; a repeat gets `-2`."""
        numbers: dict[str, int] = {}
        for heading, text in zip(headings, words, strict=True):
            stem = safe_id(heading.get("id") or "") or anchor_of(text)
            name, number = stem, numbers.get(stem, 1)
            while name in taken:
                number += 1
                name = f"{stem}-{number}"
            numbers[stem] = number
            taken.add(name)
            heading.set("id", name)

    def _excerpt(self, root: Element) -> str:
        """The first paragraph that has words, or nothing."""
        for element in root:
            if element.tag == "p" and (words := plain_text(element, self.md)):
                return shorten(words)
        return ""


def anchor_of(words: str) -> str:
    """An id that begins with a letter, as selectors in stylesheets want it (`2003-2024`)."""
    name = slugs.anchor(words)
    return name if name[0].isalpha() else f"h-{name}"


def shorten(words: str, limit: int = _EXCERPT_LETTERS) -> str:
    """Words cut after a whole word to at most `limit` letters, the `…` among them."""
    if len(words) <= limit:
        return words
    head = words[: limit - 1]
    if words[limit - 1] != " " and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(" ،؛:,.-–") + "…"
