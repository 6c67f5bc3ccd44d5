"""Every link of every page leads to a file of the site, wherever the site stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pages.links import LinkChecker
from tests.project import Project, svg
from tests.sites.publication import Demo, Press

BASE = "https://example.org/daftar/"


def test_every_link_of_the_demo_leads_to_a_page_or_an_anchor(demo: Demo) -> None:
    assert LinkChecker(demo.output, demo.config.base_url).faults() == []


@pytest.mark.parametrize(
    "base", ["https://example.org/", "https://u.example/s/", "https://u.example/a/b/موقع/"]
)
def test_links_hold_under_any_base_path(press: Press, base: str) -> None:
    press.substitute("site.yaml", "https://example.org/daftar/", base)
    press.write("content/images/a.svg", svg(90, "336699"))
    for name in ("a", "b"):
        press.article(
            name,
            "## قسم أول\n\nنص[^1].\n\n![رسم](/images/a.svg)\n\n## قسم\n\n"
            "[هنا](#قسم) و[هناك](b.md#قسم-أول) و[عنا](../pages/about.md).\n\n[^1]: حاشية.\n",
            tags="النفط",
            image="../images/a.svg",
            aliases=f"/old/{name}/، /{name}.html",
            series="ملف",
            dateline="بغداد",
            updates="[{date: 2026-02-02, kind: تصحيح, text: نص}]",
        )
    press.build()
    assert LinkChecker(press.output, base).faults() == []


def test_a_site_may_move_under_another_path_without_a_build(tmp_path: Path) -> None:
    """Links inside the site are relative; only the 404 page and full addresses know the base."""
    project = Project.create(tmp_path / "project")
    project.build()
    moved = tmp_path / "moved"
    shutil.copytree(project.output, moved)
    (moved / "404.html").unlink()
    for page in moved.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace(BASE, "https://other.example/x/"), encoding="utf-8")
    assert LinkChecker(moved, "https://other.example/x/").faults() == []


PLANTED = [
    ('<a href="../tag/none/">a</a>', "a page that is not there"),
    ('<a href="../">a</a>', "above the base path"),
    ('<a href="/daftar">a</a>', "a path without its slash"),
    ('<a href="#none">a</a>', "an anchor that is not there"),
    ('<a href="index.html#none">a</a>', "an anchor of a page"),
    ('<img src="images/a.png" alt="">', "an image"),
    ('<meta http-equiv="refresh" content="0; url=gone/">', "a redirect"),
    ('<a href="">a</a><a href="archive">a</a>', "a folder without its slash"),
]


@pytest.mark.parametrize(("html", "what"), PLANTED)
def test_the_checker_sees_dead_links(tmp_path: Path, html: str, what: str) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/index.html").write_text("<p id=a>", encoding="utf-8")
    page = tmp_path / "index.html"
    page.write_text('<a href="archive/#a">a</a><a href="https://other.example/">b</a>', "utf-8")
    assert LinkChecker(tmp_path, BASE).faults() == []
    page.write_text(html, encoding="utf-8")
    assert len(LinkChecker(tmp_path, BASE).faults()) == 1
