"""Workers: pure functions mapped over jobs, in place or on other processes, in the given order.

Jobs travel in batches and by value, so that any `concurrent.futures.Executor` can serve. The number
of workers never changes a result, only how long it takes.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic, Failed

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Job:
    """One call of a recipe's function: `make(value, payload)`."""

    make: Callable[[Any, Any], Any]
    value: Any
    payload: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its result, or the diagnostics that it failed with."""

    result: Any = None
    faults: tuple[Diagnostic, ...] = ()


_SMALLEST_POOL = 24
"""Fewer jobs than this are done sooner in place than a process is started."""
_BATCH = 16
_AHEAD = 3
"""Batches that wait for each process, so that none stands idle."""


class Workers:
    """Runs jobs. A context manager: leaving it ends the processes that it started."""

    def __init__(self, count: int | None = None) -> None:
        """`count`: how many processes; None means one for each processor."""
        self.count = count if count is not None else os.cpu_count() or 1
        self._pool: Executor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def run(self, jobs: Sequence[Callable[[], Job]]) -> Iterator[Outcome]:
        """Outcomes in the order of the jobs. A job is made when its turn comes, so only the jobs
        under way are in memory."""
        if self.count < 2 or len(jobs) < _SMALLEST_POOL:
            return (_run(make()) for make in jobs)
        return self._run_on_pool(jobs)

    def _run_on_pool(self, jobs: Sequence[Callable[[], Job]]) -> Iterator[Outcome]:
        pool = self._pool = self._pool or _start(self.count)
        batches = iter(list(_batched(jobs, _BATCH)))
        ahead = itertools.islice(batches, self.count * _AHEAD)
        waiting = deque(_submit(pool, batch) for batch in ahead)
        while waiting:
            outcomes = waiting.popleft().result()
            waiting.extend(_submit(pool, batch) for batch in itertools.islice(batches, 1))
            yield from outcomes


def _submit(pool: Executor, batch: Iterable[Callable[[], Job]]) -> Future[list[Outcome]]:
    return pool.submit(_run_batch, [make() for make in batch])


def _start(count: int) -> Executor:
    methods = multiprocessing.get_all_start_methods()
    method = "forkserver" if "forkserver" in methods else "spawn"
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context(method))


def _batched(items: Iterable[Result], size: int) -> Iterator[tuple[Result, ...]]:
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def _run_batch(jobs: list[Job]) -> list[Outcome]:
    return [_run(job) for job in jobs]


def _run(job: Job) -> Outcome:
    try:
        return Outcome(result=job.make(job.value, job.payload))
    except Failed as failed:
        return Outcome(faults=failed.diagnostics)
