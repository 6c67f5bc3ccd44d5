"""One run at a time: a kernel lock, so that a run that died never blocks the next one. Where the
file system knows none, a file that only one process can create stands in for it, and its owner is
looked for (faults row 59)."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity

LOCKED = Fault(
    code="E-LOCK",
    ar="يعمل أمر آخر على هذا المشروع منذ {seconds} ثوانٍ أو أكثر: {owner}",
    en="Another command has been working on this project for {seconds} s or more: {owner}",
    hint_ar="انتظر حتى ينتهي، أو أوقفه، ثم أعد المحاولة.",
    hint_en="Wait until it ends, or stop it, then try again.",
    exit_code=Exit.ENVIRONMENT,
)
LEFT_LOCKED = Fault(
    code="E-LOCK",
    ar="يعمل أمر آخر على هذا المشروع منذ {seconds} ثوانٍ أو أكثر، أو مات وترك قفله: {owner}",
    en="Another command has been working on this project for {seconds} s or more, or died and left "
    "its lock: {owner}",
    hint_ar="انتظر حتى ينتهي. وإن لم يكن يعمل هناك شيء فاحذف {file} وأعد المحاولة.",
    hint_en="Wait until it ends. If nothing is at work there, delete {file} and try again.",
    exit_code=Exit.ENVIRONMENT,
)
NO_LOCKS = Fault(
    code="W-LOCK",
    severity=Severity.WARNING,
    ar="لا أقفال على هذا القرص، فقام مقامها ملف {file}",
    en="This drive knows no locks; the file {file} stands in for one.",
    hint_ar="لا تُشغّل أمرين معاً على هذا المشروع من جهازين.",
    hint_en="Do not run two commands on this project from two machines at once.",
)

PATIENCE = 10.0
"""Seconds that a second run waits for the first."""
_OWNER = "lock.owner"


@contextlib.contextmanager
def held(
    folder: Path, started: str, patience: float = PATIENCE
) -> Iterator[tuple[Diagnostic, ...]]:
    """Hold the lock of a project while the block runs; `started` tells others since when. Gives
    what is to be told of it.

    Raises Failed with E-LOCK. A folder that cannot be written is not locked: such a run writes no
    cache, and the published folder is guarded by atomic renames.
    """
    try:
        files.make_folder(folder)
        file = files.open_lock(folder / "lock")
    except OSError:
        yield ()
        return
    signature = f"pid {os.getpid()}, {started}"
    with file:
        try:
            _wait(lambda: files.try_lock(file), lambda: _fault(file, patience), patience)
        except files.NoLocks:
            with _owning(folder / _OWNER, signature, patience) as told:
                yield told
            return
        _sign(file, signature)
        try:
            yield ()
        finally:
            files.unlock(file)


def _wait(is_ours: Callable[[], bool], fault: Callable[[], Diagnostic], patience: float) -> None:
    deadline = time.monotonic() + patience
    while not is_ours():
        if time.monotonic() >= deadline:
            raise Failed([fault()])
        time.sleep(0.05)


def _fault(file: IO[str], patience: float) -> Diagnostic:
    return LOCKED.at(".cache/lock", owner=_signature(file), seconds=int(patience))


def _sign(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _signature(file: IO[str]) -> str:
    file.seek(0)
    return file.read(200) or "?"


# -- where there are no locks ----------------------------------------------------------------------


@contextlib.contextmanager
def _owning(place: Path, signature: str, patience: float) -> Iterator[tuple[Diagnostic, ...]]:
    """Hold a file that only one process can create. A drive that does not even let us create it is
    not locked."""
    shown = f".cache/{place.name}"
    mine = f"{signature}, {socket.gethostname()}".encode()

    def fault() -> Diagnostic:
        return LEFT_LOCKED.at(shown, owner=_owner(place), seconds=int(patience), file=shown)

    try:
        _wait(lambda: _create(place, mine), fault, patience)
    except OSError:
        yield ()
        return
    try:
        yield (NO_LOCKS.at(shown, file=shown),)
    finally:
        with contextlib.suppress(OSError):
            files.remove(place)


def _create(place: Path, mine: bytes) -> bool:
    """Create the file, also in the place of one whose owner is dead."""
    if _is_dead(_owner(place)):
        _take_away(place)
    try:
        files.open_new(place, mine)
    except FileExistsError:
        return False
    return True


def _take_away(place: Path) -> None:
    """Remove the file of a dead owner. It is moved first and looked at again: another process may
    have put its own there a moment ago, which is put back."""
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        files.replace(place, aside)
        if not _is_dead(_owner(aside)):
            with contextlib.suppress(FileExistsError):
                files.open_new(place, files.read(aside))
        files.remove(aside)


def _owner(place: Path) -> str:
    """Who signed the file; "" when there is none."""
    try:
        return files.read(place)[:300].decode("utf-8", "replace") or "?"
    except FileNotFoundError:
        return ""


def _is_dead(owner: str) -> bool:
    """Whether a process of this machine has signed that is no more. Of others nobody knows."""
    words = owner.split()
    if len(words) < 2 or words[0] != "pid" or words[-1] != socket.gethostname():
        return False
    number = words[1].rstrip(",")
    return number.isdecimal() and not files.is_running(int(number))
