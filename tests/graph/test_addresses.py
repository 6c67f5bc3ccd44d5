"""Addresses: where pages stand, and how the same bytes are written outside the site."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.graph.addresses import (
    encode,
    file_of,
    full_url,
    identity,
    permalink,
    root_of,
    slug_of,
)
from tests.graph.manuscripts import CONFIG, manuscript, woven

MOMENT = datetime(2026, 3, 7, 9, tzinfo=UTC)

PATTERNS = [
    ("/{year}/{month}/{slug}/", "2026/03/عنوان/"),
    ("/{slug}/", "عنوان/"),
    ("/{category}/{id}/", "أمن-وسياسة/k7/"),
    ("/{year}{month}{day}-{slug}/", "20260307-عنوان/"),
    ("/مقالات/{slug}/", "مقالات/عنوان/"),
]


@pytest.mark.parametrize(("pattern", "path"), PATTERNS)
def test_permalink_patterns(pattern: str, path: str) -> None:
    config = replace(CONFIG, permalink=pattern)
    given = permalink(config, moment=MOMENT, slug="عنوان", id="k7", category="أمن وسياسة")
    assert given == path


@pytest.mark.parametrize(
    ("style", "slug"), [("arabic", "مستقبل-العراق"), ("ascii", "mstqbl-al-araq")]
)
def test_slugs_follow_the_style_of_site_yaml(style: str, slug: str) -> None:
    assert slug_of("مستقبلُ العراق؟", style) == slug


def test_ascii_addresses_hold_no_other_sign_anywhere() -> None:
    result = woven(
        manuscript("a", title="إيران والعراق", tags=("نفط", "F-16"), authors=("سارة الجبوري",)),
        config=replace(CONFIG, slugs="ascii"),
    )
    (article,) = result.graph.articles
    paths = [article.path, *(term.path for group in result.graph.terms.values() for term in group)]
    assert all(path.isascii() for path in paths)
    assert article.path == "2026/01/airan-wa-al-araq/" or article.path.startswith("2026/01/")


@pytest.mark.parametrize(
    ("path", "root", "file"),
    [
        ("", "", "index.html"),
        ("404.html", "", "404.html"),
        ("tag/نفط/", "../../", "tag/نفط/index.html"),
        ("2026/03/عنوان/", "../../../", "2026/03/عنوان/index.html"),
        ("old/page.html", "../", "old/page.html"),
    ],
)
def test_a_page_knows_its_file_and_the_way_to_the_root(path: str, root: str, file: str) -> None:
    assert root_of(path) == root
    assert file_of(path) == file
    assert urljoin(f"https://a.example/site/{path}", root or ".") == "https://a.example/site/"


PATHS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1).filter(
        lambda part: part not in {".", ".."}
    ),
    min_size=1,
    max_size=4,
).map(lambda parts: "/".join(parts) + "/")


@pytest.mark.fault(110)
@given(PATHS)
def test_a_full_address_opens_the_file_of_its_page(path: str) -> None:
    """Row 110: percent-encoded NFC bytes, and back."""
    url = full_url("https://a.example/site/", path)
    assert url.isascii()
    assert not set(url) & set(' "<>\\^`{|}?#')
    opened = unquote(urlsplit(url).path.removeprefix("/site/"))
    assert opened == unicodedata.normalize("NFC", path)


@pytest.mark.fault(104)
@given(PATHS)
def test_both_unicode_forms_have_one_address(path: str) -> None:
    assert encode(unicodedata.normalize("NFD", path)) == encode(path)


SAME = [
    ("tag/Oil/", "tag/oil/", "hosts that ignore case"),
    ("أحمد/", "أحمد/", "NFC and NFD"),
    ("STRASSE/", "straße/", "case folding makes one letter two"),
]


@pytest.mark.fault(27)
@pytest.mark.parametrize(("one", "other", "rule"), SAME)
def test_paths_that_some_host_takes_for_one(one: str, other: str, rule: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.fault(27)
@given(PATHS)
def test_case_and_unicode_form_make_no_other_path(path: str) -> None:
    forms = {identity(unicodedata.normalize(form, path)) for form in ("NFC", "NFD")}
    assert forms == {identity(path)}
    latin = "".join(c.swapcase() if c.isascii() else c for c in path)
    assert identity(latin) == identity(path)


def test_paths_that_every_host_tells_apart() -> None:
    assert identity("علي/") != identity("على/")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": "أزمة المياه"}, "2026/01/أزمة-المياه/"),
        ({"title": "أزمة المياه", "slug": "miyah"}, "2026/01/miyah/"),
        ({"title": "؟!", "id": "q8"}, "2026/01/q8/"),
        ({"title": "بغـــدادُ"}, "2026/01/بغداد/"),
        ({"title": "أربيل"}, "2026/01/أربيل/"),
    ],
)
def test_the_address_of_an_article(fields: dict[str, Any], path: str) -> None:
    (article,) = woven(manuscript("a", **fields)).graph.articles
    assert article.path == path


def test_an_article_without_id_has_a_short_link_that_hangs_on_its_file_alone() -> None:
    (one,) = woven(manuscript("a", title="عنوان")).graph.articles
    (renamed,) = woven(manuscript("a", title="عنوان آخر")).graph.articles
    (other,) = woven(manuscript("b", title="عنوان")).graph.articles
    assert one.short_path == renamed.short_path != other.short_path
    assert one.short_path.isascii()


@pytest.mark.fault(108)
def test_a_long_title_makes_an_address_that_every_disk_can_hold() -> None:
    """Row 108: cut at a word, with a hash that tells two long titles apart."""
    long = " ".join(["مستقبل"] * 40)
    one, other = woven(
        manuscript("a", title=long + " أ"), manuscript("b", title=long + " ب")
    ).graph.articles
    assert one.path != other.path
    for article in (one, other):
        slug = article.path.split("/")[2]
        assert len(slug.encode()) <= 140
        assert slug.startswith("مستقبل-مستقبل")
