"""The preview as a program of its own: `tahlil serve` on a port that the system picks."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.serve.projects import ROOT


@dataclass(frozen=True, slots=True)
class Running:
    """A preview that runs. `address` is that of its front page."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def send(self, request: bytes, *, end: bool = False, family: str = "127.0.0.1") -> bytes:
        """Bytes on the wire, and everything that comes back until the server hangs up."""
        with socket.create_connection((family, self.port), timeout=20) as connection:
            connection.sendall(request)
            if end:
                connection.shutdown(socket.SHUT_WR)
            parts = []
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    parts.append(part)
        return b"".join(parts)

    def status(self, request: bytes) -> int:
        """The status that a request is answered with; 0 when it is not answered."""
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", self.send(request))
        return int(match[1]) if match else 0

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """End it as a person would; its exit code, and what it said to the error stream."""
        self.process.send_signal(how)
        _, told = self.process.communicate(timeout=10)
        return self.process.returncode, told


def command(project: Path, *arguments: str) -> list[str]:
    return [
        *(sys.executable, "-m", "generator", "--lang", "ar", "serve", "--project", str(project)),
        *("--now", "2026-11-23 09:00", "--workers", "1", *arguments),
    ]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


@contextlib.contextmanager
def running(project: Path, *arguments: str) -> Iterator[Running]:
    """A preview of a project until the block ends."""
    process = subprocess.Popen(
        command(project, "--port", "0", "--format", "json", *arguments),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield Running(process, _announced(process)["address"])
        finally:
            process.kill()


def _announced(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The object that a JSON run prints once it listens."""
    assert process.stdout is not None
    lines = ""
    for line in process.stdout:
        lines += line
        if line == "}\n":
            return dict(json.loads(lines))
    raise AssertionError(f"the preview ended: {lines}")
