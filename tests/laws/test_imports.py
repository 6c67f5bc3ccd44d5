"""Law 7: imports flow one way; every module imports alone; nothing works at import; and what a
recipe's code imports is part of its key."""

from __future__ import annotations

import graphlib
import importlib.metadata
import inspect
import subprocess
import sys
import sysconfig
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from generator import recipes
from generator.engine.memo import Product
from generator.engine.recipe import Recipe
from tests.laws.imports import closure, imports_of, modules, named_by, room_of
from tests.project import CHECKOUT

ROWS = (
    ("arabic", "filenames", "keys", "mediatypes"),
    ("diagnostics",),
    ("files", "plaintext"),
    ("yamltext",),
    ("schema",),
    ("engine", "request"),
    ("run",),
    ("standstill",),
    ("config",),
    ("settings",),
    ("comments", "content", "markup", "images", "rendering", "intake"),
    ("graph",),
    ("pages", "feeds", "search"),
    ("recipes", "explain", "moved"),
    ("reading", "discussion", "cluster", "gone"),
    ("indexing", "strays"),
    ("plan",),
    ("holding",),
    ("build", "glance"),
    (
        "check",
        "editors",
        "importers",
        "inspection",
        "newarticle",
        "schedule",
        "searching",
        "terminal",
    ),
    ("serve", "deploy", "moderation", "newsite"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""The rooms, ground first (house.md section 1). A room imports any row below its own."""

HEIGHT = {room: height for height, row in enumerate(ROWS) for room in row}


def test_every_room_has_a_row() -> None:
    assert {room_of(module) for module in modules()} - {""} <= HEIGHT.keys()


@pytest.mark.parametrize("room", HEIGHT)
def test_imports_flow_down(room: str) -> None:
    """A room never imports its own row, except itself, nor a row above."""
    upward = [
        f"{module} imports {imported}"
        for module in modules()
        if room_of(module) == room
        for imported in imports_of(module)
        if imported in modules()
        and room_of(imported) not in ("", room)
        and HEIGHT[room_of(imported)] >= HEIGHT[room]
    ]
    assert upward == []


def test_no_module_leads_back_to_itself() -> None:
    """Without circles, any module can be the first that is imported."""
    graph = {module: named_by(module) & modules().keys() for module in modules()}
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert len(order) == len(graph)


def test_every_module_imports() -> None:
    """From a fresh interpreter, those that others build on last."""
    names = [name for name in modules() if not name.endswith("__main__")]
    _run("import importlib, sys; [importlib.import_module(n) for n in sys.argv[1:]]", *names[::-1])


_WATCHED = """
import os, socket, subprocess, sys, sysconfig, threading
root, allowed = sys.argv[1], tuple(filter(None, sys.argv[2:]))
fresh = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.fork"):
        fresh.append((event, str(arguments)))
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        writes = isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if writes and not path.endswith(".pyc") and "__pycache__" not in path:
            fresh.append((event, path))
        elif not path.startswith(allowed) and not path.startswith(os.path.join(root, "generator")):
            fresh.append((event, path))
sys.addaudithook(watch)
sys.path.insert(0, root)
import generator.cli, generator.serve.server, generator.inspection, generator.newarticle
assert threading.active_count() == 1, threading.enumerate()
assert not fresh, fresh
"""


def test_no_work_at_import() -> None:
    """Importing all of it opens nothing but source, and starts nothing."""
    places = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    _run(_WATCHED, str(CHECKOUT), *sorted(filter(None, places)), sys.base_prefix, "/usr", "/etc")


def _run(script: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", script, *arguments],
        cwd=CHECKOUT,
        env={"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


# -- the keys of recipes ---------------------------------------------------------------------------

RECIPES: dict[str, Recipe[Any, Any, Any]] = {
    name: value for name, value in vars(recipes).items() if isinstance(value, Recipe)
}
_CARRIED = {"RENDER": ("generator.pages",), "FEED": ("generator.feeds",)}
"""Modules whose code or types travel in the value or the payload under the name Any."""
_CONTAINERS = {recipes.__name__, Product.__module__}
"""The recipes themselves, and the engine that hands their results over."""
_NEUTRAL = frozenset({"msgspec", "typing_extensions"})
"""Libraries that shape keys and caches, and no result."""


def _entries(function: Callable[..., Any]) -> Iterator[str]:
    """The modules that a function of recipes.py and its helpers there name."""
    pending, seen = [function], set()
    while pending:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        for name in _names(current.__code__):
            if name in modules():  # imported where it is used
                yield name
            value = current.__globals__.get(name)
            home = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", "")
            if home == recipes.__name__ and inspect.isfunction(value):
                pending.append(value)
            else:
                yield home
        for kind in typing.get_type_hints(current).values():
            yield from _homes(kind)


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _homes(kind: Any) -> Iterator[str]:
    """The modules of a type, of its arguments and, for types of recipes.py, of its fields."""
    yield getattr(kind, "__module__", "")
    for argument in typing.get_args(kind):
        yield from _homes(argument)
    if isinstance(kind, msgspec.StructMeta) and kind.__module__ == recipes.__name__:
        for field in typing.get_type_hints(kind).values():
            yield from _homes(field)


def _reached(name: str) -> frozenset[str]:
    entries = {
        entry
        for entry in (*_entries(RECIPES[name].make), *_CARRIED.get(name, ()))
        if entry.partition(".")[0] == "generator" and entry not in _CONTAINERS
    }
    return closure(entries)


@pytest.mark.fault(52)
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_the_rooms_that_it_runs_through(name: str) -> None:
    """Else editing their code would leave stale results behind. The recipes themselves count."""
    rooms = {room_of(module) for module in _reached(name) if module in modules()} - {""}
    missing = (rooms | {"recipes"}) - set(RECIPES[name].rooms)
    assert sorted(missing) == []


@pytest.mark.fault(52)
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_the_libraries_that_it_runs_through(name: str) -> None:
    """Else another version of one would not be noticed (faults row 52)."""
    distributions = importlib.metadata.packages_distributions()
    used = {
        distribution.lower()
        for module in _reached(name) - modules().keys() - sys.stdlib_module_names
        for distribution in distributions.get(module, [])
    }
    declared = {library.lower() for library in RECIPES[name].libraries}
    assert sorted(used - declared - _NEUTRAL) == []


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_nothing_that_is_not_there(name: str) -> None:
    recipe = RECIPES[name]
    assert {room for room in recipe.rooms if f"generator.{room}" not in modules()} == set()
    for library in recipe.libraries:
        assert importlib.metadata.version(library)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_a_top_level_function(name: str) -> None:
    """So that any process can run it."""
    make = RECIPES[name].make
    assert getattr(sys.modules[make.__module__], make.__name__) is make
