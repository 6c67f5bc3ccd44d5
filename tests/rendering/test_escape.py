"""Whatever stands in a field of a view, the page keeps its shape (faults rows 31 and 106)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest

from generator.rendering.layouts import render
from tests.rendering.samples import VIEWS, context, site_layouts

HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onload='alert(3)",
    "</title></textarea></script><!-- <svg/onload=alert(1)> -->",
    "{{ 7 * 7 }}{% include 'base.html' %}${7}",
    "&quot; onmouseover=alert(1) x=&quot;",
    "@user U.S. OPEC+ <b> +964 770 123 4567",
)
BASE = "https://site.example/base/page/"
SHARING = ("wa.me", "t.me", "x.com", "www.facebook.com")


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes; `<bdi>` comes and goes with the text."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    found = [(e.tag, tuple(sorted(e.attrib))) for e in tree.iter() if isinstance(e.tag, str)]
    return [element for element in found if element[0] != "bdi"]


@pytest.mark.fault(31)
@pytest.mark.parametrize("layout", VIEWS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_field_can_add_an_element(layout: str, hostile: str) -> None:
    plain = render(site_layouts(), layout, context(layout))
    attacked = render(site_layouts(), layout, context(layout, hostile))
    assert elements(attacked) == elements(plain)


def addresses(tree: Any) -> list[str]:
    """Every address in a page that is not one of the build's own full ones."""
    found = [
        element.get("href") or element.get("src") or ""
        for element in tree.iter()
        if element.get("rel") != "canonical" and element.get("dir") != "ltr"
    ]
    return [address for address in found if address]


@pytest.mark.fault(31)
@pytest.mark.parametrize("layout", VIEWS)
@pytest.mark.parametrize("hostile", ["javascript:alert(1)", "//evil.example/x", "\\\\evil.example"])
def test_no_path_can_leave_the_site(layout: str, hostile: str) -> None:
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(
        render(site_layouts(), layout, context(layout, hostile, root=""))
    )
    for value in addresses(tree):
        leads_to = urlsplit(urljoin(BASE, value))
        assert leads_to.scheme in ("https", "mailto"), value
        assert leads_to.netloc in ("site.example", "", *SHARING), value


@pytest.mark.fault(34)
def test_content_is_never_a_template() -> None:
    """Faults row 34."""
    page = render(site_layouts(), "article.html", context("article.html", "{{ 7*7 }}"))
    assert "{{ 7*7 }}" in page
    assert "49" not in page


@pytest.mark.fault(106)
@pytest.mark.parametrize("layout", VIEWS)
def test_titles_in_lists_are_isolated(layout: str) -> None:
    """Faults row 106: a right-to-left override in one title cannot reach the next."""
    page = render(site_layouts(), layout, context(layout, "عنوان"))
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    titles = [e for e in tree.iter() if e.get("class") in ("card-title", "ledger-title")]
    assert all(title.find("a/bdi") is not None for title in titles)
