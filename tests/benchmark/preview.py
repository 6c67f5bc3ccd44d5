"""The previews: how soon the first page is there, how soon a save shows, and what a day of saves
costs in memory."""

from __future__ import annotations

import contextlib
import http.client
import math
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.benchmark import measure
from tests.benchmark.contenders import BASE, Contender, Desk, NotChanged
from tests.benchmark.measure import Server

_LIMIT = 300.0
"""Seconds after which a page that does not come is given up."""
_POLL = 0.001
"""Seconds between an answer and the next question."""


class Client:
    """Asks a preview for pages, over one connection."""

    def __init__(self, server: Server, port: int) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LIMIT)

    def get(self, page: str) -> bytes | None:
        """The page as it is now; None as long as nobody answers."""
        address = BASE + quote(page.removesuffix("index.html"))
        try:
            self._connection.request("GET", address)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None
        return body if answer.status == http.client.OK else None

    def wait(self, page: str, wanted: str) -> None:
        """Ask until the page holds a text."""
        deadline = time.monotonic() + _LIMIT
        while time.monotonic() < deadline:
            body = self.get(page)
            if body is not None and wanted.encode() in body:
                return
            self._server.must_run()
            time.sleep(_POLL)
        raise NotChanged(f"the preview never showed {page}")


@contextlib.contextmanager
def running(contender: Contender, page: str) -> Iterator[tuple[Server, Client, float]]:
    """A preview that has shown its first page, and the seconds until then."""
    port = _free_port()
    begun = time.perf_counter()
    server = measure.started(contender.serve(port), contender.folder, contender.environment)
    try:
        client = Client(server, port)
        client.wait(page, "</html>")
        seconds = time.perf_counter() - begun
        server.rest()
        yield server, client, seconds
    finally:
        server.end()


def starts(pair: Sequence[Contender], page: str, runs: int) -> dict[str, list[float]]:
    """Seconds to the first page, with what earlier previews left on the disk."""
    seconds: dict[str, list[float]] = {each.name: [] for each in pair}
    for turn in range(runs + 1):
        for each in pair:
            with running(each, page) as (_, _, taken):
                if turn:
                    seconds[each.name].append(taken)
    return seconds


def saves(pair: Sequence[Contender], desk: Desk, page: str, count: int) -> dict[str, list[float]]:
    """Seconds from a save to the new bytes, in turns; each preview rests before its next save.
    The first two saves are not counted."""
    seconds: dict[str, list[float]] = {each.name: [] for each in pair}
    with contextlib.ExitStack() as open_:
        previews = [(each, *open_.enter_context(running(each, page))) for each in pair]
        for turn in range(count + 2):
            for each, server, client, _ in previews:
                begun = time.perf_counter()
                marker, shown = desk.edit_for_preview(each, turn)
                client.wait(shown, marker)
                if turn > 1:
                    seconds[each.name].append(time.perf_counter() - begun)
                server.rest()
    return seconds


@dataclass(frozen=True)
class Soak:
    """MiB of a preview after each tenth of many saves, the first tenth left out."""

    saves: int
    memory: Sequence[float]


def soak(contender: Contender, desk: Desk, page: str, count: int) -> Soak:
    """Save after save, each as soon as the one before it shows."""
    memory = []
    with running(contender, page) as (server, client, _):
        for turn in range(count):
            marker, shown = desk.edit_for_preview(contender, turn)
            client.wait(shown, marker)
            if (turn + 1) % (count // 10) == 0:
                server.rest()
                memory.append(server.memory().pss)
    return Soak(count, memory)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest rank: of 20 values, 0.95 is the 19th."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
