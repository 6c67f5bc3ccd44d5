"""Arabic typography and direction, block by block, across the inline elements of a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from generator.arabic import direction, typography
from generator.arabic.punctuation import TAG
from generator.config import MarkupOptions
from generator.diagnostics import Fault, Severity
from generator.markup import slips
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
    """A block element and the text that belongs to it alone: as it is shown, TAG between two
    pieces, and where it is; no slots where it is the element's text and nothing else."""

    element: Element
    shown: str
    slots: tuple[Slot, ...] = ()


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
        blocks: list[Block] = []
        self._enter(root, blocks)
        self.notes.texts = [block.shown.replace(TAG, "") for block in blocks]
        if "**" in self.notes.source.text:
            slips.tell_stars(self.notes, [block.shown for block in blocks])
        # Most articles have nothing to mend, and one look at the whole of their text tells.
        is_settled = not self.options.typography or typography.is_settled(
            "\n".join([block.shown for block in blocks])
        )
        for block in blocks:
            if not (is_settled and direction.is_plain(block.shown)):
                self._set(block, is_settled)

    def _enter(self, element: Element, blocks: list[Block]) -> None:
        """Add every block below an element that has words of its own."""
        text = element.text
        if not len(element):
            if text and not text.isspace():
                slots: tuple[Slot, ...] = (Slot(element, False),) if STX in text else ()
                blocks.append(Block(element, self._show(slots) if slots else text, slots))
            return
        gathered: list[Slot] = []
        self._gather(element, gathered, blocks)
        for slot in gathered:
            if slot.is_words and not slot.read().isspace():
                slots = tuple(gathered)
                blocks.append(Block(element, self._show(slots), slots))
                return

    def _show(self, slots: tuple[Slot, ...]) -> str:
        texts = [slot.read() if slot.is_words else OBJECT for slot in slots]
        shown = TAG.join(texts)
        return TAG.join(_shown(self._pieces(slots))) if STX in shown else shown

    def _gather(self, element: Element, slots: list[Slot], blocks: list[Block]) -> None:
        """Add the text below an element to its block's; blocks in it are blocks of their own."""
        if element.text:
            slots.append(Slot(element, False))
        for child in element:
            tail = child.tail
            if child.tag in BLOCKS:
                if child.tag != "pre":
                    self._enter(child, blocks)
                if not tail or tail.isspace():
                    continue
            elif child.tag in _OPAQUE or "dir" in child.attrib:
                slots.append(Slot(child, False, False))
            elif not is_note_mark(child):
                self._gather(child, slots, blocks)
            if tail:
                slots.append(Slot(child, True))

    def _set(self, block: Block, is_settled: bool) -> None:
        pieces = tuple(self._pieces(block.slots))
        runs = _shown(pieces) if pieces else (block.shown,)
        words = "".join(runs)
        if _LATIN.search(words) and direction.direction(words) == "ltr":
            if block.element.tag in _DIRECTED:
                block.element.attrib.setdefault("dir", "ltr")
            return
        if not is_settled:
            runs = self._mended(words, runs)
        if pieces:
            _write(pieces, runs)
        else:
            block.element.text = _isolated(runs[0])

    def _mended(self, words: str, runs: tuple[str, ...]) -> tuple[str, ...]:
        if '"' in words:
            self._check_quotes(runs)
        return typography.typeset(runs, quotes=self.options.quotes)

    def _pieces(self, slots: tuple[Slot, ...]) -> Iterator[Piece]:
        """A block's text, parted at whatever is not words."""
        depth = 0
        for slot in slots:
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
        if not typography.unpaired_quotes(runs, self.options.quotes):
            return
        last = next(run for run in reversed(runs) if '"' in run)
        needle = last[last.rindex('"') :].split("\n")[0][:30]
        self.notes.report(QUOTES_UNPAIRED, self.notes.locate(needle))


def _shown(pieces: Iterable[Piece]) -> tuple[str, ...]:
    return tuple([piece.shown for piece in pieces])


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
