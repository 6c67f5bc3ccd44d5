"""What a feed module hands to the build: files that are planned now and made only when due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from generator.config import SiteConfig
from generator.graph.model import Article, ContentGraph

Lookup = Callable[[str], str]
"""Gives the HTML of a body by its digest."""


class FeedOutput(msgspec.Struct, frozen=True):
    """One file of the site.

    path: the file, such as `tag/المياه/feed.xml`. head: a frozen value that holds all that the
    bytes depend on but for the articles. make: a top-level function, so that any process can run
    it. sources: files to name in a message about this output. articles: those that it carries.
    """

    path: str
    head: Any
    make: Callable[[Any, Lookup], bytes]
    sources: tuple[str, ...]
    articles: tuple[Article, ...] = ()

    @property
    def parts(self) -> tuple[object, ...]:
        """What decides whether it is made again; an article counts by its digests."""
        return (
            self.head,
            tuple((a.own, a.html, a.addresses, a.image_sizes) for a in self.articles),
        )

    @property
    def value(self) -> Any:
        """What it is made from: the head, with the articles packed into it if it carries any."""
        return self.head.carrying(self.articles) if self.articles else self.head

    @property
    def bodies(self) -> tuple[str, ...]:
        """The digests of the HTML that `make` will look up, each once."""
        return tuple(dict.fromkeys(article.html for article in self.articles))


Plan = Callable[[ContentGraph, SiteConfig], tuple[FeedOutput, ...]]

SETTINGS = ("site.yaml",)
"""The source of what belongs to the whole site."""
