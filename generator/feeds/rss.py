"""RSS 2.0 with full text: one feed for the site, and one for each category, tag and author.

Sources of the rules: RSS 2.0 (rssboard.org/rss-specification); the RSS Best Practices Profile
(rssboard.org/rss-profile) for `atom:link`, `dc:creator` and `content:encoded`; Media RSS 1.5.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element

import msgspec
from msgspec.structs import replace

from generator.config import SiteConfig
from generator.feeds.elements import add, document, root
from generator.feeds.items import (
    Item,
    Manner,
    content,
    directed,
    language_tag,
    media_type,
    pack,
    unpack,
)
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.graph.addresses import full_url
from generator.graph.model import FED, Article, ContentGraph, LeadImage, Term

FILE = "feed.xml"
"""Name of the feed in the folder of its page."""

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A feed: `page` is the path of the page whose articles it carries."""

    manner: Manner
    page: str
    title: str
    description: str
    language: str
    items: tuple[bytes, ...] = ()
    """Packed, newest first."""

    def carrying(self, articles: Iterable[Article]) -> Channel:
        return replace(self, items=pack(articles))


def plan(graph: ContentGraph, config: SiteConfig) -> tuple[FeedOutput, ...]:
    """The feed of the site, then those of the terms."""
    terms = [term for taxonomy in FED for term in graph.terms[taxonomy]]
    manner, language = Manner.of(config), language_tag(config).lower()
    site = Channel(
        manner=manner,
        page="",
        title=config.title,
        description=config.description or config.tagline or config.title,
        language=language,
    )
    channels = (site, *(_of_term(term, site) for term in terms))
    lists = (graph.articles, *(term.articles for term in terms))
    return tuple(
        _output(channel, articles[: config.feed_count])
        for channel, articles in zip(channels, lists, strict=True)
    )


def _of_term(term: Term, site: Channel) -> Channel:
    return Channel(
        manner=site.manner,
        page=term.path,
        title=f"{term.name} - {site.title}",
        description=term.description or f"{site.title}: {term.name}",
        language=site.language,
    )


def _output(channel: Channel, articles: tuple[Article, ...]) -> FeedOutput:
    return FeedOutput(
        path=channel.page + FILE,
        head=channel,
        make=make,
        sources=_sources(channel, articles),
        articles=articles,
    )


def _sources(channel: Channel, articles: Sequence[Article]) -> tuple[str, ...]:
    """What a message about the feed of a term names: an article that is in it."""
    newest = tuple(article.source for article in articles[:1])
    return newest if channel.page and newest else SETTINGS


def make(channel: Channel, lookup: Lookup) -> bytes:
    """The bytes of a feed."""
    items = unpack(channel.items)
    top = root("rss", namespaces=NAMESPACES, version="2.0")
    element = add(top, "channel")
    add(element, "title", directed(channel.title))
    add(element, "link", full_url(channel.manner.base_url, channel.page))
    add(element, "description", channel.description)
    add(element, "language", channel.language)
    if items:
        add(element, "lastBuildDate", rfc822(max(item.modified for item in items)))
    add(element, "atom:link", attributes=_self_link(channel))
    for item in items:
        _add_item(element, item, channel.manner, lookup)
    return document(top)


def _self_link(channel: Channel) -> dict[str, str]:
    address = full_url(channel.manner.base_url, channel.page + FILE)
    return {"href": address, "rel": "self", "type": "application/rss+xml"}


def _add_item(channel: Element, item: Item, manner: Manner, lookup: Lookup) -> None:
    """The guid is the short link, which outlives a change of the headline. It is an identity and
    not marked as a permalink, so that readers open `link`, the address of the page itself.
    `description` is HTML (RSS Best Practices Profile), so its text is escaped as such."""
    base_url = manner.base_url
    element = add(channel, "item")
    add(element, "title", directed(item.title))
    add(element, "link", full_url(base_url, item.path))
    add(element, "guid", full_url(base_url, item.short_path), {"isPermaLink": "false"})
    add(element, "pubDate", rfc822(item.published))
    if item.modified > item.published:
        add(element, "atom:updated", item.modified.isoformat())
    for author in item.authors:
        add(element, "dc:creator", author.name)
    for label in item.labels:
        add(element, "category", label)
    add(element, "description", escape(item.summary, quote=False))
    add(element, "content:encoded", content(item, manner, lookup))
    if item.image:
        _add_image(element, item.image, base_url)


def _add_image(item: Element, image: LeadImage, base_url: str) -> None:
    """Media RSS only: `enclosure` would want the length in bytes and makes clients download it."""
    file = image.file
    attributes = {
        "url": full_url(base_url, file.path),
        "medium": "image",
        "type": media_type(file.path),
        "width": str(file.width),
        "height": str(file.height),
    }
    element = add(item, "media:content", attributes=attributes)
    description = image.alt or image.caption
    if description:
        add(element, "media:description", description, {"type": "plain"})
    if image.credit:
        add(element, "media:credit", image.credit)


def rfc822(moment: datetime) -> str:
    """A date as RSS 2.0 wants it (RFC 822 with a year of four digits): English, with its zone."""
    return format_datetime(moment)
