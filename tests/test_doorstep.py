"""The doorstep keeps its promises: what is installed is locked, and one command proves it all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
LEFT_OUT = "isso 0.14.0 requires misaka, which is not installed."
"""It has no wheels, and Isso imports it only where its settings ask for it."""

# Older ones have published faults.
FLOORS = {"jinja2": "3.1.6", "markdown": "3.8.1", "nh3": "0.3.8", "pillow": "12.3.0"}


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _locked(name: str) -> dict[str, list[str]]:
    """The requirements of a lock file, each with its hashes."""
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^\s*#.*\n", "", _read(name))).splitlines()
    found = {}
    for line in lines:
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        found[requirement] = hashes
    return found


def _versions(name: str) -> dict[str, Version]:
    requirements = [Requirement(line) for line in _locked(name)]
    return {each.name: Version(next(iter(each.specifier)).version) for each in requirements}


def _commands(text: str) -> list[str]:
    """The lines that call make, less their comments."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [line for line in lines if line.startswith("make ")]


@pytest.mark.fault(111)
@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_is_pinned_and_has_hashes(name: str) -> None:
    locked = _locked(name)
    assert len(locked) > 20
    for requirement, hashes in locked.items():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+( ; .+)?", requirement)
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)


@pytest.mark.parametrize("name", [*LOCKS, "Makefile", ".ci/run", "tests/tools/.npmrc"])
def test_no_address_to_fetch_from_is_written_down(name: str) -> None:
    assert not re.search(r"://|index-url|find-links|trusted-host|registry=", _without_flags(name))


def _without_flags(name: str) -> str:
    return _read(name).replace("--no-emit-index-url", "")


@pytest.mark.fault(111)
def test_the_npm_lock_has_digests_and_no_addresses() -> None:
    packages = json.loads(_read("tests/tools/package-lock.json"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-")


def test_the_runtime_lock_is_part_of_the_other() -> None:
    runtime, dev = _versions(LOCKS[0]), _versions(LOCKS[1])
    assert runtime.items() <= dev.items()


def test_every_dependency_is_locked_in_its_range() -> None:
    project = tomllib.loads(_read("pyproject.toml"))
    groups = project["dependency-groups"]
    for name, wanted in (
        (LOCKS[0], [*project["project"]["dependencies"], *groups["build"]]),
        (LOCKS[1], groups["dev"]),
    ):
        versions = _versions(name)
        for requirement in map(Requirement, wanted):
            assert versions[requirement.name] in requirement.specifier


@pytest.mark.fault(112)
@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_versions_with_known_faults_are_refused(name: str, floor: str) -> None:
    declared = tomllib.loads(_read("pyproject.toml"))["project"]["dependencies"]
    (requirement,) = (each for each in map(Requirement, declared) if each.name == name)
    assert {(part.operator, part.version) for part in requirement.specifier} == {(">=", floor)}
    assert all(_versions(lock)[name] >= Version(floor) for lock in LOCKS)


@pytest.mark.fault(111)
def test_pip_refuses_a_package_whose_hash_changed(tmp_path: Path) -> None:
    wheel = _make_wheel(tmp_path / "wheels")
    good = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert _install(tmp_path, wheel.parent, good).returncode == 0
    assert (tmp_path / "installed" / "parcel.py").exists()

    answer = _install(tmp_path, wheel.parent, "0" * 64)
    assert answer.returncode != 0
    assert "DO NOT MATCH THE HASHES" in answer.stderr


def _make_wheel(folder: Path) -> Path:
    folder.mkdir()
    wheel = folder / "parcel-1.0-py3-none-any.whl"
    info = "parcel-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("parcel.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def _install(folder: Path, wheels: Path, digest: str) -> subprocess.CompletedProcess[str]:
    lock = folder / "requirements.lock"
    lock.write_text(f"parcel==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    options = (
        f"--no-index --find-links {wheels.name} --require-hashes --no-deps --no-cache-dir"
        " --disable-pip-version-check --target installed --upgrade -r requirements.lock"
    )
    return subprocess.run(
        [sys.executable, "-m", "pip", "install", *options.split()],
        cwd=folder,
        env=bare | {"PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
    )


@pytest.mark.fault(111)
def test_the_makefile_installs_locked_packages_only() -> None:
    makefile = _read("Makefile")
    assert "LOCKED := $(INSTALL) --no-deps --require-hashes --only-binary :all: -r" in makefile
    installs = re.findall(r"(?m)^\t@(\$\((?:LOCKED|INSTALL)\) .*)$", makefile)
    assert installs == [
        "$(LOCKED) requirements.lock",
        "$(INSTALL) --no-deps --no-index --no-build-isolation --editable .",
        "$(LOCKED) requirements-dev.lock",
        (
            "$(INSTALL) --no-deps --require-hashes --no-build-isolation --no-binary isso"
            " -r requirements-comments.lock"
        ),
    ]


def test_the_locks_leave_nothing_out() -> None:
    """They are installed without a look for what their packages need."""
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert answer.stdout.splitlines() == [LEFT_OUT]


def test_ci_runs_what_the_readme_tells_a_reader() -> None:
    assert _commands(_read(".ci/run")) == ["make lint", "make test"]
    assert "make test" in _commands(_read("README.md"))
    assert "make preview" in _commands(_read("README.md"))


def test_the_readme_names_only_targets_that_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", _read("Makefile")))
    named = set(re.findall(r"(?m)(?:^|`)make ([a-z-]+)", _read("README.md")))
    assert named <= targets
