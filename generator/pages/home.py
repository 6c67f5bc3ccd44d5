"""The front page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from generator.config import Selection
from generator.engine.publish import Order
from generator.graph.addresses import ARCHIVE
from generator.graph.model import Article, Taxonomy
from generator.graph.names import Names
from generator.pages.page import Page, Planner
from generator.pages.structured_data import site_json_ld
from generator.pages.views import CollectionView, HomeView, SectionView

LATEST = 6


def plan(planner: Planner) -> Iterator[Page]:
    """One page: the lead story, the sections that site.yaml declares, and the latest."""
    config, articles = planner.config, planner.graph.articles
    lead = next((a for a in articles if a.featured), articles[0] if articles else None)
    rest = [article for article in articles if article is not lead]
    view = HomeView(
        meta=planner.meta(
            "",
            config.title,
            config.description or config.tagline,
            structured_data=site_json_ld(config),
        ),
        lead=planner.card(lead) if lead else None,
        sections=_sections(planner, rest),
        latest=planner.cards_of(rest[:LATEST]),
        collections=tuple(
            CollectionView(
                name,
                selection.title,
                planner.cards_of(tuple(_chosen(articles, _spelled(planner, selection)))),
            )
            for name, selection in config.collections
        ),
        archive=ARCHIVE,
    )
    yield Page.seen("", "home.html", view, Order.LIST, "site.yaml")


def _sections(planner: Planner, articles: Sequence[Article]) -> tuple[SectionView, ...]:
    """The sections in order. What the page shows already comes again only to fill a section up."""
    shown = {article.source for article in articles[:LATEST]}
    sections = []
    for section in (_spelled(planner, section) for section in planner.config.sections):
        fresh_first = sorted(articles, key=lambda article: article.source in shown)
        chosen = tuple(_chosen(fresh_first, section))
        shown.update(article.source for article in chosen)
        cards = planner.cards_of(chosen)
        sections.append(SectionView(section.title, _more(planner, section), cards))
    return tuple(sections)


def _spelled(planner: Planner, selection: Selection) -> Selection:
    """The selection with its tag in the spelling that is shown, whatever site.yaml wrote."""
    if not selection.tag:
        return selection
    names = Names.of((), (), planner.config.synonyms)
    wanted = names.identity(selection.tag)
    tags = (term.name for term in planner.graph.terms[Taxonomy.TAG])
    tag = next((name for name in tags if names.identity(name) == wanted), selection.tag)
    return replace(selection, tag=tag)


def _chosen(articles: Iterable[Article], selection: Selection) -> Iterator[Article]:
    return islice((a for a in articles if _belongs(a, selection)), selection.count)


def _belongs(article: Article, selection: Selection) -> bool:
    return (
        (not selection.category or selection.category in {t.name for t in article.categories})
        and (not selection.tag or selection.tag in {t.name for t in article.tags})
        and (not selection.kind or selection.kind == article.kind.name)
    )


def _more(planner: Planner, selection: Selection) -> str:
    """The list that a section is the top of; the archive when it is a kind."""
    wanted = {Taxonomy.CATEGORY: selection.category, Taxonomy.TAG: selection.tag}
    for taxonomy, name in wanted.items():
        for term in planner.graph.terms[taxonomy]:
            if name and term.name == name:
                return term.path
    return ARCHIVE
