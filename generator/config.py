"""The settings of a publication as one frozen value; `settings/` reads it from site.yaml."""

from __future__ import annotations

from typing import Literal

import msgspec

from generator.arabic.dates import Months

Digits = Literal["western", "arabic"]
Slugs = Literal["arabic", "ascii"]
TypefaceRole = Literal["serif", "sans"]
Level = Literal["off", "warning", "error"]
Tanwin = Literal["", "before", "after"]
Coding = Literal["gzip", "brotli"]


class Kind(msgspec.Struct, frozen=True):
    """A genre of article, shown as the kicker. `schema_type` is a schema.org NewsArticle type."""

    name: str
    schema_type: str


class TermEntry(msgspec.Struct, frozen=True):
    """What site.yaml says of one category, tag, author, place or series: all but name optional."""

    name: str
    description: str = ""
    slug: str = ""
    url: str = ""


class MenuItem(msgspec.Struct, frozen=True):
    """A line of a menu. `target` is a category name, a page (`about.md`), or a full address."""

    label: str
    target: str


class Selection(msgspec.Struct, frozen=True):
    """Articles chosen by rule: a section of the home page, or a collection for layouts."""

    title: str
    category: str = ""
    tag: str = ""
    kind: str = ""
    count: int = 4


class Synonym(msgspec.Struct, frozen=True):
    """Two spellings of one name: every `variant` is shown as `name`."""

    variant: str
    name: str


class MarkupOptions(msgspec.Struct, frozen=True):
    """How the Markdown of an article becomes HTML: what converting depends on, and nothing else."""

    typography: bool = True
    quotes: tuple[str, str] = ("“", "”")
    contents_depth: int = 3
    """Deepest heading level that the table of contents lists."""
    relative_days: bool = True
    """Whether `السبت` and its like get the date that they mean."""


class ImageOptions(msgspec.Struct, frozen=True):
    """How pictures are published. widths: in pixels, ascending; no form is wider than the last.
    quality: as JPEG counts it."""

    widths: tuple[int, ...] = (400, 800, 1200, 1800)
    quality: int = 80
    avif: bool = True


class Budgets(msgspec.Struct, frozen=True):
    """What a reader's line must carry at most, in KB. html: an article of 800 words; css, script:
    each file; all these compressed. fonts: the two of the first screen."""

    html: int = 12
    css: int = 12
    script: int = 6
    fonts: int = 110


class CommentOptions(msgspec.Struct, frozen=True):
    """Comments below articles. open: whether an article that says nothing of it takes them. server:
    full address of the Isso that takes them, without slash at its end; "" for none. mail: where a
    reader without script writes; "" for nowhere."""

    open: bool = False
    server: str = ""
    mail: str = ""


class StyleRules(msgspec.Struct, frozen=True, kw_only=True):
    """How grave each finding of `check` is. What would mislead or shut out a reader is an error."""

    signs: Level = "warning"
    space_before: Level = "warning"
    spaces: Level = "warning"
    glued: Level = "warning"
    straight: Level = "warning"
    quotes: Level = "warning"
    tatweel: Level = "warning"
    digits: Level = "warning"
    persian: Level = "warning"
    presentation: Level = "warning"
    hidden: Level = "warning"
    breaks: Level = "warning"
    tanwin: Level = "warning"
    spellings: Level = "warning"
    names: Level = "warning"
    terms: Level = "warning"
    outlets: Level = "warning"
    alt: Level = "error"
    summary: Level = "warning"
    dateline: Level = "warning"
    dates: Level = "warning"
    headlines: Level = "warning"
    orphans: Level = "warning"
    tags: Level = "warning"
    outside: Level = "warning"


class HouseStyle(msgspec.Struct, frozen=True):
    """The house style, which `check` holds.

    tanwin: whether the tanween of fath stands before its alef (كتابًا) or after it (كتاباً); "" holds
    each article to one of both. spellings: a word in its spellings, the house's first. distinct:
    words that only look like one. terms: what is not written, and what is instead ("": nothing).
    outlets: names that are sources when they stand in quotes.
    """

    rules: StyleRules = StyleRules()
    tanwin: Tanwin = ""
    spellings: tuple[tuple[str, ...], ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    outlets: tuple[str, ...] = ()


class DeployTarget(msgspec.Struct, frozen=True):
    """Where the site goes. One of `folder` (a path, seen from the project), `git` (a repository,
    with `branch`) and `host` (an address such as `sftp://user@host/path`) is given."""

    name: str
    folder: str = ""
    git: str = ""
    branch: str = "gh-pages"
    host: str = ""
    endpoint: str = ""
    """The address of an S3 service; empty means Amazon's."""
    plain_ftp: bool = False
    """Whether a host may be reached without encryption."""


class SiteConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a publication. Addresses end with `/`; the zone is an IANA name."""

    title: str
    base_url: str
    categories: tuple[TermEntry, ...]
    tagline: str = ""
    description: str = ""
    language: str = "ar"
    locale: str = "ar_IQ"
    timezone: str = "Asia/Baghdad"
    months: Months = "gregorian"
    digits: Digits = "western"
    hijri: bool = False
    kinds: tuple[Kind, ...] = ()
    default_kind: str = "تحليل"
    byline: str = ""
    """Byline of articles that name no author; empty means the title of the publication."""
    authors: tuple[TermEntry, ...] = ()
    tags: tuple[TermEntry, ...] = ()
    places: tuple[TermEntry, ...] = ()
    series: tuple[TermEntry, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    search: bool = True
    search_aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of words or names that are one to who searches."""
    redirects: tuple[tuple[str, str], ...] = ()
    """Old addresses and the paths that they lead to, both from the root of the site with `/`."""
    menu: tuple[MenuItem, ...] = ()
    footer_menu: tuple[MenuItem, ...] = ()
    sections: tuple[Selection, ...] = ()
    collections: tuple[tuple[str, Selection], ...] = ()
    permalink: str = "/{year}/{month}/{slug}/"
    slugs: Slugs = "arabic"
    markup: MarkupOptions = MarkupOptions()
    theme_body: TypefaceRole = "serif"
    related_count: int = 4
    feed_count: int = 20
    comments: CommentOptions = CommentOptions()
    images: ImageOptions = ImageOptions()
    share_cards: bool = True
    budgets: Budgets = Budgets()
    style: HouseStyle = HouseStyle()
    compress: tuple[Coding, ...] = ()
    """Ready-made answers that stand beside texts, for servers that do not compress themselves."""
    deploy: tuple[DeployTarget, ...] = ()
    """The first is meant where none is named."""
    notice: str = ""
    """One sentence shown on every page, such as "this is a demonstration"."""

    @property
    def base_path(self) -> str:
        """The path under which the site lives: `/` or `/site/`."""
        return "/" + self.base_url.split("://", 1)[1].partition("/")[2]
