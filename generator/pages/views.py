"""What layouts may show. A layout sees one view and the masthead, and nothing else.

Every field is listed by hand; all values are final texts, instants and paths, so a layout never
asks the content graph. Paths are relative to the root of the site, without a leading slash
(`""` is home, `tag/المياه/` a tag page); the `url` filter turns them into addresses that are right
from the page being rendered. A full `https://` address passes through it unchanged.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from markupsafe import Markup

from generator.arabic.dates import Months
from generator.config import Digits, TypefaceRole

_NO_DATA = Markup("")


class Link(msgspec.Struct, frozen=True):
    """A label and where it leads."""

    label: str
    path: str


class Formats(msgspec.Struct, frozen=True):
    """How dates and numbers are written all over the site."""

    months: Months = "gregorian"
    digits: Digits = "western"
    hijri: bool = False


class Preload(msgspec.Struct, frozen=True):
    """A font file that the first screen needs."""

    path: str
    media_type: str = "font/woff2"


class Masthead(msgspec.Struct, frozen=True):
    """What every page shares: names, menus, addresses of assets, formats."""

    title: str
    tagline: str
    language: str
    og_locale: str
    notice: str
    base_path: str
    menu: tuple[Link, ...]
    footer_menu: tuple[Link, ...]
    places: tuple[str, ...]
    """Paths of the pages that look different in a menu: those in it, and home."""
    stylesheet: str
    preloads: tuple[Preload, ...]
    icon: str
    script: str
    """What every page runs before it is painted; "" when there is none."""
    search: str
    """Path of the search page; "" when there is none."""
    search_script: str
    comments_script: str
    feeds: tuple[Link, ...]
    theme_body: TypefaceRole
    content_security_policy: str
    formats: Formats


class Srcset(msgspec.Struct, frozen=True):
    """The files of a picture in one format: paths, each with its width in pixels."""

    media_type: str
    files: tuple[tuple[str, int], ...]


class PictureView(msgspec.Struct, frozen=True):
    """An image with its size in pixels; alt is "" only for decoration. tone: the colour of its
    place until it arrives, as `r2 g3 b1`, or "". srcsets: lean formats, best first."""

    path: str
    width: int
    height: int
    alt: str
    caption: str = ""
    credit: str = ""
    tone: str = ""
    srcsets: tuple[Srcset, ...] = ()


class PageMeta(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a page. `canonical` and `image_url` are full, percent-encoded addresses."""

    title: str
    description: str
    path: str
    canonical: str
    og_type: str = "website"
    feeds: tuple[Link, ...] = ()
    image_url: str = ""
    image_alt: str = ""
    image_size: tuple[int, int] = (0, 0)
    published: datetime | None = None
    modified: datetime | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    structured_data: Markup = _NO_DATA
    noindex: bool = False
    content_security_policy: str = ""
    """Where it is not that of the masthead."""


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """An article as lists show it. `status`: "" when published, else "draft", "scheduled",
    "embargoed" or "expired" (preview only)."""

    kind: str
    title: str
    path: str
    summary: str
    published: datetime
    place: str
    authors: tuple[Link, ...]
    categories: tuple[Link, ...]
    minutes: int
    image: PictureView | None
    status: str = ""
    key: str = ""
    """Stands for all of these."""


class DatelineView(msgspec.Struct, frozen=True):
    """`بغداد/ عراق أوبزيرفر`: the place leads to its page."""

    place: Link
    agency: str


class ContentsEntry(msgspec.Struct, frozen=True):
    """A line of the table of contents; level 2 is the top one."""

    level: int
    text: str
    anchor: str


class SourceView(msgspec.Struct, frozen=True):
    """One of «المصادر»; url may be ""."""

    name: str
    url: str


class UpdateView(msgspec.Struct, frozen=True):
    """A dated correction or update of this article."""

    date: datetime
    kind: str
    text: str


class SeriesView(msgspec.Struct, frozen=True):
    """The place of an article in its series: part `number` of `total`."""

    series: Link
    number: int
    total: int
    previous: Link | None
    next: Link | None


class ReplyView(msgspec.Struct, frozen=True):
    """A comment that answers another. author may be ""; html is clean, and as it is to be shown."""

    id: int
    author: str
    published: datetime
    html: Markup


class CommentView(msgspec.Struct, frozen=True):
    """A comment, and what was replied to it. One that was deleted is there for its replies."""

    id: int
    author: str
    published: datetime
    html: Markup
    deleted: bool
    replies: tuple[ReplyView, ...]


class CommentsView(msgspec.Struct, frozen=True, kw_only=True):
    """The comments of an article, oldest first, and the form for new ones."""

    count: int
    entries: tuple[CommentView, ...]
    open: bool
    """Whether new ones are taken."""
    server: str
    """Address of the server that takes them, without slash at its end; "" when there is none."""
    mail: str
    """Address for comments by mail; "" when there is none."""
    thread: str
    """The name of the thread on the server."""
    article: str
    """The id of the article."""


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """One article. The body is not here: the layout gets it as `body`."""

    meta: PageMeta
    kind: str
    categories: tuple[Link, ...]
    title: str
    summary: str
    """The standfirst; "" when no summary was written."""
    dateline: DatelineView | None
    authors: tuple[Link, ...]
    published: datetime
    updated: datetime | None
    minutes: int
    points: tuple[str, ...]
    image: PictureView | None
    contents: tuple[ContentsEntry, ...]
    sources: tuple[SourceView, ...]
    updates: tuple[UpdateView, ...]
    tags: tuple[Link, ...]
    series: SeriesView | None
    related: tuple[CardView, ...]
    short_url: str
    """Full address of the short link, for sharing."""
    comments: CommentsView | None
    status: str = ""


class Pager(msgspec.Struct, frozen=True):
    """Steps to neighbouring list pages. Lists are numbered from the oldest page (publication.md):
    `number` is 0 on the list's own address."""

    number: int
    newer: str
    older: str
    """Paths; "" where there is no such page."""
    head: str
    """Path of the list's own address."""


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """A list of cards. `list_kind` is "category", "tag", "author", "place", "series" or "month"."""

    meta: PageMeta
    list_kind: str
    title: str
    description: str
    external_url: str
    cards: tuple[CardView, ...]
    pager: Pager
    feed: str
    """Path of the RSS feed of the list; "" when it has none."""


class SectionView(msgspec.Struct, frozen=True):
    """A section of the home page; `more` leads to the whole list."""

    title: str
    more: str
    cards: tuple[CardView, ...]


class CollectionView(msgspec.Struct, frozen=True):
    """A list that site.yaml names for the layouts' own use."""

    name: str
    title: str
    cards: tuple[CardView, ...]


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """The front page. `lead` is None while nothing is published."""

    meta: PageMeta
    lead: CardView | None
    sections: tuple[SectionView, ...]
    latest: tuple[CardView, ...]
    collections: tuple[CollectionView, ...]
    archive: str


class IndexEntry(msgspec.Struct, frozen=True):
    """One term of a taxonomy and how many articles it has."""

    label: str
    path: str
    count: int


class IndexGroup(msgspec.Struct, frozen=True):
    """Terms under one initial letter, in Arabic order."""

    initial: str
    entries: tuple[IndexEntry, ...]


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """All terms of one taxonomy; `taxonomy` as ListView.list_kind."""

    meta: PageMeta
    taxonomy: str
    groups: tuple[IndexGroup, ...]


class ArchiveMonth(msgspec.Struct, frozen=True):
    """A month that has articles: its first day, its page, its count."""

    first_day: date
    path: str
    count: int


class ArchiveYear(msgspec.Struct, frozen=True):
    """A year that has articles."""

    year: int
    count: int
    months: tuple[ArchiveMonth, ...]


class ArchiveView(msgspec.Struct, frozen=True, kw_only=True):
    """The archive: years, newest first, each with its months."""

    meta: PageMeta
    years: tuple[ArchiveYear, ...]
    indexes: tuple[Link, ...]
    """The taxonomy indexes; the label is the taxonomy's name as in ListView.list_kind."""


class SearchYear(msgspec.Struct, frozen=True):
    """A year of the archive, with its page."""

    year: int
    path: str
    count: int


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """The search page: the ways for who has no script. `tags`: those used most."""

    meta: PageMeta
    years: tuple[SearchYear, ...]
    categories: tuple[IndexEntry, ...]
    tags: tuple[IndexEntry, ...]
    indexes: tuple[Link, ...]
    """As ArchiveView.indexes."""


class CorrectionEntry(msgspec.Struct, frozen=True):
    """One correction or update and the article that it mends."""

    update: UpdateView
    article: Link


class CorrectionsView(msgspec.Struct, frozen=True, kw_only=True):
    """Every correction of the publication, newest first."""

    meta: PageMeta
    entries: tuple[CorrectionEntry, ...]
    feed: str
    """Path of the feed of corrections."""


class StaticView(msgspec.Struct, frozen=True, kw_only=True):
    """A page such as من نحن; the layout gets its text as `body`."""

    meta: PageMeta
    title: str
    summary: str
    contents: tuple[ContentsEntry, ...]


class NotFoundView(msgspec.Struct, frozen=True, kw_only=True):
    """The 404 page: its links are absolute paths, since it is shown at any depth."""

    meta: PageMeta
    archive: str
    categories: tuple[Link, ...]


class RedirectView(msgspec.Struct, frozen=True, kw_only=True):
    """A stub that sends readers from an old address to the new one."""

    meta: PageMeta
    target: str
