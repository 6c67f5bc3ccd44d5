"""The library, built once for the tests of a process."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tests.project import Project
from tests.search.library import Library
from tests.sites.publication import press as press


@functools.cache
def _library(folder: Path) -> Library:
    return Library.built(folder / "library")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return _library(tmp_path_factory.getbasetemp())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A publication of ten articles, not built yet."""
    return Project.create(tmp_path / "project")
