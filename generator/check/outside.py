"""Links that leave the site: `check --external` asks whether they still lead anywhere.

Politely: a few hosts at a time, one question at a time to each with a pause between two, HEAD
before GET, no more than a limit in one run. Answers are remembered for a week (faults for a day) in
the cache folder. Only what is surely gone is told (404, 410, a name that nobody has): a host that
is slow, or wants a person, says nothing about the page.
"""

from __future__ import annotations

import concurrent.futures
import http.client
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit

import msgspec

from generator import files
from generator.check.prose import Prose
from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.markup.source import Source
from generator.request import ARTICLES
from generator.schema import is_web_address

DEAD = Fault(
    code="W-OUTSIDE",
    severity=Severity.WARNING,
    ar="رابط خارجي لا يُفتح ({reason}): {address}",
    en="an outside link that is dead ({reason}): {address}",
    hint_ar="ابحث عن العنوان الجديد، أو عن نسخة محفوظة منه، أو احذف الرابط",
    hint_en="look for its new address or an archived copy, or remove the link",
)

LEFT = Fault(
    code="W-OUTSIDE",
    severity=Severity.WARNING,
    ar="روابط خارجية لم يُسأل عنها بعد: {count}",
    en="outside links that were not asked about yet: {count}",
    hint_ar="أعد الأمر؛ ما سُئل عنه لا يُسأل عنه ثانية",
    hint_en="run the command again; what was asked is not asked twice",
)

NAME = "outside.json"
"""What the cache folder keeps the answers in."""
MOST = 300
"""Addresses asked in one run; the rest is asked in the next."""
_AT_ONCE = 4
_PATIENCE = 10.0
_GOOD_DAYS, _BAD_DAYS = 7, 1
_DAY = 86_400
_GONE = (404, 410)
_ASK_AGAIN = (400, 403, 405, 406, 501)
"""What hosts answer that do not know HEAD."""

_LINKS = re.compile(
    r"\]\(\s*<?(?P<inline>https?://[^\s<>\"]{1,2000}?)>?(?:\s+\"[^\"\n]*\")?\s*\)(?!\))"
    r"|<(?P<auto>https?://[^<>\s]+)>"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?P<reference>https?://[^\s<>]+)"
    r"|\b(?:url|الرابط)[ \t]*:[ \t]*[\"']?(?P<field>https?://[^\s,}\"']+)",
    re.MULTILINE,
)


class Outside(msgspec.Struct, frozen=True, array_like=True):
    """A link that leaves the site, and where it stands."""

    address: str
    span: Span


class Answer(msgspec.Struct, frozen=True):
    """What came of asking: a status of HTTP, 0 for none; why there is none; when, in seconds."""

    status: int
    reason: str
    asked: float

    @property
    def is_gone(self) -> bool:
        return self.status in _GONE or self.reason == "name"


def outside_links(prose: Prose) -> tuple[Outside, ...]:
    """The links of a file that leave the site, in order of place."""
    if "://" not in prose.text:
        return ()
    masked = Source(prose.text, prose.text).masked
    return tuple(
        Outside(match[str(match.lastgroup)], prose.span(match.start(str(match.lastgroup))))
        for match in _LINKS.finditer(masked)
        if match.lastgroup and is_web_address(match[match.lastgroup])
    )


def dead_links(
    links: Iterable[tuple[str, Outside]], cache: Path, *, agent: str, pause: float = 1.0
) -> Iterator[Diagnostic]:
    """A warning for each link that surely leads nowhere. `links`: with the path of their file.
    `pause`: seconds between two questions to one host."""
    found = list(links)
    answers = _asked({_plain(link.address) for _, link in found}, cache, agent, pause)
    for path, link in found:
        answer = answers.get(_plain(link.address))
        if answer and answer.is_gone:
            reason = str(answer.status) if answer.status else "DNS"
            yield DEAD.at(path, link.span, reason=reason, address=link.address)
    left = {_plain(link.address) for _, link in found} - answers.keys()
    if left:
        yield LEFT.at(ARTICLES, count=len(left))


def _plain(address: str) -> str:
    return urldefrag(address).url


def _asked(addresses: set[str], cache: Path, agent: str, pause: float) -> Mapping[str, Answer]:
    known = _known(cache / NAME)
    now = time.time()
    fresh = {a: answer for a, answer in known.items() if _is_fresh(answer, now)}
    due = sorted(addresses - fresh.keys())[:MOST]
    by_host: dict[str, list[str]] = {}
    for address in due:
        by_host.setdefault(urlsplit(address).netloc, []).append(address)
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs = [pool.submit(_ask_host, each, agent, pause, stop) for each in by_host.values()]
        try:
            for job in concurrent.futures.as_completed(jobs):
                fresh |= job.result()
        except BaseException:
            stop.set()
            raise
    if due:
        _keep(cache / NAME, fresh)
    return fresh


def _is_fresh(answer: Answer, now: float) -> bool:
    days = _BAD_DAYS if answer.is_gone or not answer.status else _GOOD_DAYS
    return 0 <= now - answer.asked < days * _DAY


def _ask_host(
    addresses: list[str], agent: str, pause: float, stop: threading.Event
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for number, address in enumerate(addresses):
        if stop.is_set() or (number and stop.wait(pause)):
            break
        answers[address] = _ask(address, agent)
    return answers


def _ask(address: str, agent: str) -> Answer:
    answer = _answer(address, "HEAD", agent)
    return _answer(address, "GET", agent) if answer.status in (*_ASK_AGAIN, *_GONE) else answer


def _answer(address: str, method: str, agent: str) -> Answer:
    status, reason = 0, ""
    try:
        request = urllib.request.Request(  # noqa: S310 - http and https only, see is_web_address
            _encoded(address), method=method, headers={"User-Agent": agent, "Accept": "*/*"}
        )
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
            status = response.status
    except urllib.error.HTTPError as error:
        status = error.code
    except urllib.error.URLError as error:
        reason = "name" if isinstance(error.reason, socket.gaierror) else "silent"
    except (OSError, ValueError, http.client.HTTPException):
        reason = "silent"
    return Answer(status, reason, time.time())


def _encoded(address: str) -> str:
    """The address as it goes over the line (RFC 3986, RFC 5891), in whatever script it is."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode()
    place = f"{host}:{parts.port}" if parts.port else host
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~-._?") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path or "/", query, ""))


def _known(path: Path) -> dict[str, Answer]:
    try:
        return msgspec.json.decode(files.read(path), type=dict[str, Answer])
    except (OSError, msgspec.MsgspecError):
        return {}


def _keep(path: Path, answers: Mapping[str, Answer]) -> None:
    try:
        files.write_atomically(path, msgspec.json.encode(dict(answers)))
    except OSError:
        return  # the next run asks again
