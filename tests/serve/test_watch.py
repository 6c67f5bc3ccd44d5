"""Watching the sources: rows 62 to 64 of the fault matrix."""

from __future__ import annotations

import ctypes
import errno
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.serve.watch import Watch, deaf_file_system, is_passing

inotify = pytest.mark.skipif(sys.platform != "linux", reason="inotify is of Linux")


class Watched:
    """A watch on a small tree, and whether it woke."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.woken = threading.Event()
        self.watch = Watch(project, lambda _: self.woken.set())

    def wakes(self, seconds: float = 5.0) -> bool:
        """Whether it wakes within that time; then it sleeps again."""
        woken = self.woken.wait(seconds)
        while self.woken.wait(0.1):
            self.woken.clear()
        return woken

    def write(self, path: str, text: str = "نص") -> None:
        target = self.project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path.resolve())
    for path in ("content/articles/a.md", "layouts/base.html", "assets/css/a.css", "site.yaml"):
        watched.write(path)
    yield watched
    watched.watch.stop()


@pytest.mark.parametrize(
    "path",
    [
        "content/articles/a.md",
        "content/articles/new/مقال.md",
        "content/images/a.png",
        "layouts/base.html",
        "assets/css/a.css",
        "site.yaml",
    ],
)
def test_a_save_wakes(watched: Watched, path: str) -> None:
    assert watched.watch.start() == ()
    watched.write(path, "نص آخر")
    assert watched.wakes()


@pytest.mark.fault(62)
@pytest.mark.parametrize(
    "path",
    [
        "content/articles/.a.md.swp",
        "content/articles/a.md~",
        "content/articles/#a.md#",
        "content/articles/.#a.md",
        "content/articles/a.tmp",
        "content/.git/HEAD",
        ".cache/preview/site/index.html",
        "public/index.html",
        "notes.txt",
        "site.yaml.bak",
        ".site.yaml.swp",
    ],
)
def test_row_62_what_is_no_source_does_not_wake(watched: Watched, path: str) -> None:
    watched.write(path)
    watched.watch.start()
    watched.write(path, "نص آخر")
    assert not watched.wakes(0.3)


@pytest.mark.fault(62)
def test_row_62_reading_does_not_wake(watched: Watched) -> None:
    watched.watch.start()
    (watched.project / "content/articles/a.md").read_bytes()
    list((watched.project / "content").rglob("*"))
    assert not watched.wakes(0.3)


@pytest.mark.fault(62)
def test_row_62_a_draft_renamed_over_the_file_wakes(watched: Watched) -> None:
    watched.watch.start()
    watched.write("content/articles/.a.md.new")
    assert not watched.wakes(0.3)
    folder = watched.project / "content/articles"
    (folder / ".a.md.new").replace(folder / "a.md")
    assert watched.wakes()


def test_deleting_and_renaming_wake(watched: Watched) -> None:
    watched.watch.start()
    folder = watched.project / "content/articles"
    (folder / "a.md").rename(folder / "b.md")
    assert watched.wakes()
    (folder / "b.md").unlink()
    assert watched.wakes()


@pytest.mark.fault(64)
@pytest.mark.parametrize("polling", [False, True])
def test_row_64_a_folder_that_went_and_came_back_is_watched(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, polling: bool
) -> None:
    if polling:
        _poll_quickly(monkeypatch)
    watched.watch.start()
    for _ in range(2):
        shutil.rmtree(watched.project / "content")
        assert watched.wakes()
        watched.watch.tend()
        watched.write("content/articles/b.md")
        assert watched.wakes()
        watched.watch.tend()
        watched.write("content/articles/b.md", "نص ثالث")
        assert watched.wakes()


@pytest.mark.fault(64)
def test_row_64_a_folder_replaced_by_another_is_watched(watched: Watched) -> None:
    watched.write("other/articles/a.md")
    watched.watch.start()
    (watched.project / "content").rename(watched.project / "old")
    (watched.project / "other").rename(watched.project / "content")
    assert watched.wakes()
    watched.watch.tend()
    watched.write("old/articles/a.md", "نص آخر")
    assert not watched.wakes(0.3)
    watched.write("content/articles/a.md", "نص آخر")
    assert watched.wakes()


def test_a_project_without_layouts_is_watched_until_they_come(watched: Watched) -> None:
    shutil.rmtree(watched.project / "layouts")
    watched.watch.start()
    watched.write("layouts/base.html")
    assert watched.wakes()
    watched.watch.tend()
    watched.write("layouts/base.html", "نص آخر")
    assert watched.wakes()


def _poll_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.serve.watch.POLL_SECONDS", 0.05)
    monkeypatch.setattr("generator.serve.watch.deaf_file_system", lambda _: "nfs4")


@pytest.mark.fault(63)
def test_row_63_a_drive_of_another_machine_is_looked_at(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    _poll_quickly(monkeypatch)
    (told,) = watched.watch.start()
    assert told.code == "W-WATCH"
    assert "nfs4" in told.text.ar
    assert watched.watch.is_polling
    watched.write("content/articles/a.md", "نص أطول")
    assert watched.wakes()


@pytest.mark.fault(63)
@inotify
@pytest.mark.parametrize("allowed", [0, 1, 3, 5])
def test_row_63_when_watches_run_out_files_are_looked_at(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    """Also when it is a folder within that cannot be watched, of which watchdog says nothing."""
    _allow(monkeypatch, allowed)
    monkeypatch.setattr("generator.serve.watch.POLL_SECONDS", 0.05)
    (told,) = watched.watch.start()
    assert told.code == "W-WATCH"
    assert watched.watch.is_polling
    watched.write("content/articles/deep/a.md", "نص أطول")
    assert watched.wakes()
    assert watched.watch.tend() == ()


@pytest.mark.fault(63)
@inotify
def test_row_63_when_watches_run_out_later_it_is_told_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watched.watch.start() == ()
    assert watched.watch.tend() == ()
    _allow(monkeypatch, 0)
    monkeypatch.setattr("generator.serve.watch.POLL_SECONDS", 0.05)
    assert [told.code for told in watched.watch.tend()] == ["W-WATCH"]
    assert watched.watch.tend() == ()
    watched.write("content/articles/a.md", "نص أطول")
    assert watched.wakes()


def _allow(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the kernel hand out so many watches, then refuse."""
    from watchdog.observers import inotify_c

    left = iter(range(count))
    real = inotify_c.inotify_add_watch

    def add(descriptor: int, path: bytes, mask: int) -> int:
        if next(left, None) is None:
            ctypes.set_errno(errno.ENOSPC)
            return -1
        return int(real(descriptor, path, mask))

    monkeypatch.setattr(inotify_c, "inotify_add_watch", add)


_MOUNTS = """\
22 1 0:20 / / rw,relatime - ext4 /dev/sda1 rw
23 22 0:21 / /mnt/share\\040one rw,relatime shared:1 - cifs //server/share rw
24 22 0:22 / /mnt/c rw - 9p C: rw
25 24 0:23 / /mnt/c/fast rw - ext4 /dev/sdb1 rw
26 22 0:24 / /home/me/remote rw - fuse.sshfs me@host: rw
27 22 0:25 / /home/me/disk rw - fuseblk /dev/sdc1 rw
"""


@pytest.mark.fault(63)
@pytest.mark.parametrize(
    ("project", "kind"),
    [
        ("/home/me/site", ""),
        ("/mnt/share one/site", "cifs"),
        ("/mnt/share one", "cifs"),
        ("/mnt/share ones/site", ""),
        ("/mnt/c/site", "9p"),
        ("/mnt/c/fast/site", ""),
        ("/home/me/remote/site", "fuse.sshfs"),
        ("/home/me/disk/site", ""),
    ],
)
def test_row_63_file_systems_that_do_not_tell(tmp_path: Path, project: str, kind: str) -> None:
    (tmp_path / "mountinfo").write_text(_MOUNTS, encoding="utf-8")
    assert deaf_file_system(Path(project), tmp_path / "mountinfo") == kind


def test_without_a_table_of_mounts_the_system_is_believed(tmp_path: Path) -> None:
    assert deaf_file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.fault(62)
@pytest.mark.parametrize(
    ("name", "passing"),
    [
        ("a.md", False),
        ("مقال.md", False),
        ("a#b.md", False),
        (".a", True),
        ("#a#", True),
        ("a~", True),
    ],
)
def test_row_62_names_of_a_moment(name: str, passing: bool) -> None:
    assert is_passing(name) is passing
