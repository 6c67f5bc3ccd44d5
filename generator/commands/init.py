"""`tahlil init`, and the questions that it asks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.commands.options import Settings, common
from generator.terminal import Command, Option


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


@click.command(
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
            question, given[question.field], getattr(usual, question.field), settings
        )
        for question in _QUESTIONS
    }
    founded = found(folder, Answers(**answers), settings.moment)
    voice.say(*founded.sentences())
    voice.json(ok=True, folder=str(founded.folder), files=founded.files)


def _answer(question: Question, given: str | None, usual: str, settings: Settings) -> str:
    """What was given, or asked for where somebody can answer, or else what is usual."""
    voice = settings.voice
    if given is not None:
        return given
    if voice.as_json or voice.quiet or not (sys.stdin.isatty() and voice.out.is_terminal):
        return usual
    return _asked_for(question, usual, settings)


def _asked_for(question: Question, usual: str, settings: Settings) -> str:
    """Asked again until the answer will do; what is wrong with one is told at once."""
    from generator.newsite import refused

    voice = settings.voice
    words = question.ar if voice.language == "ar" else question.en
    while True:
        answer = str(click.prompt(words.rstrip("."), default=usual))
        faults = refused(question.field, answer, settings.moment)
        if not faults:
            return answer
        for fault in faults:
            voice.add(fault.text)
            voice.add(fault.hint)
