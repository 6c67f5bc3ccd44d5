"""The archive by year and month, and the index of each taxonomy."""

from __future__ import annotations

from typing import Any

from tests.sites.publication import Press, parsed, words


def lines(page: str, heading: str = "h2") -> dict[str, list[str]]:
    """Each part of a page by its heading: its list items."""
    found: dict[str, list[str]] = {}
    for section in parsed(page).find(".//main").iter("section"):
        (title,) = section.iter(heading)
        found[words(title)] = [words(item) for item in section.iter("li")]
    return found


def hrefs(page: str) -> list[Any]:
    return [a.get("href") for a in parsed(page).find(".//main").iter("a")]


def test_the_archive_lists_years_and_months_newest_first(press: Press) -> None:
    for name, date in [
        ("a", "2024-12-31"),
        ("b", "2026-01-01"),
        ("c", "2026-01-31"),
        ("d", "2026-03-05"),
    ]:
        press.article(name, date=date)
    press.build()
    assert lines(press.page("archive/")) == {
        "2026 3 مقالات": ["مارس 2026 مقال واحد", "يناير 2026 مقالان"],
        "2024 مقال واحد": ["ديسمبر 2024 مقال واحد"],
    }
    assert "../archive/2026/03/" in hrefs(press.page("archive/"))
    assert list(lines(press.page("archive/2026/"))) == ["2026 3 مقالات"]
    assert "c" in press.page("archive/2026/01/")


def test_months_go_by_the_clock_of_the_site_not_of_greenwich(press: Press) -> None:
    press.article("a", date="2026-01-31T22:30+00:00")
    press.build()
    assert (press.output / "archive/2026/02/index.html").is_file()
    assert (press.output / "2026/02/a/index.html").is_file()


def test_months_are_named_as_site_yaml_wants(press: Press) -> None:
    press.substitute("site.yaml", "months: gregorian", "months: levant\ndigits: arabic")
    press.article("a", date="2026-01-05")
    press.build()
    assert "كانون الثاني ٢٠٢٦" in press.page("archive/")
    (heading,) = parsed(press.page("archive/2026/01/")).iter("h1")
    assert words(heading) == "كانون الثاني ٢٠٢٦"


def test_an_index_stands_in_arabic_order_and_ignores_the_article(press: Press) -> None:
    press.article("a", tags="المياه، نفط، الأهوار، إيران، آسيا، OPEC، اليمن، البصرة")
    press.article("b", tags="البصرة")
    press.build()
    assert lines(press.page("tag/")) == {
        "ا": ["آسيا مقال واحد", "الأهوار مقال واحد", "إيران مقال واحد"],
        "ب": ["البصرة مقالان"],
        "م": ["المياه مقال واحد"],
        "ن": ["نفط مقال واحد"],
        "ي": ["اليمن مقال واحد"],
        "O": ["OPEC مقال واحد"],
    }


def test_the_archive_leads_to_the_index_of_every_taxonomy(press: Press) -> None:
    press.article("a", tags="نفط", author="سارة الجبوري", dateline="البصرة", series="ملف")
    press.build()
    links = hrefs(press.page("archive/"))
    for taxonomy, name in [
        ("category", "تحليلات"),
        ("tag", "نفط"),
        ("author", "سارة-الجبوري"),
        ("place", "البصرة"),
        ("series", "ملف"),
    ]:
        assert f"../{taxonomy}/" in links
        assert f"../{taxonomy}/{name}/" in hrefs(press.page(f"{taxonomy}/"))


def test_a_declared_category_without_articles_is_not_in_the_index(press: Press) -> None:
    press.article("a")
    press.build()
    assert "../category/سياسة/" not in hrefs(press.page("category/"))
