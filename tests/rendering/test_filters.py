"""What layouts may do with values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from generator.pages.views import Formats
from generator.rendering.layouts import render
from tests.rendering.samples import MOMENT, layouts


def written(expression: str, formats: Formats | None = None, root: str = "", **values: Any) -> str:
    """What `{{ expression }}` prints, where `view` holds the values."""
    context = {
        "view": SimpleNamespace(**values),
        "masthead": SimpleNamespace(formats=formats or Formats()),
        "root": root,
    }
    text = render(layouts({"page.html": f"[{{{{ {expression} }}}}]\n"}), "page.html", context)
    return text[1:-2]


@pytest.mark.parametrize(
    ("root", "path", "address"),
    [
        ("", "", "./"),
        ("", "tag/المياه/", "tag/المياه/"),
        ("../", "", "../"),
        ("../../", "tag/المياه/", "../../tag/المياه/"),
        ("../../../", "2026/11/س/#هنا", "../../../2026/11/س/#هنا"),
        ("/daftar/", "", "/daftar/"),
        ("/daftar/", "archive/", "/daftar/archive/"),
        ("/daftar/", "/archive/", "/daftar/archive/"),
        ("../", "https://example.org/a?b=c&d", "https://example.org/a?b=c&amp;d"),
        ("../", "HTTPS://example.org/", "HTTPS://example.org/"),
        ("../", "mailto:a@example.org", "mailto:a@example.org"),
        ("", "images/صورة 1.jpg", "images/صورة%201.jpg"),
        ("", "a%b", "a%25b"),
        ("", "a:b/", "./a:b/"),
        ("", "javascript:alert(1)", "./javascript:alert(1)"),
        ("", "//host/x", "host/x"),
        ("", "\\\\host", "%5C%5Chost"),
        ("", "#top", "./#top"),
    ],
)
def test_url(root: str, path: str, address: str) -> None:
    assert written("view.path|url", root=root, path=path) == address


@pytest.mark.parametrize(
    ("expression", "formats", "text"),
    [
        ("view.at|date", Formats(), "23 نوفمبر 2026"),
        ("view.at|date(weekday=true)", Formats("levant"), "الاثنين، 23 تشرين الثاني 2026"),
        ("view.at|date", Formats("both", "arabic"), "٢٣ تشرين الثاني/نوفمبر ٢٠٢٦"),
        ("view.at|month", Formats("levant"), "تشرين الثاني 2026"),
        ("view.at|time", Formats(), "5:05 م"),
        ("view.at|time", Formats(digits="arabic"), "٥:٠٥ م"),
        ("view.at|hijri", Formats(), ""),
        ("view.at|hijri", Formats(hijri=True), "13 جمادى الآخرة 1448 هـ"),
        ("view.at|iso", Formats(), "2026-11-23T17:05:00+03:00"),
        ("1234|number", Formats(), "1,234"),
        ("1234|number", Formats(digits="arabic"), "١٬٢٣٤"),
        ("2026|year", Formats(), "2026"),
        ("2026|year", Formats(digits="arabic"), "٢٠٢٦"),
        ("0|count('articles')", Formats(), "لا مقالات"),
        ("2|count('articles')", Formats(), "مقالان"),
        ("3|count('articles')", Formats(digits="arabic"), "٣ مقالات"),
        ("t('part', number=2, total=11)", Formats(digits="arabic"), "الجزء ٢ من ١١"),
        ("t('more_of', title='<b>')", Formats(), "من &lt;b&gt;"),
        ("'OPEC+ <i>'|isolate", Formats(), "<bdi>OPEC+</bdi> &lt;i&gt;"),
    ],
)
def test_values(expression: str, formats: Formats, text: str) -> None:
    assert written(expression, formats, at=MOMENT) == text


def test_hijri_says_nothing_outside_the_years_it_knows() -> None:
    early = datetime(1900, 1, 1, tzinfo=UTC)
    assert written("view.at|hijri", Formats(hijri=True), at=early) == ""


def test_iso_of_a_day() -> None:
    assert written("view.at|iso", at=date(2026, 11, 1)) == "2026-11-01"
