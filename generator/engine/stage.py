"""The stage: where finished files wait, and the journal that says where each of them goes.

The workspace of an edition is a folder of our own on the file system of the published one. It holds
the stage, and for a moment the journal: once that is there, whoever comes next carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from generator import files
from generator.engine import manifest as manifests
from generator.keys import Digest, digest_bytes

WORKSPACE = ".tahlil-work"
"""A name in the published folder that is ours, for when nothing can be staged elsewhere."""
_JOURNAL = "journal"


class Staged(msgspec.Struct, frozen=True):
    """What became of the bytes of one file: their digest and size, and whether they were written
    to the stage, under a name."""

    digest: Digest
    size: int
    name: str | None


class Stage(msgspec.Struct, frozen=True):
    """Takes the bytes of one file, in whatever process they were made. `known`: the digest of what
    is published already, which is not written again."""

    folder: str
    name: str
    known: Digest = ""

    def __call__(self, data: bytes) -> Staged:
        digest = digest_bytes(data)
        if digest == self.known:
            return Staged(digest, len(data), None)
        self._write(data)
        return Staged(digest, len(data), self.name)

    def _write(self, data: bytes) -> None:
        place = f"{self.folder}/{self.name}"
        files.make_folder(place.rpartition("/")[0])
        try:
            files.open_new(place, data)
        except FileExistsError:  # by a process that died of it, half
            files.remove(place)
            files.open_new(place, data)


class Journal(msgspec.Struct, frozen=True):
    """What is left to do when a run died while publishing. `moves`: staged name and path.
    `tree`: the folder on the stage that is the whole site, if it is a new one."""

    output: str
    moves: list[tuple[str, str]]
    removals: list[str]
    tree: str = ""
    sum: Digest = ""

    def signed(self) -> Journal:
        body = (self.output, self.moves, self.removals, self.tree)
        return Journal(*body, sum=digest_bytes(msgspec.msgpack.encode(body)))


def carry_out(journal: Journal, manifest: bytes, workspace: Path) -> None:
    """Publish what is staged. The manifest and the journal are staged too, so that nothing is ever
    left half-written anywhere else."""
    stage = folder_of(workspace)
    files.make_folder(stage)
    files.open_new(stage / manifests.NAME, manifest)
    files.open_new(stage / _JOURNAL, msgspec.msgpack.encode(journal.signed()))
    files.sync(stage)
    files.replace(stage / _JOURNAL, _journal_path(workspace))
    _finish(journal, workspace)


def recover(workspace: Path) -> None:
    """Finish the publication that an earlier run began, or clear away what it staged."""
    journal = read_journal(workspace)
    if journal is not None:
        _finish(journal, workspace)
    clear(workspace)


def read_journal(workspace: Path) -> Journal | None:
    """The journal, if there is one and it is whole."""
    try:
        journal = msgspec.msgpack.decode(files.read(_journal_path(workspace)), type=Journal)
    except (OSError, msgspec.MsgspecError):
        return None
    return journal if journal == journal.signed() else None


def _finish(journal: Journal, workspace: Path) -> None:
    """Carry out a journal. Every step may have been done already."""
    output, stage = Path(journal.output), folder_of(workspace)
    if journal.tree and is_vacant(output) and files.is_folder(stage / journal.tree):
        files.replace(stage / journal.tree, output)  # a new site appears at once
    files.make_folder(output)
    root, ready = f"{output}/", set[str]()
    for name, path in journal.moves:
        staged = f"{stage}/{name}"
        if files.exists(staged):
            if files.is_folder(root + path):
                _empty(output, path, journal.removals)
            folder = path.rpartition("/")[0]
            if folder not in ready:
                _clear_way(root, path)
                files.make_folder(root + folder)
                ready.add(folder)
            files.replace(staged, root + path)
    for path in journal.removals:
        _remove(output, path)
    if files.exists(stage / manifests.NAME):
        files.replace(stage / manifests.NAME, output / manifests.NAME)
    clear(workspace)


def is_vacant(output: Path) -> bool:
    """Whether nothing is in the folder, or there is none."""
    return not files.exists(output) or (files.is_folder(output) and not files.names_in(output))


def clear(workspace: Path) -> None:
    """Remove the journal first, then the stage that it speaks of, and the workspace if that was
    all; whatever they are."""
    for left in (_journal_path(workspace), folder_of(workspace)):
        if files.is_folder(left):
            files.remove_folder(left)
        else:
            files.remove(left)
    files.remove_empty_folders(workspace, workspace.parent)


def _clear_way(root: str, path: str) -> None:
    """Remove the file of ours that stands where a folder must be; anything foreign was refused."""
    for folder in folders_to(path):
        place = root + folder
        if not files.is_folder(place):
            if files.exists(place):
                files.remove(place)
            return  # below it there is nothing


def _empty(output: Path, path: str, removals: Iterable[str]) -> None:
    """Remove the files of ours in the folder that stands where a file must be."""
    for removal in removals:
        if removal.startswith(f"{path}/"):
            _remove(output, removal)


def _remove(output: Path, path: str) -> None:
    """Remove a file, and the folders that it leaves empty; a folder took its place if a file of
    the new site lies in one of that name."""
    if not files.is_folder(output / path):
        files.remove(output / path)
        files.remove_empty_folders((output / path).parent, output)


def folders_to(path: str) -> Iterator[str]:
    """The folders on the way to a file, outermost first."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def folder_of(workspace: Path) -> Path:
    """The stage itself."""
    return workspace / "stage"


def has_journal(workspace: Path) -> bool:
    """Whether a publication is under way that only going on can end."""
    return files.exists(_journal_path(workspace))


def _journal_path(workspace: Path) -> Path:
    return workspace / _JOURNAL
