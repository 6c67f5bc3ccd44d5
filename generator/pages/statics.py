"""Static pages, the corrections page and the 404 page."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE, CORRECTIONS, NOT_FOUND
from generator.graph.model import Article, Taxonomy
from generator.pages.page import Page, Planner, contents
from generator.pages.views import (
    CorrectionEntry,
    CorrectionsView,
    Link,
    NotFoundView,
    StaticView,
    UpdateView,
)


def plan(planner: Planner) -> Iterator[Page]:
    """The pages of `content/pages`, and the two that every publication has."""
    yield from _written(planner)
    yield _corrections(planner)
    yield _not_found(planner)


def _written(planner: Planner) -> Iterator[Page]:
    for page in planner.graph.pages:
        summary = page.header.summary or page.body.excerpt
        view = StaticView(
            meta=planner.meta(page.path, page.header.title, summary),
            title=page.header.title,
            summary=page.header.summary,
            contents=contents(page.body.headings, planner.config.markup.contents_depth),
        )
        body = planner.body_of(page.body.html_digest, page)
        one = Page.seen(page.path, "static.html", view, Order.PAGE, page.source)
        yield replace(one, body=body)


def _corrections(planner: Planner) -> Page:
    corrected = [article for article in planner.graph.articles if article.corrected]
    return Page(
        CORRECTIONS,
        "corrections.html",
        {"settings": planner.settings, "articles": tuple(article.own for article in corrected)},
        functools.partial(_corrected, planner, corrected),
        Order.LIST,
        ("site.yaml",),
    )


def _corrected(planner: Planner, articles: Sequence[Article]) -> CorrectionsView:
    entries = [
        CorrectionEntry(
            UpdateView(update.date, update.kind, update.text), Link(article.title, article.path)
        )
        for article in articles
        for update in article.matter.updates
    ]
    entries.sort(key=lambda entry: (entry.update.date, entry.article.path), reverse=True)
    feed = f"{CORRECTIONS}feed.xml"
    meta = planner.meta(CORRECTIONS, "", feeds=(Link("التصحيحات والتحديثات", feed),))
    return CorrectionsView(meta=meta, entries=tuple(entries), feed=feed)


def _not_found(planner: Planner) -> Page:
    categories = planner.graph.terms[Taxonomy.CATEGORY]
    view = NotFoundView(
        meta=planner.meta(NOT_FOUND, "", noindex=True),
        archive=ARCHIVE,
        categories=tuple(Link(term.name, term.path) for term in categories),
    )
    return Page.seen(NOT_FOUND, "not_found.html", view, Order.LIST, "site.yaml")
