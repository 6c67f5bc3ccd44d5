"""What the laws are tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import files
from tests.project import Project, cut_typefaces


@pytest.fixture(scope="session")
def typefaces(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The store of the cut typefaces, one for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    return cut_typefaces((base if worker_id == "master" else base.parent) / "typefaces")


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing everything to the disk matters when the power fails, which no test here does, and
    hundreds of builds would wait for whatever else the machine is writing."""
    monkeypatch.setattr(files, "sync", lambda _: None)


@pytest.fixture
def project(tmp_path: Path, typefaces: Path) -> Project:
    """A publication of ten articles, not built yet."""
    return Project.create(tmp_path / "project", typefaces)


@pytest.fixture
def built(project: Project) -> Project:
    """The same, published."""
    project.build()
    return project
