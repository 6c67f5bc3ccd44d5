"""Standstill: nothing that the site depends on has moved since it was last built.

The whole plan is one more result remembered by its key: the digests of all sources and settings,
the program, its libraries, the edition. Time is the only other input, and it counts by the first
instant at which an article would appear or go. When all stand still, and every published file has
the stamp that it was left with, there is nothing to plan, and none of the press need be imported.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from generator import keys
from generator.diagnostics import Diagnostic
from generator.engine.publish import Publication
from generator.keys import Digest
from generator.request import SETTINGS, Request
from generator.run import FOLDERS, Run


class State(msgspec.Struct, frozen=True):
    """What the last build saw, and what it said. `until` is the first instant after `since` at
    which an article appears or goes; None when there is none."""

    key: Digest
    since: datetime
    until: datetime | None
    articles: int
    outputs: int
    findings: tuple[Diagnostic, ...]
    next_change: datetime | None
    """As in the plan."""


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """An article as it was published. source: NFC. path: of its page in the site. out: since when
    it may be seen. expires: when it was to go."""

    source: str
    path: str
    id: str
    out: datetime
    expires: datetime | None = None


class _Built(msgspec.Struct, frozen=True):
    """Of which sources the site under this manifest (its sum) was built. held: digests of files
    with a fault that were not (see `holding`). shown: the articles in it."""

    manifest: Digest
    sources: dict[str, Digest]
    held: dict[str, Digest] = {}
    shown: tuple[Shown, ...] = ()
    since: datetime | None = None
    """The last instant, up to the moment that the site was built for, at which an article appeared
    or went."""


class Drift(msgspec.Struct, frozen=True):
    """How far a project has gone on from what was built of it. paths: sources and settings that
    were changed, added or removed since. held: those that stand as they did when they were held
    for a fault. early: sources that the site shows before they are out: it was built for a later
    moment. is_due: whether the time of an article has come since. is_ahead: whether an article
    appears or goes only between now and the moment that the site was built for."""

    paths: tuple[str, ...]
    held: tuple[str, ...]
    early: tuple[str, ...]
    is_due: bool
    is_ahead: bool


def unmoved(run: Run, publication: Publication) -> State | None:
    """The state of the last build, if this one would do nothing at all."""
    state = _recall(run)
    if state is None or run.findings or run.store.findings:
        return None
    now = run.request.now
    if now < state.since or (state.until is not None and now >= state.until):
        return None
    return state if state.key == _key(run) and publication.stands_still() else None


def remember(
    run: Run,
    *,
    manifest: Digest,
    changes: Iterable[datetime],
    shown: tuple[Shown, ...],
    outputs: int,
    findings: tuple[Diagnostic, ...],
    next_change: datetime | None,
) -> None:
    """Note what this build saw. `manifest` is the sum of what it published, `changes` are all
    instants at which an article appears or goes, `shown` are the articles of the site."""
    now, instants = run.request.now, tuple(changes)
    until = min((instant for instant in instants if instant > now), default=None)
    state = State(_key(run), now, until, len(shown), outputs, findings, next_change)
    notes = {_name(run.request): msgspec.json.encode(state)}
    if not run.request.preview:
        held = {path: each.file for path, each in run.held.items()}
        since = max((instant for instant in instants if instant <= now), default=None)
        built = _Built(manifest, _sources(run), held, shown, since)
        notes[_name_of_sources(run.request)] = msgspec.msgpack.encode(built)
    run.store.remember(notes)


def built_of(run: Run, manifest: Digest) -> Mapping[str, Digest] | None:
    """Digests of the sources that the site under this manifest was built of, by path; None where
    that is not remembered."""
    built = _recall_built(run, manifest)
    return built.sources if built else None


def shown_of(run: Run, manifest: Digest) -> tuple[Shown, ...]:
    """The articles of the site under this manifest; none where that is not remembered."""
    built = _recall_built(run, manifest)
    return built.shown if built else ()


def drift(run: Run, manifest: Digest) -> Drift | None:
    """How far the sources, as surveyed, have gone on from the build that made the site under this
    manifest; None where that is not remembered. Comments do not count: they come in at any time,
    and from elsewhere."""
    state, built = _recall(run), _recall_built(run, manifest)
    if built is None:
        return None
    now, then, moment = _sources(run), built.sources, run.request.now
    moved = sorted(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))
    held = tuple(path for path in moved if path in built.held and built.held[path] == now.get(path))
    return Drift(
        paths=tuple(path for path in moved if path not in held),
        held=held,
        early=tuple(each.source for each in built.shown if each.out > moment),
        is_due=state is not None and state.until is not None and moment >= state.until,
        is_ahead=built.since is not None and moment < built.since,
    )


def _recall_built(run: Run, manifest: Digest) -> _Built | None:
    data = run.store.recall(_name_of_sources(run.request))
    try:
        built = msgspec.msgpack.decode(data, type=_Built) if data else None
    except msgspec.MsgspecError:
        return None
    return built if built and built.manifest == manifest else None


def _sources(run: Run) -> dict[str, Digest]:
    """Digests of the settings and of all files of the project that the site is made of."""
    folders = tuple(f"{folder}/" for folder in FOLDERS)
    found = {path: file.digest for path, file in run.surveyed.items() if path.startswith(folders)}
    return {SETTINGS: keys.digest_bytes(run.settings or b""), **found}


def _name_of_sources(request: Request) -> str:
    return f"sources {request.output.absolute()}"


def _recall(run: Run) -> State | None:
    data = run.store.recall(_name(run.request))
    try:
        return msgspec.json.decode(data, type=State) if data else None
    except msgspec.MsgspecError:
        return None


def _name(request: Request) -> str:
    return f"state {request.edition} {request.output.absolute()}"


def _key(run: Run) -> Digest:
    sources = [(file.path, file.digest) for file in run.surveyed.values()]
    settings = keys.digest_bytes(run.settings or b"")
    request = run.request
    asked = request.edition, request.comments, request.posting
    return keys.digest((sources, settings, _program(), asked))


def _program() -> tuple[Digest, tuple[str, ...], str]:
    """The source of every room, the installed libraries with their versions, and Python's own."""
    rooms = {path.stem for path in keys.PACKAGE.iterdir() if path.suffix in {"", ".py"}}
    code = keys.fingerprint(tuple(sorted(rooms - {"__pycache__"})))
    return code, _distributions(), platform.python_version()


def _distributions() -> tuple[str, ...]:
    """Names and versions of what is installed: the names of the folders that tell of them."""
    folders = [Path(place) for place in sys.path if place]
    found = (path.name for folder in folders if folder.is_dir() for path in folder.iterdir())
    return tuple(sorted(name for name in found if name.endswith((".dist-info", ".egg-info"))))
