"""Pages: what pages the site consists of, one file per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.config import SiteConfig
from generator.graph.model import ContentGraph
from generator.pages import archive, article, home, lists, redirects, search, statics
from generator.pages.page import Page, Planner

PAGE_KINDS: tuple[Callable[[Planner], Iterable[Page]], ...] = (
    home.plan,
    article.plan,
    lists.plan,
    archive.plan,
    statics.plan,
    search.plan,
    redirects.plan,
)


def plan(graph: ContentGraph, config: SiteConfig) -> Iterator[Page]:
    """Every page of the site, as views."""
    planner = Planner.of(graph, config)
    for kind in PAGE_KINDS:
        yield from kind(planner)
