"""What stands in the project already, written here: its addresses are taken."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from generator import files
from generator.config import SiteConfig
from generator.content.document import Document, read_article, read_page
from generator.graph.addresses import permalink, slug_of
from generator.importers.addresses import Register
from generator.keys import digest
from generator.request import ARTICLES, PAGES, SETTINGS


def claim(project: Path, paths: list[str], config: SiteConfig, register: Register) -> None:
    """Take the addresses of these files, and those that site.yaml sends on. A file that has a fault
    has none; the build will tell it."""
    for old, _ in config.redirects:
        register.claim_standing(old, SETTINGS)
    for path in paths:
        for address in _addresses(project, path, config):
            register.claim_standing(address, path)


def _addresses(project: Path, path: str, config: SiteConfig) -> Iterator[str]:
    try:
        data = files.read(project / path)
    except OSError:
        return
    if path.startswith(PAGES):
        page, _ = read_page(path, data, config)
        if page is not None:
            stem = posixpath.splitext(posixpath.basename(path))[0]
            yield page.header.slug or slug_of(page.header.title, config.slugs) or stem
            yield from page.header.aliases
    elif path.startswith(ARTICLES):
        article, _ = read_article(path, data, config)
        if article is not None:
            yield _permalink(article, config)
            yield from article.header.aliases


def _permalink(article: Document, config: SiteConfig) -> str:
    header = article.header
    id = header.id or digest(article.path)[:8]
    return permalink(
        config,
        moment=header.date,
        slug=header.slug or slug_of(header.title, config.slugs) or id,
        id=id,
        category=header.categories[0],
    )
