"""Digests of values: equal values have equal digests on every machine, in every process.

A value is None, bool, int, float, text, bytes, a date or an aware datetime, an enum member, a
frozen dataclass of values, or a collection of them; sets and mappings count by their contents,
never by their order. Its canonical form is its JSON with the names of the fields, by a compiled
encoder: a plan digests thousands of views on every build.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

import msgspec

Digest = str
"""32 lower-case hexadecimal digits: BLAKE2b of 16 bytes."""


def digest_bytes(data: bytes | memoryview) -> Digest:
    """Digest of raw bytes, such as a file's."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest(value: object) -> Digest:
    """Digest of a value. Raises TypeError for what has no canonical form."""
    return digest_bytes(_ENCODER.encode(value))


def _canonical(value: Any) -> Any:
    """The plain form of what the encoder does not know: texts of a subclass, such as Markup."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"no digest for a value of type {type(value).__qualname__}")


_ENCODER = msgspec.json.Encoder(order="deterministic", enc_hook=_canonical)


PACKAGE = Path(__file__).parent


@functools.cache
def fingerprint(rooms: tuple[str, ...]) -> Digest:
    """Digest of the source of rooms: package folders or modules of `generator`, by name
    (`"arabic"`, `"feeds.rss"`). Editing a room's code makes everything that used it stale."""
    return digest(tuple((room, _digest_of(room)) for room in sorted(rooms)))


@functools.cache
def _digest_of(room: str) -> Digest:
    """Digest of one room's source, which many recipes go through."""
    return digest(_source_of(room))


def _source_of(room: str) -> tuple[tuple[str, bytes], ...]:
    place = PACKAGE.joinpath(*room.split("."))
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return tuple((path.relative_to(PACKAGE).as_posix(), path.read_bytes()) for path in files)
