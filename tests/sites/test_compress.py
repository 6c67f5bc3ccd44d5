"""`compress` in site.yaml: ready-made answers beside the texts, made by the press like the rest."""

from __future__ import annotations

import gzip

import brotli

from generator.inspection import verify
from tests.sites.publication import Press
from tests.sites.publication import press as press

SUFFIXES = {".gz": gzip.decompress, ".br": brotli.decompress}


def switch_on(press: Press, value: str = "gzip، brotli") -> None:
    press.write("site.yaml", f"{press.read('site.yaml')}compress: {value}\n")


def packed(press: Press) -> list[str]:
    paths = (path.relative_to(press.output).as_posix() for path in press.output.rglob("*"))
    return sorted(path for path in paths if path.endswith((".gz", ".br")))


def test_there_are_none_unless_asked_for(press: Press) -> None:
    press.article("a")
    press.build()
    assert packed(press) == []


def test_each_text_has_its_copies_and_they_say_the_same(press: Press) -> None:
    switch_on(press)
    press.article("a", title="مقال")
    press.build()
    paths = packed(press)
    assert {"index.html.gz", "index.html.br", "feed.xml.gz", "search/index.json.br"} <= set(paths)
    assert not any(".woff2" in path or ".png" in path for path in paths)
    for path in paths:
        plain, unpack = press.output / path[:-3], SUFFIXES[path[-3:]]
        assert unpack((press.output / path).read_bytes()) == plain.read_bytes(), path


def test_an_edit_makes_the_copies_of_what_it_makes(press: Press) -> None:
    switch_on(press, "gzip")
    press.article("a", title="مقال")
    press.article("b", title="آخر")
    press.build()
    press.edit("a", body="نص آخر تماماً.\n\nفقرة.\n")
    made = set(press.build().made)
    assert "2026/01/مقال/index.html.gz" in made
    assert "عن-الموقع/index.html.gz" not in made
    assert {path for path in made if path.endswith(".gz")} <= {f"{path}.gz" for path in made}


def test_switched_off_they_go(press: Press) -> None:
    before = press.read("site.yaml")
    switch_on(press)
    press.article("a")
    press.build()
    press.write("site.yaml", before)
    press.build()
    assert packed(press) == []


def test_a_clean_build_makes_the_same_and_a_preview_none(press: Press) -> None:
    switch_on(press)
    press.article("a")
    press.build()
    assert verify(press.request()).equal
    preview = press.root.parent / "preview"
    press.build(output=preview, preview=True)
    assert not list(preview.rglob("*.gz"))
