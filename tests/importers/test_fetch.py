"""The one fetcher (faults rows 92 and 93), against a real server and names that lie."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.importers.attic import Attic
from generator.importers.fetch import Fetcher, Refused, is_public
from generator.importers.pictures import Pictures, from_folder
from tests.importers.conftest import Desk
from tests.importers.exports import HOST, Post
from tests.project import photo

JPEG = photo(5)


class Old(BaseHTTPRequestHandler):
    """The old site."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        name = self.path.rpartition("/")[2]
        getattr(self, f"_{name.partition('.')[0]}", self._nothing)()

    def _nothing(self) -> None:
        self._send(404, b"")

    def _send(self, status: int, data: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _photo(self) -> None:
        self._send(200, JPEG)

    def _page(self) -> None:
        self._send(200, b"<!DOCTYPE html><title>404</title>", Content_Type="image/jpeg")

    def _moved(self) -> None:
        self._send(301, b"", Location="/photo.jpg")

    def _round(self) -> None:
        self._send(302, b"", Location=self.path)

    def _inward(self) -> None:
        self._send(302, b"", Location="http://169.254.169.254/latest/meta-data/")

    def _file(self) -> None:
        self._send(302, b"", Location="file:///etc/passwd")

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            try:
                self.wfile.write(b"x" * 65536)
            except OSError:
                return

    def _slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.over.wait(0.02):  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(JPEG)))
        self.end_headers()
        self.wfile.write(JPEG[:100])

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def old() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Old)
    server.daemon_threads = True
    server.asked = []  # type: ignore[attr-defined]
    server.over = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.over.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server: ThreadingHTTPServer, name: str) -> str:
    return f"http://localhost:{server.server_port}/{name}"


def fetcher(server: ThreadingHTTPServer, **options: Any) -> Fetcher:
    hosts = frozenset({f"localhost:{server.server_port}"})
    return Fetcher(hosts, may_connect=lambda address: address.is_loopback, **options)


def refusal(get: Callable[[str], bytes], address: str) -> str:
    with pytest.raises(Refused) as refused:
        get(address)
    assert refused.value.reason.ar
    return refused.value.reason.en


def test_a_picture_comes_by_a_redirect_too(old: ThreadingHTTPServer) -> None:
    get = fetcher(old).get
    assert get(address_of(old, "photo.jpg")) == JPEG
    assert get(address_of(old, "moved.jpg")) == JPEG


@pytest.mark.fault(92)
@pytest.mark.parametrize(
    "place",
    ["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
     "169.254.169.254",
     "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
     "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
)  # fmt: skip
def test_inner_addresses_are_not_public(place: str) -> None:
    assert not is_public(ipaddress.ip_address(place))


@pytest.mark.parametrize("place", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_open_addresses_are(place: str) -> None:
    assert is_public(ipaddress.ip_address(place))


@pytest.mark.fault(92)
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]",
     "[::ffff:127.0.0.1]", "0"],
)  # fmt: skip
def test_no_spelling_of_loopback_is_asked(
    old: ThreadingHTTPServer, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even when the export says that this is its own host."""
    named = f"{host.strip('[]')}:{old.server_port}"
    get = Fetcher(frozenset({named})).get
    assert "private network" in refusal(get, f"http://{host}:{old.server_port}/photo.jpg")
    assert old.asked == []  # type: ignore[attr-defined]


@pytest.mark.fault(92)
@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("file:///etc/passwd", "http or https"),
        ("ftp://old.example/x.jpg", "http or https"),
        ("gopher://old.example/x", "http or https"),
        ("http://user:pass@old.example/x.jpg", "user name"),
        ("http://old.example@127.0.0.1/x.jpg", "user name"),
        ("http://other.example/x.jpg", "not on the exported site"),
        ("http://old.example:8080/x.jpg", "not on the exported site"),
        ("http://old.example.evil.example/x.jpg", "not on the exported site"),
        ("http://[::1/x.jpg", "cannot be read|can be read"),
        ("//old.example/x.jpg", "http or https"),
    ],
)
def test_only_the_export_s_own_host_is_asked(address: str, word: str) -> None:
    reason = refusal(Fetcher(frozenset({"old.example"})).get, address)
    assert any(each in reason for each in word.split("|"))


@pytest.mark.fault(92)
def test_a_redirect_is_judged_anew(old: ThreadingHTTPServer) -> None:
    get = fetcher(old).get
    assert "not on the exported site: 169.254.169.254" in refusal(
        get, address_of(old, "inward.jpg")
    )
    assert "http or https" in refusal(get, address_of(old, "file.jpg"))


@pytest.mark.fault(92)
def test_a_name_that_changes_its_mind_is_asked_once(
    old: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged is what is connected to: the second answer of the name is never heard."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    heard: list[str] = []

    def lying(host: str, port: int, **_: Any) -> list[Any]:
        heard.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers[0]]

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    real = socket.create_connection
    asked: list[str] = []

    def connect(place: tuple[str, int], **options: Any) -> socket.socket:
        asked.append(place[0])
        monkeypatch.setattr(socket, "getaddrinfo", socket._socket.getaddrinfo)  # type: ignore[attr-defined]
        return real(place, **options)

    monkeypatch.setattr(socket, "create_connection", connect)
    assert fetcher(old).get(address_of(old, "photo.jpg")) == JPEG
    assert heard == ["localhost"]
    assert asked == ["127.0.0.1"]


@pytest.mark.fault(92)
def test_a_name_with_one_inner_address_among_others_is_refused(
    old: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mixed(host: str, port: int, **_: Any) -> list[Any]:
        both = ("93.184.215.14", "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in both]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    get = Fetcher(frozenset({"old.example"})).get
    assert "private network" in refusal(get, "http://old.example/x.jpg")


@pytest.mark.fault(93)
@pytest.mark.parametrize(
    ("name", "options", "word"),
    [
        ("none.jpg", {}, "404"),
        ("round.jpg", {}, "redirects"),
        ("endless.jpg", {"max_bytes": 2_000_000}, "larger than 2 MB"),
        ("slow.jpg", {"seconds": 0.3}, "more than 0.3 s"),
        ("cut.jpg", {}, "broke"),
    ],
)
def test_limits_hold(
    old: ThreadingHTTPServer, name: str, options: dict[str, Any], word: str
) -> None:
    assert word in refusal(fetcher(old, **options).get, address_of(old, name))


def test_a_host_that_is_gone_is_soon_left_alone(old: ThreadingHTTPServer) -> None:
    port = old.server_port
    with socket.create_server(("127.0.0.1", 0)) as free:
        closed = free.getsockname()[1]
    get = Fetcher(frozenset({f"localhost:{closed}"}), may_connect=lambda _: True).get
    for _ in range(3):
        assert "no connection" in refusal(get, f"http://localhost:{closed}/x.jpg")
    assert "does not answer" in refusal(get, f"http://localhost:{closed}/x.jpg")
    assert port != closed


@pytest.mark.fault(93)
def test_what_is_no_picture_is_not_stored_and_the_rest_goes_on(
    desk: Desk, old: ThreadingHTTPServer
) -> None:
    names = ("page.jpg", "none.jpg", "photo.jpg")
    content = "".join(f'<p><img src="{address_of(old, n)}" alt="{n}"></p>' for n in names)
    receipt = desk.take(Post(1, "صور", content), getter=fetcher(old).get)
    stored = [path for path in desk.files() if path.endswith(".jpg")]
    assert len(stored) == 1
    assert f"![photo.jpg](../../../{stored[0].removeprefix('content/')})" in desk.body_of()
    missing = {note.name.rpartition("/")[2]: note.why for note in receipt.notes}
    assert missing.keys() == {"page.jpg", "none.jpg"}
    assert all(why and why.ar and why.en for why in missing.values())
    assert "notes.csv" in receipt.sentences()[1]
    desk.build()


def test_pictures_can_come_from_a_folder(desk: Desk, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads" / "2024" / "09"
    uploads.mkdir(parents=True)
    (uploads / "صورة.jpg").write_bytes(JPEG)
    (tmp_path / "secret.jpg").write_bytes(JPEG)
    base = f"{HOST}/wp-content/uploads"
    content = f'<img src="{base}/2024/09/%D8%B5%D9%88%D8%B1%D8%A9-300x200.jpg?x=1">'
    (uploads / "صورة-300x200.jpg").write_bytes(JPEG)
    content += f'<img src="{base}/../secret.jpg"><img src="{base}/%2e%2e/secret.jpg">'
    desk.take(Post(1, "صور", content), getter=None, media=tmp_path / "uploads")
    stored = [path for path in desk.files() if path.endswith(".jpg")]
    assert len(stored) == 1
    assert stored[0].startswith("content/articles/2024/09/sura-300x200-")
    desk.build()


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "secret.jpg").write_bytes(JPEG)
    (tmp_path / "uploads" / "x.jpg").symlink_to(tmp_path / "secret.jpg")
    pictures = Pictures(tmp_path, from_folder(tmp_path / "uploads"), Attic())
    pictures.gather([f"{HOST}/wp-content/uploads/x.jpg"], "x.md")
    assert pictures.stored == 0
