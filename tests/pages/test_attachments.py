"""Papers, sheets and recordings that texts link to by the name of their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.publication import Press, places

PAPER = b"%PDF-1.7 \x00\xff"


def attach(press: Press, path: str = "content/articles/2026/تقرير سنوي.pdf") -> Path:
    place = press.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PAPER)
    return place


def test_a_file_that_an_article_links_to_is_published_as_it_is(press: Press) -> None:
    attach(press)
    press.article("a", "اقرأ [التقرير](2026/تقرير%20سنوي.pdf#page=3) و[هو](<2026/تقرير سنوي.pdf>).")
    press.build()
    published = press.output / "files/2026/تقرير-سنوي.pdf"
    assert published.read_bytes() == PAPER
    page = press.page("2026/01/a/")
    assert 'href="../../../files/2026/تقرير-سنوي.pdf#page=3"' in page
    assert 'href="../../../files/2026/تقرير-سنوي.pdf"' in page
    assert "/files/2026/%D8%AA%D9%82" in press.page("feed.xml")


def test_its_address_stays_when_its_bytes_change(press: Press) -> None:
    place = attach(press, "content/articles/x.PDF")
    press.article("a", "[ورقة](x.PDF)")
    press.build()
    place.write_bytes(b"%PDF-1.7 mended")
    report = press.build()
    assert report.written == ("files/x.pdf",)
    assert (press.output / "files/x.pdf").read_bytes() == b"%PDF-1.7 mended"


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    "hidden", [{"draft": "نعم"}, {"date": "2036-01-01"}, {"embargo": "2036-01-01"}]
)
def test_what_only_a_hidden_article_links_to_is_not_out(
    press: Press, hidden: dict[str, str]
) -> None:
    attach(press, "content/articles/secret.pdf")
    attach(press, "content/articles/nobody.pdf")
    press.article("open")
    press.article("a", "[ورقة](secret.pdf)", **hidden)
    press.build()
    assert not (press.output / "files").exists()


def test_a_name_that_no_file_has_is_a_dead_link_with_the_name_that_was_meant(press: Press) -> None:
    attach(press, "content/articles/report.pdf")
    press.article("a", "[ورقة](reprot.pdf)")
    (found,) = press.faults()
    assert (found.code, "report.pdf" in found.hint.en) == ("E-LINK", True)


def test_no_picture_is_made_of_one(press: Press) -> None:
    attach(press, "content/articles/x.pdf")
    press.article("a", "![ورقة](x.pdf)")
    assert [code for code, *_ in places(press.faults())] == ["E-LINK"]


@pytest.mark.parametrize("name", ["x.html", "x.svgz", "x.js", "x.exe", "x"])
def test_what_a_browser_would_run_is_none(press: Press, name: str) -> None:
    attach(press, f"content/articles/{name}")
    press.article("a", f"[ورقة]({name})")
    assert [code for code, *_ in places(press.faults())] == ["E-LINK"]


def test_a_document_is_a_stray_until_a_text_links_to_it(press: Press) -> None:
    attach(press, "content/articles/x.docx")
    press.article("a")
    assert "W-FILE" in {found.code for found in press.build().findings}
    press.article("a", "[الأصل](x.docx)")
    assert "W-FILE" not in {found.code for found in press.build().findings}
