"""Moderation, and the way of comments out, in and back."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.comments.source import KeptComment, KeptThread, from_database
from generator.comments.thread import arranged
from generator.diagnostics import Failed, exit_code
from generator.moderation import keeping
from generator.moderation.desk import Desk
from generator.moderation.exchange import export, take_in
from tests.comments.isso import ask, beside, database, post, rows, running, thread

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def comment(id: int, parent: int | None = None, state: str = "approved") -> KeptComment:
    text = "" if state == "deleted" else f"نص {id}"
    return KeptComment(id, NOW + timedelta(minutes=id), "سعاد", text, parent, state)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return database(
        tmp_path,
        thread("a", comment(1), comment(2, 1), comment(3, state="waiting")),
        thread("b", comment(4, state="waiting")),
    )


def codes(failed: pytest.ExceptionInfo[Failed]) -> list[str]:
    return [fault.code for fault in failed.value.diagnostics]


def states(path: Path) -> dict[int, str]:
    return {entry.id: entry.state for entry in Desk(path).entries(everything=True)}


# -- moderation ------------------------------------------------------------------------------------


def test_what_waits_is_listed_oldest_first(path: Path) -> None:
    assert [(e.id, e.article, e.author, e.text) for e in Desk(path).entries()] == [
        (3, "a", "سعاد", "نص 3"),
        (4, "b", "سعاد", "نص 4"),
    ]


def test_an_approval_publishes_all_that_are_named_or_none(path: Path) -> None:
    with pytest.raises(Failed) as failed:
        Desk(path).approve((3, 99))
    assert codes(failed) == ["E-COMMENTS-ID"]
    assert "99" in failed.value.diagnostics[0].text.en
    assert states(path)[3] == "waiting"
    Desk(path).approve((3, 1))
    assert states(path) == {1: "approved", 2: "approved", 3: "approved", 4: "waiting"}


def test_a_comment_with_replies_leaves_a_place_and_no_word(path: Path) -> None:
    rows(path, "update comments set email='x@y.example', website='w'")
    Desk(path).delete((1, 3))
    assert states(path) == {1: "deleted", 2: "approved", 4: "waiting"}
    assert rows(path, "select text, author, email, website from comments where id=1") == [
        ("", None, None, None)
    ]
    with pytest.raises(Failed) as failed:
        Desk(path).approve((1,))
    assert codes(failed) == ["E-COMMENTS-ID"]
    Desk(path).delete((2,))
    assert states(path) == {4: "waiting"}, "the place went with its last reply"
    assert rows(path, "select uri from threads") == [("/a/b/",)]


def test_a_reply_publishes_what_it_answers_and_stands_below_it(path: Path) -> None:
    made = Desk(path).reply(4, "شكراً & أهلاً", "هيئة التحرير", NOW + timedelta(hours=1))
    again = Desk(path).reply(made, "ورد آخر", "هيئة التحرير", NOW + timedelta(hours=2))
    (branch,) = arranged(from_database(path)["b"].comments)
    assert branch.comment.id == 4
    assert [(reply.id, reply.text) for reply in branch.replies] == [
        (made, "شكراً & أهلاً"),
        (again, "ورد آخر"),
    ]
    with pytest.raises(Failed) as failed:
        Desk(path).reply(4, " ا ", "هيئة التحرير", NOW)
    assert codes(failed) == ["E-COMMENTS-TEXT"]


def test_isso_works_on_with_what_the_desk_did(path: Path, free_port: int) -> None:
    """Both write to one database: here is what Isso makes of our writing, and we of Isso's."""
    project = path.parents[1]
    with running(beside(project, free_port, 1), free_port) as address:
        held = post(address, "b", "جديد <b>&", author='س & "ص" <b>', email="e@private.example")
        assert (held.status, held.json["mode"]) == (202, 2)
        (entry,) = (e for e in Desk(path).entries() if e.text.startswith("جديد"))
        assert (entry.id, entry.author) == (held.json["id"], 'س & "ص" <b>')
        Desk(path).approve((entry.id,))
        Desk(path).reply(entry.id, "رد التحرير", "هيئة التحرير", NOW)
        Desk(path).delete((1,))
        (top,) = (
            one for one in ask(f"{address}/?uri=/a/b/").json["replies"] if one["id"] == entry.id
        )
        assert [reply["text"] for reply in top["replies"]] == ["<p>رد التحرير</p>"]
        answer = post(address, "b", "رد القارئ", parent=top["replies"][0]["id"])
        assert answer.json["parent"] == entry.id
        assert ask(f"{address}/count", ["/a/a/", "/a/b/"]).json == [1, 2]
    assert "e@private.example" not in str(from_database(path))


@pytest.mark.fault(103)
def test_a_full_disk_is_told_and_nothing_is_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The largest file that SQLite may make stands for a disk: it gives the same answer."""
    before = states(path)
    (pages,) = rows(path, "pragma page_count")[0]
    whole = sqlite3.connect

    def small(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = whole(*arguments, **named)
        connection.execute(f"pragma max_page_count = {pages}")
        return connection

    monkeypatch.setattr("generator.comments.source.sqlite3.connect", small)
    with pytest.raises(Failed) as failed:
        Desk(path).reply(4, "نص طويل " * 5000, "هيئة التحرير", NOW)
    monkeypatch.undo()
    assert codes(failed) == ["E-COMMENTS-DB"]
    assert "مكان" in failed.value.diagnostics[0].text.ar
    assert exit_code(failed.value.diagnostics) == 3
    assert states(path) == before


def test_without_a_database_the_way_to_one_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "none.db")
    with pytest.raises(Failed) as failed:
        desk.entries()
    assert codes(failed) == ["E-COMMENTS-NONE"]
    with pytest.raises(Failed) as failed:
        desk.approve((1,))
    assert codes(failed) == ["E-COMMENTS-NONE"]
    assert list(tmp_path.iterdir()) == []


# -- export and import -----------------------------------------------------------------------------


def test_an_export_comes_in_again_as_it_was(path: Path, tmp_path: Path) -> None:
    rows(path, "update comments set email='canary@private.example'")
    assert export(path, tmp_path / "c.json", everything=True) == 4
    data = (tmp_path / "c.json").read_bytes()
    assert b"canary" not in data
    again = tmp_path / "again" / "c.db"
    kept = json.loads(data)["threads"]
    assert [one["id"] for one in kept] == ["a", "b"]
    from generator.comments.source import decode

    first = take_in(again, decode("c.json", data).threads)
    assert (first.taken, first.known, first.repaired) == (4, 0, 0)
    assert from_database(again) == from_database(path)
    assert states(again) == states(path)
    second = take_in(again, decode("c.json", data).threads)
    assert (second.taken, second.known) == (0, 4)


def test_an_export_has_what_is_public_unless_told_otherwise(path: Path, tmp_path: Path) -> None:
    assert export(path, tmp_path / "c.json") == 2
    assert "نص 3" not in (tmp_path / "c.json").read_text(encoding="utf-8")


@pytest.mark.fault(102)
def test_loops_and_lost_parents_are_repaired_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    taken = take_in(
        path,
        [
            KeptThread(
                "a",
                "مقال",
                (
                    *(comment(1, 2), comment(2, 1), comment(3, 99), comment(4)),
                    *(comment(5, 4), comment(6, 5), comment(7, 6)),
                    KeptComment(8, NOW, "س", "  "),
                    comment(9, state="deleted"),
                ),
            )
        ],
    )
    assert (taken.taken, taken.repaired, taken.empty) == (7, 3, 2)
    tree = [
        (b.comment.id, [r.id for r in b.replies])
        for b in arranged(from_database(path)["a"].comments)
    ]
    assert tree == [(1, []), (2, []), (3, []), (4, [5, 6, 7])]


def test_numbers_that_are_taken_are_given_anew_and_threads_stay_whole(path: Path) -> None:
    taken = take_in(path, [KeptThread("c", "آخر", (comment(1), comment(2, 1)))])
    assert taken.taken == 2
    (branch,) = arranged(from_database(path)["c"].comments)
    assert len(branch.replies) == 1
    assert branch.comment.id not in (1, 2, 3, 4)


# -- backup and restore ----------------------------------------------------------------------------


@pytest.mark.fault(103)
def test_a_backup_taken_while_isso_runs_is_sound_and_comes_back(
    path: Path, tmp_path: Path, free_port: int
) -> None:
    before = from_database(path)
    with running(beside(path.parents[1], free_port, 1), free_port) as address:
        assert post(address, "a", "قبل النسخ").status == 202
        copied = keeping.backup(path, tmp_path / "backups/one.db")
        assert copied.comments == 5
        assert post(address, "a", "بعد النسخ").status == 202
    assert (tmp_path / "backups/one.db").stat().st_mode & 0o077 == 0
    path.write_bytes(b"garbage")
    back, aside = keeping.restore(path, tmp_path / "backups/one.db", NOW)
    assert back.comments == 5
    assert from_database(path) == before
    assert Path(aside).read_bytes() == b"garbage"
    assert len(Desk(path).entries()) == 3


@pytest.mark.fault(103)
def test_a_copy_that_is_not_sound_replaces_nothing(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    bad = tmp_path / "bad.db"
    for data in (b"", b"x" * 5000, whole[: len(whole) // 2]):
        bad.write_bytes(data)
        with pytest.raises(Failed) as failed:
            keeping.restore(path, bad, NOW)
        assert codes(failed) == ["E-COMMENTS-BACKUP"]
    with pytest.raises(Failed):
        keeping.restore(path, tmp_path / "none.db", NOW)
    assert path.read_bytes() == whole
    assert sorted(place.name for place in path.parent.iterdir()) == [".gitignore", "comments.db"]


def test_a_backup_overwrites_nothing_and_leaves_no_half(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    keeping.backup(path, target)
    with pytest.raises(Failed) as failed:
        keeping.backup(path, target)
    assert codes(failed) == ["E-COMMENTS-BACKUP"]
    path.write_bytes(b"x" * 9999)
    with pytest.raises(Failed), contextlib.closing(sqlite3.connect(":memory:")):
        keeping.backup(path, tmp_path / "other.db")
    assert [p.name for p in tmp_path.iterdir() if "other" in p.name] == []
