"""A project to import into, and the command on it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.build import Report, build
from generator.importers.fetch import Refused
from generator.importers.folders import import_folder
from generator.importers.ledger import Receipt, Row
from generator.importers.sources import Past
from generator.importers.wordpress.importing import import_wordpress
from generator.request import Request
from tests.importers.exports import Export, Post
from tests.project import CHECKOUT, SETTINGS, photo

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Desk:
    """A project, and an old site whose pictures are what `pictures` holds."""

    root: Path
    pictures: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def request(self) -> Request:
        return Request(project=self.root, output=self.root / "public", now=NOW, workers=1)

    def get(self, address: str) -> bytes:
        self.asked.append(address)
        if address not in self.pictures:
            raise Refused("ليست هنا", "status 404")
        return self.pictures[address]

    def take(self, *posts: Post, **options: Any) -> Receipt:
        return self.take_text(Export(list(posts)).text(), **options)

    def take_text(self, *texts: str, **options: Any) -> Receipt:
        exports = []
        for number, text in enumerate(texts):
            exports.append(self.root.parent / f"export-{number}.xml")
            exports[-1].write_text(text, encoding="utf-8", newline="")
        options.setdefault("getter", self.get)
        return import_wordpress(self.request, exports, **options)

    def take_folder(self, kind: Callable[[Path], Past], sources: dict[str, str | bytes]) -> Receipt:
        """Import a folder that holds these files."""
        old = self.root.parent / "old"
        for path, data in sources.items():
            (old / path).parent.mkdir(parents=True, exist_ok=True)
            (old / path).write_bytes(data.encode() if isinstance(data, str) else data)
        return import_folder(self.request, kind(old))

    def build(self) -> Report:
        return build(self.request)

    @property
    def articles(self) -> list[str]:
        """Paths of the imported files."""
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in (self.root / "content").rglob("*.md*")
            if b"x-import" in path.read_bytes()
        )

    def text_of(self, id: int | str) -> str:
        """The file of a post, or of a source by its path."""
        mark = f" {id}\n"
        (text,) = (
            t for p in self.articles if mark in (t := self.read(p))[:300] and p.endswith(".md")
        )
        return text

    def body_of(self, id: int | str = 1) -> str:
        """What stands below the front matter."""
        return self.text_of(id).split("\n---\n", 1)[1].strip("\n")

    def value(self, id: int | str, key: str) -> str:
        """A value of the front matter, on one line."""
        found = re.search(rf"^{key}:(.*(?:\n  .*)*)", self.text_of(id), re.MULTILINE)
        return " ".join(found[1].split()) if found else ""

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".cache" not in path.parts
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = tmp_path / "site"
    for folder in ("layouts", "assets"):
        shutil.copytree(CHECKOUT / folder, root / folder)
    settings = (
        SETTINGS.replace("/daftar/", "/") + "share_cards: no\nimages: {avif: no, widths: 400}\n"
    )
    (root / "site.yaml").write_text(settings, encoding="utf-8")
    (root / "content" / "pages").mkdir(parents=True)
    (root / "content" / "pages" / "about.md").write_text("---\ntitle: عن الموقع\n---\nنص.\n")
    return Desk(root)


@pytest.fixture
def jpeg() -> bytes:
    return photo(3)


def of_items(rows: Iterable[Row]) -> list[Row]:
    """Without those of lists and the feed."""
    return [row for row in rows if row.kind not in ("category", "tag", "author", "feed")]


def row_of(rows: Iterable[Row], id: int | str) -> Row:
    (row,) = (row for row in rows if row.id == str(id) and row.kind != "renamed")
    return row
