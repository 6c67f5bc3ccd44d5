"""Arabic typography and direction, block by block, across the inline elements of a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from generator.arabic import direction, typography
from generator.config import MarkupOptions
from generator.diagnostics import Fault, Severity
from generator.markup.notes import Notes
from generator.markup.tree import (
    BDI_CLOSE,
    BDI_OPEN,
    BLOCKS,
    HEADINGS,
    PLACEHOLDER,
    is_note_mark,
    stashed,
)

QUOTES_UNPAIRED = Fault(
    code="W-QUOTES",
    severity=Severity.WARNING,
    ar="علامة تنصيص بلا قرين في هذه الفقرة",
    en="a quotation mark in this paragraph has no partner",
    hint_ar="أغلق الاقتباس في الفقرة نفسها",
    hint_en="close the quotation in the same paragraph",
)

OBJECT = "\ufffc"
"""Stands in a block's text for what is not its text: code, an image, an address."""

_OPAQUE = frozenset({"code", "kbd", "samp", "var", "pre", "img"})
_RAW_OPAQUE = re.compile(r"<(/?)(code|kbd|samp|var|pre|bdi|bdo)\b", re.IGNORECASE)
_DIRECTED = HEADINGS | {"p", "li", "dd", "dt", "figcaption", "blockquote"}
_LATIN = re.compile("[A-Za-zÀ-ʯͰ-ԯḀ-ỿ]")


class Slot(NamedTuple):
    """One piece of text in the tree: an element's text, or the tail behind it. A piece that is
    not words (`is_words` False) is only context."""

    element: Element
    is_tail: bool
    is_words: bool = True

    def read(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def write(self, text: str) -> None:
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


class Piece(NamedTuple):
    """A part of a slot: its text, and what the rules of typography are shown in its stead."""

    slot: Slot
    text: str
    shown: str

    @property
    def is_words(self) -> bool:
        return self.shown is self.text


class Block(NamedTuple):
    """A block element and the text that belongs to it alone."""

    element: Element
    slots: list[Slot]


def blocks(root: Element) -> list[Block]:
    """Every block that has words of its own."""
    found: list[Block] = []
    _enter(root, found)
    return found


def _enter(element: Element, found: list[Block]) -> None:
    slots: list[Slot] = []
    if len(element):
        _gather(element, slots, found)
    elif element.text:
        slots.append(Slot(element, is_tail=False))
    for slot in slots:
        if slot.is_words and not slot.read().isspace():
            found.append(Block(element, slots))
            return


def _gather(element: Element, slots: list[Slot], found: list[Block]) -> None:
    """Add the text below an element to its block's; blocks inside it are blocks of their own."""
    if element.text:
        slots.append(Slot(element, is_tail=False))
    for child in element:
        if child.tag in BLOCKS:
            if child.tag != "pre":
                _enter(child, found)
            if not child.tail or child.tail.isspace():
                continue
        elif child.tag in _OPAQUE or "dir" in child.attrib:
            slots.append(Slot(child, is_tail=False, is_words=False))
        elif not is_note_mark(child):
            _gather(child, slots, found)
        if child.tail:
            slots.append(Slot(child, is_tail=True))


class TypographyExtension(Extension):
    def __init__(self, notes: Notes, options: MarkupOptions) -> None:
        super().__init__()
        self.notes = notes
        self.options = options

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        processor = TypographyProcessor(md, self.notes, self.options)
        md.treeprocessors.register(processor, "typography", -30)


class TypographyProcessor(Treeprocessor):
    def __init__(self, md: Markdown, notes: Notes, options: MarkupOptions) -> None:
        super().__init__(md)
        self.notes = notes
        self.options = options

    def run(self, root: Element) -> None:
        for block in blocks(root):
            self._set(block)

    def _set(self, block: Block) -> None:
        if len(block.slots) == 1 and STX not in (text := block.slots[0].read()):
            if runs := self._mended(block.element, text, (text,)):
                block.slots[0].write(_isolated(runs[0]))
            return
        pieces = tuple(self._pieces(block))
        shown = tuple([piece.shown for piece in pieces])
        if runs := self._mended(block.element, "".join(shown), shown):
            _write(pieces, runs)

    def _mended(self, element: Element, words: str, runs: tuple[str, ...]) -> tuple[str, ...]:
        """The runs of a block as they shall stand; nothing when it reads from the left."""
        self.notes.texts.append(words)
        if _LATIN.search(words) and direction.direction(words) == "ltr":
            if element.tag in _DIRECTED:
                element.attrib.setdefault("dir", "ltr")
            return ()
        if not self.options.typography:
            return runs
        if '"' in words:
            self._check_quotes(runs)
        return typography.typeset(runs, quotes=self.options.quotes)

    def _pieces(self, block: Block) -> Iterator[Piece]:
        """The block's text, parted at whatever is not words."""
        depth = 0
        for slot in block.slots:
            if not slot.is_words:
                yield Piece(slot, "", OBJECT)
                continue
            text = slot.read()
            parts = PLACEHOLDER.split(text) if STX in text else (text,)
            for part in parts:
                if part.startswith(STX):
                    raw = stashed(part, self.md)
                    depth += _change_of_depth(raw)
                    yield Piece(slot, part, "" if raw.startswith("<") else OBJECT)
                elif part:
                    yield Piece(slot, part, OBJECT if depth > 0 else part)

    def _check_quotes(self, runs: tuple[str, ...]) -> None:
        if not typography.unpaired_quotes(runs):
            return
        last = next(run for run in reversed(runs) if '"' in run)
        needle = last[last.rindex('"') :].split("\n")[0][:30]
        self.notes.report(QUOTES_UNPAIRED, self.notes.locate(needle))


def _change_of_depth(raw: str) -> int:
    """+1 for a tag that opens code or an isolate of the writer's own, -1 for its end."""
    match = _RAW_OPAQUE.match(raw)
    if not match:
        return 0
    return -1 if match.group(1) else 1


def _write(pieces: tuple[Piece, ...], runs: tuple[str, ...]) -> None:
    """Put the runs back, each isolate marked."""
    written = [
        _isolated(run) if piece.is_words else piece.text
        for piece, run in zip(pieces, runs, strict=True)
    ]
    start = 0
    for end, piece in enumerate(pieces, start=1):
        if end == len(pieces) or pieces[end].slot is not piece.slot:
            if piece.slot.is_words:
                piece.slot.write("".join(written[start:end]))
            start = end


def _isolated(text: str) -> str:
    pieces = direction.isolate(text)
    if len(pieces) == 1 and not pieces[0][1]:
        return text
    return "".join(
        f"{BDI_OPEN}{piece}{BDI_CLOSE}" if needs_bdi else piece for piece, needs_bdi in pieces
    )
