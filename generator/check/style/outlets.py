"""Outlets that the text quotes by name and the header's `source` does not list: readers and
machines rely on that list."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from generator.arabic.letters import fold, without_article
from generator.check.prose import Prose, by_field, quoted
from generator.check.style.slip import House, Slip
from generator.content.schema import SOURCE_FIELDS
from generator.diagnostics import Fault, Severity
from generator.request import ARTICLES
from generator.schema import items_of
from generator.yamltext import Mapping, Node, Scalar

OUTLET = Fault(
    code="W-OUTLET",
    severity=Severity.WARNING,
    ar="منبر مذكور في النص وليس في خانة المصدر: {name}",
    en="an outlet that the text names and the sources do not: {name}",
    hint_ar="أضف سطراً إلى البطاقة: المصدر: {name}",
    hint_en="add it to the front matter: source: {name}",
)


def rule(prose: Prose, house: House) -> Iterator[Slip]:
    if not (house.style.outlets and prose.path.startswith(ARTICLES)):
        return
    known = _by_identity(house.style.outlets)
    listed = " ".join(map(_identity, _sources(prose.fields.get("source"))))
    seen: set[str] = set()
    for start, end in quoted(prose):
        name = known.get(_identity(prose.view[start:end]))
        if name and name not in seen and _identity(name) not in listed:
            seen.add(name)
            yield Slip(OUTLET, start, end, None, {"name": name})


@functools.lru_cache(maxsize=4)
def _by_identity(outlets: tuple[str, ...]) -> dict[str, str]:
    return {_identity(name): name for name in outlets}


def _identity(name: str) -> str:
    return fold(without_article(name))


def _sources(node: Node | None) -> Iterator[str]:
    for item in items_of(node) if node is not None else ():
        named = item if isinstance(item, Scalar) else _name_in(item)
        if named is not None:
            yield named.text


def _name_in(item: Node) -> Scalar | None:
    if not isinstance(item, Mapping):
        return None
    name = by_field(item, SOURCE_FIELDS).get("name")
    return name if isinstance(name, Scalar) else None
