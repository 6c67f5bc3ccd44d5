"""`tahlil import`: one command for each kind of old site."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.options import Settings, common
from generator.diagnostics import Exit
from generator.terminal import Bar, Command, Group, Option

if TYPE_CHECKING:
    from generator.importers.ledger import Receipt
    from generator.importers.sources import Past


@click.group(
    "import",
    cls=Group,
    ar="انقل موقعاً قديماً إلى هنا: المقالات والصور والتعليقات، وسجل بكل عنوان قديم وما صار إليه.",
    en="Take over an old site: articles, pictures, comments, and a ledger of what became of every "
    "old address.",
)
def import_group() -> None:
    gc.enable()  # trees of HTML are circles, one for each article


@import_group.command(
    "wordpress",
    cls=Command,
    ar="من ملفات تصدير WordPress (أدوات، تصدير). الإعادة لا تكرر شيئاً، وما حررته هنا لا يُمس.",
    en="From exports of WordPress (Tools, Export). Running it again repeats nothing, and what was "
    "edited here is left alone.",
)
@click.argument(
    "exports",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@common
@click.option(
    "--media",
    cls=Option,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    ar="نسخة من مجلد uploads تؤخذ منها الصور بدل جلبها من الموقع القديم.",
    en="A copy of the uploads folder to take pictures from, in place of the old site.",
)
def import_wordpress_command(
    settings: Settings, exports: tuple[Path, ...], media: Path | None
) -> Exit:
    from generator.importers import needed

    needed()
    from generator.importers.wordpress.importing import import_wordpress

    with Bar(settings.voice) as bar:
        receipt = import_wordpress(settings.request(None), exports, media, bar)
    return _receipt(settings, receipt)


@import_group.command(
    "hugo",
    cls=Command,
    ar="من مجلد موقع Hugo.",
    en="From the folder of a Hugo site.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@common
def import_hugo_command(settings: Settings, folder: Path) -> Exit:
    from generator.importers.hugo.past import Hugo

    return _take_over(settings, Hugo(folder.resolve()))


@import_group.command(
    "jekyll",
    cls=Command,
    ar="من مجلد موقع Jekyll.",
    en="From the folder of a Jekyll site.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@common
def import_jekyll_command(settings: Settings, folder: Path) -> Exit:
    from generator.importers.jekyll.past import Jekyll

    return _take_over(settings, Jekyll(folder.resolve()))


def _take_over(settings: Settings, past: Past) -> Exit:
    """Import the folder of another generator."""
    from generator.importers.folders import import_folder

    with Bar(settings.voice) as bar:
        receipt = import_folder(settings.request(None), past, bar)
    return _receipt(settings, receipt)


def _receipt(settings: Settings, receipt: Receipt) -> Exit:
    """What an import has to say at its end."""
    settings.voice.report(receipt.findings)
    settings.voice.say(*receipt.sentences())
    diagnostics = settings.voice.findings_json(receipt.findings)
    settings.voice.json(ok=receipt.ok, **receipt.as_json(), diagnostics=diagnostics)
    return Exit.OK if receipt.ok else Exit.CONTENT
