"""What open pages are told: which files changed since they were loaded, and how the build is.

Every build that changed files begins an epoch. A page knows the epoch it was loaded in; the name of
an epoch holds a token of the server's run, so that a page from an earlier run is not mistaken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from generator.arabic.direction import escape_controls
from generator.arabic.plurals import PluralForms
from generator.diagnostics import Diagnostic, Severity, as_json

Paths = tuple[str, ...] | None
"""Paths of files in the site; None means all of them."""

_REMEMBERED = 100
"""Epochs whose changes are kept; an older page is simply reloaded."""
_MANY = 500
"""More changed files than this are told as `all of them`."""
_SHOWN = 100
"""Diagnostics that an overlay shows; the terminal has them all."""

_ERRORS = PluralForms("لا أخطاء", "خطأ واحد", "خطآن", "{n} أخطاء", "{n} خطأً", "{n} خطأ")
_WARNINGS = PluralForms(
    "لا تنبيهات", "تنبيه واحد", "تنبيهان", "{n} تنبيهات", "{n} تنبيهاً", "{n} تنبيه"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """How the last build went. `is_good`: the pages show it; else they show the one before."""

    is_good: bool = True
    findings: tuple[Diagnostic, ...] = ()

    @property
    def event(self) -> str:
        return "well" if self.is_good else "faults"

    def as_json(self) -> dict[str, Any]:
        """Counts in words and the diagnostics themselves, errors and warnings apart."""
        errors = [each for each in self.findings if each.severity is Severity.ERROR]
        warnings = [each for each in self.findings if each.severity is Severity.WARNING]
        return {
            "errors": _shown(errors),
            "errors_in_words": _ERRORS.format(len(errors)),
            "warnings": _shown(warnings),
            "warnings_in_words": _WARNINGS.format(len(warnings)),
        }


def _shown(findings: list[Diagnostic]) -> list[dict[str, object]]:
    return [as_json(each) | {"path": escape_controls(each.path)} for each in findings[:_SHOWN]]


@dataclass(frozen=True, slots=True)
class News:
    """Everything that an open page can be told."""

    run: str
    """A token of this run of the server."""
    condition: Condition = field(default_factory=Condition)
    count: int = 0
    """Epochs since the server began."""
    changes: tuple[Paths, ...] = ()
    """The changes that began the last epochs, the newest last."""

    @property
    def epoch(self) -> str:
        return f"{self.run}.{self.count}"

    def after(self, condition: Condition, changed: Paths = ()) -> News:
        """The news once a build ended; without changed files the epoch goes on."""
        if changed == ():
            return replace(self, condition=condition)
        told = None if changed is None or len(changed) > _MANY else changed
        changes = (*self.changes, told)[-_REMEMBERED:]
        return News(self.run, condition, self.count + 1, changes)

    def since(self, epoch: str) -> Paths:
        """The files that changed after an epoch, sorted; None for an epoch that is not known."""
        run, _, number = epoch.rpartition(".")
        if run != self.run or not number.isascii() or not number.isdecimal():
            return None
        missed = self.count - int(number[:9])
        if not 0 <= missed <= len(self.changes):
            return None
        return _all_of(self.changes[len(self.changes) - missed :])


def _all_of(changes: Iterable[Paths]) -> Paths:
    together: set[str] = set()
    for paths in changes:
        if paths is None:
            return None
        together.update(paths)
    return tuple(sorted(together))
