"""Readers during rebuilds, two builds, owners that die (faults rows 47, 57, 61)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from generator.diagnostics import Exit, Failed, exit_code
from generator.engine import lock
from tests.laws.faults import in_child, wait_for
from tests.project import CHECKOUT, Project

REBUILDS = 100


class Reader(threading.Thread):
    """Fetches pages and whatever they refer to, over and over, as a web server would."""

    def __init__(self, folder: Path, paths: list[str]) -> None:
        super().__init__(daemon=True)
        self.folder, self.paths = folder, paths
        self.stopping = threading.Event()
        self.reads = 0
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            for path in self.paths:
                self._fetch(path)

    def _fetch(self, path: str) -> None:
        try:
            data = (self.folder / path).read_bytes()
        except FileNotFoundError:
            self.faults.append(f"{path} is missing")
            return
        self.reads += 1
        if not data.rstrip().endswith(b"</html>"):
            self.faults.append(f"{path} is torn")
        for asset in re.findall(rb'(?:href|src)="[./]*((?:assets/site|images/)[^"]+)"', data):
            if not (self.folder / asset.decode()).exists() and data == self._again(path):
                self.faults.append(f"{path} refers to {asset.decode()}, which is missing")

    def _again(self, path: str) -> bytes:
        """A page that was replaced since it was read may well refer to what is gone by now."""
        return (self.folder / path).read_bytes()


@pytest.mark.fault(61)
def test_readers_never_miss_anything(tmp_path: Path) -> None:
    """Row 61: a hundred rebuilds that change every page and its stylesheet; nothing is missing,
    torn, or ahead of its assets."""
    built = Project.create(tmp_path / "project", articles=3)
    built.build()
    pages = [path for path in built.tree() if path.endswith("index.html")][::3]
    reader = Reader(built.output, pages)
    reader.start()
    for number in range(REBUILDS):
        built.write("assets/css/90-print.css", f"p {{ margin: {number}px; }}\n")
        built.write("content/images/two.svg", built.read("content/images/two.svg") + " ")
        built.edit("maqal-01", body=f"نص {number}.\n\n![مربع](../images/two.svg)\n")
        built.build()
    reader.stopping.set()
    reader.join()
    assert reader.faults == []
    assert reader.reads > REBUILDS


@pytest.mark.fault(57)
def test_a_second_build_waits(built: Project) -> None:
    """Row 57: it goes on when the first is done."""
    done: list[float] = []

    def second() -> None:
        built.build()
        done.append(time.monotonic())

    with lock.held(built.cache, "since a moment"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        released = time.monotonic()
        assert done == []
    thread.join()
    assert done[0] >= released


@pytest.mark.fault(57)
def test_a_second_build_gives_up(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 57: it names the owner and since when, and changes nothing."""
    held = lock.held
    monkeypatch.setattr(lock, "held", lambda folder, started: held(folder, started, 0.1))
    built.edit("maqal-01", title="عنوان آخر")
    before = built.tree()
    with held(built.cache, "2026-11-23 09:00:00"), pytest.raises(Failed) as caught:
        built.build()
    (fault,) = caught.value.diagnostics
    assert fault.code == "E-LOCK"
    assert f"pid {os.getpid()}, 2026-11-23 09:00:00" in fault.text.en
    assert exit_code(caught.value.diagnostics) == Exit.ENVIRONMENT
    assert built.tree() == before


@pytest.mark.fault(57)
def test_a_dead_owner_blocks_nobody(built: Project) -> None:
    """Row 57: the kernel lets go of the lock; what the file says does not matter."""

    def hold() -> None:
        with lock.held(built.cache, "for ever"):
            (built.root / "ready").touch()
            time.sleep(60)

    pid = in_child(hold)
    while not (built.root / "ready").exists():
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    wait_for(pid)
    begun = time.monotonic()
    built.build()
    assert time.monotonic() - begun < lock.PATIENCE / 2


def _running(marker: str) -> list[int]:
    """Processes whose environment has a mark: those that a command started, and theirs."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            if place.name.isdigit() and marker.encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


@pytest.mark.fault(47, 57)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at /proc")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_its_command(tmp_path: Path, blow: signal.Signals) -> None:
    """Rows 47, 57: workers end with the command, however it ends, and the lock is free."""
    project = Project.create(tmp_path / "project", articles=40)
    marker = f"TAHLIL_TEST={tmp_path}"
    name, _, value = marker.partition("=")
    command = subprocess.Popen(
        [
            *(sys.executable, "-m", "generator", "build", "--workers", "2"),
            *("--project", str(project.root), "--now", project.now.isoformat()),
        ],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), name: value},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while len(_running(marker)) < 4 and command.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    command.send_signal(blow)
    _, errors = command.communicate(timeout=30)
    deadline = time.monotonic() + 5
    while _running(marker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _running(marker) == []
    assert b"Traceback" not in errors, errors.decode()
    project.build()
    assert project.tree() == project.build_clean_elsewhere()
