"""Memo: a recipe runs only over what is not remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.engine.memo import Memoised, Product, Task, memoise
from generator.engine.recipe import Recipe
from generator.engine.store import Store
from generator.engine.workers import Workers
from tests.engine.toys import SAY, Said, Word, tasks


@pytest.fixture
def store() -> Any:
    opened = Store.in_memory()
    yield opened
    opened.close()


def _memoise(store: Store, *texts: str) -> Memoised[Said]:
    with Workers(1) as workers:
        return memoise(SAY, tasks(*texts), Said, store, workers)


def test_a_recipe_runs_once_for_a_value(store: Store) -> None:
    first = _memoise(store, "a", "b")
    second = _memoise(store, "b", "c", "a")
    assert first.made == (0, 1)
    assert second.made == (1,)
    assert second.facts == (first.facts[1], second.facts[1], first.facts[0])


def test_the_payload_is_loaded_only_for_work(store: Store) -> None:
    _memoise(store, "a")

    def load() -> Any:
        raise AssertionError("loaded for nothing")

    with Workers(1) as workers:
        done = memoise(SAY, [Task(Word("a"), load)], Said, store, workers)
    assert done.made == ()


def test_blobs_are_stored_under_their_digests(store: Store) -> None:
    (said,) = _memoise(store, "a").facts
    assert said is not None
    assert store.get(said.blob) == b"A|"


def test_equal_values_side_by_side(store: Store) -> None:
    """Two texts that are one: nothing breaks, both have their facts."""
    done = _memoise(store, "a", "a")
    assert done.facts[0] == done.facts[1]


def test_a_failure_is_not_remembered(store: Store) -> None:
    for _ in range(2):
        done = _memoise(store, "a", "", "b")
        assert [fact is None for fact in done.facts] == [False, True, False]
        assert [fault.code for fault in done.faults] == ["E-TOY"]
        assert 1 in done.made


@pytest.mark.fault(51)
def test_facts_without_their_blobs_are_made_again(store: Store) -> None:
    """Row 51: a result that lost half of itself is no result."""
    (said,) = _memoise(store, "a").facts
    assert said is not None
    store._connection.execute("delete from entries where key = ?", (said.blob,))
    done = _memoise(store, "a")
    assert done.made == (0,)
    assert store.get(said.blob) == b"A|"


def test_facts_keep_their_blobs(tmp_path: Path) -> None:
    """A run that only reads facts does not let the blobs behind them be pruned."""
    store = Store.open(tmp_path)
    (said,) = _memoise(store, "a" * 5000).facts
    store.close()
    store = Store.open(tmp_path)
    _memoise(store, "a" * 5000, "new")
    store.prune()
    assert said is not None
    assert store.get(said.blob) is not None
    store.close()


@dataclass(frozen=True, slots=True)
class Longer:
    """Facts of another version: a field more."""

    length: int
    blob: str
    depth: int


@pytest.mark.fault(52)
def test_facts_of_another_shape_are_made_again(store: Store) -> None:
    """Row 52: should two versions ever share a key."""
    _memoise(store, "a")

    def say_longer(word: Word, payload: str) -> Product[Longer]:
        return Product(Longer(1, "", 2))

    longer: Recipe[Word, str, Product[Longer]] = Recipe(
        SAY.name, say_longer, SAY.rooms, SAY.libraries
    )
    assert longer.key(Word("a")) == SAY.key(Word("a"))
    with Workers(1) as workers:
        done = memoise(longer, tasks("a"), Longer, store, workers)
    assert done.made == (0,)
    assert done.facts == (Longer(1, "", 2),)


@dataclass(frozen=True, slots=True)
class Moment:
    """Facts that an encoding flattens."""

    when: datetime


def test_fresh_facts_are_remembered_facts(store: Store) -> None:
    """Law 1: by whatever road a result came, it is the same value."""

    def now(_: Word, __: str) -> Product[Moment]:
        return Product(Moment(datetime(2026, 1, 1, tzinfo=UTC)))

    recipe = Recipe("now", now, SAY.rooms, SAY.libraries)
    with Workers(1) as workers:
        fresh = memoise(recipe, tasks("a"), Moment, store, workers)
        again = memoise(recipe, tasks("a"), Moment, store, workers)
    assert repr(fresh.facts) == repr(again.facts)
    assert again.made == ()


def test_many_are_written_in_between(tmp_path: Path) -> None:
    """What was done before an interruption is not done again."""
    store = Store.open(tmp_path)
    steps: list[int] = []

    def interrupt(step: int) -> None:
        steps.append(step)
        if len(steps) == 400:
            raise KeyboardInterrupt

    words = [f"word {number}" for number in range(500)]
    with pytest.raises(KeyboardInterrupt), Workers(1) as workers:
        memoise(SAY, tasks(*words), Said, store, workers, interrupt)
    store.close()
    store = Store.open(tmp_path)
    assert len(_memoise(store, *words).made) < 300
    store.close()
