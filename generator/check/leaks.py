"""Leaks: whether a published folder tells of an article that is not public.

`tahlil check --public DIR` looks for the headline of each draft, scheduled, embargoed or expired
article, and for the words that it alone has, in every name and every byte of a folder: as text, as
HTML and JSON and addresses write it, in files that are packed beside others, and as the stems that
the search knows. A word that anything public has proves nothing, and is not looked for.
"""

from __future__ import annotations

import functools
import gzip
import html
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import brotli
import msgspec

from generator import files
from generator.arabic.dates import Months, format_date, format_hijri
from generator.arabic.readings import readings, words
from generator.build import in_session
from generator.config import SiteConfig
from generator.content.document import read_page
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, in_order
from generator.gone import REASONS
from generator.graph.model import Status
from generator.graph.weave import Moment, status_of
from generator.keys import PACKAGE
from generator.plan import make_plan
from generator.request import PAGES, Progress, Request
from generator.run import Run, survey

LEAK = Fault(
    code="E-LEAK",
    ar="نص غير منشور ({status_ar}) يظهر أثره في {file}{more}: {words}",
    en="a text that is not public ({status_en}) shows in {file}{more}: {words}",
    hint_ar="لا ترفع هذا المجلد. أعد البناء ثم افحص ثانية، واحذف ما لم يكتبه البرنامج.",
    hint_en="Do not upload this folder. Build and check again; delete what tahlil did not write.",
)
NO_FOLDER = Fault(
    code="E-SITE",
    ar="لا مجلد بهذا الاسم: {path}",
    en="There is no such folder: {path}",
    hint_ar="اكتب مجلد الموقع المبني، مثل --public public.",
    hint_en="Name the folder of the built site, such as --public public.",
    exit_code=Exit.USAGE,
)


class Secret(msgspec.Struct, frozen=True):
    """An article or a page that nobody may know of: the words that only it has, folded, and its
    headline as folded words, "" when something public says the same."""

    source: str
    status: Status
    words: frozenset[str]
    headline: str


class Searched(msgspec.Struct, frozen=True):
    """What was looked for and where, and what was found."""

    secrets: int
    files: int
    findings: tuple[Diagnostic, ...]

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        found = len(self.findings)
        return (
            f"ما لم يُنشر: {self.secrets}، الملفات: {self.files}، ما تسرّب: {found}",
            f"not public: {self.secrets}, files: {self.files}, leaks: {found}",
        )


def search_leaks(request: Request, folder: Path, progress: Progress | None = None) -> Searched:
    """Look for what is not public in a folder. Raises Failed where the site could not be planned,
    or there is no folder."""
    if not folder.is_dir():
        raise Failed([NO_FOLDER.at(str(folder), path=folder)])
    secrets = in_session(request, _secrets, progress)
    found: dict[str, list[tuple[str, str]]] = {secret.source: [] for secret in secrets}
    names = [name for name in files.names_under(folder) if not (folder / name).is_dir()]
    for name in names:
        tokens = _tokens(f"{name}\n{_text_of(folder / name)}")
        whole, known = f" {' '.join(tokens)} ", _stems(tokens)
        for secret in secrets:
            if seen := _seen(secret, whole, known):
                found[secret.source].append((name, seen))
    findings = [_told(secret, found[secret.source]) for secret in secrets if found[secret.source]]
    return Searched(len(secrets), len(names), in_order(findings))


def _seen(secret: Secret, whole: str, known: frozenset[str]) -> str:
    seen = sorted(secret.words & known, key=lambda word: (-len(word), word))
    if secret.headline and f" {secret.headline} " in whole:
        seen.insert(0, secret.headline)
    return "، ".join(seen[:3])


def _told(secret: Secret, places: list[tuple[str, str]]) -> Diagnostic:
    (file, seen), others = places[0], len(places) - 1
    more = f" (+{others})" if others else ""
    status = REASONS[secret.status]
    return LEAK.at(
        secret.source,
        status_ar=status.ar,
        status_en=status.en,
        file=file,
        more=more,
        words=seen,
    )


# -- what is secret --------------------------------------------------------------------------------


def _secrets(run: Run) -> list[Secret]:
    survey(run)
    plan = make_plan(run)
    moment = Moment(run.request.now)
    hidden = {
        path: (synopsis.title, status)
        for path, synopsis in plan.ground.synopses.items()
        if (status := status_of(synopsis, moment)) is not Status.PUBLISHED
    }
    hidden |= {path: (title, Status.DRAFT) for path, title in _draft_pages(run, plan.config)}
    public = _public(run, hidden)
    stems, said = _stems(public), f" {' '.join(public)} "
    return [
        Secret(
            source=path,
            status=status,
            words=frozenset(_own(_tokens(_written(run, path)), stems)),
            headline=_headline(title, said),
        )
        for path, (title, status) in hidden.items()
    ]


def _draft_pages(run: Run, config: SiteConfig) -> Iterator[tuple[str, str]]:
    """The static pages that are drafts, with their titles."""
    for file in run.under(PAGES):
        if file.path.endswith(".md"):
            page, _ = read_page(file.path, run.read(file.path), config)
            if page is not None and page.header.draft:
                yield file.path, page.header.title


def _public(run: Run, hidden: Iterable[str]) -> list[str]:
    """All words that a page may rightly hold, in the order of their files: of the public sources,
    the settings, the program, and the calendar."""
    sources = [path for path in run.surveyed if path not in hidden]
    tokens = _tokens((run.settings or b"").decode("utf-8", "replace"))
    for path in sources:
        tokens += _tokens(path if _is_opaque(path) else f"{path}\n{_written(run, path)}")
    for module in sorted(PACKAGE.rglob("*.py")):
        tokens += _tokens(files.read(module).decode())
    return tokens + _calendar()


def _written(run: Run, path: str) -> str:
    return run.read(path).decode("utf-8", "replace")


def _calendar() -> list[str]:
    first = date(2024, 1, 1)
    days = [first + timedelta(days=number) for number in range(366)]
    traditions: tuple[Months, ...] = ("gregorian", "levant")
    texts = [format_date(day, months=each, weekday=True) for day in days for each in traditions]
    return _tokens(" ".join([*texts, *(format_hijri(day) or "" for day in days)]))


def _stems(tokens: Iterable[str]) -> frozenset[str]:
    """Words and every stem by which the search may know them."""
    return frozenset(form for token in set(tokens) for form in _forms(token))


@functools.cache
def _forms(token: str) -> tuple[str, ...]:
    return (token, *readings(token))


_SHORTEST = 4
"""Letters. Shorter words stand in every text, and between other signs by chance."""


def _own(tokens: Iterable[str], public: frozenset[str]) -> Iterator[str]:
    for token in set(tokens):
        if len(token) >= _SHORTEST and not token.isascii():
            forms = _forms(token)
            if public.isdisjoint(forms):
                yield from (form for form in forms if len(form) >= _SHORTEST)


def _headline(title: str, said: str) -> str:
    headline = " ".join(_tokens(title))
    return "" if f" {headline} " in said else headline


# -- what is there ---------------------------------------------------------------------------------

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_OPAQUE = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".woff2", ".woff", ".ico")


def _is_opaque(name: str) -> bool:
    """Whether a file holds no text; what its name says still counts."""
    return name.lower().endswith(_OPAQUE)


def _tokens(text: str) -> list[str]:
    """The folded words of a text, however addresses, JSON or HTML write them."""
    if "\\u" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "%" in text:
        text = _PERCENT.sub(lambda found: unquote(found[0], errors="replace"), text)
    return words(html.unescape(text))


def _text_of(path: Path) -> str:
    if _is_opaque(path.name):
        return ""
    data = files.read(path)
    if path.suffix == ".gz" or data.startswith(b"\x1f\x8b"):
        data = _unpacked(gzip.decompress, data)
    elif path.suffix == ".br":
        data = _unpacked(brotli.decompress, data)
    return data.decode("utf-8", "replace")


def _unpacked(unpack: Callable[[bytes], bytes], data: bytes) -> bytes:
    """What is packed; where it is no such file, its bytes as they are."""
    try:
        return unpack(data)
    except (OSError, EOFError, zlib.error, brotli.error):
        return data
