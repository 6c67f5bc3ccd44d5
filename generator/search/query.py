"""Queries: what a reader's words find in an index, and why.

The reference for `assets/search.js`, which does the same in the browser; a test holds their answers
together. All words must be met (AND); when no article has them all, those that have the most come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log

import msgspec

from generator.arabic import readings
from generator.search.sections import PREFIX
from generator.search.words import FIELDS

Phrase = tuple[str, ...]
"""The stems of an alias, word by word."""
Place = tuple[int, int, bool]
"""An article by its number, in which of FIELDS, and whether surely."""
Fetch = Callable[[str], Mapping[str, Sequence[Place]]]
"""The stems, with their places, that begin as a stem does (its slice)."""


class Weights(msgspec.Struct, frozen=True):
    """What a word weighs in each of FIELDS, and what is left of that when its reading is not the
    first, when an alias stands for it, when it is only begun, or misspelled."""

    fields: tuple[int, ...] = (9, 5, 3, 1)
    possible: float = 0.4
    alias: float = 0.7
    begun: float = 0.5
    misspelled: float = 0.3


WEIGHTS = Weights()
_SHORTEST = 4
"""Letters of a stem that may be misspelled."""
_OPEN = re.compile(r"[^\W_]\Z")


class Reason(msgspec.Struct, frozen=True):
    """Why an article is found: the word that was typed, the stem that met it, how (`word`, `alias`,
    `begun`, `misspelled`), and where. `score`: in thousandths."""

    typed: str
    stem: str
    how: str
    field: str
    score: int


class Hit(msgspec.Struct, frozen=True):
    """An article that is found, by its number, and one reason for each word that it meets."""

    article: int
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.score for reason in self.reasons)


class Answer(msgspec.Struct, frozen=True):
    """Hits, the best first. `complete`: whether each meets every word, as it was typed."""

    hits: tuple[Hit, ...]
    complete: bool


class Searcher(msgspec.Struct, frozen=True):
    """An index to ask. articles: their number. aliases: groups of phrases that mean one."""

    articles: int
    aliases: Sequence[Sequence[Phrase]]
    fetch: Fetch

    def answer(self, query: str) -> Answer:
        """What a query finds. A word at its very end may be under way."""
        words = readings.words(query)
        found = [self._unit(*unit) for unit in self._units(words, bool(_OPEN.search(query)))]
        met: dict[int, list[Reason]] = {}
        for unit in found:
            for article, reason in unit.items():
                met.setdefault(article, []).append(reason)
        most = max(map(len, met.values()), default=0)
        complete = most == len(found)
        hits = [Hit(a, tuple(r)) for a, r in met.items() if len(r) == most or not complete]
        hits.sort(key=lambda hit: (-len(hit.reasons), -hit.score, -hit.article))
        guessed = any(r.how == "misspelled" for unit in found for r in unit.values())
        return Answer(tuple(hits), complete and not guessed)

    def _units(
        self, words: Sequence[str], under_way: bool
    ) -> Iterator[tuple[Sequence[str], list[Phrase], bool]]:
        """The words, or runs of words that are an alias, each with what else means the same."""
        at = 0
        while at < len(words):
            groups = [(phrase, group) for group in self.aliases for phrase in group]
            fitting = [(len(p), group) for p, group in groups if _begins(words[at:], p)]
            length = max((length for length, _ in fitting), default=1)
            others = [p for size, group in fitting if size == length for p in group]
            end = at + length
            yield words[at:end], others, under_way and end == len(words)
            at = end

    def _unit(
        self, words: Sequence[str], aliases: Iterable[Phrase], under_way: bool
    ) -> dict[int, Reason]:
        typed = " ".join(words)
        found = _both([self._word(word) for word in words], typed)
        for phrase in aliases:
            _add(found, _both([self._stem(s, s, "alias", WEIGHTS.alias) for s in phrase], typed))
        if under_way:
            _add(found, self._begun(words[-1]) if len(words) == 1 else {})
        return found or (self._misspelled(words[0]) if len(words) == 1 else {})

    def _word(self, word: str) -> dict[int, Reason]:
        """Where a word stands in any of its readings. That its article is none is tried last."""
        found: dict[int, Reason] = {}
        for number, stem in enumerate(readings.readings(word)):
            if not (found and stem.startswith("ال")):
                _add(found, self._stem(word, stem, "word", WEIGHTS.possible if number else 1))
        return found

    def _begun(self, word: str) -> dict[int, Reason]:
        found: dict[int, Reason] = {}
        for base in map(readings.bare, readings.bases(word)):
            if len(base) >= PREFIX and not (found and base.startswith("ال")):
                for stem in self.fetch(base):
                    if stem.startswith(base):
                        _add(found, self._stem(word, stem, "begun", WEIGHTS.begun))
        return found

    def _misspelled(self, word: str) -> dict[int, Reason]:
        found: dict[int, Reason] = {}
        wanted = readings.readings(word)[0]
        if len(wanted) >= _SHORTEST:
            for stem in self.fetch(wanted):
                if near(stem, wanted):
                    _add(found, self._stem(word, stem, "misspelled", WEIGHTS.misspelled))
        return found

    def _stem(self, typed: str, stem: str, how: str, weight: float) -> dict[int, Reason]:
        """Rare stems say more: a place weighs by log(1 + articles / articles with the stem)."""
        places = self.fetch(stem).get(stem, ())
        rarity = log(1 + self.articles / max(1, len(places)))
        return {
            article: Reason(typed, stem, how, FIELDS[field], _score(weight, field, sure, rarity))
            for article, field, sure in places
        }


def _score(weight: float, field: int, sure: bool, rarity: float) -> int:
    certainty = 1 if sure else WEIGHTS.possible
    return int(0.5 + 1000 * weight * WEIGHTS.fields[field] * certainty * rarity)


def _begins(words: Sequence[str], phrase: Phrase) -> bool:
    """Whether words begin with a phrase, in any of their readings."""
    return len(words) >= len(phrase) and all(
        stem in readings.readings(word) for word, stem in zip(words, phrase, strict=False)
    )


def _add(found: dict[int, Reason], more: Mapping[int, Reason]) -> None:
    """The better reason stays."""
    for article, reason in more.items():
        if article not in found or found[article].score < reason.score:
            found[article] = reason


def _both(parts: Sequence[Mapping[int, Reason]], typed: str) -> dict[int, Reason]:
    """The articles in all of the parts, for the weakest of their reasons."""
    first, *rest = parts
    found = {}
    for article in first:
        if all(article in part for part in rest):
            weakest = min((part[article] for part in parts), key=lambda reason: reason.score)
            found[article] = Reason(typed, weakest.stem, weakest.how, weakest.field, weakest.score)
    return found


def near(one: str, other: str) -> bool:
    """Whether two words are one when at most a letter of each is left out: so are they by a letter
    more, less or changed, and by two that changed places."""
    return not _shorter(one).isdisjoint(_shorter(other))


def _shorter(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
