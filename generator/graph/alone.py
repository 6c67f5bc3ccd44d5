"""One article woven anew, alone, into a publication that is woven already.

What an article's own page shows of the rest of the publication (spellings of names, addresses, the
place in its series, what is related) hangs on few fields of its header. While none of these moves,
weaving everything again would come to the same for that page.
"""

from __future__ import annotations

from types import MappingProxyType

from msgspec.structs import replace

from generator.graph.model import Article, ContentGraph, Taxonomy, Term
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Shelf, Woven

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
    former = next((each for each in woven.graph.articles if each.source == new.source), None)
    if former is None:
        return None
    weaver = woven.weaver.anew(shelf)
    article = weaver.article(new, former.status)
    if weaver.findings:
        return None
    terms: dict[Taxonomy, tuple[Term, ...]] = dict.fromkeys(Taxonomy, ())
    series = woven.graph.terms[Taxonomy.SERIES]
    terms[Taxonomy.SERIES] = tuple(_with(term, former, article) for term in series)
    return ContentGraph(
        articles=(article,),
        pages=(),
        terms=MappingProxyType(terms),
        related=MappingProxyType({new.source: woven.graph.related.get(new.source, ())}),
        redirects=(),
        images=(),
    )


def _with(term: Term, former: Article, article: Article) -> Term:
    """A series with the new article in the place of the former."""
    if article.series is None or term.path != article.series.path:
        return term
    parts = tuple(article if part is former else part for part in term.articles)
    return replace(term, articles=parts)
