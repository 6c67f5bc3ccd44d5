"""What the laws are tried on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator import files, recipes
from generator.engine.memo import Task, memoise
from generator.engine.store import Store
from generator.engine.workers import Workers
from generator.typefaces import TYPEFACES
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


@pytest.fixture(scope="session")
def known_typefaces(typefaces: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of each typeface by its key, out of the store."""
    folder = tmp_path_factory.mktemp("known")
    shutil.copy(typefaces, folder / "store.sqlite")
    store = Store.open(folder)
    tasks = [Task(face, lambda: None) for face in TYPEFACES]
    cut = memoise(recipes.CUT, tasks, recipes.Cut, store, Workers(1))
    found = {
        face.key: store.get(facts.digest) or b""
        for face, facts in zip(TYPEFACES, cut.facts, strict=True)
        if facts
    }
    store.close()
    return found


@pytest.fixture
def quick_typefaces(known_typefaces: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that lose the cache again and again: cutting is looking up what was cut before."""
    monkeypatch.setattr("generator.typefaces.subset", lambda face: known_typefaces[face.key])


@pytest.fixture
def project(tmp_path: Path, typefaces: Path) -> Project:
    """A publication of ten articles, not built yet."""
    return Project.create(tmp_path / "project", typefaces)


@pytest.fixture
def built(project: Project) -> Project:
    """The same, published."""
    project.build()
    return project
