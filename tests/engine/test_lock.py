"""The lock: one run at a time, and no dead owner (faults rows 57, 59)."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.diagnostics import Failed, Severity
from generator.engine import lock
from tests.project import CHECKOUT, Project

_HOLD = """
import sys, time
from pathlib import Path
from generator.engine import lock
with lock.held(Path(sys.argv[1]), "2026-11-23 09:00:00"):
    print("held", flush=True)
    time.sleep(60)
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.fault(57)
def test_another_process_holds_it(tmp_path: Path) -> None:
    """Row 57: E-LOCK names its pid and when it began; once it is killed, the lock is free."""
    with _holder(tmp_path) as holder:
        begun = time.monotonic()
        with pytest.raises(Failed) as caught, lock.held(tmp_path, "later", patience=0.2):
            pass
        assert 0.2 <= time.monotonic() - begun < 5
        (fault,) = caught.value.diagnostics
        assert f"pid {holder.pid}, 2026-11-23 09:00:00" in fault.text.en
        assert f"pid {holder.pid}, 2026-11-23 09:00:00" in fault.text.ar
        holder.kill()
    with lock.held(tmp_path, "now", patience=0.2):
        assert "now" in (tmp_path / "lock").read_text()


def test_it_is_free_again(tmp_path: Path) -> None:
    """Also after a fault."""
    with pytest.raises(ZeroDivisionError), lock.held(tmp_path, "first", patience=0.1):
        raise ZeroDivisionError
    with lock.held(tmp_path, "second", patience=0.1):
        pass


@pytest.mark.fault(57)
def test_what_an_old_owner_wrote_does_not_matter(tmp_path: Path) -> None:
    """A bare pid file would block for ever here."""
    (tmp_path / "lock").write_text("pid 1, 2001-01-01 00:00:00 and a long tail of other words")
    with lock.held(tmp_path, "now", patience=0.1):
        assert (tmp_path / "lock").read_text() == f"pid {os.getpid()}, now"


@pytest.mark.fault(55)
def test_no_folder_no_lock(tmp_path: Path) -> None:
    """Row 55: the work is done all the same."""
    (tmp_path / "file").write_text("no folder")
    with lock.held(tmp_path / "file", "now"):
        pass


@pytest.fixture
def lockless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive of another machine that knows no locks."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)


@pytest.mark.fault(59)
@pytest.mark.usefixtures("lockless")
def test_a_file_system_without_locks(tmp_path: Path) -> None:
    """It is told, a file that only one process can create stands in, and it goes again."""
    owner = tmp_path / "lock.owner"
    with lock.held(tmp_path, "first", patience=0.1) as told:
        assert [(each.code, each.severity) for each in told] == [("W-LOCK", Severity.WARNING)]
        assert f"pid {os.getpid()}, first" in owner.read_text()
        with pytest.raises(Failed) as caught, lock.held(tmp_path, "second", patience=0.1):
            pass
        (fault,) = caught.value.diagnostics
        assert fault.code == "E-LOCK"
        assert f"pid {os.getpid()}, first" in fault.text.ar
        assert ".cache/lock.owner" in fault.hint.ar
    assert not owner.exists()


@pytest.mark.fault(59)
@pytest.mark.usefixtures("lockless")
def test_without_locks_a_dead_owner_is_looked_for(tmp_path: Path) -> None:
    """On this machine; of another one nobody can tell: a person removes its lock."""
    owner, here = tmp_path / "lock.owner", socket.gethostname()
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    owner.write_text(f"pid {child.pid}, yesterday, {here}")
    with lock.held(tmp_path, "now", patience=0.1):
        assert f"pid {os.getpid()}, now" in owner.read_text()
    for other in (f"pid {child.pid}, yesterday, another-machine", "", "garbage"):
        owner.write_text(other)
        with pytest.raises(Failed), lock.held(tmp_path, "now", patience=0.1):
            pass
        assert owner.read_text() == other
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "lock.owner"]


@pytest.mark.fault(59)
@pytest.mark.usefixtures("lockless")
def test_without_locks_a_build_says_so_every_time(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", articles=1)
    for made in (True, False):
        report = project.build()
        assert "W-LOCK" in {finding.code for finding in report.findings}
        assert bool(report.made) == made


@pytest.mark.fault(114)
def test_a_link_is_not_signed(tmp_path: Path) -> None:
    """Row 114: a project from a stranger cannot make us write into another file."""
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "lock").symlink_to(precious)
    with lock.held(tmp_path / "cache", "now"):
        pass
    assert precious.read_text() == "precious"
