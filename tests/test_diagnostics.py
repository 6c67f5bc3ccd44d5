"""Diagnostics: sorted, each once, in two languages, safe on a terminal (faults row 116)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.diagnostics import (
    Exit,
    Failed,
    Fault,
    Severity,
    Span,
    as_json,
    as_text,
    exit_code,
    has_errors,
    in_order,
    place,
)

BROKEN = Fault(
    code="E-X", ar="كسر {name}", en="broken {name}", hint_ar="أصلح {name}", hint_en="mend {name}"
)
ODD = replace(BROKEN, code="W-X", severity=Severity.WARNING)


def test_two_lines_and_both_languages() -> None:
    found = BROKEN.at("content/x.md", Span(3, 7), name="it")
    assert as_text(found, "en") == "content/x.md:3:7: error[E-X] broken it\n  hint: mend it"
    assert as_text(found, "ar") == "content/x.md:3:7: خطأ[E-X] كسر it\n  تلميح: أصلح it"


def test_a_place_as_far_as_it_is_known() -> None:
    assert place(BROKEN.at("x.md", name="")) == "x.md"
    assert place(BROKEN.at("x.md", Span(2), name="")) == "x.md:2:1"


def test_json_has_everything() -> None:
    assert as_json(ODD.at("x.md", Span(1, 2), name="a")) == {
        "code": "W-X",
        "severity": "warning",
        "path": "x.md",
        "line": 1,
        "column": 2,
        "text": {"ar": "كسر a", "en": "broken a"},
        "hint": {"ar": "أصلح a", "en": "mend a"},
    }
    assert as_json(ODD.at("x.md", name="a"))["line"] is None


@pytest.mark.fault(116)
@given(st.text())
def test_nothing_that_a_terminal_would_obey(hostile: str) -> None:
    """Row 116: escape sequences, line breaks and direction overrides are shown, not sent."""
    found = as_text(BROKEN.at(hostile, name=hostile), "en")
    assert found.count("\n") == 1
    assert not any(c in found for c in "\x1b\x07\x9b\r\u202e\u2066\u2028")


def test_braces_in_values_are_text() -> None:
    assert BROKEN.at("x", name="{name} {0} {").text.en == "broken {name} {0} {"


def test_a_value_that_is_missing_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        BROKEN.at("x")


@pytest.mark.fault(2, 60)
def test_sorted_by_file_and_place_each_once() -> None:
    """Rows 2, 60."""
    found = [
        BROKEN.at("b.md", name=""),
        BROKEN.at("a.md", Span(10), name=""),
        BROKEN.at("a.md", Span(9, 5), name=""),
        BROKEN.at("a.md", name=""),
        BROKEN.at("a.md", Span(10), name=""),
    ]
    assert [place(each) for each in in_order(found)] == ["a.md", "a.md:9:5", "a.md:10:1", "b.md"]
    assert in_order(reversed(found)) == in_order(found)


def test_the_gravest_exit_code_wins() -> None:
    """Contract for all rows: 0 well, 1 content, 2 settings, 3 environment."""
    usage = replace(BROKEN, exit_code=Exit.USAGE)
    disk = replace(BROKEN, exit_code=Exit.ENVIRONMENT)
    faults = [fault.at("x", name="") for fault in (BROKEN, usage, disk)]
    assert exit_code(faults) == Exit.ENVIRONMENT
    assert exit_code(faults[:2]) == Exit.USAGE
    assert exit_code([ODD.at("x", name="")]) == Exit.OK
    assert exit_code([]) == Exit.OK
    assert has_errors(faults)
    assert not has_errors([ODD.at("x", name="")])


def test_failed_carries_all() -> None:
    failed = Failed([BROKEN.at("b", name=""), ODD.at("a", name="")])
    assert [each.path for each in failed.diagnostics] == ["a", "b"]
    assert str(failed) == "W-X; E-X"


def test_moved_below_a_header() -> None:
    found = BROKEN.at("", Span(2, 3), name="x").moved("content/x.md", 7)
    assert place(found) == "content/x.md:9:3"
    assert place(BROKEN.at("", name="x").moved("x.md", 7)) == "x.md"
