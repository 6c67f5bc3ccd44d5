"""The server itself, on real sockets: rows 47, 65, 66, 68, 71, 73 of the fault matrix."""

from __future__ import annotations

import contextlib
import io
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path

import pytest
from rich.console import Console

from generator.diagnostics import Exit, Failed, exit_code
from generator.serve import server
from generator.serve.app import application
from generator.serve.events import Board
from generator.serve.protocol import ImpatientProtocol
from generator.serve.server import listen, serve
from generator.serve.site import Site
from generator.terminal import Voice
from tests.serve.running import Running, command, environment, running


@pytest.fixture(scope="module")
def preview(warm_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    project = shutil.copytree(warm_project, tmp_path_factory.mktemp("served") / "project")
    with running(project) as preview:
        yield preview


def _get(target: str, *headers: str, version: str = "1.1") -> bytes:
    lines = [f"GET {target} HTTP/{version}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


def test_it_answers_with_the_site(preview: Running) -> None:
    answer = preview.send(_get("/daftar/", "Host: localhost"))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert "دفتر صغير".encode() in answer
    assert b"server: uvicorn" not in answer


def _ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


@pytest.mark.fault(65)
@pytest.mark.skipif(not _ipv6(), reason="no IPv6 here")
def test_row_65_both_loopback_addresses_are_listened_on(preview: Running) -> None:
    request = _get("/daftar/", "Host: localhost")
    assert preview.send(request, family="::1").startswith(b"HTTP/1.1 200")


@pytest.mark.fault(65)
def test_row_65_and_no_other_address() -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        assert listener.is_loopback
        assert not listener.is_wildcard
        assert listener.address == f"http://127.0.0.1:{listener.port}"


def test_no_answer_waits_for_an_acknowledgement() -> None:
    """asyncio switches Nagle's algorithm off for sockets whose protocol is named, and no others."""
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        assert {each.proto for each in listener.sockets} == {socket.IPPROTO_TCP}


@pytest.mark.fault(65)
def test_row_65_another_address_is_warned_of(project: Path) -> None:
    (told, said), names = _served(project, "0.0.0.0")
    assert "W-HOST" in told
    assert "preview at http://localhost:" in said
    assert socket.gethostname().lower() in names


def test_an_address_of_version_6_is_written_in_brackets() -> None:
    if not _ipv6():
        pytest.skip("no IPv6 here")
    with contextlib.closing(listen("::1", 0)) as listener:
        assert listener.address == f"http://[::1]:{listener.port}"
        assert listener.names == {"[::1]"}


def _served(project: Path, host: str) -> tuple[tuple[str, str], frozenset[str]]:
    """What `serve` says, with a server that ends at once; and the names it goes by."""
    told, said = io.StringIO(), io.StringIO()
    voice = Voice(
        "en", out=Console(file=said, soft_wrap=True), err=Console(file=told, soft_wrap=True)
    )
    names: list[frozenset[str]] = []

    class Ended:
        def __init__(self, *_: object) -> None:
            pass

        def run(self, sockets: list[socket.socket]) -> None:
            names.append(server.Listener(host, tuple(sockets)).names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "_Server", Ended)
        serve(project, voice, host=host, port=0, workers=1)
    return (told.getvalue(), said.getvalue()), names[0]


@pytest.mark.fault(73)
def test_row_73_a_port_that_is_taken_is_a_fault_with_a_hint() -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as first:
        with pytest.raises(Failed) as failed:
            listen("127.0.0.1", first.port)
        (fault,) = failed.value.diagnostics
        assert fault.code == "E-PORT"
        assert str(first.port) in fault.text.ar
        assert "--port" in fault.hint.ar
        assert exit_code(failed.value.diagnostics) is Exit.ENVIRONMENT


@pytest.mark.fault(73)
def test_row_73_the_command_ends_with_3_and_touches_nothing(project: Path) -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as first:
        ended = subprocess.run(
            command(project, "--port", str(first.port)),
            env=environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=30,
        )
    assert ended.returncode == 3
    assert "E-PORT" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (project / ".cache/preview/site").exists()


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.name.invalid", "a" * 300, "999.1.1.1"])
def test_an_address_that_is_not_of_this_machine_is_a_fault(host: str) -> None:
    with pytest.raises(Failed) as failed:
        listen(host, 0)
    assert [each.code for each in failed.value.diagnostics] == ["E-HOST"]


@pytest.mark.fault(66, 68)
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (_get("/daftar/"), 400),
        (_get("/daftar/", "Host: localhost", "Host: localhost"), 400),
        (_get("/daftar/", "Host: localhost", "Host: evil.example"), 400),
        (_get("/daftar/", version="1.0"), 400),
        (_get("/daftar/", "Host: localhost", version="1.0"), 200),
        (_get("/daftar/", "Host: evil.example"), 403),
        (_get("/daftar/", "Host: " + "a" * 1_000_000), 400),
        (_get("/daftar/", "Host: localhost", "X: " + "a" * 1_000_000), 400),
        (_get("http://evil.example/daftar/", "Host: localhost"), 404),
        (_get("http://localhost/daftar/", "Host: localhost"), 404),
        (_get("//evil.example/", "Host: localhost"), 400),
        (_get("/daftar/../../etc/passwd", "Host: localhost"), 400),
        (_get("/daftar/%2e%2e/%2e%2e/etc/passwd", "Host: localhost"), 400),
        (_get("/daftar/%c0%ae%c0%ae/", "Host: localhost"), 400),
        (_get("/daftar/%00", "Host: localhost"), 400),
        (_get("/daftar/\\..\\x", "Host: localhost"), 400),
        (_get("/daftar/%252e%252e/", "Host: localhost"), 404),
        (_get("/daftar/index.html;x", "Host: localhost"), 404),
        (_get("/daftar/#x", "Host: localhost"), 404),
        (_get("/daftar/.tahlil.json", "Host: localhost"), 404),
        (_get("/daftar/?../../etc/passwd", "Host: localhost"), 200),
        (_get("/daf tar/", "Host: localhost"), 400),
        (_get("/\u00e9", "Host: localhost"), 400),
        (b"GET\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (_get("/", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"), 307),
        (_get("/daftar/", "Host: localhost").replace(b"GET", b"POST"), 405),
        (_get("/daftar/", "Host: localhost", "Content-Length: 9").replace(b"GET", b"PUT"), 405),
    ],
)
def test_rows_66_and_68_on_the_wire(preview: Running, request_: bytes, status: int) -> None:
    assert preview.status(request_) == status
    assert preview.status(_get("/daftar/", "Host: localhost")) == 200


@pytest.mark.fault(71)
def test_row_71_slow_clients_and_many_streams_keep_nobody_waiting(preview: Running) -> None:
    with contextlib.ExitStack() as open_ones:

        def begin(request: bytes) -> None:
            address = ("127.0.0.1", preview.port)
            connection = open_ones.enter_context(socket.create_connection(address, timeout=20))
            connection.sendall(request)

        for _ in range(100):
            begin(b"GET /daftar/ HTTP/1.1\r\nHost: loc")
            begin(b"GET /daftar/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\nx")
        for _ in range(1000):
            begin(_get("/.preview/events", "Host: localhost"))
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            assert preview.status(_get("/daftar/", "Host: localhost")) == 200
            times.append(time.perf_counter() - begun)
        assert min(times) < 0.1


@pytest.fixture
def hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for no more than a fifth of a second."""
    monkeypatch.setattr(ImpatientProtocol, "patience", 0.2)
    board = Board()
    listener = listen("127.0.0.1", 0)
    hasty = server._Server(server._settings(application(Site(tmp_path), board)), board)
    thread = threading.Thread(target=lambda: hasty.run(sockets=list(listener.sockets)))
    thread.start()
    yield listener.port
    hasty.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.fault(71)
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: loc",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
    ],
)
def test_row_71_a_request_that_does_not_end_is_cut(hasty: int, beginning: bytes) -> None:
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", hasty), timeout=5) as connection:
        connection.sendall(beginning)
        while connection.recv(65536):
            pass
    assert 0.1 < time.monotonic() - begun < 5.0


@pytest.mark.fault(71)
def test_row_71_a_stream_is_not_cut(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=5) as stream:
        stream.sendall(_get("/.preview/events", "Host: localhost"))
        assert b"200 OK" in stream.recv(65536)
        time.sleep(0.6)
        stream.settimeout(0.1)
        with contextlib.suppress(TimeoutError):
            assert b"well" in stream.recv(65536)
        with pytest.raises(TimeoutError):
            stream.recv(65536)


@pytest.mark.fault(47)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_row_47_it_ends_at_once_with_pages_open(project: Path, how: signal.Signals) -> None:
    with running(project, "--workers", "2") as preview:
        address = ("127.0.0.1", preview.port)
        with socket.create_connection(address, timeout=5) as stream:
            stream.sendall(_get("/.preview/events", "Host: localhost"))
            assert b"200 OK" in stream.recv(65536)
            begun = time.monotonic()
            code, told = preview.end(how)
            assert time.monotonic() - begun < 2.0
        assert code == 130
        assert "Traceback" not in told


def test_the_files_of_the_preview_are_in_the_package() -> None:
    here = resources("generator.serve")
    for name in ("client.js", "client.css", "waiting.html"):
        assert here.joinpath(name).is_file()
