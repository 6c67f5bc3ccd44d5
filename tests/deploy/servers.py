"""Real servers on the loopback, for tests: OpenSSH, an FTP server with TLS, an S3 service; and what
can go wrong between them and us."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import random
import re
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import pytest
import trustme

from generator.deploy import record as records
from generator.deploy.carrier import find as find_rclone
from tests.tools import hosts

PASSWORD = "canary-7f3a9c-of-the-tests"
"""What must never be found in any argument, message or file."""
USER = "daftar"
_PATIENCE = 60.0


def required(program: str) -> str:
    """The path of a server."""
    found = hosts.find(program)
    if found is None:
        absent(f"no {program}: `make setup-hosts` tells what to install")
    return found


def absent(text: str) -> NoReturn:
    """A server cannot be had: a skip on a developer's machine, a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    port: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A server, from the moment when it answers on its port."""
    with log.open("wb") as said:
        env = {**os.environ, **(environment or {})}
        process = subprocess.Popen([*map(str, command)], stdout=said, stderr=said, env=env)
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens; a server that ends before that has failed."""

    def listens() -> bool:
        if process.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    wait_until(listens)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


# -- the servers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A host for tests. address: of a folder `{name}` on it, with `{port}`; more: other settings of
    the target; environment: what who deploys has set; folder: where its files lie, if they do."""

    port: int
    address: str
    environment: dict[str, str]
    folder: Path | None = None
    more: str = ""

    def target(self, name: str, port: int | None = None) -> str:
        """The target in site.yaml; `port`: of a way to the server that goes through something."""
        at = port or self.port
        address = self.address.format(name=name, port=at)
        return f"{{host: '{address}'{self.more.format(port=at)}}}"

    def tree(self, name: str) -> dict[str, str]:
        """The files of a folder, those that are ours for good left out."""
        with tempfile.TemporaryDirectory() as copy:
            folder = self.folder / name if self.folder else Path(copy)
            if not self.folder:
                self._rclone("copy", self._own(name), copy)
            found = (path for path in sorted(folder.rglob("*")) if path.is_file())
            texts = {path.relative_to(folder).as_posix(): path.read_text() for path in found}
        return {path: text for path, text in texts.items() if path != records.NAME}

    def put(self, name: str, path: str, text: str) -> None:
        """Somebody else writes a file."""
        if self.folder:
            place = self.folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.parent.chmod(0o777)  # servers may work as somebody else
            place.write_text(text)
            return
        self._rclone("rcat", f"{self._own(name)}/{path}", text=text)

    def delete(self, name: str, path: str) -> None:
        if self.folder:
            (self.folder / name / path).unlink()
        else:
            self._rclone("deletefile", f"{self._own(name)}/{path}")

    def headers(self, name: str, path: str) -> dict[str, str]:
        """With what an object store serves a file."""
        link = self._rclone("link", f"{self._own(name)}/{path}").strip()
        with urllib.request.urlopen(link) as answer:
            return {key.lower(): value for key, value in answer.headers.items()}

    def _own(self, name: str) -> str:
        return (
            f":s3,provider=Other,env_auth=true,endpoint='http://127.0.0.1:{self.port}':site/{name}"
        )

    def _rclone(self, *arguments: str, text: str = "") -> str:
        command = [str(find_rclone()), "--config", os.devnull, *arguments]
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            command, env=environment, input=text, text=True, check=True, stdout=subprocess.PIPE
        )
        return done.stdout


def make_key(path: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)


@contextlib.contextmanager
def ssh(folder: Path, extra: str = "") -> Iterator[Server]:
    """OpenSSH's own server, with keys of its own; `extra`: lines of its configuration."""
    sshd = required("sshd")
    if os.getuid() == 0:  # where sshd shuts itself in before somebody has logged in
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user", "stranger"):
        make_key(folder / name)
    port = free_port()
    known = folder / "known"
    known.write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    config = folder / "sshd_config"
    subsystem = "" if "Subsystem" in extra else "Subsystem sftp internal-sftp\n"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\n"
        f"AuthorizedKeysFile {folder / 'user.pub'}\nPidFile none\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\nMaxStartups 100\nLogLevel ERROR\n"
        f"{subsystem}{extra}"
    )
    environment = {
        "RCLONE_SFTP_KEY_FILE": str(folder / "user"),
        "RCLONE_SFTP_KNOWN_HOSTS_FILE": str(known),
    }
    files = folder / "files"
    files.mkdir()
    user = getpass.getuser()
    address = f"sftp://{user}@127.0.0.1:{{port}}{quote(str(files))}/{{name}}"
    with running([sshd, "-D", "-e", "-f", config], port, folder / "sshd.log"):
        yield Server(port, address, environment, files)


_LIAR = """\
import os, subprocess, sys, threading
server = subprocess.Popen(["{sftp}"], stdin=subprocess.PIPE)
while data := os.read(0, 65536):
    server.stdin.write(data.replace({true!r}, {false!r}))
    server.stdin.flush()
server.stdin.close()
sys.exit(server.wait())
"""
TRUTH, LIE = "حقيقة-النص".encode(), "خديعة-النص".encode()
"""What the lying host is sent, and what it keeps of it; it says that all is well."""


@contextlib.contextmanager
def lying(folder: Path) -> Iterator[Server]:
    """A host without checksums that alters what it keeps."""
    program = folder / "liar.py"
    sftp = "/usr/lib/openssh/sftp-server"
    program.write_text(_LIAR.format(sftp=sftp, true=TRUTH, false=LIE))
    with ssh(folder, f"Subsystem sftp {sys.executable} {program}\n") as server:
        yield server


@contextlib.contextmanager
def ftp(folder: Path, *, tls: bool = True, name: str = "127.0.0.1") -> Iterator[Server]:
    """Pure-FTPd, which many cheap hosts run; `name`: whom its certificate is for."""
    program, passwords = required("pure-ftpd"), required("pure-pw")
    if os.getuid() != 0:
        absent("pure-ftpd runs as root only")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate = folder / "server.pem"
    authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(certificate)
    certificate.chmod(0o600)
    files, users = folder / "files", folder / "users"
    files.mkdir()
    files.chmod(0o777)
    # Pure-FTPd's own hashes take seconds for each login, on purpose; an older one is enough here.
    hashed = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=PASSWORD, capture_output=True, text=True
    ).stdout.strip()
    nobody = pwd.getpwnam("nobody")
    line = f"{USER}:{hashed}:{nobody.pw_uid}:{nobody.pw_gid}::{files}/./" + ":" * 12
    users.write_text(f"{line}\n")
    subprocess.run([passwords, "mkdb", folder / "users.pdb", "-f", users], check=True)
    port, first = free_port(), random.randrange(40_000, 50_000)
    command = [
        *(program, "-S", f"127.0.0.1,{port}", "-l", f"puredb:{folder / 'users.pdb'}", "-u", "0"),
        *("-p", f"{first}:{first + 300}", "-c", "50", "-C", "50", "-Y", "2" if tls else "0", "-H"),
        *("--certfile", certificate, "-g", folder / "pid", "-D"),
    ]
    environment = {"TAHLIL_DEPLOY_PASSWORD": PASSWORD, "RCLONE_CA_CERT": str(folder / "ca.pem")}
    scheme, more = ("ftpes", "") if tls else ("ftp", ", plain_ftp: نعم")
    address = f"{scheme}://{USER}@127.0.0.1:{{port}}/{{name}}"
    with running(command, port, folder / "ftp.log"):
        yield Server(port, address, environment, files, more)


@contextlib.contextmanager
def configured(folder: Path) -> Iterator[Server]:
    """A remote that only rclone's own configuration knows: here, a folder."""
    (folder / "files").mkdir()
    environment = {
        "RCLONE_CONFIG_DISK_TYPE": "alias",
        "RCLONE_CONFIG_DISK_REMOTE": str(folder / "files"),
    }
    yield Server(0, "rclone:disk:{name}", environment, folder / "files")


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[Server]:
    """SeaweedFS with one bucket, `site`."""
    weed = Path(sysconfig.get_path("scripts")) / "weed"
    (folder / "data").mkdir()
    ports = {
        name: _port_for_grpc() for name in ("s3", "filer", "master", "volume", "admin", "webdav")
    }
    command: list[str | Path] = [
        *(weed, "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *("-bucket=site", "-admin.ui=false", "-master.telemetry=false"),
        *(f"-{name}.port={port}" for name, port in ports.items()),
    ]
    keys = {"AWS_ACCESS_KEY_ID": "key-of-tests", "AWS_SECRET_ACCESS_KEY": PASSWORD}
    address, more = "s3://site/{name}", ", endpoint: 'http://127.0.0.1:{port}'"
    server = Server(ports["s3"], address, keys, None, more)
    with running(command, ports["s3"], folder / "weed.log", environment=keys):
        wait_until(lambda: _has_bucket(server))
        yield server


def _has_bucket(server: Server) -> bool:
    """The bucket comes some time after the port."""
    with contextlib.suppress(subprocess.CalledProcessError):
        server.put("probe", "it", "x")
        return True
    return False


def _port_for_grpc() -> int:
    """A port that is free, and so is the one ten thousand above."""
    while True:
        port = random.randrange(20_000, 30_000)
        with contextlib.suppress(OSError), socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 10_000))
            return port


# -- between us and a host -------------------------------------------------------------------------


class Cable:
    """A way to a port that can be cut: after so many bytes towards it, or from the start; and on
    which answers can be altered."""

    def __init__(
        self,
        to: int,
        cut_after: int | None = None,
        altered: Callable[[bytes], bytes] = lambda answer: answer,
    ) -> None:
        self._to, self._left, self._altered = to, cut_after, altered
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing goes through."""
        self._left = 0
        self._cut()

    def mend(self) -> None:
        self._left = None

    def __enter__(self) -> Cable:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._left == 0:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open |= {near, far}
                threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(16384):
                if counted and self._is_spent(len(data)):
                    self._cut()
                    return
                other.sendall(data if counted else self._altered(data))
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_spent(self, size: int) -> bool:
        with self._guard:
            if self._left is not None:
                self._left = max(0, self._left - size)
            return self._left == 0

    def _cut(self) -> None:
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Decoy:
    """Another machine, 127.0.0.2, that an FTP server sends its visitors to: `altered` makes its
    answers do so, and who comes is counted."""

    def __init__(self) -> None:
        self.sent, self.visitors = 0, 0
        self._listeners: dict[int, socket.socket] = {}

    def altered(self, answer: bytes) -> bytes:
        if answer.startswith(b"229 "):  # which has no address in it
            return b"500 Unknown command\r\n"
        found = re.match(rb"227 .*\(127,0,0,1,(\d+),(\d+)\)", answer)
        if not found:
            return answer
        self._listen(int(found[1]) * 256 + int(found[2]))
        self.sent += 1
        return answer.replace(b"(127,0,0,1,", b"(127,0,0,2,")

    def _listen(self, port: int) -> None:
        if port in self._listeners:
            return
        self._listeners[port] = listener = socket.create_server(("127.0.0.2", port))
        threading.Thread(target=self._count, args=(listener,), daemon=True).start()

    def _count(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                listener.accept()[0].close()
                self.visitors += 1

    def close(self) -> None:
        for listener in self._listeners.values():
            listener.close()
