"""Content files: bytes to a document, every fault of a file at once, at its place in the file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator import keys
from generator.config import SiteConfig, TermEntry
from generator.content.document import (
    Document,
    PageDocument,
    decode,
    read_article,
    read_page,
    split,
)
from generator.content.header import PageHeader
from generator.diagnostics import Diagnostic, Fault, Severity, Span, as_text, has_errors, in_order

CONFIG = SiteConfig(
    title="دفاتر", base_url="https://example.org/", categories=(TermEntry("تحليلات"),)
)
HEAD = "---\nالعنوان: عنوان\nالتصنيف: تحليلات\nالتاريخ: 2024-09-22\n---\n"
CLEAN = HEAD + "\nنص أول.\n\nنص ثانٍ.\n"


def article(text: str) -> Document:
    document, found = read_article("content/x.md", text.encode(), CONFIG)
    assert found == ()
    assert document is not None
    return document


def faults(data: bytes | str) -> tuple[Diagnostic, ...]:
    raw = data.encode() if isinstance(data, str) else data
    return read_article("content/x.md", raw, CONFIG)[1]


def test_an_article_is_header_and_markdown() -> None:
    document = article(CLEAN)
    assert document.header.title == "عنوان"
    assert document.text == "\nنص أول.\n\nنص ثانٍ.\n"
    assert document.text_line == 5
    assert document.spans == (
        ("title", Span(2, 10)),
        ("category", Span(3, 10)),
        ("date", Span(4, 10)),
    )
    assert CLEAN.split("\n")[document.text_line + 1] == "نص أول."


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    "data",
    [
        CLEAN.encode("utf-8-sig"),
        CLEAN.replace("\n", "\r\n").encode(),
        CLEAN.replace("\n", "\r").encode(),
        CLEAN.rstrip("\n").encode(),
        (CLEAN.rstrip("\n") + "\x85").encode(),
        (CLEAN + "\n\n").encode(),
        ("\u200f" + CLEAN).encode(),
        ("\ufeff\u200e" + CLEAN.replace("---\n", "\u200f--- \n")).encode(),
    ],
)
def test_row_14_marks_of_editors_leave_no_trace(data: bytes) -> None:
    document, found = read_article("content/x.md", data, CONFIG)
    assert found == ()
    assert document is not None
    assert keys.digest((document.header, document.text, document.text_line)) == keys.digest(
        (article(CLEAN).header, article(CLEAN).text, 5)
    )


def test_blank_lines_may_stand_above_and_are_counted() -> None:
    document = article("\n\n" + CLEAN)
    assert document.text_line == 7
    assert dict(document.spans)["title"] == Span(4, 10)


@pytest.mark.fault(3)
@pytest.mark.parametrize(
    "text",
    ["", "نص بلا ترويسة\n", "—\nالعنوان: x\n—\n", "--- x\n---\n", "---", HEAD[:-4], "---\nx"],
)
def test_row_3_front_matter_that_is_missing_or_open_shows_a_minimal_header(text: str) -> None:
    (fault,) = faults(text)
    assert (fault.code, fault.span) == ("E-FM-OPEN", Span(1, 1))
    assert "---\ntitle: عنوان المقال\ncategory: تحليلات\n" in fault.hint.en
    assert "---\nالعنوان: عنوان المقال\nالتصنيف: تحليلات\n" in fault.hint.ar


@pytest.mark.fault(3)
def test_row_3_the_header_that_the_hint_shows_is_accepted() -> None:
    """By this publication, whatever it calls its categories; and a page's is that of a page."""
    config = replace(CONFIG, categories=(TermEntry("رأي: خاص"),))
    for read in (read_article, read_page):
        (fault,) = read("content/x.md", b"", config)[1]
        for hint in (fault.hint.ar, fault.hint.en):
            header = hint.partition("\n")[2]
            assert read("content/x.md", f"{header}\nنص\n".encode(), config)[1] == ()


@pytest.mark.fault(6)
def test_row_6_what_is_missing_is_named_at_the_first_line_of_the_header() -> None:
    found = faults("---\n# ملاحظة\n---\nنص\n")
    assert [(fault.code, fault.span) for fault in found] == [("E-FM-REQ", Span(2, 1))] * 3
    for fault, name in zip(found, ("title", "category", "date"), strict=True):
        assert f"“{name}”" in fault.text.en


@pytest.mark.fault(13)
def test_row_13_an_encoding_is_never_guessed() -> None:
    (fault,) = faults(HEAD.encode() + "نص".encode("cp1256"))
    assert (fault.code, fault.span) == ("E-ENC", Span(6, 1))


@pytest.mark.fault(15)
def test_row_15_controls_in_the_markdown_are_left_out_with_one_warning() -> None:
    text = HEAD + "سطر\nقب\x07ل\x0c\ufffe\u2028\n"
    document, (warning,) = read_article("content/x.md", text.encode(), CONFIG)
    assert document is not None
    assert document.text == "سطر\nقبل\u2028\n"
    assert (warning.code, warning.span) == ("W-CTRL", Span(7, 3))
    assert warning.severity is Severity.WARNING
    assert "3 of them, first U+0007" in warning.text.en


@pytest.mark.fault(15)
def test_row_15_controls_in_the_header_are_errors_at_their_place() -> None:
    text = HEAD.replace("عنوان\n", "عن\x01وا\x1bن\n")
    found = [(fault.code, fault.span) for fault in faults(text)]
    assert found == [("E-CTRL", Span(2, 12)), ("E-CTRL", Span(2, 15))]


@pytest.mark.fault(2)
def test_row_2_three_broken_files_give_three_errors_in_order() -> None:
    broken = {
        "content/c.md": HEAD.replace("2024-09-22", "2024-02-30"),
        "content/a.md": HEAD.replace("عنوان\n", "أ: ب\n"),
        "content/b.md": "نص\n",
    }
    found: list[Diagnostic] = []
    for path, text in broken.items():
        found += read_article(path, text.encode(), CONFIG)[1]
    assert [(fault.path, fault.code) for fault in in_order(found)] == [
        ("content/a.md", "E-FM-YAML"),
        ("content/b.md", "E-FM-OPEN"),
        ("content/c.md", "E-FM-DATE"),
    ]


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        "---\ntitel: x\nالتصنيف: تحليات\nالتاريخ: 2024-02-30\nslug: ../x\ntags: أ\u202eب\n"
        "draft: ربما\ndraft: نعم\n---\nنص\x07\n"
    )
    assert [(fault.code, fault.span and fault.span.line) for fault in in_order(faults(text))] == [
        ("E-FM-KEY", 2),
        ("E-FM-REQ", 2),
        ("E-REF", 3),
        ("E-FM-DATE", 4),
        ("E-PATH", 5),
        ("E-BIDI", 6),
        ("E-FM-TYPE", 7),
        ("E-FM-DUP", 8),
        ("W-CTRL", 10),
    ]


@pytest.mark.fault(17)
def test_row_17_a_large_article_is_read_and_a_larger_one_refused() -> None:
    assert article(HEAD + "سطر من النص\n" * 100_000).text.count("\n") == 100_000
    (fault,) = faults(HEAD.encode() + b"x" * 5_000_000)
    assert (fault.code, fault.span) == ("E-SIZE", Span(1, 1))


def test_a_rule_in_the_markdown_does_not_end_the_header() -> None:
    assert article(HEAD + "أ\n\n---\n\nب\n").text == "أ\n\n---\n\nب\n"
    assert article(HEAD).text == ""


def test_pages_have_keys_of_their_own() -> None:
    text = (
        "---\nالعنوان: عن الموقع\nالمعرف: about\nالموجز: من نحن\nروابط سابقة: /من-نحن/\n---\nنص\n"
    )
    document, found = read_page("content/pages/about.md", text.encode(), CONFIG)
    assert found == ()
    assert document == PageDocument(
        "content/pages/about.md",
        PageHeader(title="عن الموقع", slug="about", summary="من نحن", aliases=("/من-نحن/",)),
        (
            ("title", Span(2, 10)),
            ("slug", Span(3, 9)),
            ("summary", Span(4, 9)),
            ("aliases", Span(5, 14)),
        ),
        "نص\n",
        6,
    )
    _, (fault,) = read_page("x.md", b"---\ntitle: x\ndate: 2024-01-01\n---\n", CONFIG)
    assert (fault.code, fault.span) == ("E-FM-KEY", Span(3, 1))


@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    raw = f"---\n{text}\n---\n{text}".encode("utf-8", "replace")
    document, found = read_article("content/x.md", raw, CONFIG)
    assert (document is None) == has_errors(found)
    for fault in found:
        assert as_text(fault, "ar")
        assert as_text(fault, "en")
        assert fault.span is not None


@pytest.mark.fault(13)
@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    assert read_article("content/x.md", data, CONFIG)[1]


@given(st.text("اب\n-x:\u200f ", max_size=60))
def test_the_parts_of_a_file_are_the_file(text: str) -> None:
    parts = split(text)
    if isinstance(parts, Fault):
        return
    lines = text.rstrip("\n").split("\n")
    assert "\n".join(lines[parts.text_line :]) == parts.text.rstrip("\n")
    front = "\n".join(text.split("\n")[parts.front_matter_line :])
    assert front.startswith(parts.front_matter)


def test_decode_is_at_hand_here() -> None:
    assert decode("x.md", CLEAN.encode()) == CLEAN


XML_SPACE_AND_TEXT = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""Characters of XML 1.0, section 2.2."""


@pytest.mark.fault(15)
@given(st.text(st.characters(categories=["Cc", "Cn", "Co", "Lo", "Zs", "Zl"]), max_size=60))
def test_row_15_what_is_left_of_a_text_fits_into_xml(text: str) -> None:
    document, found = read_article("content/x.md", (HEAD + text).encode(), CONFIG)
    if document is not None:
        assert XML_SPACE_AND_TEXT.fullmatch(document.text)
        kept = "".join(sign for sign in text if sign not in document.text and not sign.isspace())
        assert bool(kept) <= ("W-CTRL" in {fault.code for fault in found})
