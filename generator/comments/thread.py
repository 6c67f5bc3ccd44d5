"""A thread: the approved comments of one article, cleaned of what could harm, and their tree.

A thread is known by the short id of its article, never by an address, so that no new slug, domain
or permalink pattern orphans a comment (faults row 99). E-mail addresses, addresses of machines and
websites are no part of a comment: what is not here cannot be published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from unicodedata import normalize

import msgspec

from generator.keys import Digest, digest

LONGEST_NAME = 80
"""Letters of a name that are shown; a name is not the place for a text."""

_URI = re.compile(r"/a/([A-Za-z0-9_-]+)/")
_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Control signs, and signs of direction that could reach beyond the comment (UAX #9)."""
_SPACES = re.compile(r"\s+")


class Comment(msgspec.Struct, frozen=True):
    """One comment. `text` is Markdown, as it was posted; `parent` is the comment that it answers.
    A deleted one has neither name nor text, and is there only for its replies."""

    id: int
    created: datetime
    author: str = ""
    text: str = ""
    parent: int | None = None
    deleted: bool = False


class Thread(msgspec.Struct, frozen=True):
    """The comments of one article, oldest first, and their digest."""

    comments: tuple[Comment, ...]
    digest: Digest

    @classmethod
    def of(cls, comments: Iterable[Comment]) -> Thread:
        ordered = tuple(sorted(comments, key=lambda one: (one.created, one.id)))
        return cls(ordered, digest(ordered))


Threads = Mapping[str, Thread]
"""By the id of the article."""


class Branch(msgspec.Struct, frozen=True):
    """A comment and its replies, oldest first. There is one level of them, as in Isso: an answer
    to an answer stands beside it."""

    comment: Comment
    replies: tuple[Comment, ...]


def uri_of(article: str) -> str:
    """The name of an article's thread in Isso: the path of its short link, under no base path."""
    return f"/a/{article}/"


def article_of(uri: str) -> str:
    """The id of the article whose thread this is; "" for a thread of something else."""
    found = _URI.fullmatch(uri)
    return found[1] if found else ""


def clean_text(text: str) -> str:
    """A text without control signs, its lines ended by `\\n`, in NFC."""
    return normalize("NFC", _HARMFUL.sub("", _BREAKS.sub("\n", text))).strip("\n ")


def clean_name(name: str) -> str:
    """A name in one line, not longer than `LONGEST_NAME`."""
    name = _SPACES.sub(" ", clean_text(name)).strip()
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def roots(parents: Mapping[int, int | None]) -> dict[int, int | None]:
    """The topmost comment over each, None for those at the top: from the comment that each
    answers. Who answers a comment that is not there, or by some way itself, stands at the top."""
    return {id: _root(id, parents) for id in parents}


def _root(id: int, parents: Mapping[int, int | None]) -> int | None:
    seen, at = {id}, id
    while (above := parents[at]) is not None and above in parents:
        if above in seen:
            return None
        seen.add(above)
        at = above
    return None if at == id else at


def arranged(comments: Iterable[Comment]) -> tuple[Branch, ...]:
    """The tree, oldest first. A deleted comment without replies is not shown."""
    everything = tuple(comments)
    over = roots({one.id: one.parent for one in everything})
    under: dict[int | None, list[Comment]] = defaultdict(list)
    for one in everything:
        under[over[one.id]].append(one)
    branches = (Branch(one, _shown(under[one.id])) for one in under[None])
    return tuple(each for each in branches if each.replies or not each.comment.deleted)


def _shown(replies: Iterable[Comment]) -> tuple[Comment, ...]:
    return tuple(one for one in replies if not one.deleted)


def amount(branches: Iterable[Branch]) -> int:
    """How many comments there are to read."""
    return sum((not each.comment.deleted) + len(each.replies) for each in branches)
