"""Small projects to preview, and made-up sites to look things up in."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from generator.build import build
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry, Manifest
from generator.keys import digest_bytes
from generator.request import Request
from generator.serve.rebuild import SITE
from generator.serve.site import Site

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BRIDGE = "content/articles/bridge.md"
BRIDGE_ADDRESS = "2026/11/الجسر/"
DRAFT_WORD = "زمردة"
SCHEDULED_WORD = "ياقوتة"

_SETTINGS = """\
title: دفتر صغير
base_url: https://example.org/daftar/
timezone: Asia/Baghdad
categories: [سياسة]
"""
_ARTICLES = {
    "bridge": ("الجسر", "2026-11-20", "summary: الجسر والناس", "عبر الناس الجسر صباحاً."),
    "market": ("السوق", "2026-11-21", "kind: تحليل", "فتح السوق أبوابه."),
    "draft": ("مسودة", "2026-11-22", "draft: نعم", f"في المسودة {DRAFT_WORD}."),
    "scheduled": ("مجدول", "2026-12-24", "kind: تحليل", f"في المجدول {SCHEDULED_WORD}."),
}
_ARTICLE = """\
---
title: {title}
slug: {title}
date: {day} 08:00
category: سياسة
id: {id}
{more}
---
{text}
"""


def make_project(folder: Path) -> Path:
    """A publication of four short articles with the layouts and assets of the checkout."""
    for name in ("layouts", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "content/articles").mkdir(parents=True)
    (folder / "site.yaml").write_text(_SETTINGS, encoding="utf-8")
    for name, (title, day, more, text) in _ARTICLES.items():
        article = _ARTICLE.format(title=title, day=day, id=name, more=more, text=text)
        (folder / f"content/articles/{name}.md").write_text(article, encoding="utf-8")
    return folder


def warm(project: Path) -> Path:
    """Fill the cache, so that projects copied from this one build at once."""
    build(Request(project=project, output=project / SITE, now=NOW, preview=True, workers=1))
    shutil.rmtree(project / SITE)
    return project


def replace_in(path: Path, old: str, new: str) -> None:
    """Save a file with one piece of its text changed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def make_site(folder: Path, files: Mapping[str, bytes], base: str = "/daftar/") -> Site:
    """A site of these files, as if it had been built."""
    entries = {}
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        entries[path] = Entry(digest_bytes(data), len(data), "")
    (folder / manifests.NAME).write_bytes(manifests.encode(Manifest("preview", entries)))
    site = Site(folder)
    site.refresh(base)
    return site
