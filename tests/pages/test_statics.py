"""Static pages, corrections, the 404 page, short links and old addresses."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.sites.publication import Press, parsed, places, words


def refresh(page: str) -> str:
    """Where a stub sends its reader."""
    (meta,) = (m for m in parsed(page).iter("meta") if m.get("http-equiv") == "refresh")
    content = meta.get("content")
    assert content.startswith("0; url=")
    return str(content.removeprefix("0; url="))


def canonical(page: str) -> str:
    (link,) = (link for link in parsed(page).iter("link") if link.get("rel") == "canonical")
    return str(link.get("href"))


def test_a_static_page_shows_its_text(press: Press) -> None:
    press.write(
        "content/pages/us.md",
        "---\nالعنوان: من نحن\nالمعرف: about-us\nالموجز: جملة عنا\n---\n## التحرير\n\nنص.\n",
    )
    press.build()
    page = press.page("about-us/")
    assert words(next(parsed(page).iter("h1"))) == "من نحن"
    assert 'id="التحرير"' in page
    assert "جملة عنا" in page


@pytest.mark.fault(35)
def test_a_draft_page_is_not_published(press: Press) -> None:
    press.write("content/pages/us.md", "---\ntitle: من نحن\ndraft: نعم\n---\nنص.\n")
    press.article("a")
    report = press.build()
    assert report.findings == ()
    assert not (press.output / "من-نحن").exists()


def test_the_corrections_page_gathers_every_correction_newest_first(press: Press) -> None:
    press.article("a", updates="[{date: 2026-02-01, kind: تصحيح, text: الأول}]")
    press.article(
        "b",
        updates="[{date: 2026-01-15, kind: تحديث, text: أقدم},"
        " {date: 2026-03-01, kind: تصحيح, text: أحدث}]",
    )
    press.build()
    page = parsed(press.page("corrections/"))
    entries = [words(entry) for entry in page.find(".//main").iter("article")]
    assert [entry.split()[-1] for entry in entries] == ["أحدث", "الأول", "أقدم"]
    assert entries[0].startswith("تصحيح")
    assert "../2026/01/b/" in press.page("corrections/")


def test_the_404_page_links_absolutely_for_it_is_shown_at_any_depth(press: Press) -> None:
    press.article("a")
    press.build()
    page = parsed(press.page("404.html"))
    addresses = [e.get("href") for tag in ("a", "link") for e in page.iter(tag)]
    inside = [a for a in addresses if not a.startswith(("https://", "#"))]
    assert inside
    assert all(address.startswith("/daftar/") for address in inside)
    assert any(
        m.get("name") == "robots" and m.get("content") == "noindex" for m in page.iter("meta")
    )


def test_the_short_link_leads_to_the_article(press: Press) -> None:
    press.article("a", id="k7m2", title="عنوان طويل")
    press.build()
    stub = press.page("a/k7m2/")
    assert refresh(stub) == "../../2026/01/عنوان-طويل/"
    assert canonical(stub) == "https://example.org/daftar/2026/01/" + quote("عنوان-طويل/")
    assert "noindex" in stub
    assert "https://example.org/daftar/a/k7m2/" in press.page("2026/01/عنوان-طويل/")


def test_the_short_link_stays_when_the_title_changes(press: Press) -> None:
    press.article("a", id="k7m2", title="عنوان")
    press.build()
    press.edit("a", title="عنوان آخر")
    press.build()
    assert refresh(press.page("a/k7m2/")) == "../../2026/01/عنوان-آخر/"
    assert not (press.output / "2026/01/عنوان").exists()


ALIASES = [
    ("/2019/05/news/", "2019/05/news/"),
    ("/2019/05/news", "2019/05/news/"),
    ("/old.html", "old.html"),
    ("/archive.htm", "archive.htm"),
    ("/قديم/", "قديم/"),
    (quote("/قديم/"), "قديم/"),
    ("https://example.org/daftar/2019/x/", "2019/x/"),
    ("/v1.2/notes", "v1.2/notes/"),
]


@pytest.mark.parametrize(("alias", "path"), ALIASES)
def test_an_old_address_leads_to_the_article(press: Press, alias: str, path: str) -> None:
    press.article("a", aliases=f'["{alias}"]')
    press.build()
    root = "../" * path.count("/")
    assert refresh(press.page(path)) == f"{root}2026/01/a/"


def test_an_old_address_of_a_page_leads_to_it(press: Press) -> None:
    press.write("content/pages/us.md", "---\ntitle: من نحن\naliases: /about-us\n---\nنص.\n")
    press.build()
    assert refresh(press.page("about-us/")) == "../من-نحن/"


# -- one address, two pages: rows 26 and 27 ----------------------------------------------------

COLLISIONS = [
    ({"slug": "x"}, {"slug": "x"}, "two slugs"),
    ({"slug": "Oil"}, {"slug": "oil"}, "twins by case"),
    ({"slug": "أحمد"}, {"slug": "أحمد"}, "twins by Unicode form"),
    ({"id": "k1"}, {"id": "k1"}, "two ids"),
    ({"aliases": "/old/"}, {"aliases": "/old"}, "two old addresses"),
    ({"slug": "x"}, {"aliases": "/2026/01/x/"}, "an old address and a page"),
    ({}, {"aliases": "/category/سياسة/"}, "an old address and a list"),
    ({}, {"aliases": "/عن-الموقع/"}, "an old address and a static page"),
    ({}, {"aliases": "/archive/index.html"}, "an old address that names the file of a page"),
]


@pytest.mark.fault(26)
@pytest.mark.parametrize(("one", "other", "rule"), COLLISIONS)
def test_two_pages_with_one_address_stop_the_build_and_all_are_named(
    press: Press, one: dict[str, str], other: dict[str, str], rule: str
) -> None:
    press.article("first", **one)
    press.build()
    before = press.tree()
    press.article("second", **other)
    faults = press.faults()
    assert {code for code, *_ in places(faults)} == {"E-DUP"}
    said = " ".join(fault.text.en for fault in faults)
    assert "content/articles/second.md" in said
    if set(one) == set(other):
        assert "content/articles/first.md" in said
    assert press.tree() == before


@pytest.mark.fault(26)
def test_an_old_address_that_is_the_pages_own_is_a_collision_too(press: Press) -> None:
    press.article("a", slug="x", aliases="/2026/01/x/")
    assert [code for code, *_ in places(press.faults())] == ["E-DUP"]


def test_scripts_that_no_page_loads_are_not_published(press: Press) -> None:
    press.article("a")
    press.build()
    assert len(list((press.output / "assets").glob("*.js"))) == 2
    press.write("site.yaml", press.read("site.yaml") + "search: no\n")
    press.build()
    (script,) = (press.output / "assets").glob("*.js")
    assert script.name.startswith("site.")
