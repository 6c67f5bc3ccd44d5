"""When the publication changes by itself: no file moves, but an article appears or goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from generator.graph.model import Status
from generator.graph.synopsis import Synopsis
from generator.graph.weave import Moment, status_of


def next_change(synopses: Iterable[Synopsis], now: datetime) -> datetime | None:
    """The first instant after `now` at which an article becomes public or ceases to be."""
    changes = (_changes(synopsis, now) for synopsis in synopses)
    return min((change for change in changes if change), default=None)


def _changes(synopsis: Synopsis, now: datetime) -> datetime | None:
    instants = (synopsis.published, synopsis.embargo, synopsis.expires)
    before = _is_public(synopsis, now)
    for instant in sorted(instant for instant in instants if instant and instant > now):
        if _is_public(synopsis, instant) != before:
            return instant
    return None


def _is_public(synopsis: Synopsis, now: datetime) -> bool:
    return status_of(synopsis, Moment(now)) is Status.PUBLISHED
