"""The command `tahlil`: one function for each of its commands."""

from __future__ import annotations

import functools
import gc
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from generator import files
from generator.diagnostics import Exit, Failed, Fault, exit_code
from generator.moderation.commands import comments_group
from generator.request import CACHE, NO_PROJECT, SETTINGS, Request
from generator.terminal import (
    Bar,
    Command,
    Group,
    Option,
    Voice,
    ending_is_interruption,
    language_of,
)

if TYPE_CHECKING:
    from generator.engine.workers import Workers
    from generator.importers.ledger import Receipt

MISUSED = Fault(
    code="E-USAGE",
    ar="لم يُفهم الأمر: {reason}",
    en="{reason}",
    hint_ar="انظر: {command} --help",
    hint_en="see {command} --help",
    exit_code=Exit.USAGE,
)
BROKEN = Fault(
    code="E-INTERNAL",
    ar="خطأ داخلي في البرنامج؛ لم يتغير الموقع.",
    en="internal error; the site was not changed.",
    hint_ar="أرسل إلينا التفاصيل التي حُفظت في {report}",
    hint_en="send us the details, which were saved in {report}",
    exit_code=Exit.INTERNAL,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that every command has."""

    project: Path
    now: datetime | None
    workers: int | None
    voice: Voice
    form: str
    """What `--format` says."""

    @property
    def moment(self) -> datetime:
        """The moment that a command is about; the one reading of the clock."""
        return self.now or _clock()

    def request(self, output: Path | None) -> Request:
        """The build that a command is about. Raises Failed where
        there is no project, so that nothing is left behind in a folder that is none."""
        if not files.exists(self.project / SETTINGS):
            raise Failed([NO_PROJECT.at(SETTINGS)])
        return Request(
            project=self.project,
            output=(output or self.project / "public").absolute(),
            now=self.moment,
            workers=self.workers,
        )


def _clock() -> datetime:
    """SOURCE_DATE_EPOCH, as reproducible-builds.org asks, else the time of the machine."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


class Moment(click.ParamType[datetime]):
    """A date or a date and time, as in front matter; without a zone it is UTC."""

    name = "moment"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment, or click's error that shows the forms."""
        from generator.arabic.dates import parse_moment

        try:
            moment = parse_moment(value, UTC)
        except ValueError:
            forms = "2026-11-23 / 2026-11-23 08:00 / 2026-11-23T08:00+03:00"
            self.fail(f"{value!r}: {forms}", param, ctx)
        if isinstance(moment, datetime):
            return moment
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


class Server(click.ParamType[str]):
    """The address of a server of comments."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address without slash at its end, or click's error that shows the form."""
        from generator.settings.readers import SERVER

        if SERVER.fullmatch(value):
            return value.rstrip("/")
        return self.fail(f"{value!r}: https://comments.example.org", param, ctx)


class Kept(Server):
    """Where comments are kept: the address of a server, or the path of a database."""

    name = "source"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if "://" in value:
            return super().convert(value, param, ctx)
        return str(Path(value).absolute())


class Executor(click.ParamType[str]):
    """Who works in place of this machine's processes: `dask://HOST:PORT`, read as `HOST:PORT`."""

    name = "executor"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Host and port, or click's error that shows the form."""
        found = re.fullmatch(r"dask://((?:[\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5})/?", value)
        return found[1] if found else self.fail(f"{value!r}: dask://HOST:PORT", param, ctx)


_COMMON = (
    click.option(
        "--project",
        cls=Option,
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        ar="مجلد المشروع (المجلد الحالي إن لم يُذكر).",
        en="Folder of the project (the current one by default).",
    ),
    click.option(
        "--now",
        cls=Option,
        type=Moment(),
        ar="اللحظة التي يُرى فيها الموقع، مثل 2026-11-23 08:00.",
        en="The moment at which the site is seen, such as 2026-11-23 08:00.",
    ),
    click.option(
        "--workers",
        cls=Option,
        type=click.IntRange(1, 64),
        ar="عدد العمليات المتوازية.",
        en="How many processes work.",
    ),
    click.option(
        "--quiet",
        cls=Option,
        is_flag=True,
        ar="لا شيء سوى الأخطاء والتنبيهات.",
        en="Nothing but errors and warnings.",
    ),
)
_OUTPUT = click.option(
    "--output",
    cls=Option,
    type=click.Path(path_type=Path),
    ar="مجلد الموقع (public إن لم يُذكر).",
    en="Folder of the site (public by default).",
)


def _format(forms: Sequence[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--format",
        "form",
        cls=Option,
        type=click.Choice(["text", "json", *forms]),
        default="text",
        ar="شكل المخرجات.",
        en="Form of the output.",
    )


def common(command: Callable[..., Any], forms: Sequence[str] = ()) -> Callable[..., Any]:
    """Gives a command the common options, as `Settings`, before its own. `forms`: of its output,
    beside text and JSON."""

    @click.pass_context
    @functools.wraps(command)
    def gathered(
        context: click.Context,
        /,
        *,
        project: Path,
        now: datetime | None,
        workers: int | None,
        form: str,
        quiet: bool,
        **own: Any,
    ) -> Any:
        voice = context.find_root().ensure_object(Voice)
        voice.as_json, voice.as_github = form == "json", form == "github"
        voice.quiet = quiet
        voice.project = project.resolve()
        return command(Settings(voice.project, now, workers, voice, form), **own)

    for option in reversed((*_COMMON, _format(forms))):
        gathered = option(gathered)
    return gathered


@click.group(
    cls=Group,
    ar="تحليل: مولّد مواقع ساكنة للنشرات التحليلية العربية.",
    en="tahlil: a static site generator for Arabic analysis publications.",
)
@click.option(
    "--lang",
    cls=Option,
    type=click.Choice(["ar", "en"]),
    expose_value=False,
    ar="لغة الرسائل والمساعدة.",
    en="Language of messages and help.",
)
@click.version_option(
    None,
    "--version",
    cls=Option,
    package_name="tahlil",
    prog_name="tahlil",
    ar="رقم الإصدار.",
    en="Show the version.",
)
def cli() -> None:
    """The group itself does nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """What `init` wants to know."""

    name: str
    ar: str
    en: str

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")


_QUESTIONS = (
    Question("title", "اسم النشرة.", "Name of the publication."),
    Question("base-url", "عنوان الموقع كاملاً.", "Full address of the site."),
    Question("timezone", "المنطقة الزمنية باسمها في IANA.", "Time zone, by its IANA name."),
    Question(
        "months",
        "الشهور: gregorian (يناير) أو levant (كانون الثاني) أو both.",
        "Months: gregorian, levant or both.",
    ),
    Question("categories", "التصنيفات، تفصلها فواصل.", "Categories, apart by commas."),
)


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each question."""
    for each in reversed(_QUESTIONS):
        command = click.option(f"--{each.name}", cls=Option, ar=each.ar, en=each.en)(command)
    return command


@cli.command(
    "init",
    cls=Command,
    ar="أنشئ نشرة جديدة في مجلد فارغ: قوالب وأنماط وإعدادات ومقال أول ودليل الكاتب. ما لم يُذكر من "
    "الخيارات يُسأل عنه في الطرفية.",
    en="Make a new publication in an empty folder: layouts, styles, settings, a first article and "
    "the writer's guide. Options that are not given are asked for at a terminal.",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common
@_asked
def init_command(settings: Settings, folder: Path, **given: str | None) -> None:
    from generator.newsite import Answers, found

    voice = settings.voice
    usual = Answers(title=folder.resolve().name)
    answers = {
        question.field: _answer(
            question, given[question.field], getattr(usual, question.field), voice
        )
        for question in _QUESTIONS
    }
    founded = found(folder, Answers(**answers), settings.moment)
    voice.say(*founded.sentences())
    voice.json(ok=True, folder=str(founded.folder), files=founded.files)


def _answer(question: Question, given: str | None, usual: str, voice: Voice) -> str:
    """What was given, or asked for where somebody can answer, or else what is usual."""
    if given is not None:
        return given
    if voice.as_json or voice.quiet or not (sys.stdin.isatty() and voice.out.is_terminal):
        return usual
    words = question.ar if voice.language == "ar" else question.en
    return str(click.prompt(words.rstrip("."), default=usual))


@cli.command(
    "build",
    cls=Command,
    ar="ابنِ الموقع في public. ما لم يتغير لا يُعاد صنعه، وعند أي خطأ يبقى الموقع كما كان.",
    en="Build the site into public. What did not change is not made again, and on any error the "
    "site stays as it was.",
)
@common
@_OUTPUT
@click.option(
    "--adopt",
    cls=Option,
    is_flag=True,
    ar="استبدل ملفات غريبة تقف مكان صفحات الموقع.",
    en="Replace foreign files that stand where pages must go.",
)
@click.option(
    "--executor",
    cls=Option,
    type=Executor(),
    ar="دع عمال عنقود Dask يعملون، مثل dask://HOST:PORT (يحتاج إلى tahlil[cluster]).",
    en="Let the workers of a Dask cluster do the work: dask://HOST:PORT (needs tahlil[cluster]).",
)
@click.option(
    "--comments",
    cls=Option,
    type=Kept(),
    ar="اقرأ التعليقات المنشورة من خادم بعيد، مثل https://comments.example.org، أو من قاعدة أخرى.",
    en="Read the approved comments from a server, such as https://comments.example.org, or from "
    "another database.",
)
@click.option(
    "--profile",
    cls=Option,
    is_flag=True,
    ar="قل كم ثانية أخذت كل مرحلة وكل وصفة.",
    en="Say how many seconds each phase and each recipe took.",
)
def build_command(
    settings: Settings,
    output: Path | None,
    adopt: bool,
    executor: str | None,
    comments: str | None,
    profile: bool,
) -> None:
    from generator.build import build

    voice = settings.voice
    request = replace(settings.request(output), adopt=adopt, comments=comments or "")
    with Bar(voice) as bar, _crew(settings, executor) as crew:
        report = build(request, bar, crew)
    voice.report(report.findings)
    if profile:
        voice.profile(report)
    voice.summary(report)
    more = {"profile": report.profile_json()} if profile else {}
    diagnostics = voice.findings_json(report.findings)
    voice.json(ok=True, **report.as_json(), **more, diagnostics=diagnostics)


def _crew(settings: Settings, executor: str | None) -> Workers:
    """Who does the work: processes of this machine, or a cluster's."""
    from generator.engine.workers import Workers

    if executor is None:
        return Workers(settings.workers)
    from generator.cluster import join

    return Workers(elsewhere=functools.partial(join, executor))


@cli.command(
    "serve",
    cls=Command,
    ar="عاين الموقع في المتصفح: كل حفظ يظهر وحده، وعلى المسودات والمجدول شريط يميزها.",
    en="Preview in the browser: every save shows by itself; drafts and scheduled articles wear a "
    "ribbon.",
)
@common
@click.option(
    "--host",
    cls=Option,
    default="127.0.0.1",
    show_default=True,
    ar="العنوان الذي يُستمع عليه.",
    en="Address to listen on.",
)
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    ar="المنفذ؛ 0 يختار واحداً خالياً.",
    en="Port; 0 picks a free one.",
)
@click.option(
    "--comments",
    cls=Option,
    type=Server(),
    ar="دع نموذج التعليق يرسل إلى هذا الخادم؛ تشغّله tahlil comments serve.",
    en="Let the comment form post to this server, which tahlil comments serve runs.",
)
def serve_command(settings: Settings, host: str, port: int, comments: str | None) -> None:
    from generator.serve.server import serve

    gc.enable()  # the one command that does not end soon
    serve(
        settings.project,
        settings.voice,
        host=host,
        port=port,
        now=settings.now,
        workers=settings.workers,
        posting=comments or "",
    )


@cli.command(
    "new",
    cls=Command,
    ar="أنشئ مقالاً جديداً: ملف فيه الترويسة والرقم والتاريخ، جاهز للكتابة. أو خذه من صفحة منسوخة أو "
    "نص وكالة، ويُذكر كل سطر لم يؤخذ.",
    en="Make a new article: a file with its header, id and date filled in, ready to write in. Or "
    "take it out of a copied page or a wire; every line that is left out is told.",
)
@click.argument("title", required=False)
@common
@click.option(
    "--from",
    "source",
    cls=Option,
    metavar="FILE",
    ar="ملف فيه صفحة منسوخة أو نص وكالة؛ و- تقرأ من الدخل المعياري.",
    en="File that holds a copied page or the text of a wire; - reads standard input.",
)
@click.option("--category", cls=Option, default="", ar="التصنيف.", en="Category.")
@click.option("--kind", cls=Option, default="", ar="النوع.", en="Kind.")
def new_command(
    settings: Settings,
    title: str | None,
    source: str | None,
    category: str,
    kind: str,
) -> None:
    from generator.newarticle import Wishes, article_from, new_article, read_source

    now, wishes = settings.moment, Wishes(title or "", category, kind)
    if source is not None:
        data = sys.stdin.buffer.read() if source == "-" else read_source(source)
        taken = article_from(settings.project, source, data, wishes, now)
        settings.voice.say(*taken.sentences())
        settings.voice.json(ok=True, **taken.as_json())
        return
    if title is None:
        raise click.UsageError("TITLE / --from FILE", click.get_current_context())
    path = new_article(settings.project, wishes, now)
    settings.voice.say(f"أُنشئ الملف: {path}", f"made {path}")
    settings.voice.json(ok=True, path=path)


@cli.group(
    "import",
    cls=Group,
    ar="انقل موقعاً قديماً إلى هنا: المقالات والصور والتعليقات، وسجل بكل عنوان قديم وما صار إليه.",
    en="Take over an old site: articles, pictures, comments, and a ledger of what became of every "
    "old address.",
)
def import_group() -> None:
    """The group itself does nothing."""


@import_group.command(
    "wordpress",
    cls=Command,
    ar="من ملفات تصدير WordPress (أدوات، تصدير). الإعادة لا تكرر شيئاً، وما حررته هنا لا يُمس.",
    en="From exports of WordPress (Tools, Export). Running it again repeats nothing, and what was "
    "edited here is left alone.",
)
@click.argument(
    "exports",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@common
@click.option(
    "--media",
    cls=Option,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    ar="نسخة من مجلد uploads تؤخذ منها الصور بدل جلبها من الموقع القديم.",
    en="A copy of the uploads folder to take pictures from, in place of the old site.",
)
def import_wordpress_command(
    settings: Settings, exports: tuple[Path, ...], media: Path | None
) -> Exit:
    from generator.importers import needed

    needed()
    from generator.importers.wordpress import import_wordpress

    gc.enable()  # trees of HTML are circles, one for each article

    with Bar(settings.voice) as bar:
        receipt = import_wordpress(settings.request(None), exports, media, bar)
    return _receipt(settings, receipt)


@import_group.command(
    "hugo",
    cls=Command,
    ar="من مجلد موقع Hugo.",
    en="From the folder of a Hugo site.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@common
def import_hugo_command(settings: Settings, folder: Path) -> Exit:
    from generator.importers.folders import import_folder
    from generator.importers.hugo import Hugo

    with Bar(settings.voice) as bar:
        receipt = import_folder(settings.request(None), Hugo(folder.resolve()), bar)
    return _receipt(settings, receipt)


@import_group.command(
    "jekyll",
    cls=Command,
    ar="من مجلد موقع Jekyll.",
    en="From the folder of a Jekyll site.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@common
def import_jekyll_command(settings: Settings, folder: Path) -> Exit:
    from generator.importers.folders import import_folder
    from generator.importers.jekyll import Jekyll

    with Bar(settings.voice) as bar:
        receipt = import_folder(settings.request(None), Jekyll(folder.resolve()), bar)
    return _receipt(settings, receipt)


def _receipt(settings: Settings, receipt: Receipt) -> Exit:
    """What an import has to say at its end."""
    settings.voice.report(receipt.findings)
    settings.voice.say(*receipt.sentences())
    diagnostics = settings.voice.findings_json(receipt.findings)
    settings.voice.json(ok=receipt.ok, **receipt.as_json(), diagnostics=diagnostics)
    return Exit.OK if receipt.ok else Exit.CONTENT


@cli.command(
    "why",
    cls=Command,
    ar="لماذا صُنعت صفحة آخر مرة، وما الذي سيعيد صنعها الآن. PAGE عنوانها أو ملف مقالها.",
    en="Why a page was last made, and what would make it again now. PAGE is its address or the "
    "file of its article.",
)
@click.argument("page")
@common
@_OUTPUT
def why_command(settings: Settings, page: str, output: Path | None) -> None:
    from generator.inspection import why

    answer = why(settings.request(output), page)
    settings.voice.say(*answer.sentences())
    settings.voice.json(ok=True, **answer.as_json())


@cli.command(
    "check",
    cls=Command,
    ar="افحص النشرة: كل ما يجده البناء، وأسلوب التحرير، وأوزان الصفحات. لا يُنشر شيء. وإن ذُكرت "
    "ملفات PATHS فُحصت وحدها.",
    en="Check the publication: all that a build finds, the house style, and what pages weigh. "
    "Nothing is published. With PATHS, only these files are told of.",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@functools.partial(common, forms=("github",))
@click.option(
    "--fix",
    cls=Option,
    is_flag=True,
    ar="أصلح في الملفات ما كان إصلاحه آمناً: يظهر الفرق أولاً ويُسأل عنه.",
    en="Mend in the files what is safe to mend: the difference is shown first, and asked about.",
)
@click.option(
    "--yes",
    cls=Option,
    is_flag=True,
    ar="مع --fix: اكتب من غير سؤال. ومن دونه لا يُكتب شيء إلا بجواب من الطرفية.",
    en="With --fix: write without asking. Without it, nothing is written but on a yes at the "
    "terminal.",
)
@click.option(
    "--external",
    cls=Option,
    is_flag=True,
    ar="اسأل المواقع الأخرى أيضاً: هل بقيت الروابط إليها صالحة؟ (يحتاج إلى الشبكة)",
    en="Ask other hosts too whether links to them still lead anywhere (needs the network).",
)
@click.option(
    "--public",
    "folder",
    cls=Option,
    type=click.Path(path_type=Path),
    ar="أثبت أيضاً أن هذا المجلد خالٍ من كل أثر لما لم يُنشر بعد.",
    en="Prove too that this folder has no trace of what is not public.",
)
def check_command(
    settings: Settings,
    paths: tuple[Path, ...],
    fix: bool,
    yes: bool,
    external: bool,
    folder: Path | None,
) -> Exit:
    from generator.check import check

    voice, request = settings.voice, settings.request(None)
    only = [_in_project(path, settings.project) for path in paths]
    written = _fix(settings, request, only, yes) if fix else ()
    with Bar(voice) as bar:
        checked = check(request, bar, only=only, external=external)
    told = [checked.sentences()]
    if folder is not None:
        from generator.check.leaks import search_leaks

        searched = search_leaks(request, folder)
        checked = checked.with_findings(searched.findings)
        told.append(searched.sentences())
    voice.report(checked.findings)
    for sentences in told:
        voice.say(*sentences)
    more = {"mended": list(written)} if fix else {}
    voice.json(ok=checked.ok, **more, diagnostics=voice.findings_json(checked.findings))
    return Exit.OK if checked.ok else Exit.CONTENT


def _in_project(path: Path, project: Path) -> str:
    """A path that somebody typed, from where they are or the project, as diagnostics name it."""
    for place in (path.absolute(), project / path):
        resolved = place.parent.resolve() / place.name
        if files.exists(resolved) and resolved.is_relative_to(project):
            return resolved.relative_to(project).as_posix()
    return path.as_posix()


def _fix(settings: Settings, request: Request, only: list[str], yes: bool) -> tuple[str, ...]:
    """Show what can be mended, and write it if that is wanted; the files that were written."""
    from generator.check import mends, write

    voice = settings.voice
    mended = mends(request, only=only)
    if not mended:
        voice.say("لا شيء يُصلح آلياً.", "nothing to mend.")
        return ()
    for each in mended:
        voice.say(each.diff(), each.diff())
    count = sum(each.count for each in mended)
    if not (yes or voice.asks(
        f"إصلاحات: {count}، في ملفات: {len(mended)}. أتُكتب؟ [ن/لا]",
        f"mends: {count}, in files: {len(mended)}. Write them? [y/N]",
    )):  # fmt: skip
        voice.say(
            f"لم يُكتب شيء (إصلاحات: {count}). للكتابة من غير سؤال: --fix --yes",
            f"nothing was written (mends: {count}); to write without being asked: --fix --yes",
        )
        return ()
    write(request, mended)
    voice.say(
        f"كُتبت إصلاحات: {count}، في ملفات: {len(mended)}.",
        f"wrote mends: {count}, in files: {len(mended)}.",
    )
    return tuple(each.path for each in mended)


@cli.command(
    "schedule",
    cls=Command,
    ar="متى يجب بناء الموقع من جديد ولو لم يتغير ملف: موعد مقال أو حظر أو انتهاء. يُكتب "
    "أيضاً بلغة cron أو systemd أو GitHub أو GitLab.",
    en="When the site must be built again although no file changes: a date, an embargo or an "
    "expiry comes. Also in the words of cron, systemd, GitHub or GitLab.",
)
@functools.partial(common, forms=("cron", "systemd", "github", "gitlab"))
def schedule_command(settings: Settings) -> None:
    from generator.schedule import FORMS, clock, snippet

    with Bar(settings.voice) as bar:
        found = clock(settings.request(None), bar)
    if settings.form in FORMS:
        text = snippet(found, settings.form, settings.project)
        settings.voice.say(text, text)
    else:
        settings.voice.say(*found.sentences())
    settings.voice.json(ok=True, **found.as_json())


@cli.command(
    "search",
    cls=Command,
    ar="ماذا يجد القارئ إذا بحث عن WORD، ولماذا. الكلمات الكثيرة تُكتب بين علامتي اقتباس.",
    en="What readers find when they search for WORD, and why. Several words stand in quotes.",
)
@click.argument("word")
@common
def search_command(settings: Settings, word: str) -> None:
    from generator.searching import search

    finding = search(settings.request(None), word)
    settings.voice.say(*finding.sentences())
    settings.voice.json(ok=True, **finding.as_json())


@cli.command(
    "verify",
    cls=Command,
    ar="ابنِ الموقع من الصفر في مكان آخر وقارنه بالمنشور بايتاً ببايت.",
    en="Build the site from nothing elsewhere and compare it with the published one byte by byte.",
)
@common
@_OUTPUT
def verify_command(settings: Settings, output: Path | None) -> Exit:
    from generator.inspection import verify

    with Bar(settings.voice) as bar:
        comparison = verify(settings.request(output), bar)
    settings.voice.say(*comparison.sentences())
    settings.voice.json(ok=comparison.equal, **comparison.as_json())
    return Exit.OK if comparison.equal else Exit.CONTENT


@cli.command(
    "schema",
    cls=Command,
    ar="اطبع مخطط JSON Schema لترويسة المقالات أو الصفحات أو لملف site.yaml، لمحررات النصوص.",
    en="Print the JSON Schema of the front matter of articles or pages, or of site.yaml, for "
    "editors that complete and check.",
)
@click.argument("name", type=click.Choice(["front-matter", "page", "site"]))
@common
def schema_command(settings: Settings, name: str) -> None:
    from generator.editors import as_json, schema

    settings.voice.out.print(as_json(schema(name)).decode().rstrip("\n"), markup=False)


@cli.command(
    "deploy",
    cls=Command,
    ar="انشر الموقع المبني، كما هو في public، إلى وجهة من site.yaml (الأولى إن لم تُذكر). لا يُرسل "
    "إلا ما تغيّر. لا يبني شيئاً: ابنِ أولاً وانظر.",
    en="Deploy the built site, as it lies in public, to a target of site.yaml (the first by "
    "default). Only what changed is sent. Builds nothing: build first, and look.",
)
@click.argument("target", default="")
@common
@_OUTPUT
@click.option(
    "--dry-run",
    cls=Option,
    is_flag=True,
    ar="قل ما كان سيُفعل، ولا تفعل شيئاً.",
    en="Say what would be done, and do nothing.",
)
@click.option(
    "--allow-delete",
    cls=Option,
    type=click.IntRange(0),
    default=0,
    ar="كم ملفاً يجوز حذفه من المضيف، إن كثر المحذوف.",
    en="How many files may be deleted from the host, where it is many.",
)
@click.option(
    "--adopt",
    cls=Option,
    is_flag=True,
    ar="استبدل ملفات غريبة تقف مكان ملفات الموقع.",
    en="Replace foreign files that stand where files of the site must go.",
)
@click.option(
    "--break-lock",
    cls=Option,
    is_flag=True,
    ar="لا تنتظر نشراً آخر تعلم أنه انقطع.",
    en="Do not mind another deployment, which you know is dead.",
)
def deploy_command(settings: Settings, target: str, output: Path | None, **options: Any) -> None:
    from generator.deploy import deploy

    voice = settings.voice
    with Bar(voice) as bar:
        receipt = deploy(settings.request(output), target, bar, **options)
    voice.report(receipt.findings)
    voice.say(*receipt.sentences())
    diagnostics = voice.findings_json(receipt.findings)
    voice.json(ok=True, **receipt.as_json(), diagnostics=diagnostics)


@cli.command(
    "rollback",
    cls=Command,
    ar="أرجع وجهة إلى الإصدار السابق (المجلدات ومستودعات git).",
    en="Take a target back to the release before (folders and git repositories).",
)
@click.argument("target", default="")
@common
def rollback_command(settings: Settings, target: str) -> None:
    from generator.deploy import rollback

    rolled = rollback(settings.request(None), target)
    settings.voice.say(*rolled.sentences())
    settings.voice.json(ok=True, **rolled.as_json())


cli.add_command(comments_group(common))


def main(arguments: list[str] | None = None) -> None:
    """The entry point. Ends the process with the exit codes of faults.md."""
    arguments = sys.argv[1:] if arguments is None else arguments
    voice = Voice(language_of(arguments, os.environ))
    voice.as_json = "--format=json" in arguments or ("--format", "json") in pairwise(arguments)
    gc.disable()  # what a command leaves behind goes with its process
    with ending_is_interruption():
        code = _run(_language_first(arguments), voice)
    sys.exit(code)


def _language_first(arguments: list[str]) -> list[str]:
    """`--lang` may stand anywhere; it belongs to the group, which wants it before the command.
    Who gives no command is shown the help."""
    first: list[str] = []
    rest: list[str] = []
    for argument in arguments:
        takes = first[-1:] == ["--lang"] or argument == "--lang" or argument.startswith("--lang=")
        (first if takes else rest).append(argument)
    return [*first, *(rest or ["--help"])]


def _run(arguments: list[str], voice: Voice) -> int:
    try:
        result = cli.main(arguments, prog_name="tahlil", standalone_mode=False, obj=voice)
        return int(result or 0)
    except Failed as failed:
        return _failed(failed, voice)
    except click.ClickException as error:
        return _failed(_misused(error), voice)
    except (KeyboardInterrupt, click.Abort) as end:
        if isinstance(end.__cause__, EOFError):  # which click takes for Ctrl-D; we ask nothing
            return _failed(_broken(voice), voice)
        # CPython notes an interruption that passes through exec, as dataclasses use it, and would
        # end the process by SIGINT although it was caught; evaluating a text clears the note.
        eval("None")  # noqa: S307
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - a traceback in front of a writer is our bug
        return _failed(_broken(voice), voice)


def _failed(failed: Failed, voice: Voice) -> int:
    voice.report(failed.diagnostics)
    voice.json(ok=False, diagnostics=voice.findings_json(failed.diagnostics))
    return exit_code(failed.diagnostics)


def _misused(error: click.ClickException) -> Failed:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "tahlil"
    return Failed([MISUSED.at(command, reason=error.format_message(), command=command)])


def _broken(voice: Voice) -> Failed:
    """Save what happened, and say where."""
    report = voice.project / CACHE / "internal-error.txt"
    try:
        files.write_atomically(report, traceback.format_exc().encode())
    except OSError:
        sys.stderr.write(traceback.format_exc())
    return Failed([BROKEN.at("tahlil", report=report)])
