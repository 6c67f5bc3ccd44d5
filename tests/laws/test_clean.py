"""Law 1: an incremental build is a clean build, byte for byte (faults rows 12, 35 to 38, 53, 54).

Hypothesis draws the edits of a writer, a designer and an editor, kills builds, damages caches and
turns clocks; after each step the published folder is compared with what a clean build makes of the
same sources. `make test` takes two hundred steps, always the same; `make soak` takes thousands,
others each time, and prints those that failed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from generator.diagnostics import Failed, as_text
from generator.engine import manifest as manifests
from tests.laws.edits import EDITS, Edit, Script, lost_cache
from tests.laws.faults import KILLING, Disk, die, in_child, wait_for
from tests.project import Project, Tree, differences

BAGHDAD = ZoneInfo("Asia/Baghdad")
FOREIGN: Tree = {"CNAME": b"example.org", ".well-known/own.txt": b"mine", "a/own.txt": b"mine"}
"""What others put into the published folder."""

_EDITS = st.sampled_from([edit for edit, often in EDITS.items() for _ in range(often)])
_SEEDS = st.integers(0, 2**32)


class Publication(RuleBasedStateMachine):
    """A publication, and all that may happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="tahlil-"))
        self.project = Project.create(self.folder / "project")
        self.script = Script(self.project, Random(0))
        self.is_doubtful = False
        """Whether damage may lie in the cache that nothing has looked at yet."""
        self.project.build()
        for path, data in FOREIGN.items():
            self.project.write(f"public/{path}", data)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(edit=_EDITS, seed=_SEEDS)
    def somebody_edits(self, edit: Edit, seed: int) -> None:
        """Rows 53, 54; law 9: exactly the texts that changed were converted, exactly the files that
        changed were written."""
        self.script.chance = Random(seed)
        expected = self.script.step(edit)
        self._check(None if self.is_doubtful else expected)
        self.is_doubtful &= edit is not lost_cache

    @rule(edit=_EDITS, seed=_SEEDS)
    def a_build_is_killed(self, edit: Edit, seed: int) -> None:
        self.script.chance = Random(seed)
        self.script.step(edit)
        before = self.project.tree()

        def build_and_die() -> None:
            with pytest.MonkeyPatch.context() as patch:
                Disk(die, Random(seed).randrange(1, 60)).watch(patch, KILLING)
                self.project.build()

        wait_for(in_child(build_and_die))
        after, new = self.project.tree(), self.project.build_clean_elsewhere()
        torn = [
            path for path, data in after.items() if data not in (before.get(path), new.get(path))
        ]
        assert torn == [], self._told()
        self.project.build()  # what it rolls forward is in no report
        self._check(None)

    @rule(seed=_SEEDS, width=st.sampled_from([1, 64, 5000]))
    def a_cache_is_damaged(self, seed: int, width: int) -> None:
        """Bytes turned over, or the rest cut off: of the store or the manifest."""
        chance = Random(seed)
        kept = [path for path in sorted(self.project.cache.iterdir()) if path.is_file()]
        place = chance.choice([*kept, self.project.output / manifests.NAME])
        data = bytearray(place.read_bytes())
        at = chance.randrange(len(data) + 1)
        data[at : at + width] = bytes(byte ^ 0xFF for byte in data[at : at + width])
        place.write_bytes(data if chance.random() < 0.7 else data[:at])
        self._check(None)
        self.is_doubtful = True
        if chance.random() < 0.7:
            lost_cache(self.script)
            self.project.build()
            self.is_doubtful = False

    def _check(self, expected: set[str] | None) -> None:
        project, told = self.project, self._told()
        before = project.tree()
        try:
            report = project.build()
        except Failed as failed:
            pytest.fail("\n".join([told, *(as_text(d, "en") for d in failed.diagnostics)]))
        after = project.tree()
        assert FOREIGN.items() <= after.items(), told
        ours = {path: data for path, data in after.items() if path not in FOREIGN}
        assert differences(ours, project.build_clean_elsewhere()) == [], told
        assert _leaks(ours, self._hidden()) == [], told
        changed = {path for path in differences(before, after) if path != manifests.NAME}
        assert changed <= {*report.written, *report.removed}, told
        assert set(report.written) <= set(report.made), told
        if expected is not None:
            assert {Path(path).stem for path in report.converted} == expected, told
        if self.script.count % 10 == 0:
            _same_preview(project, told)

    def _told(self) -> str:
        return f"step {self.script.count}, edits {self.script.log[-6:]}"

    def _hidden(self) -> Iterator[str]:
        """The short links of articles that are not public."""
        now = self.project.now
        for fields in self.project.fields.values():
            begins = [fields[key] for key in ("date", "embargo") if key in fields]
            is_early = any(_instant(text) > now for text in begins)
            is_late = "expires" in fields and _instant(fields["expires"]) <= now
            if "draft" in fields or is_early or is_late:
                yield f"a/{fields['id']}/"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BAGHDAD)


def _leaks(tree: Tree, hidden: Iterator[str]) -> list[tuple[str, str]]:
    """Rows 35, 37: where the short link of what is not public stands, in a name or a byte."""
    marks = [(mark, mark.encode()) for mark in hidden]
    return [
        (path, mark)
        for path, data in tree.items()
        for mark, sought in marks
        if sought in data or mark in path
    ]


def _same_preview(project: Project, told: str) -> None:
    """The preview shares the cache, and shows more: neither may spoil the other."""
    site = project.cache / "preview" / "site"
    project.build(preview=True, output=site)
    made = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert differences(made, project.build_clean_elsewhere(preview=True)) == [], told


_COMMON = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    # No shrinking: every try would cost hundreds of builds. Add it while hunting a fault.
    phases=[Phase.explicit, Phase.generate],
)


@pytest.mark.fault(12, 35, 36, 37, 38, 52, 53, 54)
def test_incremental_equals_clean_after_every_step() -> None:
    few = settings(_COMMON, max_examples=5, stateful_step_count=40, derandomize=True)
    run_state_machine_as_test(Publication, settings=few)


@pytest.mark.slow
@pytest.mark.fault(53)
def test_incremental_equals_clean_for_long() -> None:
    many = settings(_COMMON, max_examples=50, stateful_step_count=80, print_blob=True)
    run_state_machine_as_test(Publication, settings=many)
