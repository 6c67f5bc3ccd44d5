"""Keys, certificates and secrets; hosts that lie, that limit, and that are not there: faults rows
83 and 85 to 88."""

from __future__ import annotations

import contextlib
import os
import shutil
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import trustme

from generator.build import Silent
from generator.config import DeployTarget
from generator.deploy import remote
from generator.deploy.built import Built
from generator.deploy.carrier import Carrier
from generator.deploy.errand import Errand
from generator.deploy.host import Host
from generator.deploy.secrets import scrubbed
from generator.diagnostics import Failed
from generator.engine.manifest import Entry
from tests.deploy import servers
from tests.deploy.servers import PASSWORD, Cable, Server
from tests.deploy.sites import BASE, FILES, Site


def site_at(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return Site(folder / "project", server.target("www"))


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "ssh").mkdir()
    with servers.ssh(tmp_path / "ssh") as server:
        yield server


@pytest.mark.fault(85)
def test_an_unknown_host(sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused with its fingerprint, and the command that accepts it does."""
    site = site_at(sshd, tmp_path, monkeypatch)
    known = tmp_path / "home/.ssh/known_hosts"
    known.parent.mkdir(parents=True)
    known.write_text("")
    monkeypatch.setenv("RCLONE_SFTP_KNOWN_HOSTS_FILE", str(known))
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-HOSTKEY", 4)
    key = tmp_path / "ssh/host.pub"
    said = subprocess.run(["ssh-keygen", "-lf", key], capture_output=True, text=True)
    assert said.stdout.split()[1] in fault.text.ar
    assert sshd.tree("www") == {}
    command = fault.hint.en.partition("accept it: ")[2]
    subprocess.run(command, shell=True, check=True)
    site.deploy()
    assert sshd.tree("www") == FILES


@pytest.mark.fault(85)
@pytest.mark.parametrize("known", ["changed", "no file"])
def test_a_host_that_is_not_who_it_was(
    sshd: Server, known: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_at(sshd, tmp_path, monkeypatch)
    place = Path(sshd.environment["RCLONE_SFTP_KNOWN_HOSTS_FILE"])
    stranger = (tmp_path / "ssh/stranger.pub").read_text()
    place.unlink()
    if known == "changed":
        place.write_text(f"[127.0.0.1]:{sshd.port} {stranger}")
    assert site.fault().code == "E-HOSTKEY"
    assert sshd.tree("www") == {}


@pytest.mark.fault(86)
def test_a_key_that_opens_nothing(
    sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_at(sshd, tmp_path, monkeypatch)
    monkeypatch.setenv("RCLONE_SFTP_KEY_FILE", str(tmp_path / "ssh/stranger"))
    fault = site.fault()
    assert (fault.code, fault.exit_code) == ("E-LOGIN", 4)


@pytest.mark.fault(83)
def test_a_host_that_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that all is well, and keeps something else. Nothing is deleted, nothing recorded."""
    if not shutil.which("/usr/lib/openssh/sftp-server"):
        servers.absent("no sftp-server: `make setup-hosts`")
    (tmp_path / "liar").mkdir()
    with servers.lying(tmp_path / "liar") as server:
        site = site_at(server, tmp_path, monkeypatch)
        site.deploy()
        page = "2026/11/Budget/index.html"
        site.change(**{page: f"قبل {servers.TRUTH.decode()} بعد", "feed.xml": None})
        faults = site.faults()
        assert [(fault.code, fault.path) for fault in faults] == [("E-VERIFY", page)]
        assert faults[0].exit_code == 4
        assert "feed.xml" in server.tree("www")
        site.change(**{page: "كلام آخر"})
        site.deploy()
        assert server.tree("www") == site.files


@pytest.mark.fault(85)
@pytest.mark.parametrize("trouble", ["another name", "unknown authority"])
def test_a_bad_certificate(trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ftp").mkdir()
    name = "other.example" if trouble == "another name" else "127.0.0.1"
    with servers.ftp(tmp_path / "ftp", name=name) as server:
        site = site_at(server, tmp_path, monkeypatch)
        if trouble == "unknown authority":
            monkeypatch.delenv("RCLONE_CA_CERT")
        fault = site.fault()
        assert (fault.code, fault.exit_code) == ("E-TLS", 4)
        assert server.tree("www") == {}


@pytest.mark.fault(85)
def test_ftp_without_tls_by_explicit_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ftp").mkdir()
    with servers.ftp(tmp_path / "ftp", tls=False) as server:
        site = site_at(server, tmp_path, monkeypatch)
        site.deploy()
        assert server.tree("www") == FILES
        site.target = site.target.replace(", plain_ftp: نعم", "")
        site.settings()
        assert site.fault().code == "E-CFG"


@pytest.mark.fault(85)
def test_a_plain_ftp_server_that_names_another_machine_for_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody goes there, and the site arrives where it should."""
    (tmp_path / "ftp").mkdir()
    decoy = servers.Decoy()
    with (
        contextlib.closing(decoy),
        servers.ftp(tmp_path / "ftp", tls=False) as server,
        Cable(server.port, altered=decoy.altered) as cable,
    ):
        site = site_at(server, tmp_path, monkeypatch)
        site.target = server.target("www", cable.port)
        site.settings()
        site.deploy()
        assert decoy.sent > len(FILES)
        assert decoy.visitors == 0
        assert server.tree("www") == FILES


class _Stray(socketserver.StreamRequestHandler):
    """An FTP server with TLS that sends everybody to another machine for data."""

    tls: ssl.SSLContext
    elsewhere: int
    """A port of 127.0.0.2."""
    named = 0
    """How often it did."""

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "AUTH":
                self.say("234 go on")
                self.connection = self.tls.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")
            else:
                self.say(self.answer(verb))

    def answer(self, verb: str) -> str:
        if verb == "PASV":
            type(self).named += 1
            return f"227 at (127,0,0,2,{self.elsewhere >> 8},{self.elsewhere & 255})"
        usual = {"USER": "331 and?", "PASS": "230 come in", "FEAT": "211 nothing"}
        usual |= dict.fromkeys(("LIST", "STOR"), "150 go on\r\n425 nobody came")
        return usual.get(verb, "500 what?" if verb in {"EPSV", "OPTS"} else "200 yes")

    def finish(self) -> None:
        self.rfile.close()
        self.connection.close()

    def say(self, text: str) -> None:
        self.connection.sendall(f"{text}\r\n".encode())


class _Other(socketserver.BaseRequestHandler):
    """The other machine: it has a certificate of its own, and hears what it is sent."""

    tls: ssl.SSLContext
    heard: ClassVar[list[bytes | None]] = []
    """None: somebody came and did not trust it."""

    def handle(self) -> None:
        try:
            self.heard.append(self.tls.wrap_socket(self.request, server_side=True).recv(99))
        except OSError:
            self.heard.append(None)


@contextlib.contextmanager
def serving(address: str, handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    """The port of a server in threads."""
    with socketserver.ThreadingTCPServer((address, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.fault(85)
def test_with_tls_another_machine_must_be_the_host_to_be_sent_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    handlers: tuple[tuple[type[_Stray | _Other], str], ...] = (
        (_Stray, "127.0.0.1"),
        (_Other, "127.0.0.2"),
    )
    for handler, name in handlers:
        handler.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(handler.tls)
    monkeypatch.setenv("RCLONE_CA_CERT", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("TAHLIL_DEPLOY_PASSWORD", PASSWORD)
    with serving("127.0.0.2", _Other) as _Stray.elsewhere, serving("127.0.0.1", _Stray) as port:
        fault = Site(tmp_path / "project", f"{{host: 'ftpes://x@127.0.0.1:{port}/www'}}").fault()
    assert (fault.code, fault.exit_code) == ("E-TLS", 4)
    assert "127.0.0.2" in fault.text.en
    assert _Stray.named > 0
    assert set(_Other.heard) == {None}


@pytest.mark.fault(86)
def test_no_secret_leaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in an argument, a message, a log, a file of the project, of the site or of the host."""
    started: list[str] = []
    real = subprocess.Popen.__init__

    def watched(self: subprocess.Popen[bytes], arguments: object, *rest: object, **named: object):
        started.append(str(arguments))
        real(self, arguments, *rest, **named)  # type: ignore[call-overload]

    (tmp_path / "ftp").mkdir()
    with servers.ftp(tmp_path / "ftp") as server:
        monkeypatch.setattr(subprocess.Popen, "__init__", watched)
        site = site_at(server, tmp_path, monkeypatch)
        words = list(site.deploy().sentences())
        monkeypatch.setenv("TAHLIL_DEPLOY_PASSWORD", f"{PASSWORD}-wrong")
        site.change(**{"index.html": "x"})
        fault = site.fault()
        words += [fault.text.ar, fault.text.en, fault.hint.ar, fault.hint.en]
    assert fault.code == "E-LOGIN"
    assert any("rcd" in command for command in started)
    captured = capfd.readouterr()
    for text in (*words, *started, captured.out, captured.err):
        assert PASSWORD not in text
    for folder in (tmp_path / "project", tmp_path / "ftp/files"):
        for path in folder.rglob("*"):
            assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path


@pytest.mark.fault(86)
def test_a_secret_in_a_message_of_another_program_is_taken_out() -> None:
    environment = {"AWS_SECRET_ACCESS_KEY": "abcdef", "HOME": "/home/x", "PASS": "x"}
    said = "key abcdef in /home/x: https://user:hunter2@example.org/x"
    assert scrubbed(said, environment) == "key *** in /home/x: https://user:***@example.org/x"


class _Limited(BaseHTTPRequestHandler):
    """An S3 service that has had enough."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(503, "Slow Down")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.mark.fault(87)
def test_a_host_that_limits_is_not_asked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Limited)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-x")
        endpoint = f"http://127.0.0.1:{server.server_port}"
        site = Site(tmp_path / "project", f"{{host: 's3://site/x', endpoint: '{endpoint}'}}")
        fault = site.fault()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (fault.code, fault.exit_code) == ("E-DEPLOY", 4)
    assert "503" in fault.text.en
    assert 1 < _Limited.asked < 30


def _errand(site: Site, *paths: str) -> Errand:
    target = DeployTarget("x", host="s3://bucket/prefix")
    built = Built(site.output, BASE, {path: Entry("", 1, "") for path in paths})
    return Errand(
        target=target,
        built=built,
        project=site.root,
        cache=site.root / ".cache",
        who="x",
        since="",
        progress=Silent(),
    )


@pytest.mark.fault(88)
def test_names_that_are_too_long_are_all_told_before_anything_travels(tmp_path: Path) -> None:
    site = Site(tmp_path / "project", "{folder: ../x}")
    long, deep = "ا" * 128, "/".join(["مجلد"] * 120)
    with pytest.raises(Failed) as failed:
        remote.refuse_names(_errand(site, "short", long, deep))
    assert sorted(f.path for f in failed.value.diagnostics) == sorted([long, deep])
    assert {f.code for f in failed.value.diagnostics} == {"E-NAMES"}


@pytest.mark.fault(88)
def test_a_host_that_mangles_arabic_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.configured(tmp_path) as server:
        site = site_at(server, tmp_path, monkeypatch)
        monkeypatch.setattr(Host, "names", lambda self, folder: ["?????-Aa-1.json"])
        monkeypatch.setattr(Host, "read", lambda self, path: None)
        assert site.fault().code == "E-NAMES"
        assert set(FILES) & set(server.tree("www")) == set()


@pytest.mark.fault(88)
def test_a_host_that_does_not_tell_capitals_from_small_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, to delete the old spelling would delete the new one."""
    with servers.configured(tmp_path) as server:
        site = site_at(server, tmp_path, monkeypatch)
        site.deploy()
        monkeypatch.setattr(Host, "has", lambda self, path: True)
        site.change(**{"2026/11/Budget/index.html": None, "2026/11/budget/index.html": "x"})
        receipt = site.deploy()
        assert receipt.deleted == ()
        assert "2026/11/budget/index.html" in server.tree("www")


def test_one_rclone_for_a_whole_deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []
    real = Carrier.__init__

    def counted(self: Carrier, program: str) -> None:
        began.append(program)
        real(self, program)

    monkeypatch.setattr(Carrier, "__init__", counted)
    with servers.configured(tmp_path) as server:
        site = site_at(server, tmp_path, monkeypatch)
        site.change(**{f"p/{n}/index.html": str(n) for n in range(300)})
        site.deploy()
    assert len(began) == 1
    assert os.environ["RCLONE_CONFIG"]


def test_without_rclone_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "find", lambda: None)
    site = Site(tmp_path / "project", "{host: 'sftp://x@example.org/www'}")
    fault = site.fault()
    assert fault.code == "E-TARGET"
    assert "tahlil[deploy]" in fault.hint.ar
