"""A preview under load, as a program of its own on real sockets (faults rows 61 and 62)."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serve.projects import BRIDGE, BRIDGE_ADDRESS
from tests.serve.running import Running, running

A_SECOND = 50
_PAGE = (
    f"GET /daftar/{quote(BRIDGE_ADDRESS)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
).encode()
_WRITTEN = "عبر الناس الجسر صباحاً."


class Reader(threading.Thread):
    """Reloads one page, over and over. `last` is the newest save that it has seen."""

    def __init__(self, preview: Running) -> None:
        super().__init__(daemon=True)
        self.preview = preview
        self.stopping = threading.Event()
        self.reads = 0
        self.last = -1
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            self.read()

    def read(self) -> None:
        answer = self.preview.send(_PAGE).decode()
        self.reads += 1
        found = re.findall(r"بداية(\d+) .*? نهاية(\d+)", answer, re.DOTALL)
        if not answer.startswith("HTTP/1.1 200 ") or not answer.rstrip().endswith("</html>"):
            self.faults.append(f"torn or missing: {answer[:200]}")
        elif not found and _WRITTEN not in answer:
            self.faults.append("neither the first text nor a save")
        elif found:
            self._take(*map(int, found[-1]))

    def _take(self, first: int, last: int) -> None:
        if first != last:
            self.faults.append(f"half of save {first}, half of save {last}")
        if first < self.last:
            self.faults.append(f"save {first} after save {self.last}")
        self.last = first


def _save_for(seconds: int, project: Path) -> None:
    """Fifty saves a second while somebody reloads, and then the last of them is waited for."""
    with running(project) as preview:
        reader = Reader(preview)
        reader.start()
        place = project / BRIDGE
        text = place.read_text(encoding="utf-8")
        begun = time.monotonic()
        for number in range(seconds * A_SECOND):
            body = f"بداية{number} {'كلام ' * 200} نهاية{number}"
            place.write_text(text.replace(_WRITTEN, body), encoding="utf-8")
            time.sleep(max(0.0, begun + (number + 1) / A_SECOND - time.monotonic()))
        deadline = time.monotonic() + 60
        while reader.last != number and not reader.faults and time.monotonic() < deadline:
            reader.join(0.05)  # it reads on
        reader.stopping.set()
        reader.join()
    assert reader.faults == []
    assert reader.last == number
    assert reader.reads > seconds


@pytest.mark.fault(61, 62)
def test_the_last_of_many_saves_is_shown_and_nothing_is_torn(project: Path) -> None:
    _save_for(2, project)


@pytest.mark.slow
@pytest.mark.fault(61, 62)
def test_the_last_of_a_thousand_saves_is_shown_and_nothing_is_torn(project: Path) -> None:
    _save_for(20, project)
