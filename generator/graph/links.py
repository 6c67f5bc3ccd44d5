"""Symbolic links: a path as a writer typed it becomes the page or image that it stands for."""

from __future__ import annotations

import difflib
import posixpath
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.graph.model import ImageFile
from generator.markup.body import Body, Reference

CONTENT = "content"

DEAD = Fault(
    code="E-LINK",
    ar="لا يوجد ملف بهذا الاسم: {target}.",
    en="There is no such file: {target}.",
    hint_ar="صحّح الاسم. أقرب ملف: {nearest}.",
    hint_en="Mend the name. The nearest file is: {nearest}.",
)
DEAD_ANCHOR = Fault(
    code="E-LINK",
    ar="لا يوجد عنوان فرعي بهذه العلامة في {target}: #{anchor}.",
    en="There is no such anchor in {target}: #{anchor}.",
    hint_ar="صحّح العلامة. أقرب علامة: #{nearest}.",
    hint_en="Mend the anchor. The nearest is: #{nearest}.",
)
HIDDEN = Fault(
    code="W-LINK-HIDDEN",
    severity=Severity.WARNING,
    ar="يشير الرابط إلى مقال غير منشور الآن: {target}. سيظهر نصه من دون رابط.",
    en="This links to an article that is not published now: {target}. Its text shows unlinked.",
    hint_ar="لا يلزم شيء إن كان المقال سيُنشر؛ وإلا فاحذف الرابط.",
    hint_en="Nothing to do if that article will be published; else remove the link.",
)

UNLINKED = ""
"""The address of a link whose target is not public: the page shows its text alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page that can be linked to. `path` is None while it is not public; `anchors` is None while
    nobody knows them."""

    source: str
    path: str | None
    anchors: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Addresses of the symbolic links of one text, sizes of its images, and what is wrong."""

    addresses: tuple[tuple[str, str], ...]
    image_sizes: tuple[tuple[str, tuple[int, int]], ...]
    images: tuple[ImageFile, ...]
    findings: tuple[Diagnostic, ...]


def source_of(written: str, source: str) -> str:
    """The project path that a written path stands for, seen from the file `source`."""
    written = unicodedata.normalize("NFC", unquote(written))
    start = CONTENT if written.startswith("/") else posixpath.dirname(source)
    return posixpath.normpath(posixpath.join(start, written.lstrip("/")))


def resolve(
    source: str,
    body: Body,
    lines_above: int,
    targets: Mapping[str, Target],
    images: Mapping[str, ImageFile],
) -> Resolved:
    """Resolve every link and image of one text; `lines_above` lines stand above it in its file."""
    findings: list[Diagnostic] = []
    addresses: dict[str, str] = {}
    used: dict[str, ImageFile] = {}
    own = Target(source, "", frozenset(body.anchors))
    for link in body.links:
        place = link.span.below(lines_above)
        if not link.path:
            findings += _check_anchor(source, place, link, own)
            continue
        name = source_of(link.path, source)
        if name in images:
            used[link.path] = images[name]
            addresses[link.path] = images[name].path
        elif name in targets:
            target = targets[name]
            addresses[link.path] = target.path if target.path is not None else UNLINKED
            findings += _check_target(source, place, link, target)
        else:
            findings.append(dead(source, place, link.path, [*targets, *images]))
    for reference in body.images:
        name = source_of(reference.path, source)
        if name in images:
            used[reference.path] = images[name]
            addresses[reference.path] = images[name].path
        else:
            findings.append(dead(source, reference.span.below(lines_above), reference.path, images))
    return Resolved(
        tuple(sorted(addresses.items())),
        tuple(sorted((written, (i.width, i.height)) for written, i in used.items())),
        tuple(sorted(set(used.values()), key=lambda image: image.path)),
        tuple(findings),
    )


def dead(source: str, span: Span | None, written: str, known: Iterable[str]) -> Diagnostic:
    """The diagnostic for a path that leads nowhere, with the nearest name there is."""
    names = {posixpath.basename(path): path for path in sorted(known)}
    near = difflib.get_close_matches(posixpath.basename(unquote(written)), names, n=1, cutoff=0.4)
    shown = posixpath.relpath(names[near[0]], posixpath.dirname(source)) if near else "—"
    return DEAD.at(source, span, target=written, nearest=shown)


def _check_target(
    source: str, place: Span, link: Reference, target: Target
) -> tuple[Diagnostic, ...]:
    if target.path is None:
        return (HIDDEN.at(source, place, target=link.path),)
    return _check_anchor(source, place, link, target)


def _check_anchor(
    source: str, place: Span, link: Reference, target: Target
) -> tuple[Diagnostic, ...]:
    anchor = unicodedata.normalize("NFC", unquote(link.anchor))
    if not anchor or target.anchors is None or anchor in target.anchors:
        return ()
    near = difflib.get_close_matches(anchor, sorted(target.anchors), n=1, cutoff=0.3)
    return (
        DEAD_ANCHOR.at(
            source,
            place,
            target=link.path or posixpath.basename(source),
            anchor=anchor,
            nearest=near[0] if near else "—",
        ),
    )
