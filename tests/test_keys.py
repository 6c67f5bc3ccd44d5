"""Digests: equal values have equal ones in every process, others have others."""

from __future__ import annotations

import enum
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from generator.keys import digest, digest_bytes
from tests.project import CHECKOUT


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Point:
    x: Any
    y: Any = ()


@dataclass(frozen=True)
class Named:
    y: Any
    x: Any


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.builds(Point, inner, inner),
    max_leaves=8,
)


def _typed(value: Any) -> str:
    """A form in which 1, True and "1" differ."""
    return repr(value)


@given(one=VALUES, other=VALUES)
def test_equal_exactly_when_the_values_are(one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (_typed(one) == _typed(other))


_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEAR = [
    (("a", "b"), ("ab",)),
    (("a", ("b",)), ("a", "b")),
    ((), ((),)),
    ("", ()),
    ("", None),
    (0, False),
    (0, "0"),
    (1, 1.5),
    ("a", "A"),
    ("é", "e\u0301"),
    ('","', ("", "")),
    (Point(1, 2), Point(2, 1)),
    (Point("a"), Named("a", "a")),
    (Colour.RED, Colour.BLUE),
    (date(2026, 11, 23), date(2026, 11, 24)),
    (_NOON, _NOON + timedelta(microseconds=1)),
    (_NOON, _NOON.astimezone(timezone(timedelta(hours=3)))),
]
"""Values that a careless encoding would confuse."""


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_near_values_differ(one: Any, other: Any) -> None:
    assert digest(one) != digest(other)


def test_markup_is_its_text() -> None:
    """A text of a subclass, whatever it promises of itself."""
    assert digest(Point(Markup("a"))) == digest(Point("a"))


@pytest.mark.parametrize("value", [object(), lambda: None, 1j, Exception(), range(3)])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        digest(Point(value))


@given(st.sets(TEXT, max_size=6), st.randoms())
def test_the_order_of_sets_and_mappings_does_not_count(words: set[str], chance: Any) -> None:
    shuffled = list(words)
    chance.shuffle(shuffled)
    assert digest(frozenset(shuffled)) == digest(frozenset(words))
    assert digest(dict.fromkeys(shuffled, 1)) == digest(dict.fromkeys(words, 1))


@given(st.binary())
def test_digest_of_bytes(data: bytes) -> None:
    found = digest_bytes(data)
    assert len(found) == 32
    assert found == found.lower()
    assert digest_bytes(data + b"\0") != found


_PRINT = """
from datetime import date
from generator.keys import digest, fingerprint
from tests.test_keys import Colour, Point
words = frozenset(f"كلمة {n}" for n in range(50))
print(digest(Point(Colour.RED, (words, "نص", b"x", 1.5, date(2026, 1, 1), {w: 1 for w in words}))))
print(fingerprint(("arabic", "keys")))
"""


@pytest.mark.fault(43)
def test_one_value_has_one_digest_in_every_process() -> None:
    """Row 43: whatever the hash seed."""
    found = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(CHECKOUT)},
            cwd=CHECKOUT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "random")
    }
    assert len(found) == 1
