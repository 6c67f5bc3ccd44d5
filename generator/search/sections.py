"""Sections: what each stem finds in a row of articles, as lines of text.

A section is made from the words of SIZE articles and cut into SLICES by the beginning of the stem,
so that a shard of any size is put together from whole slices. A line of a slice is a stem, a space,
and up to eight lists of articles set apart by commas: surely and possibly in the body, then in the
summary, the labels, the title. A list says how far it is from one article to the next (`steps`).
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import sub

from generator.search.words import FIELDS

SIZE = 256
"""Articles of a section: as many are looked at again when one of them changes."""
SLICES = 512
PREFIX = 3
"""Letters that decide in which slice a stem is: readers see answers from so many on."""

BASE = 39
"""Signs of a last digit, and as many of a first one."""
_SIGNS = [chr(ord("0") + value) for value in range(2 * BASE)]
_STEPS = ["", *_SIGNS[:BASE]] + [
    _SIGNS[BASE + step // BASE] + _SIGNS[step % BASE] for step in range(BASE, SIZE)
]
"""How a step from one article to the next is written: one sign for 1 to 39, two signs for more."""

_Places = list[list[int]]
"""Articles, rising, by each of FIELDS; an article stands in one of them."""
_Evidence = tuple[_Places, bool]
"""Where a word stands, and whether it surely is of the stem."""


def slice_of(stem: str) -> int:
    """The slice of a stem; the script works it out likewise."""
    number = 0
    for letter in stem[:PREFIX]:
        number = number * 31 + ord(letter)
    return number % SLICES


def section(articles: Sequence[str]) -> tuple[str, ...]:
    """The slices of the articles whose words (`words_of`) these are."""
    slices: dict[int, list[str]] = defaultdict(list)
    for stem, evidence in sorted(_stems(_found(articles)).items()):
        lists = ",".join(map(steps, _lists(evidence))).rstrip(",")
        slices[slice_of(stem)].append(f"{stem} {lists}\n")
    return tuple("".join(slices[number]) for number in range(SLICES))


def _found(articles: Sequence[str]) -> Mapping[str, _Places]:
    """Where each word stands, by its readings."""
    found: dict[str, _Places] = defaultdict(lambda: [[] for _ in FIELDS])
    for article, lines in enumerate(articles):
        for field, line in enumerate(lines.split("\n")):
            for read in line.split():
                found[read][field].append(article)
    return found


def _stems(found: Mapping[str, _Places]) -> Mapping[str, list[_Evidence]]:
    """What speaks for each stem. A reading counts when another word here bears it out; the first
    does not when such another is commoner: who types that word looks under the other as well. When
    no word bears out any of them, all count, but that an article is none."""
    common: Counter[str] = Counter()
    for read, places in found.items():
        common[read.partition("/")[0]] += sum(map(len, places))
    stems: dict[str, list[_Evidence]] = defaultdict(list)
    for read, places in found.items():
        first, *others = read.split("/")
        backed = [stem for stem in others if stem in common]
        if not backed and common[first] == sum(map(len, places)):
            backed = [stem for stem in others if not stem.startswith("ال")]
        if not any(common[stem] > common[first] for stem in backed):
            stems[first].append((places, True))
        for stem in backed:
            stems[stem].append((places, False))
    return stems


def _lists(evidence: Sequence[_Evidence]) -> _Places:
    """The lists of a line. An article stands in one of them, the best."""
    lists: _Places = [[] for _ in _BEST_FIRST]
    for places, sure in evidence:
        for field, articles in enumerate(reversed(places)):
            lists[2 * field + (not sure)] += articles
    if len(evidence) == 1:
        return lists
    seen: set[int] = set()
    for at in _BEST_FIRST:
        fresh = set(lists[at]) - seen
        lists[at] = sorted(fresh)
        seen |= fresh
    return lists


_BEST_FIRST = (6, 7, 4, 5, 2, 3, 0, 1)
"""The lists of a line by what they are worth."""


def steps(articles: Sequence[int]) -> str:
    """Rising numbers, each as the step to it from the one before; the first from -1."""
    return "".join(map(_STEPS.__getitem__, map(sub, articles, itertools.chain((-1,), articles))))
