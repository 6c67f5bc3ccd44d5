"""List pages: terms of every taxonomy, and the months of the archive.

Pages are numbered from the oldest (publication.md): page k holds articles 20(k-1)+1 to 20k by date,
for good, so a new article changes the first page of its lists and no other. The page above the
highest one is a stub that leads to the list's own address: numbered pages always link to the next
number and never change when it comes to exist.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from generator.arabic.dates import format_month
from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE, full_url
from generator.graph.model import FED, Article, Term
from generator.pages.page import LIST_SIZE, Page, Planner, digests
from generator.pages.redirects import stub
from generator.pages.structured_data import breadcrumb_json_ld
from generator.pages.views import Link, ListView, Pager


class Slice(msgspec.Struct, frozen=True):
    """One page of a list, its articles newest first."""

    path: str
    articles: tuple[Article, ...]
    pager: Pager


class _Heading(msgspec.Struct, frozen=True):
    """What every page of one list says of it."""

    list_kind: str
    title: str
    description: str = ""
    url: str = ""
    feed: str = ""


def plan(planner: Planner) -> Iterator[Page]:
    """The pages of every term and every month."""
    for terms in planner.graph.terms.values():
        for term in terms:
            yield from _pages(planner, term.path, term.articles, _heading(term), Order.LIST)
    for month, articles in by_month(planner.graph.articles).items():
        config = planner.config
        title = format_month(
            month.year,
            month.month,
            months=config.months,
            arabic_indic=config.digits == "arabic",
        )
        yield from _pages(
            planner, month_path(month), tuple(articles), _Heading("month", title), Order.LIST
        )


def by_month(articles: Sequence[Article]) -> dict[date, list[Article]]:
    """Articles by the first day of their month, newest month first."""
    months: dict[date, list[Article]] = {}
    for article in articles:
        months.setdefault(article.published.date().replace(day=1), []).append(article)
    return months


def month_path(month: date) -> str:
    return f"{ARCHIVE}{month.year:04d}/{month.month:02d}/"


def sliced(path: str, articles: Sequence[Article]) -> Iterator[Slice]:
    """The pages of a list of articles, newest first: its own address, then the numbered ones."""
    numbered = max(0, len(articles) // LIST_SIZE - 1)
    newest = len(articles) - numbered * LIST_SIZE
    older = f"{path}page/{numbered}/" if numbered else ""
    yield Slice(path, tuple(articles[:newest]), Pager(0, "", older, path))
    for number in range(numbered, 0, -1):
        start = newest + (numbered - number) * LIST_SIZE
        older = f"{path}page/{number - 1}/" if number > 1 else ""
        pager = Pager(number, f"{path}page/{number + 1}/", older, path)
        yield Slice(f"{path}page/{number}/", tuple(articles[start : start + LIST_SIZE]), pager)


def _heading(term: Term) -> _Heading:
    feed = f"{term.path}feed.xml" if term.taxonomy in FED else ""
    return _Heading(term.taxonomy.value, term.name, term.description, term.url, feed)


def _pages(
    planner: Planner, path: str, articles: tuple[Article, ...], heading: _Heading, order: Order
) -> Iterator[Page]:
    numbered = 0
    for part in sliced(path, articles):
        numbered += part.pager.number > 0
        yield Page(
            path=part.path,
            layout="list.html",
            parts={
                "settings": planner.settings,
                "heading": heading,
                "cards": digests(part.articles),
                "pager": part.pager,
            },
            see=functools.partial(_view, planner, part, heading),
            order=order,
            sources=tuple(article.source for article in part.articles[:1]),
        )
    if numbered:
        link = Link(heading.title, path)
        yield stub(planner, f"{path}page/{numbered + 1}/", link, sources=())


def _view(planner: Planner, part: Slice, heading: _Heading) -> ListView:
    feeds = (Link(heading.title, heading.feed),) if heading.feed else ()
    return ListView(
        meta=planner.meta(
            part.path,
            heading.title,
            heading.description,
            feeds=feeds,
            structured_data=breadcrumb_json_ld((Link(heading.title, part.path),), planner.config),
            canonical=full_url(planner.config.base_url, part.path),
        ),
        list_kind=heading.list_kind,
        title=heading.title,
        description=heading.description,
        external_url=heading.url,
        cards=planner.cards_of(part.articles),
        pager=part.pager,
        feed=heading.feed,
    )
