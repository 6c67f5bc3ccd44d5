"""Patience: work that takes too long is broken off, in whatever thread of whatever process it runs.

What counts is the processor time of its thread, so that a busy machine breaks off nothing; the
clock where a system does not tell it. One watcher for all threads of a process, alive while there
is something to watch, raises `TooLong` in the thread that is late, between two steps of Python.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


class TooLong(BaseException):
    """Work was broken off. No `Exception`: whoever catches those in the work shall not catch it."""


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """The result of the work. Raises TooLong; what the work was changing is then in any state."""
    me = threading.get_ident()
    spent = _clock_of(me)
    _watch(me, _Watched(spent, spent() + seconds))
    try:
        result = work()
    except TooLong:
        _unwatch(me)
        raise
    except BaseException:
        if _unwatch(me):
            _let_arrive()
        raise
    if _unwatch(me):
        _let_arrive()
    return result


@dataclass(slots=True)
class _Watched:
    spent: Callable[[], float]
    until: float


_LOOK = 0.25
"""Seconds between two looks of the watcher."""
_guard = threading.Lock()
_watched: dict[int, _Watched] = {}
_watcher: threading.Thread | None = None


def _begin_anew() -> None:
    """In a forked process: the watcher is not there, and may have held the lock when it was."""
    global _guard, _watcher
    _guard, _watcher = threading.Lock(), None
    _watched.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def _clock_of(thread: int) -> Callable[[], float]:
    """The processor seconds of a thread."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


def _watch(thread: int, watched: _Watched) -> None:
    global _watcher  # noqa: PLW0603 - there is one for the process, and a fork has none
    with _guard:
        _watched[thread] = watched
        if _watcher is None or not _watcher.is_alive():
            _watcher = threading.Thread(target=_look, name="patience", daemon=True)
            _watcher.start()


def _unwatch(thread: int) -> bool:
    """Watch no longer; whether the work was late."""
    with _guard:
        return _watched.pop(thread, None) is None


def _let_arrive() -> None:
    """Take what was raised for work that was done by then: it comes at the next turn. It is not
    called back, for the interpreter would go on looking for it, for good (CPython 3.11: under a
    tracer, for ever at the first step of the next function)."""
    while True:
        time.sleep(0)


def _look() -> None:
    global _watcher  # noqa: PLW0603
    while True:
        time.sleep(_LOOK)
        with _guard:
            late = [thread for thread, each in _watched.items() if each.spent() > each.until]
            for thread in late:
                del _watched[thread]
                _raise_in(thread, TooLong)
            if not _watched:
                _watcher = None
                return


def _raise_in(thread: int, kind: type[BaseException]) -> None:
    import ctypes  # few runs are late

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind))
