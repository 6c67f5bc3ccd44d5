"""The feed of corrections: an article that is mended long after it left the other feeds still
reaches those who follow them. RSS 2.0, an item for each correction or update, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

import msgspec
from msgspec.structs import replace

from generator.config import SiteConfig
from generator.feeds.elements import add, document, root
from generator.feeds.items import directed, language_tag
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.feeds.rss import NAMESPACES, rfc822
from generator.graph.addresses import CORRECTIONS, full_url
from generator.graph.model import Article, ContentGraph

FILE = f"{CORRECTIONS}feed.xml"
TITLE = "التصحيحات والتحديثات"


class Mending(msgspec.Struct, frozen=True):
    """One correction or update, and the article that it mends."""

    date: datetime
    kind: str
    text: str
    title: str
    path: str
    short_path: str


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The feed: the newest `limit` of all corrections."""

    base_url: str
    publisher: str
    language: str
    limit: int
    items: tuple[Mending, ...] = ()

    def carrying(self, articles: Iterable[Article]) -> Ledger:
        items = [mending for article in articles for mending in _mendings(article)]
        items.sort(key=lambda item: (item.date, item.path), reverse=True)
        return replace(self, items=tuple(items[: self.limit]))


def plan(graph: ContentGraph, config: SiteConfig) -> tuple[FeedOutput, ...]:
    """The one file, without items while nothing was corrected."""
    head = Ledger(
        base_url=config.base_url,
        publisher=config.title,
        language=language_tag(config).lower(),
        limit=config.feed_count,
    )
    corrected = tuple(article for article in graph.articles if article.corrected)
    return (FeedOutput(FILE, head, make, SETTINGS, corrected),)


def _mendings(article: Article) -> Iterable[Mending]:
    for update in article.matter.updates:
        yield Mending(
            update.date,
            update.kind,
            update.text,
            article.title,
            article.path,
            article.short_path,
        )


def make(ledger: Ledger, _: Lookup) -> bytes:
    """The bytes of the feed. A guid names the article by its lasting link, and the instant."""
    top = root("rss", namespaces=NAMESPACES, version="2.0")
    channel = add(top, "channel")
    add(channel, "title", directed(f"{TITLE} - {ledger.publisher}"))
    add(channel, "link", full_url(ledger.base_url, CORRECTIONS))
    add(channel, "description", TITLE)
    add(channel, "language", ledger.language)
    if ledger.items:
        add(channel, "lastBuildDate", rfc822(ledger.items[0].date))
    address = full_url(ledger.base_url, FILE)
    link = {"href": address, "rel": "self", "type": "application/rss+xml"}
    add(channel, "atom:link", attributes=link)
    for item in ledger.items:
        element = add(channel, "item")
        add(element, "title", directed(f"{item.kind}: {item.title}"))
        add(element, "link", full_url(ledger.base_url, item.path))
        guid = f"{full_url(ledger.base_url, item.short_path)}#{item.date.isoformat()}"
        add(element, "guid", guid, {"isPermaLink": "false"})
        add(element, "pubDate", rfc822(item.date))
        add(element, "dc:creator", ledger.publisher)
        add(element, "description", escape(item.text, quote=False))
        add(element, "content:encoded", f'<p dir="rtl">{escape(item.text, quote=False)}</p>')
    return document(top)
