"""The stylesheet in one piece."""

from __future__ import annotations

import re

import pytest

from generator import typefaces
from generator.diagnostics import Failed, Span
from generator.rendering.assets import bundle_css, hashed_name
from tests.rendering.samples import STYLES

FONTS = {face.key: f"fonts/{face.file_name}" for face in typefaces.TYPEFACES}


def test_sheets_follow_each_other_by_name() -> None:
    assert bundle_css({"b.css": "b {\n}\n", "a.css": "a {\n}\n"}, {}) == "a {\n}\nb {\n}\n"


def test_comments_and_indentation_go_and_strings_stay() -> None:
    css = '/* x */\na::before {\n    content: "/* \\" kept */  ";\n\n}\n'
    assert bundle_css({"a.css": css}, {}) == 'a::before {\ncontent: "/* \\" kept */  ";\n}\n'


def test_fonts_get_their_addresses() -> None:
    css = bundle_css({"a.css": "a { src: url(font:sans-700) }"}, {"sans-700": "x.1f.woff2"})
    assert css == 'a { src: url("x.1f.woff2") }\n'


def test_a_font_that_is_not_there_is_shown_at_its_place() -> None:
    with pytest.raises(Failed) as caught:
        bundle_css({"assets/css/a.css": "a {\n  src: url(font:sans-900);\n}"}, FONTS)
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.path, fault.span) == ("E-CSS-FONT", "assets/css/a.css", Span(2, 17))
    assert "sans-700" in fault.hint.en


def test_the_site_s_stylesheet_has_every_font_and_no_token_left() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in STYLES.glob("*.css")}
    css = bundle_css(files, FONTS)
    assert "font:" not in css
    assert "/*" not in css
    assert set(re.findall(r'url\("([^"]+)"\)', css)) == set(FONTS.values())


def test_names_move_with_the_content() -> None:
    assert re.fullmatch(r"site\.[0-9a-f]{8}\.css", hashed_name("site.css", b"a"))
    assert hashed_name("site.css", b"a") == hashed_name("site.css", b"a")
    assert hashed_name("site.css", b"a") != hashed_name("site.css", b"b")
    assert re.fullmatch(r"CNAME\.[0-9a-f]{8}", hashed_name("CNAME", b""))
