"""Footnotes: labels in Arabic, numbered as they are read, unused and missing ones reported."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension as StockFootnotes
from markdown.treeprocessors import Treeprocessor

from generator.arabic import slugs
from generator.diagnostics import Fault, Severity
from generator.markup.notes import Notes
from generator.schema import nearest

FOOTNOTE_MISSING = Fault(
    code="E-LINK-FOOTNOTE",
    ar="إحالة إلى هامش غير موجود: {label}",
    en="a reference to a footnote that does not exist: {label}",
    hint_ar="أضف في آخر النص سطراً يبدأ بـ [^{label}]: ثم نص الهامش",
    hint_en="add a line that begins with [^{label}]: and the text of the note",
)
FOOTNOTE_MISSING_NEAR = Fault(
    code="E-LINK-FOOTNOTE",
    ar="إحالة إلى هامش غير موجود: {label}",
    en="a reference to a footnote that does not exist: {label}",
    hint_ar="هل تقصد [^{near}]؟ وإلا فأضف في آخر النص سطراً يبدأ بـ [^{label}]: ثم نص الهامش",
    hint_en="did you mean [^{near}]? Otherwise add a line that begins with [^{label}]: and the "
    "text of the note",
)
FOOTNOTE_UNUSED = Fault(
    code="W-FOOTNOTE-UNUSED",
    severity=Severity.WARNING,
    ar="هامش لا يحيل إليه شيء في النص، فلم يُنشر: {label}",
    en="a footnote that nothing in the text refers to; it is not published: {label}",
    hint_ar="ضع [^{label}] في موضعه من النص، أو احذف الهامش",
    hint_en="put [^{label}] where it belongs in the text, or delete the note",
)

_BACK = "عودة إلى الموضع %d في النص"
# What stands before is looked at last: a search for a plain sign is ten times faster.
_MARK = re.compile(r"\[\^(?<![\\!]\[\^)([^\]\n]+)\](:?)")


class FootnoteExtension(StockFootnotes):
    """The stock extension with ids made from the labels, and numbers in reading order."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.ids: dict[str, str] = {}
        super().__init__(BACKLINK_TEXT="&#8617;&#65038;", BACKLINK_TITLE=_BACK, SEPARATOR="-")

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.treeprocessors.register(FootnoteOrder(md, self), "footnote-order", 14)

    def reset(self) -> None:
        super().reset()
        self.ids = {}

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802
        return super().makeFootnoteId(self._id(id))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return super().makeFootnoteRefId(self._id(id), found)

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """`fnref-x`, `fnref2-x` for the second; the stock method counts from one each time."""
        if not found:
            return reference
        number = self.found_refs[reference] = self.found_refs.get(reference, 0) + 1
        head, separator, rest = reference.partition(self.get_separator())
        return f"{head}{number}{separator}{rest}" if number > 1 else reference

    def _id(self, label: str) -> str:
        """The label as it may stand in an id, unlike that of any other label."""
        if label not in self.ids:
            stem = slugs.anchor(label)
            taken = self.ids.values()
            tries = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(self.ids) + 2))
            self.ids[label] = next(name for name in tries if name not in taken)
        return self.ids[label]


class FootnoteOrder(Treeprocessor):
    """Numbers notes in the order in which readers meet them; drops those they never meet."""

    def __init__(self, md: Markdown, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self.footnotes = footnotes

    def run(self, root: Element) -> None:
        self._report()
        if not self.footnotes.footnotes:
            return
        numbers = _number_references(root)
        for parent in root.iter():
            for section in parent:
                if section.tag == "div" and section.get("class") == "footnote":
                    _arrange(parent, section, numbers)
                    return

    def _report(self) -> None:
        """Report references without a note, and notes without a reference."""
        notes = self.footnotes.notes
        if "[^" not in notes.source.text:
            return
        unused: dict[str, int] = {}
        used: set[str] = set()
        for mark in _MARK.finditer(notes.source.masked):
            label = mark.group(1)
            if _defines(mark):
                unused.setdefault(label, mark.start())
                continue
            used.add(label)
            if label not in self.footnotes.footnotes:
                span = notes.source.span(mark.start())
                near = nearest(label, self.footnotes.footnotes)
                fault = FOOTNOTE_MISSING_NEAR if near else FOOTNOTE_MISSING
                notes.report(fault, span, label=label, near=near)
        for label, offset in unused.items():
            if label not in used and label in self.footnotes.footnotes:
                notes.report(FOOTNOTE_UNUSED, notes.source.span(offset), label=label)


def _defines(mark: re.Match[str]) -> bool:
    """Whether this stands at the start of its line, with a colon behind it."""
    line_start = mark.string.rfind("\n", 0, mark.start()) + 1
    return bool(mark.group(2)) and not mark.string[line_start : mark.start()].strip()


def _number_references(root: Element) -> dict[str, int]:
    """Number the references; note id -> number."""
    numbers: dict[str, int] = {}
    for link in root.iter("a"):
        if link.get("class") == "footnote-ref":
            number = numbers.setdefault(link.get("href", "")[1:], len(numbers) + 1)
            link.text = str(number)
            link.set("aria-label", f"الهامش {number}")
    return numbers


def _arrange(parent: Element, section: Element, numbers: dict[str, int]) -> None:
    listing = section.find("ol")
    used = [note for note in listing or () if note.get("id") in numbers]
    if listing is None or not used:
        parent.remove(section)
        return
    listing[:] = sorted(used, key=lambda note: numbers[note.get("id", "")])
    section.tag = "section"
    section.set("class", "footnotes")
    section.set("aria-label", "الهوامش")
    for note in listing:
        for link in note.iter("a"):
            if link.get("class") == "footnote-backref":
                title = _BACK % numbers[note.get("id", "")]
                link.set("title", title)
                link.set("aria-label", title)
