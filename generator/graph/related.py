"""Related articles: what to read next, in time linear in the number of articles.

Two articles are near when they share rare terms. Each article looks only at the newest few of each
of its terms, so one huge tag costs no more than a small one. Ties go to the newer, then by path:
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import msgspec

from generator.graph.model import Article, Taxonomy, Term
from generator.keys import Digest, digest

_LOOKED_AT = 40
"""Articles that are considered per term."""
_WEIGHTS = {
    Taxonomy.TAG: 1.0,
    Taxonomy.SERIES: 2.0,
    Taxonomy.PLACE: 0.4,
    Taxonomy.CATEGORY: 0.3,
    Taxonomy.AUTHOR: 0.2,
}


class Nearest(msgspec.Struct, frozen=True, array_like=True):
    """What is near what. `key`: digest of all that decides it. `rows`: for each article, in the
    order of the graph, the places of its related ones in that order, best first."""

    key: Digest
    rows: tuple[tuple[int, ...], ...]


def nearest(
    articles: Sequence[Article],
    terms: Mapping[Taxonomy, tuple[Term, ...]],
    count: int,
    known: Nearest | None = None,
) -> Nearest:
    """For each article up to `count` others: first what the editor chose, all of it, then the
    nearest. `articles` newest first. `known` is given back when nothing that decides has moved."""
    key = _key(articles, count)
    if known is not None and known.key == key:
        return known
    return Nearest(key, _Search(articles, terms, count).rows())


def of_ranks(articles: Sequence[Article], nearest: Nearest) -> dict[str, tuple[Article, ...]]:
    """The related articles of each, by source path."""
    return {
        article.source: tuple(map(articles.__getitem__, row))
        for article, row in zip(articles, nearest.rows, strict=True)
    }


def _key(articles: Sequence[Article], count: int) -> Digest:
    rows = [
        (a.source, a.path, a.published, [link.path for link in a.term_links], a.chosen_related)
        for a in articles
    ]
    return digest((count, rows))


_RANKS = 1 << 24
"""More articles than there ever are: score and rank make one number, which is quick to compare."""


class _Search:
    """Scores are whole numbers, so that no machine rounds them otherwise. A candidate is one number
    too: the less, the nearer; of equals the newer, then the earlier by path."""

    def __init__(
        self,
        articles: Sequence[Article],
        terms: Mapping[Taxonomy, tuple[Term, ...]],
        count: int,
    ) -> None:
        self.articles = articles
        self.count = count
        order = sorted(range(len(articles)), key=lambda at: articles[at].path)
        order.sort(key=lambda at: articles[at].published.timestamp(), reverse=True)
        self.order = order
        """Places in the graph by rank."""
        self.ranks = {articles[at].source: rank for rank, at in enumerate(order)}
        self.votes = {
            term.path: self._votes(term)
            for group in terms.values()
            for term in group
            if term.articles
        }
        self.common: dict[tuple[str, ...], _Common] = {}

    def rows(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(self.order[rank] for rank in self._row(article)) for article in self.articles
        )

    def _votes(self, term: Term) -> tuple[int, tuple[int, ...]]:
        """What a term says: these articles, by rank, are nearer by this much."""
        rarity = _WEIGHTS[term.taxonomy] * log(1 + len(self.articles) / len(term.articles))
        newest = term.articles[:_LOOKED_AT]
        return round(rarity * 1_000_000), tuple(self.ranks[article.source] for article in newest)

    def _row(self, article: Article) -> list[int]:
        own = self.ranks[article.source]
        chosen = [self.ranks[source] for source in article.chosen_related if source in self.ranks]
        found = dict.fromkeys(chosen)
        found.update(dict.fromkeys(self._best(article, self.count + len(chosen) + 1)))
        found.pop(own, None)
        return list(found)[: max(self.count, len(set(chosen) - {own}))]

    def _best(self, article: Article, count: int) -> list[int]:
        """The ranks of the nearest. What the common terms say is worked out once for all articles
        that have the same; what the article's own say moves a few of those forward."""
        common = self._common(article)
        scores: dict[int, int] = {}
        add = scores.get
        for link in (*article.tags, *((article.series,) if article.series else ())):
            weight, ranks = self.votes[link.path]
            for rank in ranks:
                scores[rank] = add(rank, 0) + weight
        base = common.scores.get
        moved = [rank - (score + base(rank, 0)) * _RANKS for rank, score in scores.items()]
        # Of those that nothing moved, more than `count + len(scores)` never come into question.
        others = [c for c in common.sorted[: count + len(scores)] if c % _RANKS not in scores]
        return [candidate % _RANKS for candidate in sorted(moved + others[:count])[:count]]

    def _common(self, article: Article) -> _Common:
        links = (
            *article.categories,
            *article.authors,
            *((article.place,) if article.place else ()),
        )
        key = tuple(link.path for link in links)
        if key not in self.common:
            scores: dict[int, int] = {}
            for path in key:
                weight, ranks = self.votes[path]
                for rank in ranks:
                    scores[rank] = scores.get(rank, 0) + weight
            ordered = sorted(rank - score * _RANKS for rank, score in scores.items())
            self.common[key] = _Common(scores, ordered)
        return self.common[key]


class _Common(msgspec.Struct, frozen=True):
    """What the terms that many articles share say together: scores by rank, candidates in order."""

    scores: Mapping[int, int]
    sorted: Sequence[int]
