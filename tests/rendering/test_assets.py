"""The stylesheet in one piece."""

from __future__ import annotations

import re

import pytest

from generator.diagnostics import Failed, Span
from generator.rendering.assets import bundle_css, hashed_name
from tests.rendering.samples import ASSETS, STYLES

FONTS = {
    f"assets/fonts/{path.name}": f"fonts/{path.name}" for path in (ASSETS / "fonts").glob("*.woff2")
}


def test_sheets_follow_each_other_by_name() -> None:
    assert bundle_css({"b.css": "b {\n}\n", "a.css": "a {\n}\n"}, {}) == "a {\n}\nb {\n}\n"


def test_comments_and_indentation_go_and_strings_stay() -> None:
    css = '/* x */\na::before {\n    content: "/* \\" kept */  ";\n\n}\n'
    assert bundle_css({"a.css": css}, {}) == 'a::before {\ncontent: "/* \\" kept */  ";\n}\n'


def test_fonts_get_their_addresses() -> None:
    for written in ("../fonts/x.woff2", '"../fonts/x.woff2"', " '../fonts/x.woff2' "):
        css = {"a.css": f"a {{ src: url({written}) }}"}
        bundled = bundle_css(css, {"assets/fonts/x.woff2": "fonts/x.1f.woff2"})
        assert bundled == 'a { src: url("fonts/x.1f.woff2") }\n'


def test_a_font_that_is_not_there_is_shown_at_its_place() -> None:
    with pytest.raises(Failed) as caught:
        bundle_css({"assets/css/a.css": "a {\n  src: url(../fonts/x.woff2);\n}"}, FONTS)
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.path, fault.span) == ("E-CSS-FONT", "assets/css/a.css", Span(2, 21))
    assert "news-sans-700.woff2" in fault.hint.en


def test_the_site_s_stylesheet_has_every_font_and_no_token_left() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in STYLES.glob("*.css")}
    css = bundle_css(files, FONTS)
    assert "../" not in css
    assert "/*" not in css
    assert set(re.findall(r'url\("([^"]+)"\)', css)) == set(FONTS.values())


def test_names_move_with_the_content() -> None:
    assert re.fullmatch(r"site\.[0-9a-f]{8}\.css", hashed_name("site.css", b"a"))
    assert hashed_name("site.css", b"a") == hashed_name("site.css", b"a")
    assert hashed_name("site.css", b"a") != hashed_name("site.css", b"b")
    assert re.fullmatch(r"CNAME\.[0-9a-f]{8}", hashed_name("CNAME", b""))
