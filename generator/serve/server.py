"""The preview server: `serve` builds, listens on loopback, and builds again on every save."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

import uvicorn

from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity
from generator.engine.workers import Workers
from generator.serve.app import application
from generator.serve.events import Board
from generator.serve.proofs import Proofs
from generator.serve.protocol import ImpatientProtocol
from generator.serve.rebuild import SITE, Project, Rebuilder
from generator.serve.site import Site
from generator.terminal import Bar, Voice

PORT_TAKEN = Fault(
    code="E-PORT",
    ar="المنفذ {port} مشغول: برنامج آخر يستمع عليه.",
    en="Port {port} is taken: another program listens on it.",
    hint_ar="لعل معاينة أخرى تعمل؛ أوقفها، أو اختر منفذاً آخر بالخيار --port، والقيمة 0 تختار "
    "منفذاً خالياً.",
    hint_en="Another preview may be running: stop it, or choose another port with --port "
    "(--port 0 picks a free one).",
    exit_code=Exit.ENVIRONMENT,
)
CANNOT_LISTEN = Fault(
    code="E-HOST",
    ar="لا يمكن الاستماع على هذا العنوان: {reason}.",
    en="This address cannot be listened on: {reason}.",
    hint_ar="اترك --host ليكون 127.0.0.1، أو سمّ عنواناً من عناوين هذا الجهاز.",
    hint_en="Leave --host at 127.0.0.1, or name an address of this machine.",
    exit_code=Exit.ENVIRONMENT,
)
OPEN_TO_OTHERS = Fault(
    code="W-HOST",
    severity=Severity.WARNING,
    ar="كل من يصل إلى هذا العنوان يرى المعاينة، وفيها المسودات والمجدول.",
    en="Whoever reaches this address sees the preview, drafts and scheduled articles among it.",
    hint_ar="للمعاينة على جهازك وحده اترك الخيار --host.",
    hint_en="To preview on your machine alone, leave --host out.",
)

_TURN = 0.001
"""Seconds after which a build under way lets the threads go on that glance and answer; Python's own
5 ms, at each of several turns, would double what a save takes meanwhile."""
_LOOPBACK = ("127.0.0.1", "::1")
_GRACE = 1
"""Seconds that answers under way get when the server ends."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Sockets that listen, all on one port, and what the server is called by."""

    host: str
    sockets: tuple[socket.socket, ...]

    @property
    def port(self) -> int:
        return int(self.sockets[0].getsockname()[1])

    @property
    def address(self) -> str:
        """The beginning of every address, without a slash at its end."""
        host = "localhost" if self.is_wildcard else self.host
        return f"http://{_bracketed(host)}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return all(_address(each).is_loopback for each in self.sockets)

    @property
    def is_wildcard(self) -> bool:
        return any(_address(each).is_unspecified for each in self.sockets)

    @property
    def names(self) -> frozenset[str]:
        """What a Host header may say, beside the names of loopback."""
        names = {_bracketed(self.host).lower()}
        if self.is_wildcard:
            machine = socket.gethostname().lower()
            names |= {machine, f"{machine}.local"}
        return frozenset(names)

    def close(self) -> None:
        for each in self.sockets:
            each.close()


def serve(
    project: Path,
    voice: Voice,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    now: datetime | None = None,
    workers: int | None = None,
    posting: str = "",
) -> None:
    """Preview a project until interrupted. Raises Failed when the address cannot be had.

    `posting`: the server that its pages post comments to; by default none.
    """
    sys.setswitchinterval(_TURN)
    logging.getLogger("watchdog").addHandler(logging.NullHandler())
    with contextlib.ExitStack() as closing, _ending_is_interruption():
        listener = listen(host, port)
        closing.callback(listener.close)
        crew = closing.enter_context(Workers(workers))
        board, site = Board(), Site(project / SITE)
        previewed = Project(project, now, posting)
        rebuilder = Rebuilder(previewed, site=site, board=board, workers=crew, voice=voice)
        closing.callback(rebuilder.stop)
        voice.report(rebuilder.watch.start())
        if not rebuilder.resume():
            with Bar(voice) as bar:
                rebuilder.build(bar)
        _announce(voice, listener, site)
        rebuilder.start()
        app = application(
            site,
            board,
            listener.names,
            any_address=listener.is_wildcard,
            check=Proofs(previewed).of,
        )
        _Server(_settings(app), board).run(sockets=list(listener.sockets))


def listen(host: str, port: int) -> Listener:
    """Listen on an address; on both loopback addresses for either name of loopback.

    The first address must be had; the others, such as loopback of version 6, where they exist.
    """
    sockets: list[socket.socket] = []
    for address in _addresses(host, port):
        wanted = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(_bound(address, wanted))
        except OSError as error:
            if not sockets:
                raise Failed([_refusal(host, port, error)]) from error
    return Listener(host, tuple(sockets))


def _addresses(host: str, port: int) -> tuple[str, ...]:
    if host in ("127.0.0.1", "localhost"):
        return _LOOPBACK
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Failed([CANNOT_LISTEN.at(host, reason=reason)]) from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named. With it, every answer
    # but the first of a connection waits 40 ms until the browser acknowledges its headers.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it lets two programs share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen()
    except OSError:
        bound.close()
        raise
    return bound


def _refusal(host: str, port: int, error: OSError) -> Diagnostic:
    place = f"{_bracketed(host)}:{port}"
    if error.errno == errno.EADDRINUSE:
        return PORT_TAKEN.at(place, port=port)
    return CANNOT_LISTEN.at(place, reason=error.strerror or type(error).__name__)


def _announce(voice: Voice, listener: Listener, site: Site) -> None:
    address = listener.address + site.base
    if not listener.is_loopback:
        voice.report([OPEN_TO_OTHERS.at(listener.address)])
    voice.say(f"معاينة على {address} (Ctrl+C للإنهاء)", f"preview at {address} (Ctrl+C to end)")
    voice.json(ok=True, address=address)
    sys.stdout.flush()


def _settings(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        loop="asyncio",
        http=ImpatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


class _Server(uvicorn.Server):
    """uvicorn, but streams of news end first: they would keep it from ending."""

    def __init__(self, config: uvicorn.Config, board: Board) -> None:
        super().__init__(config)
        self._board = board

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._board.close()
        await super().shutdown(sockets)


@contextlib.contextmanager
def _ending_is_interruption() -> Iterator[None]:
    """A polite end (SIGTERM), or a closed terminal, is an interruption: everything is put away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers: dict[int, Callable[[int, FrameType | None], object]]
    handlers = {signal.SIGTERM: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = lambda *_: signal.raise_signal(signal.SIGTERM)
    before = {kind: signal.signal(kind, handler) for kind, handler in handlers.items()}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _address(bound: socket.socket) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(bound.getsockname()[0])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
