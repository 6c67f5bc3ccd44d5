"""One run at a time: a kernel lock, so that a run that died never blocks the next one."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from generator import files
from generator.diagnostics import Exit, Failed, Fault

LOCKED = Fault(
    code="E-LOCK",
    ar="يعمل أمر آخر على هذا المشروع منذ {seconds} ثوانٍ أو أكثر: {owner}.",
    en="Another command has been working on this project for {seconds} s or more: {owner}.",
    hint_ar="انتظر حتى ينتهي، أو أوقفه، ثم أعد المحاولة.",
    hint_en="Wait until it ends, or stop it, then try again.",
    exit_code=Exit.ENVIRONMENT,
)

PATIENCE = 10.0
"""Seconds that a second run waits for the first."""


@contextlib.contextmanager
def held(folder: Path, started: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a project while the block runs; `started` tells others since when.

    Raises Failed with E-LOCK. A folder that cannot be written is not locked: such a run writes no
    cache, and the published folder is guarded by atomic renames.
    """
    try:
        files.make_folder(folder)
        file = files.open_lock(folder / "lock")
    except OSError:
        yield
        return
    with file:
        _wait(file, patience)
        _sign(file, f"pid {os.getpid()}, {started}")
        try:
            yield
        finally:
            files.unlock(file)


def _wait(file: IO[str], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not files.try_lock(file):
        if time.monotonic() >= deadline:
            owner = _signature(file)
            raise Failed([LOCKED.at(".cache/lock", owner=owner, seconds=int(patience))])
        time.sleep(0.05)


def _sign(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _signature(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200) or "?"
