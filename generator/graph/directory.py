"""The directory: under what name and at what address everything of the publication is found."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from generator.config import SiteConfig, TermEntry
from generator.content.document import Document, PageDocument
from generator.content.header import Header
from generator.graph.addresses import permalink, slug_of
from generator.graph.model import Taxonomy, TermLink
from generator.graph.names import Names
from generator.keys import digest

_ID_LENGTH = 8


class Directory:
    """Names and addresses of one weaving. What is asked for twice is worked out once."""

    def __init__(self, config: SiteConfig, headers: Sequence[Header]) -> None:
        """`headers`: of the articles that are shown; hidden ones have no say in spellings."""
        self._config = config
        self._entries: dict[Taxonomy, tuple[TermEntry, ...]] = {
            Taxonomy.CATEGORY: config.categories,
            Taxonomy.TAG: config.tags,
            Taxonomy.AUTHOR: config.authors,
            Taxonomy.PLACE: config.places,
            Taxonomy.SERIES: config.series,
        }
        spellings = _spellings(headers)
        self.names = {
            taxonomy: Names.of(spellings[taxonomy], entries, config.synonyms)
            for taxonomy, entries in self._entries.items()
        }
        self._links: dict[tuple[Taxonomy, str], TermLink] = {}
        self._paths: dict[str, str] = {}

    def link(self, taxonomy: Taxonomy, name: str) -> TermLink:
        """The link to a term, whatever spelling it was given in."""
        link = self._links.get((taxonomy, name))
        if link is None:
            link = self._links[taxonomy, name] = self._link(taxonomy, name)
        return link

    def links(self, taxonomy: Taxonomy, names: Iterable[str]) -> tuple[TermLink, ...]:
        """The links to terms, each once, in the order given."""
        return tuple(dict.fromkeys(self.link(taxonomy, name) for name in names))

    def entry(self, link: TermLink) -> TermEntry:
        """What site.yaml says of a term; nothing but its name when it says nothing."""
        entries = self._entries[link.taxonomy]
        return next((e for e in entries if e.name == link.name), TermEntry(link.name))

    def article_id(self, document: Document) -> str:
        """The short id behind `/a/<id>/`; from the path of the file when the header gives none."""
        return document.header.id or digest(document.path)[:_ID_LENGTH]

    def article_path(self, document: Document) -> str:
        """The permalink of an article."""
        path = self._paths.get(document.path)
        if path is None:
            path = self._paths[document.path] = self._article_path(document)
        return path

    def page_path(self, document: PageDocument) -> str:
        """The address of a static page."""
        header = document.header
        stem = posixpath.splitext(posixpath.basename(document.path))[0]
        return (header.slug or slug_of(header.title, self._config) or stem) + "/"

    def _link(self, taxonomy: Taxonomy, name: str) -> TermLink:
        shown = self.names[taxonomy][name]
        given = next((e.slug for e in self._entries[taxonomy] if e.name == shown), "")
        slug = given or slug_of(shown, self._config) or digest(shown)[:_ID_LENGTH]
        return TermLink(taxonomy, shown, f"{taxonomy.value}/{slug}/")

    def _article_path(self, document: Document) -> str:
        header, id = document.header, self.article_id(document)
        return permalink(
            self._config,
            moment=header.date,
            slug=header.slug or slug_of(header.title, self._config) or id,
            id=id,
            category=self.link(Taxonomy.CATEGORY, header.categories[0]).name,
        )


def _spellings(headers: Sequence[Header]) -> dict[Taxonomy, list[str]]:
    """Every name as it was written, as often as it was written."""
    return {
        Taxonomy.CATEGORY: [name for header in headers for name in header.categories],
        Taxonomy.TAG: [name for header in headers for name in header.tags],
        Taxonomy.AUTHOR: [name for header in headers for name in header.authors],
        Taxonomy.PLACE: [header.dateline.place for header in headers if header.dateline],
        Taxonomy.SERIES: [header.series for header in headers if header.series],
    }
