"""The masthead: what every page shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from generator.config import MenuItem, SiteConfig
from generator.graph.addresses import SEARCH
from generator.graph.model import ContentGraph, Taxonomy
from generator.graph.policy import CONTENT_SECURITY_POLICY
from generator.pages.views import Formats, Link, Masthead, Preload

SCRIPTS = ("assets/site.js", "assets/search.js", "assets/comments.js")
"""Of every page, of the search page, and of pages that take comments."""


def scripts_for(config: SiteConfig) -> tuple[str, ...]:
    """Those of `SCRIPTS` that pages of a site load."""
    theme, search, comments = SCRIPTS
    some = (search if config.search else "", comments if config.comments.server else "")
    return (theme, *filter(None, some))


class SiteAssets(msgspec.Struct, frozen=True):
    """Paths of the files that every page refers to."""

    stylesheet: str
    preloads: tuple[str, ...]
    icon: str
    scripts: Mapping[str, str]
    """Where each of `SCRIPTS` is found; a publication may do without."""


def masthead(config: SiteConfig, graph: ContentGraph, assets: SiteAssets) -> Masthead:
    """The masthead of a publication. It holds nothing that a new article would change."""
    places = _places(graph)
    menu, footer_menu = _menu(config.menu, places), _menu(config.footer_menu, places)
    return Masthead(
        title=config.title,
        tagline=config.tagline,
        language=config.language,
        og_locale=config.locale,
        notice=config.notice,
        base_path=config.base_path,
        menu=menu,
        footer_menu=footer_menu,
        places=tuple(sorted({"", *(item.path for item in (*menu, *footer_menu))})),
        stylesheet=assets.stylesheet,
        preloads=tuple(Preload(path) for path in assets.preloads),
        icon=assets.icon,
        script=assets.scripts.get(SCRIPTS[0], ""),
        search=SEARCH if config.search else "",
        search_script=assets.scripts.get(SCRIPTS[1], ""),
        comments_script=assets.scripts.get(SCRIPTS[2], ""),
        feeds=(Link(config.title, "feed.xml"),),
        theme_body=config.theme_body,
        content_security_policy=CONTENT_SECURITY_POLICY,
        formats=Formats(config.months, config.digits, config.hijri),
    )


def _places(graph: ContentGraph) -> dict[str, str]:
    """What a menu may name: a category, or a page by its file name."""
    places = {term.name: term.path for term in graph.terms[Taxonomy.CATEGORY]}
    places |= {page.source.rpartition("/")[2]: page.path for page in graph.pages}
    return places


def _menu(items: Sequence[MenuItem], places: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(
        Link(item.label, places.get(item.target, item.target.lstrip("/"))) for item in items
    )
