"""The browser itself, before anything is believed that it shows."""

from __future__ import annotations

import base64
import io

import fontpkg
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from playwright.sync_api import Page

from tests.tools import axe

SENTENCE = "تباين في المواقف"


def _woff2(text: str) -> str:
    font = TTFont(fontpkg.path("Amiri", 400))
    cutter = subset.Subsetter(subset.Options(layout_features=["*"]))
    cutter.populate(text=text)
    cutter.subset(font)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return base64.b64encode(packed.getvalue()).decode()


def _document(body: str, style: str = "") -> str:
    return (
        '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>نص</title>'
        f"<style>{style}</style></head><body><main><h1>عنوان</h1>{body}</main></body></html>"
    )


def _width(page: Page, selector: str) -> float:
    return float(page.eval_on_selector(selector, "node => node.getBoundingClientRect().width"))


def test_arabic_is_shaped_with_the_font_that_a_page_carries(page: Page) -> None:
    style = (
        "@font-face { font-family: carried; src: url(data:font/woff2;base64,"
        f"{_woff2(SENTENCE)}) }} span {{ font-size: 64px }} .ours {{ font-family: carried }}"
    )
    apart = "\u200c".join(SENTENCE)
    page.set_content(
        _document(
            f"<p><span id=ours class=ours>{SENTENCE}</span>"
            f"<p><span id=apart class=ours>{apart}</span><p><span id=theirs>{SENTENCE}</span>",
            style,
        )
    )
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].map(face => face.status)") == ["loaded"]
    assert _width(page, "#ours") != _width(page, "#theirs")
    assert _width(page, "#ours") < _width(page, "#apart"), "letters are not joined"
    assert len(page.screenshot()) > 1000


def test_axe_sees_pale_arabic_text(page: Page) -> None:
    page.set_content(_document(f'<p style="color: #bbb; background: #fff">{SENTENCE}</p>'))
    (found,) = axe.violations(page)
    assert found.endswith("[color-contrast]")


def test_axe_praises_dark_text(page: Page) -> None:
    page.set_content(_document(f"<p>{SENTENCE}</p>"))
    assert axe.violations(page) == []


@pytest.mark.parametrize(
    "script", ["console.error('broken')", "setTimeout(() => { throw new Error('broken') })"]
)
def test_errors_of_a_page_are_heard(page: Page, page_errors: list[str], script: str) -> None:
    page.set_content(_document(f"<script>{script}</script>"))
    page.wait_for_timeout(100)
    assert len(page_errors) == 1
    assert "broken" in page_errors[0]
    page_errors.clear()


def test_no_host_but_this_machine_is_reached(page: Page, page_errors: list[str]) -> None:
    page.set_content(_document('<img alt="صورة" src="http://news.example/a.png">'))
    page.wait_for_load_state("load")
    assert any("ERR_NAME_NOT_RESOLVED" in fault for fault in page_errors)
    page_errors.clear()
