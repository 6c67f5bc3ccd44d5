"""Publish: the only part that changes the published folder.

1. Finished files are staged on the same file system, beside the folder's readers.
2. One sync; then a journal that names every move and removal is written whole.
3. Moves in order (assets, pages, lists, feeds), then removals, then the manifest, then the journal
   goes. A run that dies before the journal leaves the old site; one that dies after it is rolled
   forward by the next command. At every moment each file is whole.

Only files that the manifest lists are replaced or removed; anything else in the folder is sacred.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry, Manifest
from generator.engine.recipe import Recipe
from generator.files import Stamp
from generator.keys import Digest, digest_bytes

FOREIGN = Fault(
    code="E-FOREIGN",
    ar="في مجلد الموقع ملف لم نكتبه يقف مكان صفحة منّا: {path}.",
    en="A file that no build wrote stands where a page must go: {path}.",
    hint_ar="انقله أو احذفه، أو اقبل استبداله بالخيار --adopt.",
    hint_en="Move it away, or let it be replaced with --adopt.",
    exit_code=Exit.ENVIRONMENT,
)
KEPT = Fault(
    code="W-KEPT",
    severity=Severity.WARNING,
    ar="لم يعد هذا الملف من الموقع، لكنه تغيّر بعد بنائه فلم يُحذف.",
    en="This file left the site, but it was changed after it was built, so it stays.",
    hint_ar="احذفه بنفسك إن لم تعد تحتاج إليه.",
    hint_en="Delete it yourself if you do not need it.",
)
EDITED = Fault(
    code="W-EDITED",
    severity=Severity.WARNING,
    ar="تغيّر هذا الملف المنشور بعد بنائه، وقد أُعيد إلى أصله.",
    en="This published file was changed after it was built; it is restored.",
    hint_ar="عدّل المصدر لا الملف المنشور.",
    hint_en="Edit the source, not the published file.",
)


class Order(enum.IntEnum):
    """When a file appears: nothing ever points to a file that is not there yet."""

    ASSET = 0
    PAGE = 1
    LIST = 2
    FEED = 3


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site to be.

    path: relative to the folder. value: all that its bytes depend on. load: fetches the payload
    when the work is due. sources: the files to name when two outputs want one path.
    """

    path: str
    order: Order
    recipe: Recipe[Any, Any, bytes]
    value: Any
    load: Callable[[], Any]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Journal:
    """What is left to do when a run died while publishing. `moves`: staged name and path."""

    output: str
    stage: str
    moves: list[tuple[str, str]]
    removals: list[str]
    manifest: bytes
    sum: Digest = ""

    def signed(self) -> _Journal:
        body = (self.output, self.stage, self.moves, self.removals, self.manifest)
        total = digest_bytes(msgspec.msgpack.encode(body))
        return _Journal(*body, sum=total)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed, by path, and what it found."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Publication:
    """The published folder of one edition while a run works on it.

    `workspace` is a folder of our own for the stage and the journal; `recover` it first.
    """

    output: Path
    workspace: Path
    edition: str
    adopt: bool = False
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Stamps of the files as they were left by the last run."""
    _old: Manifest = field(init=False)
    _staged: dict[str, tuple[str, Order]] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _findings: list[Diagnostic] = field(default_factory=list)
    _real: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._old = manifests.load(self.output) or Manifest(self.edition)

    @property
    def manifest(self) -> Manifest:
        """The manifest as it stands on disk."""
        return self._old

    def is_fresh(self, path: str, key: Digest) -> bool:
        """Whether the file was made under this key and still has those bytes."""
        entry = self._old.entries.get(path)
        if entry is None or entry.key != key or not self._is_intact(path, entry):
            return False
        self._entries[path] = entry
        return True

    def add(self, path: str, order: Order, key: Digest, data: bytes) -> None:
        """Take the bytes of one file. What is on disk already is not written again."""
        entry = Entry(digest_bytes(data), len(data), key)
        self._entries[path] = entry
        if self._is_intact(path, entry):
            return
        if not self._stage.is_dir():
            files.make_folder(self._stage)
        name = f"{len(self._staged)}"
        files.open_new(self._stage / name, data)
        self._staged[path] = (name, order)

    def commit(self) -> Published:
        """Make the folder what was added. Raises Failed with E-FOREIGN before anything moves."""
        self._refuse_foreign()
        removals = sorted(path for path in self._old.entries if path not in self._entries)
        removals = [path for path in removals if self._is_ours(path)]
        moves = sorted(self._staged.items(), key=lambda item: (item[1][1], item[0]))
        new = Manifest(self.edition, self._entries)
        if moves or removals or new.entries != self._old.entries:
            journal = _Journal(
                str(self.output),
                str(self._stage),
                [(name, path) for path, (name, _) in moves],
                removals,
                manifests.encode(new),
            )
            self._write(journal.signed())
        self.stamps = self._stamps_now()
        return Published(tuple(path for path, _ in moves), tuple(removals), tuple(self._findings))

    def discard(self) -> None:
        """Forget what was staged; the folder stays as it was."""
        files.remove_folder(self._stage)

    @property
    def _stage(self) -> Path:
        """On the file system of the folder, since a rename cannot leave it."""
        if files.same_device(self.workspace, self.output):
            return self.workspace / "stage"
        return self.output / ".tahlil-stage"

    def _write(self, journal: _Journal) -> None:
        files.make_folder(self.output)
        files.make_folder(self._stage)
        files.sync(self._stage)
        files.write_atomically(_journal_path(self.workspace), msgspec.msgpack.encode(journal))
        _finish(journal, self.workspace)

    def _is_intact(self, path: str, entry: Entry) -> bool:
        """Whether the file on disk has these bytes: by its stamp, else by reading it."""
        target = self.output / path
        stamp = files.stamp_at(target)
        if stamp is None or stamp.size != entry.size or not self._folders_are_real(path):
            return False
        known = self._old.entries.get(path)
        if known and known.digest == entry.digest and self.stamps.get(path) == stamp:
            return True
        return digest_bytes(files.read(target)) == entry.digest

    def _folders_are_real(self, path: str) -> bool:
        """No folder on the way to the file is a link."""
        folder = path.rpartition("/")[0]
        if not folder:
            return True
        if folder not in self._real:
            here = not (self.output / folder).is_symlink()
            self._real[folder] = here and self._folders_are_real(folder)
        return self._real[folder]

    def _refuse_foreign(self) -> None:
        faults = []
        for path in self._staged:
            taken = self._taken_by(path)
            if taken is None:
                continue
            owned = self._old.entries.get(taken)
            if owned is None and not (self.adopt and taken == path):
                faults.append(FOREIGN.at(path, path=taken))
            elif owned is not None and not self._is_intact(taken, owned):
                self._findings.append(EDITED.at(taken))
        if faults:
            raise Failed(faults)

    def _taken_by(self, path: str) -> str | None:
        """What stands in the way of a file: its own name, or a file or link for a folder."""
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            place = self.output / folder
            if files.exists(place) and (place.is_symlink() or not place.is_dir()):
                return folder
        return path if files.exists(self.output / path) else None

    def _is_ours(self, path: str) -> bool:
        """Whether an owned file still has our bytes; one edited by hand is kept and reported."""
        target = self.output / path
        if not files.exists(target) or not self._folders_are_real(path):
            return False
        if self._is_intact(path, self._old.entries[path]):
            return True
        self._findings.append(KEPT.at(path))
        return False

    def _stamps_now(self) -> dict[str, Stamp]:
        stamps = ((path, files.stamp_at(self.output / path)) for path in self._entries)
        return {path: stamp for path, stamp in stamps if stamp is not None}


def recover(workspace: Path) -> None:
    """Finish the publication that an earlier run began, or clear away what it staged."""
    path = _journal_path(workspace)
    try:
        journal = msgspec.msgpack.decode(files.read(path), type=_Journal)
    except (OSError, msgspec.MsgspecError):
        journal = None
    if journal is not None and journal == journal.signed():
        _finish(journal, workspace)
    elif files.exists(path):
        files.remove(path)
    files.remove_folder(workspace / "stage")


def _finish(journal: _Journal, workspace: Path) -> None:
    """Carry out a journal. Every step may have been done already."""
    output, stage = Path(journal.output), Path(journal.stage)
    for name, path in journal.moves:
        if files.exists(stage / name):
            _clear_way(output, path)
            files.make_folder((output / path).parent)
            files.replace(stage / name, output / path)
    for path in journal.removals:
        files.remove(output / path)
        files.remove_empty_folders((output / path).parent, output)
    files.write_atomically(output / manifests.NAME, journal.manifest)
    files.remove(_journal_path(workspace))
    files.remove_folder(stage)


def _clear_way(output: Path, path: str) -> None:
    """Remove the file of ours that stands where a folder must be; a foreign one was refused."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        place = output.joinpath(*parts[:depth])
        if files.exists(place) and (place.is_symlink() or not place.is_dir()):
            files.remove(place)


def _journal_path(workspace: Path) -> Path:
    return workspace / "journal"


def same_paths(outputs: Iterable[Output], identity: Callable[[str], str]) -> Iterator[list[Output]]:
    """Groups of outputs that want one path, by `identity` (law 5)."""
    groups: dict[str, list[Output]] = {}
    for output in outputs:
        groups.setdefault(identity(output.path), []).append(output)
    return (group for group in groups.values() if len(group) > 1)
