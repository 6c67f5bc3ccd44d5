"""Proof of the table of faults: `python -m tests.tools.faults` runs every test that carries a row
and writes `tests/faults.md`, the rows with their tests and what became of these.

Further arguments go to pytest: `make faults PYTEST='-n 2'`. What a run left out keeps the result
that it had, so that one test can be run again (`PYTEST='-k row_71'`), or none
(`PYTEST=--collect-only`). Slow tests are asked for by `PYTEST='-m fault'`.
"""

from __future__ import annotations

import ast
import functools
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.tools.rows import SECTIONS

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "tests" / "faults.md"
NOT_RUN = "not run"

_HEAD = """\
# The table of faults, proven

Made by `make faults` from the tests that carry a row (`@pytest.mark.fault(number)`): do not edit.
The rows are in `tests/tools/rows.py`. A law test (`tests/laws/test_faults.py`) fails when a row has
no test, or when rows and tests are not those of this file.

"""


class Test(msgspec.Struct, frozen=True, order=True):
    """A test function. `path` is relative to `tests/`."""

    __test__ = False

    path: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.path}::{self.name}"


class StrayMark(Exception):
    """A mark that stands neither on a test or its class nor at the head of a module."""


@functools.cache
def proofs() -> dict[int, list[Test]]:
    """The tests of each row, by number, as their sources say."""
    found: dict[int, list[Test]] = {}
    for place in sorted((ROOT / "tests").rglob("test_*.py")):
        if "node_modules" not in place.parts:
            path = place.relative_to(ROOT / "tests").as_posix()
            for name, number in _marks(path, ast.parse(place.read_text(encoding="utf-8"))):
                found.setdefault(number, []).append(Test(path, name))
    return {number: sorted(set(tests)) for number, tests in sorted(found.items())}


def _marks(path: str, module: ast.Module) -> Iterator[tuple[str, int]]:
    """Every mark of a module, as (name of the test, row). Raises StrayMark."""
    shared = [node for node in module.body if _is_shared(node)]
    defined = [node for node in ast.walk(module) if isinstance(node, _Defined)]
    places = [*shared, *(place for node in defined for place in node.decorator_list)]
    if sum(len(_numbers(place)) for place in places) != len(_numbers(module)):
        raise StrayMark(path)
    return _marked(module.body, "", [number for node in shared for number in _numbers(node)])


_Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _marked(body: list[ast.stmt], prefix: str, above: list[int]) -> Iterator[tuple[str, int]]:
    """The marks of tests: their own, those of their class and those of the module."""
    for node in body:
        if isinstance(node, _Defined):
            name = f"{prefix}{node.name}"
            numbers = [*above, *(n for place in node.decorator_list for n in _numbers(place))]
            if isinstance(node, ast.ClassDef):
                yield from _marked(node.body, f"{name}::", numbers)
            elif node.name.startswith("test_"):
                yield from ((name, number) for number in numbers)


def _is_shared(node: ast.stmt) -> bool:
    """Whether this is `pytestmark = …`, which marks every test of a module."""
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"


def _numbers(tree: ast.AST) -> list[int]:
    """The rows of every mark in a tree."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_mark(n.func)]
    return [int(ast.literal_eval(argument)) for call in calls for argument in call.args]


def _is_mark(tree: ast.expr) -> bool:
    is_named_so = isinstance(tree, ast.Attribute) and tree.attr == "fault"
    return is_named_so and ast.unparse(tree) == "pytest.mark.fault"


# -- the run ---------------------------------------------------------------------------------------


class Outcomes:
    """A plugin of pytest: what became of each test function, the worst of its cases."""

    def __init__(self) -> None:
        self.worst: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            path, _, name = report.nodeid.partition("::")
            label = Test(path.removeprefix("tests/"), re.sub(r"\[.*", "", name)).label
            grade = _GRADES.index(report.outcome)
            self.worst[label] = max(grade, self.worst.get(label, 0))

    def words(self) -> dict[str, str]:
        return {label: _GRADES[grade] for label, grade in self.worst.items()}


_GRADES = ("passed", "skipped", "failed")


def run(arguments: list[str]) -> tuple[int, dict[str, str]]:
    """Run the tests that carry a row; the exit code, and results by label."""
    outcomes = Outcomes()
    options = ["-m", "fault and not slow", "--dist", "loadfile", "-q", *arguments]
    code = pytest.main(options, plugins=[outcomes])
    return int(code), outcomes.words()


# -- the file --------------------------------------------------------------------------------------


def without_results(text: str) -> str:
    """A table without what comes from a run, to compare its rows and tests."""
    return re.sub(rf"{_LAST_RUN.pattern}| \((?:passed|skipped|failed|not run)\)", "", text)


_LAST_RUN = re.compile(r"Results: .*\nLast run: .*\n")


def known_results(text: str) -> dict[str, str]:
    """The results that a table tells, by label."""
    return dict(re.findall(r"`(\S+)` \((passed|skipped|failed|not run)\)", text))


def table(results: dict[str, str], told: str) -> str:
    """The file: `told` says when and where the results came about."""
    found = proofs()
    parts = [_HEAD, told]
    for section, rows in SECTIONS.items():
        parts.append(f"\n## {section}\n\n| # | Fault | What happens | Kind | Tests |\n")
        parts.append("|---|---|---|---|---|\n")
        for number, row in rows.items():
            tests = (
                f"`{t.label}` ({results.get(t.label, NOT_RUN)})" for t in found.get(number, ())
            )
            cell = "<br>".join(tests) or "none"
            parts.append(
                f"| {number} | {row.fault} | {row.answer} | {row.proof.value} | {cell} |\n"
            )
    notes = [(n, row.note) for rows in SECTIONS.values() for n, row in rows.items() if row.note]
    parts.append("\n## Where we do otherwise\n\n")
    parts.extend(f"- **Row {number}.** {note}\n" for number, note in notes)
    return "".join(parts)


def write(fresh: dict[str, str]) -> None:
    """Write the file. A test without a fresh result keeps the one that it had."""
    written = PLACE.read_text(encoding="utf-8") if PLACE.exists() else ""
    old = known_results(written)
    labels = sorted({test.label for tests in proofs().values() for test in tests})
    results = {label: fresh.get(label, old.get(label, NOT_RUN)) for label in labels}
    grades = list(results.values())
    counts = ", ".join(f"{grades.count(grade)} {grade}" for grade in (*_GRADES, NOT_RUN))
    run = re.findall("^Last run: (.*)$", written, re.MULTILINE)
    last = f"{datetime.now(UTC):%Y-%m-%d}, {_here()}" if fresh else "".join(run[:1])
    PLACE.write_text(table(results, f"Results: {counts}.\nLast run: {last}\n"), encoding="utf-8")


def _here() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return f"commit {commit or 'unknown'}, Python {platform.python_version()}, {platform.system()}"


def main(arguments: list[str]) -> int:
    code, fresh = run(arguments)
    write(fresh)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
