"""One build under way: what it works with, and what it has found and done so far."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from dataclasses import dataclass, field

import msgspec

from generator import files, keys
from generator.diagnostics import Diagnostic, Failed, Fault, has_errors
from generator.engine.store import Store
from generator.engine.workers import Workers
from generator.files import Surveyed
from generator.keys import Digest
from generator.request import SETTINGS, Progress, Request

FOLDERS = ("content", "layouts", "assets")
"""The sources of a site, beside its settings."""

CHANGED = Fault(
    code="E-IO",
    ar="تغيّر الملف أثناء قراءته.",
    en="The file changed while it was being read.",
    hint_ar="أعد الأمر بعد أن ينتهي حفظ الملف.",
    hint_en="Run the command again once the file is saved.",
)


_SURVEY = "survey"
"""The store's note of every source as it was last looked at."""


class Changed(Failed):
    """A source was saved while it was being read: the run begins anew, once."""


class Held(msgspec.Struct, frozen=True):
    """A source with a fault. file: digest of its file. is_public: whether it stands as readers have
    it; else it does not stand at all."""

    file: Digest
    is_public: bool


class NotHeld(Exception):
    """A source should stand as it was last published, and the store does not know that state."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Tally(msgspec.Struct):
    """What a recipe did: jobs, results that were known already, and the processor seconds that the
    jobs took where they were done."""

    made: int = 0
    reused: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Run:
    """One build under way: what it works with, and what it has found and done so far."""

    request: Request
    store: Store
    workers: Workers
    progress: Progress
    told: tuple[Diagnostic, ...] = ()
    """What the machine gave to say before anything was looked at."""
    findings: list[Diagnostic] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    phases: list[tuple[str, float]] = field(default_factory=list)
    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    """By the name of the recipe."""
    surveyed: dict[str, Surveyed] = field(default_factory=dict)
    settings: bytes | None = None
    """The bytes of site.yaml, read once; None when it cannot be read."""
    held: dict[str, Held] = field(default_factory=dict)
    """Sources that do not stand as their files are now (see `holding`)."""
    held_for: list[Diagnostic] = field(default_factory=list)
    """The faults for which they are held."""

    def phase(self, name: str, total: int = 0) -> None:
        self.phases.append((name, time.perf_counter()))
        self.progress.phase(name, total)

    def count(self, recipe: str, *, made: int = 0, reused: int = 0, seconds: float = 0.0) -> None:
        """Note what a recipe did."""
        tally = self.tallies[recipe]
        tally.made += made
        tally.reused += reused
        tally.seconds += seconds

    def read(self, path: str) -> bytes:
        """The bytes of a surveyed file. One that changed since is a fault: keys tell its digest."""
        if path in self.held:
            raise NotHeld(path)
        try:
            data = files.read(self.request.project / path)
        except OSError:
            data = b""
        if keys.digest_bytes(data) != self.surveyed[path].digest:
            raise Changed([CHANGED.at(path)])
        return data

    def changed_at(self, path: str) -> int:
        """When a source was last changed, in nanoseconds of the disk's clock; 0 for no source."""
        file = self.surveyed.get(path)
        return file.stamp.changed_ns if file else 0

    def under(self, folder: str) -> list[Surveyed]:
        return [file for path, file in self.surveyed.items() if path.startswith(folder)]

    def stop_on_errors(self) -> None:
        if has_errors(self.findings):
            raise Failed(self.findings)


def survey(run: Run) -> None:
    """Digest of every source file; bytes are read only where a stamp does not vouch for them. The
    settings are read: what is planned and what is remembered of them must be the same."""
    run.phase("survey")
    with contextlib.suppress(OSError):
        run.settings = files.read(run.request.project / SETTINGS)
    known = _known(run.store)
    for folder in FOLDERS:
        found = files.survey(run.request.project, folder, known)
        run.findings += found.findings
        run.surveyed.update((file.path, file) for file in found.files)
    if database := run.request.comments_database:
        for path in (database, f"{database}-wal"):
            if file := files.survey_one(run.request.project, path, known):
                run.surveyed[path] = file
    if run.surveyed != known:
        notes = msgspec.msgpack.encode(list(run.surveyed.values()))
        run.store.remember({_SURVEY: notes})


def _known(store: Store) -> dict[str, Surveyed]:
    data = store.recall(_SURVEY)
    try:
        seen = msgspec.msgpack.decode(data, type=list[Surveyed]) if data else []
    except msgspec.MsgspecError:
        return {}
    return {file.path: file for file in seen}
