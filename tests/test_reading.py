"""What is said of files that could not be read."""

from __future__ import annotations

import pytest

from generator.engine.store import Store
from generator.reading import Shelf
from tests.sites.publication import Press, places
from tests.sites.publication import press as press


def test_a_file_whose_reader_died_is_unread_too() -> None:
    """Else links to it would be told as dead beside its own fault."""
    assert Shelf(Store.in_memory(), ("content/articles/a.md",)).unread == {
        "content/articles/a.md": None
    }


@pytest.mark.fault(2)
def test_all_that_is_wrong_with_a_file_is_told_at_once(press: Press) -> None:
    """A fault of the header hides none of the text, the first time or from the cache."""
    text = "نص[^1] وانظر [هذا](ghayb.md) و[ذاك](#غائب).\n\n![رسم](../images/x.svg)\n"
    press.article("a", text, category="رياضة", image="../images/y.jpg")
    press.write("content/pages/about.md", "---\nغريب: 1\nالعنوان: عن\n---\n[هذا](ghayb.md)\n")
    found = press.faults()
    assert [(fault.code, fault.path.removeprefix("content/")) for fault in found] == [
        ("E-REF", "articles/a.md"),
        ("E-LINK", "articles/a.md"),
        ("E-LINK-FOOTNOTE", "articles/a.md"),
        ("E-LINK", "articles/a.md"),
        ("E-LINK", "articles/a.md"),
        ("E-LINK", "articles/a.md"),
        ("E-FM-KEY", "pages/about.md"),
        ("E-LINK", "pages/about.md"),
    ]
    lines = press.read("content/articles/a.md").split("\n")
    for fault, mark in zip(
        found[1:6], ("../images/y", "[^1]", "ghayb", "#غائب", "../images/x"), strict=True
    ):
        assert fault.span is not None
        assert lines[fault.span.line - 1].find(mark) == fault.span.column - 1
    assert places(press.faults()) == places(found)
