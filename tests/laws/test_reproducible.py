"""Law 2: how many workers, which hash seed, which time zone, locale, folder or language the machine
has never shows in a byte (faults rows 43, 60)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Failed
from tests.project import CHECKOUT, NOW, Project, Tree, differences, tree

ARTICLES = 30
"""Enough that texts and pages go to other processes (`generator.engine.workers`)."""

MACHINES: dict[str, tuple[list[str], dict[str, str]]] = {
    "one worker": (["--workers", "1"], {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
    "two workers": (
        ["--workers", "2"],
        {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "LC_ALL": "ar_IQ.UTF-8", "LANG": "ar"},
    ),
    "eight workers": (
        ["--workers", "8", "--lang", "ar"],
        {"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    ),
    "spawned": (["--workers", "2"], {"PYTHONHASHSEED": "3", "TZ": "Asia/Baghdad"}),
    "plain": ([], {"PYTHONHASHSEED": "2", "LC_ALL": "POSIX"}),
}


UMASKS = {"two workers": 0o077, "eight workers": 0, "plain": 0o027}
"""Who may read what is made, where it is not as here."""
_SPAWNING = """
import multiprocessing
multiprocessing.get_all_start_methods = lambda: ["spawn"]
from generator import cli
cli.main()
"""
"""The command where processes cannot be forked, as on Windows."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.create(tmp_path_factory.mktemp("large") / "project", ARTICLES)


def _start(project: Project, folder: Path, name: str) -> subprocess.Popen[str]:
    """The command, in a copy of the project: another path, files made in another order, and for the
    last machine another working folder, and the time from the environment."""
    arguments, environment = MACHINES[name]
    copy = folder / name.replace(" ", "-") / "نشرة"
    for source in sorted(project.root.rglob("*"), reverse=len(name) % 2 == 0):
        if source.is_file() and ".cache" not in source.parts:
            target = copy / source.relative_to(project.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    now = ["--now", NOW.isoformat()]
    program = ("-c", _SPAWNING) if name == "spawned" else ("-m", "generator")
    if name == "plain":
        arguments, now = [*arguments, "--project", str(copy)], []
        environment = environment | {"SOURCE_DATE_EPOCH": f"{NOW.timestamp():.0f}"}
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "SYSTEMROOT") if key in os.environ}
    return subprocess.Popen(
        [
            *(sys.executable, *program, "build", "--output", str(copy / "site")),
            *(*arguments, *now),
        ],
        cwd=folder if name == "plain" else copy,
        umask=UMASKS.get(name, -1),
        env=kept | environment | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.fault(43, 60)
def test_every_machine_makes_the_same_bytes(large: Project, tmp_path: Path) -> None:
    """Row 43."""
    running = {name: _start(large, tmp_path, name) for name in MACHINES}
    made: dict[str, Tree] = {}
    for name, process in running.items():
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, f"{name}: {output}{errors}"
        made[name] = tree(tmp_path / name.replace(" ", "-") / "نشرة" / "site")
    large.build()
    expected = large.tree()
    assert {name: differences(each, expected) for name, each in made.items()} == {
        name: [] for name in MACHINES
    }


@pytest.mark.fault(60)
def test_many_workers_tell_the_same_faults(large: Project) -> None:
    """Row 60: the same list in the same order."""
    for number in range(0, ARTICLES, 2):
        large.edit(f"maqal-{number:02d}", date="2026-02-30" if number % 4 else "x")
    large.write("layouts/static.html", "{{ nothing }}")
    told = []
    for workers in (1, 2):
        shutil.rmtree(large.cache, ignore_errors=True)
        with pytest.raises(Failed) as caught:
            large.build(workers=workers)
        told.append(caught.value.diagnostics)
    assert len(told[0]) == ARTICLES // 2
    assert told[0] == told[1]


class _Listing(contextlib.nullcontext[Any]):
    """What os.scandir gives: an iterator and a context."""

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return iter(self.enter_result)


@pytest.mark.fault(43)
def test_the_order_of_names_on_disk_does_not_matter(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 43: another file system lists a folder in another order."""
    expected = project.build_clean_elsewhere()
    scandir = os.scandir

    def backwards(path: Path) -> contextlib.nullcontext[Any]:
        return _Listing(reversed(list(scandir(path))))

    monkeypatch.setattr(os, "scandir", backwards)
    assert differences(project.build_clean_elsewhere(), expected) == []


@pytest.mark.fault(43)
def test_no_path_of_the_machine_is_published(built: Project) -> None:
    """Row 43: neither folder nor user name stands in any published file."""
    words = [str(built.root).encode(), str(CHECKOUT).encode()]
    assert [p for p, data in built.tree().items() if any(word in data for word in words)] == []
