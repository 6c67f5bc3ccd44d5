"""Share cards: what the picture of an article says when it is shared, and where it lies."""

from __future__ import annotations

import re

import msgspec

from generator.arabic.dates import format_date
from generator.config import SiteConfig
from generator.graph.model import Article
from generator.images.facts import Colours, ShareCard
from generator.keys import digest

_TOKEN = re.compile(r"--(paper|ink|soft|accent):\s*(#[0-9a-fA-F]{6})\s*;")


def theme_colours(css: str) -> Colours:
    """The colours of the light theme: the first of each in the stylesheet, as `#rrggbb`; our own
    where a theme has none of that name."""
    found: dict[str, str] = {}
    for name, value in _TOKEN.findall(css):
        found.setdefault(name, value)
    return Colours(**found)


def card_of(article: Article, config: SiteConfig) -> ShareCard:
    """The words of an article's card, in the colours that have no theme yet."""
    return ShareCard(
        masthead=config.title,
        kicker=article.kind.name,
        category=article.categories[0].name,
        headline=article.title,
        date=format_date(
            article.published, months=config.months, arabic_indic=config.digits == "arabic"
        ),
    )


def coloured(card: ShareCard, colours: Colours) -> ShareCard:
    return msgspec.structs.replace(card, colours=colours)


def card_path(article: Article, card: ShareCard) -> str:
    """Its path, in ASCII: some scrapers fail on other letters. It changes with the words, since
    scrapers keep what they once got from an address; new colours are not worth a new one."""
    return f"cards/{article.id}.{digest(card)[:8]}.png"


def card_alt(article: Article, config: SiteConfig) -> str:
    """What the card says, for those who do not see it."""
    return f"{config.title} | {article.kind.name}: {article.title}"
