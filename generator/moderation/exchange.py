"""Comments out and in: the file of `tahlil comments export`, and the way into Isso's database.

What comes in is repaired first: replies to what is not there, and circles, stand at the top; deeper
answers stand beside those that they answer, since Isso has one level. What is there already, to the
second, the name and the letter, is not taken in twice.
"""

from __future__ import annotations

import contextlib
import html
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path

import msgspec

from generator import files
from generator.comments.source import (
    APPROVED,
    DELETED,
    WAITING,
    Kept,
    KeptComment,
    KeptThread,
    opened,
    telling,
)
from generator.comments.thread import clean_name, clean_text, roots, uri_of
from generator.moderation.desk import NO_VOTERS, Desk, Entry, as_kept
from generator.moderation.folder import make_folder

_MODES = {"approved": APPROVED, "waiting": WAITING, "deleted": DELETED}
_VERSION = 5
"""Of the tables of Isso 0.14 (`user_version`); an Isso takes the tables as they are."""
_SCHEMA = """
create table if not exists threads (
    id integer primary key, uri varchar(256) unique, title varchar(256));
create table if not exists comments (
    tid references threads(id), id integer primary key, parent integer, created float not null,
    modified float, mode integer, remote_addr varchar, text varchar not null, author varchar,
    email varchar, website varchar, likes integer default 0, dislikes integer default 0,
    voters blob not null, notification integer default 0);
"""


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What became of comments that came in. taken: of these, so many are public, or wait. repaired:
    replies that stand at the top now."""

    threads: int
    taken: int
    public: int
    waiting: int
    known: int
    empty: int
    repaired: int


def export(path: Path, target: Path, *, everything: bool = False) -> int:
    """Write the approved comments of a database to a file; with `everything` also those that wait
    or were deleted. Never e-mail addresses or machines. How many. Raises Failed."""
    entries = Desk(path).entries(everything=True)
    kept = _kept(entry for entry in entries if everything or entry.state != "waiting")
    with files.writing(str(target)):
        files.write_atomically(target, encode(kept))
    return sum(len(thread.comments) for thread in kept.threads)


def encode(kept: Kept) -> bytes:
    """The bytes of a file of comments, for people to read too."""
    return msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"


def _kept(entries: Iterable[Entry]) -> Kept:
    threads: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.article:
            threads.setdefault(entry.article, []).append(entry)
    return Kept(
        tuple(
            KeptThread(id, found[0].title, tuple(map(_comment, found)))
            for id, found in sorted(threads.items())
        )
    )


def _comment(entry: Entry) -> KeptComment:
    if entry.state == "deleted":
        return KeptComment(entry.id, entry.created, parent=entry.parent, state="deleted")
    return KeptComment(entry.id, entry.created, entry.author, entry.text, entry.parent, entry.state)


def take_in(path: Path, threads: Sequence[KeptThread]) -> TakenIn:
    """Put comments into a database, which is made if there is none; all of them or, when anything
    fails, none. Raises Failed."""
    with files.writing(str(path)):
        make_folder(path.parent)
    with telling(path), contextlib.closing(opened(path, "rwc")) as database:
        is_new = not database.execute("select 1 from sqlite_master where name='threads'").fetchone()
        database.executescript(_SCHEMA)
        if is_new:
            database.execute(f"pragma user_version = {_VERSION}")
        with database:
            database.execute("begin immediate")
            results = [_Intake(database, thread).run() for thread in threads]
    return TakenIn(
        threads=sum(result.taken > 0 for result in results),
        taken=sum(result.taken for result in results),
        public=sum(result.states[APPROVED] for result in results),
        waiting=sum(result.states[WAITING] for result in results),
        known=sum(result.known for result in results),
        empty=sum(result.empty for result in results),
        repaired=sum(result.repaired for result in results),
    )


class _Intake:
    """One thread on its way in."""

    def __init__(self, database: sqlite3.Connection, thread: KeptThread) -> None:
        self.database = database
        self.thread = thread
        self.taken = self.known = self.empty = self.repaired = 0
        self.states: Counter[int] = Counter()
        self.numbers: dict[int, int] = {}
        """The number in the database of each comment of the file."""

    def run(self) -> _Intake:
        cleaned = {one.id: _cleaned(one) for one in self.thread.comments}
        over = roots({one.id: one.parent for one in cleaned.values()})
        answered = {above for above in over.values() if above is not None}
        worth = [o for o in cleaned.values() if len(o.text) > 0 or o.id in answered]
        self.empty = len(self.thread.comments) - len(worth)
        if worth:
            number = self._thread_number()
            there = self._there(number)
            for one in sorted(worth, key=lambda o: (over[o.id] is not None, o.created, o.id)):
                self._take(one, over[one.id], number, there)
        return self

    def _thread_number(self) -> int:
        uri = uri_of(self.thread.id)
        self.database.execute(
            "insert or ignore into threads (uri, title) values (?, ?)",
            (uri, clean_name(self.thread.title)),
        )
        (number,) = self.database.execute("select id from threads where uri = ?", (uri,)).fetchone()
        return int(number)

    def _there(self, number: int) -> dict[tuple[int, str, str], int]:
        rows = self.database.execute(
            "select id, created, author, text from comments where tid = ?", (number,)
        )
        return {
            (int(created), clean_name(html.unescape(author or "")), clean_text(text)): id
            for id, created, author, text in rows
        }

    def _take(
        self,
        one: KeptComment,
        above: int | None,
        number: int,
        there: dict[tuple[int, str, str], int],
    ) -> None:
        self.repaired += one.parent is not None and above is None
        mark = (int(one.created.timestamp()), one.author, one.text)
        if mark in there:
            self.known += 1
            self.numbers[one.id] = there[mark]
            return
        mode = _MODES.get(one.state, WAITING)
        made = self.database.execute(
            "insert into comments (tid, id, parent, created, mode, remote_addr, text, author,"
            " voters) values (?, ?, ?, ?, ?, '127.0.0.0', ?, ?, ?)",
            (
                number,
                self._free(one.id),
                self.numbers[above] if above is not None else None,
                one.created.timestamp(),
                mode,
                one.text,
                as_kept(one.author) or None,
                NO_VOTERS,
            ),
        )
        self.numbers[one.id] = there[mark] = int(made.lastrowid or 0)
        self.taken += 1
        self.states[mode] += 1

    def _free(self, id: int) -> int | None:
        """Its own number where nobody has that, so that a link to it stays right."""
        taken = self.database.execute("select 1 from comments where id = ?", (id,)).fetchone()
        return None if taken or id < 1 else id


def _cleaned(one: KeptComment) -> KeptComment:
    created = one.created.astimezone(UTC).replace(microsecond=0)
    if one.state == "deleted":
        return KeptComment(one.id, created, parent=one.parent, state="deleted")
    return KeptComment(
        one.id, created, clean_name(one.author), clean_text(one.text), one.parent, one.state
    )
