"""The options that all commands have, and those that several share."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault
from generator.request import NO_PROJECT, SETTINGS, Request
from generator.terminal import Option, Voice


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
        """The moment that a command is about."""
        return self.now or _clock()

    @property
    def is_ahead(self) -> bool:
        """Whether `--now` asks for a moment that has not come yet."""
        return self.now is not None and self.now > datetime.now(UTC)

    def ahead(self, fault: Fault, request: Request) -> Iterator[Diagnostic]:
        """This fault, where `--now` asks for a moment that has not come yet."""
        if self.is_ahead:
            yield fault.at(request.output.name, moment=f"{request.now:%Y-%m-%d %H:%M %Z}")

    def request(self, output: Path | None) -> Request:
        """The build that a command is about. Raises Failed where
        there is no project, so that nothing is left behind in a folder that is none."""
        if not files.exists(self.project / SETTINGS):
            raise Failed([_no_project(self.project)])
        return Request(
            project=self.project,
            output=(output or self.project / "public").absolute(),
            now=self.moment,
            workers=self.workers,
        )


PROJECT_ABOVE = Fault(
    code="E-CFG",
    ar="لا يوجد ملف site.yaml هنا، بل في مجلد أعلى: {folder}",
    en="There is no site.yaml here; there is one in a folder above: {folder}",
    hint_ar="شغّل الأمر من ذلك المجلد، أو أضف إليه --project {folder}",
    hint_en="Run the command in that folder, or add --project {folder}",
    exit_code=Exit.USAGE,
)


def _no_project(folder: Path) -> Diagnostic:
    """That there is no project in a folder; where one is, when the folder is part of it."""
    for above in folder.absolute().parents:
        if files.exists(above / SETTINGS):
            return PROJECT_ABOVE.at(SETTINGS, folder=above)
    return NO_PROJECT.at(SETTINGS)


def _clock() -> datetime:
    """SOURCE_DATE_EPOCH, as reproducible-builds.org asks, else the time of the machine."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


MOMENTS = ("2026-11-23", "2026-11-23 08:00", "2026-11-23T08:00+03:00")
"""The ways to write a moment."""


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
            self.fail(f"{value!r} is no date; write it like {', or '.join(MOMENTS)}", param, ctx)
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
OUTPUT = click.option(
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
