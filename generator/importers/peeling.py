"""What newsrooms and themes wrote into headlines and texts, taken off by the rules of the intake.

An export has the headline and the labels in fields of their own, so what is left to find is a kind
in the headline, a dateline at the head of the text, the headline repeated, and furniture.
"""

from __future__ import annotations

import re

import msgspec

from generator.arabic.letters import fold_twins
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
