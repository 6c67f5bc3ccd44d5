"""The command `tahlil`: build, serve, new, why, check, search, verify, deploy, rollback."""

from __future__ import annotations

import functools
import gc
import os
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from generator import files
from generator.diagnostics import Exit, Failed, Fault, exit_code
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

    def request(self, output: Path | None) -> Request:
        """The build that a command is about; the one reading of the clock. Raises Failed where
        there is no project, so that nothing is left behind in a folder that is none."""
        if not files.exists(self.project / SETTINGS):
            raise Failed([NO_PROJECT.at(SETTINGS)])
        return Request(
            project=self.project,
            output=(output or self.project / "public").absolute(),
            now=self.now or _clock(),
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
        "--format",
        "format_",
        cls=Option,
        type=click.Choice(["text", "json"]),
        default="text",
        ar="شكل المخرجات.",
        en="Form of the output.",
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


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the common options, as `Settings`, before its own."""

    @click.pass_context
    @functools.wraps(command)
    def gathered(
        context: click.Context,
        /,
        *,
        project: Path,
        now: datetime | None,
        workers: int | None,
        format_: str,
        quiet: bool,
        **own: Any,
    ) -> Any:
        voice = context.find_root().ensure_object(Voice)
        voice.as_json, voice.quiet = format_ == "json", quiet
        voice.project = project.resolve()
        return command(Settings(voice.project, now, workers, voice), **own)

    for option in reversed(_COMMON):
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
    "--profile",
    cls=Option,
    is_flag=True,
    ar="قل كم ثانية أخذت كل مرحلة وكل وصفة.",
    en="Say how many seconds each phase and each recipe took.",
)
def build_command(
    settings: Settings, output: Path | None, adopt: bool, executor: str | None, profile: bool
) -> None:
    from generator.build import build

    voice = settings.voice
    request = replace(settings.request(output), adopt=adopt)
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
def serve_command(settings: Settings, host: str, port: int) -> None:
    from generator.serve.server import serve

    gc.enable()  # the one command that does not end soon
    serve(
        settings.project,
        settings.voice,
        host=host,
        port=port,
        now=settings.now,
        workers=settings.workers,
    )


@cli.command(
    "new",
    cls=Command,
    ar="أنشئ مقالاً جديداً: ملف فيه الترويسة والرقم والتاريخ، جاهز للكتابة.",
    en="Make a new article: a file with its header, id and date filled in, ready to write in.",
)
@click.argument("title")
@common
@click.option("--category", cls=Option, default="", ar="التصنيف.", en="Category.")
@click.option("--kind", cls=Option, default="", ar="النوع.", en="Kind.")
def new_command(settings: Settings, title: str, category: str, kind: str) -> None:
    from generator.newarticle import new_article

    now = settings.now or _clock()
    path = new_article(settings.project, title, now, category=category, kind=kind)
    settings.voice.say(f"أُنشئ الملف: {path}", f"made {path}")
    settings.voice.json(ok=True, path=path)


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
    ar="افحص النشرة: كل ما يجده البناء، وأوزان الصفحات. لا يُنشر شيء.",
    en="Check the publication: all that a build finds, and what pages weigh. Nothing is published.",
)
@common
def check_command(settings: Settings) -> Exit:
    from generator.check import check

    with Bar(settings.voice) as bar:
        checked = check(settings.request(None), bar)
    settings.voice.report(checked.findings)
    settings.voice.say(*checked.sentences())
    settings.voice.json(ok=checked.ok, diagnostics=settings.voice.findings_json(checked.findings))
    return Exit.OK if checked.ok else Exit.CONTENT


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
