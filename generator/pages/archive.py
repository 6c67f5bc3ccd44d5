"""The archive, and the index of each taxonomy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from generator.arabic.letters import fold, without_article
from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE
from generator.graph.model import Article, Taxonomy, Term
from generator.pages.lists import by_month, month_path
from generator.pages.page import Page, Planner
from generator.pages.views import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    IndexEntry,
    IndexGroup,
    IndexView,
    Link,
)


def plan(planner: Planner) -> Iterator[Page]:
    """The archive by year and month, a page for each year, and an index for each taxonomy."""
    years = _years(by_month(planner.graph.articles))
    yield _archive(planner, ARCHIVE, years)
    for year in years:
        yield _archive(planner, f"{ARCHIVE}{year.year:04d}/", (year,))
    for taxonomy, terms in planner.graph.terms.items():
        yield _index(planner, taxonomy, terms)


def index_path(taxonomy: Taxonomy) -> str:
    return f"{taxonomy.value}/"


def _archive(planner: Planner, path: str, years: tuple[ArchiveYear, ...]) -> Page:
    view = ArchiveView(
        meta=planner.meta(path, ""),
        years=years,
        indexes=tuple(Link(taxonomy.value, index_path(taxonomy)) for taxonomy in Taxonomy),
    )
    return Page.seen(path, "archive.html", view, Order.LIST, "site.yaml")


def _years(months: dict[date, list[Article]]) -> tuple[ArchiveYear, ...]:
    return tuple(
        _year(year, [(month, len(months[month])) for month in group])
        for year, group in groupby(months, key=lambda month: month.year)
    )


def _year(year: int, months: list[tuple[date, int]]) -> ArchiveYear:
    total = sum(count for _, count in months)
    rows = tuple(ArchiveMonth(month, month_path(month), count) for month, count in months)
    return ArchiveYear(year, total, rows)


def _index(planner: Planner, taxonomy: Taxonomy, terms: tuple[Term, ...]) -> Page:
    path = index_path(taxonomy)
    groups = groupby((term for term in terms if term.articles), key=_initial)
    view = IndexView(
        meta=planner.meta(path, ""),
        taxonomy=taxonomy.value,
        groups=tuple(IndexGroup(initial, _entries(group)) for initial, group in groups),
    )
    return Page.seen(path, "index.html", view, Order.LIST, "site.yaml")


def _entries(terms: Iterator[Term]) -> tuple[IndexEntry, ...]:
    return tuple(IndexEntry(term.name, term.path, len(term.articles)) for term in terms)


def _initial(term: Term) -> str:
    """The letter under which a name is sorted: ال ignored, alef forms under ا."""
    return fold(without_article(term.name))[:1].upper()
