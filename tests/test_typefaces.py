"""The fonts that are cut at build time: small, whole, and the same bytes everywhere."""

from __future__ import annotations

import functools
import io
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import fontpkg
import pytest
from fontTools.ttLib import TTFont

from generator import typefaces
from generator.keys import digest_bytes
from generator.typefaces import FALLBACKS, TYPEFACES, Typeface, first_screen, metric_overrides

ROOT = Path(__file__).parents[1]
BY_KEY = {face.key: face for face in TYPEFACES}
every_face = pytest.mark.parametrize("key", BY_KEY)


@functools.cache
def cut(face: Typeface) -> bytes:
    return typefaces.subset(face)


@functools.cache
def opened(face: Typeface) -> TTFont:
    return TTFont(io.BytesIO(cut(face)))


def test_the_first_screen_is_light() -> None:
    """Two files of at most 110 kB together, whatever face the text is set in."""
    for body in ("serif", "sans"):
        files = first_screen(body)
        assert len(files) == 2
        assert sum(len(cut(face)) for face in files) <= 110_000


@every_face
def test_news_can_be_written(key: str) -> None:
    letters = opened(BY_KEY[key]).getBestCmap()
    for text in (
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويى ـ ًٌٍَُِّْٰ",
        "پچژکگڤی ڕڵۆێە",
        "0123456789 ٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹",
        "،؛؟٪٫٬ «» “” ‘’ – — … ﷺ",
        "ABCxyz !?@#%&()[]{}/+-=",
        "← → ↑ ↩" if key.startswith("sans") else "",
    ):
        missing = {letter for letter in text if ord(letter) not in letters}
        assert not missing, missing


@every_face
def test_letters_still_join(key: str) -> None:
    font = opened(BY_KEY[key])
    substitutions = {r.FeatureTag for r in font["GSUB"].table.FeatureList.FeatureRecord}
    positions = {r.FeatureTag for r in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= substitutions
    assert {"mark", "mkmk"} <= positions


@every_face
def test_the_built_family_has_a_name_of_its_own(key: str) -> None:
    """IBM's licence reserves the name "Plex"; the licence itself stays in the file."""
    names = {record.nameID: str(record) for record in opened(BY_KEY[key])["name"].names}
    own = " ".join(names[i] for i in (1, 3, 4, 6))
    assert BY_KEY[key].family in own
    assert not re.search("Plex|Amiri", own)
    assert "Open Font License" in names[13]


def test_licences_are_shipped() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "assets" / "fonts").glob("OFL-*.txt")]
    assert len(texts) == 2
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in texts)


def test_another_process_cuts_the_same_bytes() -> None:
    """Another hash seed and time zone; the fonts carry no date of their own."""
    code = (
        "from generator import keys, typefaces\n"
        "print(*(keys.digest_bytes(typefaces.subset(f)) for f in typefaces.TYPEFACES))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Baghdad"}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert answer.stdout.split() == [digest_bytes(cut(face)) for face in TYPEFACES], answer.stderr


def test_faces_travel_to_workers() -> None:
    assert pickle.loads(pickle.dumps(TYPEFACES)) == TYPEFACES


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
