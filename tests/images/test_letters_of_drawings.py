"""A drawing carries the letters of its labels: an `<img>` cannot use the fonts of the page."""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from generator.images import svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60"{}>{}</svg>'


def faces(inner: str, attributes: str = "") -> dict[int, str]:
    """By weight, the letters (but Arabic joins and the like) that the drawing carries."""
    made = svg.clean("a.svg", HEAD.format(attributes, inner).encode()).decode()
    found = re.findall(r"font-weight:(\d+);src:url\(data:font/woff2;base64,([^)]+)\)", made)
    return {int(weight): _letters(base64.b64decode(data)) for weight, data in found}


def _letters(font: bytes) -> str:
    return "".join(map(chr, sorted(TTFont(io.BytesIO(font)).getBestCmap())))


@pytest.mark.parametrize(
    ("inner", "attributes", "wanted"),
    [
        ("<text>بغداد</text>", "", {400: "ابدغ"}),
        ("<text font-weight='bold'>2026</text>", "", {700: "026"}),
        ("<text>ا<tspan font-weight='600'>ب</tspan>د</text>", "", {400: "اد", 700: "ب"}),
        ("<text style='fill:red;font-weight:700'>ا</text>", "", {700: "ا"}),
        ("<g><text>ا</text></g>", " font-weight='bold'", {700: "ا"}),
        ("<text font-weight='300'>ا</text><text>ب</text>", "", {400: "اب"}),
        ("<title>عنوان لا يُرسم</title><path d='M0 0h9'/>", "", {}),
    ],
)
def test_each_weight_holds_the_letters_set_in_it(
    inner: str, attributes: str, wanted: dict[int, str]
) -> None:
    assert faces(inner, attributes) == wanted


def test_the_letters_join_and_are_no_burden() -> None:
    made = svg.clean("a.svg", HEAD.format("", "<text>لماذا يتأخر القطار؟</text>").encode())
    (data,) = re.findall(rb"base64,([^)]+)\)", made)
    font = TTFont(io.BytesIO(base64.b64decode(data)))
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features
    assert len(made) < 12_000
    assert made == svg.clean("a.svg", made)


def test_the_letters_of_the_origin_bear_another_name() -> None:
    """Its licence reserves the name (OFL 1.1, section 3)."""
    made = svg.clean("a.svg", HEAD.format("", "<text>ا</text>").encode())
    (data,) = re.findall(rb"base64,([^)]+)\)", made)
    names = TTFont(io.BytesIO(base64.b64decode(data)))["name"].names
    assert not [name for name in names if "Plex" in str(name)]
    assert b"Plex" not in made
