"""The typefaces of the default layouts: small woff2 files, cut from the fonts of PyPI packages.

`make fonts` writes them into `assets/fonts/`; nothing is cut when a site is built. IBM's licence
reserves the name "Plex" (OFL 1.1, section 3), so the cut fonts have names of their own; the licence
texts are published beside them (`assets/fonts/OFL-*.txt`).
"""

from __future__ import annotations

import io
from pathlib import Path

import fontpkg
import msgspec
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from PIL import ImageFont


class Typeface(msgspec.Struct, frozen=True):
    """One font file: its weight, its name in CSS, where it comes from."""

    weight: int
    family: str
    origin: str
    """Name of the family that the fontpkg package holds."""

    @property
    def file_name(self) -> str:
        """`news-sans-700.woff2`"""
        return f"{self.family.lower().replace(' ', '-')}-{self.weight}.woff2"


SANS_REGULAR = Typeface(400, "News Sans", "IBM Plex Sans Arabic")
SANS_BOLD = Typeface(700, "News Sans", "IBM Plex Sans Arabic")
SERIF_REGULAR = Typeface(400, "News Naskh", "Amiri")
SERIF_BOLD = Typeface(700, "News Naskh", "Amiri")

FOLDER = Path(__file__).parents[2] / "assets" / "fonts"
TYPEFACES = (SANS_REGULAR, SANS_BOLD, SERIF_REGULAR, SERIF_BOLD)


_ARABIC = (
    *range(0x0600, 0x0605),
    *range(0x0609, 0x061D),
    0x061E,
    0x061F,
    *range(0x0621, 0x0657),
    *range(0x0660, 0x0672),
)
"""Punctuation, letters, tatweel, the usual marks, both digit sets' first, superscript alef."""

_PERSIAN_AND_KURDISH = tuple(map(ord, "پچژکگڤیڕڵۆێەھۀۍۇۋیےں")) + tuple(range(0x06F0, 0x06FA))

_LATIN = (*range(0x20, 0x7F), 0xA0, *map(ord, "©«°±·»×÷àâäçèéêëîïôöùûüÉ"))

_SIGNS = (
    *range(0x200C, 0x2010),
    *range(0x2010, 0x2016),
    *map(ord, "‘’‚“”„•…‰′″‹›€™−"),
    *map(ord, "←↑→↓↩"),
    0x061C,
    *range(0x2066, 0x206A),
    0xFD3E,
    0xFD3F,
    0xFDFA,
    0xFDFC,
)
"""Joiners, direction marks, dashes, quotes, arrows, ornate brackets, and the blessing."""

UNICODES = tuple(sorted({*_ARABIC, *_PERSIAN_AND_KURDISH, *_LATIN, *_SIGNS}))
"""The letters of an Arabic newspaper, Persian and Sorani Kurdish names included."""

FEATURES = (
    *("init", "medi", "fina", "isol", "rlig", "liga", "calt", "ccmp"),
    *("mark", "mkmk", "curs", "locl", "kern", "lnum", "tnum"),
)
"""Joining, ligatures, the placing of marks, kerning, and figures that align."""

_FAMILY, _STYLE, _UNIQUE, _FULL, _VERSION, _POSTSCRIPT = 1, 2, 3, 4, 5, 6
_KEPT_NAMES = (0, _VERSION, 13, 14)
"""Copyright, version, licence and its address; trademarks and designers' samples go."""


def subset(face: Typeface) -> bytes:
    """The woff2 file of a typeface. Equal bytes in every run: the dates are those of the origin."""
    font = TTFont(fontpkg.path(face.origin, face.weight), recalcTimestamp=False, lazy=False)
    cutter = Subsetter(_options())
    cutter.populate(unicodes=UNICODES)
    cutter.subset(font)
    _rename(font, face)
    font.flavor = "woff2"
    file = io.BytesIO()
    font.save(file, reorderTables=False)
    return file.getvalue()


def _options() -> Options:
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = list(_KEPT_NAMES)
    options.drop_tables += ["meta"]
    options.name_legacy = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.harfbuzz_repacker = False
    return options


def _rename(font: TTFont, face: Typeface) -> None:
    """Gives the font the name of the built family everywhere a name is written."""
    style = "Bold" if face.weight == 700 else "Regular"
    postscript = f"{face.family.replace(' ', '')}-{style}"
    names = {
        _FAMILY: face.family,
        _STYLE: style,
        _UNIQUE: postscript,
        _FULL: f"{face.family} {style}",
        _POSTSCRIPT: postscript,
    }
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)


class FallbackFont(msgspec.Struct, frozen=True):
    """A font that readers may have: its full name, and the width of `SAMPLE` in it, in thousandths
    of its size. Measured once; the fonts themselves are not ours to ship."""

    name: str
    width: int


SAMPLE = (
    "أعلنت الوزارة أن اللجنة المكلفة بمتابعة ملف المياه ستعقد اجتماعها الأول خلال الأسبوع المقبل، "
    "وأن نتائجه سترفع إلى مجلس الوزراء قبل نهاية العام"
)
"""Running Arabic text: Latin averages say nothing about how wide a naskh is."""

FALLBACKS = {
    400: (FallbackFont("DejaVu Sans", 60_983), FallbackFont("Noto Naskh Arabic", 50_980)),
    700: (FallbackFont("DejaVu Sans Bold", 73_115), FallbackFont("Noto Naskh Arabic Bold", 52_919)),
}
"""By weight: what Linux and Android show until a typeface has arrived."""


class MetricOverrides(msgspec.Struct, frozen=True):
    """Descriptors of a fallback `@font-face`, in per cent, that give a fallback font the width and
    the line box of a typeface: text does not jump when the typeface arrives."""

    size_adjust: float
    ascent: float
    descent: float


def metric_overrides(face: Typeface, fallback: FallbackFont) -> MetricOverrides:
    """What makes `fallback` stand in for `face`. Ascent and descent are of the adjusted size."""
    path = fontpkg.path(face.origin, face.weight)
    scale = width(path) / fallback.width
    with TTFont(path) as font:
        em, box = font["head"].unitsPerEm, font["hhea"]
        return MetricOverrides(
            size_adjust=round(100 * scale, 1),
            ascent=round(100 * box.ascent / em / scale, 1),
            descent=round(-100 * box.descent / em / scale, 1),
        )


def width(path: Path) -> int:
    """Width of `SAMPLE`, shaped, in thousandths of the font's size."""
    font = ImageFont.truetype(str(path), 1000, layout_engine=ImageFont.Layout.RAQM)
    return round(font.getlength(SAMPLE, direction="rtl", language="ar"))


def main() -> None:
    for face in TYPEFACES:
        (FOLDER / face.file_name).write_bytes(subset(face))


if __name__ == "__main__":
    main()
