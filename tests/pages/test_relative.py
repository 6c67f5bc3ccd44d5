"""Relative days on pages and in feeds: they follow the date of the article, and cost no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import Project
from tests.sites.publication import Press, page_text

BODY = "قالت السفيرة، السبت، إن الجسر يكتمل الأسبوع المقبل.\n"


def test_a_page_and_its_feeds_date_the_day(press: Press) -> None:
    press.article("a", BODY, date="2026-09-20 08:00", author="كاتب")
    press.build()
    mark = '<time datetime="2026-09-19" title="السبت، 19 سبتمبر 2026">السبت</time>'
    assert mark in press.page("2026/09/a/")
    for feed in ("feed.xml", "category/تحليلات/feed.xml", "feed.json"):
        text = press.page(feed)
        assert 'datetime="2026-09-19"' in text.replace('\\"', '"')
        assert "relative:" not in text


def test_a_page_that_is_no_article_has_no_day(press: Press) -> None:
    press.write("content/pages/about.md", f"---\ntitle: عن الموقع\n---\n{BODY}")
    press.build()
    assert "<time" not in press.page("عن-الموقع/").partition("<main")[2].partition("</main")[0]


def test_another_date_converts_nothing(tmp_path: Path) -> None:
    """The text does not hang on the date: only pages that show it are made again."""
    project = Project.create(tmp_path / "project")
    project.edit("maqal-03", body=BODY)
    project.build()
    project.edit("maqal-03", date="2026-04-08 09:00")
    report = project.build()
    assert report.converted == ()
    pages = [path for path in report.made if path.startswith("2026/") and "القراءة-3/" in path]
    assert len(pages) == 1
    assert 'datetime="2026-04-04"' in page_text(project.output, pages[0])
    assert project.tree() == project.build_clean_elsewhere()


@pytest.mark.parametrize(
    ("locale", "first"), [("ar_IQ", "26 سبتمبر"), ("ar_SA", "27 سبتمبر"), ("ar_LB", "28 سبتمبر")]
)
def test_a_week_begins_as_in_the_country_of_the_publication(
    press: Press, locale: str, first: str
) -> None:
    press.write("site.yaml", press.read("site.yaml") + f"locale: {locale}\n")
    press.article("a", BODY, date="2026-09-23 08:00")
    press.build()
    assert f'title="من {first} 2026 إلى' in press.page("2026/09/a/")
