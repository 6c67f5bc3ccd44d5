"""The recipes of the press: each names the function, the rooms and the libraries behind one step.

A room or library that a function uses and that is not listed would leave stale results behind; a
law test follows the imports and holds the lists complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from generator import keys, typefaces
from generator.config import MarkupOptions, SiteConfig
from generator.content.document import Document, PageDocument, read_article, read_page
from generator.diagnostics import Diagnostic
from generator.engine.memo import Product
from generator.engine.recipe import Recipe
from generator.images.probe import ImageFacts, clean, probe
from generator.keys import Digest
from generator.markup.body import Body
from generator.markup.convert import convert
from generator.markup.resolve import resolve
from generator.pages.page import BodyUse
from generator.pages.views import Masthead
from generator.rendering.layouts import LayoutSet, render
from generator.typefaces import Typeface

_TEXT_ROOMS = (
    *("arabic", "config", "diagnostics", "filenames", "keys", "plaintext", "recipes", "schema"),
    "yamltext",
)
_TEXT_LIBRARIES = ("babel", "hijridate", "pyyaml")


@dataclass(frozen=True, slots=True)
class File:
    """A content file to read. `rules`: digest of the settings that reading depends on."""

    path: str
    digest: Digest
    rules: Digest


@dataclass(frozen=True, slots=True)
class Read:
    """An article as read: its text is a blob of its own, so that a new title converts nothing."""

    document: Document | None
    text_digest: Digest
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A static page as read; as `Read`."""

    document: PageDocument | None
    text_digest: Digest
    findings: tuple[Diagnostic, ...]


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


def _read_article(file: File, payload: tuple[bytes, SiteConfig]) -> Product[Read]:
    document, findings = read_article(file.path, *payload)
    if document is None:
        return Product(Read(None, "", findings))
    digest, text = _text_blob(document.text)
    return Product(Read(replace(document, text=""), digest, findings), ((digest, text),))


def _read_page(file: File, payload: tuple[bytes, SiteConfig]) -> Product[ReadPage]:
    document, findings = read_page(file.path, *payload)
    if document is None:
        return Product(ReadPage(None, "", findings))
    digest, text = _text_blob(document.text)
    return Product(ReadPage(replace(document, text=""), digest, findings), ((digest, text),))


def _text_blob(text: str) -> tuple[Digest, bytes]:
    return keys.digest(text), text.encode()


READ = Recipe("read", _read_article, (*_TEXT_ROOMS, "content"), _TEXT_LIBRARIES)
READ_PAGE = Recipe("read page", _read_page, (*_TEXT_ROOMS, "content"), _TEXT_LIBRARIES)


@dataclass(frozen=True, slots=True)
class Text:
    """The Markdown of one article, by digest, and how to convert it."""

    digest: Digest
    options: MarkupOptions


def _convert(text: Text, markdown: bytes) -> Product[Body]:
    conversion = convert(markdown.decode(), text.options)
    html = (conversion.body.html_digest, conversion.html.encode())
    return Product(conversion.body, (html,))


CONVERT = Recipe(
    "convert", _convert, (*_TEXT_ROOMS, "markup"), (*_TEXT_LIBRARIES, "markdown", "nh3")
)


def _probe(file: File, data: bytes) -> Product[ImageFacts]:
    return Product(probe(file.path, data))


PROBE = Recipe("probe", _probe, ("images", "diagnostics", "arabic", "recipes"), ("pillow",))


def _clean(file: File, data: bytes) -> bytes:
    return clean(file.path, data)


CLEAN = Recipe("clean image", _clean, ("images", "diagnostics", "arabic", "recipes"), ("pillow",))


@dataclass(frozen=True, slots=True)
class Cut:
    """A typeface that was cut: the digest of its woff2 bytes."""

    digest: Digest


def _cut(face: Typeface, _: None) -> Product[Cut]:
    data = typefaces.subset(face)
    digest = keys.digest_bytes(data)
    return Product(Cut(digest), ((digest, data),))


CUT = Recipe(
    "cut typeface",
    _cut,
    ("typefaces", "keys", "recipes"),
    ("fonttools", "brotli", "fontpkg", "fontpkg-ibm-plex-sans-arabic", "fontpkg-amiri"),
)


def _copy(_: Digest, data: bytes) -> bytes:
    return data


COPY = Recipe("copy", _copy, ("recipes",))


@dataclass(frozen=True, slots=True)
class PageValue:
    """All that the bytes of a page depend on."""

    layout: str
    closure: Digest
    masthead: Digest
    root: str
    view: Any
    body: BodyUse | None


@dataclass(frozen=True, slots=True)
class PagePayload:
    """What the digests of a PageValue stand for."""

    layouts: LayoutSet
    masthead: Masthead
    html: str


def _render(page: PageValue, payload: PagePayload) -> bytes:
    context: dict[str, object] = {
        "view": page.view,
        "masthead": payload.masthead,
        "root": page.root,
    }
    if page.body is not None:
        addresses = {written: _from(page.root, path) for written, path in page.body.addresses}
        html = resolve(payload.html, addresses, dict(page.body.image_sizes))
        context["body"] = Markup(html)  # noqa: S704 - sanitised when it was converted
    return render(payload.layouts, page.layout, context).encode()


def _from(root: str, path: str) -> str:
    """The address of a path as seen from a page; "" stays "": a link that shows its text alone."""
    return f"{root}{path}" if path else ""


RENDER = Recipe(
    "render",
    _render,
    (
        *_TEXT_ROOMS,
        *("content", "engine", "files", "graph", "images", "markup", "pages", "rendering"),
    ),
    (*_TEXT_LIBRARIES, "jinja2", "markupsafe", "pillow"),
)


@dataclass(frozen=True, slots=True)
class FeedValue:
    """All that the bytes of a feed depend on; `maker` names the function that makes it."""

    maker: str
    feed: Any


@dataclass(frozen=True, slots=True)
class FeedPayload:
    """How to make a feed, and the HTML of the bodies in it by digest."""

    make: Callable[[Any, Callable[[str], str]], bytes]
    bodies: Mapping[Digest, str]


def _feed(value: FeedValue, payload: FeedPayload) -> bytes:
    return payload.make(value.feed, payload.bodies.__getitem__)


FEED = Recipe(
    "feed",
    _feed,
    (*_TEXT_ROOMS, "content", "feeds", "graph", "images", "markup"),
    (*_TEXT_LIBRARIES, "pillow"),
)
