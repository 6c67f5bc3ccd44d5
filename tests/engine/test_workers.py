"""Workers: the number of processes changes how long it takes and nothing else (rows 47, 48, 60)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.diagnostics import Exit
from generator.engine.workers import Job, Outcome, Workers
from generator.terminal import ending_is_interruption
from tests.engine import toys
from tests.project import CHECKOUT

MANY = 100


@pytest.fixture(scope="module")
def pair() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def _jobs(make: Callable[..., Any], payload: Any = None) -> list[Callable[[], Job]]:
    return [partial(Job, make, number, payload, f"toy-{number}") for number in range(MANY)]


def _run(workers: Workers, make: Callable[..., Any], payload: Any = None) -> list[Outcome]:
    """The outcomes, without the time that they took."""
    return [replace(each, seconds=0.0) for each in workers.run(_jobs(make, payload))]


def test_results_come_in_the_order_of_the_jobs(pair: Workers) -> None:
    expected = [Outcome(2 * number) for number in range(MANY)]
    assert _run(Workers(1), toys.double) == expected
    assert _run(pair, toys.double) == expected


@pytest.mark.fault(60)
def test_faults_are_the_same_on_one_worker_and_on_many(pair: Workers) -> None:
    """Row 60."""
    assert _run(Workers(1), toys.fail) == _run(pair, toys.fail)
    assert [o.faults[0].path for o in _run(pair, toys.fail)][:2] == ["toy-0", "toy-1"]


def test_many_jobs_go_to_other_processes(pair: Workers) -> None:
    assert os.getpid() not in {o.result for o in _run(pair, toys.echo_process)}


def test_few_jobs_stay_here(pair: Workers) -> None:
    """A process takes longer to start than they do."""
    (outcome,) = pair.run([partial(Job, toys.echo_process, 1, None)])
    assert outcome.result == os.getpid()


def test_threads_take_turns_in_place(pair: Workers) -> None:
    """What a recipe keeps between its calls (a converter, say) never serves two at once."""
    inside: list[int] = []
    most: list[int] = []

    def watched(value: int, _: Any) -> int:
        inside.append(value)
        time.sleep(0.005)
        most.append(len(inside))
        inside.remove(value)
        return value

    def run(number: int) -> list[Outcome]:
        return list(
            pair.run([partial(Job, watched, number * 10 + each, None) for each in range(5)])
        )

    with ThreadPoolExecutor(2) as threads:
        assert [len(each) for each in threads.map(run, range(2))] == [5, 5]
    assert set(most) == {1}


def test_a_mistake_of_ours_is_not_swallowed(pair: Workers) -> None:
    for workers in (Workers(1), pair):
        with pytest.raises(ZeroDivisionError):
            _run(workers, toys.stumble)


def test_jobs_are_made_when_their_turn_comes(pair: Workers) -> None:
    """Only the jobs under way are in memory, however many there are."""
    made: list[int] = []

    def job(number: int) -> Job:
        made.append(number)
        return Job(toys.double, number, None)

    outcomes = pair.run([partial(job, number) for number in range(1000)])
    next(outcomes)
    assert len(made) < 200
    assert len(list(outcomes)) == 999
    assert made == list(range(1000))


@pytest.mark.fault(48)
def test_a_process_that_dies_is_given_a_second_try(tmp_path: Path) -> None:
    """Row 48: killed for its memory, say, while others were large too."""
    with Workers(2) as workers:
        outcomes = _run(workers, toys.die_once, tmp_path / "mark")
        assert outcomes == [Outcome(number) for number in range(MANY)]
        assert (tmp_path / "mark").exists()
        assert _run(workers, toys.double)[3] == Outcome(6)


# The pool's own thread may find its pipe closed while it reads of a death; the work goes on.
@pytest.mark.fault(48)
def test_a_job_that_always_kills_is_named(tmp_path: Path) -> None:
    """Row 48: E-WORKER with the file; everything else is done."""
    with Workers(2) as workers:
        outcomes = _run(workers, toys.die)
    (fault,) = outcomes[7].faults
    assert (fault.code, fault.path, fault.exit_code) == ("E-WORKER", "toy-7", Exit.ENVIRONMENT)
    assert [o.result for o in outcomes if not o.faults] == [n for n in range(MANY) if n != 7]


@pytest.mark.fault(48)
def test_a_process_that_dies_while_much_is_handed_to_it_does_not_hold_up_the_rest() -> None:
    """Row 48: no hang, though the pipe to the dead is full (python/cpython#94777)."""
    with Workers(2) as workers:
        outcomes = _run(workers, toys.die, bytes(300_000))
    assert [number for number, outcome in enumerate(outcomes) if outcome.faults] == [7]


@pytest.mark.fault(18)
@pytest.mark.parametrize("count", [1, 2])
def test_work_without_end_is_broken_off_and_named(count: int) -> None:
    """E-TIME with the file; everything else is done, and what is slow without a limit is let be."""
    jobs = [partial(Job, toys.spin, n, 5, f"toy-{n}", limit=0.3) for n in range(MANY)]
    with Workers(count) as workers:
        outcomes = list(workers.run(jobs))
    late = outcomes.pop(5)
    assert [(fault.code, fault.path) for fault in late.faults] == [("E-TIME", "toy-5")]
    assert "0.3" in late.faults[0].text.en
    assert late.faults[0].exit_code is Exit.CONTENT
    assert [o.result for o in outcomes] == [n for n in range(MANY) if n != 5]


@pytest.mark.fault(18)
def test_work_is_broken_off_in_any_thread() -> None:
    """The preview builds in a thread of its own, and one that is late is not another's fault."""
    workers = Workers(1)
    jobs = [partial(Job, toys.spin, n, 1, f"toy-{n}", limit=0.3) for n in range(3)]
    with ThreadPoolExecutor(2) as pool:
        rounds = [list(done) for done in pool.map(workers.run, [jobs, jobs])]
    for outcomes in rounds:
        assert [o.result for o in outcomes] == [0, None, 2]


_LATE = """
import sys
from generator.engine.patience import TooLong, within
for _ in range(2):
    try:
        within(0.2, lambda: exec("while True: pass"))
    except TooLong:
        print("late")
sys.settrace(lambda *_: None)
(lambda: print("well"))()
"""


@pytest.mark.fault(18)
def test_what_was_late_leaves_the_interpreter_as_it_was() -> None:
    """A tracer, as of a debugger, hangs in CPython 3.11 while something seems to be on its way."""
    ran = subprocess.run(
        [sys.executable, "-c", _LATE], cwd=CHECKOUT, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.split() == ["late", "late", "well"], ran.stderr


@pytest.mark.fault(47)
def test_an_interruption_waits_for_nobody() -> None:
    """Row 47: what is under way is broken off, and what is being handed over with it."""

    def be_interrupted() -> None:
        with Workers(2) as workers:
            next(workers.run(_jobs(toys.dawdle, bytes(300_000))))
            raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        be_interrupted()
    assert time.monotonic() - begun < 20, "eighty-four seconds of work were left"
    assert multiprocessing.active_children() == []


def test_closing_twice_and_using_again() -> None:
    """The preview keeps its workers for hours, and begins with fresh ones after a fault."""
    workers = Workers(2)
    assert _run(workers, toys.double)[1] == Outcome(2)
    workers.close()
    workers.close()
    assert _run(workers, toys.double)[1] == Outcome(2)
    workers.close()


def test_an_interruption_that_python_drops_comes_again() -> None:
    """As one in `__del__`, where nothing that is raised gets out."""

    class Leaving:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def leave() -> None:
        leaving = Leaving()
        del leaving
        for _ in range(1_000):
            time.sleep(0.001)

    with ending_is_interruption(), pytest.raises(KeyboardInterrupt):
        leave()


def test_an_interrupted_program_ends_also_where_its_pool_does_not() -> None:
    """By a pool that never shuts down; in a process of its own, as that is what ends."""
    program = """
import time
from generator.engine import workers

class Stuck:
    def shutdown(self, **_): time.sleep(60)

workers._PATIENCE = 0.3
crew = workers.Workers(2, lambda: (Stuck(), 2))
crew._opened()
with crew:
    raise KeyboardInterrupt
"""
    begun = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, check=False)
    assert ended.returncode == 130
    assert time.monotonic() - begun < 30
