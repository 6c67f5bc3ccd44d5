"""WXR, the export format of WordPress, read as a stream: RSS 2.0 with elements of its own.

Elements are known by their customary prefixes (`wp:post_id`, `content:encoded`), which every
WordPress since 2.1 writes. What WordPress never writes is refused: a document type, entities. A
broken export gives all items before the break, then Failed with E-XML at its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, Severity, Span

BROKEN = Fault(
    code="E-XML",
    ar="ملف التصدير تالف من هنا. أُخذ كل ما قبله.",
    en="The export is broken from here on ({problem}). All that stands before it was taken.",
    hint_ar="صدّر من WordPress من جديد، ثم أعد الأمر نفسه: ما استُورد لا يتكرر.",
    hint_en="Export from WordPress again, then run the same command: nothing comes twice.",
)
DOCTYPE = Fault(
    code="E-XML",
    ar="في الملف تعريف كيانات (DOCTYPE)، وWordPress لا يكتبه، فلم يُقرأ.",
    en="The file declares a document type (DOCTYPE), as WordPress never does; it was not read.",
    hint_ar="لا تستورد هذا الملف إلا إذا كنت تعرف من صنعه؛ صدّر من WordPress من جديد.",
    hint_en="Do not import this file unless you know who made it; export from WordPress again.",
)
FORBIDDEN = Fault(
    code="W-XML",
    severity=Severity.WARNING,
    ar="في الملف حروف تحكم يمنعها XML (عددها {count}، أولها هنا)، فحُذفت وقُرئ الباقي.",
    en="The export holds control characters that XML forbids ({count} of them, the first one"
    " here); they were dropped and the rest was read.",
    hint_ar="لا يلزم شيء: هي حروف لا تُرى، بقيت في قاعدة بيانات WordPress.",
    hint_en="Nothing to do: nobody sees them; they lay in the database of WordPress.",
)
NOT_WXR = Fault(
    code="E-WXR",
    ar="ليس هذا ملف تصدير من WordPress.",
    en="This is no WordPress export.",
    hint_ar="في WordPress: أدوات، ثم تصدير، ثم «كل المحتوى»، واحفظ ملف XML.",
    hint_en="In WordPress: Tools, Export, All content; save the XML file.",
    exit_code=Exit.USAGE,
)

MAX_TEXT = 5_000_000
"""Characters of one element that are kept: more than any article has."""
_CHUNK = 1 << 16
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML 1.0 forbids of ASCII; in UTF-8 these bytes are part of no other letter."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file begins in which they are."""


class Term(msgspec.Struct, frozen=True):
    """A category, tag or other term of an item: taxonomy, slug as stored, name."""

    taxonomy: str
    slug: str
    name: str


class Remark(msgspec.Struct, frozen=True):
    """A comment, its author's e-mail, site and network address left behind. Dates as those of an
    item; `status` is 1, 0, spam or trash; `type` empty, comment, pingback or trackback."""

    id: str
    parent: str
    author: str
    date: str
    date_gmt: str
    text: str
    status: str
    type: str


class Item(msgspec.Struct, frozen=True):
    """One `<item>`: a post, a page, an attachment, or something of WordPress's own. `line` is
    where it begins in the export. Dates are as stored: local, and GMT. `meta` has several values
    for a key that came several times. `oversized` elements are cut at MAX_TEXT."""

    line: int
    id: str
    type: str
    status: str
    title: str
    link: str
    slug: str
    author: str
    date: str
    date_gmt: str
    modified: str
    modified_gmt: str
    content: str
    excerpt: str
    password: str
    parent: str
    order: str
    """`menu_order`, a number."""
    file: str
    sticky: bool
    closed: bool
    """Whether readers may say nothing more below it."""
    terms: tuple[Term, ...]
    meta: dict[str, tuple[str, ...]]
    remarks: tuple[Remark, ...]
    oversized: bool


class Channel(msgspec.Struct):
    """What an export says of its site; filled in while items are read."""

    site: str = ""
    blog: str = ""
    authors: dict[str, str] = msgspec.field(default_factory=dict)
    """Display names by login."""
    parents: dict[str, str] = msgspec.field(default_factory=dict)
    """Of a category the one above it, both by nicename."""


def read(
    path: Path, shown: str, channel: Channel, findings: list[Diagnostic] | None = None
) -> Iterator[Item]:
    """The items of an export, one at a time; `shown` is its name in messages, and `findings` takes
    what is wrong with it and stops nothing. Raises Failed at the end when the file is broken or no
    export, at once when it cannot be opened."""
    reader = _Reader(shown, channel)
    sieve = _Sieve()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield from reader.feed(sieve.sifted(chunk))
        yield from reader.feed(b"", is_final=True)
    except OSError as error:
        raise Failed([files.UNREADABLE.at(shown, reason=error.strerror)]) from error
    finally:
        if sieve.count and findings is not None:
            findings.append(FORBIDDEN.at(shown, Span(sieve.line, 1), count=sieve.count))


class _Sieve:
    """Holds back the letters that XML forbids. count: of them so far; line: of the first."""

    def __init__(self) -> None:
        self.count = 0
        self.line = 1
        self._is_first = True
        self._has_none = False

    def sifted(self, chunk: bytes) -> bytes:
        if self._is_first:
            self._is_first = False
            self._has_none = chunk.startswith(_UTF16)
        if self._has_none:
            return chunk
        if not self.count:
            first = _CONTROLS.search(chunk)
            self.line += chunk.count(b"\n", 0, first.start() if first else len(chunk))
        clean, count = _CONTROLS.subn(b"", chunk)
        self.count += count
        return clean


_IN_ITEM = {
    "wp:post_id": "id",
    "wp:post_type": "type",
    "wp:status": "status",
    "title": "title",
    "link": "link",
    "wp:post_name": "slug",
    "dc:creator": "author",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_password": "password",
    "wp:post_parent": "parent",
    "wp:menu_order": "order",
    "wp:attachment_url": "file",
    "wp:is_sticky": "sticky",
    "wp:comment_status": "closed",
}
_IN_REMARK = {
    "wp:comment_id": "id",
    "wp:comment_parent": "parent",
    "wp:comment_author": "author",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "text",
    "wp:comment_approved": "status",
    "wp:comment_type": "type",
}
_PARTED = frozenset(["wp:comment", "wp:postmeta", "wp:author", "wp:category"])
"""Elements whose children are gathered until they end."""
_META = frozenset(
    [
        *("_thumbnail_id", "_wp_attachment_image_alt", "_wp_old_slug", "_yoast_wpseo_metadesc"),
        *("cap-display_name", "cap-user_login", "footnotes"),
        *("rank_math_description", "_aioseo_description", "_genesis_description"),
    ]
)
"""Post meta that means something here; page builders keep megabytes in others."""


class _Reader:
    """The handlers of one parse, and the items that are complete."""

    def __init__(self, shown: str, channel: Channel) -> None:
        self._shown = shown
        self._channel = channel
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        self._done: list[Item] = []
        self._path: list[str] = []
        self._is_wxr = False
        self._text: list[str] = []
        self._length = 0
        self._oversized = False
        self._line = 0
        self._item: dict[str, str] = {}
        self._terms: list[Term] = []
        self._term = ("", "")
        self._meta: dict[str, tuple[str, ...]] = {}
        self._remarks: list[Remark] = []
        self._part: dict[str, str] = {}
        """What is known of the comment, meta, author or category under way."""

    def feed(self, chunk: bytes, *, is_final: bool = False) -> Iterator[Item]:
        """The items that this chunk completes."""
        fault: Failed | None = None
        try:
            self._parser.Parse(chunk, is_final)
        except expat.ExpatError as error:
            fault = self._broken(error)
        except Failed as failed:
            fault = failed
        done, self._done = self._done, []
        yield from done
        if fault is None and is_final and not self._is_wxr:
            fault = Failed([NOT_WXR.at(self._shown)])
        if fault is not None:
            raise fault

    def _broken(self, error: expat.ExpatError) -> Failed:
        if not self._path and not self._is_wxr:
            return Failed([NOT_WXR.at(self._shown, Span(error.lineno, error.offset + 1))])
        problem = expat.errors.messages.get(error.code, expat.ErrorString(error.code))
        span = Span(error.lineno, error.offset + 1)
        return Failed([BROKEN.at(self._shown, span, problem=problem)])

    def _refuse(self, *_: Any) -> None:
        here = Span(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        raise Failed([DOCTYPE.at(self._shown, here)])

    # -- handlers ----------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._text, self._length = [], 0
        if name == "item":
            self._begin_item()
        elif name in _PARTED:
            self._part = {}
        elif name == "category":
            self._term = attributes.get("domain", "category"), attributes.get("nicename", "")

    def _begin_item(self) -> None:
        self._line = self._parser.CurrentLineNumber
        self._item, self._terms, self._meta, self._remarks = {}, [], {}, []
        self._oversized = False

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= MAX_TEXT:
            self._text.append(text)
        else:
            self._oversized = True

    def _end(self, name: str) -> None:
        text, self._text = "".join(self._text), []
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if parent == "item":
            self._end_in_item(name, text)
        elif parent in _PARTED:
            self._part[name] = text
        elif name == "item":
            self._done.append(self._finished())
        elif parent == "channel":
            self._end_in_channel(name, text)

    def _end_in_item(self, name: str, text: str) -> None:
        if field := _IN_ITEM.get(name):
            self._item[field] = text
            self._is_wxr = self._is_wxr or name == "wp:post_id"
        elif name == "category":
            self._terms.append(Term(*self._term, text.strip()))
        elif name == "wp:postmeta" and (key := self._part.get("wp:meta_key", "")) in _META:
            value = self._part.get("wp:meta_value", "")
            self._meta[key] = (*self._meta.get(key, ()), value)
        elif name == "wp:comment":
            known = {field: self._part.get(name, "") for name, field in _IN_REMARK.items()}
            self._remarks.append(Remark(**known))

    def _end_in_channel(self, name: str, text: str) -> None:
        if name == "wp:wxr_version":
            self._is_wxr = True
        elif name == "wp:base_site_url":
            self._channel.site = text.strip()
        elif name == "wp:base_blog_url":
            self._channel.blog = text.strip()
        elif name == "wp:author":
            login = self._part.get("wp:author_login", "")
            self._channel.authors[login] = self._part.get("wp:author_display_name", "") or login
        elif name == "wp:category" and (above := self._part.get("wp:category_parent", "").strip()):
            self._channel.parents[self._part.get("wp:category_nicename", "").strip()] = above

    def _finished(self) -> Item:
        known: dict[str, Any] = {field: self._item.get(field, "") for field in _IN_ITEM.values()}
        known["sticky"] = known["sticky"].strip() == "1"
        known["closed"] = known["closed"].strip() == "closed"
        for field in ("id", "type", "status", "link", "slug", "parent", "file"):
            known[field] = known[field].strip()
        return Item(
            line=self._line,
            terms=tuple(self._terms),
            meta=self._meta,
            remarks=tuple(self._remarks),
            oversized=self._oversized,
            **known,
        )
