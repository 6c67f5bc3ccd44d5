"""The news sitemap: articles of the last two days, at most 1,000 (Google Search Central, "Create a
news sitemap"). The days count back from the newest article, since a build has no clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import msgspec

from generator.config import SiteConfig
from generator.feeds.elements import add, document, root
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.graph.addresses import full_url
from generator.graph.model import Article, ContentGraph

FILE = "news-sitemap.xml"
WINDOW = timedelta(hours=48)
LIMIT = 1000

_NAMESPACES = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


class Story(msgspec.Struct, frozen=True):
    """An article as the news sitemap names it."""

    path: str
    title: str
    published: datetime


class NewsSitemap(msgspec.Struct, frozen=True):
    """The publication (language as ISO 639: `ar`) and its new articles."""

    base_url: str
    name: str
    language: str
    stories: tuple[Story, ...]


def plan(graph: ContentGraph, config: SiteConfig) -> tuple[FeedOutput, ...]:
    """The one file, without articles when none is published (which Google allows)."""
    stories = tuple(Story(a.path, a.title, a.published) for a in recent(graph.articles))
    value = NewsSitemap(config.base_url, config.title, config.language, stories)
    return (FeedOutput(FILE, value, make, SETTINGS),)


def recent(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The articles, newest first, published within the window before the newest of them."""
    if not articles:
        return ()
    start = articles[0].published - WINDOW
    return tuple(article for article in articles if article.published >= start)[:LIMIT]


def make(sitemap: NewsSitemap, _: Lookup) -> bytes:
    """The bytes of the sitemap."""
    top = root("urlset", namespaces=_NAMESPACES)
    for story in sitemap.stories:
        _add_story(top, story, sitemap)
    return document(top)


def _add_story(top: Element, story: Story, sitemap: NewsSitemap) -> None:
    element = add(top, "url")
    add(element, "loc", full_url(sitemap.base_url, story.path))
    news = add(element, "news:news")
    publication = add(news, "news:publication")
    add(publication, "news:name", sitemap.name)
    add(publication, "news:language", sitemap.language)
    add(news, "news:publication_date", story.published.isoformat(timespec="seconds"))
    add(news, "news:title", story.title)
