"""Links between files of the publication (faults rows 12, 104)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

import pytest

from generator.diagnostics import Span
from generator.graph import links
from generator.graph.links import Target
from generator.graph.synopsis import source_of
from generator.images.facts import ImageFacts
from generator.markup.body import Reference
from tests.graph.manuscripts import manuscript, woven
from tests.sites.publication import Press, parsed, places, words

HERE = "content/articles/مقال.md"

WRITTEN = [
    ("other.md", "content/articles/other.md", "beside the file"),
    ("./other.md", "content/articles/other.md", "beside the file, said twice"),
    ("../pages/about.md", "content/pages/about.md", "up and down again"),
    ("/pages/about.md", "content/pages/about.md", "from the content folder"),
    ("../images/a.svg", "content/images/a.svg", "an image"),
    ("/images/a.svg", "content/images/a.svg", "an image, from the content folder"),
    (quote("أخرى.md"), "content/articles/أخرى.md", "percent-encoded"),
    ("a%20b.md", "content/articles/a b.md", "an encoded space"),
    (unicodedata.normalize("NFD", "أخرى.md"), "content/articles/أخرى.md", "NFD"),
    (quote(unicodedata.normalize("NFD", "أخرى.md")), "content/articles/أخرى.md", "encoded NFD"),
]


@pytest.mark.parametrize(("written", "meant", "rule"), WRITTEN)
def test_the_file_that_a_written_path_means(written: str, meant: str, rule: str) -> None:
    assert source_of(written, HERE) == meant


@pytest.mark.fault(28)
@pytest.mark.parametrize("written", ["../../site.yaml", "/../site.yaml", "../../../etc/passwd"])
def test_no_written_path_reaches_a_file_outside(written: str) -> None:
    article = manuscript("a", links=[Reference(written, "", Span(1))])
    assert [f.code for f in woven(article).findings] == ["E-LINK"]


@pytest.mark.fault(104)
def test_links_become_addresses_in_whatever_form_they_are_written() -> None:
    written = ["هدف.md", quote("هدف.md"), unicodedata.normalize("NFD", "هدف.md"), "./هدف.md"]
    source = manuscript("a", links=[Reference(path, "", Span(1)) for path in written])
    result = woven(source, manuscript("هدف", title="الهدف"))
    assert result.findings == ()
    (article,) = (a for a in result.graph.articles if a.title == "a")
    assert dict(article.addresses) == dict.fromkeys(written, "2026/01/الهدف/")


def test_an_image_in_a_text_is_published_and_its_size_known() -> None:
    images = {"content/images/خريطة.png": (ImageFacts(800, 600, "PNG"), "5f3a9c01" + "0" * 24)}
    article = manuscript(
        "a",
        images=[Reference("../images/خريطة.png", "", Span(1))],
        links=[Reference("/images/خريطة.png", "", Span(1))],
    )
    result = woven(article, images=images)
    (image,) = result.graph.images
    assert re.fullmatch(r"images/خريطة\.[0-9a-f]{8}\.jpg", image.path)
    assert dict(result.graph.articles[0].pictures)["../images/خريطة.png"].width == 800
    assert dict(result.graph.articles[0].addresses)["/images/خريطة.png"] == image.path


def test_an_image_that_nothing_shows_is_not_published() -> None:
    images = {"content/images/a.png": (ImageFacts(8, 6, "PNG"), "0" * 32)}
    assert woven(manuscript("a"), images=images).graph.images == ()


DEAD = [
    ("../images/خريطه.svg", "../images/خريطة.svg", "an image, one letter off"),
    ("muwazana.md", "al-muwazana.md", "an article, its article forgotten"),
    ("../pages/abuot.md", "../pages/about.md", "a page, two letters exchanged"),
    ("al-muwazana.txt", "al-muwazana.md", "another suffix"),
]


@pytest.mark.fault(12)
@pytest.mark.parametrize(("written", "nearest", "rule"), DEAD)
def test_a_dead_link_names_the_nearest_file_as_it_would_be_written(
    written: str, nearest: str, rule: str
) -> None:
    known = [
        *("content/articles/al-muwazana.md", "content/pages/about.md"),
        "content/images/خريطة.svg",
    ]
    fault = links.dead(HERE, Span(3, 4), written, known)
    assert places([fault]) == [("E-LINK", HERE, 3, 4)]
    assert f"Did you mean: {nearest}?" in fault.hint.en


def test_what_a_dead_link_is_not_like_is_not_guessed() -> None:
    """The same suffix, and a letter here and there, make no two names alike."""
    known = ["content/articles/al-muwazana.md", "content/pages/about.md"]
    fault = links.dead(HERE, Span(3, 4), "ghayb.md", known)
    assert fault.hint.ar == "صحّح اسم الملف؛ لا شيء هنا يشبهه."


@pytest.mark.fault(12)
def test_a_dead_anchor_names_the_nearest_one() -> None:
    targets = {"content/articles/b.md": Target("b/", "\nتباين-المواقف\n\nخاتمة\n")}
    body = manuscript("a", links=[Reference("b.md", "تباين-الموقف", Span(2, 5))]).body
    (fault,) = links.faults("content/articles/a.md", body, 9, targets, {})
    assert places([fault]) == [("E-LINK", "content/articles/a.md", 11, 5)]
    assert "#تباين-المواقف" in fault.hint.ar


@pytest.mark.fault(104)
@pytest.mark.parametrize("anchor", ["خاتمة", quote("خاتمة"), unicodedata.normalize("NFD", "أولًا")])
def test_anchors_are_found_in_every_written_form(anchor: str) -> None:
    one = manuscript(
        "a",
        links=[Reference("b.md", anchor, Span(1)), Reference("", anchor, Span(2))],
        anchors=["خاتمة", "أولًا"],
    )
    assert woven(one, manuscript("b", anchors=["خاتمة", "أولًا"])).findings == ()


# -- as a writer and a reader see it -----------------------------------------------------------


@pytest.mark.fault(12)
def test_dead_links_stop_the_build_at_their_line_and_column(press: Press) -> None:
    body = "سطر.\n\nانظر [هذا](nahr-2.md) و[ذاك](#لا-شيء).\n\n![رسم](../images/x.svg)\n"
    press.article("a", body)
    press.article("nahr-1")
    found = press.faults()
    lines = press.read("content/articles/a.md").split("\n")
    written = ("nahr-2.md", "#لا-شيء", "../images/x.svg")
    expected = [
        ("E-LINK", "content/articles/a.md", number, line.index(address) + 1)
        for address in written
        for number, line in enumerate(lines, 1)
        if address in line
    ]
    assert places(found) == expected
    assert "nahr-1.md" in found[0].hint.en


@pytest.mark.fault(12)
def test_a_link_dies_when_its_target_is_renamed_elsewhere(press: Press) -> None:
    """Row 12, also in an incremental build: the article itself did not change."""
    press.article("a", "انظر [هذا](b.md).\n")
    press.article("b")
    press.build()
    press.rename("content/articles/b.md", "content/articles/c.md")
    assert [(f.code, f.path) for f in press.faults()] == [("E-LINK", "content/articles/a.md")]


def test_a_link_follows_the_new_address_of_its_target(press: Press) -> None:
    press.article("a", "انظر [هذا](b.md).\n")
    press.article("b", title="العنوان الأول")
    press.build()
    press.edit("b", title="العنوان الثاني")
    press.build()
    page = parsed(press.page("2026/01/a/"))
    (link,) = (a for a in page.iter("a") if words(a) == "هذا")
    assert link.get("href") == "../../../2026/01/العنوان-الثاني/"


HIDDEN = [
    {"draft": "true"},
    {"date": "2027-06-01"},
    {"embargo": "2027-06-01"},
    {"expires": "2026-06-01"},
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_link_to_an_article_that_is_not_public_shows_its_text_alone(
    press: Press, hidden: dict[str, str]
) -> None:
    press.article("a", "مقدمة.\n\nانظر [ما **كتبناه**](b.md#قسم) عنه.\n")
    press.article("b", "## قسم\n\nنص.\n", **hidden)
    report = press.build()
    assert places(report.findings) == [("W-LINK-HIDDEN", "content/articles/a.md", 8, 22)]
    for html in (press.page("2026/01/a/"), press.page("feed.xml")):
        assert "ما <strong>كتبناه</strong>" in html.replace("&lt;", "<").replace("&gt;", ">")
    page = parsed(press.page("2026/01/a/"))
    assert "انظر ما كتبناه عنه." in words(page)
    assert not [a for a in page.iter("a") if "كتبناه" in words(a) and a.get("href")]


@pytest.mark.fault(36)
def test_a_link_appears_when_its_target_is_published(press: Press) -> None:
    """Row 36: time alone is enough."""
    press.article("a", "انظر [هذا](b.md).\n")
    press.article("b", date="2027-06-01")
    press.build()
    assert 'href="../../../2027/06/b/"' not in press.page("2026/01/a/")
    press.now = press.now.replace(year=2028)
    report = press.build()
    assert report.findings == ()
    assert 'href="../../../2027/06/b/"' in press.page("2026/01/a/")
