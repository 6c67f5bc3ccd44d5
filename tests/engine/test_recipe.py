"""Recipes: what is in a key, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import keys
from generator.engine import recipe as recipes
from tests.engine.toys import SAY, Word


@pytest.fixture(autouse=True)
def _forget() -> None:
    recipes._fingerprint.cache_clear()
    recipes._version.cache_clear()


def test_equal_values_have_equal_keys() -> None:
    assert SAY.key(Word("a")) == SAY.key(Word("a", 1))


@pytest.mark.parametrize("other", [Word("b"), Word("a", 2), Word("", 1)])
def test_another_value_has_another_key(other: Word) -> None:
    assert SAY.key(other) != SAY.key(Word("a"))


@pytest.mark.parametrize(
    "other",
    [
        replace(SAY, name="shout"),
        replace(SAY, rooms=("keys", "files")),
        replace(SAY, libraries=("markdown",)),
        replace(SAY, libraries=("msgspec", "not-installed")),
    ],
    ids=["name", "rooms", "libraries", "absent library"],
)
def test_another_recipe_has_another_key(other: recipes.Recipe[Word, str, object]) -> None:
    assert other.key(Word("a")) != SAY.key(Word("a"))


@pytest.mark.fault(52)
def test_another_version_of_a_library_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 52."""
    before = SAY.key(Word("a"))
    _forget_all()
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.0.1")
    assert SAY.key(Word("a")) != before


@pytest.mark.fault(52)
def test_another_python_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 52: sorting of scripts, tables of Unicode and much else come with the interpreter."""
    before = SAY.key(Word("a"))
    _forget_all()
    monkeypatch.setattr("sys.version_info", (3, 99, 0, "final", 0))
    assert SAY.key(Word("a")) != before


@pytest.mark.fault(52)
def test_edited_source_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 52: nobody bumps a cache version by hand. Comments count too: it is the text."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "deep").mkdir()
    (tmp_path / "room" / "__init__.py").write_text("")
    (tmp_path / "module.py").write_text("x = 1\n")
    monkeypatch.setattr(keys, "PACKAGE", tmp_path)
    seen = set()
    edits: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "a module": lambda: (tmp_path / "module.py").write_text("x = 2\n"),
        "a file of a room": lambda: (tmp_path / "room" / "a.py").write_text("y = 1\n"),
        "a deep one": lambda: (tmp_path / "room" / "deep" / "b.py").write_text("z = 1\n"),
        "a name": lambda: (tmp_path / "room" / "a.py").rename(tmp_path / "room" / "c.py"),
    }
    for edit in edits.values():
        edit()
        _forget_sources()
        seen.add(keys.fingerprint(("room", "module")))
    _forget_sources()
    assert len(seen) == len(edits)


def test_a_room_that_is_not_there_is_our_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        replace(SAY, rooms=("cellar",)).key(Word("a"))


def test_the_order_of_rooms_does_not_matter() -> None:
    assert keys.fingerprint(("keys", "files")) == keys.fingerprint(("files", "keys"))


def _forget_sources() -> None:
    keys.fingerprint.cache_clear()
    keys._digest_of.cache_clear()


def _forget_all() -> None:
    recipes._fingerprint.cache_clear()
    recipes._version.cache_clear()
