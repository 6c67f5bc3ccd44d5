"""Weight: what a reader's line must carry, against `budgets` in site.yaml.

Pages, style and scripts are weighed as hosts send them, by gzip (RFC 1952); fonts are packed
already. A page is made to be weighed, and its weight is remembered under the key of the page.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from generator.check.desk import Desk
from generator.diagnostics import Diagnostic, Fault
from generator.engine.memo import Product, Task
from generator.engine.publish import Output
from generator.engine.recipe import Recipe
from generator.graph.addresses import file_of
from generator.graph.model import Article
from generator.keys import Digest
from generator.plan import Plan
from generator.reading import remembered
from generator.run import Run

HEAVY_PAGE = Fault(
    code="E-WEIGHT",
    ar="صفحة هذا المقال أثقل مما في الميزانية: {size} كيلوبايت، والحد {limit}.",
    en="The page of this article is over its budget: {size} KB, and {limit} at most.",
    hint_ar="خفف ما فيه من جداول ووسوم HTML، أو ارفع budgets.html في site.yaml.",
    hint_en="Lighten its tables and HTML, or raise budgets.html in site.yaml.",
)
HEAVY_ASSET = Fault(
    code="E-WEIGHT",
    ar="ما يُحمّل مع كل صفحة أثقل مما في الميزانية: {size} كيلوبايت، والحد {limit}.",
    en="What comes with every page is over its budget: {size} KB, and {limit} at most.",
    hint_ar="خفف الملف، أو ارفع budgets.{budget} في site.yaml.",
    hint_en="Lighten the file, or raise budgets.{budget} in site.yaml.",
)

KB = 1024
_WORDS = 800
"""The length of article that `budgets.html` is for; a longer one may weigh more in proportion."""


class Weight(msgspec.Struct, frozen=True):
    """Bytes, compressed."""

    size: int


_Payload = tuple[Callable[[Any, Any], bytes], Any, Any]
"""How the output is made, and what from."""


def _weigh(_: Digest, payload: _Payload) -> Product[Weight]:
    make, value, load = payload
    return Product(Weight(len(gzip.compress(make(value, load), mtime=0))))


WEIGH: Recipe[Digest, _Payload, Product[Weight]] = Recipe("weigh", _weigh, ("check.weight",))


def rule(desk: Desk) -> Iterator[Diagnostic]:
    """Articles, the stylesheet, scripts, and the fonts of the first screen."""
    if desk.only:
        return  # all pages are weighed at once
    yield from _articles(desk.run, desk.plan)
    yield from _assets(desk.run, desk.plan)


def _articles(run: Run, plan: Plan) -> Iterator[Diagnostic]:
    articles = {file_of(article.path): article for article in plan.graph.articles}
    pages = [output for output in plan.outputs if output.path in articles]
    budget = plan.config.budgets.html * KB
    for page, size in zip(pages, _weights(run, pages), strict=True):
        if size > budget:
            limit = budget * max(1.0, _words(plan, articles[page.path]) / _WORDS)
            if size > limit:
                yield HEAVY_PAGE.at(articles[page.path].source, size=_kb(size), limit=_kb(limit))


def _words(plan: Plan, article: Article) -> int:
    return plan.ground.woven.weaver.shelf.manuscript(article.source).body.words


def _assets(run: Run, plan: Plan) -> Iterator[Diagnostic]:
    budgets = plan.config.budgets
    preloads = {font.path for font in plan.ground.printing.press.masthead.preloads}
    fonts = [output for output in plan.outputs if output.path in preloads]
    carried = sum(len(output.made()) for output in fonts)
    yield from _over("fonts", budgets.fonts, carried, "assets/fonts")
    for suffix, budget, name in ((".css", budgets.css, "css"), (".js", budgets.script, "script")):
        files = [output for output in plan.outputs if output.path.endswith(suffix)]
        for output, size in zip(files, _weights(run, files), strict=True):
            yield from _over(name, budget, size, output.sources[0])


def _over(name: str, budget: int, size: int, path: str) -> Iterator[Diagnostic]:
    if size > budget * KB:
        yield HEAVY_ASSET.at(path, size=_kb(size), limit=_kb(budget * KB), budget=name)


def _weights(run: Run, outputs: Iterable[Output]) -> list[int]:
    """The weight of each; 0 for one that cannot be made, which is told."""
    tasks = [_task(output) for output in outputs]
    run.phase("check", len(tasks))
    facts = remembered(run, WEIGH, tasks, Weight, run.progress.advance).facts
    return [weight.size if weight else 0 for weight in facts]


def _task(output: Output) -> Task[Digest]:
    def load() -> _Payload:
        return output.recipe.make, output.value, output.load()

    return Task(output.recipe.key(output.value), load, next(iter(output.sources), output.path))


def _kb(size: float) -> str:
    return f"{size / KB:.1f}"
