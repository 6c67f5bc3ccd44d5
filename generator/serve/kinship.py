"""Why an article has these related ones beside it, in words: for who asks in the preview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.graph.related import Reason


def explained(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """The headline of each related article, and why it was chosen."""
    return [{"title": each.article.title, "why": "؛ ".join(_parts(each))} for each in reasons]


def _parts(reason: Reason) -> Iterator[str]:
    if reason.chosen:
        yield "اختاره المحرر"
    if reason.series:
        yield "من الملف نفسه"
    if reason.tags:
        yield f"وسوم مشتركة: {'، '.join(reason.tags)}"
    if reason.words:
        yield f"كلمات مشتركة في العنوان والموجز: {'، '.join(reason.words)}"
    if not (reason.chosen or reason.series or reason.tags or reason.words):
        yield "من أحدث ما في التصنيف نفسه"
    if reason.place:
        yield "من المكان نفسه"
    if reason.author:
        yield "للكاتب نفسه"
