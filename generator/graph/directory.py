"""The directory: under what name and at what address everything of the publication is found."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence

from generator.config import SiteConfig, TermEntry
from generator.content.document import PageDocument
from generator.graph.addresses import permalink, slug_of
from generator.graph.model import Taxonomy, TermLink
from generator.graph.names import Names
from generator.graph.synopsis import Synopsis
from generator.keys import digest

_SLUG_LENGTH = 8
"""Of a name that has no letter for an address."""


class Directory:
    """Names and addresses of one weaving. What is asked for twice is worked out once."""

    def __init__(self, config: SiteConfig, spellings: Mapping[Taxonomy, Mapping[str, int]]) -> None:
        """`spellings`: every name as it was written, and how often (see `spellings`)."""
        self._config = config
        self._entries: dict[Taxonomy, tuple[TermEntry, ...]] = {
            Taxonomy.CATEGORY: config.categories,
            Taxonomy.TAG: config.tags,
            Taxonomy.AUTHOR: config.authors,
            Taxonomy.PLACE: config.places,
            Taxonomy.SERIES: config.series,
        }
        self.names = {
            taxonomy: Names.of(spellings[taxonomy], entries, config.synonyms)
            for taxonomy, entries in self._entries.items()
        }
        self._links: dict[Taxonomy, dict[str, TermLink]] = {taxonomy: {} for taxonomy in Taxonomy}
        self._many: dict[Taxonomy, dict[tuple[str, ...], tuple[TermLink, ...]]] = {
            taxonomy: {} for taxonomy in Taxonomy
        }
        self._paths: dict[str, str] = {}

    def link(self, taxonomy: Taxonomy, name: str) -> TermLink:
        """The link to a term, whatever spelling it was given in."""
        known = self._links[taxonomy]
        link = known.get(name)
        if link is None:
            link = known[name] = self._link(taxonomy, name)
        return link

    def links(self, taxonomy: Taxonomy, names: tuple[str, ...]) -> tuple[TermLink, ...]:
        """The links to terms, each once, in the order given."""
        known = self._many[taxonomy]
        links = known.get(names)
        if links is None:
            links = tuple(dict.fromkeys([self.link(taxonomy, name) for name in names]))
            known[names] = links
        return links

    def entry(self, link: TermLink) -> TermEntry:
        """What site.yaml says of a term; nothing but its name when it says nothing."""
        entries = self._entries[link.taxonomy]
        return next((e for e in entries if e.name == link.name), TermEntry(link.name))

    def article_path(self, synopsis: Synopsis) -> str:
        """The permalink of an article."""
        path = self._paths.get(synopsis.source)
        if path is None:
            category = self.link(Taxonomy.CATEGORY, synopsis.categories[0]).name
            path = self._paths[synopsis.source] = permalink(
                self._config,
                moment=synopsis.published,
                slug=synopsis.slug,
                id=synopsis.id,
                category=category,
            )
        return path

    def page_path(self, document: PageDocument) -> str:
        """The address of a static page."""
        header = document.header
        stem = posixpath.splitext(posixpath.basename(document.path))[0]
        return (header.slug or slug_of(header.title, self._config.slugs) or stem) + "/"

    def _link(self, taxonomy: Taxonomy, name: str) -> TermLink:
        shown = self.names[taxonomy][name]
        given = next((e.slug for e in self._entries[taxonomy] if e.name == shown), "")
        slug = given or slug_of(shown, self._config.slugs) or digest(shown)[:_SLUG_LENGTH]
        return TermLink(taxonomy, shown, f"{taxonomy.value}/{slug}/")


def spellings(shown: Sequence[Synopsis]) -> dict[Taxonomy, Mapping[str, int]]:
    """Every name as it was written, and how often, in the articles that are shown: hidden ones have
    no say in spellings."""
    counts: dict[Taxonomy, Counter[str]] = {taxonomy: Counter() for taxonomy in Taxonomy}
    for taxonomy, names in (
        (Taxonomy.CATEGORY, (name for each in shown for name in each.categories)),
        (Taxonomy.TAG, (name for each in shown for name in each.tags)),
        (Taxonomy.AUTHOR, (name for each in shown for name in each.authors)),
        (Taxonomy.PLACE, (each.place for each in shown if each.place)),
        (Taxonomy.SERIES, (each.series for each in shown if each.series)),
    ):
        counts[taxonomy].update(names)
    return dict(counts)
