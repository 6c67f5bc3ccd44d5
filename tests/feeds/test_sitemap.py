"""Sitemaps: addresses lead back to the same files (faults row 110); limits and windows."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.feeds import sitemap
from generator.feeds.news_sitemap import LIMIT, recent
from generator.feeds.output import FeedOutput
from generator.graph.model import ContentGraph
from tests.feeds.examples import BASE_URL, CONFIG, FULL, GRAPH, MORNING, PLAIN, graph_of, made

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def locations(data: bytes) -> list[str]:
    return [loc.text or "" for loc in ElementTree.fromstring(data).iter(f"{SITEMAPS}loc")]


def split(graph: ContentGraph, limit: int) -> dict[str, bytes]:
    def data(output: FeedOutput) -> bytes:
        return output.make(output.value, str)

    return {output.path: data(output) for output in sitemap.plan(graph, CONFIG, limit)}


def paths(urls: list[str]) -> list[str]:
    return [unquote(url.removeprefix(BASE_URL)) for url in urls]


def test_every_page_is_there_once() -> None:
    found = paths(locations(made("sitemap.xml")))
    assert found[:2] == [FULL.path, PLAIN.path]
    assert {"", "archive/", "corrections/", "series/", "من-نحن/"} <= set(found)
    assert {"category/خاص/", "tag/F-16/", "place/بغداد/"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.fault(110)
def test_addresses_are_ascii() -> None:
    assert all(url.isascii() for url in locations(made("sitemap.xml")))


@pytest.mark.fault(110)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_an_address_leads_back_to_the_same_name(name: str) -> None:
    path = unicodedata.normalize("NFC", name)
    found = locations(made("sitemap.xml", graph_of(replace(PLAIN, path=path))))
    assert unquote(found[0].removeprefix(BASE_URL)) == path


@pytest.mark.fault(104, 110)
def test_decomposed_names_get_the_composed_address() -> None:
    forms = [unicodedata.normalize(form, "2026/11/أمؤئآ/") for form in ("NFC", "NFD")]
    addresses = {locations(made("sitemap.xml", graph_of(replace(PLAIN, path=f))))[0] for f in forms}
    assert len(addresses) == 1


def test_articles_tell_when_they_changed() -> None:
    tree = ElementTree.fromstring(made("sitemap.xml"))
    found = [lastmod.text or "" for lastmod in tree.iter(f"{SITEMAPS}lastmod")]
    assert [datetime.fromisoformat(text) for text in found] == [FULL.modified, PLAIN.modified]


def test_a_large_site_has_an_index() -> None:
    files = split(GRAPH, limit=8)
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index = locations(files.pop("sitemap.xml"))
    assert index == [BASE_URL + name for name in files]
    parts = [locations(data) for data in files.values()]
    assert [len(part) for part in parts[:-1]] == [8, 8]
    assert list(chain.from_iterable(parts)) == locations(made("sitemap.xml"))


@pytest.mark.parametrize(("limit", "files"), [(19, 3), (20, 1), (21, 1)])
def test_a_site_at_the_limit_has_one_file(limit: int, files: int) -> None:
    assert len(split(GRAPH, limit)) == files


def test_a_new_article_leaves_full_files_as_they_are() -> None:
    articles = [
        replace(PLAIN, source=f"{n}.md", path=f"{n}/", published=MORNING + timedelta(hours=n))
        for n in range(8)
    ]
    before, after = split(graph_of(*articles[:7]), 3), split(graph_of(*articles), 3)
    assert before["sitemap-1.xml"] == after["sitemap-1.xml"]
    assert before["sitemap-2.xml"] == after["sitemap-2.xml"]


def test_the_news_sitemap() -> None:
    tree = ElementTree.fromstring(made("news-sitemap.xml"))
    news = tree.findall(f"{SITEMAPS}url/{NEWS}news")[1]
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == CONFIG.title
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "ar"
    assert news.findtext(f"{NEWS}title") == FULL.title
    date = news.findtext(f"{NEWS}publication_date") or ""
    assert datetime.fromisoformat(date) == FULL.published


@pytest.mark.parametrize(
    ("age", "inside"),
    [
        (timedelta(0), True),
        (timedelta(hours=47, minutes=59, seconds=59), True),
        (timedelta(hours=48), True),
        (timedelta(hours=48, seconds=1), False),
        (timedelta(days=365), False),
    ],
)
def test_the_window_of_news(age: timedelta, inside: bool) -> None:
    older = replace(PLAIN, source="older.md", published=MORNING - age)
    assert (older in recent((PLAIN, older))) is inside


def test_at_most_a_thousand_stories() -> None:
    articles = tuple(replace(PLAIN, source=f"{n}.md") for n in range(LIMIT + 5))
    assert recent(articles) == articles[:LIMIT]


def test_no_news_is_a_valid_file() -> None:
    assert locations(made("news-sitemap.xml", graph_of())) == []
