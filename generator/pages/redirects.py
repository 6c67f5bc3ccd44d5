"""Stubs: pages that send readers on, for hosts that know no redirects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.pages.page import Page, Planner
from generator.pages.views import RedirectView


def plan(planner: Planner) -> Iterator[Page]:
    """The short link of each article, and every old address."""
    for article in planner.graph.articles:
        yield stub(planner, article.short_path, article.path, (article.source,))
    for redirect in planner.graph.redirects:
        yield stub(planner, _page_path(redirect.old), redirect.new, (redirect.source,))


def stub(planner: Planner, path: str, target: str, sources: tuple[str, ...]) -> Page:
    """A page at `path` that leads to the page at `target`."""
    canonical = full_url(planner.config.base_url, target)
    meta = planner.meta(path, "", canonical=canonical, noindex=True)
    view = RedirectView(meta=meta, target=target)
    return Page(path, "redirect.html", view, Order.LIST, sources)


def _page_path(old: str) -> str:
    """An old address as a path that any host serves: a folder, unless it names a file."""
    if old.endswith("/") or posixpath.splitext(old)[1] in {".html", ".htm"}:
        return old
    return f"{old}/"
