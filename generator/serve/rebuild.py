"""Building again: one build after every quiet moment, on the same road as every other build.

What changed is never decided here. An event only wakes `build`, which surveys everything, and its
report tells what was written.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generator import files
from generator.build import Report, Silent, build
from generator.diagnostics import Diagnostic, Exit, Failed, Fault
from generator.engine.workers import Workers
from generator.request import CACHE, SETTINGS, Progress, Request
from generator.serve.events import Board
from generator.serve.front import Front
from generator.serve.news import Condition, Paths
from generator.serve.site import Site
from generator.serve.watch import Watch
from generator.settings.site import read_config
from generator.terminal import Voice

INTERNAL = Fault(
    code="E-INTERNAL",
    ar="خطأ داخلي في البرنامج: {kind}.",
    en="Internal error: {kind}.",
    hint_ar="ليس الخطأ في كتابتك. التفاصيل في {report}، والصفحات الظاهرة هي السابقة.",
    hint_en="It is not your writing. Details are in {report}; the pages shown are those before.",
    exit_code=Exit.INTERNAL,
)

SITE = f"{CACHE}/preview/site"
"""Where the preview is built: never the published folder."""
REPORT = f"{CACHE}/internal-error.txt"

QUIET = 0.12
"""Seconds without an event after which what was being saved is taken to be saved."""
_LONGEST = 3.0
"""Seconds after which a build begins even if the events do not end."""
_RETRY = 3.0
"""Seconds until a build is tried again that the machine, not the content, made fail."""
_MINUTE = 60.0
_SHARE = 60.0
"""Between builds that only the clock asks for, so many times the length of one passes."""


class Stopped(BaseException):
    """The preview ends while a build is under way; the build leaves everything as it was."""


@dataclass(frozen=True, slots=True)
class Project:
    """What is previewed, and as of when: `now`, or the time of the machine at each build."""

    folder: Path
    now: datetime | None = None
    posting: str = ""
    """The server that its pages post comments to."""

    def request(self) -> Request:
        return Request(
            project=self.folder,
            output=self.folder / SITE,
            now=self.now or datetime.now(UTC),
            preview=True,
            posting=self.posting,
        )

    def base_path(self, otherwise: str) -> str:
        """The path under which the site stands, by site.yaml as it is now."""
        try:
            config, _ = read_config(SETTINGS, files.read(self.folder / SETTINGS))
        except OSError:
            return otherwise
        return config.base_path if config else otherwise


class Rebuilder:
    """Builds when woken, one build at a time, and puts what came of it on the board."""

    def __init__(
        self, project: Project, *, site: Site, board: Board, workers: Workers, voice: Voice
    ) -> None:
        self.watch = Watch(project.folder, self._saved)
        self.front = Front(
            project.folder, workers, lambda: board.pages, self._staged, self._glanced
        )
        self._project = project
        self._site = site
        self._board = board
        self._workers = workers
        self._voice = voice
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rebuild", daemon=True)
        self._telling = threading.Lock()
        self._early = 0
        """The time of the site when the build under way began."""
        self._cost = 0.0

    def wake(self) -> None:
        """Something may have changed. From any thread."""
        self._woken.set()

    def start(self) -> None:
        """Build from now on whenever woken, on a thread of its own."""
        self.front.start()
        if self.front.needs_ground:
            self.wake()
        self._thread.start()

    def stop(self, patience: float = 1.5) -> None:
        """End soon: a build under way is given up at its next step."""
        self._stopping.set()
        self.wake()
        self.watch.stop()
        if self._thread.is_alive():
            self._thread.join(patience)
        self.front.stop(patience)

    def resume(self) -> bool:
        """Show the site that an earlier preview left; whether there is one. What has changed since
        comes with the first build."""
        self._site.refresh(self._project.base_path("/"))
        return self._site.is_ready

    def build(self, progress: Progress | None = None) -> None:
        """One build, now. Whatever it comes to stands on the board afterwards."""
        with ExitStack() as until_told:
            guarded = _Guarded(progress or Silent(), self._stopping.is_set, self._shut(until_told))
            begun, self._early = time.monotonic(), self._site.time
            try:
                report = build(self._project.request(), guarded, self._workers, self.front)
            except Failed as failed:
                self._failed(failed.diagnostics)
            except Exception as error:  # noqa: BLE001 - the server outlives every bug of a build
                self._failed((self._internal(error),))
            else:
                self._succeeded(report)
            self._cost = time.monotonic() - begun

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._patience())
            self._settle()
            if self._stopping.is_set():
                return
            self._voice.report(self.watch.tend())
            try:
                self.build()
            except Stopped:
                return

    def _patience(self) -> float | None:
        """How long to sleep: articles come due while nobody saves, and a busy disk gets free."""
        if any(each.exit_code is Exit.ENVIRONMENT for each in self._board.news.condition.findings):
            return _RETRY
        return None if self._project.now else max(_MINUTE, _SHARE * self._cost)

    def _settle(self) -> None:
        """Wait until nothing has happened for a moment; what comes later wakes us again."""
        deadline = time.monotonic() + _LONGEST
        while time.monotonic() < deadline and not self._stopping.is_set():
            self._woken.clear()
            if not self._woken.wait(QUIET):
                return

    def _shut(self, until_told: ExitStack) -> Callable[[], None]:
        """Closes the site to readers while files move and until the new manifest is read."""
        return lambda: until_told.enter_context(self._site.changing())

    def _saved(self, paths: Sequence[str]) -> None:
        """Something happened to these files. What it comes to, the build finds out."""
        self.front.hint(paths)
        self.wake()

    def _staged(self, pages: Mapping[str, bytes]) -> None:
        """Show pages of the build under way."""
        self._tell_changed(self._site.show(pages, self._early) if self._site.is_ready else ())

    def _glanced(self, pages: Mapping[str, bytes]) -> None:
        """Show pages of a build to come. It must begin after this: only then it drops them. While
        the sources have faults, the pages stay as they were before."""
        if self._site.is_ready and self._board.news.condition.is_good:
            changed = self._site.show(pages)
            if changed:
                self.wake()
            self._tell_changed(changed)

    def _tell_changed(self, paths: tuple[str, ...]) -> None:
        if paths:
            self._tell(None, paths)

    def _succeeded(self, report: Report) -> None:
        site, news = self._site, self._board.news
        base = self._project.base_path(site.base)
        anew = not site.is_ready or base != site.base
        changed: Paths = site.refresh(base, self._early)
        if anew:
            changed = None
        if changed != ():
            self._voice.summary(report)
        if report.findings != news.condition.findings:
            self._voice.report(report.findings)
        self._tell(Condition(True, report.findings), changed)

    def _failed(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """A fault is told only when the sources rest: half a file is no fault."""
        if self._thread.is_alive() and self._woken.wait(QUIET):
            return
        if not self._site.is_ready:
            self._site.refresh(self._project.base_path("/"))
        if diagnostics != self._board.news.condition.findings:
            self._voice.report(diagnostics)
        self._tell(Condition(False, diagnostics), self._site.retract(self._early))

    def _tell(self, condition: Condition | None, changed: Paths) -> None:
        """Post what changed; without a condition in the one that was told last."""
        with self._telling:
            news = self._board.news
            self._board.post(news.after(condition or news.condition, changed))

    def _internal(self, error: Exception) -> Diagnostic:
        """Save what happened, and begin with fresh workers next time: these may have died of it."""
        text = "".join(traceback.format_exception(error))
        try:
            files.write_atomically(self._project.folder / REPORT, text.encode())
        except OSError:
            self._voice.err.print(text, markup=False)
        self._workers.close()
        return INTERNAL.at(REPORT, kind=type(error).__name__, report=REPORT)


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Progress that gives a build up when the server ends, and knows when the folder changes."""

    progress: Progress
    is_stopping: Callable[[], bool]
    shut: Callable[[], None]

    def phase(self, name: str, total: int) -> None:
        self._go_on()
        if name == "publish":
            self.shut()
        self.progress.phase(name, total)

    def advance(self, steps: int) -> None:
        self._go_on()
        self.progress.advance(steps)

    def _go_on(self) -> None:
        if self.is_stopping():
            raise Stopped
