"""A summary is not asked for: the first paragraph is one. But where that is too long to stand in a
list, readers get half a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.desk import Desk
from generator.diagnostics import Diagnostic, Fault, Severity

CUT = Fault(
    code="W-SUMMARY",
    severity=Severity.WARNING,
    ar="لا موجز، والفقرة الأولى أطول من أن تحل محله، فتُقطع في القوائم",
    en="there is no summary, and the first paragraph is too long to be one: lists cut it",
    hint_ar="أضف إلى البطاقة سطراً: الموجز: جملة أو جملتان",
    hint_en="add a line to the front matter: summary: a sentence or two",
)


def rule(desk: Desk) -> Iterator[Diagnostic]:
    for path, synopsis, look in desk.articles():
        if synopsis.summary.endswith("…") and not look.has("summary"):
            yield CUT.at(path, look.place("title"))
