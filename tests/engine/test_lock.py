"""The lock: one run at a time, and no dead owner (faults rows 57, 59)."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator import files
from generator.diagnostics import Failed
from generator.engine import lock
from tests.project import CHECKOUT

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


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 59: work goes on."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with open(tmp_path / "lock", "w") as file:  # noqa: PTH123
        assert files.try_lock(file)


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
