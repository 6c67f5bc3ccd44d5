"""The plan of a deployment: what must travel, in which order, and what may go.

New pages come before the pages that change, since only these can lead readers to them; then no
reader finds a link to a page that is not there yet (faults row 78). Deletions come last, the other
way round.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Set

import msgspec

from generator.deploy.built import Built
from generator.deploy.faults import MANY, listed
from generator.deploy.record import Record
from generator.diagnostics import Failed
from generator.keys import Digest
from generator.search.shards import INDEX

FEW = 20
"""So many deletions are never too many; above, a tenth of what is there."""
_SHOWN = 10
_FEEDS = (".xml", ".json", ".txt", ".conf")
_PACKED = (".gz", ".br")


class Rank(enum.IntEnum):
    """When a file travels."""

    ASSET = 0
    NEW_PAGE = 1
    PAGE = 2
    FEED = 3
    INDEX = 4
    """Of the search: it names the files of the search, which name the pages."""


class Changes(msgspec.Struct, frozen=True):
    """sends: paths in order. deletions: paths in order. kept: how many need not travel. size: bytes
    to send."""

    sends: tuple[tuple[Rank, str], ...]
    deletions: tuple[str, ...]
    kept: int
    size: int

    def batches(self) -> list[tuple[str, ...]]:
        """What may travel side by side, in order."""
        ranked = ((rank, [p for r, p in self.sends if r is rank]) for rank in Rank)
        return [tuple(paths) for _, paths in ranked if paths]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for _, path in self.sends)

    @property
    def is_nothing(self) -> bool:
        return not (self.sends or self.deletions)


def changes(built: Built, there: Mapping[str, Digest], doubtful: Set[str] = frozenset()) -> Changes:
    """What makes a host that holds `there` hold the built site. Of `doubtful` paths nobody knows
    what is there; those of them that are not of the site go, as they are ours."""
    sends = [
        path
        for path, entry in built.files.items()
        if path in doubtful or there.get(path) != entry.digest
    ]
    ours = there.keys() | doubtful
    gone = [path for path in ours if path not in built.files]
    return Changes(
        sends=_in_order(sends, there.keys()),
        deletions=tuple(path for _, path in reversed(_in_order(gone, ours))),
        kept=len(built.files) - len(sends),
        size=sum(built.size(path) for path in sends),
    )


def refuse_many(planned: Changes, record: Record | None, allowed: int) -> None:
    """Raises Failed with E-MANY where more would be deleted than slips explain, and more than was
    allowed (faults row 80)."""
    count, total = len(planned.deletions), len(record.files) if record else 0
    if count <= max(FEW, total // 10, allowed):
        return
    paths = listed(sorted(planned.deletions), _SHOWN)
    raise Failed([MANY.at("site.yaml", count=count, all=total, paths=paths)])


def _in_order(paths: Iterable[str], known: Set[str]) -> tuple[tuple[Rank, str], ...]:
    """By rank; deeper pages first, so that articles come before the lists that lead to them."""
    ranked = [(_rank(path, path not in known), path) for path in paths]
    return tuple(sorted(ranked, key=lambda pair: (pair[0], -pair[1].count("/"), pair[1])))


def _rank(path: str, is_new: bool) -> Rank:
    name = path
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if name.endswith(".html"):
        return Rank.NEW_PAGE if is_new and name != "index.html" else Rank.PAGE
    if name == INDEX:
        return Rank.INDEX
    is_for_hosts = name.rpartition("/")[2].startswith((".", "_"))
    return Rank.FEED if is_for_hosts or name.endswith(_FEEDS) else Rank.ASSET
