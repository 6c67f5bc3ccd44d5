"""Names that look like another: two names stay two, and the writer is asked whether one was meant.

Twins differ by ي/ى or ه/ة alone (publication.md); near names by a letter or two (faults row 11). A
name that site.yaml declares is meant; of the others the rarer one is reported, with the place of
the commoner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import msgspec

from generator.arabic.letters import fold_twins
from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.graph.model import Taxonomy
from generator.graph.names import Names

TWIN = Fault(
    code="W-TWIN",
    severity=Severity.WARNING,
    ar="اسمان متقاربان يُعدّان اسمين: «{name}» و«{other}» (الثاني في {place}).",
    en="Two names that are nearly one stay two: {name} and {other} (the second in {place}).",
    hint_ar="وحّد الكتابة، أو صرّح بهما في synonyms في site.yaml؛ وإن كانا اسمين فعلاً فاذكرهما فيه.",
    hint_en="Spell them alike, or name them under synonyms in site.yaml; if they really are two, "
    "declare both there.",
)
NEAR = Fault(
    code="W-NEAR",
    severity=Severity.WARNING,
    ar="يشبه الاسم «{name}» الاسم «{other}» (في {place})، ولعله هو.",
    en="The name {name} is within a letter or two of {other} (in {place}).",
    hint_ar="صحّح الكتابة إن كانا واحداً؛ وإن كانا اثنين فاذكرهما في {key} في site.yaml.",
    hint_en="Mend the spelling if they are one; if they are two, declare both under {key} in "
    "site.yaml.",
)

_NEAR_IN = {Taxonomy.AUTHOR: "authors", Taxonomy.SERIES: "series"}
"""Where a slip makes a page of its own unseen, and the key that declares such names."""
_SHORTEST = 5
"""Shorter names are too often a letter apart by chance."""


@dataclass(slots=True)
class Use:
    """A name as writers typed it: the first file, by path, that has it, and how many do."""

    name: str
    source: str
    count: int = 1


_FIELDS = {
    Taxonomy.TAG: "tags",
    Taxonomy.AUTHOR: "author",
    Taxonomy.PLACE: "dateline",
    Taxonomy.SERIES: "series",
}
"""The key of front matter that holds the names of each taxonomy."""

Place = Callable[[str, str], Span | None]
"""Where the value of a key stands in a file."""

_Uses = dict[str, Use]
"""The first use of each name of one taxonomy, by its identity, and how many there are."""


def lookalikes(
    typed: Mapping[Taxonomy, Mapping[str, Use]], names: Mapping[Taxonomy, Names], place: Place
) -> Iterator[Diagnostic]:
    """A warning for each pair of names that is nearly one. `typed`: uses by spelling, in order of
    the path of the first."""
    for taxonomy, spellings in typed.items():
        uses = _by_identity(spellings.values(), names[taxonomy])
        declared, ask = names[taxonomy].declared, _Asking(uses, _FIELDS[taxonomy], place)
        for one, other in _alike(uses, _twin_form):
            yield from ask.which(TWIN, declared, one, other)
        if key := _NEAR_IN.get(taxonomy):
            for one, other in _alike(uses, _near_forms):
                if fold_twins(one) != fold_twins(other):
                    yield from ask.which(NEAR, declared, one, other, key=key)


def _by_identity(spellings: Iterable[Use], names: Names) -> _Uses:
    uses: _Uses = {}
    for use in spellings:
        identity = names.identity(use.name)
        first = uses.get(identity)
        if first is None:
            uses[identity] = Use(use.name, use.source, use.count)
        else:
            first.count += use.count
    return uses


def _alike(
    identities: Iterable[str], forms: Callable[[str], Iterable[str]]
) -> list[tuple[str, str]]:
    """Pairs of names that have a form in common."""
    groups: dict[str, list[str]] = {}
    for identity in sorted(identities):
        for form in forms(identity):
            groups.setdefault(form, []).append(identity)
    return sorted({pair for group in groups.values() for pair in combinations(group, 2)})


def _twin_form(identity: str) -> Iterable[str]:
    return (fold_twins(identity),)


def _near_forms(identity: str) -> Iterable[str]:
    """The name with each single letter left out: names that share one are an insertion, an
    exchange or a replacement apart. Digits tell names apart on purpose, so all of them stay."""
    if len(identity) < _SHORTEST:
        return ()
    return {
        identity[:i] + identity[i + 1 :]
        for i, letter in enumerate(identity)
        if not letter.isdigit()
    } | {identity}


class _Asking(msgspec.Struct, frozen=True):
    """The names of one taxonomy, and where to look for the place of one."""

    uses: _Uses
    field: str
    place: Place

    def which(
        self, fault: Fault, declared: frozenset[str], one: str, other: str, **more: str
    ) -> Iterator[Diagnostic]:
        """The warning at the name that is rather the slip: the undeclared one, the rarer, the
        later."""
        if {one, other} <= declared:
            return
        uses = self.uses
        kept, slip = sorted(
            (one, other),
            key=lambda name: (name not in declared, -uses[name].count, uses[name].source),
        )
        meant, here = uses[kept], uses[slip]
        span = self.place(here.source, self.field)
        yield fault.at(
            here.source, span, name=here.name, other=meant.name, place=self._shown(meant), **more
        )

    def _shown(self, use: Use) -> str:
        span = self.place(use.source, self.field)
        return f"{use.source}:{span.line}:{span.column}" if span else use.source
