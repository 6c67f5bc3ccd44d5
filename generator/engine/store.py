"""The store: results of recipes by key, in one SQLite file that is always safe to delete.

Every entry carries a digest of its bytes; what does not match is made again. A file that SQLite
cannot read, when it is opened or later, is set aside as `store.sqlite.bad`. Without a writable
folder the store lives in memory and the build is merely slower.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Fault, Severity
from generator.keys import Digest, digest_bytes

DAMAGED = Fault(
    code="W-CACHE",
    severity=Severity.WARNING,
    ar="الذاكرة المؤقتة تالفة، فوُضعت جانباً وسيُعاد بناء ما فيها.",
    en="The cache is damaged; it was set aside and its contents are made again.",
    hint_ar="لا يلزم شيء؛ يمكن حذف الملف «{name}».",
    hint_en="Nothing to do; the file {name} may be deleted.",
)
UNWRITABLE = Fault(
    code="W-CACHE",
    severity=Severity.WARNING,
    ar="لا يمكن الكتابة في مجلد الذاكرة المؤقتة، فيجري البناء من دونها وأبطأ.",
    en="The cache folder cannot be written; building goes on without it, and slower.",
    hint_ar="صحّح صلاحيات المجلد «{name}».",
    hint_en="Mend the rights of the folder {name}",
)

_SCHEMA = """
create table if not exists entries (key text primary key, data blob not null, sum text not null);
create table if not exists memory (name text primary key, data blob not null, sum text not null);
"""
"""The keys have an index of their own: in one tree with the data (`without rowid`) every look-up
walks over pages of data, which takes five to ten times as long."""
_NAME = "store.sqlite"
_PAGES = "pages when last pruned"
_CHUNK = 500
"""Keys per query, below SQLite's smallest limit of variables."""


class Missing(Exception):
    """An entry that the store should have is not there, or not whole."""


class Blobs(msgspec.Struct, frozen=True):
    """Entries of a store, in any process: at hand, or in its file."""

    place: str | None
    at_hand: Mapping[Digest, bytes]

    def __getitem__(self, key: Digest) -> bytes:
        """The bytes of an entry. Raises Missing."""
        data = self.at_hand.get(key)
        if data is None and self.place is not None:
            data = _read_entry(self.place, key)
        if data is None:
            raise Missing(key)
        return data


def _read_entry(place: str, key: Digest) -> bytes | None:
    """The bytes of an entry; None when it is not there or not whole. What a connection does not
    find may be in the file that has taken the place of the one that it opened."""
    data = _found(place, key)
    if data is None:
        with contextlib.suppress(sqlite3.Error):
            _reader(place).close()
        _reader.cache_clear()
        data = _found(place, key)
    return data


def _found(place: str, key: Digest) -> bytes | None:
    try:
        rows = _reader(place).execute("select data, sum from entries where key = ?", (key,))
        row = rows.fetchone()
    except _ERRORS:
        return None
    whole = row is not None and isinstance(row[0], bytes) and digest_bytes(row[0]) == row[1]
    return row[0] if whole else None


@functools.lru_cache(maxsize=1)
def _reader(place: str) -> sqlite3.Connection:
    """A process reads many entries: its connection stays open."""
    return sqlite3.connect(f"file:{quote(place)}?mode=ro", uri=True, check_same_thread=False)


class Store:
    """Bytes by key (`entries`, pure results) and by name (`memory`, what the last run noted)."""

    def __init__(self, folder: Path | None = None) -> None:
        """In memory, until `open` finds a better place in `folder`."""
        self._connection = _connect(":memory:")
        self._folder = folder
        self._used: set[Digest] = set()
        self._added = False
        self._unwritten: dict[Digest, bytes] = {}
        """Entries that the disk refused: this run still wants them."""
        self.travels = False
        """Whether work is done where the file of the store is not."""
        self.findings: tuple[Diagnostic, ...] = ()

    @classmethod
    def in_memory(cls) -> Store:
        """A store that forgets: for clean builds and for folders that cannot be written."""
        return cls()

    @classmethod
    def open(cls, folder: Path, *, damaged: bool = False) -> Store:
        """The store of a project, whatever state its file is in; `damaged` when it is known that
        the file cannot be trusted."""
        store = cls(folder)
        try:
            files.make_folder(folder)
            if damaged or _is_odd(folder / _NAME):
                store._start_anew()
            else:
                store._connect_to(folder / _NAME)
        except OSError:
            store._tell_unwritable()
        except _ERRORS as error:
            if _is_damage(error):
                store._start_anew()
            else:
                store._tell_unwritable()
        return store

    def get_many(self, keys: Iterable[Digest]) -> dict[Digest, bytes]:
        """The entries that exist and are whole."""
        wanted = list(dict.fromkeys(keys))
        self._used.update(wanted)
        unwritten = {key: self._unwritten[key] for key in wanted if key in self._unwritten}
        return dict(self._select("entries", "key", wanted)) | unwritten

    def get(self, key: Digest) -> bytes | None:
        self._used.add(key)
        found = next((data for _, data in self._select("entries", "key", [key])), None)
        return self._unwritten.get(key) if found is None else found

    def blobs(self, keys: Sequence[Digest]) -> Blobs:
        """Entries for work that is done elsewhere. They are read there, unless there is no file
        at hand that holds them all: then they travel by value. Raises Missing."""
        self._used.update(keys)
        if self.travels or self._folder is None or self._unwritten or self.findings:
            return Blobs(None, {key: self.required(key) for key in keys})
        return Blobs(str(self._folder / _NAME), {})

    def required(self, key: Digest) -> bytes:
        """An entry that a remembered result speaks of. Raises Missing."""
        data = self.get(key)
        if data is None:
            raise Missing(key)
        return data

    def keep(self, keys: Iterable[Digest]) -> set[Digest]:
        """The keys that are there. They count as used, though nobody reads them in this run."""
        wanted = list(dict.fromkeys(keys))
        self._used.update(wanted)
        rows = self._rows("select key from entries where key", wanted)
        return {_text(key) for (key,) in rows}.union(self._unwritten)

    def use(self, keys: Iterable[Digest]) -> None:
        """These are still wanted, though nobody reads them in this run."""
        self._used.update(keys)

    def put_many(self, items: Mapping[Digest, bytes]) -> None:
        """Add entries. A disk that refuses costs speed, never the build."""
        self._used.update(items)
        self._added = self._added or bool(items)
        if not self._insert("entries", items):
            self._unwritten.update(items)
            self._tell_unwritable()

    def recall(self, name: str) -> bytes | None:
        """What an earlier run noted under a name; None when nothing, or damaged."""
        return next((data for _, data in self._select("memory", "name", [name])), None)

    def remember(self, notes: Mapping[str, bytes]) -> None:
        self._insert("memory", notes)

    def forget(self, names: Iterable[str]) -> None:
        with self._tolerant():
            self._connection.executemany(
                "delete from memory where name = ?", ((name,) for name in names)
            )
            self._connection.commit()

    def prune(self, room: int = 1) -> None:
        """Drop what this run neither used nor kept, once that is more than half of what it did.
        To look costs a walk over all entries: the store must have grown by an eighth since it was
        last looked at, or, with more room, be so many times as large."""
        pages = self._pages()
        if not self._added or pages * 8 < _number(self.recall(_PAGES)) * (8 * room + 1):
            return
        with self._tolerant():
            rows = self._connection.execute("select key, length(data) from entries").fetchall()
            sizes = {_text(key): size for key, size in rows}
            dead = sizes.keys() - self._used
            dead_bytes = sum(sizes[key] for key in dead)
            if dead_bytes * 3 > sum(sizes.values()):
                keys = ((key,) for key in dead)
                self._connection.executemany("delete from entries where key = ?", keys)
                self._connection.commit()
                self._connection.execute("vacuum")
            self.remember({_PAGES: b"%d" % self._pages()})

    def _pages(self) -> int:
        """How many pages of the file are in use."""
        pages = free = 0
        with self._tolerant():
            (pages,) = self._connection.execute("pragma page_count").fetchone()
            (free,) = self._connection.execute("pragma freelist_count").fetchone()
        return int(pages - free)

    def close(self) -> None:
        with self._tolerant():
            self._connection.commit()
        self._connection.close()

    def _select(self, table: str, column: str, keys: list[str]) -> Iterator[tuple[str, bytes]]:
        query = f"select {column}, data, sum from {table} where {column}"  # noqa: S608
        for key, data, total in self._rows(query, keys):
            if isinstance(data, bytes) and digest_bytes(data).encode() == total:
                yield _text(key), data

    def _rows(self, query: str, keys: list[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends with the column in which the keys stand. Texts are bytes
        as they lie on the disk."""
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows: list[tuple[Any, ...]] = []
            with self._tolerant():
                rows = self._connection.execute(f"{query} in ({marks})", chunk).fetchall()
            yield from rows

    def _insert(self, table: str, items: Mapping[str, bytes]) -> bool:
        """Whether the items are stored."""
        rows = ((key, data, digest_bytes(data)) for key, data in items.items())
        query = f"insert or replace into {table} values (?, ?, ?)"  # noqa: S608
        try:
            self._connection.executemany(query, rows)
            self._connection.commit()
        except _ERRORS as error:
            self._get_over(error)
            return False
        return True

    @contextlib.contextmanager
    def _tolerant(self) -> Iterator[None]:
        """The store is a convenience: what it cannot do is done without it."""
        try:
            yield
        except _ERRORS as error:
            self._get_over(error)

    def _get_over(self, error: Exception) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.rollback()
        if _is_damage(error):
            self._start_anew()

    def _start_anew(self) -> None:
        """Set the damaged file aside and go on with an empty one."""
        self._connect_to(":memory:")
        if self._folder is None:
            return
        try:
            files.set_aside(self._folder / _NAME)
            self._connect_to(self._folder / _NAME)
            self.findings = (DAMAGED.at(_NAME, name=f"{_NAME}.bad"),)
        except (*_ERRORS, OSError):
            self._tell_unwritable()

    def _connect_to(self, place: Path | str) -> None:
        connection = _connect(str(place))
        self._connection.close()
        self._connection = connection

    def _tell_unwritable(self) -> None:
        if not self.findings and self._folder is not None:
            self.findings = (UNWRITABLE.at(self._folder.name, name=self._folder.name),)


def _number(data: bytes | None) -> int:
    """A number that was noted; 0 when it was not, or cannot be read."""
    return int(data) if data and data.isdigit() else 0


_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a file that is no longer sound makes of a query: names in it may not even be UTF-8."""
_ENVIRONMENT = frozenset(
    {
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH),
    }
)
"""Results that say nothing of the file itself (sqlite.org/rescode.html)."""


def _is_damage(error: Exception) -> bool:
    """Whether an error means that the file is not what it was; one that ends too early is not."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code == sqlite3.SQLITE_IOERR_SHORT_READ or code & 0xFF not in _ENVIRONMENT


def _is_odd(path: Path) -> bool:
    """Whether something other than an ordinary file has the name of the store: a link, a folder."""
    return files.exists(path) and files.stamp_at(path) is None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    connection.text_factory = bytes  # a damaged text is no error, and few texts are looked at
    try:
        connection.execute("pragma synchronous = off")
        connection.executescript(_SCHEMA)
        connection.execute("select key, data, sum from entries where key = ''").fetchone()
        connection.execute("select name, data, sum from memory where name = ''").fetchone()
    except _ERRORS:
        connection.close()
        raise
    return connection
