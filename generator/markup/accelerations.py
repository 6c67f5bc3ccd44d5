"""Python-Markdown at three times its speed, with the same HTML to the byte.

Most of an analysis is paragraphs of plain Arabic, and Python-Markdown asks each of them for
everything it knows. The classes here look first for the sign that a rule cannot do without, and
leave the work to the stock class that they are made from (design: speed.md section 1).

Only a processor whose class is exactly the stock one is replaced, and `convert` imports this module
only with a version of Python-Markdown that the laws were run against: with another one everything
is slower and nothing is wrong.
"""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown, blockprocessors, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import def_list, sane_lists
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteInlineProcessor
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import DelimiterProcessor, LinkInlineProcessor, Pattern
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString

from generator.markup.extensions.boxes import BoxBlocks
from generator.markup.extensions.tables import CaptionSplitter


def accelerate(md: Markdown) -> None:
    """Replace the slow parts of a finished instance; what is registered later stays as it is."""
    for pattern in cast("Iterable[Pattern]", md.inlinePatterns):
        pattern.compiled_re = REGEXES.get((type(pattern), pattern.pattern), pattern.compiled_re)
    processors: tuple[object, ...] = (
        *md.preprocessors,
        *md.parser.blockprocessors,
        *md.inlinePatterns,
        *md.treeprocessors,
        md.parser,
    )
    for processor in processors:
        if faster := FASTER.get(type(processor)):
            # It needs nothing that the constructor of the stock class did not prepare.
            processor.__class__ = faster
    # The stock method walks a list of sixty names, for each element several times.
    md.is_block_level = functools.lru_cache(256)(md.is_block_level)  # type: ignore[method-assign]


# -- before the blocks -----------------------------------------------------------------------------


class Whitespace(NormalizeWhitespace):
    """NormalizeWhitespace without a walk through the text for tabs and blank lines it lacks."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join((*lines, "", ""))
        if "\t" in text or "\r" in text or " \n" in text or STX in text or ETX in text:
            return super().run(lines)
        return text.split("\n")


class Fences(FencedBlockPreprocessor):
    """FencedBlockPreprocessor, only where three backticks or tildes stand."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if ("`" in text and "```" in text) or ("~" in text and "~~~" in text):
            return super().run(lines)
        return lines


class HtmlBlocks(HtmlBlockPreprocessor):
    """HtmlBlockPreprocessor, only where a tag or an entity may stand."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else lines


# -- blocks ----------------------------------------------------------------------------------------


class Tables(TableProcessor):
    """TableProcessor that splits a row without code and backslashes where its bars are."""

    def _split_row(self, row: str) -> list[str]:
        if "\\" in row or "`" in row:
            return super()._split_row(row)  # type: ignore[misc, no-any-return]
        if self.border:
            row = row.removeprefix("|").removesuffix("|")
        return row.split("|")


Condition = Callable[[str], bool]


def _always(block: str) -> bool:  # noqa: ARG001
    return True


def _starts_with(signs: str) -> Condition:
    """A line of the block may start with one of the signs, behind spaces."""
    starts = tuple(f"\n{sign}" for sign in f" {signs}")

    def condition(block: str) -> bool:
        return block[:1] in f" {signs}" or any(start in block for start in starts)

    return condition


def _is_numbered(block: str) -> bool:
    return block.lstrip(" ")[:1].isdecimal()


def _is_bulleted(block: str) -> bool:
    return block.lstrip(" ").startswith(("*", "+", "-"))


def _is_table(block: str) -> bool:
    return "|" in block and "\n" in block


def _is_underlined(block: str) -> bool:
    return "\n=" in block or "\n-" in block


def _is_box(block: str) -> bool:
    return block.startswith(" ") or "!!!" in block


CONDITIONS: dict[type[BlockProcessor], Condition] = {
    blockprocessors.EmptyBlockProcessor: _always,
    blockprocessors.ListIndentProcessor: _always,
    blockprocessors.CodeBlockProcessor: _always,
    blockprocessors.HashHeaderProcessor: lambda block: "#" in block,
    blockprocessors.SetextHeaderProcessor: _is_underlined,
    blockprocessors.HRProcessor: _starts_with("*-_"),
    blockprocessors.OListProcessor: _is_numbered,
    blockprocessors.UListProcessor: _is_bulleted,
    blockprocessors.BlockQuoteProcessor: lambda block: ">" in block,
    blockprocessors.ReferenceProcessor: lambda block: "]:" in block,
    ParagraphProcessor: _always,
    AbbrBlockprocessor: lambda block: "*[" in block,
    AdmonitionProcessor: _is_box,
    BoxBlocks: _is_box,
    CaptionSplitter: _is_table,
    FootnoteBlockProcessor: lambda block: "[^" in block,
    Tables: _is_table,
    def_list.DefListIndentProcessor: _always,
    def_list.DefListProcessor: _starts_with(":"),
    sane_lists.SaneOListProcessor: _is_numbered,
    sane_lists.SaneUListProcessor: _is_bulleted,
}
"""What a block must have before a processor would take it; the test of `_always` is cheap."""

_LINE = r"(?:[^\s\d#>\[*+=:!|_-]|\*\*?[^\s*\[|_-]|\d++(?!\.))"
_ONE_LINE, _LINES = re.compile(_LINE), re.compile(rf"(?:{_LINE}[^\n|]*(?:\n|\Z))+")


def _is_paragraph(block: str) -> bool:
    """Whether none of the above but ParagraphProcessor would take a block: they all look for signs
    at the start of a line, which are not those of emphasis nor a number without a full stop, or for
    a table."""
    if "\n" in block:
        return _LINES.fullmatch(block) is not None
    return _ONE_LINE.match(block) is not None


_HEADER = re.compile(r"(#{1,6})([^#\\\n]*)")
"""A block that HashHeaderProcessor would take, and none of those that are asked before it."""


class Blocks(BlockParser):
    """BlockParser that asks only the processors whose signs are in the block."""

    _asked: tuple[tuple[Condition, BlockProcessor], ...] = ()
    _paragraph: BlockProcessor | None = None
    _has_headers = False

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802
        self._prepare()
        return super().parseDocument(lines)

    def _prepare(self) -> None:
        processors = list(self.blockprocessors)
        self._asked = tuple([(CONDITIONS.get(type(each), _always), each) for each in processors])
        is_known = self.md.tab_length > 0 and all(type(each) in CONDITIONS for each in processors)
        is_last = type(processors[-1]) is ParagraphProcessor
        self._paragraph = processors[-1] if is_known and is_last else None
        self._has_headers = self._paragraph is not None and any(
            type(each) is blockprocessors.HashHeaderProcessor for each in processors
        )

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        if not self._asked:
            self._prepare()
        # The loop is in here as in the stock method: quotations look how deep the stack is.
        while blocks:
            if self._take_simple(parent, blocks):
                continue
            block = blocks[0]
            for condition, processor in self._asked:
                if (
                    condition(block)
                    and processor.test(parent, block)
                    and processor.run(parent, blocks) is not False
                ):
                    break

    def _take_simple(self, parent: Element, blocks: list[str]) -> bool:
        """Take the first block if it is plainly a paragraph or a heading, as most are."""
        block = blocks[0]
        if self._paragraph is not None and _is_paragraph(block):
            if self.state.isstate("list"):
                self._paragraph.run(parent, blocks)
            else:
                SubElement(parent, "p").text = blocks.pop(0)
            return True
        if self._has_headers and (header := _HEADER.fullmatch(block)):
            heading = SubElement(parent, f"h{len(header.group(1))}")
            heading.text = header.group(2).strip()
            del blocks[0]
            return True
        return False


# -- inline ----------------------------------------------------------------------------------------


class Emphasis(DelimiterProcessor):
    """DelimiterProcessor with a way round for words between stars that hold no other sign."""

    SIMPLE = re.compile(r"(?<!\*)(\*\*?)(?![\s*])([^*_]*[^\s*_])\1(?!\*)")

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        simple = self.SIMPLE.match(data, m.start())
        if simple is None or not self._is_stock():
            found: tuple[Element | None, int | None, int | None] = super().handleMatch(m, data)
            return found
        return self._element(simple), simple.start(), simple.end()

    def simple_elements(self, text: str) -> list[Element] | None:
        """What a text without other signs than stars holds, and behind each element what follows
        it; None when that is not simple."""
        elements: list[Element] = []
        start = text.find("*")
        while start >= 0:
            simple = self.SIMPLE.match(text, start)
            if simple is None or not self._is_stock():
                return None
            start = text.find("*", simple.end())
            elements.append(self._element(simple))
            elements[-1].tail = text[simple.end() : start if start >= 0 else None] or None
        return elements

    def _element(self, simple: re.Match[str]) -> Element:
        strong, em = self.delimiters["*"].tags
        element = Element(strong if len(simple.group(1)) == 2 else em)
        element.text = simple.group(2)
        return element

    def _is_stock(self) -> bool:
        """Whether no other rule than the stock ones is there, and no match waits for its end."""
        if self.pattern != r"\*|_" or self.regions:
            return False
        stars, lines = self.delimiters.values()
        return stars.tag_count == 2 and not (stars.smart or stars.stack or lines.stack)


class Links(LinkInlineProcessor):
    """LinkInlineProcessor that reads an address without quotes and brackets in one step; the stock
    class goes from sign to sign."""

    SIMPLE = re.compile(rf"\[([^\[\]]*)\]\(([^\s()<'\"{STX}]*)\)")

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        simple = self.SIMPLE.match(data, m.start())
        if simple is None:
            return super().handleMatch(m, data)
        element = Element("a")
        element.text = simple.group(1)
        element.set("href", simple.group(2))
        return element, simple.start(), simple.end()


NEEDLES: dict[tuple[type[Pattern], str], tuple[str, ...]] = {
    (inlinepatterns.BacktickInlineProcessor, inlinepatterns.BACKTICK_RE): ("`",),
    (inlinepatterns.EscapeInlineProcessor, inlinepatterns.ESCAPE_RE): ("\\",),
    (FootnoteInlineProcessor, r"\[\^([^\]]*)\]"): ("[^",),
    (inlinepatterns.ReferenceInlineProcessor, inlinepatterns.REFERENCE_RE): ("]",),
    (Links, inlinepatterns.LINK_RE): ("](",),
    (inlinepatterns.ImageInlineProcessor, inlinepatterns.IMAGE_LINK_RE): ("![",),
    (inlinepatterns.ImageReferenceInlineProcessor, inlinepatterns.IMAGE_REFERENCE_RE): ("![",),
    (inlinepatterns.ShortReferenceInlineProcessor, inlinepatterns.REFERENCE_RE): ("]",),
    (inlinepatterns.ShortImageReferenceInlineProcessor, inlinepatterns.IMAGE_REFERENCE_RE): ("![",),
    (inlinepatterns.AutolinkInlineProcessor, inlinepatterns.AUTOLINK_RE): ("<",),
    (inlinepatterns.AutomailInlineProcessor, inlinepatterns.AUTOMAIL_RE): ("<",),
    (inlinepatterns.SubstituteTagInlineProcessor, inlinepatterns.LINE_BREAK_RE): ("  \n",),
    (inlinepatterns.HtmlInlineProcessor, inlinepatterns.HTML_RE): ("<",),
    (inlinepatterns.HtmlInlineProcessor, inlinepatterns.ENTITY_RE): ("&",),
    (Emphasis, r"\*|_"): ("*", "_"),
}
"""Class and regular expression of a stock pattern -> what every match contains (of emphasis: one of
the two signs). A pattern that is not named here always runs."""


def _sign(needle: str) -> str:
    """The one sign of a needle by which it is missed in most texts."""
    return needle.lstrip(" ")[:1]


_SIGNS = tuple({_sign(needle): None for needles in NEEDLES.values() for needle in needles})

Asked = tuple[int, str, str, Pattern]
"""A pattern behind its place among all and what every match contains, one or the other; "" is in
every text."""

_REFERENCES: frozenset[type[Pattern]] = frozenset({
    inlinepatterns.ReferenceInlineProcessor,
    inlinepatterns.ShortReferenceInlineProcessor,
    inlinepatterns.ImageReferenceInlineProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor,
})  # fmt: skip

REGEXES: dict[tuple[type[Pattern], str], re.Pattern[str]] = {
    (each, inlinepatterns.LINK_RE): re.compile(r"\[(?<!!\[)", re.DOTALL)
    for each in (
        LinkInlineProcessor,
        inlinepatterns.ReferenceInlineProcessor,
        inlinepatterns.ShortReferenceInlineProcessor,
    )
}
"""The same matches: a search for a plain sign is ten times faster than one that looks back."""


class Inline(InlineProcessor):
    """InlineProcessor that runs only the patterns whose signs are in the text.

    There is no hook for this: `run` is the stock method with a way round for plain text, and
    `__handleInline` the stock method with the filter. Patterns put placeholders for what they take,
    so a sign that a text lacks before the first pattern it lacks for all of them.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        self._prepare()
        self.stashed_nodes = {}
        stack = deque([(tree, [*(ancestors or ()), tree.tag.lower()])])
        while stack:
            element, self.ancestors = stack.popleft()
            if element is not tree:
                self.ancestors.append(element.tag.lower())
            queue = []
            for child in element:
                if (text := child.text) and not self._is_plain(text):
                    found = self._of_text(child, text)
                    stack += found
                    queue.append((child, found))
                if (tail := child.tail) and not self._is_plain(tail):
                    self._set_tail(element, child, tail)
                if len(child):
                    stack.append((child, self.ancestors[:]))
            for child, found in queue:
                for index, (inserted, _) in enumerate(found):
                    child.insert(index, inserted)
        return tree

    def _prepare(self) -> None:
        """Learn the patterns, unless they are those of the article before."""
        patterns = list(cast("Iterable[Pattern]", self.inlinePatterns))
        state = (bool(self.md.references), patterns, [pattern.pattern for pattern in patterns])
        if state == getattr(self, "_state", None):
            return
        self._state = state
        self._asked: dict[tuple[str, ...], list[Asked]] = {}
        self._patterns: list[Asked] = []
        self._are_known = True
        for index, pattern in enumerate(patterns):
            needles = NEEDLES.get((type(pattern), pattern.pattern))
            self._are_known = self._are_known and needles is not None
            # Without a definition in the text, references cannot match.
            if self.md.references or type(pattern) not in _REFERENCES:
                first, *_, last = (needles or ("",)) * 2
                self._patterns.append((index, first, last, pattern))

    def _asked_by(self, text: str) -> list[Asked]:
        """The patterns whose signs are in the text."""
        signs = tuple([sign for sign in _SIGNS if sign in text])
        if signs not in self._asked:
            self._asked[signs] = [
                each
                for each in self._patterns
                if not each[1] or _sign(each[1]) in signs or _sign(each[2]) in signs
            ]
        return self._asked[signs]

    def _is_plain(self, text: str) -> bool:
        """Whether no pattern, and no placeholder, can be in the text."""
        return self._are_known and not (
            "[" in text
            or "]" in text
            or "*" in text
            or "_" in text
            or "`" in text
            or "\\" in text
            or "<" in text
            or "&" in text
            or STX in text
            or "  \n" in text
        )

    def _of_text(self, child: Element, text: str) -> list[tuple[Element, list[str]]]:
        """The elements in an element's text, which keeps what stands before the first."""
        if isinstance(text, AtomicString):
            return []
        if (elements := self._emphases(text)) is not None:
            child.text = text[: text.find("*")] or None
            return [(element, []) for element in elements]
        self.ancestors.append(child.tag.lower())
        child.text = None
        found: list[tuple[Element, list[str]]] = self._InlineProcessor__processPlaceholders(  # type: ignore[attr-defined]
            self._InlineProcessor__handleInline(text), child
        )
        self.ancestors.pop()
        return found

    def _emphases(self, text: str) -> list[Element] | None:
        """The elements in a text that has simple emphasis and nothing else; None in any other."""
        asked = self._asked_by(text)
        if len(asked) != 1 or STX in text or "_" in text or "*" not in text:
            return None
        emphasis = asked[0][3]
        return emphasis.simple_elements(text) if isinstance(emphasis, Emphasis) else None

    def _set_tail(self, element: Element, child: Element, tail: str) -> None:
        """Put the elements in a child's tail behind it."""
        holder = Element("d")
        data = self._InlineProcessor__handleInline(tail)
        child.tail = None
        found = self._InlineProcessor__processPlaceholders(data, holder, False)  # type: ignore[attr-defined]
        if holder.tail:
            child.tail = holder.tail
        position = list(element).index(child) + 1
        for inserted, _ in reversed(found):
            element.insert(position, inserted)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or self._is_plain(data):
            return data
        for index, needle, other, pattern in self._asked_by(data):
            matched, start = index >= patternIndex, 0
            while matched and (data.find(needle, start) >= 0 or data.find(other, start) >= 0):
                data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    pattern, data, index, start
                )
        return data


# -- the tree --------------------------------------------------------------------------------------


class AttrList(AttrListTreeprocessor):
    """AttrListTreeprocessor, only where a brace is in the text."""

    def run(self, doc: Element) -> None:
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class Unescape(UnescapeTreeprocessor):
    """UnescapeTreeprocessor that looks for the sign of an escape before it searches for one."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if (text := element.text) and STX in text and element.tag != "code":
                element.text = self.unescape(text)
            if (tail := element.tail) and STX in tail:
                element.tail = self.unescape(tail)
            for key, value in element.items():
                # A valueless attribute has no escape to resolve.
                if STX in (value or ""):
                    element.set(key, self.unescape(value))


FASTER: dict[type, type] = {
    NormalizeWhitespace: Whitespace,
    FencedBlockPreprocessor: Fences,
    HtmlBlockPreprocessor: HtmlBlocks,
    BlockParser: Blocks,
    TableProcessor: Tables,
    DelimiterProcessor: Emphasis,
    LinkInlineProcessor: Links,
    InlineProcessor: Inline,
    AttrListTreeprocessor: AttrList,
    UnescapeTreeprocessor: Unescape,
}
