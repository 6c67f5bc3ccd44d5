"""`tahlil new`: a new article with its header filled in."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from generator import files
from generator.arabic.letters import fold
from generator.arabic.slugs import slug
from generator.diagnostics import Exit, Failed, Fault
from generator.request import ARTICLES, SETTINGS
from generator.settings.site import config_of

NO_TITLE = Fault(
    code="E-NEW",
    ar="لا يصنع هذا العنوان اسم ملف: «{title}».",
    en="This headline makes no file name: “{title}”.",
    hint_ar="اكتب عنواناً فيه حروف أو أرقام.",
    hint_en="Give a headline with letters or digits in it.",
    exit_code=Exit.USAGE,
)
TAKEN = Fault(
    code="E-NEW",
    ar="هذا الملف موجود من قبل ولن يُمس.",
    en="This file exists already and is left alone.",
    hint_ar="اختر عنواناً آخر، أو افتح الملف الموجود.",
    hint_en="Choose another headline, or open the file that is there.",
    exit_code=Exit.USAGE,
)
UNKNOWN = Fault(
    code="E-NEW",
    ar="هذا الاسم غير مصرّح به في site.yaml: {name}.",
    en="This name is not declared in site.yaml: {name}.",
    hint_ar="المصرّح به: {known}.",
    hint_en="Declared are: {known}.",
    exit_code=Exit.USAGE,
)

_ID_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are taken for one another when an address is read out."""
_ID_LENGTH = 6
_ID_LINE = re.compile(r"^(?:id|الرقم)\s*:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


def new_article(
    project: Path, title: str, now: datetime, *, category: str = "", kind: str = ""
) -> str:
    """Make the file of a new article; its path in the project. Raises Failed, then made none."""
    config = config_of(project)
    stem = slug(title)
    path = f"{ARTICLES}{stem}.md"
    if not stem:
        raise Failed([NO_TITLE.at(ARTICLES, title=title)])
    text = _text(
        title=" ".join(title.split()),
        kind=_declared(kind or config.default_kind, [k.name for k in config.kinds]),
        category=_declared(
            category or config.categories[0].name, [c.name for c in config.categories]
        ),
        now=now.astimezone(ZoneInfo(config.timezone)),
        id=_fresh_id(project),
    )
    with files.writing(path):
        files.make_folder((project / path).parent)
        try:
            files.open_new(project / path, text.encode())
        except FileExistsError:
            raise Failed([TAKEN.at(path)]) from None
    return path


def _declared(name: str, known: list[str]) -> str:
    for candidate in known:
        if fold(candidate) == fold(name):
            return candidate
    if not known:
        return name
    raise Failed([UNKNOWN.at(SETTINGS, name=name, known="، ".join(known))])


def _fresh_id(project: Path) -> str:
    """An id that no article has. Chance chooses it, once; from then on it is text in a file."""
    taken: set[str] = set()
    for file in files.survey(project, ARTICLES.rstrip("/"), {}).files:
        taken.update(_ID_LINE.findall(files.read(project / file.path).decode("utf-8", "replace")))
    while True:
        id = "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))
        if id not in taken:
            return id


def _text(*, title: str, kind: str, category: str, now: datetime, id: str) -> str:
    """The file as the writer finds it: a draft, so that nothing half-written goes out."""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f"""---
العنوان: "{quoted}"
النوع: {kind}
التصنيف: {category}
التاريخ: {now:%Y-%m-%d %H:%M}
المكان:
المصدر:
الكاتب:
الوسوم:
الموجز:
الرقم: {id}
مسودة: نعم
---

"""
