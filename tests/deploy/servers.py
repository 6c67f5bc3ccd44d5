"""Real servers on the loopback, for tests: OpenSSH, an FTP server with TLS, an S3 service; and what
can go wrong between them and us."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from tests.tools import hosts

PASSWORD = "canary-7f3a9c-كلمة-سر"
"""What must never be found in any argument, message or file."""
USER = "daftar"
_PATIENCE = 60.0


def required(program: str) -> str:
    """The path of a server. Without it the test is skipped, but in CI it fails."""
    found = hosts.find(program)
    if found is None:
        text = f"no {program}: `make setup-hosts` tells what to install"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str | Path], port: int, log: Path) -> Iterator[None]:
    """A server, from the moment when it answers on its port."""
    with log.open("wb") as said:
        process = subprocess.Popen([*map(str, command)], stdout=said, stderr=said)
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens; a server that ends before that has failed."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    pytest.fail(f"it does not listen on {port}: {log.read_text(errors='replace')[-2000:]}")


# -- SSH -------------------------------------------------------------------------------------------


@dataclass
class Ssh:
    """sshd, with keys of its own. `key`: what opens it; `known`: a file with its own key."""

    folder: Path
    port: int
    key: Path
    known: Path


@contextlib.contextmanager
def ssh(folder: Path) -> Iterator[Ssh]:
    sshd = required("sshd")
    if os.getuid() == 0:  # where sshd shuts itself in before somebody has logged in
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user", "stranger"):
        make_key(folder / name)
    authorized = folder / "authorized"
    shutil.copy(folder / "user.pub", authorized)
    port = free_port()
    known = folder / "known"
    known.write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\n"
        f"AuthorizedKeysFile {authorized}\nPidFile none\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n"
        "MaxStartups 100\nLogLevel ERROR\n"
    )
    with running([sshd, "-D", "-e", "-f", config], port, folder / "sshd.log"):
        yield Ssh(folder, port, folder / "user", known)


def make_key(path: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)


# -- FTP -------------------------------------------------------------------------------------------


@dataclass
class Ftp:
    """An FTP server in this process. `spoils`: what it does to a file that has arrived."""

    port: int
    spoils: Callable[[Path], None] = field(default=lambda _: None)
    ca: Path = Path()


@contextlib.contextmanager
def ftp(folder: Path, *, tls: bool = True, name: str = "127.0.0.1") -> Iterator[Ftp]:
    """`name`: whom the certificate is for."""
    served = Ftp(0)
    (folder / "files").mkdir(exist_ok=True)
    authority = trustme.CA()
    served.ca = folder / "ca.pem"
    authority.cert_pem.write_to_path(served.ca)
    certificate = folder / "server.pem"
    authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(certificate)

    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(folder / "files"), perm="elradfmwMT")

    class Handler(TLS_FTPHandler if tls else FTPHandler):  # type: ignore[misc]
        def on_file_received(self, file: str) -> None:
            served.spoils(Path(file))

    Handler.authorizer = authorizer
    Handler.use_gmt_times = True
    if tls:
        Handler.certfile = str(certificate)
        Handler.tls_control_required = Handler.tls_data_required = True
    server = ThreadedFTPServer(("127.0.0.1", 0), Handler)
    served.port = server.address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.close_all()
        thread.join()


# -- S3 --------------------------------------------------------------------------------------------


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[int]:
    """SeaweedFS with one bucket, `site`; the port of its S3."""
    weed = shutil.which("weed", path=str(Path(os.sys.executable).parent)) or required("weed")  # type: ignore[attr-defined]
    raise NotImplementedError(weed)


# -- between us and a host -------------------------------------------------------------------------


class Cable:
    """A way to a port that can be cut: after so many bytes towards it, or from the start."""

    def __init__(self, to: int, cut_after: int | None = None) -> None:
        self._to, self._left = to, cut_after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

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
                other.sendall(data)
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
