"""Symbolic links become addresses; feeds get full ones."""

from __future__ import annotations

import pytest

from generator.config import MarkupOptions
from generator.markup.convert import convert
from generator.markup.resolve import TEXT_SIZES, Picture, absolute, resolve

OPTIONS = MarkupOptions()


def test_a_link_within_the_site_carries_its_short_address_for_paper() -> None:
    html = convert("[نص](ب.md) و[غيره](ج.md)", MarkupOptions()).html
    page = resolve(html, {"ب.md": "/ب/", "ج.md": ""}, {}, {"ب.md": "e.org/a/1a2b"})
    assert page == '<p><a href="/ب/" data-print="e.org/a/1a2b">نص</a> و<a>غيره</a></p>'


def test_links_and_images_get_their_addresses() -> None:
    html = convert(
        "[أ](ب&ج.md#د) [هـ](غائب.md) [ط](مسودة.md#ي) [و](#ز)\n\n![ح](../ط.png)", OPTIONS
    ).html
    page = resolve(
        html,
        {"ب&ج.md": "/س/?ا&b", "مسودة.md": "", "../ط.png": "/ط.1.png"},
        {"../ط.png": Picture(640, 360)},
    )
    assert page == (
        '<p><a href="/س/?ا&amp;b#د">أ</a> <a>هـ</a> <a>ط</a> <a href="#ز">و</a></p>\n'
        '<figure>\n<img alt="ح" decoding="async" loading="lazy" src="/ط.1.png"'
        ' width="640" height="360">\n</figure>'
    )


def test_an_image_comes_in_lean_formats_with_its_tone() -> None:
    html = convert("[![ح](../ط.png){: width=300 }](../ط.png)", OPTIONS).html
    srcsets = (("image/avif", (("../ط&.avif", 400), ("../ط.avif", 640))),)
    picture = Picture(640, 360, "r1 g2 b3", srcsets)
    page = resolve(html, {"../ط.png": "/ط.png"}, {"../ط.png": picture})
    assert page == (
        '<figure>\n<a href="/ط.png"><picture>'
        '<source type="image/avif" srcset="../ط&amp;.avif 400w, ../ط.avif 640w"'
        f' sizes="{TEXT_SIZES}">'
        '<img alt="ح" decoding="async" loading="lazy" src="/ط.png" width="300"'
        ' data-tone="r1 g2 b3"></picture></a>\n</figure>'
    )


def test_words_that_look_like_links_stay() -> None:
    html = convert(
        '`href="source:ب.md"` href="source:ب.md" [أ](ب.md "href=\'source:ب.md\'")', OPTIONS
    ).html
    page = resolve(html, {"ب.md": "/ب/"}, {})
    assert page.count("source:ب.md") == 3
    assert page.count('<a href="/ب/"') == 1


@pytest.mark.fault(31)
def test_addresses_cannot_break_out() -> None:
    html = convert("[أ](ب.md)", OPTIONS).html
    assert resolve(html, {"ب.md": '/"><script>'}, {}) == (
        '<p><a href="/&quot;&gt;&lt;script&gt;">أ</a></p>'
    )


def test_feeds_get_full_addresses_and_directions() -> None:
    html = convert("[أ](ب.md) [ب](#ج) [ج](mailto:a@e.org)\n\nIn English.\n\n- د", OPTIONS).html
    page = absolute(resolve(html, {"ب.md": "../ب/"}, {}), "https://e.org/2024/x/")
    assert page == (
        '<p dir="rtl"><a href="https://e.org/2024/%D8%A8/">أ</a>'
        ' <a href="https://e.org/2024/x/#%D8%AC">ب</a>'
        ' <a href="mailto:a@e.org" rel="noopener">ج</a></p>\n'
        '<p dir="ltr">In English.</p>\n<ul dir="rtl">\n<li dir="rtl">د</li>\n</ul>'
    )
