"""Watching the sources: something changed, and no more than that; the build finds out what."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePath

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from generator.diagnostics import Diagnostic, Fault, Severity
from generator.files import IGNORED_SUFFIXES
from generator.request import COMMENTS, DATABASE, SETTINGS

POLLING = Fault(
    code="W-WATCH",
    severity=Severity.WARNING,
    ar="لا يُخبر النظام هنا عن تغيّر الملفات ({reason})، فستُفحص كل ثانية.",
    en="The system does not tell of changed files here ({reason}), so they are looked at every "
    "second.",
    hint_ar="المعاينة تعمل، لكن الحفظ يظهر بعد ثانية أو اثنتين.",
    hint_en="The preview works, but a save shows after a second or two.",
)

FOLDERS = ("content", "layouts", "assets")
POLL_SECONDS = 1.0
_WATCHES_RUN_OUT = sys.platform == "linux"
"""inotify(7) has a limit for each user; other systems have none that matters here."""
_MOUNTS = Path("/proc/self/mountinfo")
_DEAF = re.compile(r"nfs4?|cifs|smb3|9p|afs|ceph|vboxsf|prl_fs|virtiofs|fuse\.(sshfs|rclone|s3fs)")
"""File systems whose changes on another machine the kernel does not hear of."""
_CHANGES = frozenset({"created", "modified", "deleted", "moved", "closed"})


Wake = Callable[[Sequence[str]], None]


class Watch:
    """Calls `wake` when a source file changes, with the paths in the project that the event names:
    a hint, and no more. A folder that is deleted and comes back is watched again by `tend`, which
    belongs before every build."""

    def __init__(self, project: Path, wake: Wake) -> None:
        self.project = project
        self._listener = _Listener(project, wake, self._lost)
        self._observer: BaseObserver | None = None
        self._watched: dict[Path, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._stale: set[Path] = set()

    @property
    def is_polling(self) -> bool:
        return isinstance(self._observer, PollingObserver)

    def start(self) -> tuple[Diagnostic, ...]:
        """Begin to watch; a warning when that means looking again and again."""
        reason = deaf_file_system(self.project)
        return self._poll(reason) if reason else self._listen()

    def tend(self) -> tuple[Diagnostic, ...]:
        """Watch what came back or was renamed away; a warning when watches have run out."""
        stale = {self._stale.pop() for _ in range(len(self._stale))}
        try:
            self._watch_all(stale)
            self._prove()
        except OSError as error:
            return self._poll(_reason(error))
        return ()

    def stop(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            _end(observer)

    def _listen(self) -> tuple[Diagnostic, ...]:
        try:
            self._begin(Observer())
            self._prove()
        except OSError as error:
            return self._poll(_reason(error))
        return ()

    def _poll(self, reason: str) -> tuple[Diagnostic, ...]:
        if self.is_polling:
            return ()
        self.stop()
        self._begin(PollingObserver(timeout=POLL_SECONDS))
        return (POLLING.at(".", reason=reason),)

    def _begin(self, observer: BaseObserver) -> None:
        self._watched = {}
        self._observer = observer
        observer.start()
        self._watch_all(())

    def _prove(self) -> None:
        """Raises OSError when no more folders can be watched: then some already are not, since the
        library passes over folders inside a watched one without a word."""
        if self.is_polling or not _WATCHES_RUN_OUT:
            return
        observer = Observer()
        try:
            observer.schedule(FileSystemEventHandler(), str(self.project))
            observer.start()
        finally:
            _end(observer)

    def _watch_all(self, stale: Iterable[Path]) -> None:
        self._watch(self.project, recursive=False, anew=self.project in stale)
        for name in FOLDERS:
            folder = self.project / name
            self._watch(folder, recursive=True, anew=folder in stale)
        comments = self.project / COMMENTS
        self._watch(comments, recursive=False, anew=comments in stale)

    def _watch(self, folder: Path, *, recursive: bool, anew: bool) -> None:
        identity = _identity(folder)
        watch, known = self._watched.get(folder, (None, None))
        if identity == known and not anew:
            return
        if watch is not None:
            self._forget(folder, watch)
        if identity is not None and self._observer is not None:
            with contextlib.suppress(FileNotFoundError):  # it went away just now
                scheduled = self._observer.schedule(
                    self._listener, str(folder), recursive=recursive
                )
                self._watched[folder] = scheduled, identity

    def _forget(self, folder: Path, watch: ObservedWatch) -> None:
        del self._watched[folder]
        if self._observer is not None:
            with contextlib.suppress(KeyError):
                self._observer.unschedule(watch)

    def _lost(self, folder: Path) -> None:
        self._stale.add(folder)


class _Listener(FileSystemEventHandler):
    """Tells the events that may change the site from those that cannot."""

    def __init__(self, project: Path, wake: Wake, lost: Callable[[Path], None]) -> None:
        self._project = project
        self._wake = wake
        self._lost = lost
        self._roots = frozenset(project / name for name in ("", *FOLDERS, COMMENTS))

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _CHANGES or (
            event.is_directory and event.event_type == "modified"
        ):
            return
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        for path in self._roots.intersection(paths):
            self._lost(path)
        found = [path for path in paths if self._matters(path)]
        if found:
            self._wake([path.relative_to(self._project).as_posix() for path in found])

    def _matters(self, path: Path) -> bool:
        if path == self._project:
            return True
        try:
            parts = path.relative_to(self._project).parts
        except ValueError:
            return False
        if parts[0] not in FOLDERS:
            return "/".join(parts) in (SETTINGS, DATABASE, COMMENTS.rstrip("/"))
        return not any(is_passing(part) for part in parts)


def is_passing(name: str) -> bool:
    """Whether a file of this name is one that editors leave for a moment, or a hidden one."""
    return name.startswith((".", "#")) or name.endswith(IGNORED_SUFFIXES)


def deaf_file_system(project: Path, mounts: Path = _MOUNTS) -> str:
    """The name of the file system of a project if it does not tell of every change, else ``.

    Reads the table of mounts where there is one (proc(5), /proc/pid/mountinfo).
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = 0, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        place = _unescape(before.split(" ")[4])
        if PurePath(place) in (project, *project.parents) and len(place) >= best:
            best, kind = len(place), after.split(" ")[0]
    return kind if _DEAF.fullmatch(kind) else ""


def _unescape(place: str) -> str:
    r"""Spaces and the like stand as `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _end(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join(1.0)
