"""A set of layouts as one frozen value: what it holds, what each layout depends on, rendering."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import (
    Environment,
    StrictUndefined,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)

from generator.diagnostics import Bilingual, Diagnostic, Failed, Fault, Span
from generator.keys import Digest, digest
from generator.rendering.environment import FOLDER, make_environment
from generator.rendering.pieces import CALL
from generator.rendering.strings import STRINGS_FILE, Strings, parse_strings

UNSOUND = Fault(
    code="E-TPL",
    ar="القالب غير صحيح: {reason}.",
    en="This layout is not sound: {reason}.",
    hint_ar="صحّح القالب في هذا السطر.",
    hint_en="Mend the layout at this line.",
)
BROKEN = Fault(
    code="E-TPL",
    ar="تعذّر تركيب الصفحة /{page} بهذا القالب: {reason}.",
    en="This layout failed for the page /{page}: {reason}.",
    hint_ar="صحّح القالب في هذا السطر؛ ما تراه القوالب مذكور في layouts/README.md.",
    hint_en="Mend the layout at this line; layouts/README.md lists what a layout sees.",
)

_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


@dataclass(frozen=True, slots=True)
class LayoutSet:
    """The layouts of a publication. Two sets are equal when their digests are."""

    digest: Digest
    sources: tuple[tuple[str, str], ...] = field(compare=False, repr=False)
    strings: str = field(compare=False, repr=False)

    @classmethod
    def of(cls, files: Mapping[str, str]) -> LayoutSet:
        """From the texts under `layouts/`, by name without that folder (`partials/card.html`).
        Files that are neither `.html` nor the strings do not count."""
        sources = tuple(sorted((n, t) for n, t in files.items() if n.endswith(".html")))
        strings = files.get(STRINGS_FILE, "")
        return cls(digest((sources, strings)), sources, strings)

    def closure(self, name: str) -> tuple[str, ...]:
        """The names of a layout and of all that it extends, includes or imports, sorted."""
        return _closure(self, name)

    def closure_digest(self, name: str) -> Digest:
        """Digest of all that rendering by this layout reads, the interface strings included."""
        return _closure_digest(self, name)


@functools.lru_cache(maxsize=8)
def _environment(layouts: LayoutSet) -> Environment:
    return make_environment(dict(layouts.sources), _strings(layouts))


@functools.lru_cache(maxsize=8)
def _strings(layouts: LayoutSet) -> Strings:
    return parse_strings(layouts.strings, FOLDER + STRINGS_FILE)


@functools.lru_cache(maxsize=256)
def _closure_digest(layouts: LayoutSet, name: str) -> Digest:
    sources = dict(layouts.sources)
    return digest((layouts.strings, tuple((n, sources[n]) for n in layouts.closure(name))))


@functools.lru_cache(maxsize=256)
def _closure(layouts: LayoutSet, name: str) -> tuple[str, ...]:
    sources = dict(layouts.sources)
    if name not in sources:
        raise Failed([UNSOUND.at(FOLDER + name, reason="no such layout")])
    found: dict[str, None] = {}
    _follow(layouts, sources, (name,), found)
    return tuple(sorted(found))


def _follow(
    layouts: LayoutSet, sources: Mapping[str, str], chain: tuple[str, ...], found: dict[str, None]
) -> None:
    """Collects what the last layout of the chain refers to; a chain that closes never ends."""
    name = chain[-1]
    found[name] = None
    for line, target in _references(layouts, name, sources[name]):
        if target is None:
            raise _unsound(name, line, "the name of another layout must be written out")
        if target not in sources:
            raise _unsound(name, line, f"no such layout: {target}")
        if target in chain:
            raise _unsound(name, line, f"endless include of {target}")
        if target not in found:
            _follow(layouts, sources, (*chain, target), found)


def _references(layouts: LayoutSet, name: str, source: str) -> Iterator[tuple[int, str | None]]:
    """Line and name of each layout that a source refers to; None for a computed name."""
    tree = _parse(layouts, name, source)
    for node in tree.find_all(_REFERENCES):
        for target in meta.find_referenced_templates(nodes.Template([node])):
            yield node.lineno, target
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == CALL:
            first = call.args[0] if call.args else None
            yield call.lineno, first.value if isinstance(first, nodes.Const) else None


def _parse(layouts: LayoutSet, name: str, source: str) -> nodes.Template:
    try:
        return _environment(layouts).parse(source, name, FOLDER + name)
    except TemplateSyntaxError as error:
        raise _unsound(name, error.lineno, str(error.message)) from error


def _unsound(name: str, line: int, reason: str) -> Failed:
    return Failed([UNSOUND.at(FOLDER + name, Span(line), reason=reason)])


def findings(layouts: LayoutSet) -> tuple[Diagnostic, ...]:
    """Every fault that shows without rendering: of the strings and of each layout."""
    try:
        _strings(layouts)
    except Failed as failed:
        return failed.diagnostics
    faults: list[Diagnostic] = []
    for name, _ in layouts.sources:
        try:
            layouts.closure(name)
        except Failed as failed:
            faults.extend(failed.diagnostics)
    return Failed(faults).diagnostics


def render(layouts: LayoutSet, name: str, context: Mapping[str, object]) -> str:
    """The page: a layout filled with `view`, `masthead`, `root` and, for texts, `body`.

    Raises Failed with one E-TPL that names the line of the layout and the page.
    """
    layouts.closure(name)
    try:
        page = _environment(layouts).get_template(name).render(context)
    except Exception as error:  # whatever a layout does wrong is the layout's fault, at its line
        raise Failed([_broken(error, name, _page(context))]) from error
    if not page.strip():  # a file that was cut off, or one that it extends
        raise Failed([BROKEN.at(FOLDER + name, Span(1), page=_page(context), reason=_NOTHING)])
    return page


_NOTHING = Bilingual("لم يطبع شيئاً", "it printed nothing")


def _broken(error: Exception, name: str, page: str) -> Diagnostic:
    path, line = _place(error) or (FOLDER + name, 1)
    reason = _missing(error) or str(error) or type(error).__name__
    return BROKEN.at(path, Span(line), page=page, reason=reason.rstrip("."))


def _missing(error: Exception) -> str:
    """What Jinja says of a name that a view does not have. A filter that was handed nothing says
    what it cannot do with nothing, and not which name was wrong."""
    if isinstance(error, TemplateRuntimeError):  # Jinja's own words
        return ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, StrictUndefined):
                try:
                    str(value)
                except UndefinedError as undefined:
                    return str(undefined)
    return ""


def _place(error: Exception) -> tuple[str, int] | None:
    """The innermost line of a layout in the traceback, which Jinja maps to template lines."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return error.filename, error.lineno
    places = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(FOLDER)
    ]
    return places[-1] if places else None


def _page(context: Mapping[str, object]) -> str:
    """The path of the page being rendered, as far as the view tells it."""
    return str(getattr(getattr(context.get("view"), "meta", None), "path", "?"))
