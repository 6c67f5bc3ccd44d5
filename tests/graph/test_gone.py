"""W-GONE: addresses of published articles that a build takes away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from generator.check import check
from generator.diagnostics import Diagnostic
from tests.project import NOW
from tests.sites.publication import Press
from tests.sites.publication import press as press

SOURCE = "content/articles/a.md"
PAGE = "2026/01/a/"


def gone(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(f.path, f.text.en) for f in findings if f.code == "W-GONE"]


@pytest.fixture
def built(press: Press) -> Press:
    press.article("a", id="n1")
    press.article("b", id="n2")
    assert gone(press.build().findings) == []
    return press


Change = Callable[[Press], object]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda press: press.remove(SOURCE), "file is gone"),
        (lambda press: press.edit("a", date="2062-01-01"), "(scheduled)"),
        (lambda press: press.edit("a", draft="نعم"), "(a draft)"),
        (lambda press: press.edit("a", embargo="2027-01-01"), "(embargoed)"),
        (lambda press: press.edit("a", expires="2026-11-01"), "(expired)"),
        (lambda press: press.edit("a", expires="2025-11-01"), "(expired)"),
    ],
)
def test_the_build_that_takes_a_page_away_says_so_once(
    built: Press, change: Change, why: str
) -> None:
    change(built)
    assert why in gone(check(built.request()).findings)[0][1]
    ((path, text),) = gone(built.build().findings)
    assert path == SOURCE
    assert f"/{PAGE}," in text
    assert why in text
    for _ in range(2):  # one has nothing to do, the other has
        assert gone(built.build().findings) == []
        built.write("content/pages/about.md", built.read("content/pages/about.md") + "\nسطر.\n")
    assert gone(check(built.request()).findings) == []


def test_one_that_goes_on_the_day_that_was_known_is_not_told(built: Press) -> None:
    built.edit("a", expires="2026-11-24 09:00")
    built.build()
    assert gone(built.build(now=NOW + timedelta(days=1)).findings) == []
    assert not (built.output / PAGE).exists()


def test_one_that_expires_before_its_date_is_told_whoever_knew_of_it(built: Press) -> None:
    built.edit("a", expires="2026-11-24 09:00")
    built.build()
    built.edit("a", date="2026-11-24 10:00")
    ((path, text),) = gone(built.build(now=NOW + timedelta(days=2)).findings)
    assert (path, "(expired)" in text) == (SOURCE, True)


def test_one_that_was_shown_before_its_time_is_not_told(built: Press) -> None:
    """After `build --now` for a later day, the site of today lacks what no reader has seen."""
    built.article("later", date="2026-11-24 09:00")
    built.build(now=NOW + timedelta(days=1))
    assert gone(built.build().findings) == []


def test_one_that_is_redirected_is_not_told(built: Press) -> None:
    built.remove(SOURCE)
    built.edit("b", aliases=f"/{PAGE}")
    assert gone(built.build().findings) == []


def test_an_alias_that_leads_on_keeps_its_own_short_link(built: Press) -> None:
    """An article that takes the place of another is not told to take its id."""
    built.remove(SOURCE)
    built.edit("b", slug="a")
    assert gone(built.build().findings) == []


def test_what_is_held_is_not_told(built: Press) -> None:
    built.edit("a", date="2026-02-30")
    assert gone(built.build(hold_bad=True).findings) == []


def test_a_preview_says_nothing(built: Press) -> None:
    built.remove(SOURCE)
    preview = built.root / ".cache/preview-site"
    assert gone(built.build(preview=True, output=preview).findings) == []


def test_where_nothing_is_known_of_the_last_build_nothing_is_said(built: Press) -> None:
    built.remove(SOURCE)
    assert gone(built.build(cache=built.root.parent / "empty").findings) == []


def test_a_short_link_that_a_new_name_of_the_file_ends(press: Press) -> None:
    """Without an id in the header, the name of the file makes it."""
    press.article("a", title="عنوان")
    press.build()
    (short,) = press.output.glob("a/*")
    press.remove(SOURCE)
    renamed = press.article("b", title="عنوان")
    (finding,) = (f for f in press.build().findings if f.code == "W-GONE")
    assert finding.path == renamed
    assert f"/a/{short.name}/," in finding.text.en
    assert f"«الرقم: {short.name}»" in finding.hint.ar
    press.edit("b", id=short.name)
    press.build()
    assert (short / "index.html").exists()


def test_a_short_link_that_another_id_ends(built: Press) -> None:
    built.edit("a", id="n9")
    ((path, text),) = gone(built.build().findings)
    assert path == SOURCE
    assert "/a/n1/," in text
    assert gone(built.build().findings) == []


def test_another_id_and_another_address_are_both_told(built: Press) -> None:
    built.edit("a", id="n9", slug="آخر")
    findings = built.build().findings
    assert [path for path, _ in gone(findings)] == [SOURCE]
    moved = [f.hint.en for f in findings if f.code == "W-MOVED"]
    assert [f"aliases: /{PAGE}" in hint for hint in moved] == [True]
