"""A SOCKS5 server (RFC 1928) on the loopback that leads to one machine, whichever was asked for.

An FTP server tells the client where to send data, and rclone goes there, be it another machine's
address: a slip of a server behind a router, or a trap. Of what is asked, only the port counts here.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator

_GRANTED, _REFUSED = b"\x05\x00\x00\x01" + bytes(6), b"\x05\x05\x00\x01" + bytes(6)
_SIZES = {1: 4, 4: 16}
"""Bytes of an address by its kind; a name (3) begins with its length."""
_PATIENCE = 15.0
"""Seconds to wait for the machine to answer."""


@contextlib.contextmanager
def leading_to(host: str) -> Iterator[str]:
    """A proxy's address, `127.0.0.1:port`, while the block runs."""
    with _Proxy(host) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()
            thread.join()


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str) -> None:
        super().__init__(("127.0.0.1", 0), _Way)
        self._host = host

    def connect(self, port: int) -> socket.socket:
        """A line to the machine. A name may stand for several: the first that answers is meant."""
        found = socket.create_connection((self._host, port), _PATIENCE)
        self._host = found.getpeername()[0]
        found.settimeout(None)
        return found


class _Way(socketserver.StreamRequestHandler):
    server: _Proxy

    def handle(self) -> None:
        with contextlib.suppress(OSError, IndexError):  # somebody who hangs up
            self.rfile.read(self.rfile.read(2)[1])  # how we may be asked to log in: not at all
            self.wfile.write(b"\x05\x00")
            port = self._port()
            try:
                far = self.server.connect(port)
            except OSError:
                self.wfile.write(_REFUSED)
                return
            with far:
                self.wfile.write(_GRANTED)
                self._carry(far)

    def _port(self) -> int:
        kind = self.rfile.read(4)[3]
        self.rfile.read(_SIZES.get(kind) or self.rfile.read(1)[0])
        return int.from_bytes(self.rfile.read(2), "big")

    def _carry(self, far: socket.socket) -> None:
        back = threading.Thread(target=_pour, args=(far, self.connection), daemon=True)
        back.start()
        _pour(self.connection, far)
        back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Carry bytes until one end has no more; the other is told so."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
