"""Direction: what to isolate, what to refuse."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.arabic import direction as direction_module
from generator.arabic.direction import (
    bidi_controls,
    direction,
    escape_controls,
    is_balanced,
    is_plain,
    isolate,
)

# The isolated runs of a text; "seen" means that Chromium broke it (arabic.md 5).
ISOLATED = [
    ("قال (U.S.) إن", ["U.S."], "seen: the dot jumps out"),
    ("اتفاق OPEC+ الجديد", ["OPEC+"], "seen: the sign jumps"),
    ("لغة C++ و C#", ["C++", "C#"], "seen: ++C"),
    ("كتب @user_1 أن", ["@user_1"], "seen: the @ jumps"),
    ("وسم #Iraq انتشر", ["#Iraq"], "as @user: UAX #9 N2"),
    ("هاتف +964 770 123 4567.", ["+964 770 123 4567"], "seen: 4567 123 770 964+"),
    ("هاتف 0770-123-4567", ["0770-123-4567"], "UAX #9 W2: ES does not join AN"),
    ("بلغت -5 درجات", ["-5"], "seen: 5-"),
    ("بنحو −2.5% أو +3", ["−2.5", "+3"], "the per cent sign stays on the Arabic side"),
    ("بـ-5 درجات", ["-5"], "after a tatweel"),
    ("عند 5 p.m. مساء", ["p.m."], "initials end in their own dot"),
    ("مجلة Visual C++ الشهرية", ["Visual C++"], "a phrase is isolated whole, or it is reversed"),
    ("كتاب C++ Primer جيد", [], "UAX #9 N1: a sign inside a Latin phrase is right"),
    ("@user", ["@user"], "nothing around it: the block may still be Arabic"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), ISOLATED)
def test_isolated(text: str, expected: list[str], rule: str) -> None:
    pieces = isolate(text)
    assert [piece for piece, alone in pieces if alone] == expected, rule
    assert "".join(piece for piece, _ in pieces) == text


RIGHT_AS_THEY_ARE = [
    ("طائرات F-16 الجديدة", "arabic.md 5"),
    ("قناة BBC. وقالت", "arabic.md 5: the full stop is the sentence's"),
    ("بنسبة 3.5% تقريبا", "arabic.md 5"),
    ("في 22/9/2024 مساء", "arabic.md 5"),
    ("بين 2003-2024 و2003–2024", "arabic.md 5: read from the right, correct"),
    ("يوم 2024-09-22", "arabic.md 5"),
    ("من 10:30-12:00", "arabic.md 5"),
    ("كوفيد-19 وإف-16", "a hyphen after a letter is no sign"),
    ("صحيفة The New York Times (نيويورك)", "a plain Latin phrase"),
    ("بلغ 1,000.5 دولار", "a plain number"),
    ("رمزه 009647701234567 كاملا", "digits in one piece are one number"),
    ("بريد user@example.com هنا", "signs inside a word are right"),
    ("نص عربي فقط", "nothing to isolate"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "rule"), RIGHT_AS_THEY_ARE)
def test_left_alone_in_one_piece(text: str, rule: str) -> None:
    assert isolate(text) == ((text, False),), rule


@given(st.text(alphabet="اب AbU.S+#@-−0123456789()،:/%ـ\n"))
@settings(database=None, derandomize=True, max_examples=500)
def test_the_pieces_are_the_text(text: str) -> None:
    pieces = isolate(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces) or text == ""


DIRECTIONS = [
    ("قالت BBC إن الخبر صحيح", "rtl", "UAX #9: AL outnumbers L"),
    ("The word نعم means yes", "ltr", "UAX #9: L outnumbers AL, not the first letter"),
    ("שלום", "rtl", "UAX #9 class R"),
    ("2026، ٪", "rtl", "no strong letter"),
    ("", "rtl", "no strong letter"),
    ("ab با", "rtl", "even"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), DIRECTIONS)
def test_direction(text: str, expected: str, rule: str) -> None:
    assert direction(text) == expected, rule


@pytest.mark.fault(106)
def test_every_control_is_found_with_its_place_and_name() -> None:
    text = "a\u202a\u202b\u202c\u202d\u202eb\u2066\u2067\u2068\u2069"
    names = ["LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"]
    assert [name for _, name in bidi_controls(text)] == names
    assert [offset for offset, _ in bidi_controls(text)] == [1, 2, 3, 4, 5, 7, 8, 9, 10]


def test_direction_marks_are_no_embedding() -> None:
    """faults.md 106: LRM, RLM and ALM are allowed."""
    assert bidi_controls("\u200e\u200f\u061c") == ()


BALANCE = [
    ("نص", True, "no controls"),
    ("\u2068OPEC+\u2069", True, "UAX #9 BD9"),
    ("\u2067a \u202ab\u202c\u2069", True, "an embedding inside an isolate"),
    ("\u202bنص", False, "never closed"),
    ("\u2066نص", False, "never closed"),
    ("نص\u202c", False, "never opened"),
    ("نص\u2069", False, "never opened"),
    ("\u2066\u202a\u2069\u202c", False, "closed in the wrong order"),
    ("\u202enص\u202c", False, "faults.md 106: an override is refused even when closed"),
    ("\u202dنص\u202c", False, "faults.md 106: an override is refused even when closed"),
]


@pytest.mark.fault(106)
@pytest.mark.parametrize(("text", "expected", "rule"), BALANCE)
def test_is_balanced(text: str, expected: bool, rule: str) -> None:
    assert is_balanced(text) is expected, rule


ESCAPED = [
    ("\u202egnp.exe", r"\u202egnp.exe", "faults.md 106"),
    ("\x1b[2J", r"\u001b[2J", "C0: a title clears no screen"),
    ("a\nb\tc\x7f", r"a\u000ab\u0009c\u007f", "C0: a message is one line"),
    ("\x85\x9b", r"\u0085\u009b", "C1"),
    ("\u200f\u2069\u061c", r"\u200f\u2069\u061c", "Bidi_Control"),
    ("می\u200cرود “نص”", "می\u200cرود “نص”", "a joiner is spelling"),
]


@pytest.mark.fault(106, 116)
@pytest.mark.parametrize(("text", "expected", "rule"), ESCAPED)
def test_escape_controls(text: str, expected: str, rule: str) -> None:
    assert escape_controls(text) == expected, rule


# -- short cuts ------------------------------------------------------------------------------------


@given(st.text(alphabet="اب AbéʀЖỿU.S+#@-−0123456789()،:/%ـ\n"))
@settings(max_examples=500, deadline=None)
def test_a_plain_text_has_nothing_to_isolate(text: str) -> None:
    if is_plain(text):
        assert isolate(text) == ((text, False),)
        assert not re.search("[A-Za-zéʀЖỿ]", text)


@given(st.text(alphabet="اب AbU.S+#@-−00123456789()،:/%ـ\n"))
@settings(max_examples=500, deadline=None)
def test_every_candidate_is_tried(text: str) -> None:
    """Trying only where a candidate may begin finds what trying everywhere finds."""
    tried = [match.span() for match in direction_module._candidates(text, 0)]
    assert tried == [match.span() for match in direction_module._CANDIDATE.finditer(text)]


@given(st.text(alphabet="ابتـ\u064b abcא5٣.\u0300"))
@settings(deadline=None)
def test_direction_is_that_of_most_letters_and_of_the_first(text: str) -> None:
    classes = [unicodedata.bidirectional(letter) for letter in text]
    strong = [one for one in classes if one in ("L", "R", "AL")]
    is_left = strong.count("L") > len(strong) / 2 and strong[0] == "L"
    assert direction(text) == ("ltr" if is_left else "rtl")
