"""The command `tahlil`: build, serve, new, why, verify."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from generator import files
from generator.arabic.dates import parse_moment
from generator.build import CACHE, Report, build
from generator.diagnostics import Exit, Failed, exit_code, has_errors
from generator.plan import Request
from generator.terminal import Bar, Command, Group, Option, Voice, language_of


@click.group(
    cls=Group,
    ar="تحليل: مولّد مواقع ساكنة للنشرات التحليلية العربية.",
    en="tahlil: a static site generator for Arabic analysis publications.",
)
@click.option("--lang", cls=Option, type=click.Choice(["ar", "en"]), expose_value=False,
              ar="لغة الرسائل والمساعدة.", en="Language of messages and help.")
@click.version_option(package_name="tahlil", prog_name="tahlil")
def cli() -> None:
    """The group itself does nothing."""


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has."""
    options = (
        click.option("--project", cls=Option, type=click.Path(path_type=Path, file_okay=False),
                     default=Path(),
                     ar="مجلد المشروع (المجلد الحالي إن لم يُذكر).",
                     en="Folder of the project (the current one by default)."),
        click.option("--now", cls=Option, metavar="MOMENT", default="",
                     ar="اللحظة التي يُرى فيها الموقع، مثل 2026-11-23 08:00.",
                     en="The moment at which the site is seen, such as 2026-11-23 08:00."),
        click.option("--workers", cls=Option, type=click.IntRange(1, 64),
                     ar="عدد العمليات المتوازية.", en="How many processes work."),
        click.option("--format", "format_", cls=Option, type=click.Choice(["text", "json"]),
                     default="text", ar="شكل المخرجات.", en="Form of the output."),
        click.option("--quiet", cls=Option, is_flag=True,
                     ar="لا رسائل سوى الأخطاء والتنبيهات.", en="Nothing but errors and warnings."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_OUTPUT = click.option(
    "--output", cls=Option, type=click.Path(path_type=Path), default=None,
    ar="مجلد الموقع (public إن لم يُذكر).", en="Folder of the site (public by default).",
)


def voice_of(context: click.Context, format_: str, quiet: bool) -> Voice:  # noqa: FBT001
    voice = context.find_root().ensure_object(Voice)
    voice.as_json, voice.quiet = format_ == "json", quiet
    return voice


def moment_of(text: str) -> datetime:
    """The one reading of the clock: `--now`, else SOURCE_DATE_EPOCH, else the machine's."""
    if text:
        try:
            moment = parse_moment(text, UTC)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--now") from error
        if isinstance(moment, datetime):
            return moment
        return datetime.combine(moment, datetime.min.time(), UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def request_of(project: Path, output: Path | None, now: str, workers: int | None) -> Request:
    return Request(
        project=project.resolve(),
        output=(output or project / "public").absolute(),
        now=moment_of(now),
        workers=workers,
    )


@cli.command(
    "build", cls=Command,
    ar="ابنِ الموقع في public. ما لم يتغير لا يُعاد صنعه، وعند أي خطأ يبقى الموقع كما كان.",
    en="Build the site into public. What did not change is not made again, and on any error the "
       "site stays as it was.",
)
@common
@_OUTPUT
@click.option("--adopt", cls=Option, is_flag=True,
              ar="استبدل ملفات غريبة تقف مكان صفحات الموقع.",
              en="Replace foreign files that stand where pages must go.")
@click.pass_context
def build_command(
    context: click.Context, project: Path, now: str, workers: int | None, format_: str,
    quiet: bool, output: Path | None, adopt: bool,  # noqa: FBT001
) -> None:
    voice = voice_of(context, format_, quiet)
    request = request_of(project, output, now, workers)
    with Bar(voice) as bar:
        report = build(_adopting(request) if adopt else request, bar)
    voice.report(report.findings)
    voice.summary(report)
    voice.json(ok=True, **_figures(report), diagnostics=voice.findings_json(report.findings))


def _adopting(request: Request) -> Request:
    from dataclasses import replace

    return replace(request, adopt=True)


def _figures(report: Report) -> dict[str, Any]:
    return {
        "articles": report.articles,
        "files": report.outputs,
        "made": list(report.made),
        "reused": report.reused,
        "converted": list(report.converted),
        "written": list(report.written),
        "removed": list(report.removed),
        "seconds": round(report.seconds, 3),
    }


@cli.command(
    "serve", cls=Command,
    ar="عاين الموقع في المتصفح: كل حفظ يظهر وحده، والمسودات والمجدول معها شريط يميزها.",
    en="Preview in the browser: every save shows by itself; drafts and scheduled articles wear a "
       "ribbon.",
)
@common
@click.option("--host", cls=Option, default="127.0.0.1", show_default=True,
              ar="العنوان الذي يُستمع عليه.", en="Address to listen on.")
@click.option("--port", cls=Option, type=click.IntRange(0, 65535), default=8000, show_default=True,
              ar="المنفذ؛ 0 يختار واحداً خالياً.", en="Port; 0 picks a free one.")
@click.pass_context
def serve_command(
    context: click.Context, project: Path, now: str, workers: int | None, format_: str,
    quiet: bool, host: str, port: int,  # noqa: FBT001
) -> None:
    from generator.serve.server import serve

    voice = voice_of(context, format_, quiet)
    moment = moment_of(now) if now else None
    serve(project.resolve(), voice, host=host, port=port, now=moment, workers=workers)


@cli.command(
    "new", cls=Command,
    ar="أنشئ مقالاً جديداً: ملف فيه الترويسة والرقم والتاريخ، جاهز للكتابة.",
    en="Make a new article: a file with its header, id and date filled in, ready to write in.",
)
@click.argument("title")
@common
@click.option("--category", cls=Option, default="", ar="التصنيف.", en="Category.")
@click.option("--kind", cls=Option, default="", ar="النوع.", en="Kind.")
@click.pass_context
def new_command(
    context: click.Context, title: str, project: Path, now: str, workers: int | None,
    format_: str, quiet: bool, category: str, kind: str,  # noqa: FBT001
) -> None:
    from generator.newarticle import new_article

    voice = voice_of(context, format_, quiet)
    path = new_article(project.resolve(), title, moment_of(now), category=category, kind=kind)
    voice.say(f"أُنشئ الملف {path}", f"made {path}")
    voice.json(ok=True, path=path)


@cli.command(
    "why", cls=Command,
    ar="لماذا صُنعت هذه الصفحة آخر مرة، وما الذي سيعيد صنعها الآن. PAGE عنوانها أو ملف مقالها.",
    en="Why a page was last made, and what would make it again now. PAGE is its address or the "
       "file of its article.",
)
@click.argument("page")
@common
@_OUTPUT
@click.pass_context
def why_command(
    context: click.Context, page: str, project: Path, now: str, workers: int | None,
    format_: str, quiet: bool, output: Path | None,  # noqa: FBT001
) -> None:
    from generator.inspection import why

    voice = voice_of(context, format_, quiet)
    answer = why(request_of(project, output, now, workers), page)
    voice.say(*answer.sentences())
    voice.json(ok=True, **answer.as_json())


@cli.command(
    "verify", cls=Command,
    ar="ابنِ الموقع من الصفر في مكان آخر وقارنه بالمنشور بايتاً ببايت.",
    en="Build the site from nothing elsewhere and compare it with the published one byte by byte.",
)
@common
@_OUTPUT
@click.pass_context
def verify_command(
    context: click.Context, project: Path, now: str, workers: int | None, format_: str,
    quiet: bool, output: Path | None,  # noqa: FBT001
) -> None:
    from generator.inspection import verify

    voice = voice_of(context, format_, quiet)
    with Bar(voice) as bar:
        comparison = verify(request_of(project, output, now, workers), bar)
    voice.say(*comparison.sentences())
    voice.json(ok=comparison.equal, **comparison.as_json())
    context.exit(Exit.OK if comparison.equal else Exit.CONTENT)


def main(arguments: list[str] | None = None) -> None:
    """The entry point. Ends the process with the exit codes of faults.md."""
    arguments = sys.argv[1:] if arguments is None else arguments
    voice = Voice(language_of(arguments, os.environ))
    sys.exit(_run(_without_language(arguments), voice))


def _without_language(arguments: list[str]) -> list[str]:
    """`--lang` may stand anywhere; it is read before anything else."""
    kept, skip = [], False
    for argument in arguments:
        if skip or argument.startswith("--lang="):
            skip = False
        elif argument == "--lang":
            skip = True
        else:
            kept.append(argument)
    return kept


def _run(arguments: list[str], voice: Voice) -> int:
    try:
        result = cli.main(arguments, prog_name="tahlil", standalone_mode=False, obj=voice)
        return int(result or 0)
    except Failed as failed:
        voice.report(failed.diagnostics)
        voice.json(ok=False, diagnostics=voice.findings_json(failed.diagnostics))
        return exit_code(failed.diagnostics)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - a traceback in front of a writer is our bug
        return _internal(voice)


def _internal(voice: Voice) -> int:
    """Save what happened, and say where."""
    report = Path(CACHE) / "internal-error.txt"
    try:
        files.write_atomically(report, traceback.format_exc().encode())
    except OSError:
        sys.stderr.write(traceback.format_exc())
    voice.err.print(
        f"خطأ داخلي في البرنامج؛ لم يتغير الموقع. التفاصيل في {report}"
        if voice.language == "ar"
        else f"internal error; the site was not changed. Details are in {report}",
        markup=False,
    )
    return Exit.INTERNAL
