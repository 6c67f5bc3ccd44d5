"""The words of an article, each by the best place where it stands."""

from __future__ import annotations

import functools
import html
import re

import msgspec

from generator.arabic import readings

FIELDS = ("title", "labels", "summary", "body")
"""Where a word may stand, the best first. Labels are tags, authors, places and the like."""

_INLINE = (
    "a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|time|u|wbr"
)
_WITHIN_A_WORD = re.compile(rf"</?(?:{_INLINE})(?: [^>]*)?>")
_TAG = re.compile(r"<[^>]*>")


class Texts(msgspec.Struct, frozen=True):
    """What of an article can be found, beside its HTML."""

    title: str
    labels: tuple[str, ...]
    summary: str
    points: tuple[str, ...]


def words_of(texts: Texts, body: str) -> str:
    """A line for each of FIELDS: the readings of its words (`stem/stem`), each once, sorted. A word
    stands only in the best of its lines. `body` is HTML."""
    rest = "\n".join((*texts.points, plain(body)))
    seen: set[str] = set()
    lines = []
    for text in (texts.title, "\n".join(texts.labels), texts.summary, rest):
        found = {read for token in text.split() for read in _readings(token)} - seen
        lines.append(" ".join(sorted(found)))
        seen |= found
    return "\n".join(lines)


def plain(body: str) -> str:
    """The text of our own HTML (every `<` begins a tag); a tag within a word does not split it."""
    return html.unescape(_TAG.sub(" ", _WITHIN_A_WORD.sub("", body)))


@functools.lru_cache(maxsize=1 << 17)
def _readings(token: str) -> tuple[str, ...]:
    """The readings of what stands between two spaces; articles share most of theirs."""
    return tuple("/".join(readings.readings(word)) for word in readings.words(token))
