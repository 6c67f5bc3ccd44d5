"""Workers: pure functions mapped over jobs, in place or on other processes, in the given order.

Jobs travel in batches and by value, so that any `concurrent.futures.Executor` can serve. The number
of workers never changes a result, only how long it takes. When a process dies, what it was given is
tried once more, each job alone (faults row 48). Processes of other machines may serve too: to them
nothing goes that names a place on this disk, and their results are finished here.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Exit, Failed, Fault
from generator.engine.patience import TooLong, within

LOST = Fault(
    code="E-WORKER",
    ar="ماتت العملية التي تعمل على هذا الملف مرتين، ولعل الذاكرة نفدت.",
    en="The process that worked on this file died twice; the memory may have run out.",
    hint_ar="أغلق برامج أخرى أو استعمل --workers 1، ثم أعد الأمر.",
    hint_en="Close other programs or use --workers 1, then run the command again.",
    exit_code=Exit.ENVIRONMENT,
)

LATE = Fault(
    code="E-TIME",
    ar="لم ينته العمل على هذا الملف في {seconds} من ثواني المعالج، فأُوقف.",
    en="Work on this file was not done after {seconds} seconds of the processor, and was stopped.",
    hint_ar="قسّمه إلى عدة ملفات. وإن كان قصيراً فابحث فيه عن صفوف طويلة من علامة واحدة.",
    hint_en="Divide it into several files; if it is short, look for long rows of one sign in it.",
)

Result = TypeVar("Result")


class Job(msgspec.Struct, frozen=True):
    """One call of a recipe's function: `make(value, payload)`. `source`: the file to name when
    the process dies of it. `finish` is given the result, and what it returns takes its place: where
    the job was done, to spare large results the way back, if that is on this machine.
    `limit`: after so many processor seconds it is broken off; 0 for never."""

    make: Callable[[Any, Any], Any]
    value: Any
    payload: Any
    source: str = "?"
    finish: Callable[[Any], Any] | None = None
    limit: float = 0


class Outcome(msgspec.Struct, frozen=True):
    """What became of a job: its result, or the diagnostics that it failed with. `seconds` of
    processor time, where it was done."""

    result: Any = None
    faults: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0


Start = Callable[[], tuple[Executor, int]]
"""An executor, and how many processes serve it. Its futures fail with BrokenExecutor when these are
lost, and then it is started anew."""

_Call = Callable[[], Job]
_Batch = tuple[_Call, ...]
_Finish = Callable[[Any], Any] | None
_Handed = tuple[_Batch, list[_Finish], Future[list[Outcome]]]
_SMALLEST_POOL = 24
"""Fewer jobs than this are done sooner in place than a process is started."""
_BATCH = 32
_AHEAD = 2
"""Batches that wait for each process, so that none stands idle."""


class Workers:
    """Runs jobs. A context manager: leaving it ends the processes that it started."""

    def __init__(self, count: int | None = None, elsewhere: Start | None = None) -> None:
        """`count`: how many processes; None means one for each processor. `elsewhere`: starts those
        that work in their stead and share no disk with this one."""
        self.count = count if count is not None else os.cpu_count() or 1
        self.share_disk = elsewhere is None
        """Whether a job may name a file of this machine."""
        self._elsewhere = elsewhere
        self._pool: Executor | None = None
        self._in_place = threading.Lock()
        """What recipes keep between calls (a converter, say) serves one call at a time, and more
        threads than one may have jobs to run."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and not issubclass(kind, Exception):
            with _in_any_case(), contextlib.suppress(Exception):
                self._break_off()  # on an interruption nobody waits for what is under way
            return
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _break_off(self) -> None:
        """End the processes at once. The pool waits for ever for a reader of what it sends them, or
        for the rest of an answer, unless its pipes break with them (python/cpython#94777)."""
        if self.share_disk:
            for queue, end in (("_call_queue", "_reader"), ("_result_queue", "_writer")):
                _break(getattr(getattr(self._pool, queue, None), end, None))
            for process in multiprocessing.active_children():
                process.terminate()
        self.close()

    def run(self, jobs: Sequence[_Call], *, heavy: bool = False) -> Iterator[Outcome]:
        """Outcomes in the order of the jobs. A job is made when its turn comes, so only the jobs
        under way are in memory. Of `heavy` jobs each is worth a process."""
        fewest = 2 if heavy else _SMALLEST_POOL
        if len(jobs) < fewest or (self.share_disk and self.count < 2):
            return map(self._here, jobs)
        return self._run_on_pool(jobs, 1 if heavy else _BATCH)

    def _here(self, make: _Call) -> Outcome:
        job = make()  # which may have jobs of its own to run
        with self._in_place:
            return _run(job)

    def _run_on_pool(self, jobs: Sequence[_Call], size: int) -> Iterator[Outcome]:
        self._opened()  # now it is known how many there are
        batches = iter(list(_batched(jobs, size)))
        waiting = deque(map(self._submit, itertools.islice(batches, self.count * _AHEAD)))
        while waiting:
            batch, finishes, future = waiting.popleft()
            try:
                outcomes = list(map(_finished, future.result(), finishes))
            except BrokenExecutor:
                self._break_off()
                outcomes = [self._alone(make) for make in batch]
                waiting = deque(self._submit(others) for others, _, _ in waiting)
            waiting.extend(map(self._submit, itertools.islice(batches, 1)))
            yield from outcomes

    def _submit(self, batch: _Batch) -> _Handed:
        """Hand a batch to the pool; to a new one if the processes of the old one died."""
        made, finishes = self._parted([make() for make in batch])
        try:
            return batch, finishes, self._hand_over(made)
        except BrokenExecutor:
            self._break_off()
            return batch, finishes, self._hand_over(made)

    def _parted(self, made: list[Job]) -> tuple[list[Job], list[_Finish]]:
        """What goes to the processes of some jobs, and what is left to do here for each."""
        if self.share_disk:
            return made, [None] * len(made)
        return [replace(job, finish=None) for job in made], [job.finish for job in made]

    def _hand_over(self, made: list[Job]) -> Future[list[Outcome]]:
        pool = self._opened()
        with _hush(), _safe_path():  # handing over is what starts the processes
            try:
                return pool.submit(_run_batch, made)
            except (EOFError, ConnectionError) as lost:  # what forks them was ended
                raise BrokenExecutor("no processes can be started") from lost

    def _opened(self) -> Executor:
        if self._pool is None:
            self._pool, self.count = self._start(self.count)
        return self._pool

    def _start(self, count: int) -> tuple[Executor, int]:
        return self._elsewhere() if self._elsewhere else (_start(count), count)

    def _alone(self, make: _Call) -> Outcome:
        """The second and last try of a job, in a process that dies with nobody else's work."""
        (job,), (finish,) = self._parted([make()])
        with self._start(1)[0] as pool:
            try:
                return _finished(pool.submit(_run, job).result(), finish)
            except BrokenExecutor:
                return Outcome(faults=(LOST.at(job.source),))


_PATIENCE = 5.0
"""Seconds that a pool has to end in."""


@contextlib.contextmanager
def _in_any_case() -> Iterator[None]:
    """An interrupted program ends also when a pool does not: nothing is lost that a killed one
    would not lose (faults rows 44 and 47)."""
    end = threading.Timer(_PATIENCE, os._exit, (int(Exit.INTERRUPTED),))
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


def _break(pipe: Any) -> None:
    """Leave a pipe without this end of ours. Its number stays taken: other threads know it."""
    if pipe is None or pipe.closed or os.name != "posix":
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    with contextlib.suppress(OSError):  # the pool's own thread may close it at the same time
        os.dup2(nothing, pipe.fileno(), inheritable=False)
    os.close(nothing)


def _start(count: int) -> Executor:
    methods = multiprocessing.get_all_start_methods()
    method = "forkserver" if "forkserver" in methods else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        _start_server()
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _start_server() -> None:
    """Start what forks our processes; Ctrl-C reaches every process of the terminal, and this one
    would cry out while it is still being born."""
    from multiprocessing import forkserver, resource_tracker  # there are none on Windows

    with _safe_path():
        resource_tracker.ensure_running()  # in its own hush, at whose end ours would be over
        with _hush():
            forkserver.ensure_running()


@contextlib.contextmanager
def _safe_path() -> Iterator[None]:
    """What is born in the block looks for no modules in the current folder, which is somebody's
    project: a multiprocessing.py in it would run (faults row 114)."""
    name = "PYTHONSAFEPATH"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def _hush() -> Iterator[None]:
    """An interruption waits until the block is over, and what is born in it never hears one: the
    birth of processes cannot be broken off half-way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    kinds = [getattr(signal, name) for name in names if hasattr(signal, name)]
    handlers = {kind: signal.signal(kind, lambda number, _: heard.append(number)) for kind in kinds}
    mask = _mask({signal.SIGINT})
    try:
        yield
    finally:
        for kind, handler in handlers.items():
            signal.signal(kind, handler or signal.SIG_DFL)
        _mask(mask, add=False)
        for number in heard:  # also when what was interrupted has failed of it
            signal.raise_signal(number)


def _mask(kinds: Iterable[int], *, add: bool = True) -> Iterable[int]:
    """Signals that wait from now on, in this thread and in all that is born of it; those before."""
    if not hasattr(signal, "pthread_sigmask"):
        return ()
    return signal.pthread_sigmask(signal.SIG_BLOCK if add else signal.SIG_SETMASK, kinds)


def _begin() -> None:
    """In each process: an interruption is the parent's to handle, and nobody outlives the parent,
    even one that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000)  # pages leave little garbage that goes round, and batches are short
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _batched(items: Iterable[Result], size: int) -> Iterator[tuple[Result, ...]]:
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def _run_batch(jobs: list[Job]) -> list[Outcome]:
    return [_run(job) for job in jobs]


def _run(job: Job) -> Outcome:
    begun = time.thread_time()
    result, faults = None, tuple[Diagnostic, ...]()
    try:
        result = _made(job)
        result = job.finish(result) if job.finish else result
    except Failed as failed:
        faults = failed.diagnostics
    except TooLong:
        faults = (LATE.at(job.source, seconds=f"{job.limit:g}"),)
    return Outcome(result, faults, time.thread_time() - begun)


def _made(job: Job) -> Any:
    if not job.limit:
        return job.make(job.value, job.payload)
    return within(job.limit, lambda: job.make(job.value, job.payload))


def _finished(outcome: Outcome, finish: _Finish) -> Outcome:
    """The outcome of a job, with what `finish` makes of its result, if it has one."""
    if finish is None or outcome.faults:
        return outcome
    return replace(outcome, result=finish(outcome.result))
