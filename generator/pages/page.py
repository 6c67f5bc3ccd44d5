"""A page to be: its path, its layout and its view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.config import SiteConfig
from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.graph.model import Article, ContentGraph, LeadImage, TermLink
from generator.keys import Digest
from generator.markup.body import Heading
from generator.pages.views import CardView, ContentsEntry, Link, PageMeta, PictureView

LIST_SIZE = 20
"""Articles on a full list page (publication.md)."""


@dataclass(frozen=True, slots=True)
class BodyUse:
    """The text of a page: the digest of its HTML, and what its symbolic links stand for here."""

    html_digest: Digest
    addresses: tuple[tuple[str, str], ...]
    image_sizes: tuple[tuple[str, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` ends with `/` or names a file; `view` is what its layout sees."""

    path: str
    layout: str
    view: Any
    order: Order
    sources: tuple[str, ...]
    body: BodyUse | None = None


@dataclass(frozen=True, slots=True)
class Planner:
    """What page kinds plan from: the graph, the settings, and each article's card, made once."""

    graph: ContentGraph
    config: SiteConfig
    cards: Mapping[str, CardView]

    @classmethod
    def of(cls, graph: ContentGraph, config: SiteConfig) -> Planner:
        return cls(graph, config, {article.source: card(article) for article in graph.articles})

    def cards_of(self, articles: Sequence[Article]) -> tuple[CardView, ...]:
        return tuple(self.cards[article.source] for article in articles)

    def meta(self, path: str, title: str, description: str = "", **more: Any) -> PageMeta:
        """The head of a page at a path; `more` are further fields of PageMeta."""
        canonical = more.pop("canonical", None) or full_url(self.config.base_url, path)
        return PageMeta(
            title=title, description=description, path=path, canonical=canonical, **more
        )


def link(term: TermLink) -> Link:
    return Link(term.name, term.path)


def links(terms: Sequence[TermLink]) -> tuple[Link, ...]:
    return tuple(link(term) for term in terms)


def card(article: Article) -> CardView:
    """An article as lists show it."""
    return CardView(
        kind=article.kind.name,
        title=article.title,
        path=article.path,
        summary=article.summary,
        published=article.published,
        place=article.place.name if article.place else "",
        authors=links(article.authors),
        categories=links(article.categories),
        minutes=article.minutes,
        image=picture(article.image),
        status=article.status.value,
    )


def picture(image: LeadImage | None) -> PictureView | None:
    if image is None:
        return None
    file = image.file
    return PictureView(file.path, file.width, file.height, image.alt, image.caption, image.credit)


def contents(headings: Sequence[Heading], depth: int) -> tuple[ContentsEntry, ...]:
    """The table of contents, down to a heading level; a single heading needs none."""
    entries = tuple(
        ContentsEntry(heading.level, heading.text, heading.anchor)
        for heading in headings
        if heading.level <= depth
    )
    return entries if len(entries) > 1 else ()


def newest(articles: Sequence[Article]) -> datetime | None:
    """When a list last changed."""
    return max((article.modified for article in articles), default=None)
