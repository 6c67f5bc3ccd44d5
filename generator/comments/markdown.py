"""The text of a comment as HTML: a narrow Markdown, made safe by a strict list.

Most comments are plain paragraphs, and are written out at once. Where there is a sign of Markdown,
Python-Markdown reads what readers may use: emphasis, code, quotes, lists and links. Tags are text;
there are no headings, pictures or references. A text that Markdown would take long over is set as
it stands. Whatever came out, nothing passes but `TAGS` (faults row 100).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.arabic.direction import direction

TAGS = frozenset({"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"})
REL = "ugc nofollow"
"""Links of readers: no recommendation of ours (rel values of HTML, and of search engines)."""

_BLOCKS = ("p", "li", "blockquote", "ul", "ol")
_SIGN = re.compile(r"[*_`\[<\\]|&#?\w+;|^\s{0,3}(?:[>+-]|\d+\.)|^(?: {4}|\t)", re.MULTILINE)
_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DEEP = re.compile(r"^(?:[ \t]*(?:>|[*+-][ \t]|\d+\.[ \t])){6}|^(?: {4}|\t){6}", re.MULTILINE)
_LONGEST = 10_000
"""Letters of a text that is read as Markdown."""
_MOST_SIGNS = 400
"""Signs of Markdown that one text may hold: brackets that never close take quadratic time."""
_SIGNS = re.compile(r"[\[\]()<>*_`]")


def as_html(text: str) -> str:
    """The HTML of a comment; each block has the direction of most of its letters."""
    if not _SIGN.search(text) or _is_excessive(text):
        return "".join(_paragraphs(text))
    try:
        html = _reader().reset().convert(text)
    except RecursionError:
        return "".join(_paragraphs(text))
    return _cleaner().clean(html)


def _is_excessive(text: str) -> bool:
    return (
        len(text) > _LONGEST
        or len(_SIGNS.findall(text)) > _MOST_SIGNS
        or _DEEP.search(text) is not None
    )


def _paragraphs(text: str) -> Iterator[str]:
    """A text as it stands: lines stay lines."""
    for part in _PARAGRAPHS.split(text.strip()):
        lines = "<br>".join(escape(line.strip()) for line in part.split("\n"))
        yield f'<p dir="{direction(part)}">{lines}</p>'


@functools.cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={"*": set(), "a": {"href"}},
        tag_attribute_values={tag: {"dir": {"rtl", "ltr"}} for tag in _BLOCKS},
        url_schemes={"http", "https"},
        link_rel=REL,
    )


@functools.cache
def _reader() -> Markdown:
    return Markdown(extensions=["nl2br", _Narrow()], output_format="html")


class _Narrow(Extension):
    """Takes away what comments do without, and gives each block its direction."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - its name is the library's
        for name in ("html_block",):
            md.preprocessors.deregister(name)
        for name in ("hashheader", "setextheader", "hr", "reference"):
            md.parser.blockprocessors.deregister(name)
        for name in (
            *("reference", "image_link", "image_reference", "short_reference"),
            *("short_image_ref", "automail", "html", "entity"),
        ):
            md.inlinePatterns.deregister(name)
        md.treeprocessors.register(_Directions(md), "directions", 30)


class _Directions(Treeprocessor):
    """Before the inline patterns: the text of a block is still whole."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in _BLOCKS:
                element.set("dir", direction("".join(element.itertext())))
