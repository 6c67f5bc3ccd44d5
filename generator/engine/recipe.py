"""Recipes: named pure functions, and the keys under which their results are remembered.

A recipe sees a *value*, which its key covers, and a *payload*: the bytes that the value already
names by digest, fetched only when the work is really done. It has no clock, no locale, no
environment, no random source, no network and no working directory.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from generator import keys
from generator.diagnostics import Diagnostic
from generator.keys import Digest

Value = TypeVar("Value")
Payload = TypeVar("Payload")
Result = TypeVar("Result")


class Recipe(msgspec.Struct, Generic[Value, Payload, Result], frozen=True):
    """Pure work. `make(value, payload)` is a top-level function, so that any process can run it.

    rooms: the source that the work runs through; libraries: the distributions whose version can
    change its result. Both are part of every key, so nobody bumps a cache version by hand.
    """

    name: str
    make: Callable[[Value, Payload], Result]
    rooms: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    heavy: bool = False
    """Whether one job takes a good part of a second."""
    limit: float = 0
    """Processor seconds after which a job is broken off; 0 for never."""
    lacks: Callable[[], tuple[Diagnostic, ...]] = tuple
    """What this machine lacks for it; asked before the first job of a run."""

    def key(self, value: Value) -> Digest:
        """The key of the result for a value."""
        return keys.digest((self.fingerprint, value))

    @property
    def fingerprint(self) -> Digest:
        """Digest of everything but the value: name, source of the rooms, versions."""
        return _fingerprint(self.name, self.rooms, self.libraries)


@functools.cache
def _fingerprint(name: str, rooms: tuple[str, ...], libraries: tuple[str, ...]) -> Digest:
    versions = tuple((library, _version(library)) for library in libraries)
    return keys.digest((name, keys.fingerprint(rooms), versions, sys.version_info[:2]))


@functools.cache
def _version(library: str) -> str:
    # A build that has nothing to do asks for no version, and need not wait for this import.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return ""
