"""The door to the disk: what is read, what is refused, and how a file is written (faults rows 13,
20, 21, 41, 44, 54)."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator import files
from generator.diagnostics import Failed
from generator.files import Survey, Surveyed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "content"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("a")
    (folder / "deep").mkdir()
    (folder / "deep" / "b.md").write_text("b")
    return tmp_path / "project"


def _survey(project: Path, known: dict[str, Surveyed] | None = None) -> Survey:
    return files.survey(project, "content", known or {})


def _found(survey: Survey) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in survey.findings]


def test_every_ordinary_file_sorted(project: Path) -> None:
    assert [file.path for file in _survey(project).files] == ["content/a.md", "content/deep/b.md"]


def test_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert _survey(tmp_path) == Survey((), ())


@pytest.mark.parametrize(
    "name", [".hidden.md", "a.md~", ".a.md.swp", "a.tmp", "a.bak", "a.orig", "a.md.part"]
)
def test_what_editors_leave_is_passed_over(project: Path, name: str) -> None:
    (project / "content" / name).write_text("x")
    survey = _survey(project)
    assert len(survey.files) == 2
    assert survey.findings == ()


@pytest.mark.fault(21)
def test_links_are_told_and_not_followed(project: Path, tmp_path: Path) -> None:
    """Row 21: out of the project, within it, dangling, in a circle."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    content = project / "content"
    (content / "file.md").symlink_to(outside / "secret.md")
    (content / "folder").symlink_to(outside)
    (content / "inside.md").symlink_to("a.md")
    (content / "dangling.md").symlink_to("nowhere.md")
    (content / "circle").symlink_to(".")
    survey = _survey(project)
    assert len(survey.files) == 2
    assert _found(survey) == [
        ("E-LINKOUT", f"content/{name}")
        for name in ("circle", "dangling.md", "file.md", "folder", "inside.md")
    ]


_TARGETS = st.sampled_from(
    ["a.md", "nowhere.md", ".", "..", "/", "deep", "deep/b.md", "link0.md", "link1.md", "{outside}",
     "{outside}/secret.md", "../../outside/secret.md", "deep/../../../outside"]
)  # fmt: skip


@pytest.mark.fault(21)
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_TARGETS, st.booleans()), max_size=5))
def test_no_link_is_followed_wherever_it_leads(links: list[tuple[str, bool]]) -> None:
    """Row 21, any of them at once: to each other, in circles, over two corners."""
    with tempfile.TemporaryDirectory() as place:
        outside, content = Path(place, "outside"), Path(place, "project", "content")
        outside.mkdir()
        (outside / "secret.md").write_text("secret")
        (content / "deep").mkdir(parents=True)
        for name in ("a.md", "deep/b.md"):
            (content / name).write_text(name)
        told = []
        for number, (target, is_deep) in enumerate(links):
            name = f"{'deep/' if is_deep else ''}link{number}.md"
            (content / name).symlink_to(target.replace("{outside}", str(outside)))
            told.append(("E-LINKOUT", f"content/{name}"))
        survey = _survey(content.parent)
    assert [file.path for file in survey.files] == ["content/a.md", "content/deep/b.md"]
    assert sorted(_found(survey)) == sorted(told)


@pytest.mark.fault(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_odd_files_are_told_and_never_waited_for(project: Path) -> None:
    """Row 20: FIFO and socket, by name."""
    os.mkfifo(project / "content" / "fifo.md")
    with socket.socket(socket.AF_UNIX) as odd:
        here = Path.cwd()
        os.chdir(project / "content")
        try:
            odd.bind("socket.md")
        finally:
            os.chdir(here)
        begun = time.monotonic()
        survey = _survey(project)
    assert time.monotonic() - begun < 2
    assert _found(survey) == [("E-IO", "content/fifo.md"), ("E-IO", "content/socket.md")]
    with pytest.raises(OSError, match="not an ordinary file"):
        files.read(project / "content" / "fifo.md")


@pytest.mark.fault(20)
def test_a_file_that_cannot_be_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 20: E-IO by name, with the reason; the others are read."""
    read = files.read

    def refuse(path: Path) -> bytes:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(files, "read", refuse)
    survey = _survey(project)
    assert _found(survey) == [("E-IO", "content/a.md")]
    assert "Permission denied" in survey.findings[0].text.en
    assert [file.path for file in survey.files] == ["content/deep/b.md"]


def test_a_name_that_is_no_text(project: Path) -> None:
    """A name from another age of encodings: told, not a crash."""
    try:
        (project / "content" / os.fsdecode(b"\xe3\xde.md")).write_text("x")
    except OSError:
        pytest.skip("this file system holds only text")
    survey = _survey(project)
    assert len(survey.files) == 2
    assert [code for code, _ in _found(survey)] == ["E-IO"]
    assert survey.findings[0].path.encode()


def _known(survey: Survey, seen_ns: int) -> dict[str, Surveyed]:
    return {file.path: replace(file, seen_ns=seen_ns) for file in survey.files}


def _aged(place: Path) -> None:
    """As if it had been saved an hour ago. The time of change cannot be set; a test waits for no
    clock, so the look is put into the future instead."""
    os.utime(place, ns=(time.time_ns() - 3_600_000_000_000,) * 2)


def test_a_known_stamp_spares_the_reading(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time_ns() + 10_000_000_000
    known = _known(_survey(project), later)
    monkeypatch.setattr(files, "read", lambda _: pytest.fail("was read again"))
    assert {file.path: file.digest for file in _survey(project, known).files} == {
        path: each.digest for path, each in known.items()
    }


@pytest.mark.fault(54)
def test_a_fresh_stamp_proves_nothing(project: Path) -> None:
    """Row 54: a save within the tick of the clock leaves the same stamp."""
    known = _known(_survey(project), time.time_ns())
    lies = {path: replace(each, digest="0" * 32) for path, each in known.items()}
    assert all(file.digest != "0" * 32 for file in _survey(project, lies).files)


@pytest.mark.fault(54)
@pytest.mark.parametrize("what", ["bytes", "time", "size", "inode"])
def test_any_change_of_the_stamp_counts(project: Path, what: str) -> None:
    """Row 54: also a time that moves backwards, and a change that restores its time."""
    place = project / "content" / "a.md"
    _aged(place)
    known = _known(_survey(project), time.time_ns() + 10_000_000_000)
    lies = {path: replace(each, digest="0" * 32) for path, each in known.items()}
    status = place.stat()
    time.sleep(0.02)
    if what == "bytes":
        place.write_text("b")
        os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif what == "time":
        os.utime(place, ns=(0, 0))
    elif what == "size":
        place.write_text("longer")
    else:
        place.with_name("c").write_text("a")
        place.with_name("c").replace(place)
    surveyed = {file.path: file.digest for file in _survey(project, lies).files}
    assert surveyed["content/a.md"] != "0" * 32
    assert surveyed["content/deep/b.md"] == "0" * 32


@pytest.mark.fault(41)
def test_writing_never_follows_a_link(tmp_path: Path) -> None:
    """Row 41."""
    precious = tmp_path / "precious"
    precious.write_text("precious")
    link = tmp_path / "link"
    link.symlink_to(precious)
    with pytest.raises(FileExistsError):
        files.open_new(link, b"x")
    files.write_atomically(link, b"new")
    assert link.read_bytes() == b"new"
    assert not link.is_symlink()
    assert precious.read_text() == "precious"


def test_reading_never_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with pytest.raises(OSError, match="link"):
        files.read(tmp_path / "link")
    assert files.stamp_at(tmp_path / "link") is None


def test_links_in_a_folder(tmp_path: Path) -> None:
    """To a file, to a folder, to nothing; where there is no folder there are none."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for name in ("file", "folder", "nothing"):
        (tmp_path / f"to {name}").symlink_to(tmp_path / name)
    assert files.links_in(tmp_path) == {"to file", "to folder", "to nothing"}
    assert files.links_in(tmp_path / "folder") == frozenset()
    assert files.links_in(tmp_path / "file") == files.links_in(tmp_path / "none") == frozenset()


def test_what_is_known_is_given_back_as_it_is(project: Path) -> None:
    """So that a run sees at a glance whether its notes changed."""
    known = _known(_survey(project), time.time_ns() + 10_000_000_000)
    again = _survey(project, known)
    assert all(file is known[file.path] for file in again.files)


@pytest.mark.fault(49)
@pytest.mark.parametrize("operation", ["open_new", "replace"])
def test_a_failed_write_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """Row 49."""
    place = tmp_path / "file"
    place.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, operation, refuse)
    with pytest.raises(OSError, match="No space"):
        files.write_atomically(place, b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert place.read_text() == "old"


@pytest.mark.fault(49)
def test_of_several_new_files_all_are_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 49: nothing of them is left, nor of the one that was cut off."""
    whole = files.open_new

    def full(path: Path, data: bytes) -> None:
        whole(path, data[:2])
        if path.name == "c":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "open_new", full)
    with pytest.raises(OSError, match="No space"):
        files.write_new(tmp_path, {"a": b"a", "in/b": b"b", "in/c": b"half", "d": b"d"})
    assert not [*tmp_path.iterdir()]


def test_new_files_take_the_place_of_none(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("old")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path, {"a": b"new", "b": b"new"})
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("b", "old")]


@pytest.mark.fault(49)
def test_writing_turns_refusals_into_a_diagnostic() -> None:
    """Row 49: exit 3, what and why."""
    with pytest.raises(Failed) as caught, files.writing("public"):
        raise OSError(28, "No space left on device", "/somewhere/public/x")
    (fault,) = caught.value.diagnostics
    assert (fault.code, int(fault.exit_code)) == ("E-DISK", 3)
    assert "No space left on device" in fault.text.en


def test_removing_what_is_gone_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    files.remove(tmp_path / "nothing")
    files.remove(tmp_path / "file" / "below")
    files.remove_folder(tmp_path / "nothing")
    with pytest.raises((IsADirectoryError, PermissionError)):
        files.remove(tmp_path)


def test_empty_folders_go_up_to_the_border(tmp_path: Path) -> None:
    deep = tmp_path / "site" / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "site" / "a" / "kept").write_text("x")
    files.remove_empty_folders(deep / "gone", tmp_path / "site")
    assert not (tmp_path / "site" / "a" / "b").exists()
    files.remove(tmp_path / "site" / "a" / "kept")
    files.remove_empty_folders(tmp_path / "site" / "a", tmp_path / "site")
    assert list((tmp_path / "site").iterdir()) == []


@pytest.mark.fault(51)
def test_setting_aside(tmp_path: Path) -> None:
    """Row 51: a folder too, and again and again."""
    place = tmp_path / "store"
    for content in ("first", "second"):
        place.mkdir()
        (place / "x").write_text(content)
        files.set_aside(place)
        assert (tmp_path / "store.bad" / "x").read_text() == content
    place.write_text("a file")
    files.set_aside(place)
    assert (tmp_path / "store.bad").read_text() == "a file"
    files.set_aside(place)


def test_writable_folders(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert files.can_write(tmp_path / "not" / "yet")
    assert not (tmp_path / "not").exists()
    assert not files.can_write(tmp_path / "file" / "below")
    assert files.same_device(tmp_path / "not" / "yet", tmp_path)
