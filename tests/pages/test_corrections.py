"""A correction is told in five places: on its article, to machines, in the feeds of the article, in
the feed of corrections, and on their page."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest

from tests.sites.publication import Press, parsed, words

FIRST = "ورد الرقم 50 والصحيح 45."
LATER = "أعلنت الوزارة موعداً جديداً."
UPDATES = (
    f'[{{date: 2026-06-12 12:00, kind: تحديث, text: "{LATER}"}},'
    f' {{date: 2026-06-10 12:00, kind: تصحيح, text: "{FIRST}"}}]'
)


@pytest.fixture
def corrected(press: Press) -> Press:
    press.article("a", title="كم كلفت الضفة؟", date="2026-01-02 08:00", updates=UPDATES, id="aaa1")
    press.article("b", date="2026-01-03 08:00")
    press.build()
    return press


def page_of(press: Press) -> Any:
    (page,) = press.output.glob("2026/01/كم*/index.html")
    return parsed(page.read_text(encoding="utf-8"))


def test_its_article_has_a_dated_box_in_order_of_time(corrected: Press) -> None:
    (box,) = (s for s in page_of(corrected).iter("section") if s.get("class") == "updates")
    lines = [words(p) for p in box.iter("p")]
    assert len(lines) == 2
    for line, kind, day, text in (
        (lines[0], "تصحيح", "10 يونيو 2026", FIRST),
        (lines[1], "تحديث", "12 يونيو 2026", LATER),
    ):
        assert line.startswith(kind)
        assert day in line
        assert line.endswith(text)


def test_machines_are_told_when_it_was_modified_and_what_was_corrected(corrected: Press) -> None:
    (script,) = (s for s in page_of(corrected).iter("script") if s.get("type"))
    data = json.loads(script.text)
    assert data["dateModified"] == "2026-06-12T12:00:00+03:00"
    (correction,) = data["correction"]
    assert correction["@type"] == "CorrectionComment"
    assert correction["datePublished"] == "2026-06-10T12:00:00+03:00"
    assert correction["text"] == FIRST


def test_the_feeds_of_the_article_hold_it(corrected: Press) -> None:
    feed: Any = feedparser.parse((corrected.output / "feed.xml").read_bytes())
    entry = next(each for each in feed.entries if each.title == "كم كلفت الضفة؟")
    assert FIRST in entry.content[0].value
    assert entry.updated.startswith("2026-06-12T12:00:00")
    items = json.loads(corrected.page("feed.json"))["items"]
    assert [item["date_modified"] for item in items if "date_modified" in item] == [
        "2026-06-12T12:00:00+03:00"
    ]


def test_the_feed_of_corrections_has_an_entry_for_each(corrected: Press) -> None:
    feed: Any = feedparser.parse((corrected.output / "corrections/feed.xml").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "تحديث: كم كلفت الضفة؟",
        "تصحيح: كم كلفت الضفة؟",
    ]
    first = feed.entries[1]
    assert first.summary == FIRST
    assert first.content[0].value == f'<p dir="rtl">{FIRST}</p>'
    assert first.published == "Wed, 10 Jun 2026 12:00:00 +0300"
    assert first.link == "https://example.org/daftar/2026/01/" + first.link.rpartition("01/")[2]
    assert first.id == "https://example.org/daftar/a/aaa1/#2026-06-10T12:00:00+03:00"


def test_the_page_of_corrections_has_a_line_for_each_and_names_its_feed(corrected: Press) -> None:
    page = parsed(corrected.page("corrections/"))
    entries = [words(entry) for entry in page.find(".//main").iter("article")]
    assert [LATER in entries[0], FIRST in entries[1]] == [True, True]
    feed = "../corrections/feed.xml"
    assert feed in [a.get("href") for a in page.find(".//main").iter("a")]
    assert feed in [link.get("href") for link in page.iter("link")]


def test_a_correction_makes_only_what_tells_of_it(corrected: Press) -> None:
    changed = UPDATES.replace("والصحيح 45", "والصحيح 46")
    corrected.edit("a", updates=changed)
    report = corrected.build()
    assert "corrections/feed.xml" in report.written
    assert "corrections/index.html" in report.written
    assert report.converted == ()
    assert not any("2026/01/b/" in path for path in report.made)
    assert corrected.tree() == corrected.build_clean_elsewhere()
