"""Share cards: the picture that WhatsApp, Telegram, X and Facebook show of an article.

1200×630 (Open Graph), a palette of at most 64 colours, drawn as numbers of colours from the start:
letters are masks of ten shades, and each shade of a pair of colours has a number. So no colours are
counted or mixed, and a card costs little more than the shaping of its headline.
"""

from __future__ import annotations

import functools
import io
import math
import unicodedata
import zlib
from collections.abc import Iterator, Sequence

import fontpkg
from PIL import Image, ImageDraw, ImageFont, features

from generator.arabic.direction import isolate
from generator.diagnostics import Diagnostic, Exit, Fault
from generator.images.facts import CARD_SIZE, Colours, ShareCard

NO_SHAPING = Fault(
    code="E-RAQM",
    ar="لا تستطيع Pillow على هذا الجهاز وصل الحروف العربية، فلا تُرسم بطاقات المشاركة.",
    en="The Pillow on this machine cannot shape Arabic, so no share cards can be drawn.",
    hint_ar="ثبّت مكتبة FriBiDi (الحزمة libfribidi0 أو fribidi)، أو اكتب share_cards: لا في"
    " site.yaml.",
    hint_en="Install FriBiDi (package libfribidi0 or fribidi), or write share_cards: no in"
    " site.yaml.",
    exit_code=Exit.ENVIRONMENT,
)

MOST_BYTES = 40_000


def inability() -> tuple[Diagnostic, ...]:
    """What is wrong with this machine for drawing cards. Pillow brings Raqm and HarfBuzz along,
    but looks for FriBiDi on the machine; without it letters stand apart, in the wrong order."""
    return () if features.check("raqm") else (NO_SHAPING.at("site.yaml"),)


# -- measures, in pixels ---------------------------------------------------------------------------

_WIDTH, _HEIGHT = CARD_SIZE
_MARGIN = 64
_RIGHT = _WIDTH - _MARGIN
_MEASURE = _WIDTH - 2 * _MARGIN
_BAND = 128
"""Height of the band that bears the name."""
_KICKER_TOP = 150
_HEAD_TOP, _HEAD_BOTTOM = 216, 604
_GAP = 24
"""Between the kicker, the category and the date."""
_SIZES = (144, 128, 112, 100, 92, 84, 76, 70, 64)
"""Sizes of the headline, largest first; at 300 pixels of width the least is 16."""
_LEADING = 1.32
_BOX = 1.5
"""From the top of a line to the lowest tail in it, in sizes: the font's ascent and descent."""
_LINES = 4
_NEAR = 0.75
"""A size that much smaller is as good, when the lines are better."""


def draw(card: ShareCard) -> bytes:
    """The PNG file of a card: the same bytes for the same texts."""
    canvas = _ground().copy()
    _write(canvas, card.masthead, _font(700, 62), (_RIGHT, 10), _ON_ACCENT)
    _line_above(canvas, card)
    size, lines = fitted(card.headline)
    for number, line in enumerate(lines):
        top = _HEAD_TOP + round(number * size * _LEADING)
        _write(canvas, line, _font(700, size), (_RIGHT, top), _INK)
    canvas.putpalette(_palette(card.colours))
    quick = _png(canvas, compress_type=zlib.Z_RLE)
    return quick if len(quick) <= MOST_BYTES else _png(canvas, compress_level=9)


def _png(canvas: Image.Image, **how: int) -> bytes:
    """Run lengths alone take half of the time, and a fifth more room, than deflate at its best."""
    file = io.BytesIO()
    canvas.save(file, "PNG", **how)
    return file.getvalue()


def _line_above(canvas: Image.Image, card: ShareCard) -> None:
    """Kicker and category at the right, the date at the left end."""
    small = _font(400, 38)
    date = _MARGIN + math.ceil(_length(_drawable(card.date), small))
    _write(canvas, card.date, small, (date, _KICKER_TOP), _SOFT)
    least = date + _GAP
    end = _write(canvas, card.kicker, _font(700, 38), (_RIGHT, _KICKER_TOP), _ACCENT, least)
    right = end - _GAP if end < _RIGHT else _RIGHT
    _write(canvas, card.category, small, (right, _KICKER_TOP), _SOFT, least)


# -- colours ---------------------------------------------------------------------------------------

_SHADES = 10
_FULL = _SHADES - 1
_INK, _ACCENT, _SOFT, _ON_ACCENT = (_SHADES * number for number in range(4))
"""Where the shades of each pair begin: ink, accent and soft on paper; paper on accent."""


@functools.cache
def _palette(colours: Colours) -> bytes:
    paper, ink, soft, accent = map(_rgb, (colours.paper, colours.ink, colours.soft, colours.accent))
    pairs = ((paper, ink), (paper, accent), (paper, soft), (accent, paper))
    return bytes(
        round(back + (fore - back) * shade / _FULL)
        for ground, colour in pairs
        for shade in range(_SHADES)
        for back, fore in zip(ground, colour, strict=True)
    )


def _rgb(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


@functools.cache
def _shades(first: int) -> bytes:
    """From a mask of 256 greys to the numbers of a pair's shades."""
    return bytes(first + (grey * _FULL + 127) // 255 for grey in range(256))


@functools.cache
def _ground() -> Image.Image:
    """What all cards have in common."""
    ground = Image.new("P", (_WIDTH, _HEIGHT), _INK)
    pen = ImageDraw.Draw(ground)
    pen.rectangle((0, 0, _WIDTH, _BAND - 1), fill=_ON_ACCENT)
    pen.rectangle((0, _HEIGHT - 8, _WIDTH, _HEIGHT), fill=_INK + _FULL)
    return ground


# -- letters ---------------------------------------------------------------------------------------

_ALM = "\u061c"
"""Before each line, a paragraph of its own that may begin with digits (arabic.md section 2)."""
_FSI, _PDI, _NBSP, _ZWJ = "\u2068", "\u2069", "\u00a0", "\u200d"
_DOTS = "…"


@functools.cache
def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    path = str(fontpkg.path("IBM Plex Sans Arabic", weight))
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)


@functools.lru_cache(maxsize=1 << 14)
def _length(text: str, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(text, direction="rtl", language="ar")


def _write(
    canvas: Image.Image,
    text: str,
    font: ImageFont.FreeTypeFont,
    corner: tuple[int, int],
    first: int,
    least: int = _MARGIN,
) -> int:
    """Set one line from its right upper corner, shortened to end before `least`; where it ends.
    `first`: the pair of colours."""
    right, top = corner
    text = _shortened(_drawable(text), font, right - least)
    if not text:
        return right
    mask, x, y = _mask(text, font)
    canvas.paste(mask.point(_shades(first)), (right + x, top + y))
    return right + x


@functools.lru_cache(maxsize=64)
def _mask(text: str, font: ImageFont.FreeTypeFont) -> tuple[Image.Image, int, int]:
    """A line in greys, and where its left upper corner lies from its right upper one. Names of the
    publication, its kinds and categories come again on every card. The font gives the mask without
    a face; to draw it anew on an image of ours would shape the line twice."""
    core, (x, y) = font.getmask2(_ALM + text, mode="L", direction="rtl", language="ar", anchor="ra")
    mask = Image.Image()._new(core)
    return mask, int(x), int(y)


def _shortened(text: str, font: ImageFont.FreeTypeFont, measure: int) -> str:
    if _length(text, font) <= measure:
        return text
    ends = range(len(text) - 1, 0, -1)
    cuts = (text[:end].rstrip() + _DOTS for end in ends)
    return next((cut for cut in cuts if _length(cut, font) <= measure), "")


@functools.cache
def _is_drawable(letter: str) -> bool:
    """Whether the font has a letter. Emoji would be boxes; Raqm refuses control signs."""
    if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}:
        return False
    font = _font(700, 52)
    box, mask = font.getmask("\U0010ffff"), font.getmask(letter)
    return mask.size != box.size or bytes(mask) != bytes(box)


def _drawable(text: str) -> str:
    """The text without what the font cannot draw, its spaces single."""
    return " ".join("".join(filter(_is_drawable, text)).split())


# -- the headline ----------------------------------------------------------------------------------


def fitted(headline: str) -> tuple[int, tuple[str, ...]]:
    """The size of a headline in pixels, and its lines: the largest size at which it fits, in lines
    of about equal length; somewhat smaller where the last line would else be one word. What has
    no room at the least is cut, with dots."""
    words = _words(headline)
    fits = [(size, lines) for size in _SIZES if (lines := _fitting(words, size))]
    if not fits:
        return _SIZES[-1], _cut(words, _SIZES[-1])
    near = [(size, lines) for size, lines in fits if size >= fits[0][0] * _NEAR]
    whole = ((size, lines) for size, lines in near if len(lines) == 1 or len(lines[-1]) > 1)
    size, lines = next(whole, fits[0])
    return size, tuple(map(" ".join, lines))


def _fitting(words: Sequence[str], size: int) -> list[list[str]]:
    """The lines of a headline at a size; none if they do not fit."""
    lines = _wrapped(words, size, _MEASURE)
    if len(lines) > _room(size) or any(_width(line, size) > _MEASURE for line in lines):
        return []
    return _balanced(words, size, lines)


def _cut(words: Sequence[str], size: int) -> tuple[str, ...]:
    """As many lines as there is room for; where words are left, dots stand for them."""
    parts = [part for word in words for part in _broken(word, size)]
    lines = _wrapped(parts, size, _MEASURE)
    kept = lines[: _room(size)]
    if len(lines) > len(kept):
        while len(kept[-1]) > 1 and _width([*kept[-1][:-1], kept[-1][-1] + _DOTS], size) > _MEASURE:
            kept[-1].pop()
        kept[-1][-1] += _DOTS
    return tuple(map(" ".join, kept))


def _words(headline: str) -> list[str]:
    """The words of a headline. What would break its direction is isolated, and stays whole."""
    parts = (
        f"{_FSI}{part.replace(' ', _NBSP)}{_PDI}" if apart else part
        for part, apart in isolate(_drawable(headline))
    )
    return "".join(parts).split(" ")


def _room(size: int) -> int:
    """How many lines there is room for."""
    above_the_last = _HEAD_BOTTOM - _HEAD_TOP - size * _BOX
    return min(_LINES, 1 + int(above_the_last / (size * _LEADING)))


def _width(line: Sequence[str], size: int) -> float:
    """Width of a line, from the widths of its words in the largest size: each is shaped once, and
    most words of a newspaper have been met before."""
    font = _font(700, _SIZES[0])
    natural = sum(_length(word, font) for word in line) + _length(" ", font) * (len(line) - 1)
    return natural * size / _SIZES[0]


def _wrapped(words: Sequence[str], size: int, measure: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    space, used = _width([" "], size), 0.0
    for word in words:
        width = _width([word], size)
        if lines[-1] and used + space + width > measure:
            lines.append([])
        used = used + space + width if lines[-1] else width
        lines[-1].append(word)
    return lines


def _balanced(words: Sequence[str], size: int, lines: list[list[str]]) -> list[list[str]]:
    """The lines of the narrowest measure that still gives no more of them."""
    count, measure = len(lines), _MEASURE - size // 2
    while len(closer := _wrapped(words, size, measure)) == count and measure > size:
        lines, measure = closer, measure - size // 2
    return lines


def _broken(word: str, size: int) -> Iterator[str]:
    """A word in pieces no wider than a line; letters at a break keep their joined forms."""
    while _width([word], size) > _MEASURE:
        end = next(n for n in range(len(word) - 1, 0, -1) if _width([word[:n]], size) <= _MEASURE)
        yield word[:end] + _ZWJ
        word = _ZWJ + word[end:]
    yield word
