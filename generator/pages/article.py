"""Article pages."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from generator.config import SiteConfig
from generator.engine.publish import Order
from generator.graph.addresses import full_url
from generator.graph.model import Article, Taxonomy
from generator.graph.policy import policy_with
from generator.graph.synopsis import Matter
from generator.images.facts import CARD_SIZE
from generator.pages import discussion
from generator.pages.page import Page, Planner, contents, digests, link, links, picture
from generator.pages.share import card_alt, card_of, card_path
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
    series = _series_parts(planner)
    for article in planner.graph.articles:
        parts = series[article.series.name] if article.series else ()
        related = planner.graph.related.get(article.source, ())
        yield Page(
            path=article.path,
            layout="article.html",
            parts={
                "settings": planner.settings,
                "article": article.own,
                "related": digests(related),
                "series": _place_in(parts, article) if parts else (),
                "comments": discussion.parts(planner, article),
            },
            see=functools.partial(_view, planner, article, parts),
            order=Order.PAGE,
            sources=(article.source,),
            body=planner.body_of(article.html, article),
        )


def _view(planner: Planner, article: Article, parts: tuple[Article, ...]) -> ArticleView:
    config, matter = planner.config, article.matter
    comments = discussion.view(planner, article)
    return ArticleView(
        meta=_meta(planner, article, matter, comments.count if comments else 0),
        kind=article.kind.name,
        categories=links(article.categories),
        title=article.title,
        summary=matter.standfirst,
        dateline=_dateline(article, matter),
        authors=links(article.authors),
        published=article.published,
        updated=article.modified if article.modified != article.published else None,
        minutes=article.minutes,
        points=matter.points,
        image=picture(article.image),
        contents=contents(matter.headings, config.markup.contents_depth),
        sources=tuple(SourceView(source.name, source.url) for source in matter.sources),
        updates=tuple(UpdateView(u.date, u.kind, u.text) for u in matter.updates),
        tags=links(article.tags),
        series=_series(article, parts),
        related=planner.cards_of(planner.graph.related.get(article.source, ())),
        short_url=full_url(config.base_url, article.short_path),
        comments=comments,
        status=article.status.value,
    )


def _meta(planner: Planner, article: Article, matter: Matter, comments: int) -> PageMeta:
    config = planner.config
    return planner.meta(
        article.path,
        article.title,
        article.summary,
        og_type="article",
        feeds=tuple(Link(term.name, f"{term.path}feed.xml") for term in article.categories),
        **_shared_image(article, config),
        published=article.published,
        modified=article.modified,
        section=article.categories[0].name,
        tags=tuple(tag.name for tag in article.tags),
        structured_data=article_json_ld(article, matter, config, comments),
        content_security_policy=policy_with(config.comments.server) if article.comments else "",
    )


def _shared_image(article: Article, config: SiteConfig) -> dict[str, Any]:
    """The picture by which the page is shared: its card, or the image that it has."""
    if config.share_cards:
        path, alt, size = (
            card_path(article, card_of(article, config)),
            card_alt(article, config),
            CARD_SIZE,
        )
    elif article.image:
        file = article.image.file
        path, alt, size = file.path, article.image.alt, (file.width, file.height)
    else:
        return {}
    return {"image_url": full_url(config.base_url, path), "image_alt": alt, "image_size": size}


def _dateline(article: Article, matter: Matter) -> DatelineView | None:
    if matter.dateline is None or article.place is None:
        return None
    return DatelineView(link(article.place), matter.dateline.agency)


def _series_parts(planner: Planner) -> dict[str, tuple[Article, ...]]:
    """The articles of each series by its name, first part first. Two names may want one address,
    which is told of all addresses together."""
    return {
        term.name: tuple(reversed(term.articles)) for term in planner.graph.terms[Taxonomy.SERIES]
    }


def _place_in(parts: tuple[Article, ...], article: Article) -> tuple[object, ...]:
    """What the page shows of its series: its number, how many there are, and its neighbours."""
    at = _index(parts, article)
    around = (*parts[max(0, at - 1) : at], *parts[at + 1 : at + 2])
    return (at, len(parts), tuple((part.title, part.path) for part in around))


def _series(article: Article, parts: tuple[Article, ...]) -> SeriesView | None:
    if article.series is None:
        return None
    number = _index(parts, article) + 1
    return SeriesView(
        series=link(article.series),
        number=number,
        total=len(parts),
        previous=_part(parts[number - 2]) if number > 1 else None,
        next=_part(parts[number]) if number < len(parts) else None,
    )


def _index(parts: tuple[Article, ...], article: Article) -> int:
    return next(at for at, part in enumerate(parts) if part is article)


def _part(article: Article) -> Link:
    return Link(article.title, article.path)
