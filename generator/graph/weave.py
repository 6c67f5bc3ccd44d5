"""Weave: headers and bodies become the content graph. Pure, in one process, on every build."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar
from unicodedata import normalize

from generator.arabic.slugs import slug as arabic_slug
from generator.arabic.sorting import sort_key
from generator.arabic.typography import typeset
from generator.config import Kind, SiteConfig
from generator.content.document import Document, PageDocument
from generator.content.header import Header, Update
from generator.diagnostics import Diagnostic, Span
from generator.graph import links, related
from generator.graph.addresses import portable
from generator.graph.directory import Directory
from generator.graph.links import Resolved, Target
from generator.graph.lookalikes import Mention, lookalikes
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
from generator.images.probe import ImageFacts
from generator.keys import Digest
from generator.markup.body import Body

WORDS_A_MINUTE = 180
_IMAGE_NAME = 120
"""Bytes of an image's name, before its digest and extension; 140 is the most that disks hold."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article as read and converted."""

    document: Document
    body: Body


@dataclass(frozen=True, slots=True)
class PageManuscript:
    """A static page as read and converted."""

    document: PageDocument
    body: Body


@dataclass(frozen=True, slots=True)
class Moment:
    """When the site is seen: `preview` shows what is not public as well."""

    now: datetime
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Woven:
    """The graph and what was found on the way."""

    graph: ContentGraph
    findings: tuple[Diagnostic, ...]


def weave(
    config: SiteConfig,
    manuscripts: Sequence[Manuscript],
    pages: Sequence[PageManuscript],
    images: Mapping[str, tuple[ImageFacts, Digest]],
    moment: Moment,
    unread: Sequence[str] = (),
) -> Woven:
    """The publication at a moment. `images` are the image files of the project by path; `unread`
    are the files that could not be read: links to them are not dead, their fault is told already.
    """
    manuscripts = [_composed(manuscript) for manuscript in manuscripts]
    pages = [_composed(page) for page in pages]
    unread = [normalize("NFC", path) for path in unread]
    shown = [m for m in manuscripts if moment.preview or _status(m, moment) is Status.PUBLISHED]
    pages = [page for page in pages if moment.preview or not page.document.header.draft]
    sources = [*(manuscript.document.path for manuscript in manuscripts), *unread]
    weaver = _Weaver(config, shown, sources, _image_files(images), moment)
    targets = _targets(manuscripts, shown, pages, weaver)
    targets |= {source: Target(source, "", None) for source in unread}
    findings: list[Diagnostic] = []
    articles = [weaver.article(manuscript, targets, findings) for manuscript in shown]
    articles.sort(key=lambda article: (article.published, article.source), reverse=True)
    statics = [weaver.page(page, targets, findings) for page in pages]
    terms = weaver.terms(articles)
    findings += lookalikes(_mentions(shown), weaver.directory.names)
    graph = ContentGraph(
        articles=tuple(articles),
        pages=tuple(sorted(statics, key=lambda page: page.path)),
        terms=MappingProxyType(terms),
        related=MappingProxyType(related.related(articles, terms, config.related_count)),
        redirects=_redirects(articles, pages, statics),
        images=tuple(sorted(weaver.used.values(), key=lambda image: image.path)),
    )
    return Woven(graph, tuple(findings))


_Read = TypeVar("_Read", Manuscript, PageManuscript)


def _composed(manuscript: _Read) -> _Read:
    """The manuscript under the NFC form of its file's name: disks differ in the form in which they
    keep a name, but links and short links may not (faults row 104)."""
    path = normalize("NFC", manuscript.document.path)
    if path == manuscript.document.path:
        return manuscript
    return replace(manuscript, document=replace(manuscript.document, path=path))


def _status(manuscript: Manuscript, moment: Moment) -> Status:
    header = manuscript.document.header
    if header.draft:
        return Status.DRAFT
    if header.embargo and header.embargo > moment.now:
        return Status.EMBARGOED
    if header.date > moment.now:
        return Status.SCHEDULED
    if header.expires and header.expires <= moment.now:
        return Status.EXPIRED
    return Status.PUBLISHED


def _image_files(images: Mapping[str, tuple[ImageFacts, Digest]]) -> dict[str, ImageFile]:
    return {
        normalize("NFC", source): ImageFile(
            source, _image_path(source, sum), facts.width, facts.height, sum
        )
        for source, (facts, sum) in images.items()
    }


def _image_path(source: str, sum: Digest) -> str:
    """An address that changes with the bytes, so that hosts and readers may keep it for ever."""
    stem, extension = posixpath.splitext(posixpath.basename(source))
    name = portable(arabic_slug(stem, limit=_IMAGE_NAME)) or "image"
    return f"images/{name}.{sum[:8]}{extension.lower()}"


class _Weaver:
    """What one weaving needs at every step: settings, unified names, images, the moment."""

    def __init__(
        self,
        config: SiteConfig,
        shown: Sequence[Manuscript],
        sources: Iterable[str],
        images: Mapping[str, ImageFile],
        moment: Moment,
    ) -> None:
        self.config = config
        self.directory = Directory(config, [each.document.header for each in shown])
        self.sources = frozenset(sources)
        """Files of all articles, public or not."""
        self.images = images
        self.moment = moment
        self.used: dict[str, ImageFile] = {}
        self.byline = config.byline or config.title
        self.kinds = {kind.name: kind for kind in config.kinds}

    def article(
        self,
        manuscript: Manuscript,
        targets: Mapping[str, Target],
        findings: list[Diagnostic],
    ) -> Article:
        document, header, body = manuscript.document, manuscript.document.header, manuscript.body
        spans = dict(document.spans)
        resolved = self._resolve(document.path, body, document.text_line, targets, findings)
        return Article(
            source=document.path,
            id=self.directory.article_id(document),
            path=self.directory.article_path(document),
            short_path=f"a/{self.directory.article_id(document)}/",
            title=self._set(header.title),
            kind=self._kind(header),
            summary=self._set(header.summary) or body.excerpt,
            points=tuple(self._set(point) for point in header.points),
            published=header.date,
            updated=header.updated,
            modified=_modified(header),
            dateline=header.dateline,
            place=self.directory.link(Taxonomy.PLACE, header.dateline.place)
            if header.dateline
            else None,
            categories=self.directory.links(Taxonomy.CATEGORY, header.categories),
            authors=self.directory.links(Taxonomy.AUTHOR, header.authors or (self.byline,)),
            tags=self.directory.links(Taxonomy.TAG, header.tags),
            series=self.directory.link(Taxonomy.SERIES, header.series) if header.series else None,
            sources=header.sources,
            updates=self._updates(header),
            image=self._lead_image(document, spans, findings),
            body=body,
            minutes=max(1, round(body.words / WORDS_A_MINUTE)),
            aliases=header.aliases,
            chosen_related=self._chosen(document, spans, findings),
            addresses=resolved.addresses,
            image_sizes=resolved.image_sizes,
            featured=header.featured,
            comments=self.config.comments if header.comments is None else header.comments,
            status=_status(manuscript, self.moment),
        )

    def page(
        self,
        page: PageManuscript,
        targets: Mapping[str, Target],
        findings: list[Diagnostic],
    ) -> StaticPage:
        document = page.document
        resolved = self._resolve(document.path, page.body, document.text_line, targets, findings)
        return StaticPage(
            source=document.path,
            path=self.directory.page_path(document),
            header=replace(
                document.header,
                title=self._set(document.header.title),
                summary=self._set(document.header.summary),
            ),
            body=page.body,
            addresses=resolved.addresses,
            image_sizes=resolved.image_sizes,
        )

    def terms(self, articles: Sequence[Article]) -> dict[Taxonomy, tuple[Term, ...]]:
        """Every term that has articles, and every category that is declared."""
        gathered: dict[TermLink, list[Article]] = {
            self.directory.link(Taxonomy.CATEGORY, entry.name): []
            for entry in self.config.categories
        }
        for article in articles:
            for link in _term_links(article):
                gathered.setdefault(link, []).append(article)
        terms = [self._term(link, tuple(members)) for link, members in gathered.items()]
        return {
            taxonomy: tuple(
                sorted(
                    (term for term in terms if term.taxonomy is taxonomy),
                    key=lambda term: sort_key(term.name),
                )
            )
            for taxonomy in Taxonomy
        }

    def _term(self, link: TermLink, articles: tuple[Article, ...]) -> Term:
        entry = self.directory.entry(link)
        return Term(link.taxonomy, link.name, link.path, entry.description, entry.url, articles)

    def _set(self, text: str) -> str:
        """A text of the header, typeset as the text of the article is."""
        options = self.config.markup
        return typeset((text,), quotes=options.quotes)[0] if options.typography else text

    def _updates(self, header: Header) -> tuple[Update, ...]:
        updates = sorted(header.updates, key=lambda update: update.date)
        return tuple(replace(update, text=self._set(update.text)) for update in updates)

    def _kind(self, header: Header) -> Kind:
        name = header.kind or self.config.default_kind
        return self.kinds.get(name) or Kind(name, "NewsArticle")

    def _resolve(
        self,
        source: str,
        body: Body,
        lines_above: int,
        targets: Mapping[str, Target],
        findings: list[Diagnostic],
    ) -> Resolved:
        resolved = links.resolve(source, body, lines_above, targets, self.images)
        findings += resolved.findings
        self.used.update((image.path, image) for image in resolved.images)
        return resolved

    def _lead_image(
        self, document: Document, spans: Mapping[str, Span], findings: list[Diagnostic]
    ) -> LeadImage | None:
        picture = document.header.image
        if picture is None:
            return None
        file = self.images.get(links.source_of(picture.src, document.path))
        if file is None:
            span = spans.get("image")
            findings.append(links.dead(document.path, span, picture.src, self.images))
            return None
        self.used[file.path] = file
        return LeadImage(
            file, self._set(picture.alt), self._set(picture.caption), self._set(picture.credit)
        )

    def _chosen(
        self, document: Document, spans: Mapping[str, Span], findings: list[Diagnostic]
    ) -> tuple[str, ...]:
        chosen = []
        for written in document.header.related:
            source = links.source_of(written, document.path)
            if source in self.sources:
                chosen.append(source)
            else:
                span = spans.get("related")
                findings.append(links.dead(document.path, span, written, self.sources))
        return tuple(chosen)


def _modified(header: Header) -> datetime:
    moments = [header.date, *(update.date for update in header.updates)]
    return max([*moments, header.updated] if header.updated else moments)


def _term_links(article: Article) -> Iterable[TermLink]:
    yield from article.categories
    yield from article.tags
    yield from article.authors
    if article.place:
        yield article.place
    if article.series:
        yield article.series


def _targets(
    manuscripts: Sequence[Manuscript],
    shown: Sequence[Manuscript],
    pages: Sequence[PageManuscript],
    weaver: _Weaver,
) -> dict[str, Target]:
    """Everything that can be linked to by file name, public or not."""
    documents = [manuscript.document for manuscript in shown]
    public = {each.path: weaver.directory.article_path(each) for each in documents}
    targets = {
        m.document.path: Target(
            m.document.path, public.get(m.document.path), frozenset(m.body.anchors)
        )
        for m in manuscripts
    }
    for page in pages:
        path, anchors = weaver.directory.page_path(page.document), frozenset(page.body.anchors)
        targets[page.document.path] = Target(page.document.path, path, anchors)
    return targets


def _redirects(
    articles: Sequence[Article],
    pages: Sequence[PageManuscript],
    statics: Sequence[StaticPage],
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
    return tuple(sorted(found, key=lambda redirect: redirect.old))


def _mentions(shown: Sequence[Manuscript]) -> Iterable[Mention]:
    """The names that writers type freely: no list in site.yaml catches a slip in them."""
    for manuscript in shown:
        document, header = manuscript.document, manuscript.document.header
        places = [header.dateline.place] if header.dateline else []
        typed: tuple[tuple[Taxonomy, str, Iterable[str]], ...] = (
            (Taxonomy.TAG, "tags", header.tags),
            (Taxonomy.AUTHOR, "author", header.authors),
            (Taxonomy.PLACE, "dateline", places),
            (Taxonomy.SERIES, "series", [header.series] if header.series else []),
        )
        spans = dict(document.spans)
        for taxonomy, field, names in typed:
            for name in names:
                yield Mention(taxonomy, name, document.path, spans.get(field))
