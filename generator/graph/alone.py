"""One article woven anew, alone, into a publication that is woven already.

What an article's own page shows of the rest of the publication (spellings of names, addresses, the
place in its series, what is related) hangs on few fields of its header. While none of these moves,
weaving everything again would come to the same for that page.
"""

from __future__ import annotations

from types import MappingProxyType

from msgspec.structs import replace

from generator.graph.model import Article, ContentGraph, Taxonomy, Term
from generator.graph.related import of_one
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Shelf, Woven, status_of

_DECIDING = (
    *("source", "id", "slug", "published", "embargo", "expires", "draft"),
    *("categories", "authors", "tags", "place", "series", "aliases", "related"),
)
"""Fields of a synopsis on which the page of this article hangs by way of the others."""


def alone(woven: Woven, old: Synopsis, new: Synopsis, shelf: Shelf) -> ContentGraph | None:
    """The publication as far as the page of one article shows it, once its synopsis is `new`.

    None when a weaving of the whole might come to something else for that page, and when anything
    would be found wrong: that is for the whole to tell. Raises what `shelf` does.
    """
    if any(getattr(old, name) != getattr(new, name) for name in _DECIDING):
        return None
    related = woven.graph.related.get(new.source)
    if related is None:  # it is not shown
        return None
    weaver = woven.weaver.anew(shelf)
    article = weaver.article(new, status_of(new, woven.moment))
    if weaver.findings:
        return None
    if new.words != old.words:
        related = _related(woven, article)
    terms: dict[Taxonomy, tuple[Term, ...]] = dict.fromkeys(Taxonomy, ())
    series = woven.graph.terms[Taxonomy.SERIES]
    terms[Taxonomy.SERIES] = tuple(_with(term, article) for term in series)
    return ContentGraph(
        articles=(article,),
        pages=(),
        terms=MappingProxyType(terms),
        related=MappingProxyType({new.source: related}),
        redirects=(),
        images=(),
        threads=woven.graph.threads,
    )


def _related(woven: Woven, new: Article) -> tuple[Article, ...]:
    """What is related to an article that is about something else now."""
    articles = [new if each.source == new.source else each for each in woven.graph.articles]
    return of_one(articles, woven.weaver.config.related_count, new.source)


def _with(series: Term, article: Article) -> Term:
    """A series with the article in the place of its former self."""
    if article.series is None or series.path != article.series.path:
        return series
    parts = tuple(article if p.source == article.source else p for p in series.articles)
    return replace(series, articles=parts)
