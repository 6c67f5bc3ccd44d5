"""The command, and exports of a size."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import cli, importers
from generator.diagnostics import Failed
from generator.importers.wordpress import wxr
from generator.importers.wordpress.importing import import_wordpress
from tests.importers.conftest import Desk
from tests.importers.exports import HOST, Export, Post, newspaper
from tests.pages.links import LinkChecker

Ran = tuple[int, str, str]


@pytest.fixture
def tahlil(desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    for name in ("TAHLIL_LANG", "LC_ALL", "LC_MESSAGES", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, "--project", str(desk.root), "--now", "2026-11-23"])
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return run


def test_both_languages_say_what_became_of_everything(desk: Desk, tahlil, tmp_path: Path) -> None:
    export = Export([Post(1, "عنوان", "[slider]"), Post(2, "قائمة", type="nav_menu_item")])
    path = str(export.write(tmp_path / "export.xml"))
    code, arabic, _ = tahlil("import", "wordpress", path, "--lang", "ar")
    assert code == 0
    assert "العناوين القديمة 5: على حاله 2، تحويل 2، بلا صفحة لسبب 1، مفقود 0" in arabic
    assert "redirects في site.yaml عناوين قوائم قديمة، عددها 2" in arabic
    assert "[slider]" in arabic
    code, english, _ = tahlil("import", "wordpress", path, "--lang", "en")
    assert code == 0
    assert "old addresses 5: 2 kept, 2 redirects, 1 without a page" in english
    assert "files: 0 new, 1 unchanged" in english
    code, out, _ = tahlil("import", "wordpress", path, "--format", "json")
    found = json.loads(out)
    assert found["addresses"] == {"kept": 2, "redirect": 2, "reason": 1, "missing": 0}
    lists = {"category": 1, "author": 1, "feed": 1}
    assert found["in"] == {"post": 1, "nav_menu_item": 1, **lists}


def test_the_terminal_says_what_could_not_be_taken_over_as_it_was(
    desk: Desk, tahlil, tmp_path: Path
) -> None:
    ours = desk.root / "content" / "pages" / "about.md"
    ours.write_text("---\nالعنوان: عنا\nالمعرف: about\n---\nنص\n", encoding="utf-8")
    text = (
        f'<p>نص <a href="{HOST}/wp-content/uploads/x.pdf">التقرير</a>.</p><p>إعلان</p>'
        "<!-- wp:latest-posts /--><button>زر</button>"
    )
    page = Post(2, "من نحن", "نص", type="page", slug="about", link=f"{HOST}/about/")
    path = str(Export([Post(1, "عنوان", text), page]).write(tmp_path / "export.xml"))
    _, arabic, _ = tahlil("import", "wordpress", path, "--lang", "ar")
    _, english, _ = tahlil("import", "wordpress", path, "--lang", "en")
    for kind in ("furniture", "block", "removed"):
        assert f": 1 (imports/old-example-org/notes.csv, {kind})" in arabic
        assert f": 1 (imports/old-example-org/notes.csv, {kind})" in english
    told = (f"(content/pages/about.md): {HOST}/about/", "/about-2/")
    assert all(piece in said for piece in told for said in (arabic, english))


def test_1_when_an_address_is_missing_or_the_export_is_broken(tahlil, tmp_path: Path) -> None:
    lost = Export([Post(1, "عنوان", "نص", link=f"{HOST}/?cat=5")])
    code, out, _ = tahlil("import", "wordpress", str(lost.write(tmp_path / "lost.xml")))
    assert code == 1
    assert f"{HOST}/?cat=5" in out
    broken = tmp_path / "broken.xml"
    broken.write_text(Export([Post(1, "عنوان", "نص"), Post(2, "آخر", "نص")]).text()[:-40])
    code, out, err = tahlil("import", "wordpress", str(broken))
    assert code == 1
    assert err.startswith("broken.xml:")
    assert "error[E-XML]" in err
    assert "imported from" in out


def test_2_for_what_is_no_export(tahlil, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text("<html/>")
    assert tahlil("import", "wordpress", str(tmp_path / "x.xml"))[0] == 2
    assert tahlil("import", "wordpress", str(tmp_path / "none.xml"))[0] == 2
    assert tahlil("import", "hugo", str(tmp_path))[0] == 2


def test_who_lacks_the_library_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importers, "find_spec", lambda _: None)
    with pytest.raises(Failed) as failed:
        importers.needed()
    (found,) = failed.value.diagnostics
    assert found.code == "E-EXTRA"
    assert "tahlil[import]" in found.hint.ar


def test_a_newspaper_comes_over_without_a_dead_link(desk: Desk) -> None:
    """Blocks, classic texts, links from anyone to anyone: what was imported can be built."""
    paper = newspaper(60)
    receipt = desk.take_text(paper.text())
    assert receipt.ok
    assert len(desk.articles) == 60
    report = desk.build()
    assert {finding.code for finding in report.findings} <= {"W-LINK-HIDDEN"}
    assert report.articles == 59
    assert LinkChecker(desk.root / "public", "https://example.org/").faults() == []


# -- memory (rows 90 and 91) -----------------------------------------------------------------------


def _peak(items: Iterator[wxr.Item]) -> tuple[int, int]:
    """How many items came, and the most bytes that were held at a time."""
    tracemalloc.start()
    try:
        count = sum(1 for _ in items)
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.fault(91)
def test_reading_holds_one_item_at_a_time(tmp_path: Path) -> None:
    post = Post(1, "عنوان", "نص " * 20_000)
    path = tmp_path / "large.xml"
    small = Export([post] * 5).write(tmp_path / "small.xml")
    Export([post] * 300).write(path)
    assert path.stat().st_size > 25_000_000
    few, least = _peak(wxr.read(small, "small.xml", wxr.Channel()))
    many, most = _peak(wxr.read(path, "large.xml", wxr.Channel()))
    assert (few, many) == (5, 300)
    assert most < 2 * least


@pytest.mark.fault(91)
def test_memory_does_not_grow_with_the_number_of_items(desk: Desk) -> None:
    """It was 3 KB an item when all that is remembered of one was in memory."""
    desk.take_text(newspaper(20, words=5).text())  # what is loaded once is loaded
    few, many = (_peak_of_import(desk, count) for count in (100, 400))
    assert many - few < 300 * 2_000


def _peak_of_import(desk: Desk, count: int) -> int:
    text = newspaper(count, words=5).text()
    path = desk.root.parent / "export.xml"
    path.write_text(text, encoding="utf-8")
    del text
    tracemalloc.start()
    try:
        assert import_wordpress(desk.request, [path], getter=desk.get).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.fault(90)
def test_a_bomb_is_not_blown_up(tmp_path: Path) -> None:
    """Ten to the tenth letters, were it believed."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(10))
    path = tmp_path / "bomb.xml"
    path.write_text(f'<!DOCTYPE rss [<!ENTITY e0 "x">{entities}]><rss>&e10;</rss>')
    tracemalloc.start()
    try:
        with pytest.raises(Failed):
            list(wxr.read(path, "bomb.xml", wxr.Channel()))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
