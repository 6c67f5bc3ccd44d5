"""The search page. Its script answers by the index (`search/`); without script it is a page of
ways: the archive by years, the categories, and the tags that are used most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE, SEARCH
from generator.graph.model import Taxonomy, Term
from generator.pages.page import Page, Planner
from generator.pages.views import IndexEntry, Link, SearchView, SearchYear

_TAGS = 40


def plan(planner: Planner) -> Iterator[Page]:
    """One page, if there is a search."""
    if not planner.config.search:
        return
    graph = planner.graph
    years = Counter(article.published.year for article in graph.articles)
    view = SearchView(
        meta=planner.meta(SEARCH, "", noindex=True),
        years=tuple(
            SearchYear(year, f"{ARCHIVE}{year:04d}/", count)
            for year, count in sorted(years.items(), reverse=True)
        ),
        categories=_entries(graph.terms[Taxonomy.CATEGORY]),
        tags=_entries(_commonest(graph.terms[Taxonomy.TAG])),
        indexes=tuple(Link(taxonomy.value, f"{taxonomy.value}/") for taxonomy in Taxonomy),
    )
    yield Page.seen(SEARCH, "search.html", view, Order.LIST, "site.yaml")


def _commonest(terms: tuple[Term, ...]) -> Iterator[Term]:
    """The terms with the most articles, in the order in which they came."""
    chosen = sorted(terms, key=lambda term: (-len(term.articles), term.path))[:_TAGS]
    return (term for term in terms if term in chosen)


def _entries(terms: Iterable[Term]) -> tuple[IndexEntry, ...]:
    return tuple(
        IndexEntry(term.name, term.path, len(term.articles)) for term in terms if term.articles
    )
