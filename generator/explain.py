"""Why an output was made: the parts of its key, kept from one run to the next and compared.

The parts are the recipe's code and libraries, and every field of the value; the fields of a page's
view are parts of their own, since the view is where content shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from generator import keys
from generator.engine.publish import Output
from generator.engine.store import Store
from generator.keys import Digest

Parts = dict[str, Digest]


class Record(msgspec.Struct, frozen=True):
    """The parts of the key under which an output was last made, and those that had changed."""

    parts: Parts
    changed: tuple[str, ...]


def parts_of(output: Output) -> Parts:
    """The parts of an output's key by name: `code`, `layout`, `view.title`, …"""
    return {"code": output.recipe.fingerprint, **dict(_parts("", output.value))}


def _parts(prefix: str, value: Any) -> Iterator[tuple[str, Digest]]:
    if isinstance(value, Mapping):
        fields = tuple(value.items())
    elif isinstance(value, msgspec.Struct):
        fields = tuple((name, getattr(value, name)) for name in value.__struct_fields__)
    else:
        yield prefix.rstrip(".") or "bytes", keys.digest(value)
        return
    for name, part in fields:
        if name in {"view", "meta"}:
            yield from _parts(f"{prefix}{name}.", part)
        elif name == "parts" and isinstance(part, Mapping):
            yield from _parts(prefix, part)
        else:
            yield f"{prefix}{name}", keys.digest(part)


def remember(store: Store, edition: str, outputs: Iterable[Output]) -> None:
    """Keep the parts of outputs that were just made, and what had changed in them."""
    made = {_name(edition, output.path): parts_of(output) for output in outputs}
    notes = {}
    for name, parts in made.items():
        old = _record(store, name)
        changed = difference(old.parts if old else {}, parts)
        notes[name] = msgspec.msgpack.encode(Record(parts, changed))
    store.remember(notes)


def forget(store: Store, edition: str, paths: Iterable[str]) -> None:
    """Drop the records of outputs that left the site."""
    store.forget(_name(edition, path) for path in paths)


def record(store: Store, edition: str, path: str) -> Record | None:
    """What is known of the last time an output was made."""
    return _record(store, _name(edition, path))


def difference(old: Mapping[str, Digest], new: Mapping[str, Digest]) -> tuple[str, ...]:
    """The parts that differ, in order; all of them when nothing is known of the old ones."""
    names = [*new, *(name for name in old if name not in new)]
    return tuple(name for name in names if old.get(name) != new.get(name))


def _name(edition: str, path: str) -> str:
    return f"made {edition} {path}"


def _record(store: Store, name: str) -> Record | None:
    data = store.recall(name)
    try:
        return msgspec.msgpack.decode(data, type=Record) if data else None
    except msgspec.MsgspecError:
        return None
