"""Comments of a WordPress export (WXR 1.2): read as a stream, their threads and times kept.

Spam and what lies in the bin stay out, pings too (they are no comments); what waits comes in and
waits. Times are the GMT that the export has. E-mail addresses, sites and addresses of machines are
not read. A document type is refused, whatever it declares (faults row 90).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import ParseError, XMLParser
from zoneinfo import ZoneInfo

import msgspec

from generator.comments.source import KeptComment, KeptThread
from generator.diagnostics import Failed, Fault, Span

BAD_XML = Fault(
    code="E-COMMENTS-XML",
    ar="ليس هذا تصدير ووردبريس سليماً: {reason}.",
    en="This is no sound export of WordPress: {reason}.",
    hint_ar="صدّره من جديد من أدوات ووردبريس، وانقله كاملاً.",
    hint_en="Export it anew from the tools of WordPress, and copy it whole.",
)

_CHUNK = 1 << 16
_POST = ("link", "title", "wp:post_name")
_COMMENT = tuple(
    f"wp:comment_{name}"
    for name in ("id", "author", "date", "date_gmt", "content", "approved", "type", "parent")
)
_NAMESPACE = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}")
_NO_TIME = "0000-00-00 00:00:00"


class Post(msgspec.Struct, frozen=True):
    """A post, with the comments worth keeping. slug: as WordPress has it, decoded."""

    link: str
    slug: str
    title: str
    comments: tuple[KeptComment, ...]


class Export(msgspec.Struct, frozen=True):
    """The posts that have comments, and how many comments were left out, by kind: "spam", "trash",
    "ping"."""

    posts: tuple[Post, ...]
    left_out: Mapping[str, int]


def read(path: Path, zone: str) -> Export:
    """The comments of an export; `zone` is that of times that have no GMT. Raises Failed with the
    line where the file breaks off."""
    reader = _Reader(ZoneInfo(zone))
    parser = XMLParser(target=reader)  # noqa: S314 - document types are refused, nothing is fetched
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise Failed([BAD_XML.at(path.name, Span(line, column + 1), reason=str(error))]) from error
    except (OSError, ValueError) as error:
        raise Failed([BAD_XML.at(path.name, reason=str(error))]) from error
    return Export(tuple(reader.posts), dict(reader.left_out))


def threads(posts: Iterable[Post], places: Mapping[str, str]) -> tuple[list[KeptThread], list[str]]:
    """The threads of posts whose articles are known, and the links of the others. `places`: the id
    of an article by every path that leads to it (see `place`) and by its slug."""
    found, strange = [], []
    for post in posts:
        id = places.get(place(post.link)) or places.get(post.slug)
        if id:
            found.append(KeptThread(id, post.title, post.comments))
        else:
            strange.append(post.link or post.slug)
    return found, strange


def place(address: str) -> str:
    """The path of an address, decoded and without slashes at its ends."""
    return normalize("NFC", unquote(urlsplit(address).path)).strip("/")


class _Reader:
    """What the parser tells its events to (xml.etree.ElementTree, TreeBuilder's methods)."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.posts: list[Post] = []
        self.left_out: Counter[str] = Counter()
        self._texts: list[str] | None = None
        self._post: dict[str, str] = {}
        self._comment: dict[str, str] | None = None
        self._comments: list[KeptComment] = []

    def doctype(self, *_: object) -> None:
        raise ValueError("it declares a document type")

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        tag = _NAMESPACE.sub("wp:", tag)
        if tag == "item":
            self._post, self._comments = {}, []
        elif tag == "wp:comment":
            self._comment = {}
        self._texts = [] if tag in (*_POST, *_COMMENT) else None

    def data(self, text: str) -> None:
        if self._texts is not None:
            self._texts.append(text)

    def end(self, tag: str) -> None:
        tag = _NAMESPACE.sub("wp:", tag)
        if self._texts is not None:
            place = self._post if self._comment is None else self._comment
            place[tag] = "".join(self._texts)
            self._texts = None
        if tag == "wp:comment" and self._comment is not None:
            self._keep(self._comment)
            self._comment = None
        elif tag == "item" and self._comments:
            slug = normalize("NFC", unquote(self._post.get("wp:post_name", "")))
            link, title = self._post.get("link", ""), self._post.get("title", "")
            self.posts.append(Post(link, slug, title, tuple(self._comments)))

    def close(self) -> None:
        """Nothing is built."""

    def _keep(self, comment: Mapping[str, str]) -> None:
        kind, approved = comment.get("wp:comment_type", ""), comment.get("wp:comment_approved", "")
        if kind not in ("", "comment"):
            self.left_out["ping"] += 1
        elif approved not in ("0", "1"):
            self.left_out["trash" if "trash" in approved else "spam"] += 1
        else:
            self._comments.append(
                KeptComment(
                    id=_number(comment.get("wp:comment_id", "")),
                    created=self._moment(comment),
                    author=comment.get("wp:comment_author", ""),
                    text=as_markdown(comment.get("wp:comment_content", "")),
                    parent=_number(comment.get("wp:comment_parent", "")) or None,
                    state="approved" if approved == "1" else "waiting",
                )
            )

    def _moment(self, comment: Mapping[str, str]) -> datetime:
        gmt, local = comment.get("wp:comment_date_gmt", ""), comment.get("wp:comment_date", "")
        if gmt and gmt != _NO_TIME:
            return datetime.fromisoformat(gmt).replace(tzinfo=UTC)
        return datetime.fromisoformat(local).replace(tzinfo=self.zone)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


# -- HTML to Markdown ------------------------------------------------------------------------------

_AROUND = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`"}
_DROPPED = frozenset({"script", "style", "template", "iframe", "object"})


def as_markdown(text: str) -> str:
    """The HTML that WordPress lets readers write, as Markdown; of all other tags the text stays."""
    if "<" not in text and "&" not in text:
        return text
    parser = _Markdown()
    parser.feed(text)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.pieces)).strip()


class _Markdown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._links: list[str] = []
        self._dropped = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropped += 1
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.pieces.append("[" if self._links[-1] else "")
        elif tag == "br":
            self._break(1)
        elif tag in ("p", "div", "blockquote"):
            self._quoted += tag == "blockquote"
            self._break(2)
        elif tag == "li":
            self._break(1)
            self.pieces.append("- ")
        else:
            self.pieces.append(_AROUND.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag == "a" and self._links:
            address = self._links.pop()
            self.pieces.append(f"]({address})" if address else "")
        elif tag in ("p", "div", "blockquote", "ul", "ol"):
            self._quoted = max(0, self._quoted - (tag == "blockquote"))
            self._break(2)
        else:
            self.pieces.append(_AROUND.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.pieces.append(data.replace("\n", f"\n{'> ' * min(self._quoted, 3)}"))

    def _break(self, lines: int) -> None:
        self.pieces.append("\n" * lines + "> " * min(self._quoted, 3))
