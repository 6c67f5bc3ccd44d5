"""Keeping comments: a backup that is proved, and the way back from it."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

import msgspec

from generator import files
from generator.comments.source import opened, telling
from generator.diagnostics import Exit, Failed, Fault
from generator.moderation.folder import make_folder

UNSOUND = Fault(
    code="E-COMMENTS-BACKUP",
    ar="النسخة غير سليمة: {reason}. لم يتغير شيء.",
    en="This copy is not sound: {reason}. Nothing was changed.",
    hint_ar="جرّب نسخة أقدم.",
    hint_en="Try an older copy.",
    exit_code=Exit.ENVIRONMENT,
)
TAKEN = Fault(
    code="E-COMMENTS-BACKUP",
    ar="هذا الملف موجود من قبل ولن يُمس.",
    en="This file exists already and is left alone.",
    hint_ar="اختر اسماً آخر للنسخة.",
    hint_en="Choose another name for the copy.",
    exit_code=Exit.ENVIRONMENT,
)


class Copied(msgspec.Struct, frozen=True):
    """A copy: where it is, and how many comments it holds, of every state."""

    path: str
    comments: int


def backup(database: Path, target: Path) -> Copied:
    """Copy the database while Isso may write to it (SQLite's online backup), and read the copy
    again. Raises Failed, then there is no copy."""
    if files.exists(target):
        raise Failed([TAKEN.at(target.name)])
    draft = target.with_name(f".{target.name}.new")
    try:
        with files.writing(str(target)):
            files.make_folder(target.parent)
            _copy(database, draft)
            files.make_private(draft)
            comments = _proved(draft)
            files.replace(draft, target)
    finally:
        files.remove(draft)
    return Copied(str(target), comments)


def restore(database: Path, source: Path, now: datetime) -> tuple[Copied, str]:
    """Put a backup in the place of the database; what stood there stays beside it, under a name
    that is given back ("" when there was nothing). Raises Failed, then nothing was changed."""
    if not files.exists(source):
        raise Failed([UNSOUND.at(source.name, reason="no such file")])
    _proved(source)
    draft = database.with_name(f".{database.name}.new")
    aside = database.with_name(f"{database.name}.{now:%Y%m%d-%H%M%S}.old")
    try:
        with files.writing(str(database)):
            make_folder(database.parent)
            files.remove(draft)
            _copy(source, draft)
            comments = _proved(draft)
            had = files.exists(database)
            if had:
                files.replace(database, aside)
            for journal in ("-journal", "-wal", "-shm"):
                files.remove(f"{database}{journal}")
            files.replace(draft, database)
    finally:
        files.remove(draft)
    return Copied(str(database), comments), str(aside) if had else ""


def _copy(source: Path, target: Path) -> None:
    with (
        telling(source),
        contextlib.closing(opened(source)) as there,
        contextlib.closing(opened(target, "rwc")) as here,
    ):
        there.backup(here)


def _proved(path: Path) -> int:
    """How many comments a copy holds, once all of it was read. Raises Failed."""
    try:
        with contextlib.closing(opened(path)) as database:
            (verdict,) = database.execute("pragma integrity_check").fetchone()
            (comments,) = database.execute(
                "select count(*) from comments c join threads t on t.id = c.tid"
            ).fetchone()
    except sqlite3.Error as error:
        raise Failed([UNSOUND.at(path.name, reason=str(error).rstrip("."))]) from error
    if verdict != "ok":
        raise Failed([UNSOUND.at(path.name, reason=str(verdict))])
    return int(comments)
