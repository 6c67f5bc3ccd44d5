"""Each checker finds a planted fault, and finds none where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tools import browser, programs

GOOD = (
    '<!doctype html>\n<html lang="ar" dir="rtl">\n<head><meta charset="utf-8">'
    "<title>عنوان</title></head>\n<body><main><h1>عنوان</h1>\n{}</main></body>\n</html>\n"
)
BAD = '<p>نص</p>\n<img src="a.png">'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "مقالات"
    folder.mkdir()
    (folder / "حسن.html").write_text(GOOD.format("<p>نص</p>"), encoding="utf-8")
    return tmp_path


@pytest.mark.node
def test_html_validate(site: Path) -> None:
    assert programs.html_validate(site) == []
    (site / "مقالات" / "سيئ.html").write_text(GOOD.format(BAD), encoding="utf-8")
    (fault,) = programs.html_validate(site)
    assert fault.startswith("مقالات/سيئ.html:6:2: ")
    assert fault.endswith("[wcag/h37]")


@pytest.mark.node
def test_html_validate_tells_all_there_is(site: Path) -> None:
    """A megabyte of them, more than a pipe holds."""
    many = "<p>نص</p>\n" + '<img src="a.png">\n' * 4000
    (site / "سيئ.html").write_text(GOOD.format(many), encoding="utf-8")
    assert len(programs.html_validate(site)) == 4000


@pytest.mark.java
def test_vnu(site: Path) -> None:
    assert programs.vnu(site) == []
    (site / "مقالات" / "سيئ.html").write_text(GOOD.format(BAD), encoding="utf-8")
    (fault,) = programs.vnu(site)
    assert fault.startswith("مقالات/سيئ.html:6:1: An “img” element must have an “alt” attribute")


@pytest.mark.node
@pytest.mark.parametrize(
    ("css", "rule"),
    [
        ("p { margin-left: 1rem; }", "property-layout-mappings"),
        ("p { text-align: right; }", "value-keyword-layout-mappings"),
        ("p { letter-spacing: 1px; }", "property-disallowed-list"),
        ("p { font-style: italic; }", "declaration-property-value-disallowed-list"),
        ("p { colour: #000; }", "property-no-unknown"),
        ("p {", "CssSyntaxError"),
    ],
)
def test_stylelint_finds(tmp_path: Path, css: str, rule: str) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(css, encoding="utf-8")
    (fault,) = programs.stylelint([sheet])
    assert fault.startswith(f"{sheet}:1:")
    assert fault.endswith(f"[{rule}]")


@pytest.mark.node
def test_stylelint_praises_logical_properties(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(
        "p { margin-inline-start: 1rem; text-align: start; overflow-x: auto; }",
        encoding="utf-8",
    )
    assert programs.stylelint([tmp_path]) == []


@pytest.mark.node
def test_a_checker_that_cannot_run_is_no_praise(tmp_path: Path) -> None:
    with pytest.raises(programs.ProgramFailed):
        programs.stylelint([tmp_path / "absent.css"])


@pytest.mark.node
def test_node_is_the_locked_one() -> None:
    version = subprocess.run([programs.node(), "--version"], capture_output=True, text=True)
    assert version.stdout.startswith("v24.")


def test_a_named_chromium_that_does_not_start_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TAHLIL_CHROMIUM", str(tmp_path / "absent"))
    assert browser.find_chromium.__wrapped__() is None
