"""Law 1: an incremental build is a clean build, byte for byte (faults rows 12, 36, 37, 53, 54)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from generator.diagnostics import Failed, as_text
from tests.laws.edits import Script
from tests.project import Project, differences

SEEDS = (20261123, 1, 2, 3)
STEPS = 50


@pytest.mark.fault(12, 36, 37, 53, 54)
@pytest.mark.parametrize("seed", SEEDS)
def test_incremental_equals_clean_after_every_edit(tmp_path: Path, seed: int) -> None:
    """Rows 53, 54; law 9: exactly the texts that changed were converted, exactly the files that
    changed were written."""
    run_script(tmp_path, seed, STEPS)


@pytest.mark.fault(53)
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_incremental_equals_clean_for_long(tmp_path: Path, seed: int) -> None:
    run_script(tmp_path, seed, 200)


def run_script(folder: Path, seed: int, steps: int) -> None:
    project = Project.create(folder / "project")
    script = Script(project, Random(seed))
    project.build()
    for _ in range(steps):
        before = project.tree()
        expected = script.step()
        told = f"seed {seed}, step {script.count}, edits {script.log[-6:]}"
        try:
            report = project.build()
        except Failed as failed:
            pytest.fail("\n".join([told, *(as_text(d, "en") for d in failed.diagnostics)]))
        after = project.tree()
        assert differences(after, project.build_clean_elsewhere()) == [], told
        changed = {path for path in differences(before, after) if path != ".tahlil.json"}
        assert changed <= {*report.written, *report.removed}, told
        assert set(report.written) <= set(report.made), told
        if expected is not None:
            assert {Path(path).stem for path in report.converted} == expected, told
        if script.count % 10 == 0:
            _same_preview(project, told)


def _same_preview(project: Project, told: str) -> None:
    """The preview shares the cache, and shows more: neither may spoil the other."""
    site = project.cache / "preview" / "site"
    project.build(preview=True, output=site)
    made = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert differences(made, project.build_clean_elsewhere(preview=True)) == [], told
