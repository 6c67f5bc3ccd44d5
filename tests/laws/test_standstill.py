"""A build with nothing to do plans nothing (`generator.standstill`); no other build (law 1)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from generator import files, plan, standstill
from generator.build import build
from generator.diagnostics import Failed
from generator.engine.store import Store
from generator.run import Run
from tests.laws.faults import WRITING, Disk
from tests.project import CHECKOUT, Project, svg

Edit = Callable[[Project], None]


def _plans(project: Project, **overrides: object) -> bool:
    """Whether the next build plans the site."""
    planned = []
    make_plan = plan.make_plan

    def planning(run: Run) -> plan.Plan:
        planned.append(run)
        return make_plan(run)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "make_plan", planning)
        project.build(**overrides)
    return bool(planned)


def test_nothing_to_do(built: Project) -> None:
    before = built.build()
    assert not _plans(built)
    assert not _plans(built, workers=2)
    still = built.build()
    assert (still.articles, still.outputs) == (before.articles, before.outputs)
    assert (still.made, still.converted, still.written, still.removed) == ((), (), (), ())


def test_warnings_are_told_again(built: Project) -> None:
    """What is wrong stays wrong, though nobody looked again; what is gone, is gone once."""
    built.edit("maqal-03", body="[مسودة](maqal-04.md)\n")
    built.edit("maqal-04", draft="نعم")
    first = built.build().findings
    assert not _plans(built)
    assert [finding.code for finding in first] == ["W-LINK-HIDDEN", "W-GONE"]
    assert built.build().findings == first[:1]


def _article(project: Project) -> None:
    project.edit("maqal-01", body="نص آخر.\n")


def _same_size(project: Project) -> None:
    path = project.article_path("maqal-01")
    project.write_keeping_time(path, project.read(path).replace("سطر", "شطر"))


def _page(project: Project) -> None:
    project.write("content/pages/new.md", "---\ntitle: صفحة\n---\nنص.\n")


def _gone(project: Project) -> None:
    project.remove_article("maqal-02")


def _image(project: Project) -> None:
    project.write("content/images/two.svg", svg(120, "00ff00"))


def _layout(project: Project) -> None:
    project.substitute("layouts/base.html", "<main", "<main data-x")


def _asset(project: Project) -> None:
    project.write("assets/extra.txt", "x")


def _settings(project: Project) -> None:
    project.set_setting("tagline", "شعار آخر")


def _output_gone(project: Project) -> None:
    (project.output / "index.html").unlink()


def _output_edited(project: Project) -> None:
    place = project.output / "index.html"
    place.write_bytes(place.read_bytes().replace(b"<main", b"<MAIN"))


def _output_linked(project: Project) -> None:
    place = project.output / "index.html"
    place.rename(project.root / "moved")
    place.symlink_to(project.root / "moved")


def _manifest_gone(project: Project) -> None:
    (project.output / ".tahlil.json").unlink()


def _clock_back(project: Project) -> None:
    project.now -= timedelta(days=400)


def _time_passes(project: Project) -> None:
    """Article 4 expires."""
    project.now += timedelta(days=60)


EDITS: tuple[Edit, ...] = (
    *(_article, _same_size, _page, _gone, _image, _layout, _asset, _settings),
    *(_output_gone, _output_edited, _output_linked, _manifest_gone, _clock_back, _time_passes),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.strip("_"))
def test_anything_else_is_work(built: Project, edit: Edit) -> None:
    assert not _plans(built)
    edit(built)
    assert _plans(built)
    assert not _plans(built)
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(36)
def test_time_alone_is_no_work(built: Project) -> None:
    """Row 36: only an instant at which an article comes or goes counts."""
    built.now += timedelta(days=3)
    assert not _plans(built)


@pytest.mark.fault(52)
@pytest.mark.parametrize("what", ["_distributions", "_program"])
def test_another_program_is_work(
    built: Project, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Row 52."""
    monkeypatch.setattr(standstill, what, lambda: ("another",))
    assert _plans(built)


def test_the_editions_know_nothing_of_each_other(built: Project) -> None:
    site = built.cache / "preview" / "site"
    assert _plans(built, preview=True, output=site)
    assert not _plans(built, preview=True, output=site)
    assert not _plans(built)
    assert _plans(built, output=built.root / "elsewhere")


class Saving:
    """A writer who saves a file while a build is in a phase, so many times."""

    def __init__(self, phase: str, save: Callable[[], None], times: int = 1) -> None:
        self.awaited, self.save, self.times = phase, save, times

    def phase(self, name: str, total: int) -> None:
        if name == self.awaited and self.times > 0:
            self.times -= 1
            self.save()

    def advance(self, steps: int) -> None:
        pass


@pytest.mark.fault(22)
@pytest.mark.parametrize("phase", ["read", "make", "publish"])
@pytest.mark.parametrize("what", ["settings", "article", "layout", "image", "asset"])
def test_a_save_during_a_build_is_not_lost(built: Project, phase: str, what: str) -> None:
    """Row 22: read once more, or left to the next build."""
    edits = {
        "settings": lambda: built.set_setting("tagline", "حُفظ أثناء البناء"),
        "article": lambda: built.edit("maqal-02", body="حُفظ أثناء البناء.\n"),
        "layout": lambda: built.substitute("layouts/base.html", "<main", "<main data-x"),
        "image": lambda: built.write("content/images/two.svg", svg(121, "00ff00")),
        "asset": lambda: built.write("assets/extra.txt", "x"),
    }
    built.edit("maqal-01", title="عنوان آخر")
    build(built.request(), Saving(phase, edits[what]))
    built.build()
    assert built.tree() == built.build_clean_elsewhere()


@pytest.mark.fault(22)
def test_a_file_that_never_rests_is_named(built: Project) -> None:
    """Row 22: E-IO after the second look."""
    path = "layouts/base.html"
    saving = Saving("read", lambda: built.write(path, f"{built.read(path)} "), times=2)
    before = built.tree()
    with pytest.raises(Failed) as caught:
        build(built.request(now=built.now + timedelta(days=60)), saving)
    assert [(fault.code, fault.path) for fault in caught.value.diagnostics] == [("E-IO", path)]
    assert built.tree() == before


_PRESS = ("jinja2", "markdown", "yaml", "babel", "hijridate", "fontTools", "PIL", "nh3", "rich")
_COMMAND = """
import sys
from generator.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules)
"""


@pytest.mark.parametrize("still", [True, False], ids=["still", "work"])
def test_the_press_rests(built: Project, still: bool) -> None:
    """What is not imported need not be waited for; when there is work it is, or this proves
    nothing."""
    if not still:
        built.edit("maqal-01", title="عنوان آخر")
    command = ["build", "--project", str(built.root), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, *command],
        cwd=CHECKOUT,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(int(built.now.timestamp()))},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = set(done.stdout.split())
    assert "generator.standstill" in imported
    assert (imported.isdisjoint(_PRESS)) == still
    assert ("generator.plan" not in imported) == still


def test_nothing_is_written_when_nothing_moved(built: Project) -> None:
    """Notes are kept as they are, too."""
    built.build()
    settled = built.now + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "clock_ns", lambda: time.time_ns() + 10_000_000_000)
        built.build(now=settled)
        disk = Disk()
        disk.watch(patch, WRITING)
        noted: list[str] = []
        patch.setattr(Store, "remember", lambda _, notes: noted.extend(notes))
        built.build(now=settled)
    assert set(disk.log) <= {"make_folder", "remove"}
    assert noted == []
