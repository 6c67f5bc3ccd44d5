"""Faults as data: what is wrong, where, and the one thing that mends it, in Arabic and English.

A room declares its faults as module constants of type `Fault`, next to the code that raises them,
and reports by `FAULT.at(path, span, name=value)`. Nothing prints here and nothing raises; the
doors (command line, preview) choose the language and show every diagnostic of a run, sorted.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from generator.arabic.direction import escape_controls

Language = Literal["ar", "en"]


class Severity(enum.Enum):
    """An error stops the publication; a warning is shown and the site goes out."""

    ERROR = "error"
    WARNING = "warning"


class Exit(enum.IntEnum):
    """Exit codes of the command (design: faults.md)."""

    OK = 0
    CONTENT = 1
    USAGE = 2
    ENVIRONMENT = 3
    DEPLOY = 4
    INTERNAL = 5
    INTERRUPTED = 130


class Span(msgspec.Struct, frozen=True, order=True):
    """A place in a text file: line and column, both counted from 1, in code points."""

    line: int
    column: int = 1

    def below(self, lines: int) -> Span:
        """The same place when `lines` lines stand above the text."""
        return Span(self.line + lines, self.column)


class Bilingual(msgspec.Struct, frozen=True):
    """One sentence in both languages of the messages."""

    ar: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.ar if language == "ar" else self.en


def listed(names: Iterable[str]) -> Bilingual:
    """Names in a row, as each language parts them."""
    row = list(names)
    return Bilingual("، ".join(row), ", ".join(row))


class Diagnostic(msgspec.Struct, frozen=True):
    """One fault at one place. `path` is relative to the project, with `/`."""

    code: str
    severity: Severity
    path: str
    span: Span | None
    text: Bilingual
    hint: Bilingual
    exit_code: Exit = Exit.CONTENT

    def moved(self, path: str, lines: int) -> Diagnostic:
        """The diagnostic of a part, placed in its file: `lines` lines stand above the part."""
        return replace(self, path=path, span=self.span.below(lines) if self.span else None)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of fault: its stable code and its sentences, with `{name}` places for values."""

    code: str
    ar: str
    en: str
    hint_ar: str
    hint_en: str
    severity: Severity = Severity.ERROR
    exit_code: Exit = Exit.CONTENT

    def at(self, path: str, span: Span | None = None, /, **values: object) -> Diagnostic:
        """This fault at a place. Values are shown with control and bidi characters escaped; one
        that is bilingual stands in each sentence in its language."""
        ar, en = _shown(values, "ar"), _shown(values, "en")
        return Diagnostic(
            code=self.code,
            severity=self.severity,
            path=path,
            span=span,
            text=Bilingual(self.ar.format(**ar), self.en.format(**en)),
            hint=Bilingual(self.hint_ar.format(**ar), self.hint_en.format(**en)),
            exit_code=self.exit_code,
        )


def _shown(values: Mapping[str, object], language: Language) -> dict[str, str]:
    return {
        name: escape_controls(
            value.in_language(language) if isinstance(value, Bilingual) else str(value)
        )
        for name, value in values.items()
    }


class Failed(Exception):
    """The run cannot go on. Carries every diagnostic that was found, never just the first, and
    what is to be said below them."""

    def __init__(self, diagnostics: Iterable[Diagnostic], last: Bilingual | None = None) -> None:
        self.diagnostics = in_order(diagnostics)
        self.last = last
        super().__init__("; ".join(d.code for d in self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file and place, each once."""
    start = Span(0, 0)
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.path, d.span or start, d.code, d.text.en)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)


def exit_code(diagnostics: Iterable[Diagnostic]) -> Exit:
    """The gravest exit code among the errors; OK when there are only warnings."""
    codes = (d.exit_code for d in diagnostics if d.severity is Severity.ERROR)
    return max(codes, default=Exit.OK)


_SEVERITY = {
    Severity.ERROR: Bilingual("خطأ", "error"),
    Severity.WARNING: Bilingual("تنبيه", "warning"),
}
_HINT = Bilingual("تلميح", "hint")


def place(diagnostic: Diagnostic) -> str:
    """`path:line:column`, as far as it is known."""
    if diagnostic.span is None:
        return diagnostic.path
    return f"{diagnostic.path}:{diagnostic.span.line}:{diagnostic.span.column}"


def as_text(diagnostic: Diagnostic, language: Language) -> str:
    """Two lines: place and sentence, then the remedy. Facts first, Arabic last (arabic.md §6)."""
    severity = _SEVERITY[diagnostic.severity].in_language(language)
    text = diagnostic.text.in_language(language)
    hint = diagnostic.hint.in_language(language)
    where = escape_controls(place(diagnostic))
    return f"{where}: {severity}[{diagnostic.code}] {text}\n  {_HINT.in_language(language)}: {hint}"


def as_github(diagnostic: Diagnostic, language: Language) -> str:
    """A workflow command of GitHub Actions, which shows it at the line of the file
    (docs.github.com, workflow commands: `%`, line ends and, in properties, `:` and `,` are
    escaped)."""
    text, hint = (each.in_language(language) for each in (diagnostic.text, diagnostic.hint))
    span = diagnostic.span
    where = {"line": span.line, "col": span.column} if span else {}
    properties = {"file": diagnostic.path, **where, "title": diagnostic.code}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    said = _message(f"{text}\n{hint}")
    return f"::{diagnostic.severity.value} {shown}::{said}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The machine-readable form: both languages, places as numbers or null."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "path": diagnostic.path,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "text": {"ar": diagnostic.text.ar, "en": diagnostic.text.en},
        "hint": {"ar": diagnostic.hint.ar, "en": diagnostic.hint.en},
    }
