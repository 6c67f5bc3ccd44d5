"""Static pages, the corrections page and the 404 page."""

from __future__ import annotations

from collections.abc import Iterator

from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE, CORRECTIONS, NOT_FOUND
from generator.graph.model import Taxonomy
from generator.pages.page import BodyUse, Page, Planner, contents
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
        body = BodyUse(page.body.html_digest, page.addresses, page.image_sizes)
        yield Page(page.path, "static.html", view, Order.PAGE, (page.source,), body)


def _corrections(planner: Planner) -> Page:
    entries = [
        CorrectionEntry(
            UpdateView(update.date, update.kind, update.text), Link(article.title, article.path)
        )
        for article in planner.graph.articles
        for update in article.updates
    ]
    entries.sort(key=lambda entry: (entry.update.date, entry.article.path), reverse=True)
    view = CorrectionsView(meta=planner.meta(CORRECTIONS, ""), entries=tuple(entries))
    return Page(CORRECTIONS, "corrections.html", view, Order.LIST, ("site.yaml",))


def _not_found(planner: Planner) -> Page:
    categories = planner.graph.terms[Taxonomy.CATEGORY]
    view = NotFoundView(
        meta=planner.meta(NOT_FOUND, "", noindex=True),
        archive=ARCHIVE,
        categories=tuple(Link(term.name, term.path) for term in categories),
    )
    return Page(NOT_FOUND, "not_found.html", view, Order.LIST, ("site.yaml",))
