"""Law 9: what is made again after an edit, and nothing else (house.md section 3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest

from generator.build import Report
from tests.project import Project, png, svg

# The ten articles of the project: 3 links to 4 and is reached by an alias; 1, 5 and 9 show two.svg;
# 2 has one.svg as its lead image; 0 and 5 are a series.


def _pages(report: Report) -> set[str]:
    return {path for path in report.made if path.endswith(".html")}


def _feeds(report: Report) -> set[str]:
    return {path for path in report.made if path.endswith((".xml", ".json"))}


def _page_of(project: Project, name: str) -> str:
    """The page of an article, by its short link."""
    stub = project.tree()[f"a/{project.fields[name]['id']}/index.html"].decode()
    found = re.search(r'rel="canonical" href="https://example.org/daftar/([^"]*)"', stub)
    assert found
    return f"{unquote(found[1])}index.html"


def _showing(project: Project, word: str) -> set[str]:
    """Every page whose bytes hold a word."""
    return {
        path
        for path, data in project.tree().items()
        if path.endswith(".html") and word.encode() in data
    }


def test_nothing(built: Project) -> None:
    report = built.build()
    assert report.converted == report.made == report.written == report.removed == ()
    assert report.reused == report.outputs == len(built.tree()) - 1


def test_body(built: Project) -> None:
    """Below the excerpt: the page itself, and the full-text feeds that hold it."""
    built.edit("maqal-09", body=f"{built.bodies['maqal-09']}\nسطر آخر تماماً.\n")
    report = built.build()
    assert report.converted == ("content/articles/maqal-09.md",)
    assert _pages(report) == {_page_of(built, "maqal-09")}
    assert _feeds(report) == _feeds_that_hold(built, "سطر آخر تماماً")
    assert "feed.xml" in report.made


def _feeds_that_hold(project: Project, words: str) -> set[str]:
    return {
        path
        for path, data in project.tree().items()
        if path.endswith((".xml", ".json")) and words in data.decode()
    }


def test_excerpt(built: Project) -> None:
    """The first paragraph: also whatever shows its card."""
    shown = _showing(built, "كتب المطار")
    built.edit("maqal-09", body=f"مطلع آخر.\n\n{built.bodies['maqal-09']}")
    report = built.build()
    assert report.converted == ("content/articles/maqal-09.md",)
    assert _pages(report) == shown | {_page_of(built, "maqal-09")}


def test_title(built: Project) -> None:
    """Its page (the address follows the title), the pages that show its card or link to it, and no
    Markdown."""
    old = _page_of(built, "maqal-04")
    shown = _showing(built, built.fields["maqal-04"]["title"]) - {old}
    built.edit("maqal-04", title="عنوان آخر تماماً")
    report = built.build()
    assert report.converted == ()
    assert _page_of(built, "maqal-03") in _pages(report)
    assert old in report.removed
    assert _pages(report) == _showing(built, "عنوان آخر تماماً") | {
        _page_of(built, "maqal-03"),
        "a/n4/index.html",
    }
    assert shown <= _pages(report)


def test_tags(built: Project) -> None:
    """Old and new tags, their index and feeds; whoever it is related to; no Markdown."""
    built.edit("maqal-04", tags="وسم جديد")
    report = built.build()
    assert report.converted == ()
    assert {
        _page_of(built, "maqal-04"),
        "tag/index.html",
        "tag/وسم-جديد/index.html",
        "tag/الأسعار/index.html",
        "tag/النفط/index.html",
    } <= _pages(report)
    assert not any(path.startswith(("images/", "assets/", "category/")) for path in _pages(report))


def test_front_matter_that_says_the_same(built: Project) -> None:
    """Equal values stop an edit, though the bytes of the file differ."""
    path = built.article_path("maqal-04")
    text = built.read(path)
    built.write(path, text.replace("title: ", "العنوان:   ").replace("---\n", "---\r\n"))
    report = built.build()
    assert report.converted == report.made == ()


def test_a_moved_file(built: Project) -> None:
    """Another file name of an article that has an id: nothing of it shows but a link."""
    built.rename_article("maqal-08", "elsewhere")
    report = built.build()
    assert report.converted == ()
    assert report.made == ()


def test_partial_layout(built: Project) -> None:
    """Only the pages whose layout holds it."""
    built.substitute("layouts/partials/share.html", "\n", "<!-- new -->\n")
    report = built.build()
    assert report.converted == ()
    assert set(report.made) == {_page_of(built, name) for name in built.bodies}


def test_layout(built: Project) -> None:
    built.substitute("layouts/archive.html", "{% block main %}", "{% block main %}<!-- new -->")
    report = built.build()
    assert report.converted == ()
    assert report.made
    assert all(re.fullmatch(r"archive/(\d{4}/)?index\.html", path) for path in report.made)


def test_unused_layout(built: Project) -> None:
    built.write("layouts/partials/unused.html", "<p>unused</p>")
    built.write("layouts/README.md", "for people")
    assert built.build().made == ()


def test_words(built: Project) -> None:
    """The words of the interface: every page, no feed, no image, no asset."""
    built.substitute("layouts/strings.yaml", "menu: ", "menu: كل ")
    report = built.build()
    assert report.converted == ()
    assert set(report.made) == {path for path in built.tree() if path.endswith(".html")}


@pytest.mark.parametrize("setting", ["title", "tagline"])
def test_names_of_the_site(built: Project, setting: str) -> None:
    """Pages, and feeds that say it; neither images nor assets."""
    built.set_setting(setting, "اسم آخر")
    report = built.build()
    assert report.converted == ()
    assert _pages(report) == {path for path in built.tree() if path.endswith(".html")}
    assert not any(path.startswith(("images/", "assets/")) for path in report.made)


def test_menu(built: Project) -> None:
    built.substitute("site.yaml", "  - سياسة\n  - الأرشيف", "  - الأرشيف")
    report = built.build()
    assert report.converted == ()
    assert set(report.made) == {path for path in built.tree() if path.endswith(".html")}


def test_comment_in_settings(built: Project) -> None:
    built.write("site.yaml", f"# a remark\n{built.read('site.yaml')}")
    assert built.build().made == ()


def test_markup_settings(built: Project) -> None:
    """What converting depends on: every text, once; pages only where the HTML differs."""
    built.edit("maqal-09", body=f'{built.bodies["maqal-09"]}\nقال: "نعم".\n')
    built.build()
    built.write("site.yaml", f"{built.read('site.yaml')}markup: {{quotes: ‹›}}\n")
    report = built.build()
    assert len(report.converted) == len(built.bodies) + 1
    assert _pages(report) == {_page_of(built, "maqal-09")}
    assert "‹نعم›".encode() in built.tree()[_page_of(built, "maqal-09")]


def test_image_of_the_same_size(built: Project) -> None:
    """Its address changes with its bytes: the image, and the pages that show it."""
    built.write("content/images/two.svg", svg(120, "00ff00"))
    report = built.build()
    assert report.converted == ()
    assert [path for path in report.made if path.startswith("images/")] == list(report.made[:1])
    assert len([path for path in report.made if path.startswith("images/")]) == 1
    assert _pages(report) == {_page_of(built, f"maqal-0{number}") for number in (1, 5, 9)}
    assert any(path.startswith("images/two.") for path in report.removed)


def test_image_that_nobody_shows(built: Project) -> None:
    built.write("content/images/other.png", png((1, 2, 3)))
    assert built.build().made == ()


def test_plain_asset(built: Project) -> None:
    built.write("assets/extra.txt", "one")
    assert built.build().made == ("assets/extra.txt",)
    built.write("assets/extra.txt", "two")
    assert built.build().made == ("assets/extra.txt",)
    built.remove("assets/extra.txt")
    report = built.build()
    assert (report.made, report.removed) == ((), ("assets/extra.txt",))


def test_stylesheet(built: Project) -> None:
    """Its name changes with its bytes, so the pages that name it."""
    built.write("assets/css/99-extra.css", "p { margin: 0; }\n")
    report = built.build()
    assert report.converted == ()
    css = [path for path in report.made if path.endswith(".css")]
    assert len(css) == 1
    assert set(report.made) - set(css) <= {p for p in built.tree() if p.endswith(".html")}
    assert not _feeds(report)


def test_comment_in_the_stylesheet(built: Project) -> None:
    path = "assets/css/90-print.css"
    built.write(path, f"{built.read(path)}/* nothing */\n")
    assert built.build().made == ()


def test_new_article(built: Project) -> None:
    """Its own page and the first page of each of its lists; of other articles at most those that
    share a term with it, which may name it as related."""
    shared = {"maqal-01", "maqal-04", "maqal-07"}
    for name in built.bodies:
        built.edit(name, category="تحليلات", dateline="البصرة" if name in shared else "بغداد")
    built.build()
    name = built.add_article(22, link_to="", category="سياسة", author="كاتب جديد", tags="")
    assert built.fields[name]["dateline"] == "البصرة"
    report = built.build()
    assert report.converted == (built.article_path(name),)
    assert {_page_of(built, name), "category/سياسة/index.html"} <= _pages(report)
    articles = {_page_of(built, other): other for other in built.bodies if other != name}
    assert {articles[path] for path in _pages(report) if path in articles} <= shared
    assert not any(path.startswith(("images/", "assets/")) for path in report.made)


@pytest.mark.fault(36)
def test_a_date_that_comes(project: Project) -> None:
    """Row 36: no file changes, the clock does. An article comes out, another one leaves."""
    coming, leaving = "maqal-01", "maqal-02"
    project.edit(coming, date=f"{project.now + timedelta(hours=5):%Y-%m-%d %H:%M}")
    project.edit(leaving, expires=f"{project.now + timedelta(hours=6):%Y-%m-%d %H:%M}")
    project.build()
    titles = {name: project.fields[name]["title"].encode() for name in (coming, leaving)}

    def published() -> set[str]:
        texts = b"".join(project.tree().values())
        return {name for name, title in titles.items() if title in texts}

    assert published() == {leaving}
    assert project.build().made == ()
    project.now += timedelta(hours=12)
    report = project.build()
    assert report.converted == ()
    assert report.made
    assert published() == {coming}
    assert project.tree() == project.build_clean_elsewhere()
    project.now -= timedelta(hours=12)
    project.build()
    assert published() == {leaving}


@pytest.mark.fault(36)
def test_embargo(project: Project) -> None:
    """Row 36."""
    project.edit("maqal-01", embargo=f"{project.now + timedelta(hours=5):%Y-%m-%d %H:%M}")
    project.build()
    title = project.fields["maqal-01"]["title"].encode()
    assert not any(title in data for data in project.tree().values())
    project.now += timedelta(hours=12)
    project.build()
    assert any(title in data for data in project.tree().values())


Edit = Callable[[Project], None]


def _touch(project: Project) -> None:
    for name in project.bodies:
        project.touch(project.article_path(name), 3600)


def _rewrite(project: Project) -> None:
    for path in ("site.yaml", "layouts/base.html", "content/articles/maqal-01.md"):
        project.write(path, project.read(path))


def _there_and_back(project: Project) -> None:
    text = project.read("layouts/base.html")
    project.write("layouts/base.html", "{% block main %}{% endblock %}")
    project.build()
    project.write("layouts/base.html", text)
    project.build()


@pytest.mark.fault(53)
@pytest.mark.parametrize(
    "edit", [_touch, _rewrite, _there_and_back], ids=lambda edit: edit.__name__.strip("_")
)
def test_edits_that_change_nothing(built: Project, edit: Edit) -> None:
    """Row 53: touched, saved again, or taken back."""
    before = built.tree()
    edit(built)
    assert built.build().made == ()
    assert built.tree() == before
