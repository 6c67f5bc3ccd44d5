"""Where imported files go: each under its own name, written once, never over what was edited.

Every imported file carries a line of front matter, `x-import: wordpress 123`, so that another run
knows its article wherever the newsroom has moved it. What each file was when it was written is kept
in `record.json` beside the ledger: a file that is still that may be written anew when the old site
has moved on; any other is left alone, and the new text is laid beside it as `….md.new`.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from generator import files
from generator.importers.attic import Attic, Drawer
from generator.importers.frontmatter import read_mark
from generator.keys import Digest, digest_bytes
from generator.request import ARTICLES, PAGES

_NEW = ".new"
_MARK = re.compile(rb"^x-import: (.+?)\s*$", re.MULTILINE)
_HEAD = 16_000
"""Bytes in which front matter shows its mark: it stands first."""
_RECORD = msgspec.json.Decoder(dict[str, Digest])


class Filed(enum.Enum):
    """What happened to a file."""

    NEW = "new"
    SAME = "same"
    RENEWED = "renewed"
    ASIDE = "aside"
    """The file was edited here: the import stands beside it, as `.new`."""
    LEFT_OUT = "left-out"
    """It was imported before and removed here."""


class Aside(msgspec.Struct, frozen=True):
    """A text that was laid beside an edited file: its path, the key of its article, and where that
    lies."""

    path: str
    key: str
    article: str


class Shelf:
    """The imported files of a project. `record` is the path of what is remembered of them; `own`
    are the articles and pages that no import wrote."""

    def __init__(self, project: Path, record: str, attic: Attic) -> None:
        self.project = project
        self.counts: Counter[Filed] = Counter()
        self.own: list[str] = []
        self._record_path = record
        self._record = Drawer[Digest](attic)
        self._places = Drawer[str](attic)
        self._taken = Drawer[bool](attic)
        self._left_out: set[str] = set()
        for key, known in _remembered(project / record).items():
            self._record[key] = known
        for path in _names(project):
            self._taken[files_identity(path)] = True
            self._sort_out(path)

    def _sort_out(self, path: str) -> None:
        """Whether a file came from an import, and then by which key."""
        if path.endswith(".md") and path.startswith((ARTICLES, PAGES)):
            mark = _mark_of(self.project / path)
            if mark:
                self._places.setdefault(mark, path)
            else:
                self.own.append(path)

    def place_for(self, key: str, wanted: str) -> str:
        """The path of the article of `key`: where it is, or `wanted` (a path that ends in .md),
        told apart from other files by a number."""
        if path := self._places.get(key, ""):
            return path
        if key in self._record:
            self._left_out.add(wanted)
            self._places[key] = wanted
            return wanted
        path, number = wanted, 1
        while files_identity(path) in self._taken:
            number += 1
            path = f"{wanted.removesuffix('.md')}-{number}.md"
        self._taken[files_identity(path)] = True
        self._places[key] = path
        return path

    def is_left_out(self, path: str) -> bool:
        """Whether an imported file was removed here."""
        return path in self._left_out

    def put(self, key: str, data: bytes) -> Filed:
        """Write the file of `key`, whose place was asked for. Raises Failed with E-DISK."""
        filed = self._put(key, self._places[key], data)
        self.counts[filed] += 1
        return filed

    def _put(self, key: str, path: str, data: bytes) -> Filed:
        place, digest = self.project / path, digest_bytes(data)
        known = self._record.get(key, None)
        if path in self._left_out:
            return Filed.LEFT_OUT
        if not files.exists(place):
            self._write(path, data)
            self._record[key] = digest
            return Filed.NEW
        found = digest_bytes(files.read(place))
        if found == digest or known == digest:
            self._record.setdefault(key, digest)
            return Filed.SAME
        self._record[key] = digest
        if found != known:
            self._write(f"{path}{_NEW}", data)
            return Filed.ASIDE
        self._write(path, data)
        return Filed.RENEWED

    def _write(self, path: str, data: bytes | Iterable[bytes]) -> None:
        with files.writing(path):
            files.write_atomically(self.project / path, data)

    def asides(self) -> list[Aside]:
        """The texts that lie beside edited files now, from this run or an earlier one."""
        found = (path for path in _names(self.project) if path.endswith(f".md{_NEW}"))
        marked = ((_mark_of(self.project / path), path) for path in found)
        return [
            Aside(path, mark, self._places[mark]) for mark, path in marked if mark in self._places
        ]

    def keep_record(self) -> None:
        """Remember what was written, for the next run."""
        self._write(self._record_path, in_row(b"{", _pairs_of(self._record), b", ", b"}\n"))


def files_identity(path: str) -> str:
    """What makes two files one on disks that ignore case."""
    return path.casefold()


def _remembered(path: Path) -> dict[str, Digest]:
    try:
        return _RECORD.decode(files.read(path))
    except (OSError, msgspec.MsgspecError):
        return {}


def _names(project: Path) -> Iterator[str]:
    return (f"content/{name}" for name in files.names_under(project / "content"))


def in_row(
    opening: bytes, parts: Iterable[bytes], between: bytes, closing: bytes
) -> Iterator[bytes]:
    """A file of JSON, part by part."""
    yield opening
    for number, part in enumerate(parts):
        yield between + part if number else part
    yield closing


def _pairs_of(record: Drawer[Digest]) -> Iterator[bytes]:
    for key, known in record.items():
        yield b"%s: %s" % (msgspec.json.encode(key), msgspec.json.encode(known))


def _mark_of(path: Path) -> str:
    try:
        match = _MARK.search(files.read(path), 0, _HEAD)
    except OSError:
        return ""
    return read_mark(match[1].decode("utf-8", "replace")) if match else ""
