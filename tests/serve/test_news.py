"""Epochs: what an open page has missed, and how a build is told."""

from __future__ import annotations

import pytest

from generator.diagnostics import Fault, Severity, Span
from generator.serve.news import Condition, News, Paths

BAD = Fault(code="E-BAD", ar="سيئ {what}", en="bad {what}", hint_ar="أصلحه", hint_en="mend it")
ODD = Fault(
    code="W-ODD", ar="غريب", en="odd", hint_ar="راجعه", hint_en="look", severity=Severity.WARNING
)
GOOD = Condition()


def _news(*changes: Paths) -> News:
    news = News("run")
    for change in changes:
        news = news.after(GOOD, change)
    return news


@pytest.mark.parametrize(
    ("changes", "epoch", "missed"),
    [
        ([("a",)], "run.0", ("a",)),
        ([("a",)], "run.1", ()),
        ([("b", "a"), ("c", "a")], "run.0", ("a", "b", "c")),
        ([("b", "a"), ("c", "a")], "run.1", ("a", "c")),
        ([("a",), None, ("b",)], "run.0", None),
        ([("a",), None, ("b",)], "run.2", ("b",)),
        ([("a",)], "run.2", None),
        ([("a",)], "run.-1", None),
        ([("a",)], "run.x", None),
        ([("a",)], "run.١", None),
        ([("a",)], "other.0", None),
        ([("a",)], "", None),
        ([("a",)], "run." + "9" * 5000, None),
        ([("a",)] * 101, "run.0", None),
        ([("a",)] * 101, "run.1", ("a",)),
        ([tuple(map(str, range(501)))], "run.0", None),
    ],
)
def test_what_a_page_has_missed(changes: list[Paths], epoch: str, missed: Paths) -> None:
    assert _news(*changes).since(epoch) == missed


def test_a_build_that_changed_nothing_begins_no_epoch() -> None:
    news = _news(("a",))
    assert news.after(GOOD).epoch == news.epoch
    assert news.after(GOOD, ("b",)).epoch != news.epoch


def test_a_condition_counts_in_words_and_keeps_errors_and_warnings_apart() -> None:
    findings = (BAD.at("a.md", Span(3, 7), what="x"), BAD.at("b.md", what="y"), ODD.at("c.md"))
    told = Condition(False, findings).as_json()
    assert told["errors_in_words"] == "خطآن"
    assert told["warnings_in_words"] == "تنبيه واحد"
    assert told["errors"] == [
        {
            "code": "E-BAD",
            "severity": "error",
            "path": "a.md",
            "line": 3,
            "column": 7,
            "text": {"ar": "سيئ x", "en": "bad x"},
            "hint": {"ar": "أصلحه", "en": "mend it"},
        },
        {
            "code": "E-BAD",
            "severity": "error",
            "path": "b.md",
            "line": None,
            "column": None,
            "text": {"ar": "سيئ y", "en": "bad y"},
            "hint": {"ar": "أصلحه", "en": "mend it"},
        },
    ]
    assert Condition(False).event == "faults"
    assert Condition(True).event == "well"


@pytest.mark.fault(116)
def test_row_116_signs_that_reorder_a_file_name_are_shown() -> None:
    (error,) = Condition(False, (BAD.at("a\u202e.md", what=""),)).as_json()["errors"]
    assert error["path"] == "a\\u202e.md"


def test_a_flood_of_faults_is_cut_but_counted() -> None:
    told = Condition(False, tuple(BAD.at(f"{n}.md", what="") for n in range(250))).as_json()
    assert len(told["errors"]) == 100
    assert told["errors_in_words"] == "250 خطأً"
