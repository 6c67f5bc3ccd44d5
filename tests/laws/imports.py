"""What imports what, read from the source: nothing is run."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.project import CHECKOUT

PACKAGE = CHECKOUT / "generator"


@functools.cache
def modules() -> dict[str, Path]:
    """Every module of the generator by its name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(CHECKOUT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room_of(module: str) -> str:
    """`generator.feeds.rss` is in the room `feeds`; the package itself has none."""
    return module.split(".")[1] if "." in module else ""


@functools.cache
def named_by(module: str) -> frozenset[str]:
    """The modules that a module imports anywhere in it; those of others by their first part."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in _named(node))


def imports_of(module: str) -> frozenset[str]:
    """The same, and the packages around it, which are imported on the way."""
    packages = {module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)}
    return named_by(module) | packages


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (_known(alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield from (_known(f"{node.module}.{alias.name}") for alias in node.names)


def _known(name: str) -> str:
    """The longest part of a dotted name that is a module of ours, or else its first part."""
    if name.partition(".")[0] != "generator":
        return name.partition(".")[0]
    while name not in modules():
        name = name.rpartition(".")[0]
    return name


def closure(entries: Iterable[str]) -> frozenset[str]:
    """The modules, ours and others', that importing these brings in by our own imports."""
    found: set[str] = set()
    pending = list(entries)
    while pending:
        module = pending.pop()
        if module not in found:
            found.add(module)
            if module in modules():
                pending += imports_of(module)
    return frozenset(found)
