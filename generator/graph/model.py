"""The content graph: what every page and feed is planned from.

References between articles and terms go one way: a `Term` holds its articles, an `Article` names
its terms by `TermLink`. Everything is frozen, sorted and free of the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, StrEnum
from operator import attrgetter

import msgspec

from generator.comments.thread import Thread
from generator.config import Kind
from generator.content.header import PageHeader
from generator.graph.synopsis import Matter
from generator.images.facts import Variant
from generator.keys import Digest
from generator.markup.body import Body
from generator.markup.resolve import Picture


class Taxonomy(StrEnum):
    """The ways in which articles are gathered. The value is the first part of the address."""

    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"
    PLACE = "place"
    SERIES = "series"


FED = (Taxonomy.CATEGORY, Taxonomy.TAG, Taxonomy.AUTHOR)
"""Taxonomies whose terms have an RSS feed of their own (publication.md)."""


class Status(Enum):
    """Why an article is not public yet or any more; PUBLISHED when it is."""

    PUBLISHED = ""
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    EXPIRED = "expired"


class TermLink(msgspec.Struct, frozen=True):
    """A term as an article names it: the spelling shown and the path of its page."""

    taxonomy: Taxonomy
    name: str
    path: str


class Form(msgspec.Struct, frozen=True):
    """One published form of a picture, and its path in the site."""

    path: str
    variant: Variant


class ImageFile(msgspec.Struct, frozen=True):
    """An image of the publication: source file, path in the site, size in pixels, digest of the
    source. tone: as in ImageFacts. forms: every form, that of `path` first; none of a drawing that
    has no pixels."""

    source: str
    path: str
    width: int
    height: int
    digest: str
    tone: str = ""
    forms: tuple[Form, ...] = ()

    @property
    def picture(self) -> Picture:
        """What the HTML of a page wants to know of it."""
        lean: dict[str, list[tuple[str, int]]] = {}
        for form in self.forms[1:]:
            media_type = f"image/{form.variant.format.lower()}"
            lean.setdefault(media_type, []).append((form.path, form.variant.width))
        srcsets = tuple((media_type, tuple(files)) for media_type, files in lean.items())
        return Picture(self.width, self.height, self.tone, srcsets)


class Attachment(msgspec.Struct, frozen=True):
    """A file that texts link to, published as it is: source file, path in the site, digest."""

    source: str
    path: str
    digest: str


class LeadImage(msgspec.Struct, frozen=True):
    """The image of an article with its words."""

    file: ImageFile
    alt: str
    caption: str
    credit: str


class Article(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One article. Paths are relative to the root of the site, without leading slash.

    source: path of its file in the project. path: `2026/11/slug/`. short_path: `a/<id>/`.
    addresses: each symbolic path that its text uses and the path in the site it stands for; shorts:
    what is printed for some of them on paper, as paths too.
    pictures: the same for images.
    modified: the newest of its date and its updates.
    """

    source: str
    id: str
    path: str
    short_path: str
    title: str
    kind: Kind
    summary: str
    minutes: int
    published: datetime
    updated: datetime | None
    modified: datetime
    place: TermLink | None
    categories: tuple[TermLink, ...]
    authors: tuple[TermLink, ...]
    tags: tuple[TermLink, ...]
    series: TermLink | None
    corrected: bool
    """Whether its matter has updates."""
    image: LeadImage | None
    html: Digest
    """Digest of the HTML of its body."""
    aliases: tuple[str, ...]
    words: str
    """The stems of the title and, on a second line, those of the lead, each once."""
    chosen_related: tuple[str, ...]
    """Source paths of the articles that the editor chose."""
    addresses: tuple[tuple[str, str], ...]
    shorts: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, Picture], ...]
    featured: bool
    comments: bool
    status: Status
    fetch: Callable[[], Matter]
    card: Digest
    """Stands for all that a card shows of it."""
    own: Digest
    """Stands for all that its page shows of it, but for the text."""

    def __eq__(self, other: object) -> bool:
        """By every value: where its matter is kept is none."""
        return isinstance(other, Article) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(self.source)

    @property
    def term_links(self) -> tuple[TermLink, ...]:
        """Every term that it belongs to."""
        one = tuple(link for link in (self.place, self.series) if link)
        return (*self.categories, *self.tags, *self.authors, *one)

    @property
    def matter(self) -> Matter:
        """What only its page and the feeds show; fetched from where it is kept."""
        return self.fetch()


_values = attrgetter(*(name for name in Article.__struct_fields__ if name != "fetch"))


class Term(msgspec.Struct, frozen=True):
    """One category, tag, author, place or series, with its articles, newest first."""

    taxonomy: Taxonomy
    name: str
    path: str
    description: str
    url: str
    articles: tuple[Article, ...]

    @property
    def link(self) -> TermLink:
        return TermLink(self.taxonomy, self.name, self.path)


class StaticPage(msgspec.Struct, frozen=True):
    """A page such as من نحن."""

    source: str
    path: str
    header: PageHeader
    body: Body
    addresses: tuple[tuple[str, str], ...]
    shorts: tuple[tuple[str, str], ...]
    pictures: tuple[tuple[str, Picture], ...]


class Redirect(msgspec.Struct, frozen=True):
    """An old address (`old`, a path without leading slash, decoded, NFC) and the page it became."""

    old: str
    new: str
    source: str


class ContentGraph(msgspec.Struct, frozen=True):
    """The publication. Articles newest first; terms of each taxonomy in Arabic order."""

    articles: tuple[Article, ...]
    pages: tuple[StaticPage, ...]
    terms: Mapping[Taxonomy, tuple[Term, ...]]
    related: Mapping[str, tuple[Article, ...]]
    """By source path of an article: the articles to read next, best first."""
    redirects: tuple[Redirect, ...]
    images: tuple[ImageFile, ...]
    """Only the images that published articles and pages use."""
    attachments: tuple[Attachment, ...] = ()
    """Only those that published articles and pages link to."""
    threads: Mapping[str, Thread] = {}
    """By the id of an article: its approved comments."""
