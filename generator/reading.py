"""Read and convert: content files become synopses, and what they are whole goes to the store.

The catalogue keeps the synopsis of every file under the digest of its bytes, so a build looks
closely at the files that changed and at no other. It is kept in shards: an edit writes one of them.
A file that it does not know is read, and its text converted unless the store has that conversion.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unicodedata import normalize

import msgspec

from generator import keys, recipes
from generator.config import SiteConfig
from generator.content.document import Document
from generator.diagnostics import Diagnostic
from generator.engine.memo import Memoised, Product, Task, memoise
from generator.engine.recipe import Recipe
from generator.engine.store import Missing, Store
from generator.engine.workers import Job
from generator.files import Surveyed
from generator.graph.synopsis import (
    Manuscript,
    Matter,
    Style,
    Synopsis,
    findings_of,
    matter_of,
    placed,
    synopsis_of,
)
from generator.graph.weave import PageManuscript
from generator.keys import Digest
from generator.markup.body import Body
from generator.recipes import File, Prepared, Read, ReadPage, Sheet, SheetPayload, Text
from generator.request import ARTICLES, PAGES
from generator.run import Run

_SHARDS = 64
_FLUSH = 4_000_000
"""Bytes that are gathered before they are written together."""

Facts = TypeVar("Facts")


class _Record(msgspec.Struct, frozen=True, array_like=True):
    """What is known of an article's file. read, body: keys in the store. text: digest of its
    Markdown. findings: why there is no synopsis, when there is none; rest: what is left then."""

    file: Digest
    read: Digest
    text: Digest = ""
    body: Digest = ""
    synopsis: Synopsis | None = None
    findings: tuple[Diagnostic, ...] = ()
    rest: Body | None = None


class _Shard(msgspec.Struct, frozen=True, array_like=True):
    """Records by path. `basis`: digest of all that they depend on beside their files."""

    basis: Digest
    records: dict[str, _Record]


@dataclass(slots=True)
class Shelf:
    """Every article of the publication in short, in order of path; whole on request."""

    store: Store
    files: tuple[str, ...] = ()
    records: dict[str, _Record] = field(default_factory=dict)

    @property
    def synopses(self) -> list[Synopsis]:
        return [record.synopsis for record in self.records.values() if record.synopsis]

    def by_path(self) -> dict[str, Synopsis]:
        """The synopses by the path of the file as it is on the disk."""
        return {path: each.synopsis for path, each in self.records.items() if each.synopsis}

    @property
    def unread(self) -> dict[str, Body | None]:
        """Files that are there but have a fault, or whose reader died, and what is left of them."""
        read = self.by_path()
        left = {path: record.rest for path, record in self.records.items()}
        return {path: left.get(path) for path in self.files if path not in read}

    def manuscript(self, source: str) -> Manuscript:
        """An article whole, its text apart. Raises Missing."""
        record = next(
            record
            for path, record in self.records.items()
            if path == source or normalize("NFC", path) == source
        )
        read = _READ.decode(self.store.required(record.read))
        return Manuscript(_whole(read), _BODY.decode(self.store.required(record.body)))

    def matter(self, digest: Digest) -> Matter:
        """The matter that a digest stands for. Raises Missing."""
        return _MATTER.decode(self.store.required(digest))


_READ = msgspec.json.Decoder(Read)
_BODY = msgspec.json.Decoder(Body)
_MATTER = msgspec.json.Decoder(Matter)


def _whole(read: Read) -> Document:
    """The document of a reading that has one. Raises Missing: the store holds another's."""
    if read.document is None:
        raise Missing("document")
    return read.document


def read_articles(run: Run, config: SiteConfig) -> Shelf:
    """The articles. What is wrong with them is among the findings of the run."""
    work = _Work(run, config)
    files = [file for file in run.under(ARTICLES) if file.path.endswith(".md")]
    records = work.records(files)
    run.findings += [finding for record in records.values() for finding in record.findings]
    run.store.use(
        name
        for record in records.values()
        for name in (record.read, record.body, *_names_of(record.synopsis))
    )
    return Shelf(run.store, tuple(file.path for file in files), records)


def _names_of(synopsis: Synopsis | None) -> tuple[Digest, ...]:
    return (synopsis.html, synopsis.matter) if synopsis else ()


class _Work:
    """The reading of one run."""

    def __init__(self, run: Run, config: SiteConfig) -> None:
        self.run = run
        self.rules = recipes.reading_rules(config)
        self.rules_digest = keys.digest(self.rules)
        self.style = Style.of(config)
        self.basis = keys.digest((self.rules_digest, self.style, recipes.PREPARE.fingerprint))
        self.old, self.stale = _catalogue(run.store, self.basis)

    def records(self, files: list[Surveyed]) -> dict[str, _Record]:
        """The record of each file, in order."""
        known = {
            file.path: record
            for file in files
            if (record := self.old.get(file.path)) and record.file == file.digest
        }
        due = [file for file in files if file.path not in known]
        fresh = self._looked_up(due)
        self.run.count(recipes.PREPARE.name, reused=len(known) + len(fresh))
        fresh |= self._made([file for file in due if file.path not in fresh])
        self._keep(known | fresh, fresh)
        found = known | fresh
        return {file.path: found[file.path] for file in files if file.path in found}

    def _looked_up(self, due: list[Surveyed]) -> dict[str, _Record]:
        """Files whose reading and conversion the store has: an old state that came back."""
        names = {file.path: self._read_key(file) for file in due}
        reads = dict(_decoded(self.run.store.get_many(names.values()), _READ))
        bodies = {
            name: recipes.body_key(Text(read.text_digest, self.style.markup))
            for name, read in reads.items()
            if read.document
        }
        found = dict(_decoded(self.run.store.get_many(bodies.values()), _BODY))
        records = {}
        for file in due:
            name = names[file.path]
            read = reads.get(name)
            if read and read.document is None:
                records[file.path] = _faulty(file, name, read)
            elif read and (body := found.get(bodies[name])):
                records[file.path] = self._record(file, read, body)
        return records

    def _made(self, due: list[Surveyed]) -> dict[str, _Record]:
        """Files that are read by the workers, and converted unless their text is known."""
        run, fresh, size = self.run, dict[Digest, bytes](), 0
        run.phase("convert", len(due))
        records = {}
        jobs = [functools.partial(self._job, file) for file in due]
        for file, outcome in zip(due, run.workers.run(jobs), strict=True):
            run.findings += outcome.faults
            run.count(recipes.PREPARE.name, made=1, seconds=outcome.seconds)
            if outcome.result is not None:
                prepared: Prepared = outcome.result
                record, entries = self._filed(file, prepared)
                records[file.path] = record
                fresh |= entries
                size += sum(map(len, entries.values()))
            if size > _FLUSH:
                run.store.put_many(fresh)
                fresh, size = {}, 0
            run.progress.advance(1)
        run.store.put_many(fresh)
        return records

    def _job(self, file: Surveyed) -> Job:
        old = self.stale.get(file.path) or self._by_digest.get(file.digest)
        known = old.text if old and self._has_body(old) else ""
        payload = SheetPayload(self.run.read(file.path), self.rules, known)
        sheet = Sheet(File(file.path, file.digest, self.rules_digest), self.style)
        recipe = recipes.PREPARE
        return Job(recipe.make, sheet, payload, file.path, limit=recipe.limit)

    @functools.cached_property
    def _by_digest(self) -> dict[Digest, _Record]:
        """For files that were moved."""
        return {record.file: record for record in self.stale.values()}

    def _has_body(self, old: _Record) -> bool:
        key = recipes.body_key(Text(old.text, self.style.markup))
        return old.body == key and bool(self.run.store.keep((key,)))

    def _filed(self, file: Surveyed, prepared: Prepared) -> tuple[_Record, dict[Digest, bytes]]:
        """The record of a file that was just prepared, and what the store must keep of it."""
        read = self._read_key(file)
        entries = {read: prepared.read}
        if prepared.text == "":
            return _faulty(file, read, _READ.decode(prepared.read)), entries
        body = recipes.body_key(Text(prepared.text, self.style.markup))
        if prepared.synopsis is None:  # its text was converted before
            return self._record(
                file, _READ.decode(prepared.read), _BODY.decode(self.run.store.required(body))
            ), entries
        self.run.converted.append(file.path)
        synopsis = _SYNOPSIS.decode(prepared.synopsis)
        entries |= {
            body: prepared.body,
            synopsis.html: prepared.html,
            synopsis.matter: prepared.matter,
        }
        return _Record(file.digest, read, prepared.text, body, synopsis), entries

    def _record(self, file: Surveyed, read: Read, body: Body) -> _Record:
        """The record of a file whose parts are known."""
        manuscript = Manuscript(_whole(read), body)
        matter = msgspec.json.encode(matter_of(manuscript, self.style))
        synopsis = synopsis_of(manuscript, self.style, read.findings)
        self.run.store.put_many({synopsis.matter: matter})
        key = recipes.body_key(Text(read.text_digest, self.style.markup))
        return _Record(file.digest, self._read_key(file), read.text_digest, key, synopsis)

    def _read_key(self, file: Surveyed) -> Digest:
        return recipes.read_key(File(file.path, file.digest, self.rules_digest))

    def _keep(self, records: Mapping[str, _Record], fresh: Iterable[str]) -> None:
        """Write the shards of the catalogue in which something came or went."""
        gone = self.stale.keys() - records.keys()
        moved = {_shard_of(path) for path in (*fresh, *gone)}
        shards: dict[int, dict[str, _Record]] = {number: {} for number in moved}
        for path, record in records.items():
            if (number := _shard_of(path)) in moved:
                shards[number][path] = record
        self.run.store.remember(
            {
                _name(number): msgspec.json.encode(_Shard(self.basis, shard))
                for number, shard in shards.items()
            }
        )


def _faulty(file: Surveyed, key: Digest, read: Read) -> _Record:
    found = (*read.findings, *(read.rest.findings if read.rest else ()))
    return _Record(file.digest, key, findings=found, rest=read.rest)


_SYNOPSIS = msgspec.json.Decoder(Synopsis)
_CATALOGUE = msgspec.json.Decoder(_Shard)  # msgpack would flatten time zones


def _catalogue(store: Store, basis: Digest) -> tuple[dict[str, _Record], dict[str, _Record]]:
    """The records that hold, and all that there are: also those that rest on another basis."""
    hold: dict[str, _Record] = {}
    every: dict[str, _Record] = {}
    for number in range(_SHARDS):
        data = store.recall(_name(number))
        try:
            shard = _CATALOGUE.decode(data) if data else None
        except msgspec.MsgspecError:
            shard = None
        if shard is not None:
            every |= shard.records
            hold |= shard.records if shard.basis == basis else {}
    return hold, every


def _name(number: int) -> str:
    return f"catalogue {number}"


def _shard_of(path: str) -> int:
    return zlib.crc32(path.encode()) % _SHARDS


def _decoded(
    entries: Mapping[Digest, bytes], decoder: msgspec.json.Decoder[Facts]
) -> Iterator[tuple[Digest, Facts]]:
    """Entries that can be read back."""
    for key, data in entries.items():
        try:
            yield key, decoder.decode(data)
        except msgspec.MsgspecError:
            continue


# -- static pages: few, and looked at whole --------------------------------------------------------


def read_pages(run: Run, config: SiteConfig) -> tuple[list[PageManuscript], dict[str, Body | None]]:
    """The static pages; and the files that have a fault, with what is left of them."""
    rules = recipes.reading_rules(config)
    digest = keys.digest(rules)
    files = [file for file in run.under(PAGES) if file.path.endswith(".md")]
    tasks = [
        Task(
            File(file.path, file.digest, digest),
            functools.partial(_payload, run, file.path, rules),
            file.path,
        )
        for file in files
    ]
    reads = remembered(run, recipes.READ_PAGE, tasks, ReadPage)
    run.findings += [finding for read in reads.facts if read for finding in read.findings]
    paired = zip(files, reads.facts, strict=True)
    texts = {file.path: read for file, read in paired if read and read.text_digest}
    pages, left = [], dict[str, Body | None]()
    for (path, read), body in zip(texts.items(), _bodies(run, config, texts), strict=True):
        if body and read.document:
            run.findings += findings_of(body, path, read.document.text_line)
            pages.append(PageManuscript(read.document, body))
        elif body and read.salvage:
            left[path] = rest = placed(body, read.salvage, path)
            run.findings += rest.findings
    sound = {page.document.path for page in pages}
    return pages, {file.path: left.get(file.path) for file in files if file.path not in sound}


def _bodies(run: Run, config: SiteConfig, texts: Mapping[str, ReadPage]) -> tuple[Body | None, ...]:
    # A page is of no day.
    options = msgspec.structs.replace(config.markup, relative_days=False)
    tasks = [
        Task(
            Text(read.text_digest, options),
            functools.partial(run.store.required, read.text_digest),
            path,
        )
        for path, read in texts.items()
    ]
    bodies = remembered(run, recipes.CONVERT_PAGE, tasks, Body)
    run.converted += [tasks[index].source for index in bodies.made]
    return tuple(bodies.facts)


def _payload(run: Run, path: str, rules: SiteConfig) -> tuple[bytes, SiteConfig]:
    return run.read(path), rules


def remembered(
    run: Run,
    recipe: Recipe[Any, Any, Product[Facts]],
    tasks: list[Task[Any]],
    kind: type[Facts],
    advance: Callable[[int], None] = lambda _: None,
) -> Memoised[Facts]:
    """The facts of every task; what could not be made is told."""
    done = memoise(recipe, tasks, kind, run.store, run.workers, advance)
    run.findings += done.faults
    made = len(done.made)
    run.count(recipe.name, made=made, reused=len(tasks) - made, seconds=done.seconds)
    return done
