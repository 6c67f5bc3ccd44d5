"""What is said when a command was not understood: click's complaint, in both languages."""

from __future__ import annotations

import re

import click
from click.exceptions import (
    BadParameter,
    MissingParameter,
    NoSuchCommand,
    NoSuchOption,
)

from generator.diagnostics import Bilingual, Exit, Failed, Fault

MISUSED = Fault(
    code="E-USAGE",
    ar="لم يُفهم الأمر: {reason}",
    en="{reason}",
    hint_ar="انظر: {command} --help",
    hint_en="see {command} --help",
    exit_code=Exit.USAGE,
)


def misused(error: click.ClickException) -> Failed:
    """The complaint as a fault."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "tahlil"
    english = error.format_message()
    reason = Bilingual(_in_arabic(error) or english, english)
    return Failed([MISUSED.at(command, reason=reason, command=command)])


def _in_arabic(error: click.ClickException) -> str:
    """What is wrong; "" where click alone knows."""
    match error:
        case NoSuchCommand():
            return f"لا أمر بهذا الاسم: {error.command_name}{_perhaps(error.possibilities)}"
        case NoSuchOption():
            return f"لا خيار بهذا الاسم: {error.option_name}{_perhaps(error.possibilities)}"
        case MissingParameter():
            return f"ينقص {_named(error)}"
        case BadParameter():
            return f"{_named(error)}: {_wanted(error)}"
    extra = re.search(r"extra arguments? \((.*)\)", error.message)
    return f"زائد على ما يأخذه الأمر: {extra[1]}" if extra else ""


def _wanted(error: BadParameter) -> str:
    """What the value should have been."""
    match error.param.type if error.param else None:
        case click.Choice(choices=choices):
            return f"يصلح هنا: {'، '.join(map(str, choices))}"
        case click.IntRange(min=least, max=most):
            return f"يصلح هنا عدد من {least} إلى {most}" if most else "يصلح هنا عدد"
        case click.Path(exists=True):
            path = re.search("'(.+)'", error.message)
            return f"لا يُفتح: {path[1]}" if path else error.message
    return error.message


def _perhaps(names: object) -> str:
    found = list(names) if isinstance(names, list | tuple) else []
    return f"؛ لعلك تقصد: {' أو '.join(found)}" if found else ""


def _named(error: BadParameter) -> str:
    """The option or the place of an argument, as it is written."""
    if error.param is None:
        return str(error.param_hint or "")
    option = error.param.opts[0] if isinstance(error.param, click.Option) else ""
    return option or error.param.human_readable_name
