"""Places in a text that links lead to: a subhead keeps the id that it had, as `{#id}` behind it.

While HTML becomes Markdown, a mark of private letters stands for the id (see `footnotes`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote

import msgspec

from generator.arabic.letters import fold_twins
from generator.importers.soup import without_tags
from generator.importers.wordpress.footnotes import BEGIN, END
from generator.intake.furniture import reason_of
from generator.markup.sanitise import safe_id

_HEADING = re.compile(r"<(h[1-6])\b[^<>]{0,2000}>.{0,2000}?(?=</\1>)", re.DOTALL | re.IGNORECASE)
_LED_TO = re.compile(r"#(h-[^\"'\s<>]{1,500})")
_ID = re.compile(r"""\s(?:id|name)\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_HOLDER = re.compile(
    r"<!--.*?(?:-->|\Z)|<(table|ul|ol|dl|blockquote|details|pre|form|noscript|object|template|svg"
    r"|script|style)\b.*?(?:</\1>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""In which `{#id}` would be words and no id, or a subhead does not come along."""
_ON_HEADING = re.compile(rf"^(#{{2,6}} .*?)[ ]*{BEGIN}h([0-9]+){END}[ ]*$", re.MULTILINE)
_ANY = re.compile(f"{BEGIN}h[0-9]+{END}")


class Place(msgspec.Struct, frozen=True):
    """Where the words of a subhead end, and its id as our pages have it."""

    end: int
    name: str


def places_in(html: str, title: str) -> Iterator[Place]:
    """The subheads with an id that an article with this headline will have."""
    if not _HEADING.search(html):
        return
    ends = {match.start(): match.end() for match in _HOLDER.finditer(html)}
    starts = list(ends)
    led_to = set(_LED_TO.findall(html))
    for heading in _HEADING.finditer(html):
        before = bisect_right(starts, heading.start())
        is_held = before and heading.start() < ends[starts[before - 1]]
        found = _ID.search(heading[0])
        name = name_of(found[1]) if found and _is_meant(found[1], led_to) else ""
        if name and not is_held and _stays(without_tags(heading[0]), title):
            yield Place(heading.end(), name)


def _is_meant(id: str, led_to: Set[str]) -> bool:
    """Whether somebody gave the id or leads to it: the editor of WordPress gives one to every
    subhead, which begins with `h-`."""
    return not id.startswith("h-") or id in led_to


def _stays(words: str, title: str) -> bool:
    """Whether a subhead is not peeled off (see `peeling`), nor empty."""
    return bool(words) and reason_of(words) is None and fold_twins(words) != fold_twins(title)


def name_of(written: str) -> str:
    """An id, or the fragment of an address, as our pages have it."""
    return safe_id(normalize("NFC", unquote(unescape(written))))


class Anchors:
    """The subheads of one text that keep their ids."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._names: list[str] = []

    def marked(self, html: str) -> str:
        parts: list[str] = []
        at = 0
        for place in places_in(html, self._title):
            parts += html[at : place.end], f"{BEGIN}h{len(self._names)}{END}"
            self._names.append(place.name)
            at = place.end
        return "".join([*parts, html[at:]])

    def written(self, body: str) -> str:
        """The Markdown with ids for marks."""
        if not self._names:
            return body
        body = _ON_HEADING.sub(self._with_id, body)
        return _ANY.sub("", body)

    def _with_id(self, heading: re.Match[str]) -> str:
        return f"{heading[1]} {{#{self._names[int(heading[2])]}}}"
