"""Two articles under one headline: readers of lists and of search cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterator

from generator.arabic.letters import fold
from generator.check.desk import Desk
from generator.diagnostics import Diagnostic, Fault, Severity

TWICE = Fault(
    code="W-HEADLINE",
    severity=Severity.WARNING,
    ar="العنوان نفسه لمقال آخر: {other}",
    en="another article has the same headline: {other}",
    hint_ar="ميّز أحد العنوانين؛ وإن كان المقال مكرراً فاحذف أحدهما واذكر رابطه في aliases",
    hint_en="tell the two apart; if it is one article twice, remove one and name its address in "
    "aliases of the other",
)


def rule(desk: Desk) -> Iterator[Diagnostic]:
    """A warning at each but the first that was published."""
    first: dict[str, str] = {}
    for path, synopsis, look in sorted(desk.articles(), key=lambda each: each[1].published):
        other = first.setdefault(fold(synopsis.title), path)
        if other != path:
            yield TWICE.at(path, look.place("title"), other=other)
