"""The attic: a dictionary and a list that lie on the disk behave as those in memory do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Failed
from generator.importers.attic import Attic, Drawer, Pile
from generator.importers.wordpress.items import Known

TEXTS = st.text(st.characters(), max_size=20)
"""Lone surrogates among them, which names of files may hold."""


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=30))
def test_a_drawer_is_a_dictionary(pairs: list[tuple[str, str]]) -> None:
    drawer, known = Drawer[str](Attic()), dict[str, str]()
    for key, value in pairs:
        assert (key in drawer, drawer.get(key, None)) == (key in known, known.get(key))
        assert drawer.setdefault(key, "first") == known.setdefault(key, "first")
        drawer[key] = known[key] = value
    assert list(drawer.items()) == list(known.items())
    with pytest.raises(KeyError):
        drawer["a key that is longer than any of them"]


def test_everything_comes_back_as_it_was() -> None:
    """A zone before standard time has seconds, which no format of dates writes."""
    drawer = Drawer[Known](Attic())
    moment = datetime(1916, 5, 16, 8, tzinfo=ZoneInfo("Asia/Baghdad"))
    drawer["1"] = known = Known("post", "public", moment=moment, words="كلمات")
    assert drawer["1"] == known
    assert drawer["1"] is not known
    assert drawer["1"].moment is not None
    assert drawer["1"].moment.utcoffset() == moment.utcoffset()


def test_entries_may_change_while_all_are_gone_through() -> None:
    drawer = Drawer[int](Attic())
    for number in range(1_000):
        drawer[str(number)] = number
    for key, value in drawer.items():
        drawer[key] = -value
    assert [value for _, value in drawer.items()] == [-number for number in range(1_000)]


def test_a_pile_is_a_list() -> None:
    pile = Pile[str](Attic())
    for number in range(1_000):
        pile.append(str(number))
    assert list(pile) == [str(number) for number in range(1_000)]
    assert len(pile) == 1_000
    assert ("999" in pile, "1000" in pile) == (True, False)


@pytest.mark.fault(49)
def test_a_full_disk_is_told() -> None:
    attic = Attic()
    drawer = Drawer[bytes](attic)
    attic.run("PRAGMA max_page_count = 20")
    with pytest.raises(Failed) as failed:
        drawer["large"] = bytes(1_000_000)
    assert [found.code for found in failed.value.diagnostics] == ["E-DISK"]
    assert "full" in failed.value.diagnostics[0].text.en
