"""Markdown of other generators: where its links and pictures lead, and what it writes otherwise.

Code stays as it is, and so does every sign that is not part of what is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.importers import codes

_TO = (
    r"\(\s*(?:<(?P<wide>[^<>\n]*)>|(?P<to>(?:[^\s()<>]|\([^\s()]*\))*))"
    r"(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
"""Where a link or an image of Markdown leads, and its title."""
_WORDS = "{0,1000}"
"""As many signs as a link has at most; without an end, each of a thousand brackets that nothing
closes would be followed to the end of the text."""
_IMAGE = re.compile(rf"!\[(?P<words>[^\]]{_WORDS})\]{_TO}")
_LINK = re.compile(rf"(?<!!)\[(?P<words>(?:[^\[\]!]|!(?!\[)|!?\[[^\]]{_WORDS}\]){_WORDS})\]{_TO}")
"""Each sign of its words can be read in one way only: with two, time doubles at every picture."""
_REFERENCE = re.compile(
    r"^( {0,3}\[[^\]^]+\]:[ \t]*)<?(\S+?)>?(?=[ \t]*$|[ \t]+[\"'(].*$)", re.MULTILINE
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


# -- dialects --------------------------------------------------------------------------------------

_ITEM = r"(?:[-*+]|\d+\.) "
_NESTED = re.compile(rf"^( {{2,8}})(?={_ITEM})", re.MULTILINE)
_HEADLINE = re.compile(r"^# ", re.MULTILINE)
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+?)(?<=\S)~~")
_TASK = re.compile(rf"^(\s*{_ITEM})\[([ xX])\](?= )", re.MULTILINE)


def dialect(text: str) -> str:
    """What other Markdown writes otherwise: lists in lists, by two columns there and four here; a
    headline, which is a subhead below ours; words that are struck out; boxes to tick."""
    if re.search(rf"^ {{2,3}}{_ITEM}", text, re.MULTILINE):
        text = codes.sub(_NESTED, lambda found: found[1] * 2, text)
    text = codes.sub(_HEADLINE, lambda _: "## ", text)
    text = codes.sub(_STRUCK, lambda found: f"<del>{found[1]}</del>", text)
    return codes.sub(_TASK, lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'}", text)
