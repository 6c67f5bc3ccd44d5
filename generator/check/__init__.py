"""Check: what the site would be, looked at before it goes out. One file for each rule.

What is found where, so that nothing is found twice:

- By every build, and so by `check` too: dead links, images, anchors and footnotes (E-LINK,
  E-LINK-FOOTNOTE), unknown categories and kinds (E-REF), authors and series a letter from another
  (W-NEAR), names alike but for ي/ى and ه/ة (W-TWIN), addresses and old addresses that two pages
  want (E-DUP), impossible dates (E-FM-DATE), straight quotes without partner (W-QUOTES),
  embeddings and overrides of direction (W-BIDI), control characters (W-CTRL).
- Here, file by file and remembered: the house style (`style/`), pictures without description.
- Here, over the whole publication: `weight`, `headlines`, `dates`, `summary`, `dateline`,
  `orphans`, `tags`, `variants`, and names spelled in two ways. On request: `outside`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from unicodedata import normalize

import msgspec

from generator import files
from generator.build import in_session
from generator.check import (
    dateline,
    dates,
    headlines,
    levels,
    moved,
    orphans,
    outside,
    relative_days,
    summary,
    tags,
    variants,
    weight,
)
from generator.check.desk import Desk, house_of, is_asked, looks_at, manuscripts
from generator.check.mend import Mended, mend
from generator.check.style.names import two_ways
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity, in_order
from generator.graph.addresses import file_of
from generator.graph.related import Reason, reasons
from generator.plan import Plan, make_plan, read_settings
from generator.request import SETTINGS, Progress, Request
from generator.run import CHANGED, Run, survey
from generator.settings.site import read_config

NO_SUCH_FILE = Fault(
    code="E-CHECK",
    ar="لا مقال ولا صفحة بهذا المسار: {path}",
    en="there is no article or page at this path: {path}",
    hint_ar="اكتب مسار الملف كما هو من مجلد المشروع، مثل content/articles/x.md",
    hint_en="give the path of the file from the folder of the project: content/articles/x.md",
    exit_code=Exit.USAGE,
)

Rule = Callable[[Desk], Iterable[Diagnostic]]


def style_rule(desk: Desk) -> Iterator[Diagnostic]:
    """What each file says of itself."""
    for look in desk.looks.values():
        yield from look.findings


def names_rule(desk: Desk) -> Iterator[Diagnostic]:
    """Foreign names, which only all files together can tell."""
    names = ((path, look.names) for path, look in sorted(desk.looks.items()))
    yield from two_ways(names, desk.config.style.distinct)


RULES: tuple[Rule, ...] = (
    moved.rule,
    style_rule,
    names_rule,
    headlines.rule,
    dates.rule,
    summary.rule,
    dateline.rule,
    orphans.rule,
    tags.rule,
    variants.rule,
    relative_days.rule,
    weight.rule,
)
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

    def with_findings(self, more: Iterable[Diagnostic]) -> Checked:
        return Checked(self.articles, in_order((*self.findings, *more)))

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        errors, warnings = self.count(Severity.ERROR), self.count(Severity.WARNING)
        return (
            f"المقالات: {self.articles}، الأخطاء: {errors}، التنبيهات: {warnings}",
            f"articles: {self.articles}, errors: {errors}, warnings: {warnings}",
        )


def check(
    request: Request,
    progress: Progress | None = None,
    *,
    only: Collection[str] = (),
    external: bool = False,
) -> Checked:
    """Everything that a build would find, and what the rules find. Nothing is published. `only`:
    the files, by their paths in the project, that are asked about; empty: all. `external`: ask
    other hosts whether links to them still lead anywhere.

    Raises Failed where the site could not be planned.
    """

    def work(run: Run) -> Checked:
        return _check(run, frozenset(only), external)

    return in_session(request, work, progress)


class CheckedPage(msgspec.Struct, frozen=True):
    """What there is to say of one page, and why an article has these related ones beside it."""

    findings: tuple[Diagnostic, ...]
    related: tuple[Reason, ...]


def check_page(request: Request, page: str) -> CheckedPage | None:
    """What there is to say of one page, by its file in the site; None for a page that no file of a
    writer's is behind. Nothing is weighed, and other files are not looked at for it.

    Raises Failed where the site cannot be planned.
    """
    return in_session(request, lambda run: _check_page(run, page))


def _check_page(run: Run, page: str) -> CheckedPage | None:
    survey(run)
    plan = make_plan(run)
    graph = plan.graph
    written = {file_of(article.path): article.source for article in graph.articles}
    written |= {file_of(static.path): static.source for static in graph.pages}
    only = frozenset((written[page],)) if page in written else frozenset()
    if not only:
        return None
    related = reasons(graph.articles, plan.config.related_count, written[page])
    return CheckedPage(_findings(Desk(run, plan, only, looks_at(run, plan.config, only))), related)


def _check(run: Run, only: frozenset[str], external: bool) -> Checked:
    survey(run)
    _refuse_strangers(run, only)
    plan = _planned(run, only)
    desk = Desk(run, plan, only, looks_at(run, plan.config))
    if external:
        run.findings += _outside(desk)
    return Checked(len(plan.graph.articles), _findings(desk))


def _findings(desk: Desk) -> tuple[Diagnostic, ...]:
    """What the build and every rule found, as grave as the house has it."""
    run, only = desk.run, desk.only
    for rule in RULES:
        run.findings += rule(desk)
    findings = in_order(levels.graded(run.findings, desk.config.style.rules))
    return tuple(each for each in findings if not only or is_asked(each.path, only))


def _planned(run: Run, only: frozenset[str]) -> Plan:
    """The plan of the site. Where there can be none, what is wrong with the prose is told too."""
    try:
        return make_plan(run)
    except Failed as failed:
        config, _ = read_config(SETTINGS, run.settings or b"")
        if config is None:
            raise
        looks = looks_at(run, config, only)
        found = (finding for look in looks.values() for finding in look.findings)
        told = [each for each in failed.diagnostics if _concerns(each, only)]
        # A session that fails tells all that its run has found.
        run.findings[:] = [each for each in run.findings if _concerns(each, only)]
        raise Failed([*told, *levels.graded(found, config.style.rules)]) from failed


def _concerns(finding: Diagnostic, only: frozenset[str]) -> bool:
    """Whether to tell of it: of other files, an error alone, for it stops what was asked."""
    return not only or finding.severity is Severity.ERROR or is_asked(finding.path, only)


def _refuse_strangers(run: Run, only: frozenset[str]) -> None:
    known = [file.path for file in manuscripts(run)]
    strangers = only - set(known) - {normalize("NFC", path) for path in known}
    if strangers:
        raise Failed([NO_SUCH_FILE.at(path, path=path) for path in sorted(strangers)])


def _outside(desk: Desk) -> Iterator[Diagnostic]:
    links = [
        (path, link)
        for path, look in desk.looks.items()
        if not desk.only or is_asked(path, desk.only)
        for link in look.outside
    ]
    agent = f"tahlil-check (+{desk.config.base_url})"
    return outside.dead_links(links, desk.run.request.cache_folder, agent=agent)


def mends(
    request: Request, progress: Progress | None = None, *, only: Collection[str] = ()
) -> tuple[Mended, ...]:
    """What `--fix` would write, file by file. Nothing is written."""

    def work(run: Run) -> tuple[Mended, ...]:
        return tuple(_mends(run, frozenset(only)))

    return in_session(request, work, progress)


def _mends(run: Run, only: frozenset[str]) -> Iterator[Mended]:
    survey(run)
    _refuse_strangers(run, only)
    config = read_settings(run)
    house = house_of(config)
    for file in manuscripts(run):
        if not only or is_asked(file.path, only):
            mended = mend(file.path, run.read(file.path), house, config)
            if mended:
                yield mended


def write(request: Request, mended: Iterable[Mended]) -> None:
    """Write mended files, each whole. Raises Failed where one was saved meanwhile, or the disk
    refuses."""
    for each in mended:
        path = request.project / each.path
        with files.writing(each.path):
            if files.read(path) != each.was:
                raise Failed([CHANGED.at(each.path)])
            files.write_atomically(path, each.data)
