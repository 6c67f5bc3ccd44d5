"""A page to be: its path, its layout and its view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from generator import keys
from generator.arabic.dates import first_weekday
from generator.config import SiteConfig
from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.graph.model import Article, ContentGraph, LeadImage, StaticPage, TermLink
from generator.keys import Digest
from generator.markup.body import Heading
from generator.markup.printed import short_address
from generator.markup.relative import Calendar
from generator.markup.resolve import Picture
from generator.pages.views import CardView, ContentsEntry, Link, PageMeta, PictureView, Srcset

LIST_SIZE = 20
"""Articles on a full list page (publication.md)."""


class BodyUse(msgspec.Struct, frozen=True):
    """The text of a page: the digest of its HTML, what its symbolic links stand for here, which
    addresses are printed for them on paper, and the calendar that dates its relative days."""

    html_digest: Digest
    addresses: tuple[tuple[str, str], ...]
    printed: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, Picture], ...]
    calendar: Calendar | None = None


Parts = Mapping[str, Any]
"""All that a view depends on, by name, in values that are quick to digest: an article counts by the
digest of what is shown of it."""


class Page(msgspec.Struct, frozen=True):
    """One page. `path` ends with `/` or names a file. `parts` decide whether it is made again, and
    `see` makes what its layout sees, from nothing but what the parts stand for: every page is
    planned on every build, and few are made."""

    path: str
    layout: str
    parts: Parts
    see: Callable[[], Any]
    order: Order
    sources: tuple[str, ...]
    body: BodyUse | None = None

    @classmethod
    def seen(cls, path: str, layout: str, view: Any, order: Order, *sources: str) -> Page:
        """A page of which there are few, so that its view is made at once and is its own part."""
        return cls(path, layout, {"view": view}, lambda: view, order, sources)

    @property
    def view(self) -> Any:
        """What its layout sees."""
        return self.see()


@dataclass(frozen=True, slots=True)
class Planner:
    """What page kinds plan from: the graph and the settings. `settings` stands for those that views
    of articles and lists depend on."""

    graph: ContentGraph
    config: SiteConfig
    settings: Digest
    cards: dict[str, CardView] = field(default_factory=dict)
    """Of each article, by its source; made when first asked for."""

    @classmethod
    def of(cls, graph: ContentGraph, config: SiteConfig) -> Planner:
        return cls(graph, config, keys.digest(_shown_settings(config)))

    def card(self, article: Article) -> CardView:
        if article.source not in self.cards:
            self.cards[article.source] = card(article)
        return self.cards[article.source]

    def cards_of(self, articles: Sequence[Article]) -> tuple[CardView, ...]:
        return tuple(map(self.card, articles))

    def body_of(self, html: Digest, page: Article | StaticPage) -> BodyUse:
        """The text of an article or a static page, as its own page uses it."""
        base = self.config.base_url
        printed = ((written, short_address(full_url(base, path))) for written, path in page.shorts)
        calendar = calendar_of(page, self.config) if isinstance(page, Article) else None
        return BodyUse(html, page.addresses, tuple(printed), page.pictures, calendar)

    def meta(self, path: str, title: str, description: str = "", **more: Any) -> PageMeta:
        """The head of a page at a path; `more` are further fields of PageMeta."""
        canonical = more.pop("canonical", None) or full_url(self.config.base_url, path)
        return PageMeta(
            title=title, description=description, path=path, canonical=canonical, **more
        )


def _shown_settings(config: SiteConfig) -> tuple[object, ...]:
    """The settings that views of articles and lists depend on, beside what the graph says."""
    return (
        *(config.base_url, config.title, config.byline, config.language, config.locale),
        *(config.months, config.digits, config.markup.contents_depth),
        *(config.share_cards, config.comments, config.timezone),
        tuple((author.name, author.url) for author in config.authors),
    )


def digests(articles: Sequence[Article]) -> tuple[Digest, ...]:
    """What stands for the cards of articles."""
    return tuple(article.card for article in articles)


def calendar_of(article: Article, config: SiteConfig) -> Calendar:
    """By which the relative days of an article are dated."""
    return Calendar(
        article.published.date(),
        config.months,
        config.digits == "arabic",
        first_weekday(config.locale),
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
        key=article.card,
    )


def picture(image: LeadImage | None) -> PictureView | None:
    if image is None:
        return None
    file = image.file
    return PictureView(
        path=file.path,
        width=file.width,
        height=file.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        tone=file.picture.tone,
        srcsets=tuple(Srcset(*srcset) for srcset in file.picture.srcsets),
    )


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
