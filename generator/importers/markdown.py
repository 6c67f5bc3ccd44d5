"""Markdown of other generators: where its links and pictures lead, and what it writes otherwise.

Code stays as it is, and so does every sign that is not part of what is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.importers import codes
from generator.markup.extensions.headings import anchor_of

_TO = (
    r"\(\s{0,9}(?:<(?P<wide>[^<>\n]*)>|(?P<to>(?:[^\s()<>]|\([^\s()]*\))*))"
    r"(?P<title>\s{1,9}(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'))?\s{0,9}\)"
)
"""Where a link or an image of Markdown leads, and its title."""
_WORDS = "{0,1000}"
"""As many signs as a link has at most; without an end, each of a thousand brackets that nothing
closes would be followed to the end of the text."""
_IMAGE = re.compile(rf"!\[(?P<words>[^\]]{_WORDS})\]{_TO}")
_LINK = re.compile(rf"(?<!!)\[(?P<words>(?:[^\[\]!]|!(?!\[)|!?\[[^\]]{_WORDS}\]){_WORDS})\]{_TO}")
"""Each sign of its words can be read in one way only: with two, time doubles at every picture."""
_REFERENCE = re.compile(
    r"^( {0,3}\[[^\]^\n]{1,1000}\]:[ \t]*)<?(\S+?)>?(?=[ \t]*$|[ \t]+[\"'(].*$)", re.MULTILINE
)
"""A definition is an address and perhaps a title; `[words]: and more words` is prose."""
_TAG = re.compile(
    r"(<(a|img)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\s(?:href|src)\s*=\s*)([\"'])([^\"']*)\3",
    re.IGNORECASE,
)


def led_on(text: str, link: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """The text with every address as these two answer; what has none any more stays as words."""

    def image(match: re.Match[str]) -> str:
        words, written, title = _parts(match)
        path = picture(written) if written else ""
        if path == written and path:
            return match[0]
        return f"![{words}]({path}{title})" if path else words

    def anchor(match: re.Match[str]) -> str:
        words, written, title = _parts(match)
        target = link(written) if written else ""
        return f"[{words}]({target}{title})" if target else words

    def tag(match: re.Match[str]) -> str:
        target = (picture if match[2].lower() == "img" else link)(match[4])
        return f"{match[1]}{match[3]}{target}{match[3]}"

    def reference(match: re.Match[str]) -> str:
        target = link(match[2])
        return f"{match[1]}{target}" if target else match[0]

    text = codes.sub(_IMAGE, image, codes.sub(_TAG, tag, text))
    return codes.sub(_REFERENCE, reference, codes.sub(_LINK, anchor, text))


def _parts(link: re.Match[str]) -> tuple[str, str, str]:
    """Words, address and title of a link or an image."""
    wide = link["wide"]
    address = link["to"] if wide is None else wide.replace(" ", "%20")
    return link["words"], address or "", link["title"] or ""


_HEADING = re.compile(r"^#{1,6}[ \t]++([^\n]{1,500})$", re.MULTILINE)
_OWN_ID = re.compile(r"\{:?[ \t]{0,9}#([\w-]{1,200})[^{}]{0,200}\}$")
_MARKED = re.compile(r"[\[\]{}*_`<>&\\#|]")


def anchors(text: str) -> dict[str, str]:
    """What leads to a heading here, by what led to it on the old site: its id, or its words as
    GitHub makes an anchor of them. Headings with signs in them and repeated ones are left out: a
    link to no heading would be a fault here."""
    found: dict[str, str] = {}
    repeated: set[str] = set()
    for heading in _HEADING.finditer(text):
        words = heading[1].strip()
        given = _OWN_ID.search(words)
        id = given[1] if given else ""
        if not id and (not words or _MARKED.search(words)):
            continue
        old = f"#{id or _hyphened(words)}"
        repeated |= {old} & found.keys()
        found[old] = f"#{id or anchor_of(words)}"
    return {old: new for old, new in found.items() if old not in repeated}


def _hyphened(words: str) -> str:
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


# -- dialects --------------------------------------------------------------------------------------

_ITEM = r"(?:[-*+]|\d+\.) "
_NESTED = re.compile(rf"^( {{2,8}})(?={_ITEM})", re.MULTILINE)
_HEADLINE = re.compile(r"^# ", re.MULTILINE)
_NAMED = re.compile(r"^(#{1,6} [^\n]*)\n(\{:[ \t]*#[\w-]+[ \t]*\})[ \t]*$", re.MULTILINE)
"""A heading with its id below it, as Kramdown has it."""
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+?)(?<=\S)~~")
_TASK = re.compile(rf"^(\s*{_ITEM})\[([ xX])\](?= )", re.MULTILINE)


def dialect(text: str) -> str:
    """What other Markdown writes otherwise: lists in lists, by two columns there and four here; a
    headline, which is a subhead below ours; the id of a heading, below it; words that are struck
    out; boxes to tick."""
    if re.search(rf"^ {{2,3}}{_ITEM}", text, re.MULTILINE):
        text = codes.sub(_NESTED, lambda found: found[1] * 2, text)
    text = codes.sub(_HEADLINE, lambda _: "## ", text)
    text = codes.sub(_NAMED, lambda found: f"{found[1]} {found[2]}", text)
    text = codes.sub(_STRUCK, lambda found: f"<del>{found[1]}</del>", text)
    return codes.sub(_TASK, lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'}", text)
