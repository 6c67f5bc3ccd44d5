"""A disk that fails or a machine that dies at a chosen operation (faults.md, rule 2).

Everything that the generator changes on disk passes `generator.files`; here each of its operations
is counted, and something happens at the k-th.
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from generator import files

WRITING = ("open_new", "replace", "remove", "make_folder", "sync")
"""Operations that change the disk and may be refused."""
KILLING = ("open_new", "replace", "remove", "remove_folder", "sync")
"""Operations before which it matters to die; empty folders are nothing half done."""
READING = ("read", "stamp_at", "links_in")


@dataclass
class Disk:
    """Counts operations; at number `at` (from 1), `happens` is called with its name."""

    happens: Callable[[str], None] = lambda _: None
    at: int = 0
    log: list[str] = field(default_factory=list)

    def watch(self, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
        """From now on, until `monkeypatch` is undone."""
        for name in names:
            monkeypatch.setattr(files, name, self._counted(name, getattr(files, name)))

    def _counted(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.log.append(name)
            if len(self.log) == self.at:
                self.happens(name)
            return operation(*arguments, **named)

        return counted


def die(_: str) -> None:
    """What a power switch does, as far as a process can tell: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], object]) -> int:
    """Start work in a copy of this process; its pid. The work must not print."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of the test runner
        pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


PATIENCE = 300
"""Seconds that a child has; one that was copied while a thread held a lock would wait for ever."""


def wait_for(pid: int) -> bool:
    """Wait for a child; whether it was killed."""
    latest = time.monotonic() + PATIENCE
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.WIFSIGNALED(status)
        if time.monotonic() > latest:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            pytest.fail(f"the child still ran after {PATIENCE} s")
        time.sleep(0.002)
