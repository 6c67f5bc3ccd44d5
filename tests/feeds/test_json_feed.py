"""JSON Feed 1.1: read back member by member."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from tests.feeds.examples import BASE_URL, CONFIG, FULL, PLAIN, graph_of, made

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def feed(**more: Any) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(made("feed.json", **more))
    return value


def test_the_feed() -> None:
    value = feed()
    del value["items"]
    assert value == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": CONFIG.title,
        "home_page_url": BASE_URL,
        "feed_url": f"{BASE_URL}feed.json",
        "description": CONFIG.description,
        "language": "ar-IQ",
        "authors": [{"name": CONFIG.title, "url": BASE_URL}],
    }


def test_an_item_reads_back_as_the_article() -> None:
    item = feed()["items"][1]
    assert item["id"] == f"{BASE_URL}a/7f00/"
    assert item["title"].strip("\u200f") == FULL.title
    assert item["summary"] == FULL.summary
    assert datetime.fromisoformat(item["date_published"]) == FULL.published
    assert datetime.fromisoformat(item["date_modified"]) == FULL.modified
    assert [author["name"] for author in item["authors"]] == ["سارة الجبوري", "علي حسن"]
    assert item["tags"] == ["تحليلات", "خاص", "التحالف الدولي", "F-16"]
    assert item["image"] == f"{BASE_URL}images/%D8%AC%D8%B3%D8%B1.3f2a.jpg"


def test_members_without_a_value_are_left_out() -> None:
    item = feed()["items"][0]
    assert {"image", "date_modified"}.isdisjoint(item)
    assert item["title"] == PLAIN.title


def test_an_empty_feed_still_has_its_items() -> None:
    assert feed(graph=graph_of())["items"] == []


def test_the_text_is_that_of_the_rss_feed() -> None:
    rss = ElementTree.fromstring(made("feed.xml"))
    texts = [item.findtext(CONTENT) for item in rss.findall("channel/item")]
    assert [item["content_html"] for item in feed()["items"]] == texts
