"""Related articles: what to read next, in time linear in the number of articles.

What an article is about is told by its tags, its series, and the words of its title and lead,
folded as for the search. Each such term speaks for the newest articles that have it, the louder the
rarer it is; of the words only the rarest are asked. The few that come out best are weighed once
more: by place, category and author, and by how much older they are. Where too few have a term in
common, the newest of the same categories follow. Ties go to the newer, then by path: the same on
every machine.

A row hangs on the terms of its article and on nothing else, so the next search works out again only
the rows whose terms something has moved.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isqrt, log2

import msgspec

from generator.graph.model import Article, TermLink
from generator.keys import Digest, digest, fingerprint

_NEWEST = 40
"""Articles for which a term speaks."""
_RAREST = 8
"""Words of an article that are asked."""
_SHORTLIST = 4
"""So many times as many as are wanted are weighed."""
_TAG, _SERIES, _TITLE, _LEAD = 1000, 2000, 700, 400
"""How loud a term is for each power of two by which it is rarer than everything."""
_SAME_PLACE, _SAME_CATEGORY, _SAME_AUTHOR = 800, 600, 400
_AGEING = 180 * 86_400.0
"""Seconds after which an older article is worth a step less ..."""
_STEPS, _OLDEST = 24, 12
"""... of so many; at most so many."""
_MANY = 8
"""When more than one in so many has moved, all rows are worked out again."""


class Nearest(msgspec.Struct, frozen=True, array_like=True):
    """What is near what. `key`: digest of all that decides it. `rows`: for each article, in the
    order of the graph, the places of its related ones in that order, best first. `footing`: what
    the next search must know to keep rows, read only if something has moved."""

    key: Digest
    rows: tuple[tuple[int, ...], ...]
    footing: msgspec.Raw


class _Footing(msgspec.Struct, frozen=True, array_like=True):
    """basis: digest of all that every row hangs on. lines: as `_line`, for each row. filled: places
    of the rows that terms could not fill."""

    basis: Digest
    lines: tuple[str, ...]
    filled: tuple[int, ...]


def nearest(articles: Sequence[Article], count: int, known: Nearest | None = None) -> Nearest:
    """For each article up to `count` others: first what the editor chose, all of it, then the
    nearest. `articles` newest first. What is `known` is given back when nothing that decides has
    moved, and else spares the rows that nothing has moved."""
    lines = tuple(map(_line, articles))
    code = fingerprint(("graph.related",))
    key = digest((code, count, lines))
    if known is not None and known.key == key:
        return known
    search = _Search(articles, count)
    basis = digest((code, count, search.scale))
    kept = _kept(known, basis, lines, search) if known else {}
    rows = tuple(kept.get(at) or search.row(at) for at in range(len(articles)))
    footing = _Footing(basis, lines, tuple(sorted(search.filled)))
    return Nearest(key, rows, msgspec.Raw(msgspec.msgpack.encode(footing)))


def of_ranks(articles: Sequence[Article], nearest: Nearest) -> dict[str, tuple[Article, ...]]:
    """The related articles of each, by source path."""
    return {
        article.source: tuple(map(articles.__getitem__, row))
        for article, row in zip(articles, nearest.rows, strict=True)
    }


def of_one(articles: Sequence[Article], count: int, source: str) -> tuple[Article, ...]:
    """The related articles of one of them."""
    search = _Search(articles, count)
    at = next(at for at, article in enumerate(articles) if article.source == source)
    return tuple(articles[other] for other in search.row(at))


class Reason(msgspec.Struct, frozen=True):
    """Why one article is shown beside another. chosen: by the editor. tags, words (folded, rarest
    first) and whether the series is the same: what spoke for it. Nothing of all this: it is one of
    the newest of the same category. place, author: what weighed besides."""

    article: Article
    chosen: bool
    series: bool
    tags: tuple[str, ...]
    words: tuple[str, ...]
    place: bool
    author: bool


def reasons(articles: Sequence[Article], count: int, source: str) -> tuple[Reason, ...]:
    """Why the related ones of an article, best first, are what they are; none for what is no
    article of these."""
    search = _Search(articles, count)
    at = next((at for at, article in enumerate(articles) if article.source == source), None)
    return tuple(search.reason(at, other) for other in search.row(at)) if at is not None else ()


# -- what has moved --------------------------------------------------------------------------------


def _line(article: Article) -> str:
    """All of an article that decides what is near it, and whether it is near others: its terms in
    the last three fields, what its editor chose in the one before."""
    a, paths = article, _paths
    series = a.series.path if a.series else ""
    place = a.place.path if a.place else ""
    return (
        f"{a.source}\t{a.path}\t{a.published.timestamp()}\t{paths(a.categories)} {place}"
        f" {paths(a.authors)}\t{'|'.join(a.chosen_related)}\t{series}\t{paths(a.tags)}\t{a.words}"
    )


@functools.lru_cache(maxsize=1 << 14)
def _paths(links: tuple[TermLink, ...]) -> str:
    return " ".join([link.path for link in links])


def _source(line: str) -> str:
    return line.partition("\t")[0]


def _terms(line: str) -> Iterator[str]:
    for field in line.split("\t")[-3:]:
        yield from field.split()


def _kept(
    known: Nearest, basis: Digest, lines: Sequence[str], search: _Search
) -> dict[int, tuple[int, ...]]:
    """The rows that hold, by place."""
    try:
        old = msgspec.msgpack.decode(known.footing, type=_Footing)
    except msgspec.MsgspecError:
        return {}
    moved = set(old.lines).symmetric_difference(lines)
    if old.basis != basis or len(moved) > len(lines) // _MANY:
        return {}
    places = {_source(line): at for at, line in enumerate(lines)}
    now = [places.get(_source(line), -1) for line in old.lines]
    sources = {_source(line) for line in moved}
    due = search.touched({term for line in moved for term in _terms(line)}, len(moved))
    due |= search.choosers(sources)
    due.update(places[source] for source in sources if source in places)
    due.update(now[at] for at in old.filled)
    return {
        at: tuple(map(now.__getitem__, row))
        for at, row in zip(now, known.rows, strict=True)
        if at >= 0 and at not in due
    }


# -- the search ------------------------------------------------------------------------------------


class _Search:
    """Scores are whole numbers, so that no machine rounds them otherwise. Articles are told by
    their places in the graph, or by rank: the less, the newer; of equals, the earlier by path."""

    def __init__(self, articles: Sequence[Article], count: int) -> None:
        self.articles = articles
        self.count = count
        self.moments = [article.published.timestamp() for article in articles]
        order = sorted(range(len(articles)), key=lambda at: articles[at].path)
        order.sort(key=self.moments.__getitem__, reverse=True)
        self.order = order
        self.ranks = [0] * len(order)
        for rank, at in enumerate(order):
            self.ranks[at] = rank
        self.scale = 1 << len(articles).bit_length()
        """How many articles there are, roughly: it seldom moves."""
        self.limit = 3 * isqrt(self.scale) // 2
        """A word of more articles than this tells nothing."""
        self.members = self._members()
        """By term, the ranks of all that have it, newest first."""
        self.filled: set[int] = set()
        """Places of the articles that share too little with others."""

    def _members(self) -> Mapping[str, list[int]]:
        members: defaultdict[str, list[int]] = defaultdict(list)
        for rank, at in enumerate(self.order):
            article = self.articles[at]
            for link in (*article.tags, *article.categories):
                members[link.path].append(rank)
            if article.series:
                members[article.series.path].append(rank)
            for word in article.words.split():
                members[word].append(rank)
        return members

    def touched(self, terms: Iterable[str], moved: int) -> set[int]:
        """Places of the articles that ask one of these terms, or did before so many moved."""
        found = ((term, self.members.get(term, ())) for term in terms)
        return {
            self.order[rank]
            for term, ranks in found
            if "/" in term or len(ranks) <= self.limit + moved
            for rank in ranks
        }

    def choosers(self, sources: set[str]) -> set[int]:
        """Places of the articles whose editors chose one of these."""
        return {
            at
            for at, article in enumerate(self.articles)
            if article.chosen_related and not sources.isdisjoint(article.chosen_related)
        }

    @functools.cached_property
    def _by_source(self) -> dict[str, int]:
        return {self.articles[at].source: rank for rank, at in enumerate(self.order)}

    def row(self, at: int) -> tuple[int, ...]:
        """The places of the related ones of the article at a place, best first."""
        article, own = self.articles[at], self.ranks[at]
        ranks = self._by_source if article.chosen_related else {}
        chosen = [ranks[source] for source in article.chosen_related if source in ranks]
        found = dict.fromkeys(chosen)
        found.update(dict.fromkeys(self._best(at, self.count + len(chosen))))
        found.pop(own, None)
        wanted = max(self.count, len(set(chosen) - {own}))
        return tuple(self.order[rank] for rank in list(found)[:wanted])

    def _best(self, at: int, count: int) -> list[int]:
        """The ranks of the nearest."""
        scores: dict[int, int] = {}
        score = scores.get
        for weight, ranks in self._asked(self.articles[at]):
            for rank in ranks[:_NEWEST]:
                scores[rank] = score(rank, 0) + weight
        scores.pop(self.ranks[at], None)
        if len(scores) < count:
            self.filled.add(at)
            self._fill(at, scores)
        loudest = sorted(scores, key=lambda rank: (-scores[rank], rank))[: _SHORTLIST * count]
        weighed = {rank: self._weighed(at, rank, scores[rank]) for rank in loudest}
        return sorted(loudest, key=lambda rank: (-weighed[rank], rank))[:count]

    def reason(self, at: int, other: int) -> Reason:
        """Why the article at `other` is shown beside the one at `at`."""
        one, two = self.articles[at], self.articles[other]
        theirs = set(two.words.split())
        return Reason(
            article=two,
            chosen=two.source in one.chosen_related,
            series=_one_of(_some(one.series), _some(two.series)),
            tags=tuple(tag.name for tag in one.tags if _one_of((tag,), two.tags)),
            words=tuple(word for _, _, word, _ in self._words(one) if word in theirs),
            place=_one_of(_some(one.place), _some(two.place)),
            author=_one_of(one.authors, two.authors),
        )

    def _asked(self, article: Article) -> Iterator[tuple[int, list[int]]]:
        """What terms of an article say: how loud, and for which ranks."""
        members = self.members
        for link in article.tags:
            yield self._weight(_TAG, len(members[link.path])), members[link.path]
        if article.series:
            path = article.series.path
            yield self._weight(_SERIES, len(members[path])), members[path]
        for number, loudness, _, ranks in self._words(article):
            yield self._weight(loudness, number), ranks

    def _words(self, article: Article) -> list[tuple[int, int, str, list[int]]]:
        """The words of an article that are asked, rarest first: how many articles have them, how
        loud they are, themselves, and whose they are."""
        title, _, lead = article.words.partition("\n")
        words = [
            (len(ranks), loudness, word, ranks)
            for loudness, text in ((_TITLE, title), (_LEAD, lead))
            for word in text.split()
            if 1 < len(ranks := self.members[word]) <= self.limit
        ]
        return sorted(words)[:_RAREST]

    def _weight(self, loudness: int, number: int) -> int:
        """The loudness of a term that so many articles have."""
        return loudness * _rarity(self.scale, number) >> 10

    def _fill(self, at: int, scores: dict[int, int]) -> None:
        """The newest of the same categories, which have nothing else in common."""
        for link in self.articles[at].categories:
            for rank in self.members[link.path][:_NEWEST]:
                scores.setdefault(rank, 0)
        scores.pop(self.ranks[at], None)

    def _weighed(self, at: int, rank: int, score: int) -> int:
        """The score of a pair: nearer by what else they share, less near the older the other is."""
        one, other = self.articles[at], self.articles[self.order[rank]]
        if _one_of(_some(one.place), _some(other.place)):
            score += _SAME_PLACE
        if _one_of(one.categories, other.categories):
            score += _SAME_CATEGORY
        if _one_of(one.authors, other.authors):
            score += _SAME_AUTHOR
        older = self.moments[at] - self.moments[self.order[rank]]
        steps = min(_OLDEST, int(older // _AGEING)) if older > 0 else 0
        return score * (_STEPS - steps)


@functools.lru_cache(maxsize=4096)
def _rarity(scale: int, number: int) -> int:
    """How rare a term is, in powers of two times 1024. The few digits that are kept of the
    logarithm are the same on every machine."""
    return round(log2(1 + scale / number) * 1024)


def _one_of(some: Sequence[TermLink], others: Sequence[TermLink]) -> bool:
    """Whether they share a term. They are short, so a set would cost more than it saves."""
    return any(link.path == other.path for link in some for other in others)


def _some(link: TermLink | None) -> tuple[TermLink, ...]:
    return (link,) if link else ()
