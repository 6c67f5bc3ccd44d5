"""Boxes beside the text: `!!! ملاحظة "عنوان"` and the indented text below it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.treeprocessors import Treeprocessor

from generator.diagnostics import Fault, Severity
from generator.markup.notes import Notes

BOX_UNKNOWN = Fault(
    code="W-BOX",
    severity=Severity.WARNING,
    ar="نوع صندوق غير معروف: {kind}؛ عُرض ملاحظةً",
    en="unknown kind of box: {kind}; it is shown as a note",
    hint_ar="الأنواع: ملاحظة، تنبيه، تعريف، خلاصة، اقتباس",
    hint_en="the kinds are: note, warning, definition, summary, quote",
)

NOTE, PULL_QUOTE = "box-note", "pull-quote"
_KINDS = {
    "ملاحظة": NOTE,
    "note": NOTE,
    "تنبيه": "box-warning",
    "warning": "box-warning",
    "تعريف": "box-definition",
    "definition": "box-definition",
    "خلاصة": "box-summary",
    "summary": "box-summary",
    "اقتباس": PULL_QUOTE,
    "quote": PULL_QUOTE,
    "pull-quote": PULL_QUOTE,
}
_TITLES = {
    NOTE: "ملاحظة",
    "box-warning": "تنبيه",
    "box-definition": "تعريف",
    "box-summary": "خلاصة",
    PULL_QUOTE: None,
}


class BoxExtension(Extension):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(BoxBlocks(md, self.notes), "boxes", 105)
        md.treeprocessors.register(BoxTree(md), "boxes", -15)


class BoxBlocks(AdmonitionProcessor):
    """Finds boxes among blocks. They are `div class="box …"` until the tree is whole."""

    CLASSNAME = "box"
    CLASSNAME_TITLE = "box-title"

    def __init__(self, md: Markdown, notes: Notes) -> None:
        super().__init__(md.parser)
        self.notes = notes

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind = " ".join(match.group(1).lower().split())
        css_class = _KINDS.get(kind)
        if css_class is None:
            self.notes.report(BOX_UNKNOWN, self.notes.locate(match.group(1)), kind=match.group(1))
            css_class = NOTE
        title = match.group(2)
        return css_class, _TITLES[css_class] if title is None else title or None


class BoxTree(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter("div"):
            classes = element.get("class", "").split()
            if classes[:1] != ["box"]:
                continue
            element.tag = "aside"
            element.set("role", "note")
            if PULL_QUOTE in classes:
                _make_pull_quote(element, classes)


def _make_pull_quote(element: Element, classes: list[str]) -> None:
    """The title of a pull quote is who said it, and stands below."""
    element.set("class", " ".join(name for name in classes if name != "box"))
    first = element[0] if len(element) else None
    if first is not None and first.get("class") == BoxBlocks.CLASSNAME_TITLE:
        element.remove(first)
        said_by = SubElement(element, "p", {"class": "pull-quote-source"})
        said_by.text, said_by.tail = first.text, "\n"
        said_by.extend(first)
