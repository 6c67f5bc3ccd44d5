"""Short codes of WordPress plugins that an import could not resolve: readers would see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.arabic.typography import SHORTCODE
from generator.check.prose import Prose
from generator.check.style.slip import House, Slip
from generator.diagnostics import Fault, Severity
from generator.markup.source import Source

VISIBLE = Fault(
    code="W-SHORTCODE",
    severity=Severity.WARNING,
    ar="رمز إضافة من ووردبريس يراه القراء كما هو: [{name}]",
    en="a short code of WordPress that readers see as it is: [{name}]",
    hint_ar="ضع مكانه ما كان يعرضه (صورة أو جدولاً أو نصاً)، أو احذفه",
    hint_en="put in its place what it showed (a picture, a table, text), or delete it",
)

_NAME = re.compile(r"[A-Za-z][\w-]*")


def rule(prose: Prose, _: House) -> Iterator[Slip]:
    """Each that opens; an end only where nothing opened it."""
    if "[" not in prose.text:
        return
    opened: set[str] = set()
    for match in SHORTCODE.finditer(Source(prose.text, prose.text).masked):
        is_end = match[0].lstrip("\\[").startswith("/")
        name = "".join(_NAME.findall(match[0])[:1])
        if _is_shown(prose, match.start()) and not (is_end and name in opened):
            shown = f"/{name}" if is_end else name
            yield Slip(VISIBLE, *match.span(), None, {"name": shown})
        opened.add(name)


def _is_shown(prose: Prose, offset: int) -> bool:
    """Whether readers see what stands there: the Markdown, or a sentence of the front matter."""
    return prose.span(offset).line > prose.head or prose.block_at(offset) is not None
