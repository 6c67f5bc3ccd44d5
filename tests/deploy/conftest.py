"""Servers that tests of this folder share: each is started once, by the first test that asks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.deploy import carrier, remote
from tests.deploy import servers
from tests.deploy.servers import Server

Start = Callable[[Path], contextlib.AbstractContextManager[Server]]

KINDS: dict[str, Start] = {
    "sftp": servers.ssh,
    "ftps": servers.ftp,
    "s3": servers.s3,
    "rclone": servers.configured,
}


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """A server by its kind."""
    with contextlib.ExitStack() as stack:
        known: dict[str, Server] = {}

        def start(kind: str) -> Server:
            if kind not in known:
                known[kind] = stack.enter_context(KINDS[kind](tmp_path_factory.mktemp(kind)))
            return known[kind]

        yield start


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rclone, git or ssh of these tests knows the configuration of who runs them, and nobody
    waits between tries."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setattr(remote, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(carrier, "STALLED", 2.0)
