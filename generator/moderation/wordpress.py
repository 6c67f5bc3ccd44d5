"""Comments of a WordPress export, for articles that are here already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import msgspec

from generator.comments.source import KeptThread
from generator.diagnostics import Diagnostic, Failed
from generator.importers import needed
from generator.importers.addresses import place_of
from generator.importers.wordpress.items import headline, moment_of
from generator.importers.wordpress.wxr import Channel, Item, read

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Export(msgspec.Struct):
    """What an export holds of comments. strange: links of posts that no article has taken over.
    left_out: comments by kind (see `importers.wordpress.remarks`). findings: where the export
    breaks off; all that stands before is here."""

    threads: dict[str, KeptThread] = msgspec.field(default_factory=dict)
    """By the id of the article: two posts that became one article have one thread."""
    strange: list[str] = msgspec.field(default_factory=list)
    left_out: Counter[str] = msgspec.field(default_factory=Counter)
    findings: tuple[Diagnostic, ...] = ()


def comments_of(path: Path, articles: Mapping[str, str], zone: ZoneInfo) -> Export:
    """The comments of an export. articles: ids by every path that leads to one (`place_of`) and by
    slug. zone: that of times without GMT. Raises Failed where markdownify is not installed."""
    needed()
    export = Export()
    try:
        for item in read(path, path.name, Channel()):
            if item.remarks:
                _take(item, export, articles, zone)
    except Failed as failed:
        export.findings = failed.diagnostics
    return export


def _take(item: Item, export: Export, articles: Mapping[str, str], zone: ZoneInfo) -> None:
    from generator.importers.wordpress.remarks import kept, left_out

    export.left_out += left_out(item.remarks)
    comments = kept(item.remarks, zone, moment_of(item, zone) or _EPOCH)
    if not comments:
        return
    id = articles.get(place_of(item.link)) or articles.get(_slug(item))
    if id is None:
        export.strange.append(item.link or item.slug)
        return
    before = export.threads.get(id)
    export.threads[id] = KeptThread(
        id, headline(item), (before.comments if before else ()) + comments
    )


def _slug(item: Item) -> str:
    return normalize("NFC", unquote(item.slug))
