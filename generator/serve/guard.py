"""The guard before the preview: who may ask, and what may be asked, before anything is routed.

A page of another site can make a browser send requests to loopback, and a name that an attacker
owns can be made to point there (DNS rebinding). So the Host must be one of ours, methods only read,
no answer carries a CORS header, and what another origin asks for gets no live news.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LONGEST = 255
_HOST = re.compile(
    r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)(?::\d{1,5})?"
)
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware. `names`: the names that this server goes by, in lower case, addresses of
    version 6 in brackets. `any_address`: any address is one of ours (it listens on all of them;
    an address, unlike a name, cannot be made to point elsewhere)."""

    def __init__(self, app: ASGIApp, names: Iterable[str], any_address: bool = False) -> None:
        self.app = app
        self.names = LOOPBACK_NAMES | frozenset(names)
        self.any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            answer = self.refusal(scope) or self.app
            await answer(scope, receive, _with_headers(send))

    def refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further; None when it may."""
        host = only_header(scope, b"host")
        name = host_name(host)
        if name is None:
            return _refused(400, "ترويسة Host ناقصة أو مشوّهة.", "Host is missing or malformed.")
        if not self._is_ours(name):
            return _refused(
                403,
                "هذا الاسم ليس من أسماء المعاينة؛ أضفه بالخيار --host.",
                "The preview does not go by this name; give it with --host.",
            )
        if scope["method"] not in ("GET", "HEAD"):
            refused = _refused(405, "المعاينة للقراءة فقط.", "The preview is read-only.")
            refused.headers["Allow"] = "GET, HEAD"
            return refused
        return None

    def _is_ours(self, name: str) -> bool:
        return name in self.names or (self.any_address and _is_address(name))


def host_name(host: str | None) -> str | None:
    """The name in a Host header, in lower case, without the port; None for a malformed header."""
    if host is None or len(host) > _LONGEST:
        return None
    match = _HOST.fullmatch(host.lower())
    return match["name"] if match else None


def is_foreign(scope: Scope) -> bool:
    """Whether a request was caused by another origin: by its Origin or its Sec-Fetch-Site.

    A page of our own sends no Origin with a GET, or one that is the very Host it asks.
    """
    headers = [value for key, value in scope["headers"] if key == b"origin"]
    own = f"http://{only_header(scope, b'host')}".lower().encode("latin-1")
    if any(value.lower() != own for value in headers) or len(headers) > 1:
        return True
    site = only_header(scope, b"sec-fetch-site")
    return site not in (None, "same-origin", "none")


def only_header(scope: Scope, name: bytes) -> str | None:
    """A header that may be there once; None when it is missing or there twice."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _refused(status: int, ar: str, en: str) -> Response:
    return PlainTextResponse(f"{ar}\n{en}\n", status, headers={"Connection": "close"})


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers[name] = value
        await send(message)

    return sending
