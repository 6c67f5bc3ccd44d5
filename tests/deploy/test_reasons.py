"""What hosts and this machine refuse is told as what it is, with a remedy, also by a dry run."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.config import DeployTarget
from generator.deploy.carrier import find as find_rclone
from generator.deploy.reasons import Tally, fault
from generator.diagnostics import Diagnostic
from tests.deploy import servers
from tests.deploy.servers import PASSWORD, Server
from tests.deploy.sites import FILES, Site

pytestmark = pytest.mark.fault(87)


@pytest.fixture(params=[True, False], ids=["dry", "real"])
def told(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Mapping[str, str]], Diagnostic]:
    """Of what a deployment there fails, in this environment: nothing was sent."""

    def told(target: str, environment: Mapping[str, str]) -> Diagnostic:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = Site(tmp_path / "project", target).fault(dry_run=request.param)
        assert found.code != "E-DEPLOY"
        return found

    return told


Told = Callable[[str, Mapping[str, str]], Diagnostic]


# -- SFTP ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ssh")
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "geheim", "-f", str(folder / "locked")]
    with servers.ssh(folder) as server:
        subprocess.run(command, check=True)
        yield server


@pytest.mark.parametrize(
    ("key", "hint"),
    [("absent", "RCLONE_SFTP_KEY_FILE"), ("known", "not its .pub"), ("locked", "ssh-add")],
)
def test_a_key_that_cannot_be_used(sshd: Server, told: Told, key: str, hint: str) -> None:
    path = Path(sshd.environment["RCLONE_SFTP_KEY_FILE"]).with_name(key)
    found = told(sshd.target("www"), {**sshd.environment, "RCLONE_SFTP_KEY_FILE": str(path)})
    assert (found.code, found.exit_code) == ("E-LOGIN", 4)
    assert hint in found.hint.en


def test_no_key_at_all(sshd: Server, told: Told) -> None:
    known = {"RCLONE_SFTP_KNOWN_HOSTS_FILE": sshd.environment["RCLONE_SFTP_KNOWN_HOSTS_FILE"]}
    found = told(sshd.target("www"), known)
    assert found.code == "E-LOGIN"
    assert "ssh-add" in found.hint.en


def test_a_password_where_keys_are_wanted(sshd: Server, told: Told) -> None:
    known = {"RCLONE_SFTP_KNOWN_HOSTS_FILE": sshd.environment["RCLONE_SFTP_KNOWN_HOSTS_FILE"]}
    found = told(sshd.target("www"), {**known, "TAHLIL_DEPLOY_PASSWORD": PASSWORD})
    assert found.code == "E-LOGIN"
    assert "takes keys only" in found.hint.en


@pytest.mark.fault(85)
def test_no_file_of_known_hosts(sshd: Server, told: Told, tmp_path: Path) -> None:
    known = {"RCLONE_SFTP_KNOWN_HOSTS_FILE": str(tmp_path / "absent")}
    assert told(sshd.target("www"), {**sshd.environment, **known}).code == "E-HOSTKEY"


@pytest.mark.parametrize("with_key", [True, False])
@pytest.mark.parametrize("host", ["127.0.0.1", "host.invalid"])
def test_a_host_that_is_not_reached(sshd: Server, told: Told, host: str, with_key: bool) -> None:
    """Told before what we have not got to log in with."""
    own = dict(sshd.environment)
    if not with_key:
        del own["RCLONE_SFTP_KEY_FILE"]
    found = told(f"{{host: 'sftp://x@{host}:{servers.free_port()}/www'}}", own)
    assert (found.code, found.exit_code) == ("E-NET", 4)
    assert host in found.text.en


# -- FTP -------------------------------------------------------------------------------------------


class _Ftp(socketserver.StreamRequestHandler):
    """An FTP server without a single file, which answers as pyftpdlib does."""

    def handle(self) -> None:
        self.data: list[socket.socket] = []
        self.say("220 hello")
        while line := self.rfile.readline().decode().strip():
            self.say(self.answer(line.partition(" ")[0].upper()))
        for each in self.data:
            each.close()

    def answer(self, verb: str) -> str:
        if verb == "EPSV":
            self.data.append(socket.create_server(("127.0.0.1", 0)))
            return f"229 Entering (|||{self.data[-1].getsockname()[1]}|)"
        usual = {"USER": "331 and?", "PASS": "230 come in", "MLSD": "501 No such directory."}
        usual |= {"FEAT": "211-Such\r\n MLST type*;size*;\r\n211 End", "MLST": "550 No such file."}
        return usual.get(verb, "200 yes")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextlib.contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_ftp_server_that_answers_501_for_a_folder_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAHLIL_DEPLOY_PASSWORD", PASSWORD)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Ftp)
    target = f"{{host: 'ftp://x@127.0.0.1:{server.server_address[1]}/www', plain_ftp: نعم}}"
    with serving(server):
        assert len(Site(tmp_path / "p", target).deploy(dry_run=True).sent) == len(FILES)


def test_no_password(told: Told) -> None:
    found = told(f"{{host: 'ftpes://x@127.0.0.1:{servers.free_port()}/www'}}", {})
    assert found.code == "E-LOGIN"
    assert "TAHLIL_DEPLOY_PASSWORD" in found.hint.en


# -- S3 --------------------------------------------------------------------------------------------


class _S3(BaseHTTPRequestHandler):
    """An S3 service that gives one answer to everything."""

    answer: tuple[int, str] = (404, "NoSuchBucket")

    def do_GET(self) -> None:
        status, code = self.answer
        body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.mark.parametrize(
    ("status", "code", "expected", "exit_code"),
    [
        (404, "NoSuchBucket", "E-TARGET", 2),
        (403, "InvalidAccessKeyId", "E-LOGIN", 4),
        (403, "SignatureDoesNotMatch", "E-LOGIN", 4),
        (403, "AccessDenied", "E-LOGIN", 4),
    ],
)
def test_an_s3_service_that_refuses(
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    code: str,
    expected: str,
    exit_code: int,
) -> None:
    monkeypatch.setattr(_S3, "answer", (status, code))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _S3)
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": PASSWORD}
    target = f"{{host: 's3://dust/x', endpoint: 'http://127.0.0.1:{server.server_port}'}}"
    with serving(server):
        found = told(target, keys)
    assert (found.code, found.exit_code) == (expected, exit_code)
    assert "dust" in found.text.en
    assert ("AWS_SECRET_ACCESS_KEY" in found.hint.en) == (expected == "E-LOGIN")


def test_no_keys_for_s3(told: Told, tmp_path: Path) -> None:
    nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": str(tmp_path / "x")}
    target = f"{{host: 's3://dust/x', endpoint: 'http://127.0.0.1:{servers.free_port()}'}}"
    found = told(target, nowhere)
    assert found.code == "E-LOGIN"
    assert "AWS_ACCESS_KEY_ID" in found.hint.en


def test_an_s3_service_that_is_not_reached(told: Told) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": PASSWORD}
    found = told(f"{{host: 's3://x/', endpoint: 'http://127.0.0.1:{servers.free_port()}'}}", keys)
    assert found.code == "E-NET"
    assert "127.0.0.1 could not be reached" in found.text.en


# -- remotes of rclone -----------------------------------------------------------------------------


def test_a_remote_that_rclone_does_not_know(told: Told) -> None:
    found = told("{host: 'rclone:absent:x'}", {})
    assert (found.code, found.exit_code) == ("E-TARGET", 2)
    assert "rclone config" in found.hint.en


@pytest.mark.parametrize("trouble", ["user", "password"])
def test_webdav_that_does_not_let_us_in(told: Told, tmp_path: Path, trouble: str) -> None:
    port, program = servers.free_port(), str(find_rclone())
    (tmp_path / "dav").mkdir()
    hidden = subprocess.run([program, "obscure", "pw"], capture_output=True, text=True, check=True)
    remote = {
        "RCLONE_CONFIG_DAV_TYPE": "webdav",
        "RCLONE_CONFIG_DAV_URL": f"http://127.0.0.1:{port}",
        "RCLONE_CONFIG_DAV_USER": "somebody",
        "RCLONE_CONFIG_DAV_PASS": hidden.stdout.strip() if trouble == "user" else "plain",
    }
    serve = [program, "serve", "webdav", str(tmp_path / "dav"), "--addr", f"127.0.0.1:{port}"]
    with servers.running([*serve, "--user", "u", "--pass", "pw"], port, tmp_path / "dav.log"):
        found = told("{host: 'rclone:dav:www'}", remote)
    assert found.code == "E-LOGIN"
    assert "rclone config" in found.hint.en


# -- places that take nothing ----------------------------------------------------------------------


@contextlib.contextmanager
def small(folder: Path) -> Iterator[None]:
    """A disk of 64 KB."""
    folder.mkdir(parents=True)
    folder.chmod(0o777)  # servers may work as somebody else
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs", str(folder)]
    if os.uname().sysname != "Linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no leave to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("kind", ["sftp", "ftps", "rclone"])
def test_a_full_disk(
    kind: str, started: Callable[[str], Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as such, with what is done and left; with room, the same command goes on."""
    server = started(kind)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    assert server.folder
    site = Site(tmp_path / "project", server.target(f"full-{tmp_path.name}/www"))
    site.change(**{"zz.html": "x" * 200_000})
    disk = server.folder / f"full-{tmp_path.name}"
    with small(disk):
        found = site.fault()
        left = len(site.files) - _done(found)
    assert (found.code, found.exit_code) == ("E-FULL", 4)
    assert f"{left} left" in found.text.en
    assert 0 < left < len(site.files)
    site.deploy()
    assert server.tree(f"full-{tmp_path.name}/www") == site.files


def _done(found: Diagnostic) -> int:
    return int(found.text.en.partition(" done")[0].rpartition(" ")[2])


def test_a_folder_that_is_not_ours(
    started: Callable[[str], Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = started("ftps")
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    assert server.folder
    shut = server.folder / f"shut-{tmp_path.name}"
    shut.mkdir(mode=0o555)
    found = Site(tmp_path / "project", server.target(shut.name)).fault()
    assert (found.code, found.exit_code) == ("E-RIGHTS", 4)
    assert f"0 done, {len(FILES)} left" in found.text.en
    assert list(shut.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('mkdir "/srv/www" failed: permission denied', "E-RIGHTS"),
        ("open /home/x/known_hosts: permission denied", "E-HOSTKEY"),
        ("failed to read private key file: open /x: permission denied", "E-LOGIN"),
        ("write /srv/www/x: no space left on device", "E-FULL"),
        ("507 Insufficient Storage", "E-FULL"),
        ("403 Forbidden: 403 Forbidden", "E-LOGIN"),
        ("tls: failed to verify certificate: x509: unknown", "E-TLS"),
        ("tls: failed to send closeNotify alert (but connection was closed anyway)", "E-DEPLOY"),
        ("dial tcp 10.0.0.1:22: i/o timeout", "E-DEPLOY"),
    ],
)
def test_what_rclone_says_in_the_middle_of_a_deployment(said: str, code: str) -> None:
    found = fault(DeployTarget("x", host="sftp://h/x"), said, Tally(9, 4, is_begun=True))
    assert found.code == code
    assert found.code != "E-DEPLOY" or "4 done, 5 left" in found.text.en
