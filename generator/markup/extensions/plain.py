"""Short cuts for plain text: the same HTML, with less looking for what cannot be there.

Most of an analysis is paragraphs of plain Arabic, and Python-Markdown tries every rule on each
(design: speed.md section 1). Both short cuts fall back to the stock behaviour for whatever they do
not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_NEEDLES = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "]",
    "link": "](",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "]",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
}
"""What every match of a stock inline pattern contains (of `em_strong`: one of the two signs).
Patterns not named here always run."""

_IN_NO_TEXT = "\0"
_REFERENCES = frozenset({"reference", "image_reference", "short_reference", "short_image_ref"})


class PlainExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.parser.blockprocessors.register(PlainParagraph(md.parser), "plain", 1000)
        md.treeprocessors.register(PlainInline(md), "inline", 20)


class PlainParagraph(BlockProcessor):
    """One line that begins with a letter can be nothing but a paragraph, outside of lists."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        return block[:1].isalpha() and "\n" not in block and not self.parser.state.isstate("list")

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = blocks.pop(0)


class PlainInline(InlineProcessor):
    """Runs only the patterns whose signs are in the text.

    Python-Markdown has no hook here, so its private method is overridden; were it renamed, this
    class would do nothing.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.needles: tuple[tuple[str, str], ...] = ()

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        self.needles = tuple(_needles(self.md))
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        # Patterns only take signs away, so what is missing now is missing for all of them.
        for index, (needle, other) in enumerate(self.needles):
            if index >= patternIndex and (needle in data or other in data):
                data = self._all(index, data)
        return data

    def _all(self, index: int, data: str) -> str:
        """Apply one pattern wherever it matches."""
        matched, start = True, 0
        while matched:
            data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                self.inlinePatterns[index], data, index, start
            )
        return data


def _needles(md: Markdown) -> Iterator[tuple[str, str]]:
    """For each pattern, in order, what it needs; what is in no text when it cannot match."""
    patterns = md.inlinePatterns
    names = {patterns.get_index_for_name(name): name for name in _NEEDLES if name in patterns}
    for index in range(len(patterns)):
        name = names.get(index, "")
        needle = _NEEDLES.get(name, "")
        if name in _REFERENCES and not md.references:
            yield _IN_NO_TEXT, _IN_NO_TEXT
        elif name == "em_strong":
            yield needle[0], needle[1]
        else:
            yield needle, needle
