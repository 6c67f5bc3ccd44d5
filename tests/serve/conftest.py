"""Projects to preview. The first one fills a cache that the others begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.serve.projects import make_project, warm


@pytest.fixture(scope="session")
def warm_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm(make_project(tmp_path_factory.mktemp("warm") / "project"))


@pytest.fixture
def project(warm_project: Path, tmp_path: Path) -> Path:
    """A small project of the test's own, which builds within a second."""
    return Path(shutil.copytree(warm_project, tmp_path / "project"))
