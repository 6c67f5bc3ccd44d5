"""The terminal: its language, help in that language, progress, and what a run has to say."""

from __future__ import annotations

import _thread
import contextlib
import itertools
import json
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import click

from generator.diagnostics import (
    Bilingual,
    Diagnostic,
    Language,
    as_github,
    as_json,
    as_text,
    place,
)

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from generator.build import Report

PHASES = {
    "survey": Bilingual("مسح الملفات", "survey"),
    "read": Bilingual("قراءة الترويسات", "read"),
    "convert": Bilingual("تحويل النصوص", "convert"),
    "assets": Bilingual("القوالب والأنماط", "layouts and styles"),
    "weave": Bilingual("نسج العلاقات", "weave"),
    "plan": Bilingual("تخطيط الصفحات", "plan"),
    "make": Bilingual("صنع الصفحات", "make"),
    "check": Bilingual("فحص الصفحات", "check"),
    "publish": Bilingual("النشر", "publish"),
    "index": Bilingual("عدّ المحتوى القديم", "count what there is"),
    "import": Bilingual("الاستيراد", "import"),
    "prove": Bilingual("فحص ما بُني", "prove the build"),
    "deploy": Bilingual("الرفع إلى المضيف", "deploy"),
    "done": Bilingual("تم", "done"),
}
RECIPES = {
    "prepare": Bilingual("قراءة المقالات وتحويلها", "articles: read and convert"),
    "read page": Bilingual("قراءة الصفحات الثابتة", "static pages: read"),
    "convert page": Bilingual("تحويل الصفحات الثابتة", "static pages: convert"),
    "probe": Bilingual("فحص الصور", "images: probe"),
    "picture": Bilingual("مقاسات الصور", "pictures: sizes and formats"),
    "clean drawing": Bilingual("تنظيف الرسوم", "drawings: clean, give letters"),
    "share card": Bilingual("بطاقات المشاركة", "share cards: draw"),
    "study layouts": Bilingual("دراسة القوالب", "layouts: study"),
    "render": Bilingual("تركيب الصفحات", "pages: render"),
    "feed": Bilingual("التغذيات", "feeds"),
    "words": Bilingual("كلمات البحث", "search: words of articles"),
    "section": Bilingual("أبواب البحث", "search: sections"),
    "shard": Bilingual("ملفات البحث", "search: shards"),
    "cards": Bilingual("بطاقات البحث", "search: cards"),
    "index": Bilingual("فهرس البحث", "search: index"),
    "pack": Bilingual("النسخ المضغوطة", "compressed copies"),
    "copy": Bilingual("نسخ الملفات", "files: copy"),
}
_HEADINGS = {
    "usage": Bilingual("الاستعمال: ", "Usage: "),
    "options": Bilingual("الخيارات", "Options"),
    "commands": Bilingual("الأوامر", "Commands"),
}
_BY_PHASE = Bilingual(
    "المراحل: الثواني بالساعة، الحصة",
    "phases: seconds by the clock, share",
)
_BY_RECIPE = Bilingual(
    "الوصفات: المصنوع، المعاد استعماله، ثواني المعالج حيث جرى العمل، الحصة",
    "recipes: made, reused, processor seconds where the work was done, share",
)
_LEFT = Bilingual("{done}، بقي {left}", "{done}, {left} left")
_YES = frozenset(("y", "yes", "ن", "نعم"))
_BRIEF = frozenset({"survey", "done"})
"""Phases that no bar is needed for: a build that has nothing to do has no others."""


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang` wins, then TAHLIL_LANG, then the language of the locale; else English."""
    candidates = [
        *(a.partition("=")[2] for a in arguments if a.startswith("--lang=")),
        *(b for a, b in itertools.pairwise(arguments) if a == "--lang"),
        environment.get("TAHLIL_LANG", ""),
        *(environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")),
    ]
    chosen = next((candidate for candidate in candidates if candidate), "en")
    return "ar" if chosen.startswith("ar") else "en"


def spoken(context: click.Context) -> Language:
    """The language that this run speaks."""
    return context.find_root().ensure_object(Voice).language


class Speaker(Protocol):
    """Where lines for people go; a console of rich is one too."""

    def print(self, text: str, /, *, markup: bool | None = None) -> None: ...

    @property
    def is_terminal(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Stream:
    """Standard output or standard error, as it is when a line is printed. Lines go out as they
    are: to import rich takes longer than a build that has nothing to do."""

    err: bool = False

    def print(self, text: str, /, *, markup: bool | None = None) -> None:  # noqa: ARG002
        """Print a line. Who reads no more, as `head` does, ends the run without complaint."""
        try:
            click.echo(text, err=self.err)
        except BrokenPipeError as error:
            # What is left in the buffer must go somewhere when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            raise SystemExit(1) from error

    @property
    def is_terminal(self) -> bool:
        return self._stream.isatty()

    @property
    def _stream(self) -> TextIO:
        return sys.stderr if self.err else sys.stdout


_SHOWN = 3
"""Findings of one kind at one place that are shown."""


@dataclass(slots=True)
class Voice:
    """How a run talks: language, format, and whether it keeps quiet."""

    language: Language = "en"
    as_json: bool = False
    as_github: bool = False
    """Whether findings are workflow commands of GitHub Actions."""
    quiet: bool = False
    project: Path = field(default_factory=Path)
    """Where the run works, and where it leaves word of a fault of our own."""
    out: Speaker = field(default_factory=Stream)
    err: Speaker = field(default_factory=lambda: Stream(err=True))

    def say(self, ar: str, en: str) -> None:
        """A line for people; silent in JSON and quiet runs."""
        if not self.as_json and not self.quiet:
            self.out.print(ar if self.language == "ar" else en, markup=False)

    def report(self, findings: Iterable[Diagnostic]) -> None:
        """Every diagnostic, for people; of one line that fails on page after page, the first few
        and how many more. JSON runs carry them all in their one object instead."""
        if self.as_json:
            return
        if self.as_github:
            for finding in findings:
                self.out.print(as_github(finding, self.language), markup=False)
            return
        for at, group in itertools.groupby(findings, lambda one: (place(one), one.code, one.hint)):
            same = list(group)
            shown = _SHOWN if same[0].span else len(same)
            for finding in same[:shown]:
                self.err.print(as_text(finding, self.language), markup=False)
            if more := len(same[shown:]):
                self.add(Bilingual(f"{at[0]}: ومثله {more}", f"{at[0]}: and {more} more like it"))

    def add(self, sentence: Bilingual) -> None:
        """A line below the findings, for people: where they go, unless machines read them."""
        if not (self.as_json or self.as_github or self.quiet):
            self.err.print(sentence.in_language(self.language), markup=False)

    def asks(self, ar: str, en: str) -> bool:
        """Whether somebody at the terminal says yes. A run that shows nothing asks nothing."""
        if self.as_json or self.quiet or not (sys.stdin.isatty() and self.err.is_terminal):
            return False
        question = ar if self.language == "ar" else en
        self.err.print(question, markup=False)
        return sys.stdin.readline().strip().lower() in _YES

    def json(self, **values: Any) -> None:
        """The one object that a JSON run prints."""
        if self.as_json:
            sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")

    def findings_json(self, findings: Iterable[Diagnostic]) -> list[dict[str, object]]:
        return [as_json(finding) for finding in findings]

    def profile(self, report: Report) -> None:
        """Where the time of a build went, as tables."""
        for ar, en in zip(_profile(report, "ar"), _profile(report, "en"), strict=True):
            self.say(ar, en)

    def summary(self, report: Report) -> None:
        """The last line of a build: how much there is, what was made, what was reused."""
        made, reused, seconds = len(report.made), report.reused, f"{report.seconds:.2f}"
        articles, files = _counted(report) if self.language == "ar" else ("", "")
        self.say(
            f"تم: {articles}، {files}؛ صُنع {made} وأُعيد استعمال {reused}، في {seconds} ثانية.",
            f"done: {report.articles} articles, {report.outputs} files; "
            f"{made} made, {reused} reused, in {seconds} s",
        )
        for path, was_published in sorted(report.held.items()):
            self._hold(path, was_published=was_published)
        if report.next_change:
            self._wait(report.next_change)

    def _hold(self, path: str, *, was_published: bool) -> None:
        if was_published:
            self.say(f"بقي كما نُشر آخر مرة: {path}", f"left as it was last published: {path}")
        else:
            self.say(f"لم يُنشر بعد: {path}", f"not published yet: {path}")

    def _wait(self, moment: datetime) -> None:
        from generator.build import shown

        when = shown(moment)
        self.say(f"موعد البناء التالي: {when}", f"build again at {when}")


def _profile(report: Report, language: Language) -> Iterator[str]:
    """Facts first and names last: a column of Arabic would be set differently by each terminal."""
    yield _BY_PHASE.in_language(language)
    whole = sum(seconds for _, seconds in report.phases)
    for name, seconds in report.phases:
        yield f"{seconds:10.2f}{_share(seconds, whole)}  {PHASES[name].in_language(language)}"
    tallies = {name: tally for name, tally in report.recipes.items() if tally.made or tally.reused}
    if tallies:
        yield _BY_RECIPE.in_language(language)
    whole = sum(tally.seconds for tally in tallies.values())
    for name, tally in sorted(tallies.items(), key=lambda item: -item[1].seconds):
        figures = f"{tally.made:8}{tally.reused:8}{tally.seconds:10.2f}"
        yield f"{figures}{_share(tally.seconds, whole)}  {RECIPES[name].in_language(language)}"


def _share(part: float, whole: float) -> str:
    return f"{part / whole if whole else 0:7.1%}"


def _counted(report: Report) -> tuple[str, str]:
    """How many articles and files, in Arabic. Plural forms and digits come with Babel, which only
    those who read them wait for."""
    from generator.arabic.plurals import PluralForms

    articles = "لا مقالات", "مقال واحد", "مقالان", "{n} مقالات", "{n} مقالاً", "{n} مقال"
    files = "لا ملفات", "ملف واحد", "ملفان", "{n} ملفات", "{n} ملفاً", "{n} ملف"
    return (
        PluralForms(*articles).format(report.articles),
        PluralForms(*files).format(report.outputs),
    )


@contextlib.contextmanager
def ending_is_interruption() -> Iterator[None]:
    """A polite end (SIGTERM), or a closed terminal, is an interruption: everything is put away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGTERM", "SIGHUP", "SIGBREAK")
    kinds = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {kind: signal.signal(kind, signal.default_int_handler) for kind in kinds}
    hook, sys.unraisablehook = sys.unraisablehook, _raised_again
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _raised_again(lost: sys.UnraisableHookArgs) -> None:
    """An interruption that came while something was being put away, where Python drops what is
    raised, comes once more."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        again = threading.Timer(0.01, _thread.interrupt_main)  # at once, it would be dropped here
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


class Bar:
    """A progress bar on a terminal: phase, done, total, left. Nothing anywhere else, and nothing
    before there is work to wait for."""

    def __init__(self, voice: Voice) -> None:
        self._language = voice.language
        self._is_shown = voice.err.is_terminal and not (voice.quiet or voice.as_json)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def phase(self, name: str, total: int) -> None:
        if self._bar is None and self._is_shown and name not in _BRIEF:
            self._bar = _started(self._language)
        if self._bar is None:
            return
        if self._task is not None:
            self._bar.remove_task(self._task)
        description = PHASES[name].in_language(self._language)
        self._task = self._bar.add_task(description, total=total or None)

    def advance(self, steps: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, steps)


def _started(language: Language) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class Count(ProgressColumn):
        """Done, total and left; nothing where nobody knows how much there is."""

        def render(self, task: Task) -> Text:
            if task.total is None:
                return Text()
            total, left = int(task.total), int(task.total - task.completed)
            done = f"{total - left:{len(str(total))}}/{total}"
            return Text(_LEFT.in_language(language).format(done=done, left=left))

    columns = TextColumn("{task.description}"), BarColumn(), Count()
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar


class Option(click.Option):
    """An option whose help stands in both languages: `Option(["--x"], ar=…, en=…)`."""

    def __init__(self, *args: Any, ar: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Bilingual(ar, en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self.words.in_language(spoken(ctx))
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help stands in both languages."""

    def __init__(self, *args: Any, ar: str = "", en: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = Bilingual(ar, en)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, _heading("usage", ctx))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.words.in_language(spoken(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        *own, asks = self.get_params(ctx)  # --help comes last
        everywhere = ctx.find_root().command.params[:1] if ctx.parent else []
        records = [r for each in (*own, *everywhere, asks) if (r := each.get_help_record(ctx))]
        with formatter.section(_heading("options", ctx)):
            formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; but every complaint knows the command that it is about."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, _: click.Context) -> click.Option | None:
        """`--help` itself, in the language of the run."""
        return Option(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            ar="هذه المساعدة.",
            en="Show this help.",
        )


class Group(Command, click.Group):
    """The commands of the program, listed in both languages."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Command.format_options(self, ctx, formatter)
        rows = [
            (name, command.words.in_language(spoken(ctx)))
            for name in self.list_commands(ctx)
            if isinstance(command := self.get_command(ctx, name), Command)
        ]
        with formatter.section(_heading("commands", ctx)):
            formatter.write_dl(rows)

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order in which they are declared, which is the order of use."""
        return list(self.commands)


def _heading(name: str, ctx: click.Context) -> str:
    return _HEADINGS[name].in_language(spoken(ctx))


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()
