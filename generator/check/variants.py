"""Names that are one and are typed in several ways (faults row 105): `ايران` among `إيران`. They
share a page already; here the slip is told, so that it can be mended where it was made."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arabic.letters import fold
from generator.check.desk import Desk, Look
from generator.diagnostics import Diagnostic, Fault, Severity
from generator.graph.model import Taxonomy
from generator.graph.synopsis import Synopsis

VARIANT = Fault(
    code="W-VARIANT",
    severity=Severity.WARNING,
    ar="«{name}» و«{shown}» اسم واحد، ويظهر بالصورة الثانية",
    en="{name} and {shown} are one name, which is shown in the second spelling",
    hint_ar="اكتبه هنا: {shown}؛ وإن كانت الأولى هي الصحيحة فاذكرها في site.yaml",
    hint_en="write {shown} here; if the first is right, name it in site.yaml",
)


def rule(desk: Desk) -> Iterator[Diagnostic]:
    """One warning for each spelling that is not the shown one, where it first stands."""
    names = desk.plan.ground.woven.weaver.directory.names
    seen: set[tuple[Taxonomy, str]] = set()
    for path, synopsis, look in desk.articles():
        for taxonomy, field, typed in _typed(synopsis):
            if (taxonomy, typed) not in seen:
                seen.add((taxonomy, typed))
                shown = names[taxonomy][typed]
                if shown != typed and fold(shown) == fold(typed):
                    yield _told(path, look, field, typed, shown)


def _typed(synopsis: Synopsis) -> Iterator[tuple[Taxonomy, str, str]]:
    """The names that an article gives, with the key that holds them."""
    yield from ((Taxonomy.TAG, "tags", name) for name in synopsis.tags)
    yield from ((Taxonomy.AUTHOR, "author", name) for name in synopsis.authors)
    if synopsis.place:
        yield Taxonomy.PLACE, "dateline", synopsis.place
    if synopsis.series:
        yield Taxonomy.SERIES, "series", synopsis.series


def _told(path: str, look: Look, field: str, name: str, shown: str) -> Diagnostic:
    return VARIANT.at(path, look.place(field), name=name, shown=shown)
