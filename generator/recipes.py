"""The recipes of the press: each names the function, the rooms and the libraries behind one step.

A room or library that a function uses and that is not listed would leave stale results behind; a
law test follows the imports and holds the lists complete.
"""

from __future__ import annotations

import functools
import gzip
import itertools
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from generator import keys
from generator.arabic.dates import Months
from generator.config import Coding, Digits, MarkupOptions, SiteConfig
from generator.content.document import (
    Document,
    PageDocument,
    Salvage,
    read_article,
    read_page,
    salvage,
)
from generator.diagnostics import Diagnostic
from generator.engine.memo import Product
from generator.engine.recipe import Recipe
from generator.engine.store import Blobs
from generator.graph.synopsis import Manuscript, Style, matter_of, placed, synopsis_of
from generator.images.facts import ImageFacts, ShareCard, Variant
from generator.keys import Digest
from generator.markup.body import Body
from generator.markup.convert import convert
from generator.markup.relative import dated
from generator.markup.resolve import Picture, resolve
from generator.pages.page import BodyUse
from generator.pages.views import Masthead
from generator.rendering.layouts import LayoutSet, findings, render
from generator.search import shards
from generator.search.sections import section
from generator.search.shards import Entry, Index
from generator.search.words import Texts, words_of

_TEXT_ROOMS = (
    *("arabic", "config", "diagnostics", "filenames", "keys", "plaintext", "recipes", "schema"),
    "yamltext",
)
_TEXT_LIBRARIES = ("babel", "hijridate", "pyyaml")


class File(msgspec.Struct, frozen=True):
    """A content file to read. `rules`: digest of the settings that reading depends on."""

    path: str
    digest: Digest
    rules: Digest


class Read(msgspec.Struct, frozen=True):
    """An article as read: its text counts by its digest, so that a new title converts nothing.
    rest: as `placed`, of one that has a fault."""

    document: Document | None
    text_digest: Digest
    findings: tuple[Diagnostic, ...]
    rest: Body | None = None


class ReadPage(msgspec.Struct, frozen=True):
    """A static page as read; its text is a blob of its own. salvage: its rest, the text apart, when
    it has a fault."""

    document: PageDocument | None
    text_digest: Digest
    findings: tuple[Diagnostic, ...]
    salvage: Salvage | None = None


def reading_rules(config: SiteConfig) -> SiteConfig:
    """Only the settings that reading a header depends on; the rest cannot be read by accident."""
    return SiteConfig(
        title="",
        base_url=config.base_url,
        categories=config.categories,
        timezone=config.timezone,
        kinds=config.kinds,
        default_kind=config.default_kind,
        synonyms=config.synonyms,
    )


def _read_page(file: File, payload: tuple[bytes, SiteConfig]) -> Product[ReadPage]:
    document, findings = read_page(file.path, *payload)
    part = document or salvage(file.path, *payload)
    if part is None:
        return Product(ReadPage(None, "", findings))
    digest, text = keys.digest(part.text), part.text.encode()
    bare = replace(part, text="")
    read = (
        ReadPage(None, digest, findings, bare)
        if isinstance(bare, Salvage)
        else ReadPage(bare, digest, findings)
    )
    return Product(read, ((digest, text),))


class Text(msgspec.Struct, frozen=True):
    """The Markdown of one article, by digest, and how to convert it."""

    digest: Digest
    options: MarkupOptions


def _convert_page(text: Text, markdown: bytes) -> Product[Body]:
    conversion = convert(markdown.decode(), text.options)
    html = (conversion.body.html_digest, conversion.html.encode())
    return Product(conversion.body, (html,))


class Sheet(msgspec.Struct, frozen=True):
    """An article's file, and the style in which it is set."""

    file: File
    style: Style


class SheetPayload(msgspec.Struct, frozen=True):
    """The bytes of the file, the rules of reading it, and the digest of the text whose conversion
    is known already ("" when none is)."""

    data: bytes
    rules: SiteConfig
    known: Digest


class Prepared(msgspec.Struct, frozen=True):
    """An article read and converted, in the form in which the store keeps it. text: digest of its
    Markdown, "" when the reading failed. Without synopsis the rest is empty: the text was known."""

    read: bytes
    text: Digest = ""
    body: bytes = b""
    html: bytes = b""
    matter: bytes = b""
    synopsis: bytes | None = None


def _prepare(sheet: Sheet, payload: SheetPayload) -> Prepared:
    """Everything comes from what was read back from its encoded form: a result must not differ by
    the road it came (a time zone that the encoding flattens, say)."""
    document, findings = read_article(sheet.file.path, payload.data, payload.rules)
    if document is None:
        return Prepared(_JSON.encode(Read(None, "", findings, _rest(sheet, payload))))
    text = keys.digest(document.text)
    read = _JSON.encode(Read(replace(document, text=""), text, findings))
    if text == payload.known:
        return Prepared(read, text)
    conversion = convert(document.text, sheet.style.markup)
    body = _JSON.encode(conversion.body)
    manuscript = Manuscript(_DOCUMENT.decode(read).document, _BODY.decode(body))
    return Prepared(
        read,
        text,
        body,
        conversion.html.encode(),
        _JSON.encode(matter_of(manuscript, sheet.style)),
        _JSON.encode(synopsis_of(manuscript, sheet.style, findings)),
    )


def _rest(sheet: Sheet, payload: SheetPayload) -> Body | None:
    left = salvage(sheet.file.path, payload.data, payload.rules)
    if left is None:
        return None
    return placed(convert(left.text, sheet.style.markup).body, left, sheet.file.path)


class _ReadWhole(msgspec.Struct):
    """A Read that succeeded."""

    document: Document


_PATIENCE = 20
"""Processor seconds for one text (faults row 18). The largest that is read takes seven where it is
80,000 paragraphs with quotes, a third of a second where it is one."""

_JSON = msgspec.json.Encoder()
_DOCUMENT = msgspec.json.Decoder(_ReadWhole)
_BODY = msgspec.json.Decoder(Body)

PREPARE = Recipe(
    "prepare",
    _prepare,
    (*_TEXT_ROOMS, "content", "markup", "graph"),
    (*_TEXT_LIBRARIES, "markdown", "nh3"),
    limit=_PATIENCE,
)
READ_PAGE = Recipe("read page", _read_page, (*_TEXT_ROOMS, "content"), _TEXT_LIBRARIES)
CONVERT_PAGE = Recipe(
    "convert page",
    _convert_page,
    (*_TEXT_ROOMS, "markup"),
    (*_TEXT_LIBRARIES, "markdown", "nh3"),
    limit=_PATIENCE,
)


def read_key(file: File) -> Digest:
    """The key under which the reading of an article's file is kept."""
    return keys.digest((PREPARE.fingerprint, "read", file))


def body_key(text: Text) -> Digest:
    """The key under which the conversion of an article's text is kept."""
    return keys.digest((PREPARE.fingerprint, "converted", text))


def _probe(file: File, data: bytes) -> Product[ImageFacts]:
    from generator.images.probe import probe

    return Product(probe(file.path, data))


# Pictures are seldom made, and what makes them takes longer to import than an edit to build: it is
# imported where it is used.

_IMAGE_ROOMS = ("images", "diagnostics", "arabic", "recipes")
_IMAGE_LIBRARIES = ("pillow", "fonttools", "fontpkg", "fontpkg-ibm-plex-sans-arabic", "brotli")

PROBE = Recipe("probe", _probe, _IMAGE_ROOMS, _IMAGE_LIBRARIES)


class Rendition(msgspec.Struct, frozen=True):
    """A form of a picture to make, and the digest of the picture."""

    picture: Digest
    variant: Variant


def _vary(rendition: Rendition, payload: tuple[str, bytes]) -> bytes:
    """`payload`: the path of the picture, for messages, and its bytes."""
    from generator.images.variants import make

    return make(rendition.variant, *payload)


VARY = Recipe("picture", _vary, _IMAGE_ROOMS, ("pillow",), heavy=True)


def _clean(_: Digest, payload: tuple[str, bytes]) -> bytes:
    from generator.images.svg import clean

    return clean(*payload)


CLEAN = Recipe("clean drawing", _clean, _IMAGE_ROOMS, _IMAGE_LIBRARIES, heavy=True)


def _draw(card: ShareCard, _: None) -> bytes:
    from generator.images.cards import draw

    return draw(card)


def _cannot_draw() -> tuple[Diagnostic, ...]:
    from generator.images.cards import inability

    return inability()


CARD = Recipe(
    "share card",
    _draw,
    _IMAGE_ROOMS,
    ("pillow", "fontpkg", "fontpkg-ibm-plex-sans-arabic"),
    lacks=_cannot_draw,
)


class Studied(msgspec.Struct, frozen=True):
    """What the layouts say before anything is rendered: their faults, and for each sound one the
    digest of all that rendering by it reads."""

    findings: tuple[Diagnostic, ...]
    closures: tuple[tuple[str, Digest], ...]


def _study(_: Digest, layouts: LayoutSet) -> Product[Studied]:
    found = findings(layouts)
    names = () if found else tuple(name for name, _ in layouts.sources)
    return Product(Studied(found, tuple((name, layouts.closure_digest(name)) for name in names)))


STUDY = Recipe(
    "study layouts",
    _study,
    (*_TEXT_ROOMS, "rendering"),
    (*_TEXT_LIBRARIES, "jinja2", "markupsafe"),
)


def _copy(_: Digest, data: bytes) -> bytes:
    return data


COPY = Recipe("copy", _copy, ("recipes",))


class Packed(msgspec.Struct, frozen=True):
    """A file in a content coding (RFC 9110, section 8.4.1), by the key of the plain one."""

    key: Digest
    coding: Coding


PackPayload = tuple[Callable[[Any, Any], bytes], Any, Any]
"""How the plain file is made, and what from."""


def _pack(packed: Packed, payload: PackPayload) -> bytes:
    make, value, load = payload
    data = make(value, load)
    if packed.coding == "gzip":
        return gzip.compress(data, mtime=0)
    import brotli

    return bytes(brotli.compress(data))


PACK = Recipe("pack", _pack, ("config", "recipes"), ("brotli",))


class PageValue(msgspec.Struct, frozen=True):
    """All that the bytes of a page depend on; what its view is made of counts by `parts`."""

    layout: str
    closure: Digest
    masthead: Digest
    root: str
    path: str
    parts: Mapping[str, Any]
    body: BodyUse | None


class Press(msgspec.Struct, frozen=True):
    """What all pages of a run are made with. It is large, and travels with every batch of jobs: a
    process unpacks it once."""

    layouts: LayoutSet
    masthead: Masthead

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack_press, _pack_press(self)


@functools.lru_cache(maxsize=2)
def _pack_press(press: Press) -> tuple[Digest, bytes]:
    data = pickle.dumps((press.layouts, press.masthead), pickle.HIGHEST_PROTOCOL)
    return keys.digest((press.layouts.digest, press.masthead)), data


_unpacked: dict[Digest, Press] = {}


def _unpack_press(digest: Digest, data: bytes) -> Press:
    if digest not in _unpacked:
        _unpacked.clear()
        _unpacked[digest] = Press(*pickle.loads(data))  # noqa: S301 - from the process that began us
    return _unpacked[digest]


class PagePayload(msgspec.Struct, frozen=True):
    """What the digests of a PageValue stand for."""

    press: Press
    view: Any
    html: Blobs | None


def _render(page: PageValue, payload: PagePayload) -> bytes:
    context: dict[str, object] = {
        "view": payload.view,
        "masthead": payload.press.masthead,
        "root": page.root,
    }
    if page.body is not None and payload.html is not None:
        addresses = {written: _from(page.root, path) for written, path in page.body.addresses}
        pictures = {written: _seen(page.root, one) for written, one in page.body.pictures}
        text = payload.html[page.body.html_digest].decode()
        html = resolve(text, addresses, pictures, dict(page.body.printed))
        html = dated(html, page.body.calendar)
        context["body"] = Markup(html)  # noqa: S704 - sanitised when it was converted
    return render(payload.press.layouts, page.layout, context).encode()


def _from(root: str, path: str) -> str:
    """The address of a path as seen from a page; "" stays "": a link that shows its text alone."""
    return f"{root}{path}" if path else ""


def _seen(root: str, picture: Picture) -> Picture:
    """A picture as seen from a page."""
    srcsets = tuple(
        (media_type, tuple((f"{root}{path}", width) for path, width in files))
        for media_type, files in picture.srcsets
    )
    return msgspec.structs.replace(picture, srcsets=srcsets)


RENDER = Recipe(
    "render",
    _render,
    (
        *_TEXT_ROOMS,
        *("comments", "content", "engine", "files", "graph", "images", "markup", "pages"),
        "rendering",
    ),
    (*_TEXT_LIBRARIES, "jinja2", "markdown", "markupsafe", "nh3"),
)


class FeedValue(msgspec.Struct, frozen=True):
    """All that the bytes of a feed depend on; `maker` names the function that makes it, and its
    articles count by the digests among `parts`."""

    maker: str
    parts: tuple[Any, ...]


class FeedPayload(msgspec.Struct, frozen=True):
    """How to make a feed, what from, and the HTML of the bodies in it."""

    make: Callable[[Any, Callable[[str], str]], bytes]
    feed: Any
    bodies: Blobs


def _feed(_: FeedValue, payload: FeedPayload) -> bytes:
    return payload.make(payload.feed, lambda digest: payload.bodies[digest].decode())


FEED = Recipe(
    "feed",
    _feed,
    (*_TEXT_ROOMS, "comments", "content", "engine", "feeds", "files", "graph", "images", "markup"),
    _TEXT_LIBRARIES,
)


class Traits(msgspec.Struct, frozen=True):
    """An article as the search sees it: the digests of all that its page shows, and of its HTML."""

    own: Digest
    html: Digest


class Words(msgspec.Struct, frozen=True):
    """The words of an article, as `search.words` writes them."""

    lines: str


class WordsPayload(msgspec.Struct, frozen=True):
    """What the digests of Traits stand for."""

    texts: Texts
    bodies: Blobs


def _words(article: Traits, payload: WordsPayload) -> Product[Words]:
    return Product(Words(words_of(payload.texts, payload.bodies[article.html].decode())))


_SEARCH_ROOMS = (
    *_TEXT_ROOMS,
    *("comments", "content", "engine", "files", "graph", "images", "markup", "search"),
)
_SEARCH_LIBRARIES = (*_TEXT_LIBRARIES, "pillow")

WORDS = Recipe("words", _words, _SEARCH_ROOMS, _SEARCH_LIBRARIES)


class Section(msgspec.Struct, frozen=True):
    """A section that was made. lines: digest of its slices, end to end; ends: where each ends, in
    bytes; sums: a short digest of each. words: keys of the words that it was made from."""

    lines: Digest = ""
    ends: tuple[int, ...] = ()
    sums: tuple[str, ...] = ()
    words: tuple[Digest, ...] = ()


_SUM = 16
"""Digits of a short digest: 64 bits."""


def _section(articles: tuple[Traits, ...], words: tuple[str, ...]) -> Product[Section]:
    slices = [lines.encode() for lines in section(words)]
    data = b"".join(slices)
    facts = Section(
        lines=keys.digest_bytes(data),
        ends=tuple(itertools.accumulate(map(len, slices))),
        sums=tuple(keys.digest_bytes(lines)[:_SUM] for lines in slices),
        words=tuple(map(WORDS.key, articles)),
    )
    return Product(facts, ((facts.lines, data),))


SECTION = Recipe("section", _section, _SEARCH_ROOMS, _SEARCH_LIBRARIES, heavy=True)


def _shard(_: tuple[int, list[tuple[str, ...]]], sections: list[tuple[int, bytes]]) -> bytes:
    return shards.shard(sections)


SHARD = Recipe("shard", _shard, _SEARCH_ROOMS, _SEARCH_LIBRARIES)


class CardsValue(msgspec.Struct, frozen=True):
    """Articles by the digests of their cards, and how their dates are written."""

    months: Months
    digits: Digits
    articles: tuple[Digest, ...]


def _cards(value: CardsValue, entries: tuple[Entry, ...]) -> bytes:
    return shards.cards(entries, value.months, value.digits == "arabic")


CARDS = Recipe("cards", _cards, _SEARCH_ROOMS, _SEARCH_LIBRARIES)


def _index(index: Index, _: None) -> bytes:
    return _JSON.encode(index)


INDEX = Recipe("index", _index, _SEARCH_ROOMS, _SEARCH_LIBRARIES)
