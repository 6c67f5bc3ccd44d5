"""List pages are numbered from the oldest, so that they never shift (publication.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from generator import keys, pages
from generator.graph.model import Article, ContentGraph
from generator.pages.page import Page
from generator.pages.views import ListView, RedirectView
from tests.feeds.examples import CONFIG, MORNING, PLAIN, category, graph_of, tag
from tests.pages.links import LinkChecker
from tests.project import differences
from tests.sites.publication import Press, parsed, words

SIZES = (0, 1, 19, 20, 39, 40, 41, 60, 100)
LIST = "category/تحليلات/"


def article(number: int) -> Article:
    """The article with this number by date, the oldest being 1. All are of one month, and of one
    category; every fifth has a tag."""
    return replace(
        PLAIN,
        source=f"content/articles/{number:03d}.md",
        id=f"n{number}",
        short_path=f"a/n{number}/",
        path=f"2026/11/{number:03d}/",
        title=f"المقال {number}",
        published=MORNING + timedelta(minutes=number),
        modified=MORNING + timedelta(minutes=number),
        tags=(tag("ماء"),) if number % 5 == 0 else (),
    )


def graph(count: int) -> ContentGraph:
    return graph_of(*(article(number) for number in range(1, count + 1)))


def list_pages(count: int) -> dict[str, Page]:
    """Pages of lists and the stubs among them, by path."""
    return {
        page.path: page
        for page in pages.plan(graph(count), CONFIG)
        if isinstance(page.view, ListView)
        or (isinstance(page.view, RedirectView) and not page.path.startswith("a/"))
    }


def shown(page: Page) -> list[int]:
    """Numbers of the articles on a page, from the top."""
    assert isinstance(page.view, ListView)
    return [int(card.path.rstrip("/")[-3:]) for card in page.view.cards]


def of_list(count: int, path: str = LIST) -> dict[str, Page]:
    return {name: page for name, page in list_pages(count).items() if name.startswith(path)}


@pytest.mark.parametrize("count", SIZES[1:])
def test_page_k_holds_the_articles_20k_to_20_k_minus_1_plus_1_for_good(count: int) -> None:
    for path, page in of_list(count).items():
        if path == LIST or isinstance(page.view, RedirectView):
            continue
        number = int(path.removeprefix(f"{LIST}page/").rstrip("/"))
        assert page.view.pager.number == number
        assert shown(page) == list(range(20 * number, 20 * (number - 1), -1))


@pytest.mark.parametrize("count", SIZES[1:])
def test_the_address_of_a_list_shows_the_newest_20_to_39(count: int) -> None:
    head = shown(of_list(count)[LIST])
    assert head == list(range(count, count - len(head), -1))
    assert len(head) == count if count < 20 else 20 <= len(head) <= 39


@pytest.mark.parametrize("count", SIZES[1:])
def test_every_article_stands_on_one_page_of_its_list(count: int) -> None:
    numbers = [
        number
        for page in of_list(count).values()
        if isinstance(page.view, ListView)
        for number in shown(page)
    ]
    assert sorted(numbers) == list(range(1, count + 1))


@pytest.mark.parametrize("count", SIZES)
def test_every_page_that_a_pager_names_exists(count: int) -> None:
    every = list_pages(count)
    for page in every.values():
        if isinstance(page.view, ListView):
            pager = page.view.pager
            named = {pager.newer, pager.older, pager.head} - {""}
            assert named <= every.keys()


@pytest.mark.parametrize(("count", "top"), [(40, 2), (59, 2), (60, 3), (100, 5)])
def test_the_number_above_the_highest_page_leads_to_the_address_of_the_list(
    count: int, top: int
) -> None:
    every = of_list(count)
    stub = every[f"{LIST}page/{top}/"].view
    assert isinstance(stub, RedirectView)
    assert stub.target == LIST
    assert f"{LIST}page/{top + 1}/" not in every


def test_a_list_of_less_than_40_has_one_page_and_no_pager() -> None:
    assert list(of_list(39)) == [LIST]
    pager = of_list(39)[LIST].view.pager
    assert (pager.newer, pager.older) == ("", "")


@pytest.mark.parametrize("count", range(62))
def test_a_new_article_changes_the_first_page_of_each_of_its_lists_alone(count: int) -> None:
    before, after = list_pages(count), list_pages(count + 1)
    own = {LIST, "archive/2026/11/", "author/عراق-أوبزيرفر/"}
    if (count + 1) % 5 == 0:
        own.add("tag/ماء/")
    changed = {
        path for path in before if keys.digest(before[path].view) != keys.digest(after[path].view)
    }
    born = after.keys() - before.keys()
    stubs = {path for path in changed if isinstance(before[path].view, RedirectView)}
    assert changed - stubs <= own
    assert own <= changed | born
    if (count + 1) % 20:
        assert not stubs
        assert born <= own, "a page is born only when twenty are full"
    else:
        assert {path.rpartition("page/")[0] for path in stubs | born - own} <= own


def test_a_declared_category_has_a_page_before_it_has_an_article(press: Press) -> None:
    press.article("a", category="تحليلات")
    press.build()
    (heading,) = parsed(press.page("category/سياسة/")).iter("h1")
    assert words(heading) == "سياسة"


@pytest.mark.parametrize("full", [40, 60])
def test_the_bytes_of_all_other_list_pages_stay_when_twenty_are_full(
    press: Press, full: int
) -> None:
    """The same law, on the disk, at the step where a numbered page is born."""
    for number in range(1, full):
        press.article(f"m{number:02d}", date=f"2026-01-01 {number // 60:02d}:{number % 60:02d}")
    press.article("other", category="سياسة", date="2025-05-05", author="علي كريم")
    press.build()
    before = press.tree()
    press.article("newest", date="2026-01-02")
    press.build()
    after = press.tree()
    lists = ("category/", "author/", "archive/2")
    changed = {path for path in differences(before, after) if path.startswith(lists)}
    number = full // 20 - 1
    own = {f"category/تحليلات/{rest}" for rest in _steps(number)}
    own |= {f"author/هيئة-التحرير/{rest}" for rest in _steps(number)}
    own |= {f"archive/2026/01/{rest}" for rest in _steps(number)}
    own |= {"category/index.html", "author/index.html", "archive/2026/index.html"}  # they count
    feeds = {"category/تحليلات/feed.xml", "author/هيئة-التحرير/feed.xml"}
    assert changed == own | feeds
    assert LinkChecker(press.output, "https://example.org/daftar/").faults() == []


def _steps(number: int) -> list[str]:
    return ["index.html", f"page/{number}/index.html", f"page/{number + 1}/index.html"]


def test_readers_step_through_a_list_in_both_directions(press: Press) -> None:
    for number in range(1, 62):
        press.article(f"m{number:02d}", date=f"2026-01-01 {number // 60:02d}:{number % 60:02d}")
    press.build()

    def step(path: str, rel: str) -> str | None:
        page = parsed(press.page(path))
        found = [a.get("href") for a in page.iter("a") if a.get("rel") == rel]
        return found[0] if found else None

    assert step("category/تحليلات/", "prev") is None
    assert step("category/تحليلات/", "next") == "../../category/تحليلات/page/2/"
    assert step("category/تحليلات/page/2/", "next") == "../../../../category/تحليلات/page/1/"
    assert step("category/تحليلات/page/1/", "next") is None
    assert step("category/تحليلات/page/1/", "prev") == "../../../../category/تحليلات/page/2/"
    top = parsed(press.page("category/تحليلات/page/3/"))
    (refresh,) = (m for m in top.iter("meta") if m.get("http-equiv") == "refresh")
    assert refresh.get("content") == "0; url=../../../../category/تحليلات/"


def test_a_list_page_says_what_it_lists(press: Press) -> None:
    press.article("a", author="سارة الجبوري", tags="النفط", dateline="البصرة/ وكالة")
    press.article("b", series="ملف الماء", category="سياسة")
    press.build()
    for path, label, title in [
        ("category/تحليلات/", "تصنيف", "تحليلات"),
        ("tag/النفط/", "وسم", "النفط"),
        ("author/سارة-الجبوري/", "كاتب", "سارة الجبوري"),
        ("place/البصرة/", "مكان", "البصرة"),
        ("series/ملف-الماء/", "ملف", "ملف الماء"),
        ("archive/2026/01/", "أرشيف", "يناير 2026"),
    ]:
        page = parsed(press.page(path))
        (heading,) = page.iter("h1")
        assert words(heading) == title
        assert f"{label} {title}" in words(page.find(".//main"))
    assert "ما وراء الخبر" in press.page("category/تحليلات/")


def test_lists_have_a_feed_where_the_contract_gives_them_one(press: Press) -> None:
    press.article("a", author="سارة الجبوري", tags="النفط", dateline="البصرة", series="ملف")
    press.build()
    for path in ("category/تحليلات/", "tag/النفط/", "author/سارة-الجبوري/"):
        assert "feed.xml" in press.page(path)
        assert (press.output / path / "feed.xml").is_file()
    for path in ("place/البصرة/", "series/ملف/"):
        assert not (press.output / path / "feed.xml").exists()


def test_the_categories_of_an_article_are_one_list_each() -> None:
    both = replace(PLAIN, categories=(category("تحليلات"), category("خاص")))
    paths = {page.path for page in pages.plan(graph_of(both), CONFIG)}
    assert {"category/تحليلات/", "category/خاص/"} <= paths
