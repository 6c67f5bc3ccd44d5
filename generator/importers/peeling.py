"""What newsrooms and themes wrote into headlines and texts, taken off by the rules of the intake.

An export has the headline and the labels in fields of their own, so what is left to find is a kind
in the headline, a dateline at the head of the text, the headline repeated, furniture, and the lead
picture at the head of the text again.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TypeAlias

import msgspec

from generator.arabic.letters import fold_twins
from generator.diagnostics import Bilingual
from generator.importers.prose import destination
from generator.intake.furniture import Reason, furniture, reason_of
from generator.intake.parts import Names, split_dateline, split_kind

_FENCE = re.compile(r"^(```.*?^```[ ]*)$\n?", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*#>\\]|^- ", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*]+)\*\*\s*")
_AFTER = re.compile(r"^(?:\\?[-–—:.]|\s)+")


class Peeling(msgspec.Struct, frozen=True):
    """An article without them, and the texts that were dropped, each with its reason."""

    title: str
    kind: str
    dateline: str
    body: str
    dropped: tuple[tuple[str, Reason], ...]


def peel(title: str, body: str, names: Names) -> Peeling:
    """Peel an article whose text is Markdown."""
    bare, kind = split_kind(title, names.kinds)
    blocks = [
        block
        for at, part in enumerate(_FENCE.split(body))
        for block in ([part] if at % 2 else part.split("\n\n"))
        if block.strip()
    ]
    words = [_words(block) for block in blocks]
    useless = {
        at: why for at, why in furniture(words).items() if _is_furniture(words[at], blocks[at], why)
    }
    first = next((at for at, text in enumerate(words) if text and at not in useless), None)
    if first is not None and fold_twins(words[first]) in (fold_twins(title), fold_twins(bare)):
        useless[first] = Reason.REPEATED
        first = next((at for at, text in enumerate(words) if text and at not in useless), None)
    dateline = ""
    if first is not None:
        dateline, blocks[first] = _without_dateline(blocks[first])
    kept = [block.strip("\n") for at, block in enumerate(blocks) if block and at not in useless]
    dropped = tuple((words[at], why) for at, why in sorted(useless.items()))
    return Peeling(bare, kind, dateline, "\n\n".join(kept), dropped)


def _is_furniture(words: str, block: str, why: Reason) -> bool:
    """Whether to drop what the intake takes for furniture. Nobody looks at each of thousands of
    articles: of what stands below `مقالات ذات صلة`, only lists and links go."""
    if why is Reason.RULE:
        return False
    is_links = not re.search(r"\w", _LINK.sub("", block))
    return reason_of(words) is not None or is_links or block.startswith(("- ", "1. "))


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
    return split_dateline(block) if block[:1] not in "#>|-!" else ("", block)


# -- the lead picture ------------------------------------------------------------------------------

Image: TypeAlias = tuple[str, str, str]
"""Path, description, caption."""
TWO_CAPTIONS = Bilingual(
    "تعليق الصورة الأولى في المتن، وهي صورة المقال: بقي تعليق صورة المقال",
    "the caption of the first picture of the text, which is the lead picture: that one's stayed",
)
_FIRST_IMAGE = re.compile(
    r'!\[(?P<words>(?:[^\]\\]|\\.)*)\]\((?P<to>\S+?)(?: "(?P<caption>[^"]*)")?\)(?:\n\n|\Z)'
)


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
