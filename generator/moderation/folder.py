"""The folder of comments: open to its owner alone, and never in a repository."""

from __future__ import annotations

from pathlib import Path

from generator import files
from generator.request import COMMENTS

IGNORE = "# People's addresses are no business of the repository.\n*\n"


def make_folder(folder: Path) -> None:
    """Make it, if need be. A database may lie in another folder, which is somebody else's to keep
    from a repository."""
    files.make_private_folder(folder)
    ignored = folder / ".gitignore"
    if folder.name == COMMENTS.rstrip("/") and not files.exists(ignored):
        files.write_atomically(ignored, IGNORE.encode())
