"""The search page in a real browser, under the base path of the site, and without script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import OpenPage
from tests.browser.visiting import origin as origin
from tests.sites.publication import Demo
from tests.sites.publication import demo as demo
from tests.tools import axe

Search = Callable[..., Page]


@pytest.fixture
def search(open_page: OpenPage, origin: str, demo: Demo) -> Search:
    """Opens the search page, and asks if there is something to ask."""

    def search(query: str = "", **options: object) -> Page:
        page = open_page(**options)
        page.add_init_script(
            "window.violations = []; document.addEventListener('securitypolicyviolation',"
            " event => window.violations.push(event.violatedDirective))"
        )
        page.goto(f"{origin}{demo.config.base_path}search/")
        if query:
            page.locator("#page--query").press_sequentially(query)
            expect(page.get_by_role("status")).not_to_be_empty()
        return page

    return search


def test_answers_come_while_typing_and_the_hits_are_marked(search: Search) -> None:
    page = search("الموازنه")
    expect(page.get_by_role("status")).to_have_text("6 نتائج")
    first = page.locator(".hit").first
    expect(first.get_by_role("link")).to_have_text("كيف تُقرأ الموازنة؟ أربعة أرقام قبل كل عنوان")
    expect(first.locator("h2 mark")).to_have_text("الموازنة")
    assert page.locator(".hit-summary mark").count() > 0
    expect(page.locator(".search-browse")).to_be_hidden()
    assert page.evaluate("window.violations") == []
    assert unquote(urlsplit(page.url).query) == "q=الموازنه"


def test_a_hit_leads_to_its_article_under_the_base_path(
    search: Search, origin: str, demo: Demo
) -> None:
    page = search("سانت ليغو")
    with page.expect_navigation():
        page.locator(".hit a").first.click()
    assert unquote(page.url).startswith(f"{origin}{demo.config.base_path}2025/10/")
    expect(page.locator("h1")).to_contain_text("سانت ليغو")


def test_the_keyboard_goes_down_up_and_back(search: Search) -> None:
    page = search("العراق")
    expect(page.locator(".hit")).to_have_count(6)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#page--query")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#page--query")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#page--query")).to_have_value("")
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.locator(".search-browse")).to_be_visible()


def test_more_hits_come_on_request_and_the_first_of_them_is_reached(search: Search) -> None:
    page = search("العراق")
    more = page.get_by_role("button", name="مزيد من النتائج")
    more.click()
    expect(page.locator(".hit a").nth(6)).to_be_focused()
    more.click()
    expect(page.locator(".hit a").nth(12)).to_be_focused()
    expect(more).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "says", "hint"),
    [
        ("قيظ", "لا نتائج", ".search-none"),
        ("زرافة", "3 نتائج", ".search-some"),
        ("سانت ليغو", "نتيجتان", None),
        ("الشعراء", "نتيجة واحدة", None),
    ],
)
def test_the_count_is_told_in_the_right_form(
    search: Search, query: str, says: str, hint: str | None
) -> None:
    page = search(query)
    expect(page.get_by_role("status")).to_have_text(says)
    for each in (".search-none", ".search-some"):
        expect(page.locator(each)).to_be_visible(visible=each == hint)


def test_the_form_of_the_masthead_leads_to_the_answers(
    open_page: OpenPage, origin: str, demo: Demo
) -> None:
    page = open_page()
    page.goto(f"{origin}{demo.config.base_path}{quote('archive/')}")
    page.get_by_role("searchbox").fill("التضخم")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".hit a").first).to_contain_text("التضخم")


def test_without_script_the_form_leads_to_ways(search: Search, origin: str, demo: Demo) -> None:
    page = search(java_script_enabled=False)
    page.goto(f"{origin}{demo.config.base_path}search/?q={quote('التضخم')}")
    for href in ("../category/", "../archive/2026/", "../tag/"):
        assert page.locator(f".search-browse a[href^='{href}']").count() > 0
    expect(page.locator("noscript p")).to_be_visible()


def test_an_index_that_cannot_be_reached_is_told(
    open_page: OpenPage, origin: str, demo: Demo, page_errors: list[str]
) -> None:
    page = open_page()
    page.route("**/index.json", lambda route: route.abort())
    page.goto(f"{origin}{demo.config.base_path}search/?q=x1")
    expect(page.get_by_role("status")).to_contain_text("تعذّر تحميل الفهرس")
    page_errors[:] = [
        error for error in page_errors if "index.json" not in error and "ERR_" not in error
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_answers_are_accessible_and_overflow_nothing(
    search: Search, width: int, scheme: str
) -> None:
    page = search("المياه", viewport={"width": width, "height": 800}, color_scheme=scheme)
    expect(page.locator(".hit").first).to_be_visible()
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
