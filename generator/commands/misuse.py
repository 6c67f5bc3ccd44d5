"""What is said when a command was not understood: click's complaint, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchCommand,
    NoSuchOption,
)

from generator.commands.options import MOMENTS, Moment
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
    english, advice = error.format_message(), _advice(error, context)
    reason = Bilingual(
        (_in_arabic(error) or english) + (f"؛ {advice.ar}" if advice else ""),
        f"{english.rstrip('.')}. {advice.en}" if advice else english,
    )
    return Failed([MISUSED.at(command, reason=reason, command=command)])


_TITLE_IN_QUOTES = Bilingual(
    'اكتب العنوان بين علامتي اقتباس: tahlil new "عنوان المقال"',
    'Put the title in quotes: tahlil new "The title".',
)
_TEXT_IN_QUOTES = Bilingual("اكتب النص بين علامتي اقتباس", "Put the text in quotes.")


def _advice(error: click.ClickException, context: click.Context | None) -> Bilingual | None:
    """What was meant, where that is plain."""
    is_about_words = isinstance(error, MissingParameter) or "unexpected extra" in error.message
    match context.info_name if context else "":
        case "new" if is_about_words:
            return _TITLE_IN_QUOTES
        case "reply" if is_about_words:
            return _TEXT_IN_QUOTES
        case "import" if isinstance(error, NoSuchCommand) and _is_file(error.command_name):
            line = f"tahlil import wordpress {error.command_name}"
            return Bilingual(f"لعلك تقصد: {line}", f"Did you mean: {line}")
    return None


def _is_file(name: str) -> bool:
    return name.endswith(".xml") or Path(name).is_file()


def _in_arabic(error: click.ClickException) -> str:
    """What is wrong; "" where click alone knows."""
    match error:
        case NoSuchCommand():
            return f"لا أمر بهذا الاسم: {error.command_name}{_perhaps(error.possibilities)}"
        case NoSuchOption():
            return f"لا خيار بهذا الاسم: {error.option_name}{_perhaps(error.possibilities)}"
        case BadOptionUsage(option_name=option):
            takes = "requires" in error.message
            return f"يحتاج {option} إلى قيمة بعده" if takes else f"لا يأخذ {option} قيمة"
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
        case Moment():
            forms = " أو ".join(MOMENTS)
            return f"ليس «{_quoted(error)}» تاريخاً؛ يُكتب مثل: {forms}"
        case click.Path(exists=True):
            return f"لا يُفتح: {_quoted(error) or error.message}"
    return error.message


def _quoted(error: BadParameter) -> str:
    """The value, as click has it between quotes."""
    found = re.search("'(.+)'", error.message)
    return found[1] if found else ""


def _perhaps(names: object) -> str:
    found = list(names) if isinstance(names, list | tuple) else []
    return f"؛ لعلك تقصد: {' أو '.join(found)}" if found else ""


def _named(error: BadParameter) -> str:
    """The option or the place of an argument, as it is written."""
    if error.param is None:
        return str(error.param_hint or "")
    option = error.param.opts[0] if isinstance(error.param, click.Option) else ""
    return option or error.param.human_readable_name
