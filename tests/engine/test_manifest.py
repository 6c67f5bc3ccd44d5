"""The manifest: a pure function of the site, trusted only whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.engine import manifest as manifests
from generator.engine.manifest import Entry, Manifest

ENTRIES = {"b/index.html": Entry("0" * 32, 5, "1" * 32), "a.css": Entry("2" * 32, 9, "3" * 32)}
_paths = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_entries = st.builds(Entry, st.text(max_size=5), st.integers(0, 2**40), st.text(max_size=5))


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / manifests.NAME).write_bytes(manifests.encode(Manifest("public", ENTRIES)))
    assert manifests.load(tmp_path) == Manifest("public", ENTRIES)


@given(entries=st.dictionaries(_paths, _entries, max_size=5))
def test_any_names_survive(tmp_path_factory: pytest.TempPathFactory, entries: dict) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / manifests.NAME).write_bytes(manifests.encode(Manifest("public", entries)))
    assert manifests.load(folder) == Manifest("public", entries)


def test_the_order_of_making_does_not_show() -> None:
    """Law 2."""
    backwards = dict(reversed(ENTRIES.items()))
    assert manifests.encode(Manifest("public", backwards)) == manifests.encode(
        Manifest("public", ENTRIES)
    )


def test_a_person_can_read_it() -> None:
    """JSON, sorted by path, one file a line; what lies in a name cannot break a line."""
    entries = {**ENTRIES, 'b\n],"': Entry("4" * 32, 0, "5" * 32)}
    data = manifests.encode(Manifest("public", entries))
    assert [path for path, _ in json.loads(data)["files"]] == sorted(entries)
    assert data.decode().splitlines()[2:-1] == [
        f'["a.css",["{"2" * 32}",9,"{"3" * 32}"]],',
        f'["b\\n],\\"",["{"4" * 32}",0,"{"5" * 32}"]],',
        f'["b/index.html",["{"0" * 32}",5,"{"1" * 32}"]]',
    ]


def test_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / manifests.NAME).write_bytes(manifests.encode(Manifest("preview")))
    assert manifests.load(tmp_path) == Manifest("preview")


def test_its_sum_tells_it_apart(tmp_path: Path) -> None:
    """What is kept beside it, such as stamps, is kept under this sum."""
    data = manifests.encode(Manifest("public", ENTRIES))
    (tmp_path / manifests.NAME).write_bytes(data)
    read = manifests.load(tmp_path)
    assert read
    assert read.sum == manifests.sum_of(data)
    assert manifests.sum_of(manifests.encode(Manifest("preview", ENTRIES))) != read.sum


def test_no_folder(tmp_path: Path) -> None:
    assert manifests.load(tmp_path / "none") is None
    assert manifests.read(tmp_path / "none") is None


@pytest.mark.fault(51)
def test_a_changed_digit_is_noticed(tmp_path: Path) -> None:
    """Row 51: every byte counts."""
    data = manifests.encode(Manifest("public", ENTRIES))
    place = tmp_path / manifests.NAME
    for index in range(len(data)):
        place.write_bytes(data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :])
        assert manifests.load(tmp_path) is None, index


@pytest.mark.fault(49)
def test_one_that_cannot_be_read_now_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 49: else the files that it lists would stay for ever."""
    (tmp_path / manifests.NAME).write_bytes(manifests.encode(Manifest("public", ENTRIES)))

    def refuse(_: Path) -> bytes:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("generator.files.read", refuse)
    assert manifests.load(tmp_path) is None
    with pytest.raises(OSError, match="Too many"):
        manifests.read(tmp_path)
