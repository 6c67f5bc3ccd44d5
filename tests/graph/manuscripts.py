"""Manuscripts by hand, and the publication that they weave into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from generator.config import SiteConfig
from generator.content.document import Document
from generator.content.header import Header
from generator.diagnostics import Span
from generator.graph.model import Taxonomy
from generator.graph.synopsis import Manuscript, Matter, Style, matter_of, synopsis_of
from generator.graph.weave import Moment, Woven, weave
from generator.images.probe import ImageFacts
from generator.keys import Digest
from generator.markup.body import Reference
from tests.feeds.examples import body_of
from tests.sites.publication import config_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CONFIG = config_of()


def manuscript(
    name: str,
    *,
    links: Iterable[Reference] = (),
    images: Iterable[Reference] = (),
    anchors: Iterable[str] = (),
    **fields: Any,
) -> Manuscript:
    """An article as read and converted. Each value that is given stands on a line of its own, at
    column 7; its text begins on line 21."""
    usual: dict[str, Any] = {
        "title": name,
        "date": datetime(2026, 1, 1, tzinfo=UTC),
        "categories": ("تحليلات",),
    }
    header = Header(**(usual | fields))
    spans = tuple((_key(field), Span(line, 7)) for line, field in enumerate(fields, 2))
    body = replace(
        body_of(f"<p>{name}</p>\n"),
        links=tuple(links),
        images=tuple(images),
        anchors=tuple(anchors),
    )
    return Manuscript(Document(f"content/articles/{name}.md", header, spans, "", 20), body)


def _key(field: str) -> str:
    """The key of front matter that a field of the header comes from."""
    return {"categories": "category", "authors": "author", "sources": "source"}.get(field, field)


class Drawer:
    """A shelf in memory."""

    def __init__(self, manuscripts: Iterable[Manuscript], style: Style) -> None:
        self.synopses = []
        self.manuscripts: dict[str, Manuscript] = {}
        self.matters: dict[Digest, Matter] = {}
        for each in manuscripts:
            synopsis = synopsis_of(each, style)
            self.synopses.append(synopsis)
            self.manuscripts[synopsis.source] = each
            self.matters[synopsis.matter] = matter_of(each, style)

    def manuscript(self, source: str) -> Manuscript:
        return self.manuscripts[source]

    def matter(self, digest: Digest) -> Matter:
        return self.matters[digest]


def woven(
    *manuscripts: Manuscript,
    config: SiteConfig = CONFIG,
    images: Mapping[str, tuple[ImageFacts, Digest]] | None = None,
    preview: bool = False,
    now: datetime = NOW,
) -> Woven:
    drawer = Drawer(manuscripts, Style.of(config))
    return weave(config, drawer.synopses, (), images or {}, Moment(now, preview), drawer)


def terms(result: Woven, taxonomy: Taxonomy) -> dict[str, int]:
    """The terms of a taxonomy in their order, each with its number of articles."""
    return {term.name: len(term.articles) for term in result.graph.terms[taxonomy]}
