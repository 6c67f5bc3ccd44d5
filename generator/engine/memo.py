"""Memo: run a recipe over many values, and only over those whose result is not in the store."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from generator.diagnostics import Diagnostic
from generator.engine.recipe import Recipe
from generator.engine.store import Store
from generator.engine.workers import Job, Workers
from generator.keys import Digest

_FLUSH = 200
"""Entries that are gathered before they are written together."""

Facts = TypeVar("Facts")
Value = TypeVar("Value")
_Decoder = msgspec.json.Decoder[tuple[Facts, tuple[Digest, ...]]]


class Product(msgspec.Struct, Generic[Facts], frozen=True):
    """What a remembered recipe yields: facts that every build wants, and blobs (bytes under a
    digest of the recipe's choosing) that only the work behind it wants."""

    facts: Facts
    blobs: tuple[tuple[Digest, bytes], ...] = ()


class Task(msgspec.Struct, Generic[Value], frozen=True):
    """One value for a recipe; `load` fetches the payload, and is called only if work is due.
    `source`: the file that the value comes from."""

    value: Value
    load: Callable[[], Any]
    source: str = "?"


class Memoised(msgspec.Struct, Generic[Facts], frozen=True):
    """Facts in the order of the tasks (None where the recipe failed), which tasks were really
    run, the diagnostics of those that failed, and the processor seconds that it took."""

    facts: tuple[Facts | None, ...]
    made: tuple[int, ...]
    faults: tuple[Diagnostic, ...]
    seconds: float


def memoise(
    recipe: Recipe[Value, Any, Product[Facts]],
    tasks: Sequence[Task[Value]],
    kind: type[Facts],
    store: Store,
    workers: Workers,
    advance: Callable[[int], None] = lambda _: None,
) -> Memoised[Facts]:
    """The facts of every task. `kind` is the type of the facts, for reading them back.

    Fresh facts are read back too: a result must not differ by the road it came (a time zone that
    the encoding flattens, say), or an incremental build would differ from a clean one.
    """
    keys = [recipe.key(task.value) for task in tasks]
    decoder = _decoder(kind)
    facts = _recalled(store, keys, decoder)
    due = [index for index, key in enumerate(keys) if key not in facts]
    faults: list[Diagnostic] = []
    jobs = [functools.partial(_job, recipe, tasks[index]) for index in due]
    fresh: dict[Digest, bytes] = {}
    seconds = 0.0
    for index, outcome in zip(due, workers.run(jobs, heavy=recipe.heavy), strict=True):
        faults += outcome.faults
        seconds += outcome.seconds
        if outcome.result is not None:
            product: Product[Facts] = outcome.result
            data = _encode(product)
            facts[keys[index]] = decoder.decode(data)[0]
            fresh[keys[index]] = data
            fresh.update(product.blobs)
        if len(fresh) > _FLUSH:
            store.put_many(fresh)
            fresh = {}
        advance(1)
    store.put_many(fresh)
    return Memoised(tuple(facts.get(key) for key in keys), tuple(due), tuple(faults), seconds)


def _job(recipe: Recipe[Value, Any, Product[Facts]], task: Task[Value]) -> Job:
    return Job(recipe.make, task.value, task.load(), task.source, limit=recipe.limit)


def _encode(product: Product[Any]) -> bytes:
    """Facts, and the digests of the blobs that they need."""
    return msgspec.json.encode((product.facts, [digest for digest, _ in product.blobs]))


def _decoder(kind: type[Facts]) -> _Decoder[Facts]:
    return msgspec.json.Decoder(tuple[kind, tuple[Digest, ...]])  # type: ignore[valid-type]


def _recalled(
    store: Store, keys: Sequence[Digest], decoder: _Decoder[Facts]
) -> dict[Digest, Facts]:
    """Facts that can be read back and whose blobs are there; the rest counts as missing."""
    found: dict[Digest, tuple[Facts, tuple[Digest, ...]]] = {}
    for key, data in store.get_many(keys).items():
        with contextlib.suppress(msgspec.MsgspecError):
            found[key] = decoder.decode(data)
    present = store.keep(blob for _, blobs in found.values() for blob in blobs)
    return {key: facts for key, (facts, blobs) in found.items() if present.issuperset(blobs)}
