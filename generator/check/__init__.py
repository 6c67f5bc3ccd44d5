"""Check: what the site would be, looked at before it goes out. One file for each rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from generator.build import in_session
from generator.check import moved, weight
from generator.diagnostics import Diagnostic, Severity, in_order
from generator.plan import Plan, make_plan
from generator.request import Progress, Request
from generator.run import Run, survey

Rule = Callable[[Run, Plan], Iterable[Diagnostic]]

RULES: tuple[Rule, ...] = (moved.rule, weight.rule)
"""Beside what every build finds."""


class Checked(msgspec.Struct, frozen=True):
    """What a check found, in order."""

    articles: int
    findings: tuple[Diagnostic, ...]

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def ok(self) -> bool:
        return not self.count(Severity.ERROR)

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        errors, warnings = self.count(Severity.ERROR), self.count(Severity.WARNING)
        return (
            f"المقالات: {self.articles}، الأخطاء: {errors}، التنبيهات: {warnings}",
            f"articles: {self.articles}, errors: {errors}, warnings: {warnings}",
        )


def check(request: Request, progress: Progress | None = None) -> Checked:
    """Everything that a build would find, and what the rules find. Nothing is published.

    Raises Failed where the site could not be planned.
    """
    return in_session(request, _check, progress)


def _check(run: Run) -> Checked:
    survey(run)
    plan = make_plan(run)
    for rule in RULES:
        run.findings += rule(run, plan)
    return Checked(len(plan.graph.articles), in_order(run.findings))
