"""The store: bytes by key, always safe to delete (faults rows 51, 55)."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.engine.store import Missing, Store
from generator.keys import digest_bytes


def _reopened(store: Store, folder: Path) -> Store:
    store.close()
    return Store.open(folder)


def _told(store: Store) -> list[str]:
    return [finding.code for finding in store.findings]


def _rows(folder: Path) -> int:
    connection = sqlite3.connect(folder / "store.sqlite")
    (count,) = connection.execute("select count(*) from entries").fetchone()
    connection.close()
    return int(count)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(entries=st.dictionaries(st.text(max_size=40), st.binary(max_size=300)))
def test_what_is_put_is_got(tmp_path_factory: pytest.TempPathFactory, entries: dict) -> None:
    folder = tmp_path_factory.mktemp("store")
    keyed = {digest_bytes(key.encode("utf-8", "replace")): data for key, data in entries.items()}
    store = Store.open(folder)
    store.put_many(keyed)
    store = _reopened(store, folder)
    assert store.get_many(keyed) == keyed
    assert store.keep([*keyed, "unknown"]) == set(keyed)
    assert _told(store) == []
    store.close()


def test_more_keys_than_a_query_holds(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    entries = {f"{number:032x}": b"%d" % number for number in range(1300)}
    store.put_many(entries)
    assert store.get_many([*entries, "absent"]) == entries
    store.close()


def test_notes_are_replaced_and_forgotten(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.remember({"a": b"1", "b": b"2"})
    store.remember({"a": b"3"})
    store.forget(["b", "unknown"])
    store = _reopened(store, tmp_path)
    assert (store.recall("a"), store.recall("b"), store.recall("c")) == (b"3", None, None)
    store.close()


@pytest.mark.fault(51)
def test_an_entry_with_other_bytes_is_none(tmp_path: Path) -> None:
    """Row 51: every entry carries a digest of itself."""
    store = Store.open(tmp_path)
    store.put_many({"a": b"whole", "b": b"whole too"})
    store.remember({"note": b"whole"})
    store.close()
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    with connection:
        connection.execute("update entries set data = x'00' where key = 'a'")
        connection.execute("update memory set data = 'text'")
    connection.close()
    store = Store.open(tmp_path)
    assert store.get_many(["a", "b"]) == {"b": b"whole too"}
    assert store.recall("note") is None
    store.put_many({"a": b"mended"})
    assert store.get("a") == b"mended"
    store.close()


def test_prune_drops_what_nobody_asked_for(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_many({"old": b"x" * 1000, "kept": b"y" * 500, "used": b"z" * 500})
    store = _reopened(store, tmp_path)
    store.get("used")
    store.keep(["kept"])
    store.put_many({"new": b"w"})
    store.prune()
    assert store.get_many(["old", "kept", "used", "new"]).keys() == {"kept", "used", "new"}
    store.close()
    assert _rows(tmp_path) == 3


def test_prune_leaves_a_little_waste(tmp_path: Path) -> None:
    """An edit that is taken back finds its old results."""
    store = Store.open(tmp_path)
    store.put_many({"old": b"x" * 100, "used": b"z" * 500})
    store = _reopened(store, tmp_path)
    store.get("used")
    store.put_many({"new": b"w"})
    store.prune()
    assert store.get("old") == b"x" * 100
    store.close()


def test_prune_looks_when_the_store_has_grown(tmp_path: Path) -> None:
    """A look at every entry for each small edit would cost more than the edit."""
    store = Store.open(tmp_path)
    store.put_many({f"old {number}": b"x" * 1000 for number in range(100)})
    store.prune()
    store = _reopened(store, tmp_path)
    store.put_many({"new": b"y"})
    store.prune()
    assert store.get("old 1") == b"x" * 1000
    store.close()
    assert _rows(tmp_path) == 101
    store = Store.open(tmp_path)
    store.put_many({f"new {number}": b"y" * 1000 for number in range(30)})
    store.prune()
    store.close()
    assert _rows(tmp_path) == 30


@pytest.mark.fault(51)
def test_a_key_that_is_no_text(tmp_path: Path) -> None:
    """Row 51: a bit that tipped over in a key is no reason to lose the store."""
    store = Store.open(tmp_path)
    store.put_many({"a": b"1", "b": b"2"})
    store.close()
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    with connection:
        connection.execute("update entries set key = cast(x'e3de' as text) where key = 'a'")
    connection.close()
    store = Store.open(tmp_path)
    assert store.get_many(["a", "b"]) == {"b": b"2"}
    store.put_many({"c": b"3"})
    store.prune()
    assert _told(store) == []
    store.close()


def test_prune_after_a_run_without_work_does_nothing(tmp_path: Path) -> None:
    """A run that found everything fresh asked for little; that is no reason to drop the rest."""
    store = Store.open(tmp_path)
    store.put_many({"old": b"x" * 1000})
    store = _reopened(store, tmp_path)
    store.prune()
    store.close()
    assert _rows(tmp_path) == 1


@pytest.mark.fault(51)
@pytest.mark.parametrize("content", [b"garbage", b"SQLite format 3\0garbage", b"\0" * 5000])
def test_a_file_that_is_no_store(tmp_path: Path, content: bytes) -> None:
    """Row 51."""
    (tmp_path / "store.sqlite").write_bytes(content)
    store = Store.open(tmp_path)
    assert _told(store) == ["W-CACHE"]
    assert "store.sqlite.bad" in store.findings[0].hint.en
    store.put_many({"a": b"1"})
    store = _reopened(store, tmp_path)
    assert store.get("a") == b"1"
    assert _told(store) == []
    store.close()
    assert (tmp_path / "store.sqlite.bad").read_bytes() == content


@pytest.mark.fault(51, 52)
def test_a_store_of_another_shape(tmp_path: Path) -> None:
    """Rows 51, 52: sound SQLite, other tables."""
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    connection.execute("create table entries (key text primary key, value blob)")
    connection.close()
    store = Store.open(tmp_path)
    assert _told(store) == ["W-CACHE"]
    store.put_many({"a": b"1"})
    assert store.get("a") == b"1"
    store.close()


@pytest.mark.fault(51)
def test_a_store_that_goes_bad_while_it_is_used(tmp_path: Path) -> None:
    """Row 51: what is lost is lost, the run goes on, and the next one finds a sound store."""
    store = Store.open(tmp_path)
    store.put_many({f"{n:032x}": b"x" * 3000 for n in range(50)})
    store.close()
    place = tmp_path / "store.sqlite"
    data = bytearray(place.read_bytes())
    for page in range(len(data) // 8192, len(data) // 4096):
        data[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    place.write_bytes(data)
    store = Store.open(tmp_path)
    assert _told(store) == []
    store.get_many(f"{n:032x}" for n in range(50))
    assert _told(store) == ["W-CACHE"]
    store.put_many({"a": b"1"})
    store = _reopened(store, tmp_path)
    assert (store.get("a"), _told(store)) == (b"1", [])
    store.close()


@pytest.mark.fault(55)
def test_no_folder(tmp_path: Path) -> None:
    """Row 55: in memory, and told once."""
    (tmp_path / "file").write_text("no folder")
    store = Store.open(tmp_path / "file")
    assert _told(store) == ["W-CACHE"]
    store.put_many({"a": b"1"})
    store.remember({"n": b"2"})
    assert (store.get("a"), store.recall("n")) == (b"1", b"2")
    store.close()


def test_known_to_be_damaged(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_many({"a": b"1"})
    store.close()
    store = Store.open(tmp_path, damaged=True)
    assert store.get("a") is None
    assert _told(store) == ["W-CACHE"]
    store.close()


def test_in_memory_forgets() -> None:
    store = Store.in_memory()
    store.put_many({"a": b"1"})
    assert store.get("a") == b"1"
    store.close()
    assert Store.in_memory().get("a") is None


def test_another_process_writes(tmp_path: Path) -> None:
    """Two commands on file systems that know no locks: neither fails."""
    one, other = Store.open(tmp_path), Store.open(tmp_path)
    one.put_many({"a": b"1"})
    other.put_many({"b": b"2"})
    assert one.get("b") == b"2"
    assert other.get("a") == b"1"
    one.close()
    other.close()


def test_blobs_are_found_in_whatever_file_lies_there_now(tmp_path: Path) -> None:
    """A preview goes on when somebody deletes the cache: its processes have the old file open."""
    for text in (b"one", b"two"):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        store = Store.open(tmp_path / "cache")
        store.put_many({text.decode(): text})
        blobs = pickle.loads(pickle.dumps(store.blobs((text.decode(),))))
        assert blobs[text.decode()] == text
        store.close()


def test_blobs_without_a_file_travel_by_value(tmp_path: Path) -> None:
    store = Store.in_memory()
    store.put_many({"key": b"data"})
    assert store.blobs(("key",)).at_hand == {"key": b"data"}
    with pytest.raises(Missing):
        store.blobs(("another",))


def test_a_blob_that_is_not_whole_is_missing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_many({"key": b"data"})
    store.close()
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    connection.execute("update entries set data = ?", (b"dada",))
    connection.commit()
    connection.close()
    with pytest.raises(Missing):
        _ = Store.open(tmp_path).blobs(("key",))["key"]
