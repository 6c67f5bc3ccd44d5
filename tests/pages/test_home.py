"""The front page: the lead, the sections of site.yaml, the latest, and the empty state."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.links import LinkChecker
from tests.sites.publication import Press, parsed, places, words

BASE = "https://example.org/daftar/"


def titles(element: Any) -> list[str]:
    """The headlines of the stories in a part of a page."""
    return [
        words(h)
        for story in element.iter("article")
        for tag in ("h2", "h3")
        for h in story.iter(tag)
    ]


def part(page: Any, label: str) -> Any:
    """The section of a page under a heading."""
    for section in page.iter("section"):
        if any(words(h) == label for h in section.iter("h2")):
            return section
    raise AssertionError(f"no section {label}")


def stories(press: Press, count: int, **fields: str) -> None:
    for number in range(1, count + 1):
        press.article(
            f"خبر {number}".replace(" ", "-"),
            title=f"خبر {number}",
            date=f"2026-01-{number:02d}",
            **fields,
        )


def test_the_newest_article_leads(press: Press) -> None:
    stories(press, 3)
    press.build()
    page = parsed(press.page(""))
    assert titles(page.find(".//main"))[0] == "خبر 3"


def test_the_featured_article_leads_though_it_is_older(press: Press) -> None:
    stories(press, 3)
    press.article("بارز", title="المقال البارز", date="2025-05-05", featured="true")
    press.article("بارز-أقدم", title="بارز أقدم", date="2025-04-04", featured="true")
    press.build()
    assert titles(parsed(press.page("")).find(".//main"))[0] == "المقال البارز"


def test_each_section_shows_its_newest_and_leads_to_its_list(press: Press) -> None:
    stories(press, 12, category="اقتصاد")
    press.build()
    section = part(parsed(press.page("")), "اقتصاد")
    assert titles(section)
    assert "category/اقتصاد/" in [a.get("href") for a in section.iter("a")]


def test_no_headline_stands_twice_on_the_front_page(press: Press) -> None:
    stories(press, 30, category="اقتصاد، تحليلات")
    press.build()
    headlines = titles(parsed(press.page("")).find(".//main"))
    assert sorted(set(headlines)) == sorted(headlines)


def test_a_section_may_be_a_kind_or_a_tag(press: Press) -> None:
    press.substitute(
        "site.yaml",
        "  - {title: اقتصاد, category: اقتصاد, count: 3}",
        "  - {title: أخبار, kind: خبر}\n  - {title: عن الماء, tag: المياه}",
    )
    stories(press, 12)
    press.article("n", title="خبر عاجل", kind="خبر", date="2025-01-01")
    press.article("t", title="ماء قليل", tags="المِياه", date="2025-01-02")
    press.build()
    page = parsed(press.page(""))
    assert titles(part(page, "أخبار")) == ["خبر عاجل"]
    assert titles(part(page, "عن الماء")) == ["ماء قليل"]


def test_a_section_without_articles_is_not_shown(press: Press) -> None:
    stories(press, 12)
    press.build()
    assert "page--section" not in press.page("")


EMPTY: list[dict[str, dict[str, str]]] = [
    {},
    {"a": {"draft": "true"}},
    {"a": {"date": "2030-01-01"}},
]


@pytest.mark.fault(16)
@pytest.mark.parametrize("articles", EMPTY)
def test_a_site_without_articles_is_whole_and_says_so(
    press: Press, articles: dict[str, dict[str, str]]
) -> None:
    """Row 16."""
    for name, fields in articles.items():
        press.article(name, **fields)
    report = press.build()
    assert [code for code, *_ in places(report.findings)] == ["W-EMPTY"]
    assert "العدد الأول قيد التحرير" in press.page("")
    for path in ("archive/", "category/", "tag/", "corrections/", "404.html", "عن-الموقع/"):
        assert press.page(path).startswith("<!doctype html>")
    assert LinkChecker(press.output, BASE).faults() == []


def test_a_site_with_an_article_does_not_warn(press: Press) -> None:
    press.article("a")
    assert press.build().findings == ()


def test_the_menu_leads_to_categories_pages_and_addresses(press: Press) -> None:
    press.substitute("site.yaml", "  - الأرشيف: /archive/\n", "  - المصدر: https://code.example/\n")
    press.article("a")
    press.build()
    page = parsed(press.page("2026/01/a/"))
    menu = {words(a): a.get("href") for nav in page.iter("nav") for a in nav.iter("a")}
    assert menu["تحليلات"] == "../../../category/تحليلات/"
    assert menu["عن الموقع"] == "../../../عن-الموقع/"
    assert menu["المصدر"] == "https://code.example/"
