"""`tahlil new`: an article, empty or out of another text."""

from __future__ import annotations

import sys

import click

from generator.commands.options import Settings, common
from generator.terminal import Command, Option


@click.command(
    "new",
    cls=Command,
    ar="أنشئ مقالاً جديداً: ملف فيه الترويسة والرقم والتاريخ، جاهز للكتابة. أو خذه من صفحة منسوخة أو "
    "نص وكالة، ويُذكر كل سطر لم يؤخذ.",
    en="Make a new article: a file with its header, id and date filled in, ready to write in. Or "
    "take it out of a copied page or a wire; every line that is left out is told.",
)
@click.argument("title", required=False)
@common
@click.option(
    "--from",
    "source",
    cls=Option,
    metavar="FILE",
    ar="ملف فيه صفحة منسوخة أو نص وكالة؛ و- تقرأ من الدخل المعياري.",
    en="File that holds a copied page or the text of a wire; - reads standard input.",
)
@click.option("--category", cls=Option, default="", ar="التصنيف.", en="Category.")
@click.option("--kind", cls=Option, default="", ar="النوع.", en="Kind.")
def new_command(
    settings: Settings,
    title: str | None,
    source: str | None,
    category: str,
    kind: str,
) -> None:
    from generator.newarticle import Wishes, article_from, new_article, read_source

    now, wishes = settings.moment, Wishes(title or "", category, kind)
    if source is not None:
        data = sys.stdin.buffer.read() if source == "-" else read_source(source)
        taken = article_from(settings.project, source, data, wishes, now)
        settings.voice.say(*taken.sentences())
        settings.voice.json(ok=True, **taken.as_json())
        return
    if title is None:
        context = click.get_current_context()
        raise click.MissingParameter(None, context, param_hint="TITLE", param_type="argument")
    path = new_article(settings.project, wishes, now)
    settings.voice.say(f"أُنشئ الملف: {path}", f"made {path}")
    settings.voice.json(ok=True, path=path)
