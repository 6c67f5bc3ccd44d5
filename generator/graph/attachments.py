"""Attachments: papers, sheets and recordings that texts link to by the name of their file.

One is published while a published text links to it, as the bytes that it is. What a browser would
run as part of the site (HTML, SVG, scripts) is none. Its address is that of its file in content/
and stays when its bytes change: readers hand it on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from generator.config import SiteConfig
from generator.graph.addresses import portable, slug_of
from generator.graph.model import Attachment
from generator.keys import Digest

EXTENSIONS = (
    *(".pdf", ".csv", ".doc", ".docx", ".odp", ".ods", ".odt", ".ppt", ".pptx", ".xls", ".xlsx"),
    *(".epub", ".zip", ".m4a", ".mp3", ".mp4", ".ogg", ".webm"),
)
FOLDER = "files/"


def attachments(digests: Mapping[str, Digest], config: SiteConfig) -> dict[str, Attachment]:
    """The attachments of the project by path, NFC. digests: of their files, by path."""
    named = ((normalize("NFC", path), digest) for path, digest in digests.items())
    return {path: Attachment(path, _path(path, config), digest) for path, digest in named}


def used(known: Mapping[str, Attachment], addresses: Iterable[str]) -> Iterator[Attachment]:
    """Those that one of these addresses leads to, by path."""
    wanted = set(addresses)
    return (one for _, one in sorted(known.items()) if one.path in wanted)


def _path(source: str, config: SiteConfig) -> str:
    bare, extension = posixpath.splitext(source)
    parts = bare.removeprefix("content/").removeprefix("articles/").split("/")
    slugs = (portable(slug_of(part, config.slugs)) or "file" for part in parts)
    return f"{FOLDER}{'/'.join(slugs)}{extension.lower()}"
