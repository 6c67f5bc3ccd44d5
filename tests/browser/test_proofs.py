"""The checks of a page in the preview: on request, by mouse, keyboard and screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, opened
from tests.serve.projects import BRIDGE, BRIDGE_ADDRESS, replace_in
from tests.tools import axe

GOOD = "عبر الناس الجسر صباحاً."
SLIPS = "عبر الناس , الجسر  صباحاً."


@pytest.fixture
def slips(project: Path) -> Path:
    """The article about the bridge with two slips; before the preview starts."""
    replace_in(project / BRIDGE, GOOD, SLIPS)
    return project


def asking(page: Page) -> Locator:
    return page.get_by_role("button", name="افحص هذه الصفحة")


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_nothing_is_checked_before_somebody_asks(slips: Path, desk: Desk, article: Page) -> None:
    expect(asking(article)).to_be_visible()
    expect(asking(article)).to_have_attribute("aria-expanded", "false")
    expect(article.locator("tahlil-preview .proofs")).not_to_be_visible()


def test_the_findings_of_the_page_are_listed_with_their_places(
    slips: Path, desk: Desk, article: Page
) -> None:
    asking(article).click()
    found = panel(article, "ملاحظتان على هذه الصفحة")
    expect(found.locator(".place")).to_have_text([f"{BRIDGE}:9:11", f"{BRIDGE}:9:18"])
    expect(found.locator("code")).to_have_text(["W-SIGN", "W-SPACES"])
    expect(found).not_to_contain_text("market.md")
    expect(asking(article)).to_have_attribute("aria-expanded", "true")


def test_why_these_articles_are_related_is_told_below(
    slips: Path, desk: Desk, article: Page
) -> None:
    asking(article).click()
    found = panel(article, "ملاحظتان على هذه الصفحة")
    expect(found.get_by_role("heading", name="لماذا هذه المقالات ذات صلة؟")).to_be_visible()
    expect(found.locator(".kinship li").first).to_contain_text("مجدول")
    expect(found.locator(".kinship .hint").first).to_contain_text("من أحدث ما في التصنيف نفسه")


def test_keyboard_and_screen_reader_have_it_too(slips: Path, desk: Desk, article: Page) -> None:
    asking(article).focus()
    article.keyboard.press("Enter")
    expect(article.get_by_role("heading", name="ملاحظتان على هذه الصفحة")).to_be_focused()
    expect(article.locator("tahlil-preview [role=status]")).to_have_text("ملاحظتان على هذه الصفحة")
    article.keyboard.press("Tab")
    expect(article.get_by_role("button", name="إغلاق")).to_be_focused()
    article.keyboard.press("Escape")
    expect(article.locator("tahlil-preview .proofs")).not_to_be_visible()
    expect(asking(article)).to_be_focused()


def test_open_findings_follow_what_is_saved(slips: Path, desk: Desk, article: Page) -> None:
    asking(article).click()
    expect(panel(article, "ملاحظتان على هذه الصفحة")).to_be_visible()
    desk.save(SLIPS, f"{GOOD} ومضوا.")
    expect(panel(article, "لا ملاحظات على هذه الصفحة")).to_be_visible()
    article.get_by_role("button", name="إغلاق").click()
    article.reload()
    expect(asking(article)).to_be_visible()
    expect(article.locator("tahlil-preview .proofs")).not_to_be_visible()


@pytest.mark.parametrize("path", ["", "category/سياسة/"])
def test_a_list_has_no_file_of_its_own(desk: Desk, page: Page, path: str) -> None:
    opened(page, desk.address(path))
    asking(page).click()
    expect(page.locator("tahlil-preview .proofs")).to_contain_text("لا ملف لهذه الصفحة وحدها")


def test_what_a_finding_says_is_inert(project: Path, desk: Desk, article: Page) -> None:
    article.on("dialog", lambda dialog: pytest.fail(dialog.message))
    desk.save(GOOD, f"{GOOD} [ا](https://a.b/) <img src=x onerror=alert(1)>")
    asking(article).click()
    found = article.locator("tahlil-preview .proofs")
    expect(found.locator("li").first).to_be_visible()
    assert found.locator("img, script, a").count() == 0


def test_nothing_of_it_is_in_the_files(slips: Path, desk: Desk, article: Page) -> None:
    asking(article).click()
    expect(panel(article, "ملاحظتان على هذه الصفحة")).to_be_visible()
    for path in (slips / ".cache/preview/site").rglob("*.html"):
        assert b".preview/" not in path.read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_findings_are_readable(
    slips: Path,
    desk: Desk,
    open_page: OpenPage,
    page_errors: list[str],
    width: int,
    scheme: str,
    tmp_path: Path,
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened(page, desk.address(BRIDGE_ADDRESS))
    asking(page).click()
    box = panel(page, "ملاحظتان على هذه الصفحة").bounding_box()
    assert box is not None
    assert box["width"] <= width
    assert box["height"] <= 0.6 * 800 + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / f"proofs-{width}-{scheme}.png", caret="initial")
    assert page_errors == []
    assert axe.violations(page) == []
    page_errors.clear()  # axe tries a style of its own, which our policy refuses
