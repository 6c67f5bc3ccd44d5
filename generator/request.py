"""What a run is asked to do. Light to import: `--help` needs no more of the press than this."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from generator.diagnostics import Exit, Fault

SETTINGS = "site.yaml"
CONTENT = "content/"
ARTICLES = "content/articles/"
PAGES = "content/pages/"
CACHE = ".cache"
"""Where results are remembered, in the project; always safe to delete."""
COMMENTS = "comments/"
DATABASE = f"{COMMENTS}comments.db"
"""Where the server of comments keeps them, unless it is told otherwise: personal data, which is no
part of the site."""

NO_PROJECT = Fault(
    code="E-CFG",
    ar="لا يوجد ملف site.yaml هنا.",
    en="There is no site.yaml here.",
    hint_ar="شغّل الأمر من مجلد المشروع، أو سمّه بالخيار --project.",
    hint_en="Run the command in the folder of the project, or name it with --project.",
    exit_code=Exit.USAGE,
)


class Progress(Protocol):
    """Told of every phase (its name and how many steps it has, 0 if unknown) and of every step."""

    def phase(self, name: str, total: int) -> None: ...

    def advance(self, steps: int) -> None: ...


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to build: a project, as seen at a moment, into a folder.

    A preview shows what is not public too, and never goes into the published folder.
    """

    project: Path
    output: Path
    now: datetime
    preview: bool = False
    workers: int | None = None
    adopt: bool = False
    hold_bad: bool = False
    """Whether a source with a fault stays as it was published, and the rest goes out."""
    comments: str = ""
    """Where approved comments are read from: the address of an Isso, or the path of its database;
    "" means `comments/comments.db` in the project, or `content/comments.json`."""
    posting: str = ""
    """The server that a preview posts comments to; "" for none."""
    cache: Path | None = None
    """Where results are remembered; `.cache` in the project by default."""

    @property
    def cache_folder(self) -> Path:
        return self.cache or self.project / CACHE

    @property
    def comments_server(self) -> str:
        """The Isso to ask over the network, if any."""
        return self.comments if self.comments.startswith(("http://", "https://")) else ""

    @property
    def comments_database(self) -> str:
        """The path of the database of comments, in the project or absolute; "" when a server is
        asked. The file need not exist."""
        return "" if self.comments_server else self.comments or DATABASE

    @property
    def edition(self) -> str:
        return "preview" if self.preview else "public"
