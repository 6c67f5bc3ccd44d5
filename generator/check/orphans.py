"""Pictures that no article and no page shows. Drafts count: their pictures wait with them."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from generator.check.desk import Desk
from generator.diagnostics import Diagnostic, Fault, Severity
from generator.graph.synopsis import links_of, pictures_of
from generator.images.formats import FORMATS
from generator.reading import read_pages

ORPHAN = Fault(
    code="W-ORPHAN",
    severity=Severity.WARNING,
    ar="صورة لا يعرضها مقال ولا صفحة، فلا تُنشر",
    en="a picture that no article and no page shows; it is not published",
    hint_ar="احذفها، أو اذكرها في مقال",
    hint_en="delete it, or show it in an article",
)


def rule(desk: Desk) -> Iterator[Diagnostic]:
    if desk.only:
        return
    used = set(_used(desk))
    for file in desk.run.under("content/"):
        if file.path.lower().endswith(tuple(FORMATS)) and normalize("NFC", file.path) not in used:
            yield ORPHAN.at(file.path)


def _used(desk: Desk) -> Iterator[str]:
    for synopsis in desk.plan.ground.synopses.values():
        if synopsis.image:
            yield synopsis.image.source
        yield from (written.source for written in (*synopsis.images, *synopsis.links))
    pages, _ = read_pages(desk.run, desk.config)
    for page in pages:
        source = normalize("NFC", page.document.path)
        written = (*pictures_of(page.body, source), *links_of(page.body, source))
        yield from (each.source for each in written)
