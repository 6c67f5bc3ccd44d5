"""The sitemap (sitemaps.org/protocol.html): every page that a search engine should know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from generator.config import SiteConfig
from generator.feeds.elements import add, document, root
from generator.feeds.output import SETTINGS, FeedOutput, Lookup
from generator.graph.addresses import ARCHIVE, CORRECTIONS, full_url
from generator.graph.model import ContentGraph, Taxonomy

FILE = "sitemap.xml"
LIMIT = 50_000
"""Most addresses that one sitemap may hold; with Arabic addresses that is some 20 of the 50 MB."""

_NAMESPACES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_OF_THE_SITE = ("", ARCHIVE, CORRECTIONS, *(f"{kind.value}/" for kind in Taxonomy))
"""Pages that every site has: home, archive, corrections, the index of each taxonomy."""


class Place(msgspec.Struct, frozen=True):
    """A page, and when it last changed if that is known."""

    path: str
    modified: datetime | None = None


class Sitemap(msgspec.Struct, frozen=True):
    """Pages of one file."""

    base_url: str
    places: tuple[Place, ...]


class Index(msgspec.Struct, frozen=True):
    """The sitemap of sitemaps."""

    base_url: str
    files: tuple[str, ...]


def plan(graph: ContentGraph, config: SiteConfig, limit: int = LIMIT) -> tuple[FeedOutput, ...]:
    """One file, or an index and as many numbered files as it takes."""
    places = tuple(_places(graph))
    parts = [places[start : start + limit] for start in range(0, len(places), limit)]
    if len(parts) == 1:
        return (_output(FILE, parts[0], config),)
    names = tuple(f"sitemap-{number}.xml" for number in range(1, len(parts) + 1))
    index = FeedOutput(FILE, Index(config.base_url, names), make_index, SETTINGS)
    return (index, *(_output(name, part, config) for name, part in zip(names, parts, strict=True)))


def _places(graph: ContentGraph) -> Iterator[Place]:
    """Articles stand first, oldest first, so that a new one leaves the full files as they are."""
    for article in reversed(graph.articles):
        yield Place(article.path, article.modified)
    yield from (Place(path) for path in _OF_THE_SITE)
    yield from (Place(page.path) for page in graph.pages)
    for taxonomy in Taxonomy:
        yield from (Place(term.path) for term in graph.terms[taxonomy])


def _output(name: str, places: tuple[Place, ...], config: SiteConfig) -> FeedOutput:
    return FeedOutput(name, Sitemap(config.base_url, places), make, SETTINGS)


def make(sitemap: Sitemap, _: Lookup) -> bytes:
    """The bytes of a sitemap. `lastmod` is a W3C datetime."""
    top = root("urlset", namespaces=_NAMESPACES)
    for place in sitemap.places:
        element = add(top, "url")
        add(element, "loc", full_url(sitemap.base_url, place.path))
        if place.modified:
            add(element, "lastmod", place.modified.isoformat(timespec="seconds"))
    return document(top)


def make_index(index: Index, _: Lookup) -> bytes:
    """The bytes of the index."""
    top = root("sitemapindex", namespaces=_NAMESPACES)
    for name in index.files:
        add(add(top, "sitemap"), "loc", full_url(index.base_url, name))
    return document(top)
