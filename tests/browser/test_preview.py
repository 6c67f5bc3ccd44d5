"""The preview in a real browser: a save shows by itself, faults lie over the last good page."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, opened
from tests.serve.projects import (
    BRIDGE,
    BRIDGE_ADDRESS,
    DRAFT_WORD,
    replace_in,
)
from tests.serve.running import running
from tests.tools import axe

DATE = "2026-11-20 08:00"
NO_DATE = "2026-02-30"
_HIDE = """value => {
  Object.defineProperty(document, 'hidden', {value, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def _text(page: Page) -> str:
    return page.inner_text("main")


def _mark(page: Page) -> None:
    """Something that a reload takes away."""
    page.evaluate("window.marked = true")


def _is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def _until(page: Page, script: str) -> None:
    """Wait until a script says yes. (The library's own way to wait needs an eval that our
    Content-Security-Policy does not let it have.)"""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(Error):  # the page is being loaded again
            if page.evaluate(script):
                return
        page.wait_for_timeout(20)
    raise AssertionError(f"it never came to be that {script}")


def test_a_save_shows_in_the_open_page_by_itself(desk: Desk, article: Page) -> None:
    assert "صباحاً" in _text(article)
    for word, other in (("صباحاً", "مساءً"), ("مساءً", "ليلاً"), ("ليلاً", "فجراً")):
        begun = time.monotonic()
        desk.save(word, other)
        expect(article.locator("main")).to_contain_text(other)
        assert time.monotonic() - begun < 5


def test_a_page_that_did_not_change_is_left_alone(desk: Desk, article: Page) -> None:
    other = opened(article.context.new_page(), desk.address("2026/11/السوق/"))
    _mark(other)
    desk.save("صباحاً", "مساءً")
    expect(article.locator("main")).to_contain_text("مساءً")
    other.wait_for_timeout(300)
    assert _is_marked(other)


def test_a_new_stylesheet_shows_on_every_page(desk: Desk, article: Page) -> None:
    sheet = desk.project / "assets/css/70-text.css"
    sheet.write_text(
        sheet.read_text(encoding="utf-8") + "\nmain { letter-spacing: 7px }\n", "utf-8"
    )
    expect(article.locator("main")).to_have_css("letter-spacing", "7px")


def test_the_reader_stays_where_they_were(desk: Desk, article: Page) -> None:
    desk.save("صباحاً.\n", "صباحاً.\n" + "\nفقرة طويلة من الكلام.\n" * 80)
    expect(article.locator("main")).to_contain_text("فقرة")
    _until(article, "document.documentElement.scrollHeight > 3000")
    article.evaluate("scrollTo(0, 1200)")
    _mark(article)
    desk.save("صباحاً", "مساءً")
    _until(article, "window.marked === undefined && document.readyState === 'complete'")
    _until(article, "Math.abs(scrollY - 1200) < 60")


def test_a_hidden_page_catches_up_when_it_is_seen_again(desk: Desk, article: Page) -> None:
    article.evaluate(_HIDE, True)
    _mark(article)
    desk.save("صباحاً", "مساءً")
    article.wait_for_timeout(800)
    assert _is_marked(article)
    with article.expect_navigation():
        article.evaluate(_HIDE, False)
    assert "مساءً" in _text(article)


@pytest.mark.fault(72)
def test_row_72_a_fault_lies_over_the_last_good_page_until_it_is_mended(
    desk: Desk, article: Page
) -> None:
    _mark(article)
    desk.save(DATE, NO_DATE)
    errors = article.locator("tahlil-preview .errors")
    expect(errors).to_be_visible()
    expect(errors.locator("summary")).to_contain_text("خطأ واحد")
    expect(errors.locator(".place")).to_have_text(f"{BRIDGE}:4:7")
    expect(errors.locator(".text")).to_contain_text(NO_DATE)
    assert errors.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert errors.locator(".place").evaluate("node => getComputedStyle(node).direction") == "ltr"
    date = errors.locator(".text bdi", has_text=NO_DATE)
    assert date.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert "صباحاً" in _text(article)
    desk.save(NO_DATE, DATE)
    expect(errors).to_have_count(0)
    assert _is_marked(article), "nothing changed, so nothing was loaded again"
    desk.save(DATE, NO_DATE)
    expect(errors).to_be_visible()
    desk.save(f"{NO_DATE}", f"{DATE}\nkind: رأي")
    _until(article, "window.marked === undefined")
    expect(errors).to_have_count(0)


@pytest.mark.fault(72)
def test_row_72_what_a_fault_says_is_inert(desk: Desk, article: Page) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    article.on("dialog", lambda dialog: pytest.fail(dialog.message))
    desk.save("category: سياسة", f'category: "{hostile}"')
    errors = article.locator("tahlil-preview .errors")
    expect(errors).to_contain_text("<img src=x onerror=alert(1)>")
    assert errors.locator("img, script").count() == 0


def test_errors_can_be_folded_away_and_new_ones_come_forward(desk: Desk, article: Page) -> None:
    desk.save(DATE, NO_DATE)
    errors = article.locator("tahlil-preview .errors")
    item = errors.locator("li")
    expect(item).to_have_count(1)
    errors.locator("summary").click()
    expect(item).not_to_be_visible()
    desk.save("category: سياسة", "category: سياسه مجهولة")
    expect(item).to_have_count(2)
    expect(item.first).to_be_visible()
    expect(errors.locator("summary")).to_contain_text("خطآن")


def test_warnings_are_a_folded_count_in_the_corner(desk: Desk, article: Page) -> None:
    desk.save("صباحاً.", "صباحاً. <script>alert(1)</script>")
    warnings = article.locator("tahlil-preview .warnings")
    expect(warnings.locator("summary")).to_be_visible()
    expect(warnings.locator("summary")).to_contain_text("تنبيه واحد")
    expect(warnings.locator("li")).not_to_be_visible()
    warnings.locator("summary").click()
    expect(warnings.locator(".place")).to_contain_text(f"{BRIDGE}:")


@pytest.mark.fault(72)
def test_row_72_a_project_that_never_built_heals_by_itself(
    project: Path, open_page: OpenPage, page_errors: list[str]
) -> None:
    replace_in(project / BRIDGE, DATE, NO_DATE)
    with running(project) as preview:
        page = opened(open_page(), preview.address)
        expect(page.locator("h1")).to_have_text("لم تُبنَ المعاينة بعد")
        expect(page.locator("tahlil-preview .place")).to_have_text(f"{BRIDGE}:4:7")
        replace_in(project / BRIDGE, NO_DATE, DATE)
        expect(page.locator("body")).to_contain_text("دفتر صغير")
        expect(page.locator("tahlil-preview .errors")).to_have_count(0)
        page.close()
    assert [error for error in page_errors if "503" not in error] == []
    page_errors.clear()


def test_drafts_wear_a_ribbon_and_show_in_the_preview(desk: Desk, page: Page) -> None:
    opened(page, desk.address("2026/11/مسودة/"))
    assert DRAFT_WORD in _text(page)
    assert "مسودة" in _text(page)


def test_an_address_that_comes_to_be_shows_by_itself(
    desk: Desk, page: Page, page_errors: list[str]
) -> None:
    opened(page, desk.address("2026/11/النهر/"))
    assert "404" in "".join(page_errors)
    page_errors.clear()
    desk.save("slug: الجسر", "slug: النهر")
    expect(page.locator("main")).to_contain_text("عبر الناس")


def test_a_preview_that_ended_is_said(desk: Desk, article: Page, page_errors: list[str]) -> None:
    desk.preview.end(signal.SIGTERM)
    expect(article.locator("tahlil-preview .lost")).to_be_visible()
    assert {re.sub(r".*(ERR_\w+).*", r"\1", error) for error in page_errors} <= {
        "ERR_CONNECTION_REFUSED",
        "ERR_CONNECTION_RESET",
        "ERR_INCOMPLETE_CHUNKED_ENCODING",
    }
    page_errors.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_overlay_is_readable_and_leaves_room_for_the_page(
    desk: Desk,
    open_page: OpenPage,
    page_errors: list[str],
    width: int,
    scheme: str,
    tmp_path: Path,
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened(page, desk.address(BRIDGE_ADDRESS))
    script = "<script>alert(1)</script>"
    desk.save("في المجدول", f"{script} في المجدول", "content/articles/scheduled.md")
    desk.save(DATE, NO_DATE)
    desk.save("category: سياسة", "category: سياسه مجهولة")
    desk.save("category: سياسة", "categori: سياسة", "content/articles/market.md")
    errors = page.locator("tahlil-preview .errors")
    expect(errors.locator("li").nth(2)).to_be_attached()
    expect(page.locator("tahlil-preview .warnings summary")).to_be_visible()
    box = errors.bounding_box()
    assert box is not None
    assert box["width"] <= width
    assert box["height"] <= 0.6 * 800 + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / f"overlay-{width}-{scheme}.png", caret="initial")
    assert page_errors == []
    assert axe.violations(page) == []
    page_errors.clear()  # axe tries a style of its own, which our policy refuses
