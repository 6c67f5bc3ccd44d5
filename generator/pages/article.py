"""Article pages."""

from __future__ import annotations

from collections.abc import Iterator

from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.graph.model import Article, Taxonomy
from generator.pages.page import BodyUse, Page, Planner, contents, link, links, picture
from generator.pages.structured_data import article_json_ld
from generator.pages.views import (
    ArticleView,
    DatelineView,
    Link,
    PageMeta,
    SeriesView,
    SourceView,
    UpdateView,
)


def plan(planner: Planner) -> Iterator[Page]:
    """A page for each article."""
    parts = _series_parts(planner)
    for article in planner.graph.articles:
        own = parts[article.series.path] if article.series else ()
        yield Page(
            path=article.path,
            layout="article.html",
            view=_view(planner, article, own),
            order=Order.PAGE,
            sources=(article.source,),
            body=BodyUse(article.body.html_digest, article.addresses, article.image_sizes),
        )


def _view(planner: Planner, article: Article, parts: tuple[Article, ...]) -> ArticleView:
    config = planner.config
    return ArticleView(
        meta=_meta(planner, article),
        kind=article.kind.name,
        categories=links(article.categories),
        title=article.title,
        summary=_standfirst(article),
        dateline=_dateline(article),
        authors=links(article.authors),
        published=article.published,
        updated=article.modified if article.modified != article.published else None,
        minutes=article.minutes,
        points=article.points,
        image=picture(article.image),
        contents=contents(article.body.headings, config.markup.contents_depth),
        sources=tuple(SourceView(source.name, source.url) for source in article.sources),
        updates=tuple(UpdateView(u.date, u.kind, u.text) for u in article.updates),
        tags=links(article.tags),
        series=_series(article, parts),
        related=planner.cards_of(planner.graph.related.get(article.source, ())),
        short_url=full_url(config.base_url, article.short_path),
        status=article.status.value,
    )


def _meta(planner: Planner, article: Article) -> PageMeta:
    config = planner.config
    image = article.image
    return planner.meta(
        article.path,
        article.title,
        article.summary,
        og_type="article",
        feeds=tuple(Link(term.name, f"{term.path}feed.xml") for term in article.categories),
        image_url=full_url(config.base_url, image.file.path) if image else "",
        image_alt=image.alt if image else "",
        published=article.published,
        modified=article.modified,
        section=article.categories[0].name,
        tags=tuple(tag.name for tag in article.tags),
        structured_data=article_json_ld(article, config),
    )


def _standfirst(article: Article) -> str:
    """The summary that was written; a summary taken from the text would stand above itself."""
    return "" if article.summary == article.body.excerpt else article.summary


def _dateline(article: Article) -> DatelineView | None:
    if article.dateline is None or article.place is None:
        return None
    return DatelineView(link(article.place), article.dateline.agency)


def _series_parts(planner: Planner) -> dict[str, tuple[Article, ...]]:
    """The articles of each series, first part first."""
    return {
        term.path: tuple(reversed(term.articles)) for term in planner.graph.terms[Taxonomy.SERIES]
    }


def _series(article: Article, parts: tuple[Article, ...]) -> SeriesView | None:
    if article.series is None:
        return None
    number = parts.index(article) + 1
    return SeriesView(
        series=link(article.series),
        number=number,
        total=len(parts),
        previous=_part(parts[number - 2]) if number > 1 else None,
        next=_part(parts[number]) if number < len(parts) else None,
    )


def _part(article: Article) -> Link:
    return Link(article.title, article.path)
