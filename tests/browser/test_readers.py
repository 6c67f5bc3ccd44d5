"""What readers with a choice, a keyboard, a screen reader or a slow line get on each page."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visiting import KINDS, OpenPage, forgive_the_404, host
from tests.browser.visiting import origin as origin
from tests.browser.visiting import paths as paths
from tests.browser.visiting import visit as visit
from tests.sites.publication import Demo, Press, config_of
from tests.sites.publication import demo as demo
from tests.sites.publication import press as press
from tests.tools import axe

DARK_PAPER = "rgb(18, 21, 22)"


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


# -- accessibility ---------------------------------------------------------------------------------


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_fault(
    visit: OpenPage, page_errors: list[str], kind: str, scheme: str
) -> None:
    page = visit(kind, viewport={"width": 320, "height": 800}, color_scheme=scheme)
    forgive_the_404(kind, page_errors)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe.violations(page) == [], f"at {width}"


def test_the_keyboard_visits_what_there_is_in_order(visit: OpenPage) -> None:
    """Skip link, name, search, menu, and after the text the choice of light and dark."""
    page = visit("article", viewport={"width": 1280, "height": 800})
    seen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.closest('.skip-link, .nameplate, .find, .menu, .kicker,"
                " .contents, .text, .tags, .share, .related, .themes, .footer')?.classList[0] ?? ''"
            )
        )
        if seen[-1] == "themes":
            break
    places = list(dict.fromkeys(place for place in seen if place))
    expected = ["skip-link", "nameplate", "find", "menu", "kicker"]
    assert places[: len(expected)] == expected
    assert places[-1] == "themes"


def test_the_contents_open_by_the_keyboard(visit: OpenPage) -> None:
    page = visit("article", viewport={"width": 390, "height": 800})
    page.locator(".contents summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".contents a").first.is_visible()


def test_the_first_screen_of_a_phone_tells_what_the_article_is(visit: OpenPage) -> None:
    page = visit("article", viewport={"width": 390, "height": 800})
    told = page.locator(".article-head .kicker, h1, .byline > *, .byline [href*='place/']")
    boxes = [each.bounding_box() for each in told.all()]
    assert len(boxes) >= 5
    assert all(box and box["y"] + box["height"] < 800 for box in boxes)
    assert "دقائق" in page.locator(".byline-line").first.inner_text()


# -- light and dark --------------------------------------------------------------------------------


def test_a_page_follows_the_system_until_its_reader_chooses(visit: OpenPage) -> None:
    page = visit("article", color_scheme="dark")
    assert paper(page) == DARK_PAPER
    page.emulate_media(color_scheme="light")
    light = paper(page)
    assert light != DARK_PAPER
    page.locator(".themes button", has_text="داكن").focus()
    page.keyboard.press("Enter")
    assert paper(page) == DARK_PAPER
    pressed = page.locator(".themes [aria-pressed='true']")
    assert pressed.inner_text() == "داكن"
    with page.expect_navigation():
        page.locator(".nameplate a").click()
    assert paper(page) == DARK_PAPER, "the choice holds on other pages"
    page.locator(".themes button", has_text="تلقائي").click()
    assert paper(page) == light


def test_the_choice_is_made_before_anything_is_painted(visit: OpenPage) -> None:
    page = visit("home", color_scheme="light")
    page.evaluate("localStorage.theme = 'dark'")
    page.add_init_script(
        "new PerformanceObserver(() => window.first ??= document.documentElement.dataset.theme)"
        ".observe({type: 'paint', buffered: true})"
    )
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate("window.first") == "dark"


def test_a_choice_that_is_none_is_no_choice(visit: OpenPage) -> None:
    page = visit("home", color_scheme="light")
    before = paper(page)
    page.evaluate("localStorage.theme = 'x\" onload=1'")
    page.reload()
    assert paper(page) == before


def test_without_script_nothing_is_offered_that_needs_it(visit: OpenPage) -> None:
    page = visit("article", java_script_enabled=False, color_scheme="dark")
    assert not page.locator(".themes").is_visible()
    assert not page.locator(".copy").is_visible()


# -- the short link --------------------------------------------------------------------------------


def test_the_short_link_is_copied(visit: OpenPage) -> None:
    page = visit("article", permissions=["clipboard-read", "clipboard-write"])
    link = page.locator(".short-link a").get_attribute("href")
    page.locator(".copy").click()
    page.locator(".copied", has_text="نُسخ").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert page.locator(".copied").get_attribute("role") == "status"


# -- right to left ---------------------------------------------------------------------------------

_RIGHTS = """([selector]) => [...document.querySelectorAll(selector)].map(node => {
  const range = document.createRange(), box = node.getBoundingClientRect();
  range.selectNodeContents(node);
  return [box.right, range.getBoundingClientRect().right];
})"""


def test_list_markers_and_quotes_stand_at_the_right(visit: OpenPage, demo: Demo) -> None:
    page = visit("article", viewport={"width": 1280, "height": 800})
    page.locator(".text").evaluate(
        "text => text.insertAdjacentHTML('beforeend',"
        " '<ul><li>سطر</li></ul><blockquote><p>قول</p></blockquote>')"
    )
    item = page.locator(".text ul > li").last.bounding_box()
    whole = page.locator(".text").bounding_box()
    assert item
    assert whole
    room = whole["x"] + whole["width"] - item["x"] - item["width"]
    assert room > 10, "there is room for the marker at the right"
    quote = page.locator(".text blockquote").last
    borders = quote.evaluate(
        "q => [getComputedStyle(q).borderRightWidth, getComputedStyle(q).borderLeftWidth]"
    )
    assert borders == ["3px", "0px"]


def test_pagers_point_the_way_that_they_lead(press: Press, open_page: OpenPage) -> None:
    """The newer at the right with an arrow to the right, the older at the left with one to it."""
    for number in range(82):
        press.article(f"a{number:02d}", date=f"2026-01-01 08:{number // 60:02d}:{number % 60:02d}")
    press.build()
    base = config_of().base_path
    with host(press.output, base) as origin:
        page = open_page(viewport={"width": 390, "height": 800})
        page.goto(f"{origin}{base}{quote('category/تحليلات/')}")
        page.locator(".pager-older").click()
        page.locator(".pager-older").click()
        newer, head, older = (page.locator(f".pager-{name}") for name in ("newer", "head", "older"))
        expect(newer).to_contain_text("→")
        expect(older).to_contain_text("←")
        places = [each.bounding_box() for each in (newer, head, older)]
        xs = [box["x"] for box in places if box]
        assert xs == sorted(xs, reverse=True)
        assert len(xs) == 3
        newer.click()
        expect(page.locator(".card-title").first).to_have_text("a59")
        page.wait_for_load_state("networkidle")


def test_numbers_and_latin_read_in_order(visit: OpenPage, paths: dict[str, str]) -> None:
    """The first letter of each run stands at the left of its last."""
    page = visit("article", viewport={"width": 1280, "height": 800})
    runs = ["+964 770 123 4567", "2003–2024", "OPEC+", "-37.63", "C++"]
    page.locator(".text").evaluate(
        "(text, runs) => text.insertAdjacentHTML('beforeend', runs.map(run =>"
        " `<p class='probe'>قال <bdi class='number'>${run}</bdi> ثم سكت</p>`).join(''))",
        runs,
    )
    edges = page.eval_on_selector_all(
        ".probe bdi",
        """nodes => nodes.map(node => {
             const at = i => { const r = document.createRange();
               r.setStart(node.firstChild, i); r.setEnd(node.firstChild, i + 1);
               return r.getBoundingClientRect(); };
             const first = at(0), last = at(node.firstChild.length - 1);
             return [first.left, last.left, first.top, last.top]; })""",
    )
    for run, (first, last, top, bottom) in zip(runs, edges, strict=True):
        assert first < last, run
        assert top == bottom, f"{run} is broken over two lines"


# -- slow lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["home", "article", "tag"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_when_the_fonts_come_late(
    open_page: OpenPage, origin: str, demo: Demo, paths: dict[str, str], kind: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800})

    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/*.woff2", late)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => window.shift += entry.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{origin}{demo.config.base_path}{quote(paths[kind])}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    shift: Any = page.evaluate("window.shift")
    assert shift == 0
