"""Addresses that moved: an article whose address changed since it was published, without an alias.

The id of an article never changes, and behind its short link lies a stub that names the address: so
the published folder tells where an article was. What is found is noted until it is mended, since
the build that moves the page writes the stub anew.
"""

from __future__ import annotations

import html
import re
from collections.abc import Set
from pathlib import Path
from urllib.parse import unquote

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Fault, Severity
from generator.engine.manifest import Manifest
from generator.graph.addresses import file_of
from generator.graph.model import Article, ContentGraph
from generator.run import Run

MOVED = Fault(
    code="W-MOVED",
    severity=Severity.WARNING,
    ar="تغيّر عنوان هذا المقال بعد نشره، والرابط القديم /{old} لم يعد يقود إليه.",
    en="The address of this article changed after it was published, and the old link, /{old}, "
    "leads nowhere now.",
    hint_ar="أضف إلى ترويسة المقال: «روابط سابقة: /{old}»، أو أعد المعرف (slug) كما كان.",
    hint_en="Add to its header “aliases: /{old}”, or give it its old slug back.",
)

_NOTE = "moved"
_Pairs = dict[str, list[str]]
"""Old paths by the id of the article."""
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


def findings(
    run: Run, base_url: str, graph: ContentGraph, published: Manifest, paths: Set[str]
) -> list[Diagnostic]:
    """W-MOVED for every old address that leads nowhere. `published`: the site as it lies in the
    folder of the run; `paths`: the files of the site to be."""
    if run.request.preview:
        return []
    known = _noted(run)
    for article in graph.articles:
        old = _former(run.request.output, base_url, article, published)
        if old:
            known.setdefault(article.id, []).append(old)
    articles = {article.id: article for article in graph.articles}
    lost = {
        id: [old for old in dict.fromkeys(olds) if file_of(old) not in paths]
        for id, olds in known.items()
        if id in articles
    }
    lost = {id: olds for id, olds in lost.items() if olds}
    if lost != _noted(run):
        run.store.remember({_NOTE: msgspec.json.encode(lost)})
    return [MOVED.at(articles[id].source, old=old) for id, olds in lost.items() for old in olds]


def _former(output: Path, base_url: str, article: Article, published: Manifest) -> str | None:
    """Where an article was published, if it was and that is not where it will be."""
    stub = file_of(article.short_path)
    if file_of(article.path) in published.entries or stub not in published.entries:
        return None
    try:
        found = _CANONICAL.search(files.read(output / stub).decode("utf-8", "replace"))
    except OSError:
        return None
    address = unquote(html.unescape(found[1])) if found else ""
    base = unquote(base_url)
    return address.removeprefix(base) if address.startswith(base) else None


def _noted(run: Run) -> _Pairs:
    data = run.store.recall(_NOTE)
    try:
        return msgspec.json.decode(data, type=_Pairs) if data else {}
    except msgspec.MsgspecError:
        return {}
