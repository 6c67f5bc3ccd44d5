"""A built site that no build made: a few files and their manifest, quick to change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.deploy import deploy, rollback
from generator.deploy.errand import Receipt, Rolled
from generator.diagnostics import Diagnostic, Failed
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry, Manifest
from generator.keys import digest_bytes
from generator.request import Request

BASE = "https://example.org/daftar/"
FILES = {
    "index.html": "الرئيسية",
    "2026/11/ماذا-يعني/index.html": "مقال",
    "2026/11/Budget/index.html": "article",
    "tag/المياه/index.html": "وسم",
    "assets/site.1234.css": "p {}",
    "images/one.5678.svg": "<svg/>",
    "feed.xml": "<rss/>",
    "sitemap.xml": "<urlset/>",
    "_redirects": "",
    ".htaccess": "# x",
    ".nojekyll": "",
}


@dataclass
class Site:
    """A project with a built site, and one deploy target."""

    root: Path
    target: str
    base: str = BASE
    files: dict[str, str] = field(default_factory=lambda: dict(FILES))

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.settings()
        self.build()

    @property
    def output(self) -> Path:
        return self.root / "public"

    def settings(self) -> None:
        text = f"title: دفتر\nbase_url: {self.base}\ncategories: [تحليلات]\n"
        (self.root / "site.yaml").write_text(f"{text}deploy:\n  الموقع: {self.target}\n")

    def build(self, edition: str = "public") -> None:
        """Write the files and their manifest."""
        entries = {}
        for path, text in self.files.items():
            place = self.output / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
            entries[path] = Entry(digest_bytes(text.encode()), len(text.encode()), "")
        data = manifests.encode(Manifest(edition, entries))
        (self.output / manifests.NAME).write_bytes(data)

    def change(self, **changes: str | None) -> None:
        """Change files and build; None removes one."""
        for path, text in changes.items():
            self.files.pop(path, None)
            if text is not None:
                self.files[path] = text
        self.build()

    @property
    def request(self) -> Request:
        now = datetime(2026, 11, 23, tzinfo=UTC)
        return Request(project=self.root, output=self.output, now=now)

    def deploy(self, **options: Any) -> Receipt:
        return deploy(self.request, **options)

    def rollback(self) -> Rolled:
        return rollback(self.request)

    def fault(self, **options: Any) -> Diagnostic:
        """The first thing that keeps it from being deployed."""
        return self.faults(**options)[0]

    def faults(self, **options: Any) -> tuple[Diagnostic, ...]:
        try:
            self.deploy(**options)
        except Failed as failed:
            return failed.diagnostics
        raise AssertionError("it was deployed")
