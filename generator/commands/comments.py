"""`tahlil comments`: the commands of who answers for what readers write."""

from __future__ import annotations

import gc
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from generator.arabic.direction import escape_controls
from generator.commands.options import Settings, common
from generator.diagnostics import Exit, Failed
from generator.request import DATABASE
from generator.terminal import Command, Group, Option, Voice

if TYPE_CHECKING:
    from generator.moderation.desk import Desk, Entry


_DATABASE = click.option(
    "--database",
    cls=Option,
    type=click.Path(path_type=Path, dir_okay=False),
    ar=f"قاعدة التعليقات ({DATABASE} إن لم تُذكر).",
    en=f"The database of comments ({DATABASE} by default).",
)
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_IDS = click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.IntRange(1))
_STATES = {"approved": "منشور", "waiting": "ينتظر", "deleted": "محذوف"}


@click.group(
    "comments",
    cls=Group,
    ar="التعليقات: خادمها، ومراجعتها، وحفظها.",
    en="Comments: their server, their moderation, their keeping.",
)
def comments_group() -> None:
    """The group itself does nothing."""


def _place(settings: Settings, database: Path | None) -> Path:
    return (database or settings.project / DATABASE).absolute()


def _desk(settings: Settings, database: Path | None) -> Desk:
    from generator.moderation.desk import Desk

    return Desk(_place(settings, database))


@comments_group.command(
    "init",
    cls=Command,
    ar="اكتب إعدادات خادم التعليقات Isso، محصّنة، وما يلزم لتشغيله على مضيف.",
    en="Write hardened settings for Isso, the server of comments, and what a host runs it with.",
)
@common
def init_command(settings: Settings) -> None:
    from generator.moderation.server import init
    from generator.settings.site import config_of

    made = init(settings.project, config_of(settings.project))
    for path in made.paths:
        settings.voice.say(f"أُنشئ الملف: {path}", f"made {path}")
    settings.voice.say(
        "كلمة مرور الإدارة في isso.cfg. شغّل الخادم على المضيف بوحدة comments.service، أو جرّبه هنا: "
        "tahlil comments serve",
        "the admin password is in isso.cfg; run the server on the host by comments.service, or try "
        "it here: tahlil comments serve",
    )
    settings.voice.json(ok=True, paths=list(made.paths))


@comments_group.command(
    "serve",
    cls=Command,
    ar="شغّل خادم التعليقات على هذا الجهاز، إلى جانب المعاينة.",
    en="Run the server of comments on this machine, beside the preview.",
)
@common
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(1, 65535),
    default=8090,
    show_default=True,
    ar="منفذ خادم التعليقات.",
    en="Port of the server of comments.",
)
@click.option(
    "--preview-port",
    cls=Option,
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    ar="منفذ المعاينة.",
    en="Port of the preview.",
)
def serve_command(settings: Settings, port: int, preview_port: int) -> None:
    from generator.moderation import server
    from generator.settings.site import config_of

    config = config_of(settings.project)
    line = server.command(settings.project, config, port=port, preview=preview_port)
    address = f"http://127.0.0.1:{port}"
    settings.voice.say(
        f"خادم التعليقات على {address} (Ctrl+C للإنهاء)\n"
        f"وفي نافذة أخرى: tahlil serve --comments {address}",
        f"comments at {address} (Ctrl+C to end)\n"
        f"and in another window: tahlil serve --comments {address}",
    )
    settings.voice.json(ok=True, address=address)
    server.run(line)


@comments_group.command(
    "list",
    cls=Command,
    ar="اعرض التعليقات التي تنتظر المراجعة.",
    en="Show the comments that wait for review.",
)
@common
@click.option(
    "--all",
    "everything",
    cls=Option,
    is_flag=True,
    ar="المنشور والمحذوف أيضاً.",
    en="Also those that are public or deleted.",
)
@_DATABASE
def list_command(settings: Settings, everything: bool, database: Path | None) -> None:
    entries = _desk(settings, database).entries(everything=everything)
    zone = _zone(settings)
    for entry in entries:
        _show(settings.voice, entry, zone)
    n = len(entries)
    settings.voice.say(f"عدد التعليقات: {n}", f"comments: {n}")
    settings.voice.json(ok=True, comments=[_as_json(entry) for entry in entries])


def _zone(settings: Settings) -> tzinfo:
    """That of the pages; UTC where the settings cannot be read, which keeps no editor from what
    waits."""
    from generator.settings.site import config_of

    try:
        return ZoneInfo(config_of(settings.project).timezone)
    except Failed:
        return UTC


def _show(voice: Voice, entry: Entry, zone: tzinfo) -> None:
    """Facts first; the Arabic last, on lines of its own."""
    where = f"/a/{entry.article}/" if entry.article else "?"
    reply = f"  → {entry.parent}" if entry.parent else ""
    facts = f"{entry.id}  {entry.created.astimezone(zone):%Y-%m-%d %H:%M}  {where}{reply}"
    text = [f"  {escape_controls(line)}" for line in (entry.title, entry.author) if line]
    text += [f"    {escape_controls(line)}" for line in entry.text.split("\n")]
    body = "\n".join(text)
    voice.say(f"{facts}  {_STATES[entry.state]}\n{body}", f"{facts}  {entry.state}\n{body}")


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "article": entry.article,
        "title": entry.title,
        "created": entry.created.isoformat(),
        "author": entry.author,
        "text": entry.text,
        "state": entry.state,
        "parent": entry.parent,
    }


@comments_group.command(
    "approve",
    cls=Command,
    ar="انشر تعليقات بأرقامها. تظهر في الموقع عند بنائه.",
    en="Publish comments by their numbers. The site shows them once it is built.",
)
@common
@_IDS
@_DATABASE
def approve_command(settings: Settings, ids: tuple[int, ...], database: Path | None) -> None:
    entries = _desk(settings, database).approve(ids)
    for entry in entries:
        settings.voice.say(
            f"نُشر التعليق {entry.id} على /a/{entry.article}/",
            f"approved {entry.id} on /a/{entry.article}/",
        )
    settings.voice.json(ok=True, approved=[entry.id for entry in entries])


@comments_group.command(
    "delete",
    cls=Command,
    ar="احذف تعليقات بأرقامها.",
    en="Delete comments by their numbers.",
)
@common
@_IDS
@_DATABASE
def delete_command(settings: Settings, ids: tuple[int, ...], database: Path | None) -> None:
    entries = _desk(settings, database).delete(ids)
    for entry in entries:
        settings.voice.say(f"حُذف التعليق {entry.id}", f"deleted {entry.id}")
    settings.voice.json(ok=True, deleted=[entry.id for entry in entries])


@comments_group.command(
    "reply",
    cls=Command,
    ar="أجب عن تعليق برقمه، وهو يُنشر معه إن كان ينتظر. TEXT نص الرد.",
    en="Answer a comment by its number; one that waits is published with it. TEXT is the answer.",
)
@common
@click.argument("id", type=click.IntRange(1))
@click.argument("text")
@click.option(
    "--author",
    cls=Option,
    ar="اسم المجيب (توقيع الموقع إن لم يُذكر).",
    en="Who answers (the byline of the site by default).",
)
@_DATABASE
def reply_command(
    settings: Settings, id: int, text: str, author: str | None, database: Path | None
) -> None:
    from generator.settings.site import config_of

    config = config_of(settings.project)
    now = settings.moment
    made = _desk(settings, database).reply(id, text, author or config.byline or config.title, now)
    settings.voice.say(
        f"نُشر الرد {made} على التعليق {id}", f"published reply {made} to comment {id}"
    )
    settings.voice.json(ok=True, id=made)


@comments_group.command(
    "export",
    cls=Command,
    ar="صدّر التعليقات المنشورة إلى ملف JSON، بلا بريد ولا عناوين.",
    en="Export the approved comments to a JSON file, without e-mail or addresses.",
)
@common
@_FILE
@click.option(
    "--all",
    "everything",
    cls=Option,
    is_flag=True,
    ar="ما ينتظر المراجعة أيضاً.",
    en="Also those that wait.",
)
@_DATABASE
def export_command(settings: Settings, file: Path, everything: bool, database: Path | None) -> None:
    from generator.moderation.exchange import export

    amount = export(_place(settings, database), file.absolute(), everything=everything)
    settings.voice.say(
        f"عدد التعليقات المصدّرة: {amount}، إلى {file}", f"exported {amount} comments to {file}"
    )
    settings.voice.json(ok=True, comments=amount, path=str(file))


@comments_group.command(
    "import",
    cls=Command,
    ar="استورد تعليقات من ملف JSON أو من تصدير ووردبريس.",
    en="Import comments from a JSON file or from an export of WordPress.",
)
@common
@_FILE
@_DATABASE
def import_command(settings: Settings, file: Path, database: Path | None) -> Exit:
    from generator.moderation.intake import import_file

    gc.enable()  # trees of HTML are circles, one for each comment
    imported = import_file(settings.request(None), file.absolute(), _place(settings, database))
    settings.voice.report(imported.findings)
    settings.voice.say(*imported.sentences())
    taken, is_whole = imported.taken, not imported.findings
    settings.voice.json(
        ok=is_whole,
        imported=taken.taken,
        public=taken.public,
        waiting=taken.waiting,
        shown=imported.shown,
        articles=taken.threads,
        known=taken.known,
        empty=taken.empty,
        repaired=taken.repaired,
        left_out=dict(imported.left_out),
        strange=list(imported.strange),
        diagnostics=settings.voice.findings_json(imported.findings),
    )
    return Exit.OK if is_whole else Exit.CONTENT


@comments_group.command(
    "backup",
    cls=Command,
    ar="انسخ القاعدة كاملة، والخادم يعمل، وافحص النسخة.",
    en="Copy the whole database while the server runs, and prove the copy.",
)
@common
@_FILE
@_DATABASE
def backup_command(settings: Settings, file: Path, database: Path | None) -> None:
    from generator.moderation.keeping import backup

    copied = backup(_place(settings, database), file.absolute())
    settings.voice.say(
        f"نُسخت القاعدة وفُحصت النسخة: {file}، وعدد ما فيها من تعليقات: {copied.comments}",
        f"copied, and the copy is sound: {file}, {copied.comments} comments",
    )
    settings.voice.json(ok=True, path=copied.path, comments=copied.comments)


@comments_group.command(
    "restore",
    cls=Command,
    ar="أعد القاعدة من نسخة احتياطية. أوقف الخادم أولاً.",
    en="Put the database back from a backup. Stop the server first.",
)
@common
@_FILE
@_DATABASE
def restore_command(settings: Settings, file: Path, database: Path | None) -> None:
    from generator.moderation.keeping import restore

    now = settings.moment
    copied, aside = restore(_place(settings, database), file.absolute(), now)
    settings.voice.say(
        f"أُعيدت القاعدة من {file}، وعدد ما فيها من تعليقات: {copied.comments}",
        f"restored from {file}: {copied.comments} comments",
    )
    if aside:
        settings.voice.say(f"القاعدة السابقة محفوظة: {aside}", f"the former one is kept: {aside}")
    settings.voice.json(ok=True, path=copied.path, comments=copied.comments, former=aside)
