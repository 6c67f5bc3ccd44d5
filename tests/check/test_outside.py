"""Links that leave the site: asked politely, and only what is surely gone is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.check import outside
from generator.check.outside import Outside, dead_links, outside_links
from generator.diagnostics import Span
from tests.check.files import HEADER, article, prose_of

STATUSES = {"/good": 200, "/gone": 410, "/missing": 404, "/locked": 403, "/broken": 500}


@dataclass
class Host:
    """A host on loopback. `asked`: method and path of each request, with its User-Agent."""

    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            host.asked.append((self.command, self.path))
            host.agents.add(self.headers["User-Agent"])
            if self.path == "/moved":
                self.send_response(301)
                self.send_header("Location", "/missing")
            elif self.path == "/no-head":
                self.send_response(404 if self.command == "HEAD" else 200)
            else:
                self.send_response(STATUSES.get(self.path, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield host
    server.shutdown()
    server.server_close()
    thread.join()


def dead(host: Host, cache: Path, *paths: str) -> list[str]:
    links = [("a.md", Outside(f"{host.address}{path}", Span(3, 7))) for path in paths]
    found = dead_links(links, cache, agent="tahlil-check (+https://example.org/)", pause=0)
    return [f"{each.code} {each.text.en.rpartition(host.address)[2]}" for each in found]


def test_only_what_is_surely_gone_is_told(host: Host, tmp_path: Path) -> None:
    paths = [*STATUSES, "/moved", "/no-head"]
    told = [f"W-OUTSIDE {path}" for path in ("/gone", "/missing", "/moved")]
    assert dead(host, tmp_path, *paths) == told
    assert host.agents == {"tahlil-check (+https://example.org/)"}


def test_an_answer_is_remembered(host: Host, tmp_path: Path) -> None:
    for _ in range(2):
        assert dead(host, tmp_path, "/good", "/gone#part") == ["W-OUTSIDE /gone#part"]
    assert [path for method, path in host.asked if method == "HEAD"] == ["/gone", "/good"]


def test_an_old_answer_is_asked_for_again(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead(host, tmp_path, "/gone")
    monkeypatch.setitem(STATUSES, "/gone", 200)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * 86_400)
    assert dead(host, tmp_path, "/gone") == []


def test_no_more_are_asked_than_a_limit(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "MOST", 3)
    links = [("a.md", Outside(f"{host.address}/page{number}", Span(1))) for number in range(10)]
    for asked, left in ((3, ["7"]), (6, ["4"]), (9, ["1"]), (10, [])):
        found = dead_links(links, tmp_path, agent="x", pause=0)
        assert [each.text.en.rpartition(" ")[2] for each in found] == left
        assert len(host.asked) == asked


def test_arabic_addresses_go_over_the_line_encoded(host: Host, tmp_path: Path) -> None:
    dead(host, tmp_path, "/مقال/عنوان?س=1")
    assert host.asked == [
        ("HEAD", "/%D9%85%D9%82%D8%A7%D9%84/%D8%B9%D9%86%D9%88%D8%A7%D9%86?%D8%B3=1")
    ]


def test_a_host_that_is_not_there_says_nothing_of_the_page(tmp_path: Path, host: Host) -> None:
    links = [("a.md", Outside("http://127.0.0.1:9/x", Span(1)))]
    assert list(dead_links(links, tmp_path, agent="x", pause=0)) == []


def test_a_damaged_memory_is_no_fault(host: Host, tmp_path: Path) -> None:
    (tmp_path / outside.NAME).write_bytes(b"\xff{")
    assert dead(host, tmp_path, "/gone") == ["W-OUTSIDE /gone"]


def test_links_are_found_where_they_stand() -> None:
    body = (
        "انظر [هنا](https://a.example/x(1)) و<https://b.example/y>.\n\n"
        "`[لا](https://code.example/)` و[داخل](x.md) و[ن](mailto:a@b.c)\n\n[r]: https://c.example/\n"
    )
    header = f"{HEADER}\nsource: {{name: م, url: https://d.example/}}"
    found = outside_links(prose_of(article(body, header)))
    assert [(each.address, each.span.line) for each in found] == [
        ("https://d.example/", 5),
        ("https://a.example/x(1)", 7),
        ("https://b.example/y", 7),
        ("https://c.example/", 11),
    ]
