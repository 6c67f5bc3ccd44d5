"""A dateline is not asked for. But where nearly all articles of a kind have one, the one without
forgot it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.check.desk import Desk, Look
from generator.diagnostics import Diagnostic, Fault, Severity

NO_PLACE = Fault(
    code="W-DATELINE",
    severity=Severity.WARNING,
    ar="لا مكان لهذا المقال، وأكثر ما نوعه «{kind}» له مكان",
    en="this article has no dateline, and most of its kind ({kind}) have one",
    hint_ar="أضف إلى البطاقة سطراً: المكان: بغداد/ اسم النشرة",
    hint_en="add a line to the front matter: dateline: Baghdad/ name of the publication",
)

_FEWEST, _SHARE = 5, 0.8


def rule(desk: Desk) -> Iterator[Diagnostic]:
    kinds: dict[str, list[tuple[str, Look, bool]]] = defaultdict(list)
    for path, synopsis, look in desk.articles():
        kind = synopsis.kind or desk.config.default_kind
        kinds[kind].append((path, look, bool(synopsis.place)))
    for kind, articles in kinds.items():
        placed = sum(has_place for *_, has_place in articles)
        if placed >= max(_FEWEST, _SHARE * len(articles)):
            for path, look, has_place in articles:
                if not has_place:
                    yield NO_PLACE.at(path, look.place("title"), kind=kind)
