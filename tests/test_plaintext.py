"""Text files: the marks of editors leave no trace, and what is not UTF-8 text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Span
from generator.plaintext import (
    CONTROLS,
    CONTROLS_AND_BREAKS,
    MAX_BYTES,
    decode,
    is_ordinary,
    place_in,
)

CLEAN = "سطر أول\nسطر ثانٍ\n"


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    "data",
    [
        CLEAN.encode(),
        CLEAN.encode("utf-8-sig"),
        CLEAN.replace("\n", "\r\n").encode(),
        CLEAN.replace("\n", "\r").encode(),
        CLEAN.replace("\n", "\x85").encode(),
    ],
)
def test_row_14_editors_leave_no_trace(data: bytes) -> None:
    assert decode("x.md", data) == CLEAN


@pytest.mark.fault(13)
@pytest.mark.parametrize(
    ("data", "offset", "span", "hint"),
    [
        (b"a\n\xff", 2, Span(2, 1), "1256"),
        ("سطر\nنص".encode() + b"\xe1", 11, Span(2, 3), "1256"),
        ("\ufeffab\r\nج".encode() + b"\x80", 9, Span(2, 2), "1256"),
        ("تحليل".encode("cp1256"), 0, Span(1, 1), "1256"),
        ("نص".encode("utf-16"), 0, Span(1, 1), "Notepad"),
        ("ab".encode("utf-16-be"), 0, Span(1, 1), "damaged"),
        ("---\nab".encode("utf-16-le"), 1, Span(1, 2), "damaged"),
        ("سطر\nن\0ص".encode(), 9, Span(2, 2), "damaged"),
        (b"a\0b\xff", 1, Span(1, 2), "damaged"),
    ],
)
def test_row_13_what_is_not_utf8_is_refused_at_its_byte(
    data: bytes, offset: int, span: Span, hint: str
) -> None:
    fault = decode("x.md", data)
    assert isinstance(fault, Diagnostic)
    assert (fault.code, fault.span) == ("E-ENC", span)
    assert f"byte {offset} " in fault.text.en
    assert f"line {span.line}" in fault.text.en
    assert hint in fault.hint.en


@pytest.mark.fault(17)
def test_row_17_a_file_over_the_limit_is_refused() -> None:
    fault = decode("x.md", b"x" * (MAX_BYTES + 1))
    assert isinstance(fault, Diagnostic)
    assert (fault.code, fault.span) == ("E-SIZE", Span(1, 1))
    assert str(MAX_BYTES + 1) in fault.text.en
    assert isinstance(decode("x.md", b"x" * MAX_BYTES), str)


@pytest.mark.fault(13)
@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    text = decode("x.md", data)
    assert isinstance(text, Diagnostic) or "\r" not in text


@pytest.mark.fault(14)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\x85\ufeff")))
def test_row_14_twins_of_any_text_are_one(text: str) -> None:
    twins = [text.encode(), text.encode("utf-8-sig"), text.replace("\n", "\r\n").encode()]
    assert {decode("x.md", data) for data in twins} == {text}


@given(st.text("اب\n", min_size=1), st.data())
def test_places_count_lines_and_code_points(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    span = place_in(text, offset)
    assert text.split("\n")[span.line - 1][span.column - 1 :] == text[offset:].split("\n")[0]


@given(st.text())
def test_an_ordinary_text_holds_no_controls(text: str) -> None:
    if is_ordinary(text):
        assert not CONTROLS_AND_BREAKS.search(text)


def test_most_texts_are_ordinary() -> None:
    assert is_ordinary(CLEAN * 50 + "«نصٌّ» “F-16” 3.5% \u200f\u2067\u2069 café ک ﷺ –\t")
    assert not is_ordinary("أ\x07")
    assert not is_ordinary("أ\u2028")


@pytest.mark.fault(15)
def test_controls_are_what_xml_and_html_forbid() -> None:
    for letter in "\t\nا\u200c\u200f\u2028\ufeff\ufffd😀":
        assert not CONTROLS.match(letter)
    for letter in "\x00\x0b\x0c\x1b\x7f\x80\x9f\ud800\udfff\ufdd0\uffff\U0001fffe\U0010ffff":
        assert CONTROLS.match(letter)
