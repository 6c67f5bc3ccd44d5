"""Stubs: pages that send readers on, for hosts that know no redirects."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator

from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.pages.page import Page, Planner
from generator.pages.views import Link, RedirectView


def plan(planner: Planner) -> Iterator[Page]:
    """The short link of each article, and every old address."""
    graph = planner.graph
    titles = {article.path: article.title for article in graph.articles}
    titles |= {page.path: page.header.title for page in graph.pages}
    titles |= {term.path: term.name for terms in graph.terms.values() for term in terms}
    for article in graph.articles:
        link = Link(article.title, article.path)
        yield stub(planner, article.short_path, link, (article.source,))
    for redirect in graph.redirects:
        link = Link(titles.get(redirect.new, planner.config.title), redirect.new)
        yield stub(planner, page_path(redirect.old), link, (redirect.source,))


def stub(planner: Planner, path: str, target: Link, sources: tuple[str, ...]) -> Page:
    """A page at `path` that leads to another, under the title of that one."""
    parts = {"base_url": planner.config.base_url, "path": path, "target": target}
    see = functools.partial(_view, planner, path, target)
    return Page(path, "redirect.html", parts, see, Order.LIST, sources)


def _view(planner: Planner, path: str, target: Link) -> RedirectView:
    canonical = full_url(planner.config.base_url, target.path)
    meta = planner.meta(path, target.label, canonical=canonical, noindex=True)
    return RedirectView(meta=meta, target=target.path)


def page_path(old: str) -> str:
    """An old address as a path that any host serves: a folder, unless it names a file."""
    if old.endswith("/") or posixpath.splitext(old)[1] in {".html", ".htm"}:
        return old
    return f"{old}/"
