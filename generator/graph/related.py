"""Related articles: what to read next, in time linear in the number of articles.

Two articles are near when they share rare terms. Each article looks only at the newest few of each
of its terms, so one huge tag costs no more than a small one. Ties go to the newer, then by path:
the same on every machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from generator.graph.model import Article, Taxonomy, Term, TermLink

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
    ranked = sorted(articles, key=lambda article: (-article.published.timestamp(), article.path))
    ranks = {article.source: rank for rank, article in enumerate(ranked)}
    votes = {
        term.path: _votes(term, ranks)
        for group in terms.values()
        for term in group
        if term.articles
    }
    return {
        article.source: tuple(ranked[rank] for rank in _nearest(article, ranks, votes, count))
        for article in articles
    }


@dataclass(frozen=True, slots=True)
class _Votes:
    """What a term says: these articles, by rank, are nearer by this much."""

    weight: int
    ranks: tuple[int, ...]


def _votes(term: Term, ranks: Mapping[str, int]) -> _Votes:
    rarity = _WEIGHTS[term.taxonomy] * log(1 + len(ranks) / len(term.articles))
    newest = term.articles[:_LOOKED_AT]
    return _Votes(round(rarity * 1_000_000), tuple(ranks[article.source] for article in newest))


def _nearest(
    article: Article, ranks: Mapping[str, int], votes: Mapping[str, _Votes], count: int
) -> list[int]:
    """Ranks of the related articles. Scores are whole numbers, so that no machine rounds them
    otherwise."""
    own = ranks[article.source]
    chosen = [ranks[source] for source in article.chosen_related if source in ranks]
    scores: dict[int, int] = {}
    for link in _terms_of(article):
        vote = votes[link.path]
        for rank in vote.ranks:
            scores[rank] = scores.get(rank, 0) - vote.weight
    best = heapq.nsmallest(
        count + len(chosen) + 1, [(score, rank) for rank, score in scores.items()]
    )
    found = dict.fromkeys([*chosen, *(rank for _, rank in best)])
    found.pop(own, None)
    return list(found)[: max(count, len(set(chosen) - {own}))]


def _terms_of(article: Article) -> list[TermLink]:
    links = [*article.tags, *article.categories, *article.authors]
    return links + [link for link in (article.place, article.series) if link]
