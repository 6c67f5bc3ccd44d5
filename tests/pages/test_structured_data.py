"""JSON-LD: reads back as the article, and never ends its script element (faults row 32)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from msgspec.structs import replace

from generator.config import SiteConfig
from generator.graph.model import Article
from generator.pages.structured_data import article_json_ld, breadcrumb_json_ld, site_json_ld
from generator.pages.views import Link
from tests.feeds.examples import BASE_URL, CONFIG, FULL, PLAIN, author

ADDRESS = (
    f"{BASE_URL}2026/11/%D9%85%D8%A7-%D9%85%D8%B3%D8%AA%D9%82%D8%A8%D9%84-"
    "%D8%A7%D9%84%D8%B9%D8%B1%D8%A7%D9%82/"
)
TEXTS = st.text() | st.sampled_from(
    ("</script>", "<!-- <script>", "]]>", "\u2028\u2029", "&lt;/script&gt;", '"\\', "\x00\x1f\x7f")
)


def _json_ld(article: Article, config: SiteConfig) -> Markup:
    return article_json_ld(article, article.matter, config)


def read(text: Markup) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def test_an_article_reads_back() -> None:
    data = read(_json_ld(FULL, CONFIG))
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "AnalysisNewsArticle"
    assert data["url"] == data["mainEntityOfPage"]["@id"] == ADDRESS
    assert data["headline"] == FULL.title
    assert data["description"] == FULL.summary
    assert data["inLanguage"] == "ar-IQ"
    assert datetime.fromisoformat(data["datePublished"]) == FULL.published
    assert datetime.fromisoformat(data["dateModified"]) == FULL.modified
    assert data["articleSection"] == ["تحليلات", "خاص"]
    assert data["keywords"] == ["التحالف الدولي", "F-16"]
    assert data["wordCount"] == 738
    assert data["isAccessibleForFree"] is True


def test_the_dateline_is_text_and_its_place_a_place() -> None:
    data = read(_json_ld(FULL, CONFIG))
    assert data["dateline"] == "بغداد/ عراق أوبزيرفر"
    assert data["locationCreated"] == {
        "@type": "Place",
        "name": "بغداد",
        "url": f"{BASE_URL}place/%D8%A8%D8%BA%D8%AF%D8%A7%D8%AF/",
    }


def test_people_and_desks() -> None:
    """The publication, its default byline and desks are organizations, the rest are people."""
    config = replace(CONFIG, byline="المحررون")
    names = (CONFIG.title, "المحررون", "قسم الاقتصاد", "سارة الجبوري")
    article = replace(FULL, authors=tuple(author(name) for name in names))
    authors = read(_json_ld(article, config))["author"]
    assert [(one["@type"], one["name"]) for one in authors] == [
        ("Organization", CONFIG.title),
        ("Organization", "المحررون"),
        ("Organization", "قسم الاقتصاد"),
        ("Person", "سارة الجبوري"),
    ]
    assert authors[3]["sameAs"] == "https://sara.example/"
    assert "sameAs" not in authors[0]


def test_sources_are_citations() -> None:
    assert read(_json_ld(FULL, CONFIG))["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "وول ستريت جورنال",
            "url": "https://wsj.example/?a=1&b=2",
        },
        {"@type": "CreativeWork", "name": "بلومبرغ"},
    ]


def test_corrections_are_told_and_updates_are_not() -> None:
    assert read(_json_ld(FULL, CONFIG))["correction"] == [
        {
            "@type": "CorrectionComment",
            "datePublished": "2026-11-05T14:30:00+03:00",
            "text": "صُحح اسم السفيرة.",
        }
    ]


def test_the_image_and_the_series() -> None:
    data = read(_json_ld(FULL, CONFIG))
    image, card = data["image"]
    assert image["url"] == f"{BASE_URL}images/%D8%AC%D8%B3%D8%B1.3f2a.jpg"
    assert (image["width"], image["height"]) == (1200, 630)
    assert image["creditText"] == "رويترز"
    assert card["url"].startswith(f"{BASE_URL}cards/")
    assert (card["width"], card["height"]) == (1200, 630)
    assert data["isPartOf"]["name"] == "بعد الانسحاب"


def test_what_an_article_does_not_have_is_left_out() -> None:
    data = read(_json_ld(PLAIN, CONFIG))
    absent = {"isPartOf", "correction", "citation", "dateline", "locationCreated"}
    assert absent.isdisjoint(data)
    assert "keywords" not in data
    assert data["author"][0]["@type"] == "Organization"


def test_the_publication() -> None:
    site, publisher = read(site_json_ld(CONFIG))["@graph"]
    assert site["@type"] == "WebSite"
    assert site["url"] == publisher["url"] == BASE_URL
    assert site["publisher"]["@id"] == publisher["@id"]
    assert publisher["@type"] == "NewsMediaOrganization"
    assert read(_json_ld(PLAIN, CONFIG))["publisher"]["@id"] == publisher["@id"]


def test_breadcrumbs() -> None:
    steps = (Link("التصنيفات", "category/"), Link("خاص", "category/خاص/"))
    elements = read(breadcrumb_json_ld(steps, CONFIG))["itemListElement"]
    assert [(one["position"], one["name"], one["item"]) for one in elements] == [
        (1, CONFIG.title, BASE_URL),
        (2, "التصنيفات", f"{BASE_URL}category/"),
        (3, "خاص", f"{BASE_URL}category/%D8%AE%D8%A7%D8%B5/"),
    ]


@pytest.mark.fault(32)
@given(TEXTS.filter(bool))
def test_no_text_ends_the_script(text: str) -> None:
    article = replace(FULL, title=text, summary=text, tags=(replace(author("و"), name=text),))
    written = str(_json_ld(article, CONFIG))
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(written)
    data = json.loads(written)
    assert [data["headline"], data["description"], *data["keywords"]] == [text] * 3
