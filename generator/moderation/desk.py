"""The editor's desk: what waits, what was approved, and what is done with it.

Everything here does to Isso's database what Isso itself would, so that both may work at once.
"""

from __future__ import annotations

import contextlib
import html
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from generator.comments.source import APPROVED, DELETED, WAITING, opened, telling
from generator.comments.thread import article_of, clean_name, clean_text
from generator.diagnostics import Exit, Failed, Fault

UNKNOWN = Fault(
    code="E-COMMENTS-ID",
    ar="لا تعليق بهذا الرقم: {ids}",
    en="No comment has this number: {ids}",
    hint_ar="انظر الأرقام: tahlil comments list",
    hint_en="See the numbers: tahlil comments list",
    exit_code=Exit.USAGE,
)
NOT_WAITING = Fault(
    code="E-COMMENTS-ID",
    ar="حُذف هذا التعليق من قبل: {ids}",
    en="This comment was deleted before: {ids}",
    hint_ar="انظر ما بقي: tahlil comments list --all",
    hint_en="See what is left: tahlil comments list --all",
    exit_code=Exit.USAGE,
)
NO_TEXT = Fault(
    code="E-COMMENTS-TEXT",
    ar="الرد أقصر من ثلاثة أحرف.",
    en="The reply is shorter than three letters.",
    hint_ar="اكتب الرد بين علامتي اقتباس بعد رقم التعليق.",
    hint_en="Write the reply in quotes, behind the number of the comment.",
    exit_code=Exit.USAGE,
)

STATES = {APPROVED: "approved", WAITING: "waiting", DELETED: "deleted"}
NO_VOTERS = bytes(256)
"""An empty set of voters as Isso keeps it: a Bloom filter of 2,048 bits."""
_SELECT = """
select c.id, t.uri, t.title, c.created, c.author, c.text, c.mode, c.parent
from comments c join threads t on t.id = c.tid
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as the editor sees it. state: "approved", "waiting" or "deleted"."""

    id: int
    article: str
    """The id of the article; "" where the thread is of something else."""
    title: str
    created: datetime
    author: str
    text: str
    state: str
    parent: int | None


class Desk:
    """A database of comments, opened for an editor."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self, *, everything: bool = False) -> tuple[Entry, ...]:
        """What waits, oldest first; or all there is. Raises Failed."""
        modes = tuple(STATES) if everything else (WAITING,)
        marks = ",".join("?" * len(modes))
        query = f"{_SELECT} where c.mode in ({marks}) order by c.created, c.id"
        with telling(self.path), contextlib.closing(opened(self.path)) as database:
            rows = database.execute(query, modes).fetchall()
        return tuple(_entry(*row) for row in rows)

    def approve(self, ids: tuple[int, ...]) -> tuple[Entry, ...]:
        """Publish comments; all of them, or none. Those that are public stay so. Raises Failed."""
        with self._writing() as database:
            found = _found(database, ids)
            gone = [entry.id for entry in found if entry.state == "deleted"]
            if gone:
                raise Failed([NOT_WAITING.at(self.path.name, ids=_listed(gone))])
            _for_each(database, "update comments set mode = 1 where id = ? and mode = 2", ids)
        return found

    def delete(self, ids: tuple[int, ...]) -> tuple[Entry, ...]:
        """Delete comments, or, where they have replies, all that they said and who said it.
        Raises Failed, then deleted none."""
        with self._writing() as database:
            found = _found(database, ids)
            for id in ids:
                _delete(database, id)
            _sweep(database)
        return found

    def reply(self, id: int, text: str, author: str, now: datetime) -> int:
        """Answer a comment, which is published with it; the number of the answer. Raises Failed."""
        text = clean_text(text)
        if len(text) < 3:
            raise Failed([NO_TEXT.at(self.path.name)])
        with self._writing() as database:
            (entry,) = _found(database, (id,))
            if entry.state == "deleted":
                raise Failed([NOT_WAITING.at(self.path.name, ids=id)])
            _for_each(database, "update comments set mode = 1 where id = ? and mode = 2", (id,))
            thread, above = database.execute(
                "select tid, parent from comments where id = ?", (id,)
            ).fetchone()
            made = database.execute(
                "insert into comments (tid, parent, created, mode, remote_addr, text, author,"
                " voters) values (?, ?, ?, 1, '127.0.0.0', ?, ?, ?)",
                (thread, above or id, now.timestamp(), text, as_kept(author), NO_VOTERS),
            )
            return int(made.lastrowid or 0)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing."""
        with telling(self.path), contextlib.closing(opened(self.path, "rw")) as database:
            database.execute("begin immediate")
            with database:
                yield database


def as_kept(author: str) -> str:
    """A name as Isso keeps it: as HTML."""
    return html.escape(clean_name(author), quote=False)


def _entry(
    id: int, uri: str, title: Any, created: Any, author: Any, text: Any, mode: int, parent: Any
) -> Entry:
    return Entry(
        id=id,
        article=article_of(str(uri)),
        title=clean_name(str(title or "")),
        created=datetime.fromtimestamp(float(created), UTC).replace(microsecond=0),
        author=clean_name(html.unescape(str(author or ""))),
        text=clean_text(str(text or "")),
        state=STATES.get(mode, "waiting"),
        parent=parent,
    )


def _found(database: sqlite3.Connection, ids: tuple[int, ...]) -> tuple[Entry, ...]:
    """These comments, in this order. Raises Failed when one is not there."""
    marks = ",".join("?" * len(ids))
    rows = database.execute(f"{_SELECT} where c.id in ({marks})", ids).fetchall()
    found = {row[0]: _entry(*row) for row in rows}
    missing = [id for id in ids if id not in found]
    if missing:
        raise Failed([UNKNOWN.at("comments", ids=_listed(missing))])
    return tuple(found[id] for id in dict.fromkeys(ids))


def _for_each(database: sqlite3.Connection, statement: str, ids: tuple[int, ...]) -> None:
    database.executemany(statement, [(id,) for id in ids])


def _delete(database: sqlite3.Connection, id: int) -> None:
    if database.execute("select 1 from comments where parent = ?", (id,)).fetchone():
        database.execute(
            "update comments set mode = 4, text = '', author = null, email = null,"
            " website = null where id = ?",
            (id,),
        )
    else:
        database.execute("delete from comments where id = ?", (id,))


def _sweep(database: sqlite3.Connection) -> None:
    """Deleted comments that have lost their last reply go, and threads without comments."""
    while database.execute(
        "delete from comments where mode = 4 and id not in"
        " (select parent from comments where parent is not null)"
    ).rowcount:
        continue
    database.execute("delete from threads where id not in (select tid from comments)")


def _listed(ids: list[int]) -> str:
    return "، ".join(map(str, ids))
