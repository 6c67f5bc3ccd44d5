"""Shards: the files that the search page fetches.

Articles are numbered from the oldest, so that a new one changes no number. Full sections are the
part `old`, which a new article leaves alone; the rest is the part `new`. A part is cut into a power
of two of shards, `old-17.txt`: of all its sections the slices whose number leaves 17 when divided
by that. Six cards together are a file, `cards-17.json`. `index.json` says what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from generator.arabic import readings
from generator.arabic.dates import Months, format_date
from generator.config import SiteConfig
from generator.graph.addresses import SEARCH
from generator.graph.model import Article
from generator.search.query import WEIGHTS, Phrase, Place, Weights
from generator.search.sections import BASE, PREFIX, SIZE, SLICES
from generator.search.words import FIELDS, Texts

INDEX = f"{SEARCH}index.json"
CARDS = 6
"""Cards of a file: as many as the page shows at first, and they may lie in as many files."""
_ARTICLES_A_SHARD = 2
"""So that a shard is about 1 KB on the wire; from 1,024 articles on, shards grow instead."""
_SUMMARY = 160
"""Letters of a summary that results show."""


class Part(msgspec.Struct, frozen=True):
    """Sections that stand in the same files: the first, the one after the last, and how many shards
    there are."""

    name: str
    first: int
    end: int
    shards: int


class Index(msgspec.Struct, frozen=True):
    """What the script must know before it can look anything up."""

    articles: int
    section: int
    slices: int
    prefix: int
    cards: int
    parts: tuple[Part, ...]
    aliases: tuple[tuple[Phrase, ...], ...]
    folding: readings.Rules
    bases: readings.Rules
    endings: readings.Rules
    weights: Weights


def rows(articles: Sequence[Article]) -> list[tuple[Article, ...]]:
    """Articles, newest first, as the rows of sections, oldest first."""
    return _cut(articles, SIZE)


def card_rows(articles: Sequence[Article]) -> list[tuple[Article, ...]]:
    """The same as the rows of card files."""
    return _cut(articles, CARDS)


def _cut(articles: Sequence[Article], size: int) -> list[tuple[Article, ...]]:
    oldest_first = articles[::-1]
    return [tuple(oldest_first[at : at + size]) for at in range(0, len(articles), size)]


def texts_of(article: Article) -> Texts:
    """What of an article can be found."""
    labels = (article.kind.name, *(link.name for link in article.term_links))
    return Texts(article.title, labels, article.summary, article.matter.points)


def index(count: int, config: SiteConfig) -> Index:
    """The index of so many articles."""
    return Index(
        count,
        section=SIZE,
        slices=SLICES,
        prefix=PREFIX,
        cards=CARDS,
        parts=parts(count),
        aliases=aliases(config),
        folding=readings.FOLDING,
        bases=readings.BASES,
        endings=readings.ENDINGS,
        weights=WEIGHTS,
    )


def parts(count: int) -> tuple[Part, ...]:
    """The parts of an index of so many articles; those that are empty are left out."""
    full, rest = divmod(count, SIZE)
    old = Part("old", 0, full, _shards(full * SIZE))
    new = Part("new", full, full + 1, _shards(rest))
    return (old,) * bool(full) + (new,) * bool(rest)


def paths(index: Index, slice: int) -> Iterator[str]:
    """The files that hold a slice."""
    for part in index.parts:
        yield f"{SEARCH}{part.name}-{slice % part.shards}.txt"


def _shards(articles: int) -> int:
    """A power of two, so that slices stay together when it doubles."""
    number = 1
    while number < SLICES and number * _ARTICLES_A_SHARD < articles:
        number *= 2
    return number


def aliases(config: SiteConfig) -> tuple[tuple[Phrase, ...], ...]:
    """The groups of names that site.yaml leads together, as stems; one that has nothing to lead to
    is left out."""
    groups = [*config.search_aliases, *((each.variant, each.name) for each in config.synonyms)]
    found = (tuple(dict.fromkeys(map(_phrase, group))) for group in groups)
    return tuple(dict.fromkeys(group for group in found if len(group) > 1))


def _phrase(text: str) -> Phrase:
    return tuple(readings.readings(word)[0] for word in readings.words(text))


def shard(sections: Iterable[tuple[int, bytes]]) -> bytes:
    """A shard: of each section its number, after `=`, and the lines of its slices."""
    return b"".join(b"=%d\n%b" % section for section in sections)


_LAST = len(FIELDS) - 1


class Entry(msgspec.Struct, frozen=True):
    """What a result shows of an article."""

    path: str
    title: str
    summary: str
    published: datetime
    kind: str


def entry(article: Article) -> Entry:
    summary = article.summary
    if len(summary) > _SUMMARY:
        summary = summary[:_SUMMARY].rpartition(" ")[0].rstrip("،؛:.") + "…"
    return Entry(article.path, article.title, summary, article.published, article.kind.name)


def cards(entries: Sequence[Entry], months: Months, arabic_indic: bool) -> bytes:
    """A file of cards: for each its path, title, summary, date as read, date as ISO 8601, kind."""
    rows = [
        (
            *(each.path, each.title, each.summary),
            format_date(each.published, months=months, arabic_indic=arabic_indic),
            each.published.date().isoformat(),
            each.kind,
        )
        for each in entries
    ]
    return msgspec.json.encode(rows)


def find(text: str) -> Mapping[str, list[Place]]:
    """The stems of a shard and their places, as the script reads them."""
    found: dict[str, list[Place]] = {}
    section = 0
    for line in text.splitlines():
        if line[0] == "=":
            section = int(line[1:]) * SIZE
        else:
            stem, _, lists = line.partition(" ")
            found.setdefault(stem, []).extend(_places(lists, section))
    return found


def _places(lists: str, first: int) -> Iterator[Place]:
    for number, steps in enumerate(lists.split(",")):
        at, high = first - 1, 0
        for sign in steps:
            value = ord(sign) - ord("0")
            if value < BASE:
                at, high = at + high + value + 1, 0
                yield at, _LAST - number // 2, number % 2 == 0
            else:
                high = (value - BASE) * BASE
