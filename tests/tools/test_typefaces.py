"""The fonts of assets/fonts: small, whole, and what `make fonts` cuts."""

from __future__ import annotations

import functools
import io
import re
from pathlib import Path

import fontpkg
import pytest
from fontTools.ttLib import TTFont

from generator.rendering.assets import FIRST_SCREEN
from tests.tools import typefaces
from tests.tools.typefaces import FALLBACKS, FOLDER, TYPEFACES, Typeface, metric_overrides

ROOT = Path(__file__).parents[2]
every_face = pytest.mark.parametrize("face", TYPEFACES, ids=lambda face: face.file_name)


@functools.cache
def opened(face: Typeface) -> TTFont:
    return TTFont(FOLDER / face.file_name)


def test_the_first_screen_is_light() -> None:
    """Two files of at most 110 kB together, whatever face the text is set in."""
    for names in FIRST_SCREEN.values():
        assert sum((FOLDER / name).stat().st_size for name in names) <= 110_000


@every_face
def test_news_can_be_written(face: Typeface) -> None:
    letters = opened(face).getBestCmap()
    for text in (
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويى ـ ًٌٍَُِّْٰ",
        "پچژکگڤی ڕڵۆێە",
        "0123456789 ٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹",
        "،؛؟٪٫٬ «» “” ‘’ – — … ﷺ",
        "ABCxyz !?@#%&()[]{}/+-=",
        "← → ↑ ↩" if "Sans" in face.family else "",
    ):
        missing = {letter for letter in text if ord(letter) not in letters}
        assert not missing, missing


@every_face
def test_letters_still_join(face: Typeface) -> None:
    font = opened(face)
    substitutions = {r.FeatureTag for r in font["GSUB"].table.FeatureList.FeatureRecord}
    positions = {r.FeatureTag for r in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= substitutions
    assert {"mark", "mkmk"} <= positions


@every_face
def test_the_built_family_has_a_name_of_its_own(face: Typeface) -> None:
    """IBM's licence reserves the name "Plex"; the licence itself stays in the file."""
    names = {record.nameID: str(record) for record in opened(face)["name"].names}
    own = " ".join(names[i] for i in (1, 3, 4, 6))
    assert face.family in own
    assert not re.search("Plex|Amiri", own)
    assert "Open Font License" in names[13]


def test_licences_are_shipped() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "assets" / "fonts").glob("OFL-*.txt")]
    assert len(texts) == 2
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in texts)


@every_face
def test_they_are_what_is_cut(face: Typeface) -> None:
    """Table by table: another brotli may pack the same font into other bytes."""
    fresh, kept = TTFont(io.BytesIO(typefaces.subset(face))), opened(face)
    assert fresh.keys() == kept.keys()
    for table in set(fresh.keys()) - {"GlyphOrder", "head"}:
        assert fresh.getTableData(table) == kept.getTableData(table), table


def test_the_stylesheet_holds_the_measured_stand_ins() -> None:
    css = (ROOT / "assets" / "css" / "20-fonts.css").read_text("utf-8")
    stands_in = re.compile(
        r'font-family: "([\w ]+) on \w+";\s+font-weight: (\d+);\s+src: local\("([\w ]+)"\);'
        r"\s+size-adjust: ([\d.]+)%;\s+ascent-override: ([\d.]+)%;\s+descent-override: ([\d.]+)%;"
    )
    found = {
        (family, int(weight), name): tuple(map(float, numbers))
        for family, weight, name, *numbers in stands_in.findall(css)
    }
    expected = {}
    for face in TYPEFACES[:3]:
        for fallback in FALLBACKS[face.weight]:
            wanted = metric_overrides(face, fallback)
            numbers = (wanted.size_adjust, wanted.ascent, wanted.descent)
            expected[face.family, face.weight, fallback.name] = numbers
    assert found == expected


def test_a_stand_in_takes_the_room_of_the_face() -> None:
    """By definition: the fallback's width, adjusted, is the face's own."""
    face, fallback = TYPEFACES[0], FALLBACKS[400][0]
    overrides = metric_overrides(face, fallback)
    font = fontpkg.path(face.origin, face.weight)
    assert fallback.width * overrides.size_adjust / 100 == pytest.approx(
        typefaces.width(font), rel=0.01
    )
