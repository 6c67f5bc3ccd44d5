"""The command `tahlil`: its list of commands, its exit codes, and what is said when one fails."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from itertools import pairwise

import click

from generator import files
from generator.commands.build import build_command
from generator.commands.check import check_command
from generator.commands.comments import comments_group
from generator.commands.deploy import deploy_command, rollback_command
from generator.commands.imports import import_group
from generator.commands.init import init_command
from generator.commands.misuse import misused
from generator.commands.new import new_command
from generator.commands.reports import (
    schedule_command,
    schema_command,
    search_command,
    verify_command,
    why_command,
)
from generator.commands.serve import serve_command
from generator.diagnostics import Exit, Failed, Fault, exit_code
from generator.request import CACHE
from generator.terminal import Group, Option, Voice, ending_is_interruption, language_of

BROKEN = Fault(
    code="E-INTERNAL",
    ar="خطأ داخلي في البرنامج؛ لم يتغير الموقع.",
    en="internal error; the site was not changed.",
    hint_ar="أرسل إلينا التفاصيل التي حُفظت في {report}",
    hint_en="send us the details, which were saved in {report}",
    exit_code=Exit.INTERNAL,
)

_COMMANDS = (
    init_command,
    build_command,
    serve_command,
    new_command,
    import_group,
    why_command,
    check_command,
    schedule_command,
    search_command,
    verify_command,
    schema_command,
    deploy_command,
    rollback_command,
    comments_group,
)
"""In the order of use, which is that of the help."""


@click.group(
    cls=Group,
    commands=_COMMANDS,
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
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.message)
        return Exit.OK
    except click.ClickException as error:
        return _failed(misused(error), voice)
    except (KeyboardInterrupt, click.Abort) as end:
        if isinstance(end.__cause__, EOFError):  # which click takes for Ctrl-D; we ask nothing
            return _failed(_broken(voice), voice)
        # CPython notes an interruption that passes through exec, as dataclasses use it, and would
        # end the process by SIGINT although it was caught; evaluating a text clears the note.
        eval("None")  # noqa: S307
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a traceback in front of a writer is our bug
        return Exit.INTERRUPTED if _was_interrupted(error) else _failed(_broken(voice), voice)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether something failed while an interruption was on its way out."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _failed(failed: Failed, voice: Voice) -> int:
    voice.report(failed.diagnostics)
    if failed.last:
        voice.add(failed.last)
    voice.json(ok=False, diagnostics=voice.findings_json(failed.diagnostics))
    return exit_code(failed.diagnostics)


def _broken(voice: Voice) -> Failed:
    """Save what happened, and say where."""
    report = voice.project / CACHE / "internal-error.txt"
    try:
        files.write_atomically(report, traceback.format_exc().encode())
    except OSError:
        sys.stderr.write(traceback.format_exc())
    return Failed([BROKEN.at("tahlil", report=report)])
