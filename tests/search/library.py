"""A library to search: the demo's articles and those of `corpus.yaml`, as one published site."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.build import build, in_session
from generator.plan import make_plan
from generator.request import Request
from generator.run import Run, survey
from generator.search.query import Answer
from generator.searching import searcher
from tests.project import CHECKOUT
from tests.sites.publication import DEMO_NOW
from tests.tools.programs import node

HERE = Path(__file__).parent

Query = dict[str, Any]


def queries(name: str = "queries") -> list[Query]:
    """A set of queries: `query`, `want`, and perhaps `first` and `not`."""
    found: list[Query] = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Found:
    """An answer, its articles by number and by name, the best first."""

    complete: bool
    numbers: list[int]
    names: list[str]

    @classmethod
    def of(cls, answer: Answer, sources: list[str]) -> Found:
        numbers = [hit.article for hit in answer.hits]
        return cls(answer.complete, numbers, [_name(sources[number]) for number in numbers])


@dataclass(frozen=True)
class Library:
    """The project and its site."""

    root: Path

    @classmethod
    def built(cls, root: Path) -> Library:
        library = cls(root)
        _write(root)
        build(library.request)
        return library

    @property
    def request(self) -> Request:
        return Request(project=self.root, output=self.site, now=DEMO_NOW, workers=1)

    @property
    def site(self) -> Path:
        return self.root / "public"

    def ask(self, texts: Iterable[str]) -> list[Found]:
        """What the reference searcher finds."""

        def ask(run: Run) -> list[Found]:
            survey(run)
            plan = make_plan(run)
            index = searcher(plan)
            sources = [article.source for article in reversed(plan.graph.articles)]
            return [Found.of(index.answer(text), sources) for text in texts]

        return in_session(self.request, ask)

    @property
    def texts(self) -> list[str]:
        """Everything that was written."""
        paths = sorted((self.root / "content").rglob("*.md"))
        return [path.read_text("utf-8") for path in paths]


def _name(source: str) -> str:
    """`insihab`, or `demo/al-ghubar`."""
    return f"{'demo/' if (CHECKOUT / source).exists() else ''}{Path(source).stem}"


def _write(folder: Path) -> None:
    for name in ("content", "layouts", "assets"):
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copy(CHECKOUT / "site.yaml", folder)
    corpus = yaml.safe_load((HERE / "corpus.yaml").read_text("utf-8"))
    for number, article in enumerate(corpus):
        fields = {
            "title": article["title"],
            "category": "تحليلات",
            "date": f"2024-{1 + number % 12:02d}-{1 + number // 12:02d} 08:00",
            "tags": "، ".join(article["tags"]),
            "summary": article["summary"],
            "slug": article["name"],
        }
        header = "".join(f'{key}: "{value}"\n' for key, value in fields.items())
        text = f"---\n{header}---\n{article['text']}\n"
        (folder / f"content/articles/{article['name']}.md").write_text(text, "utf-8")


def ask_script(site: Path, *, words: list[str], queries: list[str]) -> dict[str, Any]:
    """What the published script reads in texts and finds for queries, in Node."""
    done = subprocess.run(
        [node(), HERE / "asking.mjs", site],
        input=json.dumps({"words": words, "queries": queries}),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers
