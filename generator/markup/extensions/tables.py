"""Tables: columns aligned by the reading direction, a caption, a frame that scrolls by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor

from generator.markup.tree import HEADINGS, add_class, plain_text, replace_child

_CAPTION = re.compile(r"\s*(?:جدول|الجدول|[Tt]able)(?P<number>\s*\d+)?\s*:\s*(?=\S)")
_CAPTION_ON_TABLE = re.compile(rf"{_CAPTION.pattern}[^\n|]*\n(?=[^\n]*\|[^\n]*\n[ |:-]*-)")
_SIDES = {"left": "align-start", "right": "align-end", "center": "align-center"}


class TablesExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        TableExtension(use_align_attribute=True).extendMarkdown(md)
        md.parser.blockprocessors.register(CaptionSplitter(md.parser), "table-caption", 76)
        md.treeprocessors.register(TableProcessor(md), "tables", -40)


class CaptionSplitter(BlockProcessor):
    """Parts a caption from the table that follows it without an empty line."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        return _CAPTION_ON_TABLE.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:  # noqa: ARG002
        caption, table = blocks.pop(0).split("\n", 1)
        blocks[:0] = [caption, table]


class TableProcessor(Treeprocessor):
    def run(self, root: Element) -> None:
        if next(root.iter("table"), None) is None:
            return
        used: Counter[str] = Counter()
        for parent, previous, table, heading in list(_tables(root)):
            caption = self._take_caption(parent, previous, table)
            _align(table)
            label = (
                caption or (plain_text(heading, self.md) if heading is not None else "") or "جدول"
            )
            used[label] += 1
            suffix = f" ({used[label]})" if used[label] > 1 else ""
            _frame(parent, table, label + suffix)

    def _take_caption(self, parent: Element, previous: Element | None, table: Element) -> str:
        """Make the caption paragraph before a table its caption; its words, or ""."""
        if previous is None or previous.tag != "p":
            return ""
        match = _CAPTION.match(previous.text or "")
        if not match:
            return ""
        if not match["number"]:
            previous.text = (previous.text or "")[match.end() :]
        parent.remove(previous)
        previous.tag, previous.tail = "caption", "\n"
        table.insert(0, previous)
        return plain_text(previous, self.md)


def _tables(
    root: Element,
) -> Iterator[tuple[Element, Element | None, Element, Element | None]]:
    """Each table with its parent, the element before it and the heading above it."""
    heading = None
    for parent in root.iter():
        previous = None
        for child in parent:
            if child.tag in HEADINGS:
                heading = child
            if child.tag == "table":
                yield parent, previous, child, heading
            previous = child


def _align(table: Element) -> None:
    """Column heads get their scope; left in the source is the start, right the end."""
    for cell in table.iter():
        if cell.tag not in ("td", "th"):
            continue
        if side := _SIDES.get(cell.attrib.pop("align", "") or ""):
            add_class(cell, side)
        if cell.tag == "th":
            if not len(cell) and not (cell.text or "").strip():
                cell.tag = "td"
            else:
                cell.set("scope", "col")


def _frame(parent: Element, table: Element, label: str) -> None:
    """A section with a name is a region: keys can scroll it, and readers hear what it holds."""
    frame = Element("section", {"class": "table-scroll", "tabindex": "0", "aria-label": label})
    frame.text = "\n"
    replace_child(parent, table, frame)
    table.tail = "\n"
    frame.append(table)
