"""The library, built once for the tests of a process."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tests.search.library import Library


@functools.cache
def _library(folder: Path) -> Library:
    return Library.built(folder / "library")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return _library(tmp_path_factory.getbasetemp())
