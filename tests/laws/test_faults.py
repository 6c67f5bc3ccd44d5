"""Every row of the table of faults has a test, and `tests/faults.md` tells which."""

from __future__ import annotations

import ast

import pytest

from tests.tools import faults
from tests.tools.rows import ROWS


def test_every_row_has_a_test() -> None:
    assert list(ROWS) == list(range(1, 117))
    found = faults.proofs()
    assert sorted(found.keys() - ROWS.keys()) == [], "no such row"
    assert sorted(ROWS.keys() - found.keys()) == [], "no test has this row"


def test_the_file_tells_the_rows_and_their_tests(refresh: bool) -> None:
    """`make faults` writes it anew, `--refresh` all but the results. These come from a run, and are
    not compared."""
    if refresh:
        faults.write({})
    written = faults.PLACE.read_text(encoding="utf-8")
    assert faults.without_results(written) == faults.without_results(faults.table({}, "")), (
        "run `make faults`"
    )


def test_no_mark_is_overlooked() -> None:
    """Marks are read from decorators and from `pytestmark`; elsewhere they would count
    for pytest and not for the table."""
    stray = "import pytest\nCASES = [pytest.param(1, marks=pytest.mark.fault(1))]\n"
    with pytest.raises(faults.StrayMark):
        list(faults._marks("x", ast.parse(stray)))
    shared = "import pytest\npytestmark = pytest.mark.fault(2)\ndef test_x(): ...\n"
    assert list(faults._marks("x", ast.parse(shared))) == [("test_x", 2)]
    of_a_class = "import pytest\n@pytest.mark.fault(3)\nclass TestIt:\n  def test_x(self): ...\n"
    assert list(faults._marks("x", ast.parse(of_a_class))) == [("TestIt::test_x", 3)]
