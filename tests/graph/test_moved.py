"""W-MOVED: an address that changed after it was published, without an alias."""

from __future__ import annotations

from generator.check import check
from generator.diagnostics import Diagnostic
from tests.sites.publication import Press
from tests.sites.publication import press as press

OLD = "2026/01/العنوان-الأول/"


def moved(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(f.code, f.path) for f in findings if f.code == "W-MOVED"]


def test_a_new_slug_is_told_until_it_has_an_alias(press: Press) -> None:
    source = press.article("a", title="العنوان الأول", id="n1")
    assert moved(press.build().findings) == []
    press.edit("a", slug="عنوان-آخر")
    told = check(press.request()).findings
    assert moved(told) == [("W-MOVED", source)]
    assert f"aliases: /{OLD}" in next(f for f in told if f.code == "W-MOVED").hint.en
    for _ in range(3):  # the first publishes it, one has nothing to do, another has
        assert moved(press.build().findings) == [("W-MOVED", source)]
        press.write("content/pages/about.md", press.read("content/pages/about.md") + "\nسطر.\n")
    press.edit("a", aliases=f"/{OLD}")
    assert moved(press.build().findings) == []
    assert (press.output / OLD / "index.html").exists()
    assert f"/daftar/{OLD}" in (press.output / "_redirects").read_text()


def test_a_slug_that_comes_back_is_forgotten(press: Press) -> None:
    press.article("a", title="العنوان الأول", id="n1")
    press.build()
    press.edit("a", slug="عنوان-آخر")
    press.build()
    press.edit("a", slug="")
    assert [f.hint.en for f in press.build().findings if f.code == "W-MOVED"] == [
        f"Add to its header “aliases: /{old}”, or give it its old slug back."
        for old in ("2026/01/عنوان-آخر/",)
    ]


def test_an_article_that_leaves_has_not_moved(press: Press) -> None:
    press.article("a", title="العنوان الأول", id="n1")
    press.article("b", id="n2")
    press.build()
    press.edit("a", draft="نعم")
    assert moved(press.build().findings) == []


def test_a_new_title_alone_moves_the_address(press: Press) -> None:
    """Where the slug comes from the title."""
    source = press.article("a", title="العنوان الأول", id="n1")
    press.build()
    press.edit("a", title="العنوان الثاني")
    assert moved(press.build().findings) == [("W-MOVED", source)]
