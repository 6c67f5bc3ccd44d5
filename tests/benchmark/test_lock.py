"""The lock of what `make bench` installs: pinned, with hashes, and no place to fetch from."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_hugo_is_locked_and_installed_from_its_lock_alone() -> None:
    lock = (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
    requirements = re.findall(r"(?m)^([a-z].*?) \\\n((?:    --hash=.*\n)+)", lock)
    assert requirements
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+( ; .+)?", name) for name, _ in requirements)
    assert all("--hash=sha256:" in hashes for _, hashes in requirements)
    assert "://" not in lock
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(LOCKED) requirements-bench.lock" in makefile
    assert "hugo" not in (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
