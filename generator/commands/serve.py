"""`tahlil serve`: the preview."""

from __future__ import annotations

import gc

import click

from generator.commands.options import Server, Settings, common
from generator.terminal import Command, Option


@click.command(
    "serve",
    cls=Command,
    ar="عاين الموقع في المتصفح: كل حفظ يظهر وحده، وعلى المسودات والمجدول شريط يميزها.",
    en="Preview in the browser: every save shows by itself; drafts and scheduled articles wear a "
    "ribbon.",
)
@common
@click.option(
    "--host",
    cls=Option,
    default="127.0.0.1",
    show_default=True,
    ar="العنوان الذي يُستمع عليه.",
    en="Address to listen on.",
)
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    ar="المنفذ؛ 0 يختار واحداً خالياً.",
    en="Port; 0 picks a free one.",
)
@click.option(
    "--comments",
    cls=Option,
    type=Server(),
    ar="دع نموذج التعليق يرسل إلى هذا الخادم؛ تشغّله tahlil comments serve.",
    en="Let the comment form post to this server, which tahlil comments serve runs.",
)
def serve_command(settings: Settings, host: str, port: int, comments: str | None) -> None:
    from generator.serve.server import serve

    gc.enable()  # the one command that does not end soon
    serve(
        settings.project,
        settings.voice,
        host=host,
        port=port,
        now=settings.now,
        workers=settings.workers,
        posting=comments or "",
    )
