"""Articles as feeds carry them: the same entry and the same full text in RSS and in JSON Feed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from html import escape

import msgspec

from generator.arabic.dates import Months, first_weekday, format_date
from generator.arabic.direction import direction
from generator.config import SiteConfig
from generator.content.header import Source, Update
from generator.feeds.output import Lookup
from generator.graph.addresses import full_url
from generator.graph.model import Article, LeadImage
from generator.markup import resolve
from generator.markup.relative import Calendar, dated
from generator.markup.resolve import Picture

RIGHT_TO_LEFT_MARK = "\u200f"
SOURCES = "المصادر"
"""Heading of the list of sources."""

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


class Manner(msgspec.Struct, frozen=True):
    """How addresses and dates are written in full texts."""

    base_url: str
    months: Months
    arabic_indic: bool
    first_weekday: int = 5

    @classmethod
    def of(cls, config: SiteConfig) -> Manner:
        first = first_weekday(config.locale)
        return cls(config.base_url, config.months, config.digits == "arabic", first)

    def calendar(self, day: date) -> Calendar:
        return Calendar(day, self.months, self.arabic_indic, self.first_weekday)


class Byline(msgspec.Struct, frozen=True):
    """A name and the page of its bearer, as a path."""

    name: str
    path: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
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
    pictures: tuple[tuple[str, Picture], ...]
    """Without their lean formats: feed readers know `<img>`."""


def item_of(article: Article) -> Item:
    """The entry of an article."""
    matter = article.matter
    return Item(
        path=article.path,
        short_path=article.short_path,
        title=article.title,
        summary=article.summary,
        published=article.published,
        modified=article.modified,
        dateline=str(matter.dateline or ""),
        authors=tuple(Byline(author.name, author.path) for author in article.authors),
        labels=tuple(term.name for term in (*article.categories, *article.tags)),
        image=article.image,
        points=matter.points,
        updates=matter.updates,
        sources=matter.sources,
        html_digest=article.html,
        addresses=article.addresses,
        pictures=tuple(
            (written, Picture(one.width, one.height)) for written, one in article.pictures
        ),
    )


def pack(articles: Iterable[Article]) -> tuple[bytes, ...]:
    """The entries of articles as bytes: they travel to the process that makes the feed, and bytes
    travel several times faster than what they say."""
    return tuple(msgspec.json.encode(item_of(article)) for article in articles)


def unpack(entries: Iterable[bytes]) -> tuple[Item, ...]:
    """The items of a feed."""
    return tuple(msgspec.json.decode(entry, type=Item) for entry in entries)


def language_tag(config: SiteConfig) -> str:
    """`ar_IQ` as a language tag (RFC 5646): `ar-IQ`."""
    return (config.locale or config.language).replace("_", "-")


def directed(title: str) -> str:
    """A right-to-left title with a mark at each edge that is Latin or digits.

    Readers drop `dir` and set titles by the first letter, or in the direction of their own
    interface (wishes.md, rows 7 and 12); the mark keeps the edge on its side (UAX #9, HL4). A
    title that is mostly Latin is left as it is.
    """
    classes = [unicodedata.bidirectional(letter) for letter in title]
    edges = [cls for cls in classes if cls in _DIRECTED]
    if not edges or direction(title) == "ltr":
        return title
    before = RIGHT_TO_LEFT_MARK if edges[0] in _LEFT_TO_RIGHT else ""
    after = RIGHT_TO_LEFT_MARK if edges[-1] in _LEFT_TO_RIGHT else ""
    return f"{before}{title}{after}"


def media_type(path: str) -> str:
    """The media type of an image, by its name."""
    return _MEDIA_TYPES.get(path.rpartition(".")[2].lower(), "image/*")


def content(item: Item, manner: Manner, lookup: Lookup) -> str:
    """The whole article as HTML that stands alone: addresses full, `dir="rtl"` on each block."""
    base_url = manner.base_url
    addresses = {symbol: _address(base_url, path) for symbol, path in item.addresses}
    body = resolve.resolve(lookup(item.html_digest), addresses, dict(item.pictures))
    body = dated(body, manner.calendar(item.published.date()))
    parts = (
        _figure(item.image, base_url) if item.image else "",
        _dateline(item.dateline),
        _points(item.points),
        body,
        *(_update(update, manner) for update in item.updates),
        _sources(item.sources),
    )
    return resolve.absolute("\n".join(filter(None, parts)), full_url(base_url, item.path))


def _address(base_url: str, path: str) -> str:
    """The address of a page; "" stays "": a link that shows its text alone."""
    return full_url(base_url, path) if path else ""


def _figure(image: LeadImage, base_url: str) -> str:
    file = image.file
    caption = " — ".join(filter(None, (image.caption, image.credit)))
    return (
        f'<figure><img src="{escape(full_url(base_url, file.path))}" alt="{escape(image.alt)}"'
        f' width="{file.width}" height="{file.height}">'
        + (f"<figcaption>{escape(caption)}</figcaption>" if caption else "")
        + "</figure>"
    )


def _dateline(dateline: str) -> str:
    return f"<p><strong>{escape(dateline)}</strong></p>" if dateline else ""


def _points(points: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(point)}</li>" for point in points)
    return f"<ul>{lines}</ul>" if lines else ""


def _update(update: Update, manner: Manner) -> str:
    """A correction as a paragraph: kind, day, text."""
    day = format_date(update.date, months=manner.months, arabic_indic=manner.arabic_indic)
    return (
        f"<p><strong>{escape(update.kind)}</strong>"
        f' (<time datetime="{update.date.isoformat()}">{escape(day)}</time>):'
        f" {escape(update.text)}</p>"
    )


def _sources(sources: Iterable[Source]) -> str:
    lines = "".join(f"<li>{_source(source)}</li>" for source in sources)
    return f"<h2>{SOURCES}</h2>\n<ul>{lines}</ul>" if lines else ""


def _source(source: Source) -> str:
    name = escape(source.name)
    return f'<a href="{escape(source.url)}">{name}</a>' if source.url else name
