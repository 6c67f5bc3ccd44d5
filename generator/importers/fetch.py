"""The one fetcher: media from the hosts of an export, and from nowhere else.

An export is a file from who knows where, and an address in it may point at this machine or at its
neighbours. So an address is resolved, judged by what it resolves to, and connected to *that*; the
name is not asked a second time, and every redirect begins anew. Limits: bytes, seconds, redirects.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from urllib.parse import quote, urljoin, urlsplit

from generator.diagnostics import Bilingual

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_BYTES = 20_000_000
SECONDS = 10.0
REDIRECTS = 3
_FAILURES = 3
"""A host that did not answer so many times in a row is not asked again."""
_CHUNK = 1 << 16
_URL_SIGNS = "%/:?#[]@!$&'()*+,;=~"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """What was asked for did not come, and why."""

    def __init__(self, ar: str, en: str) -> None:
        super().__init__(en)
        self.reason = Bilingual(ar, en)


def is_public(address: Address) -> bool:
    """Whether an address is one of the open network: not loopback, private, link-local (where
    clouds keep their metadata), multicast or reserved, nor an IPv4 one in the guise of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


class Fetcher:
    """Fetches from some hosts. One may be used by several threads."""

    def __init__(
        self,
        hosts: frozenset[str],
        *,
        may_connect: Callable[[Address], bool] = is_public,
        seconds: float = SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        """hosts: names, with the port where it is not the usual one. may_connect: tests put their
        own server on loopback."""
        self._hosts = hosts
        self._may_connect = may_connect
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._failures = 0

    def get(self, address: str) -> bytes:
        """The bytes at an address. Raises Refused."""
        for _ in range(REDIRECTS + 1):
            answer = self._ask(address)
            if isinstance(answer, bytes):
                return answer
            address = urljoin(address, answer)
        raise Refused(
            f"أكثر من {REDIRECTS} تحويلات متتالية", f"more than {REDIRECTS} redirects in a row"
        )

    def _ask(self, address: str) -> bytes | str:
        """The bytes, or where the answer sends us."""
        scheme, host, port, target = self._judged(address)
        if self._failures >= _FAILURES:
            raise Refused("الموقع القديم لا يجيب", "the old site does not answer")
        try:
            connection = self._connection(scheme, host, port)
        except (OSError, UnicodeError) as error:
            self._failures += 1
            raise Refused("تعذر الاتصال بالموقع القديم", f"no connection: {error}") from error
        self._failures = 0
        with contextlib.closing(connection), _ending(connection, self._seconds) as late:
            try:
                connection.request("GET", target, headers=_HEADERS)
                with connection.getresponse() as response:
                    answer = self._answer(response)
            except (OSError, http.client.HTTPException) as error:
                raise self._cut_off() from error
        if late.is_set():
            raise self._cut_off()
        return answer

    def _cut_off(self) -> Refused:
        seconds = f"{self._seconds:g}"
        return Refused(
            f"انقطع الاتصال، أو طال أكثر من {seconds} ثوانٍ",
            f"the connection broke or took more than {seconds} s",
        )

    def _judged(self, address: str) -> tuple[str, str, int, str]:
        """Scheme, host, port and target of an address that may be asked for. Raises Refused."""
        try:
            parts = urlsplit(quote(address, safe=_URL_SIGNS))
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise Refused("عنوان غير مفهوم", "no address that can be read") from None
        if parts.scheme not in _PORTS:
            raise Refused("ليس عنوان http أو https", "not an http or https address")
        if "@" in parts.netloc:
            raise Refused("في العنوان اسم مستخدم", "the address holds a user name")
        usual = port is None or port == _PORTS[parts.scheme]
        if (host if usual else f"{host}:{port}") not in self._hosts:
            raise Refused(f"ليست على الموقع المصدَّر: {host}", f"not on the exported site: {host}")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return parts.scheme, host, port or _PORTS[parts.scheme], target

    def _connection(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        """A connection to the address that was judged, whatever the name says a moment later."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [str(place[4][0]) for place in found]
        if not places or not all(self._allows(place) for place in places):
            raise Refused(
                f"يقود الاسم إلى شبكة داخلية: {host}",
                f"the name leads into a private network: {host}",
            )
        link = socket.create_connection((places[0], port), timeout=self._seconds)
        if scheme == "https":
            link = ssl.create_default_context().wrap_socket(link, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=self._seconds)
        connection.sock = link
        return connection

    def _allows(self, place: str) -> bool:
        return self._may_connect(ipaddress.ip_address(place.partition("%")[0]))

    def _answer(self, response: http.client.HTTPResponse) -> bytes | str:
        if response.status in (301, 302, 303, 307, 308):
            return response.getheader("Location") or ""
        if response.status != 200:
            raise Refused(f"أجاب الموقع القديم: {response.status}", f"status {response.status}")
        data = bytearray()
        while chunk := response.read(_CHUNK):
            data += chunk
            if len(data) > self._max_bytes:
                size = self._max_bytes // 1_000_000
                raise Refused(f"أكبر من {size} ميغابايت", f"larger than {size} MB")
        if response.length:
            raise http.client.IncompleteRead(bytes(data), response.length)
        return bytes(data)


_HEADERS = {"User-Agent": "tahlil-import", "Accept-Encoding": "identity", "Connection": "close"}


@contextlib.contextmanager
def _ending(connection: http.client.HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """Cuts the line when the time is up, and tells: a server that drips a byte at a time never is
    late for any single one."""
    link, late = connection.sock, threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
