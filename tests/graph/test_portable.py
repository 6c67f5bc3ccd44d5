"""Every system can hold the site, and every system's files are understood (rows 104, 108, 109)."""

from __future__ import annotations

import unicodedata

import pytest

from generator.filenames import MAX_NAME, MAX_PATH, is_portable, longest_part
from generator.graph.model import Taxonomy
from tests.graph.manuscripts import manuscript, woven
from tests.sites.publication import Press, parsed, places, words

NAME = "أحمد"
NFD = unicodedata.normalize("NFD", NAME)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><path d="M0 0h8"/></svg>'


@pytest.mark.fault(104)
@pytest.mark.parametrize("on_disk", [NAME, NFD])
@pytest.mark.parametrize("written", [NAME, NFD])
def test_a_file_is_found_in_whatever_unicode_form_its_name_lies_on_the_disk(
    press: Press, on_disk: str, written: str
) -> None:
    """Macs once wrote NFD, and writers type NFC: row 104."""
    press.article(on_disk, title="الهدف", image=f"../images/{written}.svg")
    press.write(f"content/images/{on_disk}.svg", SVG)
    press.write(f"content/pages/{on_disk}.md", "---\ntitle: صفحة\n---\nنص.\n")
    press.article(
        "a",
        f"[مقال]({written}.md) و[صفحة](../pages/{written}.md) ![رسم](../images/{written}.svg)\n",
        related=f"{written}.md",
    )
    report = press.build()
    assert report.findings == ()
    page = parsed(press.page("2026/01/a/"))
    addresses = {words(a): a.get("href") for a in page.iter("a")}
    assert addresses["مقال"] == "../../../2026/01/الهدف/"
    assert addresses["صفحة"] == "../../../صفحة/"
    assert all(unicodedata.is_normalized("NFC", path) for path in press.tree())


@pytest.mark.fault(104)
def test_a_short_link_is_the_same_on_every_disk() -> None:
    (one,) = woven(manuscript(NAME, title="عنوان")).graph.articles
    (other,) = woven(manuscript(NFD, title="عنوان")).graph.articles
    assert one.short_path == other.short_path


DEVICES = ["con", "NUL", "Aux", "com1", "LPT9", "prn"]


@pytest.mark.fault(109)
@pytest.mark.parametrize("name", DEVICES)
def test_names_that_are_devices_somewhere_get_an_address_that_is_none(name: str) -> None:
    """Row 109."""
    result = woven(manuscript("a", title=name, tags=(name,), authors=(name,), series=name))
    (article,) = result.graph.articles
    paths = [article.path, *(term.path for group in result.graph.terms.values() for term in group)]
    assert all(is_portable(path.rstrip("/")) for path in paths)
    assert article.path.startswith(f"2026/01/{name.lower()}-")


@pytest.mark.fault(109)
def test_an_image_named_like_a_device_is_published_under_another_name(press: Press) -> None:
    press.write("content/images/con.svg", SVG)
    press.write(f"content/images/{'صورة' * 16}.svg", SVG)
    press.article("a", image="../images/con.svg", summary="x")
    press.article("b", image=f"../images/{'صورة' * 16}.svg")
    press.build()
    paths = [path for path in press.tree() if path.startswith("images/")]
    assert len(paths) == 2
    assert all(is_portable(path) and longest_part(path) <= MAX_NAME for path in paths)


@pytest.mark.fault(108)
def test_the_longest_names_make_paths_that_every_disk_can_hold(press: Press) -> None:
    """Row 108."""
    long = " ".join(["مستقبل"] * 60)
    press.article("a", title=long, tags=long, author=long, series=long, dateline=long)
    press.build()
    for path in press.tree():
        assert longest_part(path) <= MAX_NAME, path
        assert len(path) <= MAX_PATH, path
        assert is_portable(path), path


def test_two_long_names_with_one_beginning_stay_two() -> None:
    long = " ".join(["مستقبل"] * 40)
    result = woven(manuscript("a", tags=(f"{long} أ", f"{long} ب")))
    assert len({term.path for term in result.graph.terms[Taxonomy.TAG]}) == 2


@pytest.mark.fault(105)
@pytest.mark.parametrize("field", ["tags", "author", "dateline", "series"])
def test_two_terms_with_one_address_stop_the_build(press: Press, field: str) -> None:
    """Row 105: slugs are one for one, or a fault."""
    press.article("a", **{field: "سؤال 1"})
    press.article("b", **{field: "سؤال-1"})
    assert "E-DUP" in {code for code, *_ in places(press.faults())}
