"""Weave: synopses of articles, and static pages, become the content graph. Pure, in one process, on
every build."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Protocol
from unicodedata import normalize

import msgspec
from msgspec.structs import replace

from generator.arabic.sorting import sort_key
from generator.config import Kind, SiteConfig
from generator.content.document import Document, PageDocument
from generator.diagnostics import Diagnostic, Span
from generator.graph import links, related
from generator.graph.addresses import short_path
from generator.graph.attachments import attachments, used
from generator.graph.directory import Directory, spellings
from generator.graph.links import Resolved, Target
from generator.graph.lookalikes import Use, lookalikes
from generator.graph.model import (
    Article,
    ContentGraph,
    ImageFile,
    LeadImage,
    Redirect,
    StaticPage,
    Status,
    Taxonomy,
    Term,
    TermLink,
)
from generator.graph.pictures import image_files
from generator.graph.related import Nearest
from generator.graph.synopsis import (
    Manuscript,
    Matter,
    Style,
    Synopsis,
    anchors_of,
    links_of,
    pictures_of,
)
from generator.images.facts import ImageFacts
from generator.keys import Digest, digest
from generator.markup.body import Body
from generator.request import SETTINGS


class Shelf(Protocol):
    """Where articles are kept whole."""

    def manuscript(self, source: str) -> Manuscript:
        """The article of a source path, without its text."""
        ...

    def matter(self, digest: Digest) -> Matter:
        """What a digest in a synopsis stands for."""
        ...


class PageManuscript(msgspec.Struct, frozen=True):
    """A static page as read and converted."""

    document: PageDocument
    body: Body


class Moment(msgspec.Struct, frozen=True):
    """When the site is seen: `preview` shows what is not public as well."""

    now: datetime
    preview: bool = False


class Woven(msgspec.Struct, frozen=True):
    """The graph, what was found on the way, and what to hand to the next weaving."""

    graph: ContentGraph
    findings: tuple[Diagnostic, ...]
    nearest: Nearest
    moment: Moment
    weaver: Weaver
    """For one article that is woven anew, see `alone`."""


def weave(
    config: SiteConfig,
    synopses: Sequence[Synopsis],
    pages: Sequence[PageManuscript],
    images: Mapping[str, tuple[ImageFacts, Digest]],
    moment: Moment,
    shelf: Shelf,
    unread: Mapping[str, Body | None] = MappingProxyType({}),
    known: Nearest | None = None,
    left_out: Sequence[str] = (),
    files: Mapping[str, Digest] = MappingProxyType({}),
) -> Woven:
    """The publication at a moment. `images` are the image files of the project by path; `unread`
    are the files that could not be read, with what is left of them (as `placed`): links to them are
    not dead, their fault is told already.
    `known`: what the last weaving found near, which holds while nothing that decides it has moved.
    `left_out`: files that are not public for now, whatever is in them. `files`: digests of what
    may be attached, by path.
    """
    pages = [_composed(page) for page in pages if moment.preview or not page.document.header.draft]
    unread = {normalize("NFC", path): rest for path, rest in unread.items()}
    statuses = [status_of(synopsis, moment) for synopsis in synopses]
    shown = [
        (synopsis, status)
        for synopsis, status in zip(synopses, statuses, strict=True)
        if moment.preview or status is Status.PUBLISHED
    ]
    directory = Directory(config, spellings([synopsis for synopsis, _ in shown]))
    targets = _targets(synopses, shown, pages, directory)
    targets |= {source: Target("", None) for source in unread}
    left_out = [normalize("NFC", path) for path in left_out]
    targets |= {source: Target(None, None) for source in left_out}
    attached = attachments(files, config)
    targets |= {source: Target(one.path, None) for source, one in attached.items()}
    sources = frozenset((*(synopsis.source for synopsis in synopses), *unread, *left_out))
    weaver = Weaver(config, directory, sources, targets, image_files(images, config.images), shelf)
    weaver.findings += [finding for synopsis in synopses for finding in synopsis.findings]
    for source, rest in unread.items():
        if rest is not None:
            weaver.findings += links.faults(source, rest, 0, weaver.targets, weaver.images)
    articles = [weaver.article(synopsis, status) for synopsis, status in shown]
    articles.sort(key=attrgetter("published", "source"), reverse=True)
    statics = [weaver.page(page) for page in pages]
    weaver.findings += lookalikes(_uses(shown), directory.names, weaver.span)
    terms = weaver.terms(articles)
    nearest = related.nearest(articles, config.related_count, known)
    graph = ContentGraph(
        articles=tuple(articles),
        pages=tuple(sorted(statics, key=lambda page: page.path)),
        terms=MappingProxyType(terms),
        related=MappingProxyType(related.of_ranks(articles, nearest)),
        redirects=_redirects(articles, pages, statics, config),
        images=tuple(sorted(weaver.used.values(), key=lambda image: image.path)),
        attachments=tuple(used(attached, _addresses(articles, statics)) if attached else ()),
    )
    return Woven(graph, tuple(weaver.findings), nearest, moment, weaver)


def _composed(page: PageManuscript) -> PageManuscript:
    """The page under the NFC form of its file's name: disks differ in the form in which they keep a
    name, but links and short links may not (faults row 104)."""
    path = normalize("NFC", page.document.path)
    return replace(page, document=replace(page.document, path=path))


def status_of(synopsis: Synopsis, moment: Moment) -> Status:
    """Why an article is public at a moment, or is not."""
    if synopsis.draft:
        return Status.DRAFT
    if synopsis.embargo and synopsis.embargo > moment.now:
        return Status.EMBARGOED
    if synopsis.published > moment.now:
        return Status.SCHEDULED
    if synopsis.expires and synopsis.expires <= moment.now:
        return Status.EXPIRED
    return Status.PUBLISHED


class Weaver:
    """What one weaving needs at every step, and what it has found and used so far."""

    def __init__(
        self,
        config: SiteConfig,
        directory: Directory,
        sources: frozenset[str],
        targets: Mapping[str, Target],
        images: Mapping[str, ImageFile],
        shelf: Shelf,
    ) -> None:
        self.config = config
        self.directory = directory
        self.sources = sources
        """Files of all articles, public or not."""
        self.targets = targets
        self.images = images
        self.shelf = shelf
        self.style = Style.of(config)
        self.findings: list[Diagnostic] = []
        self.used: dict[str, ImageFile] = {}
        self.byline = (config.byline or config.title,)
        self.kinds = {kind.name: kind for kind in config.kinds}

    def anew(self, shelf: Shelf) -> Weaver:
        """One with the same names and targets, that has found and used nothing yet."""
        return Weaver(self.config, self.directory, self.sources, self.targets, self.images, shelf)

    def article(self, synopsis: Synopsis, status: Status) -> Article:
        directory = self.directory
        categories = directory.links(Taxonomy.CATEGORY, synopsis.categories)
        authors = directory.links(Taxonomy.AUTHOR, synopsis.authors or self.byline)
        tags = directory.links(Taxonomy.TAG, synopsis.tags)
        place = directory.link(Taxonomy.PLACE, synopsis.place) if synopsis.place else None
        series = directory.link(Taxonomy.SERIES, synopsis.series) if synopsis.series else None
        kind = self._kind(synopsis.kind)
        path = directory.article_path(synopsis)
        image = self._lead_image(synopsis)
        resolved = self._resolved(synopsis)
        card = digest(
            (
                synopsis.front,
                path,
                kind.name,
                place,
                authors,
                categories,
                image and image.file,
                status,
            )
        )
        return Article(
            source=synopsis.source,
            id=synopsis.id,
            path=path,
            short_path=short_path(synopsis.id),
            title=synopsis.title,
            kind=kind,
            summary=synopsis.summary,
            minutes=synopsis.minutes,
            published=synopsis.published,
            updated=synopsis.updated,
            modified=synopsis.modified,
            place=place,
            categories=categories,
            authors=authors,
            tags=tags,
            series=series,
            corrected=synopsis.corrected,
            image=image,
            html=synopsis.html,
            aliases=synopsis.aliases,
            words=synopsis.words,
            chosen_related=self._chosen(synopsis),
            addresses=resolved.addresses,
            shorts=resolved.shorts,
            pictures=resolved.pictures,
            featured=synopsis.featured,
            comments=self.config.comments.open if synopsis.comments is None else synopsis.comments,
            status=status,
            fetch=functools.partial(self.shelf.matter, synopsis.matter),
            card=card,
            own=digest((card, synopsis.matter, kind, synopsis.id, synopsis.modified, tags, series)),
        )

    def page(self, page: PageManuscript) -> StaticPage:
        document, body = page.document, page.body
        own = Target("", anchors_of(body))
        written = links_of(body, document.path), pictures_of(body, document.path)
        resolved = links.resolve(*written, own, *self._places)
        if not resolved.sound:
            self._tell(document, body)
        self.used.update((image.path, image) for image in resolved.images)
        return StaticPage(
            source=document.path,
            path=self.directory.page_path(document),
            header=replace(
                document.header,
                title=self.style.set(document.header.title),
                summary=self.style.set(document.header.summary),
            ),
            body=body,
            addresses=resolved.addresses,
            shorts=resolved.shorts,
            pictures=resolved.pictures,
        )

    def terms(self, articles: Sequence[Article]) -> dict[Taxonomy, tuple[Term, ...]]:
        """Every term that has articles, and every category that is declared."""
        gathered: dict[tuple[str, str], tuple[TermLink, list[Article]]] = {}
        for entry in self.config.categories:
            link = self.directory.link(Taxonomy.CATEGORY, entry.name)
            gathered[link.path, link.name] = (link, [])
        for article in articles:
            for link in article.term_links:
                members = gathered.get((link.path, link.name))
                if members is None:
                    members = gathered[link.path, link.name] = (link, [])
                members[1].append(article)
        terms = [self._term(link, tuple(members)) for link, members in gathered.values()]
        return {
            taxonomy: tuple(
                sorted(
                    (term for term in terms if term.taxonomy is taxonomy),
                    key=lambda term: sort_key(term.name),
                )
            )
            for taxonomy in Taxonomy
        }

    def span(self, source: str, field: str) -> Span | None:
        """The place of a value of a header, as the writer gave it."""
        return dict(self.shelf.manuscript(source).document.spans).get(field)

    def _term(self, link: TermLink, articles: tuple[Article, ...]) -> Term:
        entry = self.directory.entry(link)
        return Term(link.taxonomy, link.name, link.path, entry.description, entry.url, articles)

    def _kind(self, name: str) -> Kind:
        name = name or self.config.default_kind
        return self.kinds.get(name) or Kind(name, "NewsArticle")

    @property
    def _places(self) -> tuple[Mapping[str, Target], Mapping[str, ImageFile]]:
        return self.targets, self.images

    def _resolved(self, synopsis: Synopsis) -> Resolved:
        own = Target("", synopsis.anchors)
        resolved = links.resolve(synopsis.links, synopsis.images, own, *self._places)
        if not resolved.sound:
            manuscript = self.shelf.manuscript(synopsis.source)
            document = replace(manuscript.document, path=synopsis.source)
            self._tell(document, manuscript.body)
        for image in resolved.images:
            self.used[image.path] = image
        return resolved

    def _tell(self, document: Document | PageDocument, body: Body) -> None:
        self.findings += links.faults(document.path, body, document.text_line, *self._places)

    def _lead_image(self, synopsis: Synopsis) -> LeadImage | None:
        picture = synopsis.image
        if picture is None:
            return None
        file = self.images.get(picture.source)
        if file is None:
            span = self.span(synopsis.source, "image")
            self.findings.append(links.dead(synopsis.source, span, picture.src, self.images))
            return None
        self.used[file.path] = file
        return LeadImage(file, picture.alt, picture.caption, picture.credit)

    def _chosen(self, synopsis: Synopsis) -> tuple[str, ...]:
        if not synopsis.related:
            return ()
        known = [one for one in synopsis.related if one.source in self.sources]
        if len(known) < len(synopsis.related):
            span = self.span(synopsis.source, "related")
            self.findings += [
                links.dead(synopsis.source, span, one.path, self.sources)
                for one in synopsis.related
                if one not in known
            ]
        return tuple(one.source for one in known)


def _targets(
    synopses: Sequence[Synopsis],
    shown: Sequence[tuple[Synopsis, Status]],
    pages: Sequence[PageManuscript],
    directory: Directory,
) -> dict[str, Target]:
    """Everything that can be linked to by file name, public or not."""
    targets = {each.source: Target(None, each.anchors) for each in synopses}
    for synopsis, _ in shown:
        path = directory.article_path(synopsis)
        targets[synopsis.source] = Target(path, synopsis.anchors, short_path(synopsis.id))
    for page in pages:
        path = directory.page_path(page.document)
        targets[page.document.path] = Target(path, anchors_of(page.body), path)
    return targets


def _addresses(articles: Sequence[Article], statics: Sequence[StaticPage]) -> Iterator[str]:
    """Where the links of all texts lead."""
    for addresses in (*(a.addresses for a in articles), *(s.addresses for s in statics)):
        yield from (address for _, address in addresses)


def _redirects(
    articles: Sequence[Article],
    pages: Sequence[PageManuscript],
    statics: Sequence[StaticPage],
    config: SiteConfig,
) -> tuple[Redirect, ...]:
    found = [
        Redirect(alias.lstrip("/"), article.path, article.source)
        for article in articles
        for alias in article.aliases
    ]
    found += [
        Redirect(alias.lstrip("/"), static.path, static.source)
        for page, static in zip(pages, statics, strict=True)
        for alias in page.document.header.aliases
    ]
    found += [Redirect(old.lstrip("/"), new.lstrip("/"), SETTINGS) for old, new in config.redirects]
    return tuple(sorted(found, key=lambda redirect: redirect.old))


def _uses(shown: Sequence[tuple[Synopsis, Status]]) -> dict[Taxonomy, dict[str, Use]]:
    """The names that writers type freely: no list in site.yaml catches a slip in them."""
    uses: dict[Taxonomy, dict[str, Use]] = {
        taxonomy: {} for taxonomy in Taxonomy if taxonomy is not Taxonomy.CATEGORY
    }
    tags, authors = uses[Taxonomy.TAG], uses[Taxonomy.AUTHOR]
    places, series = uses[Taxonomy.PLACE], uses[Taxonomy.SERIES]
    for synopsis in sorted((synopsis for synopsis, _ in shown), key=attrgetter("source")):
        for gathered, names in (
            (tags, synopsis.tags),
            (authors, synopsis.authors),
            (places, (synopsis.place,)),
            (series, (synopsis.series,)),
        ):
            for name in names:
                if use := gathered.get(name):
                    use.count += 1
                elif name:
                    gathered[name] = Use(name, synopsis.source)
    return uses
