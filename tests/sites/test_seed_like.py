"""An article made like the one this program was made for: everything in it is somewhere to be read.

The publication under `seed-like/source` has its shape, in sentences of our own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.sites.publication import page_text, parsed, words
from tests.sites.test_golden import HERE
from tests.sites.test_golden import built as built

TITLE = "الجسر على وشك.. ماذا بعد اكتمال المعبر الجديد؟"
PATH = "2024/09/الجسر-على-وشك-ماذا-بعد-اكتمال-المعبر-الجديد/"
SUBHEADS = ["تباين في التقديرات", "دور محوري", "ما قبل الافتتاح", "سيناريوهات ما بعد الافتتاح"]


@pytest.fixture
def output(built: dict[str, Path]) -> Path:
    return built["seed-like"]


@pytest.fixture
def main(output: Path) -> Any:
    return parsed(page_text(output, PATH)).find(".//main")


@pytest.mark.parametrize(
    "path",
    [
        *("category/تحليلات/", "category/خاص/", "place/بغداد/", "tag/الجسور/", "tag/بغداد/"),
        *("author/مرصد-الفرات/", "archive/2024/09/", ""),
    ],
)
def test_every_list_of_the_article_holds_it(output: Path, path: str) -> None:
    page = parsed(page_text(output, path)).find(".//main")
    root = "../" * path.count("/")
    assert f"{root}{PATH}" in [a.get("href") for a in page.iter("a") if words(a) == TITLE]


@pytest.mark.parametrize(
    "path",
    [
        *("feed.xml", "category/تحليلات/feed.xml", "category/خاص/feed.xml"),
        *("tag/الجسور/feed.xml", "tag/بغداد/feed.xml", "author/مرصد-الفرات/feed.xml"),
    ],
)
def test_every_feed_of_the_article_holds_it_in_full(output: Path, path: str) -> None:
    feed: Any = feedparser.parse((output / path).read_bytes())
    (entry,) = (entry for entry in feed.entries if entry.title == TITLE)
    text = words(parsed(entry.content[0].value))
    for subhead in SUBHEADS:
        assert subhead in text
    assert "فلا يبقى للسائق إلا ما كان." in text


def test_labels_kind_headline_and_dateline_stand_above_the_text(main: Any) -> None:
    shown = words(main)
    order = ["تحليل", "تحليلات", "خاص", TITLE, "بغداد/ عراق أوبزيرفر", "تقترب ورش العمل"]
    places = []
    start = 0
    for piece in order:
        start = shown.index(piece, start)
        places.append(start)
    assert places == sorted(places)


def test_subheads_have_anchors_of_their_words_and_a_table_of_contents(main: Any) -> None:
    headings = {words(h): h.get("id") for h in main.iter("h2") if h.get("id")}
    for subhead in SUBHEADS:
        assert headings[subhead] == subhead.replace(" ", "-")
    (contents,) = (box for box in main.iter("details") if box.get("class") == "contents")
    assert [words(a) for a in contents.iter("a")] == SUBHEADS


def test_curly_quotes_dashes_and_tanween_come_through(main: Any) -> None:
    text = words(next(div for div in main.iter("div") if div.get("class") == "text"))
    for piece in ("“اجتازت اختبار الحمل كلها”", "البلدية – الحكومية", "مرجحاً أن تبقى"):
        assert piece in text


def test_the_sources_are_named(main: Any) -> None:
    (sources,) = (s for s in main.iter("section") if s.get("class") == "sources")
    assert [words(item) for item in sources.iter("li")] == ["صحيفة المعابر", "وكالة الضفتين"]


def test_machines_read_dateline_place_sources_and_kind(output: Path) -> None:
    scripts = parsed(page_text(output, PATH)).iter("script")
    (script,) = (each for each in scripts if each.get("type"))
    data = json.loads(script.text)
    (article,) = (i for i in data.get("@graph", [data]) if "Article" in str(i["@type"]))
    assert article["@type"] == "AnalysisNewsArticle"
    assert article["headline"] == TITLE
    assert article["dateline"] == "بغداد/ عراق أوبزيرفر"
    assert article["locationCreated"]["name"] == "بغداد"
    assert [source["name"] for source in article["citation"]] == ["صحيفة المعابر", "وكالة الضفتين"]
    assert article["datePublished"] == "2024-09-22T17:05:00+03:00"


def test_nothing_that_was_written_is_lost(output: Path, main: Any) -> None:
    """Every word of the file, header and text, can be read on the page."""
    written = (HERE / "seed-like/source/content/articles/jisr.md").read_text(encoding="utf-8")
    _, header, text = written.split("---\n", 2)
    values = [line.partition(": ")[2] for line in header.splitlines()]
    shown = words(main) + page_text(output, PATH)
    for value in values:
        for part in re.split("[،/] ", value):
            if not part.startswith("2024"):
                assert part in shown
    for word in re.findall(r"\w+", text):
        assert word in shown


def test_the_related_article_is_the_other_one(main: Any) -> None:
    (related,) = (s for s in main.iter("section") if "related" in (s.get("class") or ""))
    assert "إغلاق المعبر القديم" in words(related)


def test_the_way_back_to_the_top_needs_no_script(output: Path) -> None:
    page = parsed(page_text(output, PATH))
    (top,) = (p for p in page.iter("p") if p.get("class") == "to-top")
    target = top.find("a").get("href")
    assert any(f"#{e.get('id')}" == target for e in page.iter() if e.get("id"))
