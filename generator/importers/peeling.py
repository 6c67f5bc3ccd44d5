"""What newsrooms and themes wrote into headlines and texts, taken off by the rules of the intake.

An export has the headline and the labels in fields of their own, so what is left to find is a kind
in the headline, a dateline at the head of the text, the headline repeated, furniture, and the lead
picture at the head of the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TypeAlias

import msgspec

from generator.arabic.letters import fold_twins
from generator.diagnostics import Bilingual
from generator.importers.prose import destination
from generator.intake.furniture import Reason, reason_of
from generator.intake.parts import Names, split_dateline, split_kind

_FENCE = re.compile(r"^(?P<fence>`{3,}).*?^(?P=fence)[ ]*$\n?", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]]{0,1000}\]\([^)]{0,2000}\)")
_LINK = re.compile(r"\[([^\]]{0,1000})\]\([^)]{0,2000}\)")
_SIGNS = re.compile(r"[*#>\\]|^- ", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*]+)\*\*\s*")
_AFTER = re.compile(r"^(?:\\?[-–—:.]|\s)+")


class Peeling(msgspec.Struct, frozen=True):
    """An article without them, and the Markdown that was dropped, each piece with its reason."""

    title: str
    kind: str
    dateline: str
    body: str
    dropped: tuple[tuple[str, Reason], ...]


def peel(title: str, body: str, names: Names) -> Peeling:
    """Peel an article whose text is Markdown."""
    bare, kind = split_kind(title, names.kinds)
    blocks = [block for block in _blocks(body) if block.strip()]
    words = [_words(block) for block in blocks]
    useless = _furniture(blocks, words)
    first = next((at for at, text in enumerate(words) if text and at not in useless), None)
    if first is not None and fold_twins(words[first]) in (fold_twins(title), fold_twins(bare)):
        useless[first] = Reason.REPEATED
        first = next((at for at, text in enumerate(words) if text and at not in useless), None)
    dateline = ""
    if first is not None:
        dateline, blocks[first] = _without_dateline(blocks[first])
    kept = [block.strip("\n") for at, block in enumerate(blocks) if block and at not in useless]
    dropped = tuple((" ".join(blocks[at].split()), why) for at, why in sorted(useless.items()))
    return Peeling(bare, kind, dateline, "\n\n".join(kept), dropped)


def _blocks(body: str) -> Iterator[str]:
    """The pieces between empty lines; code is one."""
    at = 0
    for fence in _FENCE.finditer(body):
        yield from body[at : fence.start()].split("\n\n")
        yield fence[0]
        at = fence.end()
    yield from body[at:].split("\n\n")


def _furniture(blocks: list[str], words: list[str]) -> dict[int, Reason]:
    """What newsrooms put between paragraphs. Less than the intake takes off a copied page: that has
    a theme around its text and a writer before it, and here nobody looks at each of thousands of
    articles. Of `مقالات ذات صلة` and the like, the head goes with the links right below it."""
    found: dict[int, Reason] = {}
    box: list[int] = []
    for at, block in enumerate(blocks):
        reason = reason_of(words[at])
        is_open = bool(box)
        if is_open and _is_links(block):
            found |= dict.fromkeys([*box, at], Reason.RELATED)
        elif reason is Reason.RELATED and not _LINK.search(block):
            box = [at]
            continue
        elif reason in _ALONE and not block.startswith("#") and _is_sure(reason, words[at], block):
            found[at] = reason
        goes_on = is_open and found.get(at) is Reason.RELATED
        box = [at] if goes_on else []
    return found


_ALONE = frozenset({Reason.RELATED, Reason.SHARE, Reason.FOLLOW, Reason.ADVERTISEMENT})
"""What may stand in a text that was written for its place alone."""


def _is_sure(reason: Reason, words: str, block: str) -> bool:
    """One name of a network may be what a paragraph is about; so may a book that one is to read."""
    if reason is Reason.SHARE:
        return " " in words or _LINK.search(block) is not None
    if reason is Reason.RELATED:
        is_link = _LINK.search(block) is not None and "\n" not in block
        return is_link and len(_LINK.sub(" ", block).split()) <= _BESIDE
    return True


_BESIDE = 4
"""Words beside the link of `اقرأ أيضاً: [مقال](a.md)`; with more, it is a sentence."""


def _is_links(block: str) -> bool:
    """Whether a block holds links and not a word beside them."""
    return bool(_LINK.search(block)) and not re.search(r"[^\W\d_]", _LINK.sub("", block))


def _words(block: str) -> str:
    """What a reader sees of a block, on one line; nothing of a picture or of code."""
    if block.startswith("```"):
        return ""
    shown = _LINK.sub(r"\1", _PICTURE.sub("", block))
    return " ".join(_SIGNS.sub("", shown).split())


def _without_dateline(block: str) -> tuple[str, str]:
    """The dateline at the head of a paragraph, bold or not, and the rest of it."""
    if bold := _BOLD.match(block):
        dateline, rest = split_dateline(bold[1].strip(" -–—:"))
        if dateline and not rest:
            return dateline, _AFTER.sub("", block[bold.end() :])
    return split_dateline(block) if block[:1] not in "#>|-!<[" else ("", block)


# -- the lead picture ------------------------------------------------------------------------------

Image: TypeAlias = tuple[str, str, str]
"""Path, description, caption."""
TWO_CAPTIONS = Bilingual(
    "تعليق الصورة الأولى في المتن، وهي صورة المقال: بقي تعليق صورة المقال",
    "the caption of the first picture of the text, which is the lead picture: that one's stayed",
)
_FIRST_IMAGE = re.compile(
    r'(?P<link>\[)?!\[(?P<words>(?:[^\]\\]|\\.)*)\]\((?P<to>\S+?)(?: "(?P<caption>[^"]*)")?\)'
    r"(?(link)\]\([^()\s]*\))(?:\n\n|\Z)"
)
"""Also one that is a link."""


class Shown(msgspec.Struct, frozen=True):
    """A text and its lead picture. caption: of the picture in the text, when there was no place for
    it."""

    body: str
    image: Image | None
    caption: str = ""


def shown_once(body: str, lead: Image | None) -> Shown:
    """A lead picture that is the first thing of the text too is dropped there, and what was said of
    it goes along where nothing is said of the lead."""
    first = _FIRST_IMAGE.match(body)
    if lead is None or first is None or first["to"] not in (lead[0], destination(lead[0])):
        return Shown(body, lead)
    path, words, caption = lead
    said = (first["caption"] or "").replace("\\\\", "\\")
    shown = unescape(re.sub(r"\\(.)", r"\1", first["words"]))
    lost = said if caption and said != caption else ""
    return Shown(body[first.end() :], (path, words or shown, caption or said), lost)
