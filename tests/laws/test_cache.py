"""The cache is disposable: cut, garbled, of another version, read-only or deleted, it costs time
and nothing else (faults rows 51, 52, 54, 55)."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from generator import files, recipes, standstill
from generator.build import Report
from generator.diagnostics import Failed
from generator.engine import manifest as manifests
from generator.engine.manifest import Entry, Manifest
from generator.engine.store import Store
from generator.files import Stamp
from generator.keys import digest_bytes
from generator.recipes import PagePayload, PageValue, Prepared, Sheet, SheetPayload
from tests.project import CHECKOUT, Project, Tree, differences, tree

Damage = Callable[[bytes], bytes]


@pytest.fixture
def small(tmp_path: Path) -> Project:
    project = Project.create(tmp_path / "project", articles=3)
    project.build()
    return project


def _build_equals_clean(project: Project, expected: Tree, told: object) -> Report:
    report = project.build()
    assert differences(project.tree(), expected) == [], told
    return report


def _changed_layout(project: Project) -> Tree:
    """An edit that needs every text of the cache; the site that it should give."""
    project.substitute("layouts/partials/footer.html", "</footer>", "<!-- new --></footer>")
    return project.build_clean_elsewhere()


def _again(project: Project, store: bytes) -> None:
    """The project as it was, but for the store."""
    shutil.rmtree(project.cache)
    project.cache.mkdir()
    (project.cache / "store.sqlite").write_bytes(store)


@pytest.mark.fault(51)
def test_a_store_cut_anywhere(small: Project) -> None:
    """Row 51: at sampled lengths, and at the borders of its pages."""
    store = (small.cache / "store.sqlite").read_bytes()
    expected = _changed_layout(small)
    published = small.root / "kept"
    shutil.copytree(small.output, published)
    lengths = {0, 1, 15, 16, 99, 100, 4096, len(store) - 1, *range(8192, len(store), 40_961)}
    for length in sorted(lengths):
        shutil.rmtree(small.output)
        shutil.copytree(published, small.output)
        _again(small, store[:length])
        _build_equals_clean(small, expected, f"cut at {length}")
        assert small.build().made == (), f"the cache cut at {length} has not healed"


@pytest.mark.fault(51)
def test_a_store_with_flipped_bytes(small: Project) -> None:
    """Row 51: one byte of it anywhere, and a whole page of it."""
    store = (small.cache / "store.sqlite").read_bytes()
    expected = _changed_layout(small)
    published = small.root / "kept"
    shutil.copytree(small.output, published)
    chance = Random(51)
    for number in range(40):
        place = chance.randrange(len(store)) if number > 4 else 20 * number + 18
        width = 4096 if number % 4 == 3 else 1
        damaged = bytearray(store)
        for index in range(place, min(place + width, len(store))):
            damaged[index] ^= 0xFF
        shutil.rmtree(small.output)
        shutil.copytree(published, small.output)
        _again(small, bytes(damaged))
        _build_equals_clean(small, expected, f"{width} bytes flipped at {place}")
        assert small.build().made == (), "the cache has not healed"


@pytest.mark.fault(51)
def test_every_blob_damaged(small: Project) -> None:
    """Row 51: facts are whole, the texts that they speak of are not."""
    expected = _changed_layout(small)
    connection = sqlite3.connect(small.cache / "store.sqlite")
    with connection:
        connection.execute("update entries set data = x'' where substr(data, 1, 1) != x'5b'")
    connection.close()
    report = _build_equals_clean(small, expected, "blobs")
    assert "W-CACHE" in {finding.code for finding in report.findings}
    assert small.build().findings == ()


@pytest.mark.fault(51)
def test_every_note_damaged(small: Project) -> None:
    """Row 51: what the last run noted is of another shape, though its sums are right."""
    store = Store.open(small.cache)
    connection = sqlite3.connect(small.cache / "store.sqlite")
    names = [name for (name,) in connection.execute("select name from memory")]
    connection.close()
    assert names
    store.remember(dict.fromkeys(names, b"\x93\x01\x02\x03"))
    store.close()
    _build_equals_clean(small, _changed_layout(small), "notes")


@pytest.mark.fault(51)
@pytest.mark.parametrize("shape", ["empty", "garbage", "folder", "link", "missing"])
def test_something_else_in_the_place_of_the_store(
    small: Project, tmp_path: Path, shape: str
) -> None:
    """Row 51: set aside as `*.bad`, told, and healed."""
    place = small.cache / "store.sqlite"
    place.unlink()
    target = tmp_path / "target"
    if shape == "empty":
        place.write_bytes(b"")
    elif shape == "garbage":
        place.write_bytes(Random(1).randbytes(20_000))
    elif shape == "folder":
        place.mkdir()
        (place / "inside").write_text("x")
    elif shape == "link":
        target.write_bytes(b"of someone else")
        place.symlink_to(target)
    report = _build_equals_clean(small, _changed_layout(small), shape)
    told = [finding.code for finding in report.findings]
    assert told == ([] if shape in ("empty", "missing") else ["W-CACHE"])
    assert (small.cache / "store.sqlite.bad").exists() == bool(told)
    assert small.build().findings == ()
    assert small.build().made == ()
    assert not target.exists() or target.read_bytes() == b"of someone else"


@pytest.mark.fault(51)
def test_only_the_first_bad_store_is_in_the_way_once(small: Project) -> None:
    """A second damage replaces the first `*.bad`."""
    for content in (b"first damage", b"second damage"):
        (small.cache / "store.sqlite").write_bytes(content)
        small.build()
        assert (small.cache / "store.sqlite.bad").read_bytes() == content


def _with_a_lie(data: bytes) -> bytes:
    """A manifest that claims a foreign file, with the sum of another."""
    entry = json.dumps(["own.txt", json.loads(data)["files"][0][1]]).encode()
    return data.replace(b'"files":[\n', b'"files":[\n' + entry + b",\n")


def _signed(data: bytes) -> bytes:
    """A manifest with the sum that it should have."""
    rest = data.partition(b"\n")[2]
    return b'{"sum":"%s",\n%s' % (digest_bytes(rest).encode(), rest)


_MANIFESTS: dict[str, Damage] = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "garbage": lambda data: Random(2).randbytes(len(data)),
    "flipped": lambda data: data.replace(b'",1', b'",2', 1),
    "other white space": lambda data: data.replace(b"\n]}", b"\n ]}"),
    "other version": lambda data: data.replace(b'"version":2', b'"version":3'),
    "other version, signed": lambda data: _signed(data.replace(b'"version":2', b'"version":3')),
    "other shape": lambda _: b"[1, 2]",
    "other shape, signed": lambda data: _signed(data.replace(b'"files":[', b'"files":[5,')),
    "no JSON, signed": lambda data: _signed(data[:-3]),
    "list of lies": _with_a_lie,
}


@pytest.mark.fault(51)
@pytest.mark.parametrize("damage", _MANIFESTS)
def test_a_damaged_manifest_is_no_manifest(small: Project, damage: str) -> None:
    """Row 51: what is equal is adopted, nothing foreign is believed to be ours."""
    expected = small.tree()
    place = small.output / manifests.NAME
    sound = place.read_bytes()
    place.write_bytes(_MANIFESTS[damage](sound))
    assert place.read_bytes() != sound
    assert _signed(sound) == sound
    (small.output / "own.txt").write_bytes(b"mine")
    told = [finding.code for finding in small.build().findings]
    assert "W-MANIFEST" in told
    assert small.tree() == expected | {"own.txt": b"mine"}
    assert "W-MANIFEST" not in [finding.code for finding in small.build().findings]


@pytest.mark.fault(51)
def test_a_manifest_cut_at_every_length(small: Project) -> None:
    """Row 51."""
    data = (small.output / manifests.NAME).read_bytes()
    for length in range(0, len(data) - 1, max(1, len(data) // 300)):
        (small.output / manifests.NAME).write_bytes(data[:length])
        assert manifests.load(small.output) is None, length
    (small.output / manifests.NAME).write_bytes(data)
    assert manifests.load(small.output) is not None


@pytest.mark.fault(51)
def test_an_edit_beside_a_lost_manifest_names_the_reason(small: Project) -> None:
    """Pages of ours look like those of others then; why stands beside the refusal of each."""
    (small.output / manifests.NAME).write_bytes(b"x")
    small.edit("maqal-01", draft="نعم")
    with pytest.raises(Failed) as caught:
        small.build()
    assert {f.code for f in caught.value.diagnostics} >= {"W-MANIFEST", "E-FOREIGN"}
    told = [finding.code for finding in small.build(adopt=True).findings]
    assert "W-MANIFEST" in told
    clean = small.build_clean_elsewhere()
    assert {path: data for path, data in small.tree().items() if path in clean} == clean


@pytest.mark.fault(51)
def test_a_small_manifest_cut_or_flipped_anywhere(tmp_path: Path) -> None:
    """Row 51: at every length, and every bit of every byte."""
    files_ = {name: Entry(digest_bytes(name.encode()), 7, "key") for name in ("أ.html", "b/c.css")}
    data = manifests.encode(Manifest("public", files_))
    place = tmp_path / manifests.NAME

    def read_back(damaged: bytes) -> Manifest | None:
        place.write_bytes(damaged)
        return manifests.load(tmp_path)

    assert read_back(data) is not None
    for length in range(len(data)):
        # Without its last newline it is whole: all that it says is there, and its sum is right.
        assert read_back(data[:length]) is None or length == len(data) - 1, length
    for at in range(len(data)):
        for bit in range(8):
            damaged = bytearray(data)
            damaged[at] ^= 1 << bit
            assert read_back(bytes(damaged)) is None, (at, bit)


def _older_prepare(sheet: Sheet, payload: SheetPayload) -> Prepared:
    older = replace(payload, data=payload.data + b"\nof an older version\n")
    return recipes._prepare(sheet, older)


def _older_render(_: PageValue, __: PagePayload) -> bytes:
    return b"<p>older</p>"


@pytest.mark.fault(52)
def test_results_of_another_version_are_not_used(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 52: the code of a room changed, or a library; nobody bumps a number."""
    expected = small.tree()
    older = {
        "PREPARE": replace(recipes.PREPARE, make=_older_prepare, libraries=("older-markdown",)),
        "RENDER": replace(recipes.RENDER, make=_older_render, rooms=("arabic",)),
    }
    for name, recipe in older.items():
        monkeypatch.setattr(recipes, name, recipe)
    monkeypatch.setattr(standstill, "_program", lambda: ("of another version",))
    small.build()
    assert small.tree() != expected
    monkeypatch.undo()
    small.build()
    assert differences(small.tree(), expected) == []


@pytest.mark.fault(55)
def test_a_cache_that_cannot_be_written(small: Project) -> None:
    """Row 55: a file stands where the folder should be; rights do not bind the administrator who
    may be running this test. The build works, and says so once."""
    shutil.rmtree(small.cache)
    small.cache.write_text("no folder")
    expected = _changed_layout(small)
    report = _build_equals_clean(small, expected, "no cache")
    assert [finding.code for finding in report.findings] == ["W-CACHE"]
    assert small.cache.read_text() == "no folder"
    assert not (small.output / ".tahlil-work").exists()


def _bound_by_rights() -> None:
    """In a process to be: rights of files do not bind the administrator of Linux, unless what lifts
    them is struck from all that the process may ever do (capabilities(7))."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.fault(55)
@pytest.mark.skipif(sys.platform != "linux" and os.geteuid() == 0, reason="binds nobody else")
def test_a_read_only_cache(small: Project) -> None:
    """Row 55."""
    expected = _changed_layout(small)
    small.cache.chmod(0o500)
    (small.cache / "store.sqlite").chmod(0o400)
    before = tree(small.cache)
    del before["lock"]  # it may be written, and says who builds
    said = subprocess.run(
        [
            *(sys.executable, "-m", "generator", "build", "--workers", "1", "--format", "json"),
            *("--now", small.now.isoformat()),
        ],
        cwd=small.root,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        check=True,
        preexec_fn=_bound_by_rights,
    )
    told = json.loads(said.stdout)["diagnostics"]
    assert {each["code"] for each in told} == {"W-CACHE"}
    assert differences(small.tree(), expected) == []
    assert {path: data for path, data in tree(small.cache).items() if path != "lock"} == before


@pytest.mark.fault(49, 55)
def test_a_cache_on_a_full_disk(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows 49, 55: what cannot be remembered is still at hand for the rest of the run."""
    connection = sqlite3.connect(small.cache / "store.sqlite")
    (pages,) = connection.execute("pragma page_count").fetchone()
    connection.close()
    connect = sqlite3.connect

    def full(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        if arguments[0] != ":memory:":
            connection.execute(f"pragma max_page_count = {pages}")
        return connection

    for name in sorted(small.bodies):
        small.edit(name, body=f"{small.bodies[name]}\n{'نص جديد طويل. ' * 2000}\n")
    expected = _changed_layout(small)
    monkeypatch.setattr(sqlite3, "connect", full)
    report = _build_equals_clean(small, expected, "full")
    assert [finding.code for finding in report.findings] == ["W-CACHE"]


@pytest.mark.fault(55)
def test_a_cache_deleted_during_a_build(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 55: somebody tidies up while texts are converted."""
    small.edit("maqal-01", body="نص آخر.\n")
    expected = _changed_layout(small)
    prepare = recipes.PREPARE.make

    def delete_and_prepare(sheet: Sheet, payload: SheetPayload) -> Prepared:
        shutil.rmtree(small.cache, ignore_errors=True)
        return prepare(sheet, payload)

    monkeypatch.setattr(recipes, "PREPARE", replace(recipes.PREPARE, make=delete_and_prepare))
    _build_equals_clean(small, expected, "deleted")
    monkeypatch.undo()
    _build_equals_clean(small, expected, "after")


def test_the_cache_does_not_grow_for_ever(small: Project) -> None:
    """A hundred edits later the store is about as large as a new one."""
    small.build_clean_elsewhere()
    place = small.cache / "store.sqlite"
    before = place.stat().st_size
    for number in range(100):
        name = f"maqal-{number:02d}"
        small.edit("maqal-01", body=f"نص رقم {number}. " * 50 + "\n", title=f"عنوان {number}")
        small.write(f"assets/{name}.txt", name)
        if number:
            small.remove(f"assets/maqal-{number - 1:02d}.txt")
        small.build()
    assert place.stat().st_size < 3 * before


@pytest.mark.fault(54)
def test_a_clock_that_jumps(small: Project) -> None:
    """Row 54: files from the future, the deep past, and a run whose machine thinks it is 2001."""
    for number, moment in enumerate((4_000_000_000, 1_000_000_000, 0)):
        path = small.article_path("maqal-01")
        small.edit("maqal-01", body=f"نص {number} هنا.\n")
        os.utime(small.path(path), (moment, moment))
        assert small.build().converted == (path,)
        small.write_keeping_time(path, small.read(path).replace("هنا", "هنك"))
        assert small.build().converted == (path,)


@pytest.mark.fault(54)
def test_a_coarse_clock(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 54: within two seconds of a look, a stamp proves nothing, even if nothing in it tells
    the save."""

    def stamp_of(status: os.stat_result) -> Stamp:
        second = status.st_mtime_ns // 2_000_000_000 * 2_000_000_000
        return Stamp(status.st_size, second, 0, 0)

    monkeypatch.setattr(files, "stamp_of", stamp_of)
    path = small.article_path("maqal-01")
    for number in range(3):
        small.edit("maqal-01", body=f"نص {number}.\n")
        assert small.build().converted == (path,)
