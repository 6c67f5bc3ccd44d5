"""Threads: their names, their tree, and texts that come from anybody (faults rows 99, 100, 102)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.comments.thread import (
    LONGEST_NAME,
    Comment,
    Thread,
    amount,
    arranged,
    article_of,
    clean_name,
    clean_text,
    roots,
    uri_of,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def comment(id: int, parent: int | None = None, *, deleted: bool = False) -> Comment:
    return Comment(id, START + timedelta(minutes=id), "س", "نص", parent, deleted)


def shape(*comments: Comment) -> list[tuple[int, list[int]]]:
    """The tree in numbers."""
    branches = arranged(Thread.of(comments).comments)
    return [(each.comment.id, [reply.id for reply in each.replies]) for each in branches]


@pytest.mark.fault(99)
def test_a_thread_is_named_by_the_id_of_its_article() -> None:
    assert uri_of("q4muwz") == "/a/q4muwz/"
    assert article_of(uri_of("q4muwz")) == "q4muwz"


@pytest.mark.parametrize("uri", ["/2026/x/", "/a/x", "/a/../x/", "/a/x/y/", "/a//", ""])
def test_a_thread_of_something_else_has_no_article(uri: str) -> None:
    assert article_of(uri) == ""


def test_replies_stand_below_what_they_answer_oldest_first() -> None:
    assert shape(comment(4, 1), comment(1), comment(3), comment(2, 1)) == [(1, [2, 4]), (3, [])]


def test_an_answer_to_an_answer_stands_beside_it() -> None:
    assert shape(comment(1), comment(2, 1), comment(3, 2), comment(4, 3)) == [(1, [2, 3, 4])]


@pytest.mark.fault(102)
def test_a_reply_to_what_is_not_there_stands_at_the_top() -> None:
    assert shape(comment(1), comment(2, 99)) == [(1, []), (2, [])]


@pytest.mark.fault(102)
@pytest.mark.parametrize(
    "parents", [{1: 1}, {1: 2, 2: 1}, {1: 2, 2: 3, 3: 1}, {1: 2, 2: 1, 3: 1}, {1: 2, 2: 2}]
)
def test_a_circle_is_opened_and_nobody_is_lost(parents: dict[int, int]) -> None:
    comments = [comment(id, parent) for id, parent in parents.items()]
    seen = [n for top, below in shape(*comments) for n in (top, *below)]
    assert sorted(seen) == sorted(parents)


@given(st.dictionaries(st.integers(1, 12), st.none() | st.integers(0, 13)))
def test_whatever_answers_what_there_is_one_level_and_nobody_is_lost(
    parents: dict[int, int | None],
) -> None:
    over = roots(parents)
    assert all(above is None or over[above] is None for above in over.values())
    seen = [
        n
        for top, below in shape(*(comment(i, p) for i, p in parents.items()))
        for n in (top, *below)
    ]
    assert sorted(seen) == sorted(parents)


def test_a_deleted_comment_is_there_for_its_replies_only() -> None:
    assert shape(comment(1, deleted=True)) == []
    assert shape(comment(1, deleted=True), comment(2, 1)) == [(1, [2])]
    assert shape(comment(1), comment(2, 1, deleted=True)) == [(1, [])]
    assert amount(arranged((comment(1, deleted=True), comment(2, 1)))) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("\u202eabc\u202c \u2066x\u2069 \u2067", "abc x"),
        ("ا\u200fب\u200cج", "ا\u200fب\u200cج"),
        ("\x00\x1a\x1b[2Jنص\ufeff", "[2Jنص"),
        ("\ud800نص", "نص"),
        ("e\u0301", "é"),
        ("\n\n  نص \n", "نص"),
    ],
)
@pytest.mark.fault(100)
def test_signs_that_reach_beyond_a_comment_are_dropped(written: str, kept: str) -> None:
    assert clean_text(written) == kept


def test_a_name_is_one_line_and_no_text() -> None:
    assert clean_name(" سعاد \n\t كريم\u202e ") == "سعاد كريم"
    assert len(clean_name("س" * 5000)) == LONGEST_NAME
