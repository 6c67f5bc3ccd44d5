"""What the laws are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import files
from tests.project import Project


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing everything to the disk matters when the power fails, which no test here does, and
    hundreds of builds would wait for whatever else the machine is writing."""
    monkeypatch.setattr(files, "sync", lambda _: None)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A publication of ten articles, not built yet."""
    return Project.create(tmp_path / "project")


@pytest.fixture
def built(project: Project) -> Project:
    """The same, published."""
    project.build()
    return project
