"""The pages of the demo as a reader's browser shows them, under the base path of the site."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import KINDS, WIDTHS, OpenPage, forgive_the_404
from tests.browser.visiting import origin as origin
from tests.browser.visiting import paths as paths
from tests.browser.visiting import visit as visit
from tests.sites.publication import Demo
from tests.sites.publication import demo as demo


@pytest.mark.fault(42)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_prints_nothing_breaks_no_policy_and_asks_no_other_host(
    open_page: OpenPage,
    origin: str,
    demo: Demo,
    paths: dict[str, str],
    page_errors: list[str],
    kind: str,
) -> None:
    """Row 42."""
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answers: dict[str, int] = {}
    page.on("response", lambda response: answers.update({response.url: response.status}))
    page.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " event => window.violations.push(event.violatedDirective))"
    )
    address = f"{origin}{demo.config.base_path}{quote(paths[kind])}"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(100)
    forgive_the_404(kind, page_errors)
    assert page.evaluate("window.violations") == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(origin).netloc}
    missing = [url for url, status in answers.items() if status >= 400]
    assert missing == ([address] if kind == "lost" else [])
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy is not None
    assert "unsafe" not in policy


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_window(
    visit: OpenPage, page_errors: list[str], kind: str
) -> None:
    page = visit(kind, viewport={"width": WIDTHS[0], "height": 700})
    forgive_the_404(kind, page_errors)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= width, f"{kind} at {width}"


def test_wide_tables_scroll_in_their_own_box(visit: OpenPage) -> None:
    page = visit("article", viewport={"width": 320, "height": 700})
    cut_off = page.evaluate(
        """[...document.querySelectorAll('table, pre')].filter(node => {
             for (let box = node; box && box !== document.body; box = box.parentElement)
               if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
             const place = node.getBoundingClientRect();
             return place.left < 0 || place.right > innerWidth;
           }).length"""
    )
    assert cut_off == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_runs_from_right_to_left(visit: OpenPage, page_errors: list[str], kind: str) -> None:
    page = visit(kind, viewport={"width": 1280, "height": 800})
    forgive_the_404(kind, page_errors)
    assert page.evaluate("[document.dir, document.documentElement.lang]") == ["rtl", "ar"]
    rights = page.eval_on_selector_all(
        ".menu a", "links => links.map(link => link.getBoundingClientRect().right)"
    )
    assert len(rights) >= 6
    assert rights == sorted(rights, reverse=True), "the menu does not begin at the right"
    box = page.eval_on_selector(".menu", "menu => menu.getBoundingClientRect().right")
    assert box - rights[0] < 400
    left, right = page.eval_on_selector(
        "h1",
        "h => { const r = document.createRange(); r.selectNodeContents(h);"
        " const b = r.getBoundingClientRect(), o = h.getBoundingClientRect();"
        " return [b.left - o.left, o.right - b.right] }",
    )
    assert right <= left + 1, "the headline does not begin at the right"


def test_text_is_set_in_the_typefaces_of_the_site(visit: OpenPage) -> None:
    page = visit("article")
    faces = page.evaluate(
        """[...document.fonts].map(face => [face.family.replaceAll('"', ''), face.status])"""
    )
    loaded = {family for family, status in faces if status == "loaded"}
    for selector in ("h1", ".text p", ".menu a"):
        family = page.eval_on_selector(selector, "node => getComputedStyle(node).fontFamily")
        first = family.split(",")[0].strip("\"' ")
        assert first in loaded, f"{selector} wants {family}, loaded are {loaded}"


def test_every_picture_is_shown(visit: OpenPage) -> None:
    page = visit("article")
    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    page.evaluate("Promise.allSettled([...document.images].map(image => image.decode()))")
    assert page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)") == []
    assert page.evaluate("document.images.length") > 0


def test_pictures_take_their_room_before_they_arrive(visit: OpenPage) -> None:
    page = visit("article")
    assert page.evaluate(
        "[...document.images].every(i => i.getAttribute('width') && i.getAttribute('height'))"
    )


def test_the_page_works_without_script(visit: OpenPage) -> None:
    """The way back to the top, the contents and the footnotes are plain links."""
    page = visit("article", java_script_enabled=False, viewport={"width": 390, "height": 700})
    page.locator(".to-top a").click()
    expect(page).to_have_url(re.compile("#page--top$"))
    contents = page.locator("details.contents")
    contents.locator("summary").click()
    link = contents.locator("a").last
    anchor = link.get_attribute("href") or ""
    link.click()
    page.wait_for_url(f"**{quote(unquote(anchor), safe='#')}")
    page.wait_for_timeout(800)  # the page may glide
    box = page.locator(f"[id='{unquote(anchor).removeprefix('#')}']").bounding_box()
    assert box is not None
    assert -1 <= box["y"] < 700


def test_the_keyboard_reaches_the_text_first(visit: OpenPage) -> None:
    page = visit("home")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "تجاوز إلى المحتوى"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#page--main")


def test_a_reader_finds_the_way_from_the_front_page_to_an_article_and_back(
    visit: OpenPage, demo: Demo
) -> None:
    page = visit("home")
    title = page.locator("main .card-title a").first.inner_text()
    page.locator("main .card-title a").first.click()
    expect(page.locator("h1")).to_have_text(title)
    page.locator(".kicker a").first.click()
    expect(page.locator(".card-title", has_text=title).first).to_be_visible()
    page.locator(".nameplate a").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(demo.config.base_path)}$"))


def test_a_short_link_brings_the_reader_to_the_article(
    open_page: OpenPage, origin: str, demo: Demo, paths: dict[str, str]
) -> None:
    shown = re.findall(rf">{demo.config.base_url}(a/\w+/)<", demo.page(paths["article"]))
    (short,) = set(shown)
    page = open_page()
    page.goto(f"{origin}{demo.config.base_path}{short}")
    page.wait_for_url(f"**{quote(paths['article'])}")


def test_the_lost_page_leads_home_from_any_depth(
    visit: OpenPage, page_errors: list[str], demo: Demo
) -> None:
    page = visit("lost")
    forgive_the_404("lost", page_errors)
    page.locator("main a", has_text="الصفحة الأولى").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(demo.config.base_path)}$"))
