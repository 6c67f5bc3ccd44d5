"""Articles as feeds carry them: the same entry and the same full text in RSS and in JSON Feed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from generator.config import SiteConfig
from generator.content.header import Source, Update
from generator.feeds.output import Lookup
from generator.graph.addresses import full_url
from generator.graph.model import Article, LeadImage
from generator.markup import resolve

RIGHT_TO_LEFT_MARK = "\u200f"
_LEFT_TO_RIGHT = {"L", "EN"}
_DIRECTED = _LEFT_TO_RIGHT | {"R", "AL", "AN"}
_MEDIA_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Byline:
    """A name and the page of its bearer, as a path."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """All that a feed shows of an article; its HTML by digest, its addresses as paths."""

    path: str
    short_path: str
    title: str
    summary: str
    published: datetime
    modified: datetime
    dateline: str
    authors: tuple[Byline, ...]
    labels: tuple[str, ...]
    """Names of the categories, then of the tags."""
    image: LeadImage | None
    points: tuple[str, ...]
    updates: tuple[Update, ...]
    sources: tuple[Source, ...]
    html_digest: str
    addresses: tuple[tuple[str, str], ...]
    image_sizes: tuple[tuple[str, tuple[int, int]], ...]


def item_of(article: Article) -> Item:
    """The entry of an article."""
    return Item(
        path=article.path,
        short_path=article.short_path,
        title=article.title,
        summary=article.summary,
        published=article.published,
        modified=article.modified,
        dateline=str(article.dateline or ""),
        authors=tuple(Byline(author.name, author.path) for author in article.authors),
        labels=tuple(term.name for term in (*article.categories, *article.tags)),
        image=article.image,
        points=article.points,
        updates=article.updates,
        sources=article.sources,
        html_digest=article.body.html_digest,
        addresses=article.addresses,
        image_sizes=article.image_sizes,
    )


def bodies(items: Iterable[Item]) -> tuple[str, ...]:
    """The digests of the texts, each once."""
    return tuple(dict.fromkeys(item.html_digest for item in items))


def language_tag(config: SiteConfig) -> str:
    """`ar_IQ` as a language tag (RFC 5646): `ar-IQ`."""
    return (config.locale or config.language).replace("_", "-")


def directed(title: str) -> str:
    """The title with a right-to-left mark where it begins or ends in Latin or digits.

    Readers drop `dir` and set titles by the first letter, or in the direction of their own
    interface (wishes.md, rows 7 and 12); the mark keeps the edge on its side (UAX #9, HL4).
    """
    classes = [unicodedata.bidirectional(letter) for letter in title]
    edges = [cls for cls in classes if cls in _DIRECTED]
    if not edges:
        return title
    before = RIGHT_TO_LEFT_MARK if edges[0] in _LEFT_TO_RIGHT else ""
    after = RIGHT_TO_LEFT_MARK if edges[-1] in _LEFT_TO_RIGHT else ""
    return f"{before}{title}{after}"


def media_type(path: str) -> str:
    """The media type of an image, by its name."""
    return _MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "image/*")


def content(item: Item, base_url: str, lookup: Lookup) -> str:
    """The whole article as HTML that stands alone: addresses full, `dir="rtl"` on each block."""
    addresses = {symbol: full_url(base_url, path) for symbol, path in item.addresses}
    body = resolve.resolve(lookup(item.html_digest), addresses, dict(item.image_sizes))
    parts = (
        _figure(item.image, base_url) if item.image else "",
        _paragraph(item.dateline),
        _list(item.points),
        body,
        _updates(item.updates),
        _sources(item.sources),
    )
    return resolve.absolute("\n".join(filter(None, parts)), full_url(base_url, item.path))


def _figure(image: LeadImage, base_url: str) -> str:
    file = image.file
    address = escape(full_url(base_url, file.path))
    caption = " — ".join(filter(None, (image.caption, image.credit)))
    return (
        f'<figure><img src="{address}" alt="{escape(image.alt)}"'
        f' width="{file.width}" height="{file.height}">'
        + (f"<figcaption>{escape(caption)}</figcaption>" if caption else "")
        + "</figure>"
    )


def _paragraph(text: str) -> str:
    return f"<p><strong>{escape(text)}</strong></p>" if text else ""


def _list(texts: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{lines}</ul>" if lines else ""


def _updates(updates: Iterable[Update]) -> str:
    return "\n".join(
        f"<p><strong>{escape(update.kind)}</strong>"
        f' (<time datetime="{update.date.isoformat()}">{update.date:%Y-%m-%d}</time>):'
        f" {escape(update.text)}</p>"
        for update in updates
    )


def _sources(sources: Iterable[Source]) -> str:
    names = "".join(f"<li>{_source(source)}</li>" for source in sources)
    return f"<h2>المصادر</h2>\n<ul>{names}</ul>" if names else ""


def _source(source: Source) -> str:
    name = escape(source.name)
    return f'<a href="{escape(source.url)}">{name}</a>' if source.url else name
