"""Names: spellings that are one name become one (publication.md: `إيران` = `ايران`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from generator.arabic.letters import fold
from generator.config import Synonym, TermEntry


class Names(msgspec.Struct, frozen=True):
    """The spelling under which each name of one taxonomy is shown, by folded form. `declared`: the
    folded forms that site.yaml names."""

    shown: Mapping[str, str]
    synonyms: Mapping[str, str]
    declared: frozenset[str]

    @classmethod
    def of(
        cls,
        spellings: Iterable[str],
        entries: Sequence[TermEntry] = (),
        synonyms: Sequence[Synonym] = (),
    ) -> Names:
        """`spellings`: as often as each was written, or their Counter. The one that site.yaml gives
        wins, then the commonest, then the first in order of code points, so that the choice is the
        same on every machine."""
        renamed = {fold(synonym.variant): fold(synonym.name) for synonym in synonyms}
        shown = _commonest(spellings, renamed)
        shown |= {fold(synonym.name): synonym.name for synonym in synonyms}
        shown |= {fold(entry.name): entry.name for entry in entries}
        return cls(shown, renamed, frozenset(fold(entry.name) for entry in entries))

    def identity(self, name: str) -> str:
        """What makes two spellings one name."""
        folded = fold(name)
        return self.synonyms.get(folded, folded)

    def __getitem__(self, name: str) -> str:
        return self.shown.get(self.identity(name), name)


def _commonest(spellings: Iterable[str], renamed: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(spellings)
    shown: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        folded = fold(name)
        if folded not in renamed:
            shown.setdefault(folded, name)
    return shown
