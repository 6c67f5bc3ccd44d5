"""The manifest: the files of a published folder that are ours, each with its digest, size and key.

It lies in the folder itself (`.tahlil.json`), so that it travels with the site, and it is a pure
function of the site: no times, no machine, no order but the path's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from generator import files
from generator.keys import Digest, digest_bytes

NAME = ".tahlil.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One published file. `key` is the key of the work that made it."""

    digest: Digest
    size: int
    key: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """Entries by path, and the edition that they belong to (`public` or `preview`)."""

    edition: str
    entries: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _OnDisk:
    version: int
    edition: str
    sum: Digest
    files: dict[str, Entry]


def encode(manifest: Manifest) -> bytes:
    """The bytes of a manifest: JSON, sorted, one file a line, with a digest of itself."""
    entries = {path: manifest.entries[path] for path in sorted(manifest.entries)}
    total = _sum(manifest.edition, entries)
    on_disk = _OnDisk(_VERSION, manifest.edition, total, entries)
    return msgspec.json.format(msgspec.json.encode(on_disk), indent=1) + b"\n"


def load(output: Path) -> Manifest | None:
    """The manifest of a published folder; None when there is none or it cannot be trusted."""
    try:
        return read(output)
    except OSError:
        return None


def read(output: Path) -> Manifest | None:
    """As `load`, for those who will write: a manifest that is there and cannot be read for the
    moment is an OSError. To take it for lost would leave the files that it lists behind."""
    if files.stamp_at(output / NAME) is None:
        return None
    try:
        on_disk = msgspec.json.decode(files.read(output / NAME), type=_OnDisk)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if on_disk.version != _VERSION or on_disk.sum != _sum(on_disk.edition, on_disk.files):
        return None
    return Manifest(on_disk.edition, on_disk.files)


def _sum(edition: str, entries: Mapping[str, Entry]) -> Digest:
    return digest_bytes(msgspec.msgpack.encode((edition, list(entries.items()))))
