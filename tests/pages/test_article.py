"""The page of an article shows all that its front matter says."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.sites.publication import Press, parsed, words


def section(page: Any, label: str) -> Any:
    """The part of the page whose heading holds these words."""
    for element in page.iter("section"):
        if any(label in words(h) for h in element.iter("h2")):
            return element
    raise AssertionError(f"no part {label}")


def main(press: Press, path: str) -> Any:
    return parsed(press.page(path)).find(".//main")


@pytest.mark.parametrize(
    ("dateline", "shown"),
    [
        ("بغداد/ عراق أوبزيرفر", "بغداد/ عراق أوبزيرفر"),
        ("بغداد", "بغداد"),
        ("بغداد/عراق", "بغداد/ عراق"),
    ],
)
def test_the_dateline_leads_to_its_place(press: Press, dateline: str, shown: str) -> None:
    press.article("a", dateline=dateline)
    press.build()
    page = main(press, "2026/01/a/")
    (line,) = (p for p in page.iter("p") if p.get("class") == "dateline")
    assert words(line) == shown
    assert line.find("a").get("href") == "../../../place/بغداد/"


def test_sources_with_and_without_a_link(press: Press) -> None:
    press.article("a", source="[{name: منظمة, url: 'https://who.example/'}, بلومبرغ]")
    press.build()
    sources = section(main(press, "2026/01/a/"), "المصادر")
    assert [words(item) for item in sources.iter("li")] == ["منظمة", "بلومبرغ"]
    assert [a.get("href") for a in sources.iter("a")] == ["https://who.example/"]


def test_parts_of_a_series_are_numbered_by_date_and_lead_to_their_neighbours(press: Press) -> None:
    for name, date in [("b", "2026-02-01"), ("a", "2026-01-01"), ("c", "2026-03-01")]:
        press.article(name, title=f"الحلقة {name}", series="ماء النهرين", date=date)
    press.article("d", series="ماء النهرين", date="2026-02-15", draft="true")
    press.build()
    middle = section(main(press, "2026/02/الحلقة-b/"), "ماء النهرين")
    assert "الجزء 2 من 3" in words(middle)
    steps = {a.get("rel"): a.get("href") for a in middle.iter("a")}
    assert steps["prev"] == "../../../2026/01/الحلقة-a/"
    assert steps["next"] == "../../../2026/03/الحلقة-c/"
    first = section(main(press, "2026/01/الحلقة-a/"), "ماء النهرين")
    assert "prev" not in {a.get("rel") for a in first.iter("a")}


def test_a_series_lists_all_its_parts_on_its_page(press: Press) -> None:
    for number in range(3):
        press.article(f"m{number}", series="ملف", date=f"2026-01-0{number + 1}")
    press.build()
    titles = [words(h) for h in main(press, "series/ملف/").iter("h2")]
    assert titles == ["m2", "m1", "m0"]


def test_the_summary_is_the_first_paragraph_where_none_is_given(press: Press) -> None:
    press.article("a", "الفقرة **الأولى**.\n\nالثانية.\n")
    press.article("b", "الفقرة الأولى.\n", summary="موجز مكتوب")
    press.build()
    listing = words(main(press, "category/تحليلات/"))
    assert "الفقرة الأولى." in listing
    assert "موجز مكتوب" in listing


def test_the_first_paragraph_is_not_told_twice(press: Press) -> None:
    press.article("a", "الفقرة الأولى.\n\nالثانية.\n")
    press.article("b", "الفقرة الأولى.\n", summary="موجز مكتوب")
    press.build()
    assert words(main(press, "2026/01/a/").find("article")).count("الفقرة الأولى.") == 1
    assert "موجز مكتوب" in words(main(press, "2026/01/b/").find("article"))
    (description,) = re.findall('name="description" content="(.*?)"', press.page("2026/01/a/"))
    assert description == "الفقرة الأولى."


def test_contents_list_the_subheads_down_to_the_depth_of_site_yaml(press: Press) -> None:
    press.article("a", "## أول\n\nنص\n\n### أدق\n\nنص\n\n#### أعمق\n\nنص\n\n## ثان\n\nنص\n")
    press.article("b", "## وحيد\n\nنص\n")
    press.build()
    page = main(press, "2026/01/a/")
    links = {words(a): a.get("href") for nav in page.iter("nav") for a in nav.iter("a")}
    assert {"أول": "#أول", "أدق": "#أدق", "ثان": "#ثان"}.items() <= links.items()
    assert "أعمق" not in links
    assert "#وحيد" not in [a.get("href") for a in main(press, "2026/01/b/").iter("a")]


def test_an_update_is_announced_above_and_told_below(press: Press) -> None:
    press.article("a", updates="[{date: 2026-02-03, kind: تصحيح, text: الرقم 45 لا 50.}]")
    press.build()
    page = main(press, "2026/01/a/")
    assert "الرقم 45 لا 50." in words(section(page, "تصحيحات"))
    assert "آخر تحديث: " in words(page)
    assert "3 فبراير 2026" in words(page)


def test_kind_and_categories_stand_above_the_headline(press: Press) -> None:
    press.article("a", category="تحليلات، سياسة", kind="خبر")
    press.article("b")
    press.build()
    page = main(press, "2026/01/a/")
    (kicker, *_) = (p for p in page.iter("p") if p.get("class") == "kicker")
    assert words(kicker) == "خبر تحليلات سياسة"
    (kicker, *_) = (p for p in main(press, "2026/01/b/").iter("p") if p.get("class") == "kicker")
    assert words(kicker) == "تحليل تحليلات", "the usual kind of the site"


def test_a_page_of_an_article_holds_nothing_that_moves_for_every_article(press: Press) -> None:
    """House, section 2: a new article of other terms leaves the page as it was."""
    press.article("a", tags="نفط", author="سارة الجبوري", category="سياسة")
    press.article("b", tags="نفط", author="سارة الجبوري", category="سياسة")
    press.build()
    before = press.page("2026/01/a/")
    press.article("c", tags="ماء", author="علي كريم", category="اقتصاد", date="2026-05-05")
    report = press.build()
    assert press.page("2026/01/a/") == before
    assert "2026/01/a/index.html" not in report.made
