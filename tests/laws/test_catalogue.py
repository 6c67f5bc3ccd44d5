"""Law 8: every front-matter field is used; every fault is documented, speaks both languages alike
and has a test that raises it. The catalogue `generator/FAULTS.md` is made here (`--refresh`)."""

from __future__ import annotations

import ast
import importlib
import re
import string
from pathlib import Path

import pytest

from generator.content import schema
from generator.diagnostics import Exit, Fault
from generator.schema import Table
from tests.laws.imports import PACKAGE, modules, room_of
from tests.project import CHECKOUT

CATALOGUE = PACKAGE / "FAULTS.md"

TABLES = {name: table for name, table in vars(schema).items() if isinstance(table, Table)}
INTERNAL: frozenset[str] = frozenset()
"""Fields that are read and shape no output. None so far."""


def _attributes_read() -> set[str]:
    """Every attribute that the meaning, the pages or the feeds ask for."""
    rooms = ("graph", "pages", "feeds")
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for module, path in modules().items()
        if room_of(module) in rooms
    )
    return {
        node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_used(table: str) -> None:
    names = {field.into or field.name for field in TABLES[table].fields}
    assert names - _attributes_read() - INTERNAL == set()


def _faults() -> list[Fault]:
    """Every fault that a module declares, by code."""
    found: dict[int, Fault] = {}
    for name in modules():
        if not name.endswith("__main__"):
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, Fault):
                    found[id(value)] = value
    return sorted(found.values(), key=lambda fault: (fault.code, fault.en))


FAULTS = _faults()


ENGLISH_ONLY = {"problem"}
"""Words of the YAML parser, which are English."""


def _places(text: str) -> set[str]:
    """The names of the places in a sentence. Those that differ by language count as one, such as a
    key and its Arabic twin."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {"key" if n == "twin" else n.removesuffix("_ar").removesuffix("_en") for n in names}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_says_the_same_in_both_languages(fault: Fault) -> None:
    assert _places(fault.ar) == _places(fault.en) - ENGLISH_ONLY
    assert _places(fault.hint_ar) == _places(fault.hint_en)
    assert all((fault.ar, fault.en, fault.hint_ar, fault.hint_en))


def test_a_code_tells_its_severity() -> None:
    """`E-…` stops the publication, `W-…` does not, and one code has one exit code."""
    assert {f.code for f in FAULTS if f.code[:2] != f"{f.severity.value[0].upper()}-"} == set()
    exits: dict[str, set[Exit]] = {}
    for fault in FAULTS:
        exits.setdefault(fault.code, set()).add(fault.exit_code)
    assert {code: found for code, found in exits.items() if len(found) > 1} == {}


NAMES = {"anchor", "file", "folder", "gone", "page", "path", "paths", "source", "sources", "target"}
"""Places of sentences that hold names of files and addresses."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_no_stop_clings_to_the_name_of_a_file(fault: Fault) -> None:
    """`x.md.` would be copied with its stop, and a folder named `.` would read as `..`."""
    written = f"{fault.ar} {fault.en} {fault.hint_ar} {fault.hint_en}"
    assert set(re.findall(r"\{(\w+)\}\.(?!\w)", written)) & NAMES == set()


def _sources_of_tests() -> str:
    folder = CHECKOUT / "tests"
    paths = (path for path in folder.rglob("*.py") if "node_modules" not in path.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_code_has_a_test() -> None:
    """A test names the code that it raises."""
    tests = _sources_of_tests()
    named = {code for code in {f.code for f in FAULTS} if f'"{code}"' in tests}
    assert sorted({fault.code for fault in FAULTS} - named) == []


# -- the catalogue ---------------------------------------------------------------------------------

_HEAD = """\
# Faults

Every message of the generator, made from the source by `pytest --refresh tests/laws`: do not edit.
`{name}` stands for a value. An error (E) stops the publication, a warning (W) does not. Exit codes:
0 well, 1 content, 2 usage or settings, 3 disk or lock, 4 deploy incomplete, 5 our own mistake,
130 interrupted.

| Code | Exit | English | Arabic | What to do |
|---|---|---|---|---|
"""


def _catalogue() -> str:
    rows = [
        (fault.code, str(int(_exit_of(fault))), fault.en, fault.ar, fault.hint_en)
        for fault in FAULTS
    ]
    return _HEAD + "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _exit_of(fault: Fault) -> Exit:
    return fault.exit_code if fault.code.startswith("E-") else Exit.OK


def _cell(text: str) -> str:
    return " ".join(text.split("\n")).replace("|", "\\|")


def test_the_catalogue_is_up_to_date(refresh: bool) -> None:
    if refresh:
        CATALOGUE.write_text(_catalogue(), encoding="utf-8")
    assert _read(CATALOGUE) == _catalogue(), "run pytest --refresh tests/laws/test_catalogue.py"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
