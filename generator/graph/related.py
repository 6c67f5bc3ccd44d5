"""Related articles: what to read next, in time linear in the number of articles.

Two articles are near when they share rare terms. Each article looks only at the newest few of each
of its terms, so one huge tag costs no more than a small one. Ties go to the newer, then by path:
the same on every machine.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from generator.graph.model import Article, Taxonomy, Term

_LOOKED_AT = 40
"""Articles that are considered per term."""
_WEIGHTS = {
    Taxonomy.TAG: 1.0,
    Taxonomy.SERIES: 2.0,
    Taxonomy.PLACE: 0.4,
    Taxonomy.CATEGORY: 0.3,
    Taxonomy.AUTHOR: 0.2,
}


def related(
    articles: Sequence[Article],
    terms: Mapping[Taxonomy, tuple[Term, ...]],
    count: int,
) -> dict[str, tuple[Article, ...]]:
    """For each article, by source path, up to `count` others: first what the editor chose, all of
    it, then the nearest."""
    by_path = {term.path: term for group in terms.values() for term in group}
    by_source = {article.source: article for article in articles}
    return {
        article.source: _nearest(article, by_path, by_source, len(articles), count)
        for article in articles
    }


def _nearest(
    article: Article,
    terms: Mapping[str, Term],
    articles: Mapping[str, Article],
    total: int,
    count: int,
) -> tuple[Article, ...]:
    chosen = dict.fromkeys(source for source in article.chosen_related if source in articles)
    chosen.pop(article.source, None)
    scores: Counter[str] = Counter()
    for term in _terms_of(article, terms):
        rarity = _WEIGHTS[term.taxonomy] * log(1 + total / len(term.articles))
        for other in term.articles[:_LOOKED_AT]:
            scores[other.source] += round(rarity * 1_000_000)
    del scores[article.source]
    computed = heapq.nsmallest(
        count + len(chosen), scores, key=lambda source: _rank(articles[source], scores[source])
    )
    best = list(dict.fromkeys([*chosen, *computed]))[: max(count, len(chosen))]
    return tuple(articles[source] for source in best)


def _rank(article: Article, score: int) -> tuple[int, float, str]:
    return -score, -article.published.timestamp(), article.path


def _terms_of(article: Article, terms: Mapping[str, Term]) -> Iterable[Term]:
    links = [*article.tags, *article.categories, *article.authors]
    links += [link for link in (article.place, article.series) if link]
    return (terms[link.path] for link in links)
