"""What the shelf says of files that nobody could read."""

from __future__ import annotations

from generator.engine.store import Store
from generator.reading import Shelf


def test_a_file_whose_reader_died_is_unread_too() -> None:
    """Else links to it would be told as dead beside its own fault."""
    assert Shelf(Store.in_memory(), ("content/articles/a.md",)).unread == ["content/articles/a.md"]
