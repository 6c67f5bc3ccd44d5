"""`tahlil init`: a publication of its own in an empty folder, ready to write in."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

import msgspec

from generator import editors, files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault
from generator.keys import PACKAGE
from generator.request import SETTINGS
from generator.settings.site import read_config

NOT_EMPTY = Fault(
    code="E-INIT",
    ar="هذا المجلد ليس فارغاً: {path}",
    en="This folder is not empty: {path}",
    hint_ar="اكتب اسم مجلد جديد، أو أفرغ هذا.",
    hint_en="Name a new folder, or empty this one.",
    exit_code=Exit.USAGE,
)

_STARTER = PACKAGE / "starter"
_SHARED = ("layouts", "assets", "content/README.md")
"""What every publication begins with: this one's own, which the wheel carries in the starter."""
_FILLED = ("site.yaml", "content/articles/awwal.md", "content/pages/about.md")
"""Those of the starter that have places for what its owner said."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner of a new publication says of it. `categories` are apart by commas."""

    title: str
    base_url: str = "https://example.org/"
    timezone: str = "Asia/Baghdad"
    months: str = "gregorian"
    categories: str = "تحليلات، خاص، سياسة، اقتصاد"


class Founded(msgspec.Struct, frozen=True):
    """A new publication: its folder and how many files it has."""

    folder: Path
    files: int

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        return (
            f"أُنشئت النشرة في {self.folder}. والآن:\n  cd {self.folder}\n  tahlil serve",
            f"made a publication in {self.folder}. Now:\n  cd {self.folder}\n  tahlil serve",
        )


def found(folder: Path, answers: Answers, now: datetime) -> Founded:
    """Make a publication. Raises Failed where the folder holds anything or an answer will not do;
    then there is nothing new in it."""
    if files.exists(folder) and (not files.is_folder(folder) or files.names_in(folder)):
        raise Failed([NOT_EMPTY.at(str(folder), path=folder)])
    contents = _filled(answers, now)
    config, findings = read_config(SETTINGS, contents[SETTINGS])
    if config is None:
        raise Failed(findings)
    contents |= _shared() | editors.files_for(config) | {".gitignore": b"/public/\n/.cache/\n"}
    with files.writing(str(folder)):
        files.write_new(folder, contents)
    return Founded(folder, len(contents))


def refused(field: str, answer: str, now: datetime) -> tuple[Diagnostic, ...]:
    """Why one answer will not do, whatever the others are; nothing where it does."""
    answers = Answers(**{"title": "x", field: answer})
    config, findings = read_config(SETTINGS, _filled(answers, now)[SETTINGS])
    return findings if config is None else ()


def _filled(answers: Answers, now: datetime) -> dict[str, bytes]:
    """The files that have places, filled in. A zone that is none is told with the rest."""
    categories = [name.strip() for name in re.split("[،,]", answers.categories) if name.strip()]
    try:
        date = now.astimezone(ZoneInfo(answers.timezone))
    except (KeyError, ValueError, OSError):
        date = now
    values = {
        **{name: _quoted(value) for name, value in msgspec.structs.asdict(answers).items()},
        "categories": "\n".join(f"  - {_quoted(name)}" for name in categories),
        "category": _quoted(categories[0] if categories else ""),
        "date": f"{date:%Y-%m-%d %H:%M}",
    }
    return {
        path: Template(files.read(_STARTER / path).decode()).substitute(values).encode()
        for path in _FILLED
    }


def _quoted(text: str) -> str:
    """A text as YAML: plain where that is plainly the same, else in quotes."""
    plain = re.fullmatch(r"[^\W\d_][\w ]*|https?://[\w./-]+|[A-Za-z_]+/[\w/]+", text)
    return text if plain and text.strip() == text else json.dumps(text, ensure_ascii=False)


def _shared() -> dict[str, bytes]:
    """The layouts, the assets and the writer's guide: of the wheel, or of this checkout."""
    base = _STARTER if files.is_folder(_STARTER / "layouts") else PACKAGE.parent
    found: dict[str, bytes] = {}
    for name in _SHARED:
        place = base / name
        below = files.names_under(place) if files.is_folder(place) else iter([""])
        paths = [f"{name}/{path}".rstrip("/") for path in below]
        found |= {path: files.read(base / path) for path in paths if not (base / path).is_dir()}
    return found
