"""The attic: what an import remembers of every item, on the disk, so that memory holds the item in
hand and not the whole old site.

It is an SQLite database without a name: a file in the system's folder for temporary ones, which
nobody else can open and which is gone with its connection (SQLite, "In-Memory Databases", under
temporary ones). What is worth keeping is in the project by then.
"""

from __future__ import annotations

import itertools
import pickle
import sqlite3
import tempfile
import weakref
from collections.abc import Collection, Iterator
from typing import Any, Generic, TypeVar

from generator.diagnostics import Failed
from generator.files import DISK

Value = TypeVar("Value")
Other = TypeVar("Other")

_AT_ONCE = 200
"""Rows that are in memory while all are gone through."""
_MEMORY = 4_000
"""KiB of the database that SQLite holds in memory."""


class Attic:
    """Room for any number of drawers and piles; it lasts as long as one of them does."""

    def __init__(self) -> None:
        # Whatever thread collects the garbage closes it.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._numbers = itertools.count(1)
        # Nothing of it outlives the process: there is nothing to roll back and nothing to sync.
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_MEMORY}"):
            self.run(f"PRAGMA {setting}")
        self.run("BEGIN")

    def table(self, columns: str) -> str:
        """The name of a new table with these columns, in the words of SQL."""
        name = f"t{next(self._numbers)}"
        self.run(f"CREATE TABLE {name} (place INTEGER PRIMARY KEY, {columns})")
        return name

    def run(self, statement: str, *values: bytes | int) -> list[Any]:
        """The rows that a statement gives. Raises Failed with E-DISK where there is no room."""
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise Failed([DISK.at(tempfile.gettempdir(), reason=str(error))]) from error

    def rows(self, table: str, columns: str) -> Iterator[Any]:
        """All rows of a table, the oldest first; it may be changed on the way."""
        last = 0
        while some := self.run(
            f"SELECT place, {columns} FROM {table} WHERE place > ? ORDER BY place LIMIT ?",  # noqa: S608
            *(last, _AT_ONCE),
        ):
            yield from some
            last = some[-1][0]


class Drawer(Generic[Value]):
    """A dictionary from texts to values, none of them None. What it gives is a copy: whoever
    changes one puts it back."""

    def __init__(self, attic: Attic) -> None:
        self._attic = attic
        self._table = attic.table("key BLOB UNIQUE, value BLOB")
        self._select = f"SELECT value FROM {self._table} WHERE key = ?"  # noqa: S608
        self._insert = (
            f"INSERT INTO {self._table} (key, value) VALUES (?, ?)"  # noqa: S608
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )

    def get(self, key: str, default: Other) -> Value | Other:
        found = self._attic.run(self._select, _key(key))
        return _value(found[0][0]) if found else default

    def __getitem__(self, key: str) -> Value:
        value: Value | None = self.get(key, None)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Value) -> None:
        self._attic.run(self._insert, _key(key), pickle.dumps(value))

    def __contains__(self, key: str) -> bool:
        return bool(self._attic.run(self._select, _key(key)))

    def setdefault(self, key: str, value: Value) -> Value:
        """The value of a key; the one given, kept from now on, where it has none."""
        known: Value | None = self.get(key, None)
        if known is None:
            self[key] = value
        return value if known is None else known

    def items(self) -> Iterator[tuple[str, Value]]:
        """In the order in which the keys came."""
        for _, key, value in self._attic.rows(self._table, "key, value"):
            yield key.decode(_UTF8, _ANY), _value(value)


class Pile(Collection[Value]):
    """A list that only grows."""

    def __init__(self, attic: Attic) -> None:
        self._attic = attic
        self._table = attic.table("value BLOB")
        self._count = 0

    def append(self, value: Value) -> None:
        statement = f"INSERT INTO {self._table} (value) VALUES (?)"  # noqa: S608
        self._attic.run(statement, pickle.dumps(value))
        self._count += 1

    def __iter__(self) -> Iterator[Value]:
        return (_value(value) for _, value in self._attic.rows(self._table, "value"))

    def __len__(self) -> int:
        return self._count

    def __contains__(self, value: object) -> bool:
        return any(each == value for each in self)


_UTF8, _ANY = "utf-8", "surrogatepass"
"""Names of files may hold any bytes, which Python has as lone surrogates."""


def _key(text: str) -> bytes:
    return text.encode(_UTF8, _ANY)


def _value(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - what this process wrote, where no other can
