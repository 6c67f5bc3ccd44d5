"""Symbolic links: a path as a writer typed it becomes the page or image that it stands for."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

import msgspec

from generator.diagnostics import Diagnostic, Fault, Severity, Span
from generator.graph.model import ImageFile
from generator.graph.synopsis import Written, anchors_of, source_of
from generator.markup.body import Body, Reference
from generator.markup.resolve import Picture
from generator.schema import nearest

DEAD = Fault(
    code="E-LINK",
    ar="لا يوجد ملف بهذا الاسم: {target}",
    en="There is no such file: {target}",
    hint_ar="{hint_ar}",
    hint_en="{hint_en}",
)
DEAD_ANCHOR = Fault(
    code="E-LINK",
    ar="لا يوجد عنوان فرعي بهذه العلامة في {target}: #{anchor}",
    en="There is no such anchor in {target}: #{anchor}",
    hint_ar="{hint_ar}",
    hint_en="{hint_en}",
)
HIDDEN = Fault(
    code="W-LINK-HIDDEN",
    severity=Severity.WARNING,
    ar="يشير الرابط إلى مقال غير منشور الآن ({target})، فيظهر نصه من دون رابط.",
    en="This links to an article that is not published now ({target}), so its text shows unlinked.",
    hint_ar="لا يلزم شيء إن كان المقال سيُنشر؛ وإلا فاحذف الرابط.",
    hint_en="Nothing to do if that article will be published; else remove the link.",
)

UNLINKED = ""
"""The address of a link whose target is not public: the page shows its text alone."""


class Target(msgspec.Struct, frozen=True):
    """A page that can be linked to. `path` is None while it is not public; `anchors` (as
    `anchors_of` gives them) is None while nobody knows them. `short`: the path that is
    printed for it on paper."""

    path: str | None
    anchors: str | None
    short: str = ""

    def has(self, anchor: str) -> bool:
        return not anchor or self.anchors is None or f"\n{anchor}\n" in self.anchors


class Resolved(msgspec.Struct, frozen=True):
    """Addresses of the symbolic links of one text, the paths to print for them, and its pictures.
    `sound`: nothing is wrong with any; what is wrong, `faults` tells."""

    addresses: tuple[tuple[str, str], ...]
    shorts: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, Picture], ...]
    images: tuple[ImageFile, ...]
    sound: bool


_NOTHING = Resolved((), (), (), (), sound=True)


def resolve(
    links: Sequence[Written],
    pictures: Sequence[Written],
    own: Target,
    targets: Mapping[str, Target],
    images: Mapping[str, ImageFile],
) -> Resolved:
    """Resolve the links and pictures of one text; `own` is its page."""
    if not (links or pictures):
        return _NOTHING
    addresses: dict[str, str] = {}
    shorts: dict[str, str] = {}
    used: dict[str, ImageFile] = {}
    sound = True
    for link in links:
        if not link.path:
            sound = sound and own.has(link.anchor)
        elif image := images.get(link.source):
            used[link.path] = image
        elif target := targets.get(link.source):
            addresses[link.path] = target.path if target.path is not None else UNLINKED
            if target.path and target.short:
                shorts[link.path] = target.short
            sound = sound and target.path is not None and target.has(link.anchor)
        else:
            sound = False
    for picture in pictures:
        if image := images.get(picture.source):
            used[picture.path] = image
        else:
            sound = False
    addresses |= {written: image.path for written, image in used.items()}
    return Resolved(
        tuple(sorted(addresses.items())),
        tuple(sorted(shorts.items())),
        tuple((written, image.picture) for written, image in sorted(used.items())),
        tuple(sorted(set(used.values()), key=lambda image: image.path)),
        sound,
    )


def faults(
    source: str,
    body: Body,
    lines_above: int,
    targets: Mapping[str, Target],
    images: Mapping[str, ImageFile],
) -> Iterator[Diagnostic]:
    """What is wrong with each link and picture of one text, at its place; `lines_above` lines stand
    above the text in its file."""
    own = Target("", anchors_of(body))
    for link in body.links:
        place = link.span.below(lines_above)
        name = source_of(link.path, source)
        if not link.path:
            yield from _check_anchor(source, place, link, own)
        elif name in targets and name not in images:
            yield from _check_target(source, place, link, targets[name])
        elif name not in images:
            yield dead(source, place, link.path, [*targets, *images])
    for reference in body.images:
        if source_of(reference.path, source) not in images:
            yield dead(source, reference.span.below(lines_above), reference.path, images)


def dead(source: str, span: Span | None, written: str, known: Iterable[str]) -> Diagnostic:
    """The diagnostic for a path that leads nowhere, with the nearest name if one is like it."""
    names = {_stem(path): path for path in sorted(known)}
    near = nearest(_stem(unquote(written)), names)
    shown = posixpath.relpath(names[near], posixpath.dirname(source)) if near else ""
    return DEAD.at(source, span, target=written, **_advice(shown, "الملف", "file"))


def _stem(path: str) -> str:
    """The name of a file without its suffix, which would make any two of them alike."""
    return posixpath.splitext(posixpath.basename(path))[0]


def _advice(near: str, what_ar: str, what_en: str) -> dict[str, str]:
    if near:
        return {"hint_ar": f"هل تريد: {near}؟", "hint_en": f"Did you mean: {near}?"}
    return {
        "hint_ar": f"صحّح اسم {what_ar}؛ لا شيء هنا يشبهه.",
        "hint_en": f"Mend the name of the {what_en}; nothing here is like it.",
    }


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
    if target.has(anchor):
        return ()
    near = nearest(anchor, sorted(set((target.anchors or "").split("\n"))))
    return (
        DEAD_ANCHOR.at(
            source,
            place,
            target=link.path or posixpath.basename(source),
            anchor=anchor,
            **_advice(near and f"#{near}", "العنوان الفرعي", "anchor"),
        ),
    )
