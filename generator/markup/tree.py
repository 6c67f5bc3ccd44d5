"""The element tree of Python-Markdown, after its own treeprocessors: reading it and changing it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, STX

BDI_OPEN = f"{STX}bdi{ETX}"
BDI_CLOSE = f"{STX}/bdi{ETX}"
"""Stand for `<bdi>` and `</bdi>` in text until the tree is written out."""

PLACEHOLDER = re.compile(f"({STX}[^{ETX}]*{ETX})")
"""What stands in text for a tag, an entity or `&` that is written out last; in one group."""

_STASHED = re.compile(f"{STX}wzxhzdk:([0-9]+){ETX}")
_ENTITY = re.compile(r"&[^\s;]+;")
_OUTSIDE_TEXT = frozenset({"footnote-ref", "footnote-backref"})

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "hr",
    "li", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


def is_note_mark(element: Element) -> bool:
    """Whether this is the number of a footnote or the way back from it: not part of the text."""
    return element.tag == "a" and element.get("class") in _OUTSIDE_TEXT


def plain_text(element: Element, md: Markdown) -> str:
    """The words of an element, without footnote marks, spaces made one."""
    written = "".join(_texts(element)) if len(element) else element.text or ""
    if STX in written:
        written = _STASHED.sub(lambda match: _entity(md, int(match.group(1))), written)
        written = PLACEHOLDER.sub("", written.replace(AMP_SUBSTITUTE, "&"))
    return " ".join(written.split())


def _texts(element: Element) -> Iterator[str]:
    if is_note_mark(element):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def stashed(placeholder: str, md: Markdown) -> str:
    """The raw HTML that a placeholder stands for; "" when it stands for something else."""
    match = _STASHED.fullmatch(placeholder)
    if not match:
        return ""
    raw = md.htmlStash.rawHtmlBlocks[int(match.group(1))]
    return raw if isinstance(raw, str) else ""


def _entity(md: Markdown, index: int) -> str:
    raw = md.htmlStash.rawHtmlBlocks[index]
    return html.unescape(raw) if isinstance(raw, str) and _ENTITY.fullmatch(raw) else ""


def with_parents(root: Element, tag: str) -> list[tuple[Element, Element]]:
    """Parent and child for every element of a tag, in order."""
    return [(parent, child) for parent in root.iter() for child in parent if child.tag == tag]


def replace_child(parent: Element, old: Element, new: Element) -> None:
    """Put `new` where `old` stands, with its tail."""
    new.tail, old.tail = old.tail, None
    parent[list(parent).index(old)] = new


def add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
