"""When the publication changes by itself: no file moves, but an article appears or goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from generator.graph.model import Status
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Moment, status_of


def next_change(synopses: Iterable[Synopsis], now: datetime) -> datetime | None:
    """The first instant after `now` at which an article becomes public or ceases to be."""
    firsts = (next(_changes(synopsis, now), None) for synopsis in synopses)
    return min((first for first in firsts if first), default=None)


def coming_changes(synopses: Iterable[Synopsis], now: datetime) -> tuple[datetime, ...]:
    """Every such instant, in order."""
    return tuple(sorted({instant for synopsis in synopses for instant in _changes(synopsis, now)}))


def _changes(synopsis: Synopsis, now: datetime) -> Iterator[datetime]:
    instants = (synopsis.published, synopsis.embargo, synopsis.expires)
    before = _is_public(synopsis, now)
    for instant in sorted(instant for instant in instants if instant and instant > now):
        after = _is_public(synopsis, instant)
        if after != before:
            yield instant
        before = after


def _is_public(synopsis: Synopsis, now: datetime) -> bool:
    return status_of(synopsis, Moment(now)) is Status.PUBLISHED
