"""layouts/strings.yaml: its faults, and that layouts and strings fit each other."""

from __future__ import annotations

import re

import pytest
from jinja2 import nodes

from generator.diagnostics import Diagnostic, Failed, Span
from generator.rendering.environment import make_environment
from generator.rendering.strings import Strings, parse_strings
from tests.rendering.samples import layout_files

FORMS = "  zero: a\n  one: b\n  two: c\n  few: d\n  many: e\n"
COMPUTED = {"status": 4, "list": 6, "index": 5}
"""Keys that layouts make from a value, by their beginning, and how many there are."""


def faults(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Failed) as caught:
        parse_strings(text, "layouts/strings.yaml")
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("text", "span", "says"),
    [
        (f"a: x\nminutes:\n{FORMS}", Span(2), "other"),
        ("a: [x, y]\n", Span(1), "a"),
        ("a:\n  one: [x]\n", Span(1), "a"),
        ("a: x\na: y\n", Span(2), "twice"),
        ("a: b: c\n", Span(1, 5), "colon"),
        ("- a\n", Span(1), "key"),
    ],
)
def test_a_fault_is_shown_at_its_line(text: str, span: Span, says: str) -> None:
    (fault,) = faults(text)
    assert (fault.code, fault.path, fault.span) == ("E-STR", "layouts/strings.yaml", span)
    assert says in fault.text.en


def test_all_missing_forms_are_named_and_all_faults_found() -> None:
    first, second = faults("a:\n  one: x\nb: [x]\n")
    assert "zero, two, few, many, other" in first.text.en
    assert second.span == Span(3)


def _strings() -> Strings:
    return parse_strings(layout_files()["strings.yaml"], "layouts/strings.yaml")


def _used() -> tuple[set[str], set[str]]:
    """Keys that layouts write out, in `t(…)` and in `count(…)`; computed ones are left out."""
    sources = {name: text for name, text in layout_files().items() if name.endswith(".html")}
    environment = make_environment(sources, _strings())
    texts, plurals = set(), set()
    for name, source in sources.items():
        tree = environment.parse(source, name)
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                texts.add(call.args[0])
        for counted in tree.find_all(nodes.Filter):
            if counted.name == "count":
                plurals.add(counted.args[0])
            if counted.name == "forms" and counted.node:
                plurals.add(counted.node)
    return _constants(texts), _constants(plurals)


def _constants(keys: set[nodes.Expr]) -> set[str]:
    return {key.value for key in keys if isinstance(key, nodes.Const)}


def test_every_key_that_a_layout_writes_is_there() -> None:
    texts, plurals = _used()
    assert texts <= _strings().texts.keys()
    assert plurals <= _strings().plurals.keys()


def test_every_string_is_used() -> None:
    texts, plurals = _used()
    computed = {k for k in _strings().texts if k.partition("_")[0] in COMPUTED and "_" in k}
    assert _strings().plurals.keys() - plurals == set()
    assert _strings().texts.keys() - texts - computed == set()
    for beginning, count in COMPUTED.items():
        assert sum(key.startswith(f"{beginning}_") for key in computed) == count


def test_strings_are_arabic() -> None:
    for key, text in _strings().texts.items():
        assert re.search("[\u0621-\u064a]", text), key
