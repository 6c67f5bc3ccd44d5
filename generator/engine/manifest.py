"""The manifest: the files of a published folder that are ours, each with its digest, size and key.

It lies in the folder itself (`.tahlil.json`), so that it travels with the site, and it is a pure
function of the site: no times, no machine, no order but the path's. It is JSON, one file a line,
and begins with a digest of all that follows, so that it is checked as it lies on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from generator import files
from generator.keys import Digest, digest_bytes

NAME = ".tahlil.json"
_VERSION = 2


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One published file. `key` is the key of the work that made it."""

    digest: Digest
    size: int
    key: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """Entries by path, and the edition that they belong to (`public` or `preview`). One that was
    read is sorted by path, and knows its `sum`."""

    edition: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    sum: Digest = field(default="", compare=False)


class _OnDisk(msgspec.Struct, frozen=True):
    sum: Digest
    version: int
    edition: str
    files: list[tuple[str, Entry]]


_LINES = msgspec.json.Encoder()
_READER = msgspec.json.Decoder(_OnDisk)


def encode(manifest: Manifest) -> bytes:
    """The bytes of a manifest: JSON, sorted, one file a line, signed in the first line."""
    lines = _LINES.encode_lines(sorted(manifest.entries.items()))
    entries = lines.removesuffix(b"\n").replace(b"\n", b",\n")  # JSON escapes those in names
    edition = msgspec.json.encode(manifest.edition)
    rest = b'"version":%d,"edition":%s,"files":[\n%s\n]}\n' % (_VERSION, edition, entries)
    return _signature(rest) + rest


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
    return _decode(files.read(output / NAME))


def _decode(data: bytes) -> Manifest | None:
    """A manifest, if it is whole to the last byte, and of our version."""
    begin = len(_signature(b""))
    if data[:begin] != _signature(memoryview(data)[begin:]):
        return None
    try:
        on_disk = _READER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if on_disk.version != _VERSION:
        return None
    return Manifest(on_disk.edition, dict(on_disk.files), on_disk.sum)


def sum_of(data: bytes) -> Digest:
    """The digest that an encoded manifest begins with."""
    return data[len(b'{"sum":"') :][:32].decode()


def _signature(rest: bytes | memoryview) -> bytes:
    """The first line of a file that goes on with `rest`. Its length is always the same."""
    return b'{"sum":"%s",\n' % digest_bytes(rest).encode()
