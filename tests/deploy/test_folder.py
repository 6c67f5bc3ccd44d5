"""A folder: releases with shared files, a link that moves at once, rollback."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import files
from generator.deploy import folder as folders
from generator.deploy import record as records
from generator.diagnostics import Failed
from tests.deploy.sites import FILES, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "project", "{folder: ../www}")


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


def tree(folder: Path) -> dict[str, str]:
    """What readers get: the files of the current release, without the record."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in found}
    return {path: text for path, text in texts.items() if path != records.NAME}


def test_the_first_release(site: Site, www: Path) -> None:
    receipt = site.deploy()
    assert tree(www / "current") == FILES
    assert (len(receipt.sent), receipt.kept, receipt.deleted) == (len(FILES), 0, ())
    assert receipt.release == 1


def test_nothing_changed(site: Site, www: Path) -> None:
    site.deploy()
    receipt = site.deploy()
    assert (receipt.sent, receipt.kept, receipt.release) == ((), len(FILES), 1)
    assert sorted(path.name for path in (www / "releases").iterdir()) == [".lock", "1"]


def test_an_edit_shares_the_rest(site: Site, www: Path) -> None:
    site.deploy()
    site.change(**{"index.html": "جديد"})
    receipt = site.deploy()
    assert receipt.sent == ("index.html",)
    one, two = www / "releases/1", www / "releases/2"
    assert (one / "feed.xml").samefile(two / "feed.xml")
    assert (one / "index.html").read_text() == "الرئيسية"
    assert (www / "current/index.html").read_text() == "جديد"


def test_a_deletion(site: Site, www: Path) -> None:
    site.deploy()
    site.change(**{"2026/11/Budget/index.html": None})
    receipt = site.deploy()
    assert receipt.deleted == ("2026/11/Budget/index.html",)
    assert tree(www / "current") == site.files


@pytest.mark.fault(81)
def test_foreign_files_come_along(site: Site, www: Path) -> None:
    site.deploy()
    (www / "current/.well-known").mkdir()
    (www / "current/.well-known/token").write_text("x")
    site.change(**{"index.html": "جديد"})
    site.deploy()
    assert (www / "current/.well-known/token").read_text() == "x"


@pytest.mark.fault(89)
def test_rollback_and_the_last_three(site: Site, www: Path) -> None:
    for text in "1234":
        site.change(**{"index.html": text})
        site.deploy()
    assert sorted(path.name for path in (www / "releases").glob("[0-9]*")) == ["2", "3", "4"]
    rolled = site.rollback()
    assert (rolled.old, rolled.new) == (4, 3)
    ar, en = rolled.sentences()
    assert "النشر التالي" in ar
    assert "the next deploy" in en
    assert (www / "current/index.html").read_text() == "3"
    site.rollback()
    assert (www / "current/index.html").read_text() == "2"
    with pytest.raises(Exception, match="E-TARGET"):
        site.rollback()
    assert site.deploy().release == 5


@pytest.mark.fault(89)
def test_a_rollback_passes_over_what_was_withdrawn(site: Site, www: Path) -> None:
    for text in ("1 good", "2 bad"):
        site.change(**{"index.html": text})
        site.deploy()
    site.rollback()
    site.change(**{"index.html": "3"})
    assert site.deploy().release == 3
    rolled = site.rollback()
    assert (rolled.old, rolled.new) == (3, 1)
    assert (www / "current/index.html").read_text() == "1 good"
    with pytest.raises(Failed, match="E-TARGET"):
        site.rollback()


@pytest.mark.fault(89)
def test_the_last_three_are_those_that_were_served(site: Site, www: Path) -> None:
    """What was withdrawn goes, not what a rollback would go back to."""
    for text in "12":
        site.change(**{"index.html": text})
        site.deploy()
    for text in "34":
        site.rollback()
        site.change(**{"index.html": text})
        site.deploy()
    site.change(**{"index.html": "5"})
    assert site.deploy().release == 5
    assert sorted(path.name for path in (www / "releases").glob("[0-9]*")) == ["1", "4", "5"]
    assert [site.rollback().new for _ in range(2)] == [4, 1]


@pytest.mark.fault(89)
def test_releases_that_do_not_say_what_was_before(site: Site, www: Path) -> None:
    """They were made by an earlier tahlil: then the number tells."""
    for text in "123":
        site.change(**{"index.html": text})
        site.deploy()
        note = www / "current" / records.NAME
        record = records.decode(note.read_bytes())
        assert record is not None
        note.write_bytes(records.encode(replace(record, before=0)))
    assert [site.rollback().new for _ in range(2)] == [2, 1]


@pytest.mark.fault(81)
@pytest.mark.parametrize("theirs", ["2026/12/x/index.html", "2026/12/x", "new/a"])
def test_a_foreign_file_in_the_way(site: Site, www: Path, theirs: str) -> None:
    site.deploy()
    (www / "current" / theirs).parent.mkdir(parents=True)
    (www / "current" / theirs).write_text("theirs")
    (www / "current/own.txt").write_text("x")
    site.change(**{"2026/12/x/index.html": "ours", "new": "ours"})
    before = tree(www / "current")
    for dry_run in (True, False):
        (fault,) = site.faults(dry_run=dry_run)
        assert (fault.code, fault.path, fault.exit_code) == ("E-TAKEN", theirs, 4)
    assert tree(www / "current") == before
    site.deploy(adopt=True)
    assert tree(www / "current") == site.files | {"own.txt": "x"}


@pytest.mark.fault(81)
def test_a_foreign_file_that_is_the_same_is_not_in_the_way(site: Site, www: Path) -> None:
    site.deploy()
    (www / "current/robots.txt").write_text("x")
    site.change(**{"robots.txt": "x"})
    site.deploy()
    assert tree(www / "current") == site.files


@pytest.mark.fault(83)
def test_a_file_that_was_altered_there_is_sent_again(site: Site, www: Path) -> None:
    site.deploy()
    (www / "current/feed.xml").unlink()
    (www / "current/feed.xml").write_text("other")
    assert site.deploy().sent == ("feed.xml",)
    assert tree(www / "current") == FILES


@pytest.mark.fault(77)
@pytest.mark.parametrize("operation", range(1, 40, 3))
def test_a_disk_that_fails_at_any_operation(
    site: Site, www: Path, operation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers have the old release, whole, or the new one; the next run finishes."""
    site.deploy()
    before = tree(www / "current")
    site.change(**{f"2026/12/{n}/index.html": f"{n}" for n in range(9)})
    count = 0

    def failing(name: str) -> None:
        real = getattr(files, name)

        def work(*arguments: object, **named: object) -> object:
            nonlocal count
            count += str(www) in str(arguments)
            if count == operation and str(www) in str(arguments):
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        monkeypatch.setattr(files, name, work)

    for name in ("open_new", "link", "replace", "point"):
        failing(name)
    with contextlib.suppress(Failed):
        site.deploy()  # past the last operation it succeeds
        before = site.files
    assert tree(www / "current") == before
    monkeypatch.undo()
    site.deploy()
    assert tree(www / "current") == site.files


def test_what_was_copied_before_a_failure_is_not_copied_again(
    site: Site, www: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    real = files.open_new

    def counted(path: Path | str, data: bytes) -> None:
        if str(www) in str(path):
            written.append(str(path))
            if len(written) == 6:
                raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(files, "open_new", counted)
    (fault,) = site.faults()
    assert fault.code == "E-DEPLOY"
    assert "5" in fault.text.en
    assert fault.exit_code == 4
    written.clear()
    monkeypatch.setattr(files, "open_new", real)
    site.deploy()
    assert tree(www / "current") == FILES


@pytest.mark.fault(84)
def test_two_at_once(site: Site, www: Path) -> None:
    site.deploy()
    with (www / "releases/.lock").open("r+") as lock:
        lock.write("سارة@desk\t2026-11-23 09:00")
        lock.flush()
        assert files.try_lock(lock)
        fault = site.fault()
    assert fault.code == "E-BUSY"
    assert "سارة@desk" in fault.text.ar
    assert fault.exit_code == 3


@pytest.mark.parametrize("target", ["{folder: .}", "{folder: ..}", "{folder: public/www}"])
def test_places_that_cannot_be(tmp_path: Path, target: str) -> None:
    site = Site(tmp_path / "project", target)
    assert site.fault().code == "E-TARGET"


def test_a_folder_called_current_is_not_ours(site: Site, www: Path) -> None:
    (www / "current").mkdir(parents=True)
    assert site.fault().code == "E-TARGET"


def test_a_dry_run_touches_nothing(site: Site, www: Path) -> None:
    receipt = site.deploy(dry_run=True)
    assert len(receipt.sent) == len(FILES)
    assert not www.exists()
    assert folders.KEPT == 3
