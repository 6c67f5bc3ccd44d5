"""What readers find, on queries that were written before the search was, and on a second set that
was written when the readings and the aliases stood."""

from __future__ import annotations

import pytest

from tests.search.library import Library, Query, queries

LEAST = {"queries": 0.95, "holdout": 0.85}
"""The second set asks for what no stemmer brings (إدمان for مدمن), and has no alias of its own."""


def _missed(found: list[str], query: Query) -> list[str]:
    return [name for name in query["want"] if name not in found]


@pytest.mark.parametrize("name", LEAST)
def test_recall(library: Library, name: str) -> None:
    asked = queries(name)
    answers = library.ask(query["query"] for query in asked)
    missed = {
        query["query"]: lacking
        for query, answer in zip(asked, answers, strict=True)
        if (lacking := _missed(answer.names, query))
    }
    wanted = sum(len(query["want"]) for query in asked)
    recall = 1 - sum(map(len, missed.values())) / wanted
    assert recall >= LEAST[name], missed


@pytest.mark.parametrize("name", LEAST)
def test_the_best_stands_first_and_nothing_astonishes(library: Library, name: str) -> None:
    asked = queries(name)
    answers = library.ask(query["query"] for query in asked)
    for query, answer in zip(asked, answers, strict=True):
        if "first" in query:
            assert answer.names[0] == query["first"], query
        assert not set(answer.names) & set(query.get("not", ())), query


def test_the_set_is_large_enough() -> None:
    assert len({query["query"] for query in queries()}) >= 60


def test_hits_go_from_title_to_body_and_then_from_new_to_old(library: Library) -> None:
    """One word: the title before labels, summary and body; in each the newer first."""
    (answer,) = library.ask(["بغداد"])
    assert answer.names[:3] == ["maarid", "ittifaqiya", "safira"]
    assert answer.numbers[:3] == sorted(answer.numbers[:3], reverse=True)


def test_words_that_no_article_has_together_bring_those_with_most(library: Library) -> None:
    both, neither = library.ask(["الألغام الممثلة", "زقزوق"])
    assert not both.complete
    assert {"demo/al-algham", "mihrajan"} <= set(both.names)
    assert neither.names == []
