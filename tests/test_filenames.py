"""Names of files: what leaves its folder, and what some disk cannot hold."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.filenames import escapes, is_portable, longest_part


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "path",
    ["..", "a/../b", "./a", "a/.", "a//b", "//a", "a\\b", "C:a", "%2E%2e", "a%2Fb", "a\0", "%00"],
)
def test_row_28_paths_that_leave_their_folder(path: str) -> None:
    assert escapes(path)


@pytest.mark.fault(28)
@given(st.text("ab./\\%2eC:", max_size=12))
def test_row_28_what_does_not_escape_stays_inside(path: str) -> None:
    if not escapes(path):
        inside = posixpath.normpath(posixpath.join("/root", path.lstrip("/")))
        assert inside == "/root" or inside.startswith("/root/")


@pytest.mark.fault(109)
@pytest.mark.parametrize(
    "path",
    ["con", "a/NUL.md", "aux", "lpt9", "COM1.tar.gz", "a.", "a /b", *(f"a{c}" for c in ':*?"<>|')],
)
def test_row_109_names_that_some_system_refuses(path: str) -> None:
    assert not is_portable(path)


@pytest.mark.fault(109)
@pytest.mark.parametrize("path", ["console", "خبر/عاجل", "a.b/c", "com10", "a b", ""])
def test_row_109_names_that_every_system_takes(path: str) -> None:
    assert is_portable(path)


@pytest.mark.fault(108)
def test_row_108_parts_are_measured_in_bytes() -> None:
    assert longest_part("ab/حرف/x") == 6
