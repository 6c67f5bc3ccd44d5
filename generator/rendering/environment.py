"""The Jinja environment of one set of layouts: strict, sandboxed, and without a way to the disk."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.rendering.filters import FILTERS
from generator.rendering.pieces import CALL, caller
from generator.rendering.strings import Strings

FOLDER = "layouts/"
"""Stands before a layout's name wherever a person reads it."""


def _loader(sources: Mapping[str, str]) -> FunctionLoader:
    """Finds templates in a mapping of names to sources, and nowhere else."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Source, the name that error reports show, and "it has not changed"."""
        return (sources[name], FOLDER + name, lambda: True) if name in sources else None

    return FunctionLoader(load)


_PLAIN: Mapping[type, tuple[str, ...]] = {LoopContext: ("first", "last", "index", "length")}
"""Of what else layouts may ask, without questions."""
_FIELDS: dict[type, frozenset[str]] = {}
"""The public fields of each type met so far."""


def _fields(kind: type) -> frozenset[str]:
    """The public fields of a struct: what a view lists by hand."""
    if kind not in _FIELDS:
        names = kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else _PLAIN.get(kind, ())
        _FIELDS[kind] = frozenset(name for name in names if not name.startswith("_"))
    return _FIELDS[kind]


class LayoutEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox keeps a layout from Python's internals and from changing a value that other
    pages share (faults row 115). Fields of views pass without its questions: they are most of
    what a layout asks for, and the questions took half of the time of rendering."""

    @functools.cache  # noqa: B019 - an environment lives as long as its layouts, and they are few
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A layout is parsed to see what it depends on, and compiled from the same tree."""
        return super()._parse(source, name, filename)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """`t("key")` in a template: there are two dozen to a page."""
        words: Any = __self.globals["t"]
        if __obj is words:
            return words(__context, *args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute` in a template."""
        if attribute in _fields(type(obj)):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def make_environment(sources: Mapping[str, str], strings: Strings) -> Environment:
    """An environment for the templates among `sources`."""
    environment = LayoutEnvironment(
        loader=_loader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals = {
        "t": strings.text,
        "range": environment.globals["range"],
        CALL: caller(),
    }
    environment.filters |= FILTERS | {"count": strings.count, "forms": strings.forms}
    return environment
