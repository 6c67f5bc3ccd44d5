"""What is looked at comes first: pages are shown before the build that they belong to has ended.

A save is glanced at as soon as it rests for a moment, on a thread of its own, while the build still
waits for quiet or is busy with an earlier save. Whatever is shown so is made again by a build that
begins afterwards, and what that one publishes is what stays.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from generator.engine.workers import Workers
from generator.glance import glance
from generator.plan import Ground

REST = 0.008
"""Seconds without an event after which a file may be looked at: editors write in a few strokes."""
_FEW = 8
"""More files than this, saved at once, are no edit, and the build sees to them."""


Show = Callable[[Mapping[str, bytes]], None]


class Front:
    """An onlooker of builds (see `build.Onlooker`) that keeps the ground of the last plan, and
    glances at what is saved meanwhile. `staged` is told of pages of a build under way, `glanced` of
    pages of a build to come."""

    def __init__(
        self,
        project: Path,
        workers: Workers,
        looked_at: Callable[[], Collection[str]],
        staged: Show,
        glanced: Show,
    ) -> None:
        self._project = project
        self._workers = workers
        self.looked_at = looked_at
        self.staged = staged
        self._glanced = glanced
        self._ground: Ground | None = None
        self._hints: set[str] = set()
        self._hinted = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="glance", daemon=True)

    # -- as an onlooker ----------------------------------------------------------------------------

    @property
    def needs_ground(self) -> bool:
        return self._thread.is_alive() and self._ground is None

    def planned(self, ground: Ground) -> None:
        """Stand on this ground from now on. The first glance is at whatever article: layouts are
        parsed in it, so that no writer waits for that."""
        is_first = self._ground is None
        self._ground = ground
        if is_first:
            self.hint([*ground.synopses][:1])

    # -- as a thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Glance from now on."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        self._stopping.set()
        self._hinted.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def hint(self, paths: Iterable[str]) -> None:
        """These paths of the project may have changed. From any thread."""
        self._hints.update(paths)
        self._hinted.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._hinted.wait()
            self._rest()
            hints = {self._hints.pop() for _ in range(len(self._hints))}
            if self._ground is not None and len(hints) <= _FEW:
                self._glance(self._ground, hints)

    def _rest(self) -> None:
        """Wait until no hint has come for a moment."""
        while not self._stopping.is_set():
            self._hinted.clear()
            if not self._hinted.wait(REST):
                return

    def _glance(self, ground: Ground, paths: Iterable[str]) -> None:
        pages: dict[str, bytes] = {}
        with contextlib.suppress(Exception):  # the build that follows meets it too, and tells
            seen = [glance(ground, self._project, path, self._workers) for path in paths]
            pages = {each.path: each.data for each in seen if each}
        if pages and not self._stopping.is_set():
            self._glanced(pages)
