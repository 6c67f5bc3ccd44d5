"""A site is seen at a moment that it is told (`--now`): the clock of the machine is read in few
places, by name, and never for what a page shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.laws.imports import modules

CALENDAR = frozenset({"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "ctime"})
"""Functions of `datetime`, `date` and `time` that ask what time it is."""
OWNERS = frozenset({"datetime", "date", "time", "dt"})
READERS = {
    "generator.commands.options": "the moment of a command",
    "generator.serve.rebuild": "the moment of a preview",
    "generator.check.outside": "how old the answers of other hosts are",
    "generator.deploy": "since when a deployment is under way, for a message",
    "generator.build": "since when a run holds the lock, for a message",
    "generator.files": "stamps of files",
}
"""Who reads the clock of the machine, and for what."""


def _readings(module: str) -> Iterator[str]:
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = node.func.value, node.func.attr
            if isinstance(owner, ast.Name) and owner.id in OWNERS and name in CALENDAR:
                yield f"{owner.id}.{name}"


def test_nothing_else_reads_the_clock() -> None:
    found = {module: list(_readings(module)) for module in modules()}
    assert {module for module, readings in found.items() if readings} == set(READERS)
