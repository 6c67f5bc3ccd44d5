"""JSON Feed 1.1 of the site (jsonfeed.org/version/1.1). Terms have RSS only: one format for each
list is enough for readers, and a second one would double the work of every edit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from generator.config import SiteConfig
from generator.feeds.elements import legal
from generator.feeds.items import (
    Byline,
    Item,
    Manner,
    content,
    directed,
    language_tag,
    pack,
    unpack,
)
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.graph.addresses import full_url
from generator.graph.model import Article, ContentGraph

FILE = "feed.json"
_VERSION = "https://jsonfeed.org/version/1.1"


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """The feed of the site."""

    manner: Manner
    title: str
    description: str
    language: str
    items: tuple[bytes, ...] = ()
    """Packed, newest first."""

    def carrying(self, articles: Iterable[Article]) -> Feed:
        return replace(self, items=pack(articles))


def plan(graph: ContentGraph, config: SiteConfig) -> tuple[FeedOutput, ...]:
    """The one feed."""
    feed = Feed(
        manner=Manner.of(config),
        title=config.title,
        description=config.description or config.tagline,
        language=language_tag(config),
    )
    return (FeedOutput(FILE, feed, make, SETTINGS, graph.articles[: config.feed_count]),)


def make(feed: Feed, lookup: Lookup) -> bytes:
    """The bytes of the feed."""
    base_url = feed.manner.base_url
    value = {
        "version": _VERSION,
        "title": directed(feed.title),
        "home_page_url": base_url,
        "feed_url": full_url(base_url, FILE),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.title, "url": base_url}],
        "items": [_item(item, feed.manner, lookup) for item in unpack(feed.items)],
    }
    text = json.dumps(_present(value), ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def _item(item: Item, manner: Manner, lookup: Lookup) -> dict[str, Any]:
    """`id` is the short link, as in RSS. Instants are RFC 3339."""
    base_url = manner.base_url
    changed = item.modified > item.published
    return {
        "id": full_url(base_url, item.short_path),
        "url": full_url(base_url, item.path),
        "title": directed(item.title),
        "content_html": content(item, manner, lookup),
        "summary": item.summary,
        "image": full_url(base_url, item.image.file.path) if item.image else "",
        "date_published": item.published.isoformat(),
        "date_modified": item.modified.isoformat() if changed else "",
        "authors": [_author(author, base_url) for author in item.authors],
        "tags": list(item.labels),
    }


def _author(author: Byline, base_url: str) -> dict[str, str]:
    return {"name": author.name, "url": full_url(base_url, author.path)}


def _present(value: Any) -> Any:
    """The value without empty members, its texts legal: what a reader of XML could not hold, a
    reader of JSON does not get either."""
    if isinstance(value, dict):
        return {name: _present(part) for name, part in value.items() if part or name == "items"}
    if isinstance(value, list):
        return [_present(part) for part in value]
    return legal(value)
