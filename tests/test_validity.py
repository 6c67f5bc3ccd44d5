"""What the generator writes is valid in the eyes of those who say what valid is."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest

from tests.sites.publication import Demo, Press, parsed
from tests.sites.publication import demo as demo
from tests.sites.publication import press as press
from tests.tools import programs

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.node
def test_html_validate_finds_no_fault_in_any_page(demo: Demo) -> None:
    assert programs.html_validate(demo.output) == []


@pytest.mark.java
def test_the_nu_html_checker_finds_no_error_in_any_page(demo: Demo) -> None:
    assert programs.vnu(demo.output) == []


@pytest.mark.node
@pytest.mark.fault(16)
def test_html_validate_finds_no_fault_in_an_empty_site(press: Press) -> None:
    press.build()
    assert programs.html_validate(press.output) == []


@pytest.mark.node
def test_html_validate_finds_no_fault_in_a_preview_of_every_status(press: Press) -> None:
    statuses = ({"draft": "true"}, {"date": "2030-01-01"}, {"embargo": "2030-01-01"})
    for number, status in enumerate((*statuses, {"expires": "2026-02-01"})):
        press.article(f"m{number}", **status)
    press.build(preview=True, output=press.root / "preview")
    assert programs.html_validate(press.root / "preview") == []


@pytest.mark.node
def test_stylelint_finds_no_fault_in_the_style_sheet(demo: Demo) -> None:
    (sheet,) = (demo.output / "assets").glob("*.css")
    assert programs.stylelint([sheet]) == []


def feeds(demo: Demo) -> list[Path]:
    found = sorted(demo.output.rglob("feed.xml"))
    assert len(found) > 20
    return found


def test_every_feed_is_well_formed_and_says_where_it_is(demo: Demo) -> None:
    for path in feeds(demo):
        root = ElementTree.fromstring(path.read_bytes())
        here = root.find(f"channel/{ATOM}link[@rel='self']")
        assert here is not None
        place = path.relative_to(demo.output).as_posix()
        assert unquote(here.get("href", "")) == demo.config.base_url + place


def test_every_feed_reads_without_a_complaint(demo: Demo) -> None:
    for path in feeds(demo):
        feed: Any = feedparser.parse(path.read_bytes())
        assert not feed.bozo, path
        assert feed.version == "rss20"
        assert feed.feed.language.startswith("ar")
        for entry in feed.entries:
            assert entry.title
            assert entry.link.startswith(demo.config.base_url)
            assert entry.published_parsed
            assert entry.id
            assert entry.author
            assert 'dir="rtl"' in entry.content[0].value


def test_the_feed_of_the_site_holds_its_newest_articles_in_full(demo: Demo) -> None:
    feed: Any = feedparser.parse((demo.output / "feed.xml").read_bytes())
    assert len(feed.entries) == min(demo.config.feed_count, demo.report.articles)
    moments = [entry.published_parsed for entry in feed.entries]
    assert moments == sorted(moments, reverse=True)
    for entry in feed.entries:
        text = "".join(parsed(entry.content[0].value).itertext())
        assert len(text.split()) > 400
        assert 'href="../' not in entry.content[0].value


def test_the_json_feed_names_what_version_1_1_asks_for(demo: Demo) -> None:
    feed = json.loads(demo.page("feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == demo.config.base_url
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 10
    for item in feed["items"]:
        datetime.fromisoformat(item["date_published"])
        assert item["content_html"]


def test_structured_data_parses_and_names_its_type(demo: Demo) -> None:
    types = set()
    for page in demo.pages:
        for script in parsed(demo.page(page)).iter("script"):
            if script.get("src"):
                continue
            assert script.get("type") == "application/ld+json"
            data = json.loads(script.text)
            for item in data.get("@graph", [data]) if isinstance(data, dict) else data:
                types.add(str(item["@type"]))
    assert {"AnalysisNewsArticle", "BreadcrumbList"} <= types


def test_structured_data_of_an_article_holds_what_search_engines_ask_for(demo: Demo) -> None:
    feed = json.loads(demo.page("feed.json"))
    for item in feed["items"]:
        page = parsed(demo.page(unquote(item["url"].removeprefix(demo.config.base_url))))
        (script,) = (each for each in page.iter("script") if each.get("type"))
        data = json.loads(script.text)
        (article,) = (i for i in data.get("@graph", [data]) if "Article" in str(i["@type"]))
        assert article["headline"] == item["title"]
        assert article["inLanguage"].startswith("ar")
        assert article["author"]
        assert article["publisher"]["name"] == demo.config.title
        assert datetime.fromisoformat(article["datePublished"]).tzinfo


def test_the_sitemap_lists_no_page_that_may_not_be_found(demo: Demo) -> None:
    root = ElementTree.fromstring(demo.page("sitemap.xml").encode())
    listed = [unquote(loc.text or "") for loc in root.iter(f"{SITEMAP}loc")]
    assert len(set(listed)) == len(listed)
    for url in listed:
        page = parsed(demo.page(url.removeprefix(demo.config.base_url)))
        assert not any(m.get("name") == "robots" for m in page.iter("meta")), url


def test_the_sitemap_lists_every_article_page_and_list(demo: Demo) -> None:
    root = ElementTree.fromstring(demo.page("sitemap.xml").encode())
    listed = {
        unquote(loc.text or "").removeprefix(demo.config.base_url)
        for loc in root.iter(f"{SITEMAP}loc")
    }
    meant = re.compile(r"|20\d\d/.*/|[^/]+/|(category|tag|author|place|series)/[^/]+/")
    stub = '<meta http-equiv="refresh"'
    pages = {p.removesuffix("index.html") for p in demo.pages if stub not in demo.page(p)}
    indexes = {
        "404.html",
        "search/",
        "archive/",
        "category/",
        "tag/",
        "author/",
        "place/",
        "series/",
    }
    assert {page for page in pages - indexes if meant.fullmatch(page)} <= listed


def test_canonical_links_lead_to_the_page_itself(demo: Demo) -> None:
    for page in demo.pages:
        tree = parsed(demo.page(page))
        if any(m.get("http-equiv") == "refresh" for m in tree.iter("meta")):
            continue
        (link,) = (link for link in tree.iter("link") if link.get("rel") == "canonical")
        assert unquote(link.get("href")) == demo.config.base_url + page.removesuffix("index.html")
        assert link.get("href").isascii()


def test_robots_and_the_files_of_hosts_are_there(demo: Demo) -> None:
    assert f"Sitemap: {demo.config.base_url}sitemap.xml" in demo.page("robots.txt")
    for name in ("_redirects", "_headers", ".nojekyll", ".htaccess", "nginx-redirects.conf"):
        assert (demo.output / name).is_file()
