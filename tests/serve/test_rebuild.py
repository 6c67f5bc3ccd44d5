"""Building again: what a save, a fault and a mend come to (rows 35, 36, 58, 62, 72 and 74)."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from generator.build import build as real_build
from generator.engine import lock
from generator.engine.workers import Workers
from generator.request import Request
from generator.serve import rebuild
from generator.serve.events import Board
from generator.serve.news import Paths
from generator.serve.rebuild import SITE, Project, Rebuilder
from generator.serve.site import Page, Site
from generator.terminal import Voice
from tests.serve.projects import (
    BRIDGE,
    BRIDGE_ADDRESS,
    DRAFT_WORD,
    NOW,
    SCHEDULED_WORD,
    replace_in,
)

BASE = "/daftar/"


class Preview:
    """A preview without a server."""

    def __init__(self, project: Path, now: datetime | None = NOW) -> None:
        self.project = project
        self.board = Board()
        self.site = Site(project / SITE)
        self.said = io.StringIO()
        out = Console(file=self.said, soft_wrap=True, highlight=False)
        self.rebuilder = Rebuilder(
            Project(project, now),
            site=self.site,
            board=self.board,
            workers=Workers(1),
            voice=Voice("en", out=out, err=out),
        )

    def text(self, address: str) -> str | None:
        found = self.site.find(BASE + address)
        return found.data.decode() if isinstance(found, Page) else None

    def published(self, address: str) -> str:
        """The page as a whole build left it."""
        return (self.project / SITE / address / "index.html").read_text(encoding="utf-8")

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.board.news.condition.findings]

    def is_good(self) -> bool:
        return self.board.news.condition.is_good

    def change(self, path: str, old: str, new: str) -> Paths:
        """Save a file and build; what changed."""
        epoch = self.board.news.epoch
        replace_in(self.project / path, old, new)
        self.rebuilder.build()
        return self.board.news.since(epoch)


def until(happened: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(happened())


@pytest.fixture
def preview(project: Path) -> Iterator[Preview]:
    preview = Preview(project)
    yield preview
    preview.rebuilder.stop()


@pytest.fixture
def built(preview: Preview) -> Preview:
    preview.rebuilder.build()
    return preview


@pytest.fixture
def running(built: Preview) -> Preview:
    built.rebuilder.watch.start()
    built.rebuilder.start()
    return built


def test_the_first_build_is_an_epoch_for_every_page(preview: Preview) -> None:
    epoch = preview.board.news.epoch
    preview.rebuilder.build()
    assert preview.board.news.since(epoch) is None
    assert preview.is_good()
    assert preview.text("") is not None


@pytest.mark.fault(35, 74)
def test_rows_35_and_74_what_is_not_public_shows_in_the_preview_alone(
    built: Preview, tmp_path: Path
) -> None:
    assert DRAFT_WORD in (built.text("2026/11/مسودة/") or "")
    assert SCHEDULED_WORD in (built.text("2026/12/مجدول/") or "")
    assert not (built.project / "public").exists()
    public = tmp_path / "public"
    real_build(Request(project=built.project, output=public, now=NOW, workers=1))
    published = b"".join(path.read_bytes() for path in public.rglob("*") if path.is_file())
    for word in (DRAFT_WORD, SCHEDULED_WORD, ".preview/", "client.js", "127.0.0.1", "localhost"):
        assert word.encode() not in published


def test_a_save_changes_its_page_and_no_other(built: Preview) -> None:
    changed = built.change(BRIDGE, "صباحاً", "مساءً")
    assert changed is not None
    assert f"{BRIDGE_ADDRESS}index.html" in changed
    assert "2026/11/السوق/index.html" not in changed
    assert "مساءً" in (built.text(BRIDGE_ADDRESS) or "")
    assert "files" in built.said.getvalue()


def test_a_save_that_changes_nothing_begins_no_epoch_and_says_nothing(built: Preview) -> None:
    said = built.said.getvalue()
    epoch = built.board.news.epoch
    (built.project / BRIDGE).touch()
    built.rebuilder.build()
    assert built.board.news.epoch == epoch
    assert built.said.getvalue() == said


def test_a_page_that_goes_is_told_too(built: Preview) -> None:
    epoch = built.board.news.epoch
    (built.project / BRIDGE).unlink()
    built.rebuilder.build()
    assert f"{BRIDGE_ADDRESS}index.html" in (built.board.news.since(epoch) or ())
    assert built.text(BRIDGE_ADDRESS) is None


@pytest.mark.fault(58)
def test_row_58_what_another_process_built_is_told_too(built: Preview) -> None:
    """Two previews of one project: the one that builds second finds everything made."""
    other = Preview(built.project)
    other.rebuilder.build()
    replace_in(built.project / BRIDGE, "الجسر", "القنطرة")
    other.rebuilder.build()
    epoch = built.board.news.epoch
    built.rebuilder.build()
    assert f"{BRIDGE_ADDRESS}index.html" in (built.board.news.since(epoch) or ())
    other.rebuilder.stop()


@pytest.mark.fault(72)
def test_row_72_a_fault_is_told_while_the_last_good_page_stays(built: Preview) -> None:
    epoch = built.board.news.epoch
    before = built.text(BRIDGE_ADDRESS)
    assert built.change(BRIDGE, "2026-11-20 08:00", "2026-02-30") == ()
    assert not built.is_good()
    (fault,) = built.board.news.condition.findings
    assert (fault.code, fault.path) == ("E-FM-DATE", BRIDGE)
    assert fault.span is not None
    assert fault.span.line == 4
    assert built.text(BRIDGE_ADDRESS) == before
    assert "E-FM-DATE" in built.said.getvalue()
    assert built.change(BRIDGE, "2026-02-30", "2026-11-20 08:00") == ()
    assert built.is_good()
    assert built.board.news.epoch == epoch


def test_a_fault_that_stays_is_said_once(built: Preview) -> None:
    built.change(BRIDGE, "2026-11-20 08:00", "2026-02-30")
    built.rebuilder.build()
    assert built.said.getvalue().count("E-FM-DATE") == 1


@pytest.mark.fault(72)
def test_row_72_a_project_that_was_never_built(preview: Preview) -> None:
    replace_in(preview.project / BRIDGE, "2026-11-20 08:00", "2026-02-30")
    preview.rebuilder.build()
    assert not preview.is_good()
    assert not preview.site.is_ready
    assert preview.site.base == BASE
    epoch = preview.board.news.epoch
    assert preview.change(BRIDGE, "2026-02-30", "2026-11-20 08:00") is None
    assert preview.board.news.since(epoch) is None
    assert preview.is_good()


@pytest.mark.fault(72)
def test_row_72_a_fault_at_the_start_shows_the_site_of_the_run_before(built: Preview) -> None:
    replace_in(built.project / BRIDGE, "2026-11-20 08:00", "2026-02-30")
    again = Preview(built.project)
    again.rebuilder.build()
    assert not again.is_good()
    assert "الجسر" in (again.text(BRIDGE_ADDRESS) or "")


def test_settings_that_cannot_be_read_are_a_fault_like_any_other(built: Preview) -> None:
    built.change("site.yaml", "timezone", "timezome")
    assert built.codes == ["E-CFG"]
    assert built.text("") is not None
    (built.project / "site.yaml").unlink()
    built.rebuilder.build()
    assert built.codes == ["E-CFG"]


def test_a_new_base_path_moves_the_site_and_every_page_is_loaded_again(built: Preview) -> None:
    assert built.change("site.yaml", "example.org/daftar/", "example.org/other/") is None
    assert built.site.base == "/other/"
    assert isinstance(built.site.find("/other/"), Page)


@pytest.mark.fault(36)
def test_row_36_the_clock_alone_publishes(project: Path) -> None:
    preview = Preview(project, now=datetime(2026, 12, 24, 4, 59, tzinfo=UTC))
    preview.rebuilder.build()
    before = preview.text("2026/12/مجدول/")
    later = Preview(project, now=datetime(2026, 12, 24, 5, 0, tzinfo=UTC))
    later.rebuilder.build()
    after = later.text("2026/12/مجدول/")
    assert before is not None
    assert after is not None
    assert before != after


@pytest.mark.fault(36)
def test_row_36_without_a_moment_of_its_own_the_preview_looks_at_the_clock(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Project(project).request().now.tzinfo is UTC
    built = threading.Event()
    preview = Preview(project, now=None)
    monkeypatch.setattr(rebuild, "_MINUTE", 0.05)
    monkeypatch.setattr(rebuild, "_SHARE", 0.0)
    monkeypatch.setattr(preview.rebuilder, "build", built.set)
    preview.rebuilder.start()
    assert built.wait(5)
    preview.rebuilder.stop()


@pytest.mark.fault(62)
def test_row_62_fifty_saves_are_one_build(
    running: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds: list[float] = []

    def counted(*arguments: Any) -> Any:
        builds.append(time.monotonic())
        return real_build(*arguments)

    monkeypatch.setattr(rebuild, "build", counted)
    monkeypatch.setattr(rebuild, "QUIET", 0.5)
    path = running.project / BRIDGE
    text = path.read_text(encoding="utf-8")
    for number in range(50):
        path.write_text(f"{text}\nسطر {number}.\n", encoding="utf-8")
        time.sleep(0.02)
    saved = time.monotonic()
    assert until(lambda: "سطر 49" in (running.text(BRIDGE_ADDRESS) or ""))
    time.sleep(0.7)
    assert len(builds) == 1
    assert builds[0] - saved >= 0.4


@pytest.mark.fault(62)
def test_row_62_half_a_file_is_no_fault(running: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that empties the file and takes its time to fill it again."""
    path = running.project / BRIDGE
    text = path.read_text(encoding="utf-8")
    conditions = []
    real_post = running.board.post

    def post(news: Any) -> None:
        conditions.append(news.condition.is_good)
        real_post(news)

    monkeypatch.setattr(running.board, "post", post)
    monkeypatch.setattr(rebuild, "QUIET", 0.5)
    path.write_text("", encoding="utf-8")
    time.sleep(0.7)
    path.write_text(text.replace("صباحاً", "ليلاً"), encoding="utf-8")
    assert until(lambda: "ليلاً" in (running.text(BRIDGE_ADDRESS) or ""))
    assert conditions == [True]


@pytest.mark.fault(64)
def test_row_64_building_wakes_no_build(running: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_in(running.project / BRIDGE, "صباحاً", "عصراً")
    assert until(lambda: "عصراً" in running.published(BRIDGE_ADDRESS))
    time.sleep(2 * rebuild.QUIET)
    woken = []
    monkeypatch.setattr(running.rebuilder, "build", lambda: woken.append(1))
    time.sleep(0.5)
    assert woken == []


@pytest.mark.fault(58)
def test_row_58_a_lock_held_by_another_is_told_and_tried_again(
    running: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "_RETRY", 0.1)
    real_held = lock.held
    monkeypatch.setattr(lock, "held", lambda folder, started: real_held(folder, started, 0.1))
    with real_held(running.project / ".cache", "now"):
        replace_in(running.project / BRIDGE, "صباحاً", "ظهراً")
        assert until(lambda: running.codes == ["E-LOCK"])
    assert until(running.is_good)
    assert "ظهراً" in (running.text(BRIDGE_ADDRESS) or "")


def test_a_bug_of_ours_is_told_and_the_server_lives(
    built: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(rebuild, "build", lambda *_: 1 / 0)
        built.rebuilder.build()
    assert built.codes == ["E-INTERNAL"]
    report = (built.project / ".cache/internal-error.txt").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in report
    assert built.text("") is not None
    built.rebuilder.build()
    assert built.is_good()


def test_a_bug_whose_report_cannot_be_written_is_said(
    built: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(rebuild, "build", lambda *_: 1 / 0)
    monkeypatch.setattr("generator.files.write_atomically", refuse)
    built.rebuilder.build()
    assert "ZeroDivisionError: division by zero" in built.said.getvalue()


@pytest.mark.fault(47)
def test_row_47_a_build_under_way_is_given_up_when_the_server_ends(
    running: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = threading.Event()
    outcome: list[BaseException] = []

    def endless(request: Any, progress: Any, workers: Any, onlooker: Any) -> Any:
        under_way.set()
        try:
            while True:
                progress.advance(1)
                time.sleep(0.01)
        except BaseException as error:
            outcome.append(error)
            raise

    monkeypatch.setattr(rebuild, "build", endless)
    running.rebuilder.wake()
    assert under_way.wait(5)
    begun = time.monotonic()
    running.rebuilder.stop()
    assert time.monotonic() - begun < 1.0
    assert [type(error).__name__ for error in outcome] == ["Stopped"]


@pytest.mark.fault(62)
def test_row_62_quiet_is_a_tenth_or_two_of_a_second() -> None:
    assert 0.1 <= rebuild.QUIET <= 0.2
