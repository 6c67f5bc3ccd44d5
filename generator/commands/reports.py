"""The commands that tell and change nothing: `why`, `schedule`, `search`, `verify`, `schema`."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from generator.commands.options import OUTPUT, Settings, common
from generator.diagnostics import Exit
from generator.terminal import Bar, Command


@click.command(
    "why",
    cls=Command,
    ar="لماذا صُنعت صفحة آخر مرة، وما الذي سيعيد صنعها الآن. PAGE عنوانها أو ملف مقالها.",
    en="Why a page was last made, and what would make it again now. PAGE is its address or the "
    "file of its article.",
)
@click.argument("page")
@common
@OUTPUT
def why_command(settings: Settings, page: str, output: Path | None) -> None:
    from generator.inspection import why

    answer = why(settings.request(output), page)
    settings.voice.say(*answer.sentences())
    settings.voice.json(ok=True, **answer.as_json())


@click.command(
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


@click.command(
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


@click.command(
    "verify",
    cls=Command,
    ar="ابنِ الموقع من الصفر في مكان آخر وقارنه بالمنشور بايتاً ببايت.",
    en="Build the site from nothing elsewhere and compare it with the published one byte by byte.",
)
@common
@OUTPUT
def verify_command(settings: Settings, output: Path | None) -> Exit:
    from generator.inspection import verify

    with Bar(settings.voice) as bar:
        comparison = verify(settings.request(output), bar)
    settings.voice.say(*comparison.sentences())
    settings.voice.json(ok=comparison.equal, **comparison.as_json())
    return Exit.OK if comparison.equal else Exit.CONTENT


@click.command(
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
