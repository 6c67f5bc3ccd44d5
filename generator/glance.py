"""A glance: the page of one article as the next build will publish it, long before that build ends.

It decides nothing. It goes the stations of the one road for one article, with the very functions
that the road goes by, on the ground that the last plan left in memory; and where more might have
changed than this page, it sees nothing. A build always follows, and has the last word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from generator import files, keys, recipes
from generator.diagnostics import has_errors
from generator.engine.recipe import Recipe
from generator.engine.store import Blobs, Missing
from generator.engine.workers import Job, Workers
from generator.graph.addresses import file_of
from generator.graph.alone import alone
from generator.graph.model import ContentGraph
from generator.graph.synopsis import Manuscript, Matter, Style, Synopsis
from generator.keys import Digest
from generator.pages import article as article_pages
from generator.pages.page import Planner
from generator.plan import Ground
from generator.recipes import File, PagePayload, Prepared, Sheet, SheetPayload


class Glimpse(msgspec.Struct, frozen=True):
    """A file of the site to be, and its bytes."""

    path: str
    data: bytes


def glance(ground: Ground, project: Path, source: str, workers: Workers) -> Glimpse | None:
    """The page of the article at a path of the project, by its file as it is now. None when only a
    whole build can tell; so it is for a file with a fault."""
    old = ground.synopses.get(source)
    prepared = _prepared(ground, project, source, workers) if old else None
    if old is None or prepared is None or prepared.synopsis is None:
        return None
    new = _SYNOPSIS.decode(prepared.synopsis)
    graph = None if has_errors(new.findings) else _woven(ground, old, new, prepared.matter)
    return _printed(ground, graph, {new.html: prepared.html}, workers) if graph else None


def _prepared(ground: Ground, project: Path, source: str, workers: Workers) -> Prepared | None:
    try:
        data = files.read(project / source)
    except OSError:
        return None
    rules = recipes.reading_rules(ground.config)
    file = File(source, keys.digest_bytes(data), keys.digest(rules))
    sheet = Sheet(file, Style.of(ground.config))
    prepared: Prepared | None = _done(
        recipes.PREPARE, sheet, lambda: SheetPayload(data, rules, ""), source, workers
    )
    return prepared


def _woven(ground: Ground, old: Synopsis, new: Synopsis, matter: bytes) -> ContentGraph | None:
    try:
        return alone(ground.woven, old, new, _Desk(_MATTER.decode(matter)))
    except Missing:  # something is wrong, and its place in the file was asked for
        return None


def _printed(
    ground: Ground, graph: ContentGraph, html: dict[Digest, bytes], workers: Workers
) -> Glimpse | None:
    (page,) = article_pages.plan(Planner.of(graph, ground.config))
    printing = ground.printing

    def load() -> PagePayload:
        return PagePayload(printing.press, page.see(), Blobs(None, html))

    data = _done(recipes.RENDER, printing.value(page), load, page.sources[0], workers)
    return Glimpse(file_of(page.path), data) if data is not None else None


def _done(
    recipe: Recipe[Any, Any, Any],
    value: Any,
    load: Callable[[], Any],
    source: str,
    workers: Workers,
) -> Any:
    """The result of one job; None when it fails."""
    (outcome,) = workers.run([lambda: Job(recipe.make, value, load(), source, limit=recipe.limit)])
    return outcome.result


class _Desk:
    """The shelf of one article: nobody else's matter is asked for."""

    def __init__(self, matter: Matter) -> None:
        self._matter = matter

    def manuscript(self, source: str) -> Manuscript:
        raise Missing(source)

    def matter(self, _: Digest) -> Matter:
        return self._matter


_SYNOPSIS = msgspec.json.Decoder(Synopsis)
_MATTER = msgspec.json.Decoder(Matter)
