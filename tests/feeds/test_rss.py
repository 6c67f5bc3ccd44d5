"""RSS: a strict parser and a lenient one both read back what the article says (faults row 33)."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from msgspec.structs import replace

from generator import keys
from generator.feeds.items import RIGHT_TO_LEFT_MARK, directed
from generator.graph.model import LeadImage, Taxonomy, Term
from tests.feeds.examples import (
    BASE_URL,
    CONFIG,
    FULL,
    GRAPH,
    HTML,
    IMAGE,
    MORNING,
    PLAIN,
    body_of,
    graph_of,
    lookup_of,
    made,
    outputs,
    renamed,
)

RLM = RIGHT_TO_LEFT_MARK
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def parsed(path: str = "feed.xml", **more: Any) -> Any:
    feed = feedparser.parse(made(path, **more), sanitize_html=False, resolve_relative_uris=False)
    assert feed.bozo == 0
    return feed


def instant(fields: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(fields), UTC)


def full_text(**more: Any) -> str:
    """The full text of the second item: the article with everything."""
    tree = ElementTree.fromstring(made("feed.xml", **more))
    return tree.findall("channel/item")[1].findtext(CONTENT) or ""


def test_the_channel() -> None:
    channel = parsed().feed
    assert channel.title == CONFIG.title
    assert channel.link == BASE_URL
    assert channel.description == CONFIG.description
    assert channel.language == "ar-iq"
    assert {"href": f"{BASE_URL}feed.xml", "rel": "self", "type": "application/rss+xml"} in (
        channel.links
    )


def test_the_build_date_is_that_of_the_newest_change_and_never_now() -> None:
    assert instant(parsed().feed.updated_parsed) == FULL.modified


def test_an_item_reads_back_as_the_article() -> None:
    item = parsed().entries[1]
    assert item.title == f"{RLM}{FULL.title}{RLM}"
    assert unquote(item.link) == f"{BASE_URL}{FULL.path}"
    assert item.link.isascii()
    assert item.id == f"{BASE_URL}a/7f00/"
    assert item.guidislink is False
    assert instant(item.published_parsed) == FULL.published
    assert instant(item.updated_parsed) == FULL.modified
    assert [author.name for author in item.authors] == ["سارة الجبوري", "علي حسن"]
    assert [tag.term for tag in item.tags] == ["تحليلات", "خاص", "التحالف الدولي", "F-16"]
    assert item.summary == "تقارير أميركية عن خطة الانسحاب &amp; ما بعدها"
    assert item.content[0].value == full_text().strip()


def test_an_unchanged_article_has_no_date_of_change() -> None:
    tree = ElementTree.fromstring(made("feed.xml"))
    first = tree.findall("channel/item")[0]
    assert first.find("{http://www.w3.org/2005/Atom}updated") is None


def test_dates_are_english_and_carry_their_zone() -> None:
    assert b"<pubDate>Thu, 05 Nov 2026 06:30:00 +0300</pubDate>" in made("feed.xml")


def test_the_lead_image() -> None:
    image = parsed().entries[1].media_content[0]
    assert image == {
        "url": f"{BASE_URL}images/%D8%AC%D8%B3%D8%B1.3f2a.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "1200",
        "height": "630",
    }
    assert b'<media:description type="plain">\xd8\xac' in made("feed.xml")


def test_an_image_without_words_has_no_description() -> None:
    silent = replace(FULL, image=LeadImage(IMAGE, "", "", ""))
    data = made("feed.xml", graph_of(PLAIN, silent))
    assert b"media:content" in data
    assert b"media:description" not in data
    assert b"figcaption" not in data


@pytest.mark.fault(33)
def test_the_full_text_stands_alone() -> None:
    """Order: image, dateline, points, text, corrections, sources; addresses full; all right to
    left (wishes.md, rows 12 and 21)."""
    text = full_text()
    parts = (
        "جسر الجمهورية — رويترز",
        "بغداد/ عراق أوبزيرفر",
        "الخطة جاهزة",
        "نص <a",
        "صُحح اسم السفيرة",
        "أُضيف رد الحكومة",
        "المصادر",
        "وول ستريت جورنال",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert all(link.startswith("https://") for link in re.findall(r'(?:href|src)="([^"]*)"', text))
    blocks = re.findall(r"<(?:p|ul|li|h2|figure|figcaption)\b[^>]*>", text)
    assert len(blocks) > 8
    assert all('dir="rtl"' in block for block in blocks)
    assert "source:" not in text
    assert 'width="800" height="600"' in text


def test_a_link_to_what_is_not_public_does_not_become_a_link_home() -> None:
    hidden = replace(FULL, addresses=(("other.md", ""), FULL.addresses[1]))
    assert f'href="{BASE_URL}#' not in full_text(graph=graph_of(PLAIN, hidden))


def test_dates_follow_the_settings() -> None:
    config = replace(CONFIG, months="levant", digits="arabic")
    assert "٥ تشرين الثاني ٢٠٢٦" in full_text(config=config)


def test_a_feed_holds_as_many_items_as_the_settings_say() -> None:
    articles = [
        replace(PLAIN, source=f"{n}.md", id=str(n), published=MORNING - timedelta(hours=n))
        for n in range(30)
    ]
    config = replace(CONFIG, feed_count=7)
    entries = parsed(graph=graph_of(*articles), config=config).entries
    assert len(entries) == 7
    assert instant(entries[0].published_parsed) == MORNING


def test_each_category_tag_and_author_has_a_feed() -> None:
    assert {path for path in outputs() if path.endswith("/feed.xml")} == {
        "corrections/feed.xml",
        "category/تحليلات/feed.xml",
        "category/خاص/feed.xml",
        "tag/التحالف-الدولي/feed.xml",
        "tag/F-16/feed.xml",
        "author/سارة-الجبوري/feed.xml",
        "author/علي-حسن/feed.xml",
        "author/عراق-أوبزيرفر/feed.xml",
    }


def test_the_feed_of_a_category() -> None:
    feed = parsed("category/خاص/feed.xml")
    assert feed.feed.title == "خاص - عراق أوبزيرفر"
    assert feed.feed.link == f"{BASE_URL}category/%D8%AE%D8%A7%D8%B5/"
    assert [entry.id for entry in feed.entries] == [f"{BASE_URL}a/7f00/"]
    assert parsed("category/تحليلات/feed.xml").feed.description == "ما وراء الخبر"


def test_an_empty_publication_has_a_valid_feed() -> None:
    assert parsed(graph=graph_of()).entries == []


def test_a_category_without_articles_has_a_valid_feed() -> None:
    empty = Term(Taxonomy.CATEGORY, "أمن", "category/أمن/", "", "", ())
    terms = {**graph_of().terms, Taxonomy.CATEGORY: (empty,)}
    graph = graph_of(terms=MappingProxyType(terms))
    assert parsed("category/أمن/feed.xml", graph=graph).entries == []
    assert outputs(graph)["category/أمن/feed.xml"].sources == ("site.yaml",)


def test_a_feed_asks_for_the_bodies_that_it_holds_and_no_others() -> None:
    assert set(outputs()["feed.xml"].bodies) == {PLAIN.html, FULL.html}
    assert outputs()["category/خاص/feed.xml"].bodies == (FULL.html,)


def test_a_feed_changes_only_when_what_it_shows_changes() -> None:
    moved = replace(PLAIN, minutes=9, chosen_related=("x.md",), comments=True)
    same = outputs(graph_of(moved, FULL))["feed.xml"]
    before = outputs(graph_of(PLAIN, FULL))["feed.xml"]
    assert (same.parts, same.value) == (before.parts, before.value)
    retitled = outputs(graph_of(renamed(PLAIN, title="آخر"), FULL))
    assert retitled["feed.xml"].value != same.value
    assert retitled["feed.xml"].parts != same.parts
    assert retitled["category/خاص/feed.xml"].parts == outputs()["category/خاص/feed.xml"].parts


@pytest.mark.fault(33)
def test_html_that_would_close_a_cdata_section_stays_whole() -> None:
    html = "<p>قبل ]]&gt; بعد &lt;/item&gt; &amp; <code>]]&gt;</code></p>"
    article = replace(FULL, html=keys.digest(html))
    text = full_text(graph=graph_of(PLAIN, article), lookup=lookup_of(html, "<p>نص</p>\n"))
    assert html.removeprefix("<p>") in text


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("خبر قصير", "خبر قصير"),
        ("F-16 في بغداد", f"{RLM}F-16 في بغداد"),
        ("انتخابات 2026", f"انتخابات 2026{RLM}"),
        ("“أوبك” تجتمع", "“أوبك” تجتمع"),
        ("“OPEC” تجتمع", f"{RLM}“OPEC” تجتمع"),
        ("قرار لـ(OPEC+)", f"قرار لـ(OPEC+){RLM}"),
        ("٢٠٢٦ عام الانسحاب", "٢٠٢٦ عام الانسحاب"),
        ("Reuters", "Reuters"),
        ("2026", f"{RLM}2026{RLM}"),
        ("…", "…"),
        ("", ""),
    ],
)
def test_marks_where_a_title_begins_or_ends_in_latin_or_digits(title: str, marked: str) -> None:
    assert directed(title) == marked


def test_the_bodies_are_those_of_the_graph() -> None:
    """The examples hold together: the digest that the graph names is that of the HTML."""
    assert GRAPH.articles[1].html == body_of(HTML).html_digest
