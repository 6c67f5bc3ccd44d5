"""Asking the search: what a word finds in the site as it would be built now, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from generator.arabic import readings
from generator.build import in_session
from generator.graph.addresses import SEARCH
from generator.plan import Plan, make_plan
from generator.request import Request
from generator.run import Run, survey
from generator.search import shards
from generator.search.query import Place, Reason, Searcher
from generator.search.sections import slice_of

_SHOWN = 20
_FIELDS = {
    "title": ("في العنوان", "in the title"),
    "labels": ("في الوسوم وما إليها", "in the labels"),
    "summary": ("في الموجز", "in the summary"),
    "body": ("في المتن", "in the text"),
}
_HOW = {
    "word": ("الكلمة", "the word"),
    "alias": ("مرادف في site.yaml", "an alias in site.yaml"),
    "begun": ("أول الكلمة", "how a word begins"),
    "misspelled": ("بتصحيح حرف", "with a letter mended"),
}


class Found(msgspec.Struct, frozen=True):
    """An article that was found, by its title and path, and why."""

    title: str
    path: str
    reasons: tuple[Reason, ...]


class Finding(msgspec.Struct, frozen=True):
    """What a query finds. readings: the stems of each of its words, the surest first. complete:
    whether the articles have all of the words."""

    query: str
    readings: tuple[tuple[str, tuple[str, ...]], ...]
    complete: bool
    articles: tuple[Found, ...]

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        return self._sentences(0), self._sentences(1)

    def _sentences(self, language: int) -> str:
        head = " + ".join(f"{word} → {'، '.join(stems)}" for word, stems in self.readings)
        total = (f"المقالات: {len(self.articles)}", f"articles: {len(self.articles)}")[language]
        some = ("؛ لا مقال فيه الكلمات كلها", "; none has all of the words")[language]
        lines = [
            f"{article.path}  “{article.title}”\n    {_why(article.reasons, language)}"
            for article in self.articles[:_SHOWN]
        ]
        return "\n".join([head, f"{total}{'' if self.complete else some}", *lines])

    def as_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "readings": dict(self.readings),
            "complete": self.complete,
            "articles": [msgspec.to_builtins(article) for article in self.articles],
        }


def _why(reasons: Sequence[Reason], language: int) -> str:
    comma, semicolon = ("،؛", ",;")[language]
    return f"{semicolon} ".join(
        f"{reason.typed} = {reason.stem}: {_HOW[reason.how][language]}{comma} "
        f"{_FIELDS[reason.field][language]} ({reason.score / 1000:.1f})"
        for reason in reasons
    )


def search(request: Request, query: str) -> Finding:
    """What a query finds among the articles that are public at the moment of the request."""
    return in_session(request, lambda run: _search(run, query))


def _search(run: Run, query: str) -> Finding:
    survey(run)
    plan = make_plan(run)
    answer = searcher(plan).answer(query)
    articles = plan.graph.articles[::-1]
    found = [(articles[hit.article], hit) for hit in answer.hits]
    return Finding(
        query,
        tuple((word, readings.readings(word)) for word in readings.words(query)),
        answer.complete,
        tuple(Found(article.title, article.path, hit.reasons) for article, hit in found),
    )


def searcher(plan: Plan) -> Searcher:
    """The index of a plan, to be asked. Its shards are made when they are asked for, and kept."""
    index = shards.index(len(plan.graph.articles), plan.config)
    outputs = {output.path: output for output in plan.outputs if output.path.startswith(SEARCH)}
    known: dict[str, Mapping[str, list[Place]]] = {}

    def fetch(stem: str) -> Mapping[str, Sequence[Place]]:
        found: dict[str, list[Place]] = {}
        for path in shards.paths(index, slice_of(stem)):
            if path not in known:
                known[path] = shards.find(outputs[path].made().decode())
            for other, places in known[path].items():
                if slice_of(other) == slice_of(stem):
                    found.setdefault(other, []).extend(places)
        return found

    return Searcher(index.articles, index.aliases, fetch)
