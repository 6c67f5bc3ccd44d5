"""The demonstration publication: what it must show, and that every text is its own."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from generator.arabic.letters import fold
from tests.project import CHECKOUT
from tests.sites.publication import Demo, parsed, words
from tests.sites.publication import demo as demo

ARTICLES = sorted((CHECKOUT / "content/articles").glob("*.md"))
PUBLIC = [path for path in ARTICLES if "\ndraft: true" not in path.read_text(encoding="utf-8")]

SHINGLE = 8
"""So many words in a row are no chance."""


def header_and_text(path: Path) -> tuple[str, str]:
    _, header, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return header, text


def prose(text: str) -> list[str]:
    """The words of a text, without markup."""
    return re.findall(r"\w+", fold(re.sub(r"\]\([^)]*\)|\{:[^}]*\}", " ", text)))


@pytest.fixture(scope="session")
def pages(demo: Demo) -> dict[str, Any]:
    """The main part of each public article's page, by the stem of its file."""
    found = {}
    for path in PUBLIC:
        header, _ = header_and_text(path)
        (id,) = re.findall(r"^(?:id|الرقم):\s*(\S+)", header, re.MULTILINE)
        stub = demo.page(f"a/{id}/")
        (target,) = re.findall(r'0; url=\.\./\.\./([^"]+)"', stub)
        found[path.stem] = parsed(demo.page(target)).find(".//main")
    return found


def test_it_builds_without_an_error_or_a_warning(demo: Demo) -> None:
    assert demo.report.findings == ()
    assert demo.report.articles == len(PUBLIC)


def test_it_has_fourteen_articles_or_more_of_500_to_900_words() -> None:
    lengths = {path.name: len(prose(header_and_text(path)[1])) for path in PUBLIC}
    assert len(lengths) >= 14
    assert {name: n for name, n in lengths.items() if not 500 <= n <= 900} == {}


def test_it_has_a_draft_that_is_nowhere_to_be_read(demo: Demo) -> None:
    (draft,) = set(ARTICLES) - set(PUBLIC)
    header, text = header_and_text(draft)
    title = re.findall(r"^(?:title|العنوان):\s*(.+)", header, re.MULTILINE)[0]
    sentence = max(re.split(r"[.\n]", text), key=len).strip()
    for page in demo.pages:
        shown = demo.page(page)
        assert title not in shown
        assert sentence not in shown


def test_no_eight_words_in_a_row_stand_in_two_articles() -> None:
    shingles = {}
    for path in ARTICLES:
        text = prose(header_and_text(path)[1])
        shingles[path.name] = {tuple(text[i : i + SHINGLE]) for i in range(len(text) - SHINGLE + 1)}
    shared = [
        (one, other, " ".join(words))
        for one, other in combinations(shingles, 2)
        for words in shingles[one] & shingles[other]
    ]
    assert shared == []


def _entries(demo: Demo, index: str) -> dict[str, int]:
    """The terms of an index, each with its count."""
    main = parsed(demo.page(f"{index}/")).find(".//main")
    lists = [words(item) for section in main.iter("section") for item in section.iter("li")]
    numbers = {"مقال واحد": 1, "مقالان": 2}
    found = {}
    for line in lists:
        name, count = re.fullmatch(r"(.*?) (\d+ مقال\S*|مقال واحد|مقالان)", line).groups()  # type: ignore[union-attr]
        found[name] = numbers.get(count) or int(count.split()[0])
    return found


def test_it_has_authors_places_tags_and_a_series_of_three(demo: Demo) -> None:
    assert len(_entries(demo, "author")) >= 2
    assert len(_entries(demo, "place")) >= 2
    assert 3 in _entries(demo, "series").values()
    assert len(_entries(demo, "tag")) >= 20


def test_every_category_and_kind_of_site_yaml_is_in_use(demo: Demo) -> None:
    assert set(_entries(demo, "category")) == {entry.name for entry in demo.config.categories}
    kinds = Counter(
        (re.findall(r"^(?:kind|النوع):\s*(\S+)", header_and_text(p)[0], re.MULTILINE) or [""])[0]
        for p in PUBLIC
    )
    assert len(kinds) >= 4


def test_it_has_a_correction_on_its_article_and_on_the_corrections_page(demo: Demo) -> None:
    corrections = parsed(demo.page("corrections/")).find(".//main")
    entries = list(corrections.iter("article"))
    assert entries
    assert any(words(entry).startswith("تصحيح") for entry in entries)


@pytest.mark.parametrize("label", ["من نحن", "اتصل بنا"])
def test_it_has_the_pages_that_a_publication_owes_its_readers(demo: Demo, label: str) -> None:
    home = parsed(demo.page(""))
    titles = {}
    for link in home.iter("a"):
        address = link.get("href") or ""
        if not re.match(r"https?:|#|/|mailto:", address) and not address.endswith(".xml"):
            main = parsed(demo.page(address)).find(".//main")
            titles.update({words(h): address for h in main.iter("h1")})
    assert label in titles


FEATURES = {
    "a subhead": ".//h2",
    "a smaller subhead": ".//h3",
    "bold": ".//p/strong",
    "italics": ".//em",
    "a list of points": ".//ul/li",
    "a numbered list": ".//ol/li",
    "a footnote": ".//sup/a",
    "an explained abbreviation": ".//abbr[@title]",
    "a picture with a caption": ".//figure/figcaption",
    "a table": ".//table//td",
    "a table with a head": ".//table//th",
    "a definition": ".//dl/dt",
    "key points": ".//section[@class='points']//li",
    "contents": ".//details[@class='contents']//li",
}


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_of_the_writers_guide_is_shown(pages: dict[str, Any], feature: str) -> None:
    parts = [main for main in pages.values() if main.find(FEATURES[feature]) is not None]
    assert parts, f"no article shows {feature}"


@pytest.mark.parametrize("box", ["ملاحظة", "تنبيه", "تعريف", "خلاصة", "اقتباس"])
def test_every_box_of_the_writers_guide_is_shown(box: str) -> None:
    guide = (CHECKOUT / "content/README.md").read_text(encoding="utf-8")
    assert box in guide
    used = [p for p in PUBLIC if re.search(rf"^!!! {box}", header_and_text(p)[1], re.MULTILINE)]
    assert used, f"no article has a box {box}"


def test_every_kind_of_link_of_the_writers_guide_is_shown(pages: dict[str, Any]) -> None:
    texts = [
        div for main in pages.values() for div in main.iter("div") if div.get("class") == "text"
    ]
    addresses = [a.get("href") or "" for text in texts for a in text.iter("a")]
    assert any(a.startswith("https://") for a in addresses)
    assert any(re.match(r"(\.\./)+20\d\d/", a) for a in addresses)


def test_every_picture_is_described_and_most_are_credited(pages: dict[str, Any]) -> None:
    pictures = [image for main in pages.values() for image in main.iter("img")]
    assert len(pictures) >= len(PUBLIC) // 2
    assert all(len(image.get("alt") or "") > 10 for image in pictures)
    assert all(image.get("width") and image.get("height") for image in pictures)


def test_keys_of_front_matter_are_shown_in_both_languages() -> None:
    headers = [header_and_text(path)[0] for path in PUBLIC]
    assert any(re.search("^العنوان:", header, re.MULTILINE) for header in headers)
    assert any(re.search("^title:", header, re.MULTILINE) for header in headers)
