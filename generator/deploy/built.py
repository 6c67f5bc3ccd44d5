"""The built site, proven: only a complete edition whose every file has the bytes that the build
left may travel (faults row 76)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from generator import files, standstill
from generator.build import Silent
from generator.deploy.faults import (
    AHEAD,
    DAMAGED,
    DUE,
    EARLY,
    HELD,
    OUTDATED,
    PREVIEW,
    UNBUILT,
    listed,
)
from generator.diagnostics import Diagnostic, Failed
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry
from generator.engine.store import Store
from generator.engine.workers import Workers
from generator.keys import Digest, digest_bytes
from generator.request import Progress, Request
from generator.run import Run, survey

_SHOWN = 3
"""Sources that are named."""


class Built(msgspec.Struct, frozen=True):
    """A site to deploy. folder: where it lies. site: its base URL. files: entries by path."""

    folder: Path
    site: str
    files: Mapping[str, Entry]

    @property
    def digests(self) -> dict[str, Digest]:
        return {path: entry.digest for path, entry in self.files.items()}

    def read(self, path: str) -> bytes:
        return files.read(self.folder / path)

    def size(self, path: str) -> int:
        return self.files[path].size


def proven(request: Request, site: str, progress: Progress) -> Built:
    """The built site of a project, every file read and compared with the manifest.

    Raises Failed with E-SITE where there is none, half of one, a preview, or a file that is not as
    the build left it.
    """
    folder = request.output
    manifest = manifests.load(folder)
    if manifest is None or not manifest.entries:
        raise Failed([UNBUILT.at(folder.name, path=folder)])
    if manifest.edition != request.edition:
        raise Failed([PREVIEW.at(folder.name, path=folder)])
    progress.phase("prove", len(manifest.entries))
    damaged = list(_damaged(folder, manifest.entries, progress))
    if damaged:
        raise Failed(damaged)
    return Built(folder, site, manifest.entries)


def _damaged(
    folder: Path, entries: Mapping[str, Entry], progress: Progress
) -> Iterator[Diagnostic]:
    for path, entry in entries.items():
        try:
            is_sound = digest_bytes(files.read(folder / path)) == entry.digest
        except OSError:
            is_sound = False
        if not is_sound:
            yield DAMAGED.at(f"{folder.name}/{path}")
        progress.advance(1)


def outdated(request: Request) -> tuple[Diagnostic, ...]:
    """Warnings where the sources have gone on from the built site, or time has, as far as the cache
    knows what it was built of. The project's lock is held by the caller.

    Raises Failed with E-EARLY where the site shows an article that is not to be out yet.
    """
    with contextlib.closing(Store.open(request.cache_folder)) as store:
        run = Run(request, store, Workers(1), Silent())
        survey(run)
        manifest = manifests.load(request.output)
        drift = standstill.drift(run, manifest.sum if manifest else "")
    if drift and drift.early:
        raise Failed([EARLY.at(request.output.name, paths=listed(drift.early, _SHOWN))])
    return tuple(_told(request.output.name, drift)) if drift else ()


def _told(folder: str, drift: standstill.Drift) -> Iterator[Diagnostic]:
    if drift.paths:
        yield OUTDATED.at(folder, count=len(drift.paths), paths=listed(drift.paths, _SHOWN))
    if drift.held:
        yield HELD.at(folder, paths="، ".join(drift.held))
    if drift.is_due:
        yield DUE.at(folder)
    if drift.is_ahead:
        yield AHEAD.at(folder)
