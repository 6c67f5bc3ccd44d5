"""`tahlil build`, and who may do its work."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from generator.commands.options import OUTPUT, Server, Settings, common
from generator.diagnostics import (
    Bilingual,
    Exit,
    Failed,
    Fault,
    Severity,
    exit_code,
    in_order,
)
from generator.engine import manifest
from generator.request import Request
from generator.terminal import Bar, Command, Option

if TYPE_CHECKING:
    from generator.engine.workers import Workers


AHEAD = Fault(
    code="W-AHEAD",
    severity=Severity.WARNING,
    ar="بُني الموقع كما سيكون في {moment}، ولم يأت هذا الوقت بعد، وقد يكون فيه ما لم يحن نشره.",
    en="The site was built as it will be on {moment}, which has not come yet: it may show what is "
    "not to be out.",
    hint_ar="قبل أن تنشره أعد البناء من غير --now.",
    hint_en="Build again without --now before you publish it.",
)


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


@click.command(
    "build",
    cls=Command,
    ar="ابنِ الموقع في public. ما لم يتغير لا يُعاد صنعه، وعند أي خطأ يبقى الموقع كما كان.",
    en="Build the site into public. What did not change is not made again, and on any error the "
    "site stays as it was.",
)
@common
@OUTPUT
@click.option(
    "--adopt",
    cls=Option,
    is_flag=True,
    ar="استبدل ملفات غريبة تقف مكان صفحات الموقع.",
    en="Replace foreign files that stand where pages must go.",
)
@click.option(
    "--hold-bad",
    cls=Option,
    is_flag=True,
    ar="انشر السليم، ودع كل مقال فيه خطأ كما نُشر آخر مرة (رمز الخروج 1).",
    en="Publish what is good, and leave each article with a fault as it was last published (exit "
    "code 1).",
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
    hold_bad: bool,
    executor: str | None,
    comments: str | None,
    profile: bool,
) -> Exit:
    from generator.build import build

    voice = settings.voice
    request = replace(
        settings.request(output), adopt=adopt, hold_bad=hold_bad, comments=comments or ""
    )
    try:
        with Bar(voice) as bar, _crew(settings, executor) as crew:
            report = build(request, bar, crew)
    except Failed as failed:
        raise Failed(failed.diagnostics, _unchanged(failed, request)) from failed
    findings = in_order((*report.findings, *settings.ahead(AHEAD, request)))
    voice.report(findings)
    if profile:
        voice.profile(report)
    voice.summary(report)
    more = {"profile": report.profile_json()} if profile else {}
    diagnostics = voice.findings_json(findings)
    voice.json(ok=not report.held, **report.as_json(), **more, diagnostics=diagnostics)
    return exit_code(findings)


_UNCHANGED = Bilingual(
    "لم يتغير الموقع المنشور: بقي كما كان قبل هذا البناء.",
    "the published site has not changed: it is as it was before this build.",
)


def _unchanged(failed: Failed, request: Request) -> Bilingual | None:
    """What an editor wants to know first, where there is a site and the fault is the writer's. A
    disk that refuses may do so amid publishing."""
    is_writers = exit_code(failed.diagnostics) in (Exit.CONTENT, Exit.USAGE)
    return _UNCHANGED if is_writers and manifest.load(request.output) else None


def _crew(settings: Settings, executor: str | None) -> Workers:
    """Who does the work: processes of this machine, or a cluster's."""
    from generator.engine.workers import Workers

    if executor is None:
        return Workers(settings.workers)
    from generator.cluster import join

    return Workers(elsewhere=functools.partial(join, executor))
