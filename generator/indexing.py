"""Indexing: the files of the search, planned and remembered.

A section stands for its articles' digests and is looked up by them, so that a build which changes
nothing of it reads some forty small facts at 10,000 articles and no word of any article.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from generator import recipes
from generator.config import SiteConfig
from generator.engine.memo import Task
from generator.engine.publish import Order, Output
from generator.graph.addresses import SEARCH
from generator.graph.model import Article, ContentGraph
from generator.reading import remembered
from generator.recipes import CardsValue, Section, Traits, Words, WordsPayload
from generator.run import Run
from generator.search import shards
from generator.search.shards import INDEX, Part

_SITE = ("site.yaml",)


def plan(run: Run, config: SiteConfig, graph: ContentGraph) -> Iterator[Output]:
    """The index, its shards and its cards."""
    if not config.search:
        return
    index = shards.index(len(graph.articles), config)
    yield Output(INDEX, Order.LIST, recipes.INDEX, index, _nothing, _SITE)
    shelf = _Sections(run, graph.articles)
    for part in index.parts:
        yield from shelf.shards(part)
    for number, articles in enumerate(shards.card_rows(graph.articles)):
        value = CardsValue(config.months, config.digits, tuple(one.card for one in articles))
        load = functools.partial(_entries, articles)
        path = f"{SEARCH}cards-{number}.json"
        yield Output(path, Order.LIST, recipes.CARDS, value, load, (articles[0].source,))


def _nothing() -> None:
    return None


def _entries(articles: Sequence[Article]) -> tuple[shards.Entry, ...]:
    return tuple(map(shards.entry, articles))


class _Sections:
    """The sections of one run. Their lines are read when a shard with them is due, once."""

    def __init__(self, run: Run, articles: Sequence[Article]) -> None:
        self.run = run
        tasks = [
            Task(_traits(row), functools.partial(self._words, row), row[0].source)
            for row in shards.rows(articles)
        ]
        made = remembered(run, recipes.SECTION, tasks, Section)
        self.facts = [facts or Section() for facts in made.facts]
        run.store.use(name for facts in self.facts for name in facts.words)
        self.lines: dict[int, bytes] = {}

    def shards(self, part: Part) -> Iterator[Output]:
        """The shards of a part: each stands for what its slices hold in every section."""
        facts = self.facts[part.first : part.end]
        slices = list(zip(*(section.sums for section in facts), strict=True))
        for number in range(part.shards):
            value = (part.first, slices[number :: part.shards])
            load = functools.partial(self._shard, part, number)
            path = f"{SEARCH}{part.name}-{number}.txt"
            yield Output(path, Order.LIST, recipes.SHARD, value, load, _SITE)

    def _shard(self, part: Part, number: int) -> list[tuple[int, bytes]]:
        sections = range(part.first, part.end)
        return [(section, self._slices(section, number, part.shards)) for section in sections]

    def _slices(self, section: int, first: int, step: int) -> bytes:
        """Every so manieth slice of a section."""
        facts = self.facts[section]
        if section not in self.lines:
            self.lines[section] = self.run.store.required(facts.lines)
        starts = (0, *facts.ends)[first::step]
        pairs = zip(starts, facts.ends[first::step], strict=False)
        return b"".join(self.lines[section][start:end] for start, end in pairs)

    def _words(self, row: Sequence[Article]) -> tuple[str, ...]:
        """The words of each article; those that were edited are looked through again."""
        tasks = [
            Task(traits, functools.partial(self._texts, one), one.source)
            for traits, one in zip(_traits(row), row, strict=True)
        ]
        found = remembered(self.run, recipes.WORDS, tasks, Words).facts
        return tuple(words.lines if words else "" for words in found)

    def _texts(self, article: Article) -> WordsPayload:
        return WordsPayload(shards.texts_of(article), self.run.store.blobs((article.html,)))


def _traits(articles: Sequence[Article]) -> tuple[Traits, ...]:
    return tuple(Traits(one.own, one.html) for one in articles)
