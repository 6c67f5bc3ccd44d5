"""Hostile texts in every field: each file still parses strictly and nothing becomes markup
(faults rows 15, 33 and 106)."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree

import feedparser
import pytest
from msgspec.structs import replace

from generator.content.header import Dateline, Source, Update
from generator.feeds.elements import legal
from generator.graph.model import Article, LeadImage
from tests.feeds.examples import (
    CONFIG,
    FULL,
    GRAPH,
    IMAGE,
    MORNING,
    PLAIN,
    author,
    category,
    described,
    graph_of,
    made,
    tag,
)

HOSTILE = (
    "]]>",
    "&",
    "&amp;#x3c;",
    "<script>alert(1)</script>",
    "</script><!--",
    "<![CDATA[",
    '"onload="alert(1)',
    "\x00\x01\x0b\x1f",
    "\x7f\x80\x9f",
    "\ufffe\uffff\ufdd0",
    "سطر\u2028سطر\u2029سطر\u0085سطر",
    "\u202eمعكوس\u202c \u2067معزول\u2069",
    "%00 %2e%2e/ {{ 7*7 }}",
    "\U0001f4f0 \U0010fffd",
)

FIELDS: dict[str, Callable[[str], Article]] = {
    "title": lambda text: replace(FULL, title=text),
    "summary": lambda text: replace(FULL, summary=text),
    "points": lambda text: described(FULL, points=(text, text)),
    "dateline": lambda text: described(FULL, dateline=Dateline(text, text)),
    "authors": lambda text: replace(FULL, authors=(replace(author("كاتب"), name=text),)),
    "categories": lambda text: replace(FULL, categories=(replace(category("خاص"), name=text),)),
    "tags": lambda text: replace(FULL, tags=(replace(tag("وسم"), name=text),)),
    "sources": lambda text: described(FULL, sources=(Source(text, f"https://a.example/{text}"),)),
    "updates": lambda text: described(FULL, updates=(Update(MORNING, text, text),)),
    "image": lambda text: replace(FULL, image=LeadImage(IMAGE, text, text, text)),
}

OWN_MARKUP = {
    "a href",
    "figcaption dir",
    "figure dir",
    "h2 dir id",
    "h2 dir",
    "img alt height src width",
    "li dir",
    "p dir",
    "strong",
    "time datetime",
    "ul dir",
}
"""Elements of the full text with their attributes: no text may add another."""

XML = ("feed.xml", "sitemap.xml", "news-sitemap.xml")


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(" ".join((tag, *sorted(name for name, _ in attrs))))


def markup_of(html: str) -> set[str]:
    """Each element of the text, with the names of its attributes."""
    parser = _Elements()
    parser.feed(html)
    return parser.seen


@pytest.mark.fault(15, 31, 33, 106)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("field", FIELDS)
def test_every_file_parses(field: str, text: str) -> None:
    graph = graph_of(PLAIN, FIELDS[field](f"{text} قبل {text} بعد {text}"))
    for path in XML:
        ElementTree.fromstring(made(path, graph))
    feed = feedparser.parse(made("feed.xml", graph))
    assert feed.bozo == 0
    assert len(feed.entries) == 2
    items = json.loads(made("feed.json", graph))["items"]
    assert len(items) == 2
    assert markup_of(items[1]["content_html"]) <= OWN_MARKUP


@pytest.mark.fault(33)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_texts_read_back_as_they_were(text: str) -> None:
    """But for characters that XML cannot hold, and the marks of direction around a title."""
    text = f"قبل {text} بعد"
    article = replace(FULL, title=text, summary=text, tags=(replace(tag("وسم"), name=text),))
    item = ElementTree.fromstring(made("feed.xml", graph_of(article))).find("channel/item")
    assert item is not None
    expected = legal(text)
    assert (item.findtext("title") or "").strip("\u200f") == expected
    assert item.findtext("description") == escape(expected, quote=False)
    assert [element.text for element in item.findall("category")][-1] == expected


@pytest.mark.fault(33)
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_settings(text: str) -> None:
    config = replace(CONFIG, title=text, tagline=text, description=text)
    for path in (*XML, "category/خاص/feed.xml"):
        ElementTree.fromstring(made(path, GRAPH, config))
    assert json.loads(made("feed.json", GRAPH, config))["items"]
