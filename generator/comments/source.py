"""Where approved comments are read from: the database of an Isso, an Isso over its API, a file.

The database is opened read-only, and only what may be published is selected: e-mail addresses and
addresses of machines never leave it (faults row 100).
"""

from __future__ import annotations

import contextlib
import html
import json
import sqlite3
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import msgspec

from generator import files
from generator.comments.thread import (
    Comment,
    Thread,
    Threads,
    article_of,
    clean_name,
    clean_text,
    uri_of,
)
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Span

APPROVED, WAITING, DELETED = 1, 2, 4
"""Modes of a comment in Isso's database; a deleted one is kept while it has replies."""

LOCKED = Fault(
    code="E-COMMENTS-DB",
    ar="قاعدة التعليقات مشغولة: برنامج آخر يكتب فيها.",
    en="The database of comments is busy: another program writes to it.",
    hint_ar="أعد الأمر بعد لحظة.",
    hint_en="Run the command again in a moment.",
    exit_code=Exit.ENVIRONMENT,
)
FULL = Fault(
    code="E-COMMENTS-DB",
    ar="لا مكان على القرص للكتابة في قاعدة التعليقات.",
    en="There is no room on the disk to write to the database of comments.",
    hint_ar="أفسح مكاناً ثم أعد الأمر؛ لم يضع شيء مما كان فيها.",
    hint_en="Free some room and run the command again; nothing that was in it is lost.",
    exit_code=Exit.ENVIRONMENT,
)
SHUT = Fault(
    code="E-COMMENTS-DB",
    ar="لا تُفتح قاعدة التعليقات: {reason}.",
    en="The database of comments cannot be opened: {reason}.",
    hint_ar="تأكد من صلاحيات مجلدها، وشغّل خادم التعليقات مرة إن كان قد انقطع وهو يكتب.",
    hint_en="Mend the rights of its folder; if its server died while it wrote, start that once.",
    exit_code=Exit.ENVIRONMENT,
)
CORRUPT = Fault(
    code="E-COMMENTS-DB",
    ar="لا تُقرأ قاعدة التعليقات: {reason}.",
    en="The database of comments cannot be read: {reason}.",
    hint_ar="أعد نسخة احتياطية: tahlil comments restore FILE",
    hint_en="Put a backup back: tahlil comments restore FILE",
    exit_code=Exit.ENVIRONMENT,
)
ABSENT = Fault(
    code="E-COMMENTS-NONE",
    ar="لا قاعدة تعليقات هنا.",
    en="There is no database of comments here.",
    hint_ar="ينشئها الخادم: tahlil comments serve، أو الاستيراد: tahlil comments import FILE",
    hint_en="The server makes it: tahlil comments serve; and so does tahlil comments import FILE",
    exit_code=Exit.USAGE,
)
UNREACHABLE = Fault(
    code="E-COMMENTS-HOST",
    ar="خادم التعليقات لا يجيب: {reason}.",
    en="The server of comments does not answer: {reason}.",
    hint_ar="تأكد من العنوان ومن أن الخادم يعمل، أو ابنِ بلا الخيار --comments.",
    hint_en="Make sure of the address and that the server runs, or build without --comments.",
    exit_code=Exit.ENVIRONMENT,
)
BAD_FILE = Fault(
    code="E-COMMENTS-FILE",
    ar="ليس هذا ملف تعليقات صحيحاً: {reason}.",
    en="This is no file of comments: {reason}.",
    hint_ar="أعد تصديره بالأمر tahlil comments export، أو احذفه.",
    hint_en="Export it anew with tahlil comments export, or delete it.",
)

PATIENCE = 5.0
"""Seconds to wait for a lock: Isso holds it for milliseconds."""
_TIMEOUT = 15.0
_AT_ONCE = 8
_ASKED = 500
"""Threads that are asked for in one question."""

_SELECT = """
select t.uri, c.id, c.parent, c.created, c.author, c.text, c.mode
from comments c join threads t on t.id = c.tid
where c.mode in (1, 4) order by c.created, c.id
"""


# -- a file of the publication ---------------------------------------------------------------------


Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""Of a comment: as large as SQLite holds it."""


class KeptComment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comment in a file. state: "approved", "waiting" or "deleted"."""

    id: Number
    created: datetime
    author: str = ""
    text: str = ""
    parent: Number | None = None
    state: str = "approved"


class KeptThread(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thread in a file, by the id of its article."""

    id: str
    title: str = ""
    comments: tuple[KeptComment, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """What `tahlil comments export` writes. Times are instants with their offset."""

    threads: tuple[KeptThread, ...]
    format: str = "tahlil comments 1"


def decode(path: str, data: bytes) -> Kept:
    """The file of comments. Raises Failed."""
    try:
        kept = msgspec.convert(json.loads(data), Kept)
    except json.JSONDecodeError as error:
        raise Failed(
            [BAD_FILE.at(path, Span(error.lineno, error.colno), reason=error.msg)]
        ) from error
    except (ValueError, msgspec.ValidationError, RecursionError) as error:
        raise Failed([BAD_FILE.at(path, reason=str(error).rstrip("."))]) from error
    for thread in kept.threads:
        numbers = [one.id for one in thread.comments]
        if len(set(numbers)) < len(numbers):
            raise Failed([BAD_FILE.at(path, reason=f"{thread.id}: two comments of one number")])
    naive = [one for thread in kept.threads for one in thread.comments if not one.created.tzinfo]
    if naive:
        reason = f"created of {naive[0].id}: no time zone"
        raise Failed([BAD_FILE.at(path, reason=reason)])
    return kept


def from_file(path: str, data: bytes) -> Threads:
    """The approved comments of a file. Raises Failed."""
    return {
        thread.id: Thread.of(
            _comment(one.id, one.created, one.author, one.text, one.parent, one.state == "deleted")
            for one in thread.comments
            if one.state in {"approved", "deleted"}
        )
        for thread in decode(path, data).threads
    }


def _comment(
    id: int, created: datetime, author: str, text: str, parent: int | None, deleted: bool
) -> Comment:
    created = created.astimezone(UTC).replace(microsecond=0)
    if deleted:
        return Comment(id, created, parent=parent, deleted=True)
    return Comment(id, created, clean_name(author), clean_text(text), parent)


# -- the database ----------------------------------------------------------------------------------


_SHUT = (
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_AUTH, sqlite3.SQLITE_IOERR),
)
"""Rights or a disk that lack, or the journal of a server that died (SQLite, Result Codes)."""


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turns what SQLite says into a diagnostic."""
    try:
        yield
    except sqlite3.Error as error:
        raise Failed([_fault(path, error)]) from error


def _fault(path: Path, error: sqlite3.Error) -> Diagnostic:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LOCKED.at(path.name)
    if code == sqlite3.SQLITE_FULL:
        return FULL.at(path.name)
    fault = SHUT if code in _SHUT else CORRUPT
    return fault.at(path.name, reason=str(error).rstrip("."))


def opened(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """A connection: `ro` to read, `rw` to write to what is there, `rwc` to make it. Raises Failed
    where there is nothing to read or write to."""
    if mode != "rwc" and not files.exists(path):
        raise Failed([ABSENT.at(path.name)])
    name = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(name, uri=True, timeout=PATIENCE)


def from_database(path: Path) -> Threads:
    """The approved comments of an Isso's database. Raises Failed."""
    with telling(path), contextlib.closing(opened(path)) as database:
        rows = database.execute(_SELECT).fetchall()
    return _threads((uri, _of_row(*row)) for uri, *row in rows)


def _of_row(id: int, parent: Any, created: Any, author: Any, text: Any, mode: int) -> Comment:
    """SQLite keeps in a column whatever was put there; Isso keeps names as HTML."""
    moment = datetime.fromtimestamp(float(created), UTC)
    name = html.unescape(str(author or ""))
    above = int(parent) if isinstance(parent, (int, float)) else None
    return _comment(int(id), moment, name, str(text or ""), above, mode == DELETED)


def _threads(comments: Iterable[tuple[str, Comment]]) -> Threads:
    gathered: dict[str, list[Comment]] = defaultdict(list)
    for uri, comment in comments:
        if article := article_of(str(uri)):
            gathered[article].append(comment)
    return {article: Thread.of(found) for article, found in gathered.items()}


# -- an Isso elsewhere -----------------------------------------------------------------------------


def from_server(address: str, articles: Sequence[str]) -> Threads:
    """The approved comments of these articles, from an Isso over its API. Raises Failed.

    One question tells which threads have any; each of these is a second one.
    """
    address = address.rstrip("/")
    uris = [uri_of(article) for article in articles]
    try:
        busy = [
            uri for at in range(0, len(uris), _ASKED) for uri in _busy(address, uris[at:][:_ASKED])
        ]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(lambda uri: _thread(address, uri), busy))
        return _threads(
            (uri, one) for uri, found in zip(busy, answers, strict=True) for one in found
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(getattr(error, "reason", "") or error).rstrip(".")
        raise Failed([UNREACHABLE.at(address, reason=reason)]) from error


def _busy(address: str, uris: Sequence[str]) -> list[str]:
    """The threads that have comments."""
    counts = _asked(f"{address}/count", json.dumps(uris).encode())
    return [uri for uri, count in zip(uris, counts, strict=True) if count]


def _thread(address: str, uri: str) -> list[Comment]:
    answer = _asked(f"{address}/?plain=1&uri={quote(uri, safe='')}")
    return [
        _of_row(one["id"], one["parent"], one["created"], one["author"], one["text"], one["mode"])
        for top in answer["replies"]
        for one in (top, *top["replies"])
    ]


def _asked(url: str, data: bytes | None = None) -> Any:
    headers = {"Content-Type": "application/json"} if data else {}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - cli takes http(s) only
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
        return json.loads(answer.read())
