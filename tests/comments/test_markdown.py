"""The text of a comment as HTML: what readers may use, and that nothing else gets through."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.comments.markdown import REL, TAGS, as_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("نص واحد", '<p dir="rtl">نص واحد</p>'),
        ("سطر\nوسطر", '<p dir="rtl">سطر<br>وسطر</p>'),
        ("فقرة\n\n \nفقرة", '<p dir="rtl">فقرة</p><p dir="rtl">فقرة</p>'),
        ("plain & simple", '<p dir="ltr">plain &amp; simple</p>'),
        ("قال BBC إنه كذا", '<p dir="rtl">قال BBC إنه كذا</p>'),
        ("**مهم** جداً", '<p dir="rtl"><strong>مهم</strong> جداً</p>'),
        ("`x < y`", '<p dir="ltr"><code>x &lt; y</code></p>'),
        ("# ليس عنواناً", '<p dir="rtl"># ليس عنواناً</p>'),
        ("نص *مائل*\nسطر", '<p dir="rtl">نص <em>مائل</em><br>\nسطر</p>'),
    ],
)
def test_what_readers_may_use(text: str, html: str) -> None:
    assert as_html(text) == html


def test_each_block_has_the_direction_of_its_letters() -> None:
    html = as_html("> Quoted words here\n\nوهذا رد عليه\n\n- واحد\n- two")
    assert '<blockquote dir="ltr">' in html
    assert '<p dir="rtl">وهذا رد عليه</p>' in html
    assert '<li dir="rtl">واحد</li>' in html
    assert '<li dir="ltr">two</li>' in html


def test_a_link_recommends_nothing() -> None:
    html = as_html("[هنا](https://a.example/?x=1&y=2)")
    assert f'<a href="https://a.example/?x=1&amp;y=2" rel="{REL}">هنا</a>' in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "t\\" onmouseover=alert(1) x")',
    "![x](https://track.example/x.png)",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed' class=x id=page--main dir=rtl>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "```\n<script>alert(1)</script>\n```",
    "    <b onclick=x>",
    "</section></main><form action=//evil.example><input name=q>",
    "`" * 300,
    "*" * 300 + "a",
    "<!-- x --> <?php x ?> <![CDATA[x]]>",
    "\x02wzxhzdk:0\x03 klzzwxh:0001",
    "{: onclick=alert(1) }",
]


def elements(html: str) -> list[Any]:
    parsed = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return list(parsed.iter())[1:]


def is_inert(html: str) -> bool:
    return all(
        element.tag in TAGS
        and set(element.attrib) <= {"dir", "href", "rel"}
        and element.get("dir", "rtl") in ("rtl", "ltr")
        and element.get("href", "https://").startswith(("http://", "https://"))
        for element in elements(html)
    )


@pytest.mark.fault(100)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_inert(text: str) -> None:
    assert is_inert(as_html(text))


@pytest.mark.fault(100)
@pytest.mark.parametrize(
    "text",
    [
        "ا" * 65_535,
        "[" * 65_535,
        "> " * 5_000 + "x",
        "- " * 300 + "x",
        "a\n" * 30_000,
        "**" * 30_000,
        "\n".join("    " * depth + "- x" for depth in range(60)),
        "<" * 60_000,
        "![](" * 15_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_text_that_markdown_would_take_long_over_is_set_as_it_stands(text: str) -> None:
    html = as_html(text)
    assert is_inert(html)
    assert {element.tag for element in elements(html)} <= {"p", "br"}
    words = "".join("".join(element.itertext()) for element in elements(html) if element.tag == "p")
    assert words.replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(st.text(alphabet="<>[]()*_`#-+.!:\"'&\\/ \n\tابxyz0=", max_size=200))
def test_any_text_is_inert(text: str) -> None:
    assert is_inert(as_html(text))
