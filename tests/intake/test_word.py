"""Word documents: what a writer made there stands in the article here."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator import cli
from generator.check import check
from generator.diagnostics import Diagnostic
from generator.intake.parts import Names
from generator.intake.peel import Peeled, peel
from generator.intake.word import Word, read_word
from tests.intake.documents import document, link, note, paragraph, picture, run, table
from tests.intake.test_new import desk as desk
from tests.project import png
from tests.sites.publication import Press, parsed, words

SENTENCE = "تقترب ورش العمل من إغلاق الفجوة الأخيرة في جسر طال انتظاره."
NAMES = Names(("تحليلات", "خاص"), ("تحليل",))


def read(*blocks: str, **more: Any) -> Word:
    word = read_word("x.docx", document(*blocks, **more))
    assert isinstance(word, Word)
    return word


def taken(*blocks: str, **more: Any) -> Peeled:
    return peel(read(paragraph(run("عنوان"), style="Title"), *blocks, **more).lines, NAMES)


def test_headline_labels_kind_and_dateline_are_found_as_in_a_page() -> None:
    found = peel(
        read(
            paragraph(run("تحليلاتخاص")),
            paragraph(run("ماذا بعد الجسر؟ "), run("(تحليل)", bold=True), style="Title"),
            paragraph(run("بغداد/ مرصد الفرات", bold=True)),
            paragraph(run(SENTENCE)),
            paragraph(run("اترك تعليقاً")),
        ).lines,
        NAMES,
    )
    assert (found.title, found.kind) == ("ماذا بعد الجسر؟", "تحليل")
    assert (found.categories, found.dateline) == (("تحليلات", "خاص"), "بغداد/ مرصد الفرات")
    assert found.text == f"{SENTENCE}\n"
    assert [each.text for each in found.dropped] == ["اترك تعليقاً"]


def test_headings_keep_their_order_and_a_short_bold_line_is_one() -> None:
    found = taken(
        paragraph(run("فصل"), style="H1"),
        paragraph(run(SENTENCE)),
        paragraph(run("باب"), style="H2"),
        paragraph(run(SENTENCE)),
        paragraph(run("دور محوري", bold=True)),
        paragraph(run(SENTENCE)),
    )
    levels = [(block.level, block.text) for block in found.blocks if block.level]
    assert levels == [(2, "فصل"), (3, "باب"), (2, "دور محوري")]


def test_bold_italics_and_links_are_written_as_markdown() -> None:
    found = taken(
        paragraph(
            run("قال "),
            run(" مشرف ", bold=True),
            run("إن *الجسر* "),
            run("يكتمل", italic=True),
            run(" كما "),
            link("ذكرت الصحيفة", "l1"),
            run("."),
        ),
        links={"l1": "https://example.org/a"},
    )
    assert found.text == (
        "قال  **مشرف** إن \\*الجسر\\* *يكتمل* كما [ذكرت الصحيفة](https://example.org/a).\n"
    )


def test_lists_tables_and_notes_are_written_as_markdown() -> None:
    found = taken(
        paragraph(run(SENTENCE), note(1)),
        paragraph(run("أول"), points=1),
        paragraph(run("داخله"), points=1, level=1),
        paragraph(run("ثان"), points=1),
        paragraph(run(SENTENCE)),
        paragraph(run("واحد"), points=2),
        table(("البند", "القيمة"), ("أ | ب", "10")),
        notes=("نص الحاشية.",),
    )
    assert found.text == (
        f"{SENTENCE}[^1]\n\n- أول\n    - داخله\n- ثان\n\n{SENTENCE}\n\n1. واحد\n\n"
        "| البند | القيمة |\n| --- | --- |\n| أ \\| ب | 10 |\n\n[^1]: نص الحاشية.\n"
    )


def test_pictures_come_along_and_those_that_cannot_be_shown_are_told(
    desk: Press, capsys: pytest.CaptureFixture[str]
) -> None:
    data = document(
        paragraph(run("جسر على وشك"), style="Title"),
        paragraph(run(SENTENCE), picture("p1", "الجسر ليلاً")),
        paragraph(picture("p2", "رسم")),
        media={"p1": ("one.png", png((1, 2, 3))), "p2": ("two.emf", b"x")},
    )
    source = desk.root.parent / "مقال.docx"
    source.write_bytes(data)
    assert new(desk, "--from", str(source)) == 0
    assert "image/x-emf" in capsys.readouterr().out
    assert "![الجسر ليلاً](جسر-على-وشك-1.png)" in desk.read("content/articles/جسر-على-وشك.md")
    assert (desk.root / "content/articles/جسر-على-وشك-1.png").read_bytes() == png((1, 2, 3))
    desk.substitute("content/articles/جسر-على-وشك.md", "مسودة: نعم\n", "")
    assert check(desk.request()).findings == ()
    desk.build()
    (page,) = desk.output.glob("20*/*/*/index.html")
    main: Any = parsed(page.read_text(encoding="utf-8")).find(".//main")
    assert [image.get("alt") for image in main.iter("img")] == ["الجسر ليلاً"]
    assert SENTENCE in words(main)


def test_a_picture_that_is_there_is_left_alone_and_nothing_else_stays(desk: Press) -> None:
    desk.write("content/articles/عنوان-1.png", "قديمة")
    source = desk.root.parent / "مقال.docx"
    source.write_bytes(
        document(
            paragraph(run("عنوان"), style="Title"),
            paragraph(run(SENTENCE), picture("p1", "")),
            media={"p1": ("one.png", png((1, 2, 3)))},
        )
    )
    assert new(desk, "--from", str(source)) == 2
    assert desk.read("content/articles/عنوان-1.png") == "قديمة"
    assert not (desk.root / "content/articles/عنوان.md").exists()


def new(desk: Press, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", *arguments, "--project", str(desk.root), "--now", "2026-11-20"])
    return int(ended.value.code or 0)


def _zip(place: Path, name: str) -> bytes:
    with zipfile.ZipFile(place, "w") as package:
        package.writestr(name, "x")
    return place.read_bytes()


@pytest.mark.parametrize("name", ["x.txt", "word/document.xml"])
def test_what_is_no_document_is_told(tmp_path: Path, name: str) -> None:
    told = read_word("x.docx", _zip(tmp_path / "x.docx", name))
    assert isinstance(told, Diagnostic)
    assert told.code == "E-NEW"


def test_a_document_cut_off_is_told() -> None:
    assert isinstance(read_word("x.docx", document(paragraph(run("نص")))[:400]), Diagnostic)


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    told = read_word("x.docx", document(paragraph(run("نص"))))
    assert isinstance(told, Diagnostic)
    assert "tahlil[docx]" in told.hint.ar
