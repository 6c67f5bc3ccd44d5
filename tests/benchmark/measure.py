"""Measuring commands: wall and CPU seconds, peak memory of the whole process tree, trees of files.

A command is timed alone, without a sampler beside it; memory is looked at in a run of its own.
Linux only: /proc, and a subreaper, so that the work of processes whose parent has ended counts too.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

INTERVAL = 0.02
"""Seconds between two looks at the memory."""
_MIB = 1 << 20
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, prctl(2)."""


class CommandFailed(Exception):
    """A command that should have worked did not; with the end of what it said."""


@dataclass(frozen=True)
class Timing:
    """One run of a command. Seconds; `cpu` is user and system time of all its processes."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Memory:
    """Peak of a process tree in MiB. `pss` counts a page that n processes share as 1/n in each;
    `rss` counts it n times."""

    rss: float
    pss: float


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent has ended; without it their CPU is lost."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Timing:
    """Run a command to its end. What came before is waited for first: processes, writes to the
    disk. The time ends with the command itself, the CPU with the last of its processes."""
    _cpu_of_orphans()
    os.sync()
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = _started(command, folder, environment, said.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _cpu_of_orphans()
        if process.returncode:
            raise CommandFailed(_fault(process, said))
    return Timing(wall, cpu)


def peak(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Memory:
    """Run a command under the sampler. Its time would mean nothing."""
    seen = [Memory(0, 0)]
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(INTERVAL):
            now = _memory(tuple(descendants(os.getpid())))
            seen[0] = Memory(max(seen[0].rss, now.rss), max(seen[0].pss, now.pss))

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        timed(command, folder, environment)
    finally:
        ended.set()
        sampler.join()
    return seen[0]


def started(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Server:
    """A server, until the caller ends it."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the server ends
    return Server(_started(command, folder, environment, said.fileno()), said)


class Server:
    """A process that runs until it is told to end."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._process = process
        self._said = said

    def must_run(self) -> None:
        """Raises CommandFailed when it has ended by itself."""
        if self._process.poll() is not None:
            raise CommandFailed(_fault(self._process, self._said))

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)
        self._said.close()

    def memory(self) -> Memory:
        """What the tree holds now."""
        return _memory((self._process.pid, *descendants(self._process.pid)))

    def rest(self, patience: float = 120) -> None:
        """Wait until the tree has not worked for a fifth of a second."""
        deadline = time.monotonic() + patience
        before = -1
        while (now := self._ticks()) != before and time.monotonic() < deadline:
            before = now
            time.sleep(0.2)

    def _ticks(self) -> int:
        return sum(_ticks(pid) for pid in (self._process.pid, *descendants(self._process.pid)))


def _started(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], output: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def _fault(process: subprocess.Popen[bytes], said: IO[bytes]) -> str:
    """How a process ended, and the end of what it said."""
    said.seek(0)
    text = said.read().decode(errors="replace")[-2_000:]
    return f"{process.args!r} ended with {process.returncode}:\n{text}"


def _cpu_of_orphans(patience: float = 10) -> float:
    """Wait for every process that was left to us; the CPU that they took."""
    cpu, deadline = 0.0, time.monotonic() + patience
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return cpu
        if pid:
            cpu += usage.ru_utime + usage.ru_stime
        elif time.monotonic() > deadline:
            raise CommandFailed("processes were left that do not end")
        else:
            time.sleep(0.005)


# -- /proc -----------------------------------------------------------------------------------------


def descendants(pid: int) -> Iterator[int]:
    """The processes below one. Those that end meanwhile are left out."""
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from descendants(child)
    except OSError:
        return


def _memory(pids: Sequence[int]) -> Memory:
    totals = {"Rss": 0, "Pss": 0}
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, value = line.partition(":")
            if name in totals:
                totals[name] += int(value.split()[0])
    return Memory(totals["Rss"] * 1024 / _MIB, totals["Pss"] * 1024 / _MIB)


def _ticks(pid: int) -> int:
    """CPU of a process so far, in clock ticks (proc(5): fields 14 and 15 of stat)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


# -- trees -----------------------------------------------------------------------------------------


def files_below(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root, name) for name in names)


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in files_below(folder)
    }


def digests(folder: Path) -> dict[str, str]:
    """Digest of the bytes of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in files_below(folder)
    }


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What even an equal rewrite would change, of every file by its path."""
    found = {path.relative_to(folder).as_posix(): path.stat() for path in files_below(folder)}
    return {path: (s.st_ino, s.st_size, s.st_mtime_ns) for path, s in found.items()}
