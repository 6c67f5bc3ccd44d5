"""What the rest of the house says and hears of pictures; no decoder is imported for it."""

from __future__ import annotations

import msgspec


class ImageFacts(msgspec.Struct, frozen=True):
    """Size in pixels after orientation is applied, and the format (`JPEG`, …, `SVG`).

    tone: the mean colour in six steps a channel, as `r2 g3 b1`; "" when it would show through the
    picture, or when nobody knows. flat: few colours, sharp edges. alpha: it is transparent in part.
    """

    width: int
    height: int
    format: str
    tone: str = ""
    flat: bool = False
    alpha: bool = False


class Variant(msgspec.Struct, frozen=True):
    """One published form: `AVIF`, `WEBP`, `JPEG` or `PNG`, size in pixels. quality: 1 to 100 as
    JPEG counts it. flat: kept without loss, since a drawing's edges must stay sharp."""

    format: str
    width: int
    height: int
    quality: int
    flat: bool = False


class Colours(msgspec.Struct, frozen=True):
    """Colours of the theme, as `#rrggbb`."""

    paper: str = "#fdfcfa"
    ink: str = "#16191a"
    soft: str = "#565b5c"
    accent: str = "#0b5c4b"


class ShareCard(msgspec.Struct, frozen=True):
    """All that a card shows, as it is written: a text may be "", but for the headline."""

    masthead: str
    kicker: str
    category: str
    headline: str
    date: str
    colours: Colours = Colours()


CARD_SIZE = (1200, 630)
"""Width and height of a share card in pixels (Open Graph)."""
