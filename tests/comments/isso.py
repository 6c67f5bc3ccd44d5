"""A real Isso on loopback, its database, and questions to it."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from generator.comments.source import KeptComment, KeptThread
from generator.moderation import server
from generator.moderation.exchange import take_in
from generator.request import DATABASE
from tests.project import SETTINGS
from tests.sites.publication import config_of

WITH_COMMENTS = f"""{SETTINGS}comments:
  server: https://comments.example.org
  mail: letters@example.org
"""


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Isso:
    """A server of comments that runs until its block ends."""

    process: subprocess.Popen[bytes]
    address: str

    def __enter__(self) -> Isso:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def starting(line: list[str], port: int) -> Isso:
    """An Isso that answers."""
    process = subprocess.Popen(line)
    try:
        _wait_for(process, port)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return Isso(process, f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def running(line: list[str], port: int) -> Iterator[str]:
    """An Isso until the block ends; its address."""
    with starting(line, port) as isso:
        yield isso.address


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            raise AssertionError("it ended")
        time.sleep(0.05)
    raise AssertionError("Isso does not listen")


def beside(project: Path, port: int, preview: int) -> list[str]:
    """The command that `tahlil comments serve` runs."""
    return server.command(project, config_of(WITH_COMMENTS), port=port, preview=preview)


class Answer:
    """The status of an answer, its headers and what it says."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(url: str, data: object = None, **headers: str) -> Answer:
    """GET; or POST as JSON."""
    body = None if data is None else json.dumps(data, ensure_ascii=False).encode()
    head = {"Content-Type": "application/json"} if body else {}
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=20) as got:
            return Answer(got.status, got.headers, got.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


def post(address: str, article: str, text: str, **more: Any) -> Answer:
    values = {"text": text, "author": "سعاد", "title": "مقال"} | more
    return ask(f"{address}/new?uri={quote(f'/a/{article}/', safe='')}", values)


def database(project: Path, *threads: KeptThread) -> Path:
    """A database with these comments."""
    path = project / DATABASE
    take_in(path, threads)
    return path


def thread(article: str, *comments: KeptComment) -> KeptThread:
    return KeptThread(article, "مقال", comments)


def rows(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query finds; what it changes is kept."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(query, values).fetchall()
