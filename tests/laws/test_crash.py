"""Law 3: a build killed at any moment leaves whole files, and the next build is a clean build
(faults rows 44, 45). Law 4 and row 49: a disk that refuses changes nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from generator.build import build
from generator.diagnostics import Exit, Failed, Severity, exit_code
from generator.engine import manifest as manifests
from generator.engine import stage
from tests.laws.faults import KILLING, READING, WRITING, Disk, die, in_child, wait_for
from tests.project import CHECKOUT, Project, Tree, differences, stats, tree

ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE)
KILLS = 20
REFUSALS = 40


class Scene:
    """A published project with an edit that is not published yet, to be set up again and again."""

    def __init__(self, project: Project, *, everything: bool) -> None:
        project.write("assets/place", "a file, soon a folder\n")
        project.build()
        self.old: Tree = project.tree()
        self.project = project
        self.kept = project.root.parent / "kept"
        shutil.copytree(project.output, self.kept / "public")
        shutil.copytree(project.cache, self.kept / "cache")
        _edit(project, everything=everything)
        self.new: Tree = project.build_clean_elsewhere()

    def set_up(self) -> None:
        """Links suffice for the published files: nothing writes into a file that is there."""
        for folder in (self.project.output, self.project.cache):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.kept / "public", self.project.output, copy_function=os.link)
        shutil.copytree(self.kept / "cache", self.project.cache)

    def assert_whole(self, told: str) -> None:
        """Every published file is an old one or a new one, and a page's stylesheet is there."""
        found = self.project.tree()
        for path, data in found.items():
            assert data in (self.old.get(path), self.new.get(path)), f"{told}: {path}"
        for path in self.old.keys() & self.new.keys():
            assert path in found, f"{told}: {path} is gone"
        for path, data in found.items():
            for sheet in re.findall(rb'href="[./]*(assets/site[^"]+)"', data):
                assert sheet.decode() in found, f"{told}: {path} lacks its stylesheet"

    def assert_heals(self, told: str) -> None:
        """The same command once more: the new site, and nothing is left lying about."""
        self.project.build()
        assert differences(self.project.tree(), self.new) == [], told
        assert not (self.project.cache / "public").exists(), told
        empty = [p for p in self.project.output.rglob("*") if p.is_dir() and not any(p.iterdir())]
        assert empty == [], told


def _edit(project: Project, *, everything: bool) -> None:
    """Files change, come, go, move, and one becomes a folder."""
    project.edit("maqal-01", title="عنوان آخر", aliases="/was/here/", tags="وسم جديد")
    project.remove("assets/place")
    project.write("assets/place/inside.txt", "now a folder\n")
    if everything:
        project.write("assets/css/90-print.css", "p { margin: 0; }\n")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Some twenty files change."""
    return Scene(Project.create(tmp_path / "project", articles=3), everything=False)


@pytest.fixture
def large_scene(tmp_path: Path) -> Scene:
    """Every page changes, since the stylesheet does."""
    return Scene(Project.create(tmp_path / "project", articles=3), everything=True)


def operations(scene: Scene, names: tuple[str, ...]) -> int:
    """How many operations the build takes."""
    scene.set_up()
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        disk.watch(patch, names)
        scene.project.build()
    return len(disk.log)


def _killed_before(scene: Scene, moment: int) -> None:
    scene.set_up()

    def build_and_die() -> None:
        with pytest.MonkeyPatch.context() as patch:
            Disk(die, moment).watch(patch, KILLING)
            scene.project.build()

    assert wait_for(in_child(build_and_die)), f"the build has no operation {moment}"
    scene.assert_whole(f"killed at operation {moment}")


@pytest.mark.fault(44, 45)
def test_killed_at_every_operation(scene: Scene) -> None:
    """Rows 44, 45: SIGKILL just before each file operation of a build."""
    for moment in range(1, operations(scene, KILLING) + 1):
        _killed_before(scene, moment)
        scene.assert_heals(f"killed at operation {moment}")


@pytest.mark.fault(45)
def test_killed_while_every_page_changes(large_scene: Scene) -> None:
    """Row 45: at no moment does a page refer to a stylesheet that is not there."""
    moments = range(1, operations(large_scene, KILLING) + 1)
    for moment in sorted(Random(45).sample(moments, KILLS)):
        _killed_before(large_scene, moment)
        large_scene.assert_heals(f"killed at operation {moment}")


@pytest.mark.fault(44)
def test_killed_at_random_times(large_scene: Scene) -> None:
    """Law 3: twenty kills that know nothing of operations."""
    large_scene.set_up()
    begun = time.perf_counter()
    large_scene.project.build()
    span = time.perf_counter() - begun
    chance = Random(3)
    for _ in range(20):
        large_scene.set_up()
        pid = in_child(large_scene.project.build)
        delay = chance.uniform(0, span)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        wait_for(pid)
        large_scene.assert_whole(f"killed after {delay:.3f} s")
        large_scene.assert_heals(f"killed after {delay:.3f} s")


@pytest.mark.fault(44)
def test_first_build_killed_at_random_times(tmp_path: Path) -> None:
    """Law 3, from nothing."""
    project = Project.create(tmp_path / "project", articles=3)
    expected = project.build_clean_elsewhere()
    chance = Random(4)
    for _ in range(6):
        shutil.rmtree(project.output, ignore_errors=True)
        shutil.rmtree(project.cache, ignore_errors=True)
        pid = in_child(project.build)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(pid, signal.SIGKILL)
        wait_for(pid)
        assert tree(project.output).items() <= expected.items()
        project.build()
        assert differences(project.tree(), expected) == []


@pytest.mark.fault(44)
@pytest.mark.slow
def test_commands_killed_at_random_times(tmp_path: Path) -> None:
    """Law 3 with the real command and eight workers, forty times."""
    scene = Scene(Project.create(tmp_path / "project", articles=40), everything=True)
    command = [sys.executable, "-m", "generator", "build", "--workers", "8", "--project"]
    command += [str(scene.project.root), "--now", scene.project.now.isoformat()]
    chance = Random(8)
    for _ in range(40):
        scene.set_up()
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        delay = chance.uniform(0.5, 3)
        time.sleep(delay)
        process.kill()
        process.wait()
        scene.assert_whole(f"killed after {delay:.3f} s")
        scene.assert_heals(f"killed after {delay:.3f} s")


@pytest.mark.fault(49)
def test_refused_at_every_operation_that_writes(scene: Scene) -> None:
    """Law 4, row 49: each operation of a build fails, the next for another reason."""
    for moment in range(1, operations(scene, WRITING) + 1):
        _refuse(scene, moment, ERRORS[moment % len(ERRORS)], WRITING)


@pytest.mark.fault(49)
def test_refused_at_operations_that_read(scene: Scene) -> None:
    """The same; they are many, and most of one kind."""
    total = operations(scene, READING)
    for moment in sorted({1, total, *range(1, total, max(1, total // REFUSALS))}):
        _refuse(scene, moment, ERRORS[moment % len(ERRORS)], READING)


@pytest.mark.slow
@pytest.mark.fault(49)
@pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("names", [WRITING, READING], ids=["writing", "reading"])
def test_refused_at_every_operation_for_every_reason(
    scene: Scene, names: tuple[str, ...], number: int
) -> None:
    for moment in range(1, operations(scene, names) + 1):
        _refuse(scene, moment, number, names)


def _refuse(scene: Scene, moment: int, number: int, names: tuple[str, ...]) -> None:
    """Old or new, every file whole, one diagnostic at most; then the next build equals clean."""
    scene.set_up()
    before = stats(scene.project.output)
    told = f"{errno.errorcode[number]} at operation {moment}"
    failed = _refused(scene.project, moment, number, names)
    begun_to_publish = (scene.project.cache / "public" / "journal").exists()
    if failed and not begun_to_publish:
        assert stats(scene.project.output) == before, told
    if failed:
        assert exit_code(failed.diagnostics) in (Exit.ENVIRONMENT, Exit.CONTENT, Exit.USAGE)
    scene.assert_whole(told)
    scene.assert_heals(told)


def _refused(project: Project, moment: int, number: int, names: tuple[str, ...]) -> Failed | None:
    """A build whose k-th operation fails. Only a diagnostic may come of it, or nothing at all."""

    def refuse(name: str) -> None:
        raise OSError(number, os.strerror(number), name)

    with pytest.MonkeyPatch.context() as patch:
        Disk(refuse, moment).watch(patch, names)
        try:
            build(project.request())
        except Failed as failed:
            return failed
    return None


@pytest.mark.fault(49)
def test_no_space_is_one_sentence(scene: Scene) -> None:
    """Row 49: what, where, why, and the site is as it was."""
    scene.set_up()
    before = stats(scene.project.output)
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        disk.watch(patch, ("open_new",))
        disk.at = 3
        disk.happens = _no_space
        with pytest.raises(Failed) as caught:
            scene.project.build()
    (fault,) = (d for d in caught.value.diagnostics if d.severity is Severity.ERROR)
    assert fault.code == "E-DISK"
    assert os.strerror(errno.ENOSPC) in fault.text.en
    assert exit_code(caught.value.diagnostics) == Exit.ENVIRONMENT
    assert stats(scene.project.output) == before
    assert not (scene.project.cache / "public" / "stage").exists()


@pytest.mark.fault(50)
def test_too_little_room_is_known_before_anything_is_written(
    large_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due is weighed first: by what it weighs today, or what files usually weigh."""
    large_scene.set_up()
    before = stats(large_scene.project.output)
    usage = SimpleNamespace(free=100_000)
    disk = Disk()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage)
        disk.watch(patch, ("open_new", "replace"))
        with pytest.raises(Failed) as caught:
            large_scene.project.build()
    (fault,) = (f for f in caught.value.diagnostics if f.severity is Severity.ERROR)
    assert (fault.code, fault.exit_code) == ("E-DISK", Exit.ENVIRONMENT)
    assert "1 MB, and 0 MB are left" in fault.text.en
    assert disk.log == []
    assert stats(large_scene.project.output) == before
    large_scene.assert_heals("room was made")


@pytest.mark.fault(50)
def test_room_for_an_edit_is_all_that_an_edit_needs(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.set_up()
    total = sum(map(len, scene.old.values()))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=total // 2))
    scene.assert_heals("half a site of room")


def _no_space(_: str) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class PowerCut(Disk):
    """A disk whose power fails: of what was written since the last sync, nothing is sure to be
    there. Names are (a journalling file system keeps their order), but not what is in the files."""

    def __init__(self, moment: int, chance: Random) -> None:
        super().__init__(self.fail, moment)
        self.chance = chance
        self.unsure: set[str] = set()

    def _counted(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        counted = super()._counted(name, operation)

        def noted(*arguments: Any) -> Any:
            done = counted(*arguments)
            if name == "open_new":
                self.unsure.add(os.fspath(arguments[0]))
            elif name == "replace" and os.fspath(arguments[0]) in self.unsure:
                self.unsure.add(os.fspath(arguments[1]))
            elif name == "sync":
                self.unsure.clear()
            return done

        return noted

    def fail(self, name: str) -> None:
        for path in sorted(self.unsure):
            with contextlib.suppress(OSError):
                os.truncate(path, self.chance.randrange(Path(path).stat().st_size + 1))
        die(name)


@pytest.mark.fault(46)
def test_the_power_fails_at_every_operation(scene: Scene) -> None:
    """What was never handed to the disk comes to nothing, and nothing of it is ever published."""
    chance = Random(46)
    for moment in range(2, operations(scene, KILLING) + 1, 2):
        scene.set_up()

        def build_in_the_dark(moment: int = moment) -> None:
            with pytest.MonkeyPatch.context() as patch:
                PowerCut(moment, chance).watch(patch, KILLING)
                scene.project.build()

        assert wait_for(in_child(build_in_the_dark)), f"the build has no operation {moment}"
        scene.assert_whole(f"no power at operation {moment}")
        scene.assert_heals(f"no power at operation {moment}")


@pytest.mark.fault(46)
def test_moves_may_reach_the_disk_in_any_order(scene: Scene) -> None:
    """After the journal, whichever of them did: the rest is made up for."""
    scene.set_up()
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        disk.watch(patch, KILLING)
        scene.project.build()
    journal_appears = disk.log.index("replace") + 1
    workspace = scene.project.cache / "public"
    for seed in range(12):
        _killed_before(scene, journal_appears + 1)
        journal = stage.read_journal(workspace)
        assert journal is not None
        chance = Random(seed)
        for name, path in chance.sample(journal.moves, len(journal.moves) // 2):
            target = scene.project.output / path
            if target.parent.is_dir():
                (workspace / "stage" / name).replace(target)
        for path in chance.sample(journal.removals, len(journal.removals) // 2):
            (scene.project.output / path).unlink(missing_ok=True)
        scene.assert_heals(f"half of the moves, seed {seed}")


@pytest.mark.fault(45)
def test_a_lost_stage_is_made_again(scene: Scene) -> None:
    """Row 45: the journal and the manifest tell of files that somebody threw away meanwhile."""
    scene.set_up()
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        disk.watch(patch, KILLING)
        scene.project.build()
    journal_appears = disk.log.index("replace") + 1
    _killed_before(scene, journal_appears + 1)
    stage = scene.project.cache / "public" / "stage"
    for staged in stage.iterdir():
        if staged.name != manifests.NAME:
            shutil.rmtree(staged)
    scene.assert_heals("the stage was emptied by hand")
