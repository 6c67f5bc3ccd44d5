"""`tahlil new --from`: a copied page goes in, an article that builds comes out."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import cli
from generator.check import check
from tests.intake.pages import COPIED
from tests.sites.publication import Press, parsed, words
from tests.sites.publication import press as press

PATH = "content/articles/الجسر-على-وشك-ماذا-بعد-اكتمال-المعبر-الجديد.md"
SETTINGS = "categories: [تحليلات, خاص]\nkinds: {تحليل: AnalysisNewsArticle, خبر: NewsArticle}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Press:
    return Press.blank(
        tmp_path / "project",
        f"title: مرصد\nbase_url: https://example.org/\nbyline: مرصد\n{SETTINGS}",
    )


def run(desk: Press, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", *arguments, "--project", str(desk.root)])
    return int(ended.value.code or 0)


def source(desk: Press, text: str | bytes = COPIED) -> str:
    place = desk.root.parent / "صفحة.txt"
    place.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(place)


def test_a_copied_page_becomes_an_article_that_builds(
    desk: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk, "--from", source(desk), "--lang", "ar") == 0
    told = capsys.readouterr().out
    assert "10 أسطر" in told
    assert "  35: زر العودة إلى الأعلى: زر الذهاب إلى الأعلى" in told
    desk.build()
    assert not (desk.output / "2024").exists(), "it is a draft"
    desk.substitute(PATH, "مسودة: نعم\n", "")
    assert check(desk.request()).findings == ()
    desk.build()
    for path in ("category/تحليلات/", "category/خاص/", "place/بغداد/"):
        assert "الجسر على وشك" in desk.page(path)
    (page,) = desk.output.glob("2024/09/*/index.html")
    main: Any = parsed(page.read_text(encoding="utf-8")).find(".//main")
    shown = words(main)
    assert [
        words(h) for h in main.iter("h2") if h.get("id", "").startswith(("تب", "دو", "سي"))
    ] == [
        "تباين في التقديرات",
        "دور محوري",
        "سيناريوهات ما بعد الافتتاح",
    ]
    assert "بغداد/ مرصد الفرات" in shown
    for paragraph in (line for line in COPIED.splitlines() if line.endswith(".")):
        assert paragraph in shown or "لن يتم نشر" in paragraph


def test_standard_input_is_a_source_and_programs_are_told_the_same(
    desk: Press, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(COPIED.encode())))
    assert run(desk, "--from", "-", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["path"] == PATH
    assert said["dropped"][-1] == {"line": 35, "reason": "top", "text": "زر الذهاب إلى الأعلى"}


def test_what_the_writer_says_goes_before_what_the_page_says(desk: Press) -> None:
    arguments = ("--category", "خاص", "--kind", "خبر", "--now", "2026-03-04 07:30")
    assert run(desk, "عنوان آخر", "--from", source(desk, "نص المقال كله."), *arguments) == 0
    text = desk.read("content/articles/عنوان-آخر.md")
    assert 'العنوان: "عنوان آخر"\nالنوع: خبر\nالتصنيف: خاص\nالتاريخ: 2026-03-04 10:30\n' in text
    assert text.endswith("---\n\nنص المقال كله.\n")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E-NEW"),
        ("اترك تعليقاً\nزر الذهاب إلى الأعلى", "E-NEW"),
        ("عنوان وحده", "E-NEW"),
        ("نص".encode("cp1256"), "E-ENC"),
    ],
)
def test_what_is_no_article_makes_no_file(
    desk: Press, capsys: pytest.CaptureFixture[str], text: str | bytes, code: str
) -> None:
    assert run(desk, "--from", source(desk, text)) != 0
    assert code in capsys.readouterr().err
    assert not (desk.root / "content/articles").exists()


def test_a_source_that_is_not_there_is_told(
    desk: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk, "--from", "none.txt") == 2
    assert "E-NEW" in capsys.readouterr().err


def test_a_file_that_is_there_is_left_alone(desk: Press) -> None:
    desk.write(PATH, "عمل يوم كامل")
    assert run(desk, "--from", source(desk)) == 2
    assert desk.read(PATH) == "عمل يوم كامل"
