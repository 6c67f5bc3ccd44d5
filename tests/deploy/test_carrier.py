"""rclone, the carrier, outlives nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import servers
from tests.deploy.servers import Server
from tests.deploy.sites import FILES, Site


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "ssh").mkdir()
    with servers.ssh(tmp_path / "ssh") as server:
        yield server


@pytest.mark.fault(77, 86)
def test_rclone_ends_with_a_deployment_that_is_killed(
    sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would send on what no record knows, with the secrets in its environment."""
    for name, value in sshd.environment.items():
        monkeypatch.setenv(name, value)
    site = Site(tmp_path / "project", sshd.target("www"))
    film = "films/one.mp4"
    site.change(**{film: "x" * 1_000_000})
    assert sshd.folder
    www = sshd.folder / "www"
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "deploy", "--project", site.root],
        env={**os.environ, "RCLONE_BWLIMIT": "20k"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as deployment:
        servers.wait_until(lambda: any(www.glob("films/*")))
        assert "rclone" in _of_group(deployment.pid)
        deployment.send_signal(signal.SIGKILL)
    time.sleep(1)
    assert _of_group(deployment.pid) == ""
    assert not (www / film).exists()
    site.change(**{film: None})
    site.deploy()
    assert sshd.tree("www") == FILES
    assert not (www / "films").exists()


def _of_group(leader: int) -> str:
    """The commands of a group of processes that are at work: not what nobody has buried yet."""
    command = ["ps", "-eo", "pgid=,stat=,args="]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = (line.split(maxsplit=2) for line in said.splitlines())
    return "\n".join(a for group, state, a in lines if int(group) == leader and state[0] != "Z")
