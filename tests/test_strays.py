"""Files of content/ that nobody reads: which are told, and which are nobody's fault."""

from __future__ import annotations

from generator.diagnostics import Severity
from tests.sites.publication import Press
from tests.sites.publication import press as press

STRAYS = {
    "articles/jadid.md.txt": "content/articles/jadid.md",
    "articles/BIG.MD": "content/articles/BIG.md",
    "articles/2026/Big.Md": "content/articles/2026/Big.md",
    "articles/مقال.markdown": "content/articles/مقال.md",
    "articles/مقال.MD.TXT": "content/articles/مقال.md",
    "articles/a.md.txt": "content/articles/a-2.md",
    "pages/about-us.markdown": "content/pages/about-us.md",
    "x.md": "content/articles/x.md",
    "Y.MD": "content/articles/Y.md",
    "Articles/z.md": "content/articles/z.md",
    "images/w.md": "content/articles/w.md",
    "articles/Word.docx": "--from Word.docx",
    "articles/مقال قديم.doc": '--from "مقال قديم.doc"',
    "pages/text.odt": "--from text.odt",
    "letter.DOCX": "--from letter.DOCX",
}

SILENT = (
    "README.md",
    "images/README.md",
    "articles/README.MD",
    "ReadMe.markdown",
    "articles/a.md.new",
    "articles/a.md~",
    "articles/a.md.bak",
    "articles/.a.md.swp",
    "articles/#a.md#",
    "articles/~$Word.docx",
    "articles/.hidden.MD",
    ".obsidian/x.md",
    "articles/notes.txt",
    "images/draw.py",
    "images/data.csv",
    "images/LOGO.SVG",
    "articles/Thumbs.db",
    "pages/2026/more.md",
)


def _press(press: Press, names: tuple[str, ...]) -> Press:
    """With an article, and files of these names."""
    press.article("a")
    for name in names:
        press.write(f"content/{name}", _CONTENTS.get(name, "---\ntitle: عنوان\n---\nنص.\n"))
    return press


_CONTENTS = {
    "images/LOGO.SVG": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
}


def test_files_that_nobody_reads_are_told(press: Press) -> None:
    """By the first build and by one that has nothing to do."""
    _press(press, tuple(STRAYS))
    for _ in range(2):
        found = {f.path.removeprefix("content/"): f for f in press.build().findings}
        assert {f.code for f in found.values()} == {"W-FILE"}
        assert {f.severity for f in found.values()} == {Severity.WARNING}
        assert found.keys() == STRAYS.keys()
        assert [p for p, remedy in STRAYS.items() if remedy not in found[p].hint.en] == []
        assert [p for p, remedy in STRAYS.items() if remedy not in found[p].hint.ar] == []


def test_what_else_lies_in_content_is_nobodys_fault(press: Press) -> None:
    assert _press(press, SILENT).build().findings == ()
