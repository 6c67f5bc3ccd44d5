"""`tahlil check`, and what it mends on request."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from generator import files
from generator.commands.options import Settings, common
from generator.diagnostics import Exit
from generator.request import Request
from generator.terminal import Bar, Command, Option


@click.command(
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
    searched = None
    if folder is not None:
        from generator.check.leaks import search_leaks

        searched = search_leaks(request, folder)
        checked = checked.with_findings(searched.findings)
    voice.report(checked.findings)
    voice.say(*checked.sentences())
    if searched:
        voice.say(*searched.sentences())
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
