"""A Body: what converting one article's Markdown yields."""

from __future__ import annotations

import msgspec

from generator.diagnostics import Diagnostic, Span
from generator.markup.relative import Mark

SYMBOLIC = "source:"
"""Marks an address in a Body's HTML that is still a path as the writer wrote it: `href` and `src`
values such as `source:other-article.md#anchor` become addresses when a page is rendered."""


class Heading(msgspec.Struct, frozen=True):
    """A heading: level 2 to 6, its text without markup, its anchor in the page."""

    level: int
    text: str
    anchor: str


class Reference(msgspec.Struct, frozen=True):
    """A link or image to another file of the publication, as written: `path` without the
    fragment ("" for a link inside the article), `anchor` without `#`; `span` counts from the first
    line of the Markdown, not of the file."""

    path: str
    anchor: str
    span: Span


class Body(msgspec.Struct, frozen=True):
    """Everything about an article's text that other pages may want, without the text itself.

    html_digest: digest of the HTML (`keys.digest(html)`); the HTML is stored under it.
    excerpt: plain text of the first paragraph, shortened at a word.
    anchors: every id in the HTML. findings: diagnostics with path "" and spans as in Reference.
    days: the relative days that are marked in the HTML.
    """

    html_digest: str
    excerpt: str
    words: int
    headings: tuple[Heading, ...]
    links: tuple[Reference, ...]
    images: tuple[Reference, ...]
    anchors: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    days: tuple[Mark, ...] = ()


class Conversion(msgspec.Struct, frozen=True):
    """A Body together with its sanitised HTML."""

    body: Body
    html: str
