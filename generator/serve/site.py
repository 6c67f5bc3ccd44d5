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
from generator.keys import Digest, digest_bytes

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


@dataclass(frozen=True, slots=True)
class _Early:
    """What is shown before it is published, and since when."""

    path: str
    data: bytes
    digest: Digest
    time: int


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

    Before the site of a build appears, single pages of it may be shown *early*, and at any moment,
    since they lie in memory. They are dropped by `refresh` and `retract`, but for those that are
    newer than the build: its successor's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = "/"
        self._entries: Mapping[str, Entry] | None = None
        self._lock = threading.Lock()
        self._turning = threading.Lock()
        """Held while what readers see changes here, in memory."""
        self._early: dict[str, _Early] = {}
        self._time = 0
        """Counts what was shown early, to tell what is newer than a build."""

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to show."""
        return self._entries is not None

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Keeps readers out while the folder changes."""
        with self._lock:
            yield

    @property
    def time(self) -> int:
        """What is shown early from now on is newer than this."""
        return self._time

    def refresh(self, base: str, time: int = 0) -> tuple[str, ...]:
        """Read the manifest anew; the paths whose bytes changed for readers, whoever wrote them.
        `base` begins and ends with `/`. A lost manifest keeps the old entries; what they list and
        the disk has lost is not found. What was shown early until `time` is dropped."""
        manifest = manifests.load(self.folder)
        with self._turning:
            self.base = base
            old = self._entries or {}
            if manifest is not None and manifest.edition == "preview":
                self._entries = manifest.entries
            return self._dropped(old, time)

    def show(self, pages: Mapping[str, bytes], time: int | None = None) -> tuple[str, ...]:
        """Show these early; the paths that readers see otherwise now. `time`: when the build began
        that they are of; what is newer than that stays. Without it they are the newest there is."""
        with self._turning:
            if time is None:
                time = self._time = self._time + 1
            fresh = [
                (path, _Early(path, data, digest_bytes(data), time)) for path, data in pages.items()
            ]
            changed = {path: each for path, each in fresh if self._is_news(path, each)}
            self._early.update(changed)
            return tuple(changed)

    def _is_news(self, path: str, fresh: _Early) -> bool:
        shown = self._early.get(path)
        is_newest = shown is None or shown.time <= fresh.time
        return is_newest and fresh.digest != _shown(path, self._entries or {}, self._early)

    def retract(self, time: int) -> tuple[str, ...]:
        """Drop what was shown early until `time`, since its build came to nothing; the paths that
        readers see otherwise now."""
        with self._turning:
            return self._dropped(self._entries or {}, time)

    def _dropped(self, old: Mapping[str, Entry], time: int) -> tuple[str, ...]:
        """Drop early pages; the paths whose bytes are others than they were with `old` entries."""
        early, new = self._early, self._entries or {}
        self._early = {path: each for path, each in early.items() if each.time > time}
        paths = {**old, **new, **early} if old is not new else early
        return tuple(p for p in paths if _shown(p, old, early) != _shown(p, new, self._early))

    def find(self, path: str) -> Page | Moved | None:
        """What stands at a path as `requested_path` gives it."""
        early = self._early.get(file_of(path.removeprefix(self.base)))
        if early and path.startswith(self.base) and not _HIDDEN.search(early.path):
            return Page(early.path, early.data)
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
        is_folder = f"{rest}/index.html" in entries or f"{rest}/index.html" in self._early
        return Moved(f"{self.base}{rest}/") if is_folder else None

    def _read(self, name: str, entry: Entry) -> Page | None:
        try:
            data = files.read(self.folder / name)
        except OSError:
            return None
        return Page(name, data) if digest_bytes(data) == entry.digest else None


def _shown(path: str, entries: Mapping[str, Entry], early: Mapping[str, _Early]) -> Digest:
    """The digest of what readers see at a path; "" for nothing."""
    found = early.get(path) or entries.get(path)
    return found.digest if found else ""
