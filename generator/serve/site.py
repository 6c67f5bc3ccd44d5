"""The site that the preview shows: files of the last good build, looked up in its manifest.

No path of a request ever reaches the disk. A request is turned into a name, the name is looked up
in the manifest, and only a file that is listed there, with the bytes that were listed, is answered.
"""

from __future__ import annotations

import contextlib
import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from generator import files
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry
from generator.graph.addresses import file_of
from generator.keys import digest_bytes

NOT_FOUND = "404.html"
_HOSTILE = re.compile(r"[\x00-\x1f\x7f\\]|//|(?:^|/)\.{1,2}(?:/|$)")
_HIDDEN = re.compile(r"(?:^|/)\.(?!well-known/)")


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: its path in the manifest and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Moved:
    """The address of a folder was asked for without its last slash; `path` is the right one."""

    path: str


def requested_path(target: bytes) -> str | None:
    """The path that a request target means, decoded once and in NFC; None for a malformed one.

    Malformed are: not beginning with `/`, no UTF-8 (overlong forms too), control characters,
    backslashes, empty segments, and `.` or `..` as a segment, however they were spelled.
    """
    path_bytes = target.partition(b"?")[0]
    try:
        path = unquote_to_bytes(path_bytes).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/") or _HOSTILE.search(path):
        return None
    return unicodedata.normalize("NFC", path)


class Site:
    """The files of one published folder, under the base path of the site.

    While a build moves files, nobody looks: `changing` and `find` exclude each other, so that a
    reader meets the old site or the new one, and never a page without its stylesheet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = "/"
        self._entries: Mapping[str, Entry] | None = None
        self._lock = threading.Lock()

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to show."""
        return self._entries is not None

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Keeps readers out while the folder changes."""
        with self._lock:
            yield

    def refresh(self, base: str) -> tuple[str, ...]:
        """Read the manifest anew; the paths whose bytes changed, whoever wrote them. `base` begins
        and ends with `/`. A lost manifest keeps the old entries; what they list and the disk has
        lost is not found."""
        manifest = manifests.load(self.folder)
        self.base = base
        if manifest is None or manifest.edition != "preview":
            return ()
        old, self._entries = self._entries or {}, manifest.entries
        return tuple(p for p in {**old, **self._entries} if _differ(p, old, self._entries))

    def find(self, path: str) -> Page | Moved | None:
        """What stands at a path as `requested_path` gives it."""
        with self._lock:
            if f"{path}/" == self.base:
                return Moved(self.base)
            if not path.startswith(self.base):
                return None
            return self._look_up(path.removeprefix(self.base))

    def not_found(self) -> Page | None:
        """The page that the site shows for addresses it does not have."""
        found = self.find(self.base + NOT_FOUND)
        return found if isinstance(found, Page) else None

    def _look_up(self, rest: str) -> Page | Moved | None:
        entries = self._entries or {}
        name = file_of(rest)
        if _HIDDEN.search(name):
            return None
        if name in entries:
            return self._read(name, entries[name])
        return Moved(f"{self.base}{rest}/") if f"{rest}/index.html" in entries else None

    def _read(self, name: str, entry: Entry) -> Page | None:
        try:
            data = files.read(self.folder / name)
        except OSError:
            return None
        return Page(name, data) if digest_bytes(data) == entry.digest else None


def _differ(path: str, one: Mapping[str, Entry], other: Mapping[str, Entry]) -> bool:
    before, after = one.get(path), other.get(path)
    return before is None or after is None or before.digest != after.digest
