"""A folder on this machine that a web server reads: one folder for each release, and a link,
`current`, that moves from one to the next in one step. The last three that were served are kept.

A release shares its unchanged files with the one before (hard links), so that it costs what
changed. Files that we did not deploy come along.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from generator import files
from generator.config import DeployTarget
from generator.deploy import record as records
from generator.deploy.changes import Changes, changes, refuse_many
from generator.deploy.errand import Errand, Receipt, Rolled
from generator.deploy.faults import (
    BAD_PLACE,
    BUSY,
    INCOMPLETE,
    NOTHING_EARLIER,
    OTHER_SITE,
    UNFAITHFUL,
    UNRECORDED,
)
from generator.deploy.foreign import in_the_way, refuse
from generator.deploy.record import Record
from generator.diagnostics import Failed
from generator.keys import digest_bytes

CURRENT = "current"
RELEASES = "releases"
KEPT = 3
"""Releases that are kept, the current one among them."""


class FolderTarget:
    """See the module."""

    def deploy(self, errand: Errand) -> Receipt:
        place = _place(errand.target, errand.project)
        _refuse_place(place, errand)
        with _held(place, errand) if not errand.dry_run else contextlib.nullcontext():
            return _Release(errand, place).bring()

    def rollback(self, target: DeployTarget, project: Path, /) -> Rolled:
        place = _place(target, project)
        now = _number(files.pointed(place / CURRENT))
        earlier = [*itertools.islice(_served(place, now), 1, 2)]
        if not earlier:
            raise Failed([NOTHING_EARLIER.at("site.yaml", name=target.name)])
        files.point(place / CURRENT, _name(earlier[0]))
        return Rolled(target.name, now, earlier[0])


class _Release:
    """One release on its way."""

    def __init__(self, errand: Errand, place: Path) -> None:
        self.errand, self.place, self.built = errand, place, errand.built
        self.before = place / (files.pointed(place / CURRENT) or f"{RELEASES}/0")
        self.known = _record(self.before)
        self.foreign = frozenset(self._foreign())
        self.stage = place / RELEASES / ".next"

    def bring(self) -> Receipt:
        errand = self.errand
        there = self._there()
        self._make_room()
        planned = changes(self.built, there)
        refuse_many(planned, self.known, errand.allow_delete)
        number = max((0, *_numbers(self.place))) + 1
        receipt = Receipt.of(errand, str(self.place / CURRENT), number, planned)
        if errand.dry_run or (planned.is_nothing and self.known):
            number = self.known.release if self.known else number
            return msgspec.structs.replace(receipt, release=number)
        served = _number(self.before.name)
        self._stage(planned, Record(self.built.site, number, self.built.digests, before=served))
        release = self.place / _name(number)
        files.replace(self.stage, release)
        files.point(self.place / CURRENT, _name(number))
        kept = set(itertools.islice(_served(self.place, number), KEPT))
        for old in set(_numbers(self.place)) - kept:
            files.remove_folder(self.place / _name(old))
        is_first = self.known is None and files.exists(self.before)
        findings = (UNRECORDED.at("site.yaml", name=errand.target.name),) if is_first else ()
        return msgspec.structs.replace(receipt, findings=findings)

    def _there(self) -> Mapping[str, str]:
        """What the current release holds of ours, by what lies there and not by its record."""
        known = self.known
        if known is None:
            return {}
        if known.site != self.built.site:
            name, site = self.errand.target.name, self.built.site
            values = {"other": known.site, "record": records.NAME}
            raise Failed([OTHER_SITE.at("site.yaml", name=name, site=site, **values)])
        return {path: _digest(self.before / path) for path in known.files}

    def _stage(self, planned: Changes, record: Record) -> None:
        """Fill the next release. What an earlier try left there and is right is used."""
        paths, new = tuple(self.built.files), frozenset(planned.paths)
        self.errand.progress.phase("deploy", len(paths))
        done = 0
        try:
            self._clear(frozenset(paths) | self.foreign)
            for path in paths:
                self._put(path, path in new)
                done += 1
                self.errand.progress.advance(1)
            for path in sorted(self.foreign):
                self._share(path)
            files.write_atomically(self.stage / records.NAME, records.encode(record))
            files.sync(self.stage)
        except OSError as error:
            left, reason = len(paths) - done, error.strerror or type(error).__name__
            values = {"done": done, "left": left, "reason": reason}
            raise Failed(
                [INCOMPLETE.at("site.yaml", name=self.errand.target.name, **values)]
            ) from error

    def _put(self, path: str, is_new: bool) -> None:
        place, wanted = self.stage / path, self.built.files[path].digest
        if _digest(place) == wanted:
            return
        files.remove(place)
        if not is_new:
            self._share(path)
            return
        files.make_folder(place.parent)
        files.open_new(place, self.built.read(path))
        if _digest(place) != wanted:
            raise Failed([UNFAITHFUL.at(path, tries=1)])

    def _share(self, path: str) -> None:
        if not files.exists(self.stage / path):
            files.make_folder((self.stage / path).parent)
            files.link(self.before / path, self.stage / path)

    def _foreign(self) -> Iterator[str]:
        """What lies in the current release and is not ours."""
        ours = {records.NAME, *(self.known.files if self.known else ())}
        for path in files.names_under(self.before) if files.exists(self.before) else ():
            if path not in ours and not files.is_folder(self.before / path):
                yield path

    def _make_room(self) -> None:
        """Leave behind what is in the way of ours. Raises Failed where nobody has allowed that."""
        ours = self.built.digests
        blocking = in_the_way(ours, self.foreign, lambda path: _digest(self.before / path))
        if not self.errand.adopt:
            refuse(blocking)
        self.foreign -= ours.keys() | set(blocking)

    def _clear(self, wanted: frozenset[str]) -> None:
        """Drop what an earlier try left of another build."""
        for path in files.names_under(self.stage) if files.exists(self.stage) else ():
            if path not in wanted and not files.is_folder(self.stage / path):
                files.remove(self.stage / path)
                files.remove_empty_folders((self.stage / path).parent, self.stage)


def _place(target: DeployTarget, project: Path) -> Path:
    return (project / Path(target.folder).expanduser()).resolve()


def _refuse_place(place: Path, errand: Errand) -> None:
    project, site = errand.project.resolve(), errand.built.folder.resolve()
    is_ours = place == project or place in project.parents or site in (place, *place.parents)
    current = place / CURRENT
    if is_ours or (files.exists(current) and files.pointed(current) is None):
        raise Failed([BAD_PLACE.at("site.yaml", path=place)])


@contextlib.contextmanager
def _held(place: Path, errand: Errand) -> Iterator[None]:
    """One deployment at a time; the kernel frees the lock of one that died."""
    with files.writing(str(place)):
        files.make_folder(place / RELEASES)
        lock = files.open_lock(place / RELEASES / ".lock")
    with lock:
        if not files.try_lock(lock):
            lock.seek(0)
            owner, _, since = lock.read(200).partition("\t")
            values = {"owner": owner or "?", "since": since or "?"}
            raise Failed([BUSY.at("site.yaml", name=errand.target.name, **values)])
        lock.seek(0)
        lock.truncate()
        lock.write(f"{errand.who}\t{errand.since}")
        lock.flush()
        with files.writing(str(place)):
            yield
        files.unlock(lock)


def _digest(path: Path) -> str:
    """The digest of a file; "" where there is none that can be read."""
    try:
        return digest_bytes(files.read(path))
    except OSError:
        return ""


def _record(release: Path) -> Record | None:
    try:
        return records.decode(files.read(release / records.NAME))
    except OSError:
        return None


def _name(number: int) -> str:
    return f"{RELEASES}/{number}"


def _number(name: str | None) -> int:
    tail = (name or "").rpartition("/")[2]
    return int(tail) if tail.isascii() and tail.isdigit() else 0


def _served(place: Path, number: int) -> Iterator[int]:
    """A release, then those that readers had before it, as far as they are there. Where a release
    does not say which was before, it is the next lower one."""
    there = _numbers(place)
    while number:
        yield number
        record = _record(place / _name(number))
        lower = max((other for other in there if other < number), default=0)
        before = (record and record.before) or lower
        number = before if before in there else 0


def _numbers(place: Path) -> list[int]:
    """The releases that are there, oldest first."""
    folder = place / RELEASES
    names = files.names_in(folder) if files.exists(folder) else []
    return sorted(number for name in names if (number := _number(name)))
