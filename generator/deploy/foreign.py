"""What others keep where our site goes, as far as it stands in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from generator.deploy.faults import FOREIGN
from generator.diagnostics import Failed, Fault
from generator.keys import Digest


def in_the_way(
    ours: Mapping[str, Digest], foreign: Iterable[str], digest_of: Callable[[str], Digest]
) -> tuple[str, ...]:
    """The files of others that have a name of ours and other bytes, or that are a file where we
    need a folder, or lie in a folder where we need a file."""
    folders = {folder for path in ours for folder in _folders(path)}
    return tuple(
        path
        for path in sorted(foreign)
        if path in folders
        or (path in ours and digest_of(path) != ours[path])
        or any(folder in ours for folder in _folders(path))
    )


def refuse(paths: Iterable[str], fault: Fault = FOREIGN) -> None:
    """Raises Failed where there are any."""
    if faults := [fault.at(path) for path in paths]:
        raise Failed(faults)


def _folders(path: str) -> Iterable[str]:
    """The folders on the way to a file."""
    return (path[:end] for end, sign in enumerate(path) if sign == "/")
