"""Publish: the only part that changes the published folder.

1. Finished files are staged on the same file system, beside the folder's readers.
2. One sync; then a journal that names every move and removal appears whole.
3. Moves in order (assets, pages, lists, feeds), then removals the other way round, then the
   manifest, then the journal goes. A run that dies before the journal leaves the old site; one
   that dies after it, or fails, is rolled forward by the next command. At every moment each file
   is whole.

Only files that the manifest lists are replaced or removed; anything else in the folder is sacred.
"""

from __future__ import annotations

import contextlib
import enum
import os
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity
from generator.engine import manifest as manifests
from generator.engine import stage as stages
from generator.engine.manifest import Entry, Manifest
from generator.engine.recipe import Recipe
from generator.engine.stage import Journal, Stage, Staged, folders_to
from generator.files import Stamp
from generator.keys import Digest, digest_bytes

FOREIGN = Fault(
    code="E-FOREIGN",
    ar="في مجلد الموقع ملف لم نكتبه يقف مكان صفحة منّا: {path}",
    en="A file that no build wrote stands where a page must go: {path}",
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

UNREADABLE = Fault(
    code="W-MANIFEST",
    severity=Severity.WARNING,
    ar="تعذّرت قراءة قائمة الملفات المنشورة، فكُتبت من جديد.",
    en="The list of the published files could not be read; it is written anew.",
    hint_ar="إن خرج مقال من الموقع في الأثناء فقد بقيت صفحته: ابنِ الموقع في مجلد جديد.",
    hint_en="If an article left the site since, its page is still there: build into a new folder.",
)

_USUAL_SIZE = 25_000
"""Bytes of a published file, as measured on 10,000 articles with their lists, feeds and cards."""


class Order(enum.IntEnum):
    """When a file appears: nothing ever points to a file that is not there yet."""

    ASSET = 0
    PAGE = 1
    LIST = 2
    FEED = 3


class Output(msgspec.Struct, frozen=True):
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

    def made(self) -> bytes:
        """Its bytes, made here and now."""
        return self.recipe.make(self.value, self.load())


class Proofs(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The stamps of the published files as a run left them, in the order of the manifest with the
    sum `manifest`: under any other manifest they prove nothing."""

    manifest: Digest = ""
    stamps: tuple[Stamp | None, ...] = ()


class Published(msgspec.Struct, frozen=True):
    """What publishing changed, by path, and what it found."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Publication:
    """The published folder of one edition while a run works on it.

    `workspace` is a folder of our own on the file system of the folder, for the stage and the
    journal; `recover` it first. `proofs`: the files as the last run left them. Everything here
    may raise OSError.
    """

    output: Path
    workspace: Path
    edition: str
    adopt: bool = False
    proofs: Proofs = field(default_factory=Proofs)
    findings: tuple[Diagnostic, ...] = field(default=(), init=False)
    """What is to be told of the folder as it was found."""
    _root: str = field(init=False)
    """The folder, for the paths of thousands of files: joining texts is far cheaper than paths."""
    _old: Manifest = field(init=False)
    _is_new: bool = field(init=False)
    """Whether there was nothing in the folder."""
    _is_staging: bool = False
    _staged: dict[str, tuple[str, Order]] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _findings: list[Diagnostic] = field(default_factory=list)
    _real: dict[str, bool] = field(default_factory=dict)
    _links: dict[str, frozenset[str]] = field(default_factory=dict)
    _passable: set[str] = field(default_factory=set)
    _proven: dict[str, Stamp | None] = field(default_factory=dict)
    """Stamps that vouch for the entries of the old manifest."""
    _seen: dict[str, Stamp] = field(default_factory=dict)
    """Stamps of files that were found to have the bytes of the old or the new entry."""
    _sum: Digest = ""

    def __post_init__(self) -> None:
        self._root = f"{self.output}/"
        self._is_new = stages.is_vacant(self.output)
        found = manifests.read(self.output)
        if found is None and files.stamp_at(self.output / manifests.NAME):
            self.findings = (UNREADABLE.at(manifests.NAME),)
        self._old = found or Manifest(self.edition)
        self._sum = self._old.sum
        if self.proofs.manifest == self._sum:
            self._proven = dict(zip(self._old.entries, self.proofs.stamps, strict=False))

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

    def stands_still(self) -> bool:
        """Whether every file of ours is as the last run left it, by stamps alone. What cannot be
        looked at does not: who builds will say why."""
        paths = self._old.entries
        try:
            return bool(paths) and all(map(self._is_proven, paths))
        except OSError:
            return False

    def _is_proven(self, path: str) -> bool:
        stamp = files.stamp_at(self._root + path)
        return (
            stamp is not None and stamp == self._proven.get(path) and self._folders_are_real(path)
        )

    def require_room(self, due: Iterable[str]) -> None:
        """Raises Failed with E-DISK when these files will not fit on the stage, going by what they
        weigh today, and new ones by what files of ours usually weigh."""
        sizes = {path: entry.size for path, entry in self._old.entries.items()}
        usual = sum(sizes.values()) // len(sizes) if sizes else _USUAL_SIZE
        files.require_room(self.workspace, sum(sizes.get(path, usual) for path in due))

    def stage(self, path: str) -> Stage:
        """Where the bytes of one file go, under a folder of this process alone: a worker that
        outlives its parent for a moment writes into nobody else's. A new site stands on the stage
        as it will be, and appears at once; what moves file by file lies side by side, since to make
        and remove its folders would cost more than the moves."""
        self._is_staging = True
        old = self._old.entries.get(path)
        known = old.digest if old and self._is_intact(path, old) else ""
        name = path if self._is_new else digest_bytes(path.encode())
        return Stage(f"{stages.folder_of(self.workspace)}", f"{os.getpid()}/{name}", known)

    def add(self, path: str, order: Order, key: Digest, staged: Staged) -> None:
        """Take a file that is staged, or published already with the same bytes."""
        entry = Entry(staged.digest, staged.size, key)
        self._entries[path] = entry
        if staged.name is None:
            return
        if self._is_intact(path, entry):
            files.remove(stages.folder_of(self.workspace) / staged.name)
            return
        self._staged[path] = (staged.name, order)

    def staged(self, path: str) -> bytes | None:
        """The bytes of a file that waits on the stage; None when none does."""
        name, _ = self._staged.get(path, ("", None))
        return files.read(stages.folder_of(self.workspace) / name) if name else None

    def commit(self) -> Published:
        """Make the folder what was added. Raises Failed with E-FOREIGN before anything moves."""
        removals = sorted(path for path in self._old.entries if path not in self._entries)
        removals = [path for path in removals if self._is_ours(path)]
        self._refuse_foreign(frozenset(removals))
        self._report_edited()
        moves = sorted(self._staged.items(), key=lambda item: (item[1][1], item[0]))
        new = Manifest(self.edition, self._entries)
        if moves or removals or new != self._old:
            steps = [(name, path) for path, (name, _) in moves]
            data = manifests.encode(new)
            last = sorted(removals, key=_what_it_points_to)
            tree = f"{os.getpid()}" if moves and self._is_new else ""
            stages.carry_out(Journal(str(self.output), steps, last, tree), data, self.workspace)
            self._sum = manifests.sum_of(data)
        elif self._is_staging:
            stages.clear(self.workspace)
        return Published(tuple(path for path, _ in moves), tuple(removals), tuple(self._findings))

    def discard(self) -> None:
        """Forget what was staged; the folder stays as it was. Once there is a journal it is too
        late for that: the stage is what the next command rolls forward from."""
        if not stages.has_journal(self.workspace):
            stages.clear(self.workspace)

    def proofs_now(self) -> Proofs:
        """What spares the next run the reading of every file. A file that was not written counts
        as it was when it was looked at: it may have been edited since."""
        stamps = {**self._seen, **{path: self._stamp(path) for path in self._staged}}
        return Proofs(self._sum, tuple(stamps.get(path) for path in sorted(self._entries)))

    def _stamp(self, path: str) -> Stamp | None:
        with contextlib.suppress(OSError):
            return files.stamp_at(self._root + path)
        return None

    def _is_intact(self, path: str, entry: Entry) -> bool:
        """Whether the file on disk has these bytes: by its stamp, else by reading it."""
        stamp = files.stamp_at(self._root + path)
        if stamp is None or stamp.size != entry.size or not self._folders_are_real(path):
            return False
        if not (self._is_vouched_for(path, entry, stamp) or self._has_bytes(path, entry)):
            return False
        self._seen[path] = stamp
        return True

    def _is_vouched_for(self, path: str, entry: Entry, stamp: Stamp) -> bool:
        """Whether the last run left the file with these bytes and this stamp."""
        old = self._old.entries.get(path)
        return old is not None and old.digest == entry.digest and self._proven.get(path) == stamp

    def _has_bytes(self, path: str, entry: Entry) -> bool:
        return digest_bytes(files.read(self.output / path)) == entry.digest

    def _folders_are_real(self, path: str) -> bool:
        """No folder on the way to the file is a link: the folder above each of them tells."""
        folder = path.rpartition("/")[0]
        if not folder:
            return True
        real = self._real.get(folder)
        if real is None:
            above, _, name = folder.rpartition("/")
            real = name not in self._links_in(above) and self._folders_are_real(folder)
            self._real[folder] = real
        return real

    def _links_in(self, folder: str) -> frozenset[str]:
        links = self._links.get(folder)
        if links is None:
            links = self._links[folder] = files.links_in(self._root + folder)
        return links

    def _refuse_foreign(self, removals: Set[str]) -> None:
        wanted = [*self._staged, manifests.NAME]
        faults = [
            FOREIGN.at(path, path=obstacle)
            for path in wanted
            for obstacle in self._obstacles(path, removals)
        ]
        if faults:
            raise Failed(faults)

    def _obstacles(self, path: str, removals: Set[str]) -> Iterator[str]:
        """What stands in the way of a file and is not ours to remove."""
        for folder in folders_to(path):
            if folder not in self._passable:
                place = self._root + folder
                if not files.is_folder(place):
                    if folder not in removals and files.exists(place):
                        yield folder
                    return  # below it there is nothing
                self._passable.add(folder)
        target = self._root + path
        if files.is_folder(target):
            going = {folder for removal in removals for folder in (removal, *folders_to(removal))}
            names = files.names_under(self.output / path)
            inside = [path, *(f"{path}/{name}" for name in names)]
            yield from (place for place in inside if place not in going)
        elif not (self.adopt or path in self._old.entries or path == manifests.NAME):
            yield from [path] if files.exists(target) else []

    def _report_edited(self) -> None:
        """Files of ours that were changed by hand and are replaced now."""
        for path in self._staged:
            owned = self._old.entries.get(path)
            if owned and files.exists(self._root + path) and not self._is_intact(path, owned):
                self._findings.append(EDITED.at(path))

    def _is_ours(self, path: str) -> bool:
        """Whether an owned file still has our bytes; one edited by hand is kept and reported."""
        if not files.exists(self._root + path) or not self._folders_are_real(path):
            return False
        if self._is_intact(path, self._old.entries[path]):
            return True
        self._findings.append(KEPT.at(path))
        return False


def _what_it_points_to(path: str) -> int:
    """Feeds point to pages, and pages to the rest: so they go in this order, and nothing that is
    still there ever lacks its stylesheet."""
    if path.endswith((".xml", ".json")):
        return 0
    return 1 if path.endswith(".html") else 2


def same_paths(outputs: Iterable[Output], identity: Callable[[str], str]) -> Iterator[list[Output]]:
    """Groups of outputs that cannot stand side by side (law 5): they want one path, by `identity`,
    or one wants a file where another wants a folder."""
    groups: dict[str, list[Output]] = {}
    for output in outputs:
        groups.setdefault(identity(output.path), []).append(output)
    files_and_folders = groups.keys() & _all_folders(groups)
    inside = [
        (folder, output)
        for path, group in (groups.items() if files_and_folders else ())
        for folder in folders_to(path)
        if folder in files_and_folders
        for output in group
    ]
    for folder, output in inside:
        groups[folder].append(output)
    return (group for group in groups.values() if len(group) > 1)


def _all_folders(paths: Iterable[str]) -> set[str]:
    """Every folder on the way to any of the files, each walked up to once."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
