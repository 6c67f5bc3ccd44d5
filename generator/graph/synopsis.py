"""Synopsis: all of an article that the whole publication must know to be planned.

Weaving and planning look at every article on every build, so what they look at is small, worked out
once for each file, and kept together. The rest of an article (its *matter*) is fetched when a
page or a feed that shows it is made; until then digests stand for it.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterable
from datetime import datetime
from unicodedata import normalize
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from generator.arabic import readings
from generator.arabic.typography import typeset
from generator.config import MarkupOptions, SiteConfig, Slugs
from generator.content.document import Document, Salvage
from generator.content.header import Dateline, Header, Source, Update
from generator.diagnostics import Diagnostic
from generator.graph.addresses import slug_of
from generator.keys import Digest, digest
from generator.markup.body import Body, Heading, Reference
from generator.markup.relative import Mark

WORDS_A_MINUTE = 180
CONTENT = "content"
_ID_LENGTH = 8
_SHORT = 2
"""Words of so many letters tell nothing of what a text is about."""


class Style(msgspec.Struct, frozen=True):
    """The settings that a synopsis depends on, beside those that reading does."""

    markup: MarkupOptions
    slugs: Slugs

    @classmethod
    def of(cls, config: SiteConfig) -> Style:
        return cls(config.markup, config.slugs)

    def set(self, text: str) -> str:
        """A text of the header, typeset as the text of the article is."""
        options = self.markup
        return typeset((text,), quotes=options.quotes)[0] if options.typography else text


class Manuscript(msgspec.Struct, frozen=True):
    """An article as read and converted."""

    document: Document
    body: Body


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What an article's own page and the feeds show of it, and nobody else asks for. Texts are
    typeset. standfirst: the summary that was written; "" when it was taken from the text."""

    standfirst: str
    points: tuple[str, ...]
    dateline: Dateline | None
    sources: tuple[Source, ...]
    updates: tuple[Update, ...]
    """Oldest first."""
    headings: tuple[Heading, ...]
    words: int


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A path as a writer wrote it, and the project path that it stands for."""

    path: str
    source: str
    anchor: str = ""


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """The lead image: as written, the project path that this stands for, its words typeset."""

    src: str
    source: str
    alt: str
    caption: str
    credit: str


class Synopsis(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """One article in short. A Struct, since a hundred thousand are read back on every build.

    source: path of the file, NFC. html: digest of the body's HTML. front: digest of what cards
    show of the article itself. matter: digest of its Matter. slug: last part of the address. Names
    are as the writer gave them; title, summary and the words of the image are typeset.
    """

    source: str
    html: Digest
    front: Digest
    matter: Digest
    id: str
    slug: str
    title: str
    summary: str
    kind: str
    minutes: int
    published: datetime
    updated: datetime | None
    modified: datetime
    embargo: datetime | None
    expires: datetime | None
    draft: bool
    featured: bool
    comments: bool | None
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    place: str
    series: str
    corrected: bool
    """Whether it has updates, which the corrections page shows."""
    image: Picture | None
    links: tuple[Written, ...]
    images: tuple[Written, ...]
    anchors: str
    """As `anchors_of`."""
    aliases: tuple[str, ...]
    related: tuple[Written, ...]
    words: str
    """As `stems_of`: what it is about."""
    days: tuple[Mark, ...]
    """The relative days in its text."""
    findings: tuple[Diagnostic, ...]


def synopsis_of(
    manuscript: Manuscript, style: Style, findings: tuple[Diagnostic, ...] = ()
) -> Synopsis:
    """The synopsis of an article. `findings` are those of reading it."""
    document, body, header = manuscript.document, manuscript.body, manuscript.document.header
    source = normalize("NFC", document.path)
    matter = matter_of(manuscript, style)
    title, summary = style.set(header.title), style.set(header.summary) or body.excerpt
    picture = _picture(header, source, style)
    minutes = max(1, round(body.words / WORDS_A_MINUTE))
    id = header.id or digest(source)[:_ID_LENGTH]
    return Synopsis(
        source=source,
        html=body.html_digest,
        front=digest((title, summary, header.kind, minutes, header.date, _words_of(picture))),
        matter=digest(matter),
        id=id,
        slug=header.slug or slug_of(header.title, style.slugs) or id,
        title=title,
        summary=summary,
        kind=header.kind,
        minutes=minutes,
        published=header.date,
        updated=header.updated,
        modified=_modified(header),
        embargo=header.embargo,
        expires=header.expires,
        draft=header.draft,
        featured=header.featured,
        comments=header.comments,
        categories=header.categories,
        authors=header.authors,
        tags=header.tags,
        place=header.dateline.place if header.dateline else "",
        series=header.series,
        corrected=bool(header.updates),
        image=picture,
        links=links_of(body, source),
        images=pictures_of(body, source),
        anchors=anchors_of(body),
        aliases=header.aliases,
        related=_written(header.related, source),
        words=stems_of(title, summary),
        days=body.days,
        findings=(*findings, *findings_of(body, document.path, document.text_line)),
    )


def matter_of(manuscript: Manuscript, style: Style) -> Matter:
    """The matter of an article."""
    header, body = manuscript.document.header, manuscript.body
    standfirst = style.set(header.summary)
    updates = sorted(header.updates, key=lambda update: update.date)
    return Matter(
        standfirst=standfirst if standfirst != body.excerpt else "",
        points=tuple(style.set(point) for point in header.points),
        dateline=header.dateline,
        sources=header.sources,
        updates=tuple(Update(u.date, u.kind, style.set(u.text)) for u in updates),
        headings=body.headings,
        words=body.words,
    )


def stems_of(title: str, lead: str) -> str:
    """The stems of the words of a title and, on a second line, those of its lead: folded, without
    article and endings, each once, those of three letters or more."""
    seen: set[str] = set()
    lines = []
    for text in (title, lead):
        found = dict.fromkeys(filter(None, map(_stem, readings.words(text))))
        lines.append(" ".join(stem for stem in found if stem not in seen))
        seen |= found.keys()
    return "\n".join(lines)


@functools.lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """The surest reading of a folded word; "" when it is too short to tell anything."""
    stem = readings.readings(word)[0]
    return stem if len(stem) > _SHORT else ""


def source_of(written: str, source: str) -> str:
    """The project path that a written path stands for, seen from the file `source`."""
    written = normalize("NFC", unquote(written))
    start = CONTENT if written.startswith("/") else posixpath.dirname(source)
    return posixpath.normpath(posixpath.join(start, written.lstrip("/")))


def _picture(header: Header, source: str, style: Style) -> Picture | None:
    image = header.image
    if image is None:
        return None
    words = (style.set(text) for text in (image.alt, image.caption, image.credit))
    return Picture(image.src, source_of(image.src, source), *words)


def _words_of(picture: Picture | None) -> tuple[str, ...]:
    return (picture.alt, picture.caption, picture.credit) if picture else ()


def _modified(header: Header) -> datetime:
    moments = [header.date, *(update.date for update in header.updates)]
    return max([*moments, header.updated] if header.updated else moments)


def links_of(body: Body, source: str) -> tuple[Written, ...]:
    """The links to other files, and to anchors of this one (whose path is ""), each once."""
    pairs = dict.fromkeys((link.path, link.anchor) for link in body.links)
    return tuple(
        Written(
            path, source_of(path, source) if path else source, normalize("NFC", unquote(anchor))
        )
        for path, anchor in pairs
    )


def pictures_of(body: Body, source: str) -> tuple[Written, ...]:
    """The pictures in a text, each once."""
    return _written((reference.path for reference in body.images), source)


def anchors_of(body: Body) -> str:
    """Every id in a text, each between line ends: quicker to read back and to search than a set."""
    return "".join(f"\n{anchor}\n" for anchor in body.anchors)


def _written(paths: Iterable[str], source: str) -> tuple[Written, ...]:
    return tuple(Written(path, source_of(path, source)) for path in dict.fromkeys(paths))


def placed(body: Body, salvage: Salvage, path: str) -> Body:
    """The body of a file that has a fault: every span counts from the first line of the file, and
    the lead image is one of its pictures."""
    lines = salvage.text_line
    lead = (Reference(salvage.image[0], "", salvage.image[1]),) if salvage.image else ()
    return replace(
        body,
        links=_below(body.links, lines),
        images=(*lead, *_below(body.images, lines)),
        findings=findings_of(body, path, lines),
    )


def _below(references: tuple[Reference, ...], lines: int) -> tuple[Reference, ...]:
    return tuple(replace(each, span=each.span.below(lines)) for each in references)


def findings_of(body: Body, path: str, lines: int) -> tuple[Diagnostic, ...]:
    """What converting a text found, placed in its file, where `lines` lines stand above it."""
    return tuple(finding.moved(path, lines) for finding in body.findings)
