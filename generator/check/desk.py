"""The desk that every rule sits at: the run, the plan of the site, and a close look at each file.

A look is a pure function of one file and the house style, and is remembered by these: a second
check looks at what changed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import normalize

import msgspec
from msgspec.structs import replace

from generator import keys
from generator.check.outside import Outside, outside_links
from generator.check.prose import Prose, read_prose, updates_in
from generator.check.style import slips_in
from generator.check.style.names import Name, names_in
from generator.check.style.slip import House
from generator.config import SiteConfig, StyleRules
from generator.diagnostics import Diagnostic, Span
from generator.engine.memo import Product, Task
from generator.engine.recipe import Recipe
from generator.files import Surveyed
from generator.graph.synopsis import Synopsis
from generator.keys import Digest
from generator.plaintext import decode
from generator.plan import Plan
from generator.reading import remembered
from generator.request import ARTICLES, PAGES
from generator.run import Run


class Look(msgspec.Struct, frozen=True):
    """What one file says of itself. given: where the value of each key of its header stands, and
    the date of each update (`update_date`)."""

    findings: tuple[Diagnostic, ...] = ()
    names: tuple[Name, ...] = ()
    given: tuple[tuple[str, Span], ...] = ()
    outside: tuple[Outside, ...] = ()

    def place(self, field: str) -> Span | None:
        """Where a value stands; where the header begins for one that is not given."""
        return dict(self.given).get(field) or (Span(1) if self.given else None)

    def has(self, field: str) -> bool:
        return any(name == field for name, _ in self.given)


class Copy(msgspec.Struct, frozen=True):
    """A file to look at, and the digest of the house style."""

    path: str
    digest: Digest
    house: Digest


def house_of(config: SiteConfig) -> House:
    """The settings that a look depends on; how grave a finding is, is not among them."""
    return House(replace(config.style, rules=StyleRules()), config.markup.quotes)


def _look(copy: Copy, payload: tuple[bytes, House]) -> Product[Look]:
    data, house = payload
    text = decode(copy.path, data)
    prose = None if isinstance(text, Diagnostic) else read_prose(copy.path, text)
    if prose is None:  # the build tells why
        return Product(Look())
    slips = slips_in(prose, house)
    return Product(
        Look(
            findings=tuple(slip.at(prose) for slip in slips if slip.is_told),
            names=names_in(prose),
            given=tuple(_given(prose)),
            outside=outside_links(prose),
        )
    )


def _given(prose: Prose) -> Iterator[tuple[str, Span]]:
    yield from ((name, node.span) for name, node in prose.fields.items())
    for number, update in enumerate(updates_in(prose)):
        if "date" in update:
            yield update_date(number), update["date"].span


def update_date(number: int) -> str:
    """What the date of an update is called among places, counted from 0 as in the file."""
    return f"updates.{number}.date"


LOOK: Recipe[Copy, tuple[bytes, House], Product[Look]] = Recipe(
    "look",
    _look,
    (
        *("arabic", "config", "content", "diagnostics", "filenames", "keys", "markup", "plaintext"),
        *("files", "request", "schema", "yamltext", "check.desk", "check.outside", "check.prose"),
        "check.style",
    ),
    ("babel", "hijridate", "pyyaml"),
)


@dataclass(slots=True)
class Desk:
    """What the rules of one check look at. only: the files that are asked about; empty: all."""

    run: Run
    plan: Plan
    only: frozenset[str] = frozenset()
    looks: Mapping[str, Look] = field(default_factory=dict)

    @property
    def config(self) -> SiteConfig:
        return self.plan.config

    def articles(self) -> Iterator[tuple[str, Synopsis, Look]]:
        """Every article that is meant to appear, published or not yet, in order of its file."""
        for path, synopsis in sorted(self.plan.ground.synopses.items()):
            if not synopsis.draft:
                yield path, synopsis, self.looks.get(path, _UNSEEN)

    def updates(self, path: str) -> tuple[datetime, ...]:
        """When an article was corrected or updated, as in its file."""
        manuscript = self.plan.ground.woven.weaver.shelf.manuscript(path)
        return tuple(update.date for update in manuscript.document.header.updates)


_UNSEEN = Look()
"""Of a file that nobody asks about."""


def manuscripts(run: Run) -> list[Surveyed]:
    """The files that writers write."""
    return [
        file
        for folder in (ARTICLES, PAGES)
        for file in run.under(folder)
        if file.path.endswith(".md")
    ]


def looks_at(run: Run, config: SiteConfig, only: frozenset[str] = frozenset()) -> dict[str, Look]:
    """A look at each file; at those in `only`, when there are some."""
    house = house_of(config)
    digest = keys.digest(house)
    files = [file for file in manuscripts(run) if not only or is_asked(file.path, only)]
    tasks = [
        Task(
            Copy(file.path, file.digest, digest),
            functools.partial(_payload, run, file.path, house),
            file.path,
        )
        for file in files
    ]
    run.phase("check", len(tasks))
    facts = remembered(run, LOOK, tasks, Look, run.progress.advance).facts
    return {file.path: look for file, look in zip(files, facts, strict=True) if look}


def is_asked(path: str, only: frozenset[str]) -> bool:
    """Whether a file is among those that are asked about, whatever Unicode form its name has."""
    return path in only or normalize("NFC", path) in only


def _payload(run: Run, path: str, house: House) -> tuple[bytes, House]:
    return run.read(path), house
