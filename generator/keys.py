"""Digests of values: equal values have equal digests on every machine, in every process.

A value is None, bool, int, float, str, bytes, a date or an aware datetime, an enum member, a tuple
of values, or a frozen dataclass of values. Sets, dictionaries and lists are refused: their order or
their contents could move under the digest.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

Digest = str
"""32 lower-case hexadecimal digits: BLAKE2b of 16 bytes."""


def digest_bytes(data: bytes) -> Digest:
    """Digest of raw bytes, such as a file's."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest(value: object) -> Digest:
    """Digest of a value. Raises TypeError for what has no canonical form."""
    parts: list[bytes] = []
    _encode(value, parts.append)
    return digest_bytes(b"".join(parts))


def _encode(value: object, emit: Callable[[bytes], None]) -> None:
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        encoder = _encoder_for(value)
    encoder(value, emit)


def _sized(tag: bytes, data: bytes) -> bytes:
    """Tag and length before the data, so that no two values have one encoding."""
    return b"%b%d:%b" % (tag, len(data), data)


def _encode_text(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(_sized(b"s", value.encode("utf-8", "surrogatepass")))


def _encode_tuple(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(b"t%d:" % len(value))
    for item in value:
        _encode(item, emit)


def _encode_datetime(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(_sized(b"d", value.isoformat().encode()))


_ENCODERS: dict[type, Callable[[Any, Callable[[bytes], None]], None]] = {
    type(None): lambda _, emit: emit(b"n"),
    bool: lambda value, emit: emit(b"T" if value else b"F"),
    int: lambda value, emit: emit(_sized(b"i", str(value).encode())),
    float: lambda value, emit: emit(_sized(b"f", value.hex().encode())),
    str: _encode_text,
    bytes: lambda value, emit: emit(_sized(b"b", value)),
    tuple: _encode_tuple,
    date: _encode_datetime,
    datetime: _encode_datetime,
}


def _encoder_for(value: object) -> Callable[[Any, Callable[[bytes], None]], None]:
    """Encoder for a type met for the first time, remembered under the type."""
    kind = type(value)
    encoder: Callable[[Any, Callable[[bytes], None]], None]
    if isinstance(value, enum.Enum):
        encoder = _encode_enum
    elif dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        encoder = _dataclass_encoder(kind)
    elif isinstance(value, str):
        encoder = _encode_text
    elif isinstance(value, tzinfo):
        encoder = _encode_zone
    elif isinstance(value, PurePosixPath):
        encoder = _encode_path
    else:
        raise TypeError(f"no digest for a value of type {kind.__qualname__}")
    _ENCODERS[kind] = encoder
    return encoder


def _encode_enum(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(_sized(b"e", f"{type(value).__qualname__}.{value.name}".encode()))


def _encode_zone(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(_sized(b"z", str(value).encode()))


def _encode_path(value: Any, emit: Callable[[bytes], None]) -> None:
    emit(_sized(b"p", str(value).encode()))


def _dataclass_encoder(kind: type) -> Callable[[Any, Callable[[bytes], None]], None]:
    names = tuple(field.name for field in dataclasses.fields(kind))
    head = _sized(b"c", kind.__qualname__.encode())

    def encode(value: Any, emit: Callable[[bytes], None]) -> None:
        emit(head)
        for name in names:
            _encode(getattr(value, name), emit)

    return encode


PACKAGE = Path(__file__).parent


@functools.cache
def fingerprint(rooms: tuple[str, ...]) -> Digest:
    """Digest of the source of rooms: package folders or modules of `generator`, by name
    (`"arabic"`, `"feeds.rss"`). Editing a room's code makes everything that used it stale."""
    return digest(tuple((room, _source_of(room)) for room in sorted(rooms)))


def _source_of(room: str) -> tuple[tuple[str, bytes], ...]:
    place = PACKAGE.joinpath(*room.split("."))
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return tuple((path.relative_to(PACKAGE).as_posix(), path.read_bytes()) for path in files)
