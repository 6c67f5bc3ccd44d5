"""What stands on paper beside a link."""

from __future__ import annotations

import pytest

from generator.config import MarkupOptions
from generator.markup.convert import convert
from generator.markup.printed import short_address


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("https://www.imf.org/ar/x/?y=1#z", "imf.org/ar/x"),
        ("https://example.org/", "example.org"),
        ("https://example.org", "example.org"),
        ("http://user:word@example.org:8080/a", "example.org:8080/a"),
        ("https://example.org/%D9%85%D8%A7%D8%A1", "example.org/ماء"),
        ("https://example.org/" + "a" * 40, "example.org/…"),
        ("https://example.org/%E2%80%AE%FF", "example.org/…"),
        ("https://[x", ""),
    ],
)
def test_an_address_is_short(address: str, printed: str) -> None:
    assert short_address(address) == printed


def test_links_that_leave_the_site_tell_where_they_lead() -> None:
    html = convert("[تقرير](https://www.imf.org/x) و[مقال](b.md).", MarkupOptions()).html
    assert 'data-print="imf.org/x"' in html
    assert html.count("data-print") == 1


def test_an_address_that_stands_in_the_text_is_not_repeated() -> None:
    assert "data-print" not in convert("<https://imf.org/x>", MarkupOptions()).html
