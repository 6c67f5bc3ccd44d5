"""The one road: survey, read, convert, weave, plan, make, publish.

Building, previewing, checking and deploying all go this way. `plan.py` holds the road up to the
plan; here the outputs that are stale are made, and the site appears.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from generator import files
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, in_order
from generator.engine import lock
from generator.engine.publish import Output, Publication, recover
from generator.engine.store import Store
from generator.engine.workers import Job, Workers
from generator.explain import remember
from generator.files import Stamp
from generator.plan import Plan, Progress, Request, Run, make_plan

BAD_OUTPUT = Fault(
    code="E-OUT",
    ar="لا يصلح هذا المجلد مكاناً للموقع: {path}.",
    en="The site cannot be put into this folder: {path}.",
    hint_ar="اختر مجلداً خاصاً بالموقع خارج مجلدات المصدر، مثل public.",
    hint_en="Choose a folder of its own, outside of the sources, such as public.",
    exit_code=Exit.USAGE,
)


class Silent:
    """Progress that nobody watches."""

    def phase(self, name: str, total: int) -> None:
        """Nothing to show."""

    def advance(self, steps: int) -> None:
        """Nothing to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did. Paths are relative to the published folder, sources to the project.

    converted: sources whose Markdown was converted. made: outputs whose bytes were made again.
    written, removed: files that changed or went. phases: seconds by phase, in order.
    """

    articles: int
    outputs: int
    converted: tuple[str, ...]
    made: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    seconds: float
    phases: tuple[tuple[str, float], ...]

    @property
    def reused(self) -> int:
        return self.outputs - len(self.made)

    def as_json(self) -> dict[str, object]:
        """The machine-readable form, without the diagnostics."""
        return {
            "articles": self.articles,
            "files": self.outputs,
            "made": list(self.made),
            "reused": self.reused,
            "converted": list(self.converted),
            "written": list(self.written),
            "removed": list(self.removed),
            "seconds": round(self.seconds, 3),
        }


def build(
    request: Request, progress: Progress | None = None, workers: Workers | None = None
) -> Report:
    """Build and publish. Raises Failed with every diagnostic; then the folder is as it was.

    `workers` are the caller's to close; without them the run has its own.
    """
    begun = time.perf_counter()
    with session(request, progress, workers) as run:
        plan = make_plan(run)
        return _publish(run, plan, begun)


@contextlib.contextmanager
def session(
    request: Request, progress: Progress | None = None, workers: Workers | None = None
) -> Iterator[Run]:
    """The lock, the store and the workers of one run."""
    _refuse_output(request)
    cache = request.cache_folder
    started = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    with (
        lock.held(cache, started),
        contextlib.closing(Store.open(cache)) as store,
        contextlib.nullcontext(workers) if workers else Workers(request.workers) as crew,
    ):
        with files.writing(request.output.name):
            recover(workspace_of(request))
        yield Run(request, store, crew, progress or Silent(), list(store.findings))


def workspace_of(request: Request) -> Path:
    """Where an edition is staged, and where its journal lies while it is published."""
    return request.cache_folder / request.edition


def _refuse_output(request: Request) -> None:
    """The folder must hold nothing but the site (faults row 40)."""
    output, project = request.output.absolute(), request.project.resolve()
    real = output.resolve()
    sources = [project / name for name in ("content", "layouts", "assets", "generator", "tests")]
    if (
        output.is_symlink()
        or (output.exists() and not output.is_dir())
        or real in (project, Path.home(), *project.parents)
        or any(real == source or source in real.parents for source in sources)
    ):
        raise Failed([BAD_OUTPUT.at(request.output.name, path=request.output)])


def _publish(run: Run, plan: Plan, begun: float) -> Report:
    request = run.request
    with files.writing(request.output.name):
        publication = Publication(
            output=request.output,
            workspace=workspace_of(request),
            edition=request.edition,
            adopt=request.adopt,
            stamps=_stamps(run.store, request),
        )
    try:
        with files.writing(request.output.name):
            made = _make(run, plan, publication)
            run.stop_on_errors()
            run.phase("publish")
            published = publication.commit()
    except BaseException:
        publication.discard()
        raise
    run.store.remember({_stamps_name(request): msgspec.msgpack.encode(publication.stamps)})
    run.store.prune()
    run.phase("done")
    return Report(
        articles=len(plan.graph.articles),
        outputs=len(plan.outputs),
        converted=tuple(run.converted),
        made=made,
        written=published.written,
        removed=published.removed,
        findings=in_order([*run.findings, *published.findings]),
        seconds=time.perf_counter() - begun,
        phases=_durations(run),
    )


def _make(run: Run, plan: Plan, publication: Publication) -> tuple[str, ...]:
    """Make every stale output and stage it; the paths that were made."""
    keyed = [(output, output.recipe.key(output.value)) for output in plan.outputs]
    due = [(output, key) for output, key in keyed if not publication.is_fresh(output.path, key)]
    run.phase("make", len(due))
    jobs = [functools.partial(_job, output) for output, _ in due]
    for (output, key), outcome in zip(due, run.workers.run(jobs), strict=True):
        if outcome.faults:
            run.findings += outcome.faults
        else:
            publication.add(output.path, output.order, key, outcome.result)
        run.progress.advance(1)
    remember(run.store, run.request.edition, [output for output, _ in due])
    return tuple(output.path for output, _ in due)


def _job(output: Output) -> Job:
    return Job(output.recipe.make, output.value, output.load())


def _stamps_name(request: Request) -> str:
    return f"stamps {request.edition} {request.output.absolute()}"


def _stamps(store: Store, request: Request) -> dict[str, Stamp]:
    data = store.recall(_stamps_name(request))
    try:
        return msgspec.msgpack.decode(data, type=dict[str, Stamp]) if data else {}
    except msgspec.MsgspecError:
        return {}


def _durations(run: Run) -> tuple[tuple[str, float], ...]:
    ends = [begun for _, begun in run.phases[1:]]
    pairs = zip(run.phases, ends, strict=False)
    return tuple((name, end - begun) for (name, begun), end in pairs)
