"""The one road: survey, read, convert, weave, plan, make, publish.

Building, previewing, checking and deploying all go this way. `plan.py` holds the road up to the
plan; here the outputs that are stale are made, and the site appears.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from generator import explain, files, standstill
from generator.diagnostics import Diagnostic, Exit, Failed, Fault, in_order
from generator.engine import lock
from generator.engine.publish import Order, Output, Proofs, Publication, Published
from generator.engine.stage import WORKSPACE, recover
from generator.engine.store import Missing, Store
from generator.engine.workers import Job, Workers
from generator.keys import Digest
from generator.request import ARTICLES, CONTENT, PAGES, Progress, Request
from generator.run import Changed, Run, Tally, survey
from generator.standstill import Shown, State

if TYPE_CHECKING:
    from generator.plan import Ground, Plan

BAD_OUTPUT = Fault(
    code="E-OUT",
    ar="لا يصلح هذا المجلد مكاناً للموقع: {path}",
    en="The site cannot be put into this folder: {path}",
    hint_ar="اختر مجلداً خاصاً بالموقع خارج مجلدات المصدر، مثل public.",
    hint_en="Choose a folder of its own, outside of the sources, such as public.",
    exit_code=Exit.USAGE,
)

NO_CONTENT = Fault(
    code="E-NO-CONTENT",
    ar="لا مقال ولا صفحة في المجلد content، والموقع المنشور فيه مقالات، فلم يُمس.",
    en="There is no article and no page in content/, and the published site has articles: it was "
    "left as it is.",
    hint_ar="أعد المجلد content إلى مكانه. وإن أردت إفراغ الموقع حقاً فاحذف مجلده أولاً.",
    hint_en="Put the folder content/ back. If the site is to be emptied, delete its folder first.",
)

NEXT_CHANGE = "next-change.json"
"""In the cache: `{"next_change": "2026-12-01T09:00:00+03:00"}`, or null."""

Result = TypeVar("Result")


class Silent:
    """Progress that nobody watches."""

    def phase(self, name: str, total: int) -> None:
        """Nothing to show."""

    def advance(self, steps: int) -> None:
        """Nothing to show."""


class Onlooker(Protocol):
    """Somebody who looks at the site while it is built: the preview."""

    @property
    def needs_ground(self) -> bool:
        """Whether to plan even where nothing has moved."""
        ...

    def planned(self, ground: Ground) -> None:
        """The site is planned, and `ground` may be kept."""

    def looked_at(self) -> Collection[str]:
        """Files of the site that are to be made before all others."""
        ...

    def staged(self, pages: Mapping[str, bytes]) -> None:
        """These files are made, with what they need; they are published if the rest is well."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did. Paths are relative to the published folder, sources to the project.

    converted: sources whose Markdown was converted. made: outputs whose bytes were made again.
    written, removed: files that changed or went. next_change: when the site must be built again
    although no file changes, in its zone. held: sources that are not published as they stand now,
    and whether their last published state stands instead. phases: seconds by phase, in order.
    recipes: what each did, by name.
    """

    articles: int
    outputs: int
    converted: tuple[str, ...]
    made: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    held: Mapping[str, bool] = {}
    next_change: datetime | None
    seconds: float
    phases: tuple[tuple[str, float], ...]
    recipes: Mapping[str, Tally]

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
            "held": dict(self.held),
            "next_change": self.next_change and self.next_change.isoformat(),
            "seconds": round(self.seconds, 3),
        }

    def profile_json(self) -> dict[str, object]:
        """Where the time went: seconds by the clock for each phase; for each recipe its jobs, what
        it need not do, and the processor seconds of its jobs."""
        return {
            "phases": {name: round(seconds, 3) for name, seconds in self.phases},
            "recipes": {
                name: {"made": t.made, "reused": t.reused, "seconds": round(t.seconds, 3)}
                for name, t in self.recipes.items()
            },
        }


def shown(moment: datetime) -> str:
    """For people: `2026-12-01 09:00 (+03:00)`."""
    return f"{moment:%Y-%m-%d %H:%M} ({moment.isoformat()[-6:]})"


def build(
    request: Request,
    progress: Progress | None = None,
    workers: Workers | None = None,
    onlooker: Onlooker | None = None,
) -> Report:
    """Build and publish. Raises Failed with every diagnostic; then the folder is as it was.

    `workers` are the caller's to close; without them the run has its own.
    """
    begun = time.perf_counter()
    report = in_session(request, lambda run: _build(run, onlooker, begun), progress, workers)
    _note(request, report)
    return report


def _note(request: Request, report: Report) -> None:
    """Leave word of the next change in the cache, for programs: in the published folder it would
    tell of what waits. A cache that cannot be written goes without."""
    if request.preview:
        return
    path = request.cache_folder / NEXT_CHANGE
    data = msgspec.json.encode({"next_change": report.next_change}) + b"\n"
    with contextlib.suppress(OSError):
        if not files.exists(path) or files.read(path) != data:
            files.write_atomically(path, data)


def _build(run: Run, onlooker: Onlooker | None, begun: float) -> Report:
    with _nothing_is_garbage():
        return _unhindered(run, onlooker, begun)


@contextlib.contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Planning makes hundreds of thousands of values that all stay until the end; to look through
    them for garbage again and again would take a third of its time."""
    was_sought = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_sought:
            gc.enable()


def _unhindered(run: Run, onlooker: Onlooker | None, begun: float) -> Report:
    survey(run)
    publication = publication_of(run)
    state = None if run.request.comments_server else standstill.unmoved(run, publication)
    if state is not None and not (onlooker and onlooker.needs_ground):
        return _still(run, state, begun)
    plan = _planned(run, publication)
    if onlooker:
        onlooker.planned(plan.ground)
    return _publish(run, plan, publication, onlooker, begun)


def _planned(run: Run, publication: Publication) -> Plan:
    # The press is imported only when there is work for it: it takes longer than looking.
    from generator import holding
    from generator.plan import make_plan

    if run.request.hold_bad:
        return holding.held_plan(run, publication.manifest)
    return make_plan(run)


def _still(run: Run, state: State, begun: float) -> Report:
    """The report of a build that had nothing to do."""
    run.phase("done")
    return Report(
        articles=state.articles,
        outputs=state.outputs,
        converted=(),
        made=(),
        written=(),
        removed=(),
        findings=in_order([*state.findings, *run.told]),
        next_change=state.next_change,
        seconds=time.perf_counter() - begun,
        phases=_durations(run),
        recipes=run.tallies,
    )


def in_session(
    request: Request,
    work: Callable[[Run], Result],
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> Result:
    """Do work in a session; once more when a source was saved meanwhile, or, with an empty store,
    when the store turns out to be damaged."""
    try:
        with session(request, progress, workers) as run:
            return work(run)
    except Changed:
        damaged = False
    except Missing:
        damaged = True
    with session(request, progress, workers, damaged=damaged) as run:
        return work(run)


@contextlib.contextmanager
def session(
    request: Request,
    progress: Progress | None = None,
    workers: Workers | None = None,
    *,
    damaged: bool = False,
) -> Iterator[Run]:
    """The lock, the store and the workers of one run. A run that fails tells all that it found."""
    _refuse_output(request)
    cache = request.cache_folder
    started = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    with (
        lock.held(cache, started) as told,
        contextlib.closing(Store.open(cache, damaged=damaged)) as store,
        contextlib.nullcontext(workers) if workers else Workers(request.workers) as crew,
    ):
        with files.writing(request.output.name):
            for workspace in _workspaces(request):
                recover(workspace)
        store.travels = not crew.share_disk
        run = Run(request, store, crew, progress or Silent(), told)
        try:
            yield run
        except Changed:
            raise
        except Failed as failed:
            found = [*run.findings, *run.held_for, *run.told, *store.findings]
            raise Failed([*found, *failed.diagnostics]) from failed


def _workspaces(request: Request) -> tuple[Path, Path]:
    """Where an edition may be staged, and where its journal may lie while it is published."""
    return request.cache_folder / request.edition, request.output / WORKSPACE


def _workspace(request: Request) -> Path:
    """In the cache; or, when the cache cannot be written or is on another file system, which no
    rename leaves, in the folder itself."""
    cached, inside = _workspaces(request)
    return cached if files.can_write(cached) and files.same_device(cached, inside) else inside


def _refuse_output(request: Request) -> None:
    """The folder must hold nothing but the site (faults row 40). A preview lives in the cache."""
    output, project = request.output.absolute(), request.project.resolve()
    real = output.resolve()
    names = ("content", "layouts", "assets", "comments", "generator", "tests", ".git")
    sources = [project / name for name in names]
    if not request.preview:
        sources.append(request.cache_folder.resolve())
    if (
        output.is_symlink()
        or (output.exists() and not output.is_dir())
        or real in (project, Path.home(), *project.parents)
        or any(real == source or source in real.parents for source in sources)
    ):
        raise Failed([BAD_OUTPUT.at(request.output.name, path=request.output)])


def publication_of(run: Run) -> Publication:
    """The published folder of a run. Raises Failed when it holds another edition."""
    request = run.request
    with files.writing(request.output.name):
        publication = Publication(
            output=request.output,
            workspace=_workspace(request),
            edition=request.edition,
            adopt=request.adopt,
            proofs=_proofs(run.store, request),
        )
    if publication.manifest.edition != request.edition:
        raise Failed([BAD_OUTPUT.at(request.output.name, path=request.output)])
    run.told += publication.findings
    return publication


def _publish(
    run: Run, plan: Plan, publication: Publication, onlooker: Onlooker | None, begun: float
) -> Report:
    from generator import gone, moved  # with the press, see above
    from generator.graph.addresses import SHORT_LINKS

    paths = frozenset(output.path for output in plan.outputs)
    known = publication.manifest
    had_articles = any(path.startswith(SHORT_LINKS) for path in known.entries)
    if had_articles and not _has_texts(run.surveyed):
        raise Failed([NO_CONTENT.at(CONTENT)])
    run.findings += moved.findings(run, plan.config.base_url, plan.graph, known, paths)
    lost = gone.findings(run, plan.graph, plan.ground.synopses.values(), known, paths)
    try:
        with files.writing(run.request.output.name):
            made = _make(run, plan, publication, onlooker)
            run.stop_on_errors()
            run.phase("publish")
            published = publication.commit()
    except BaseException:
        publication.discard()
        raise
    # Findings of the run are remembered and told again; what is lost, by this build alone.
    found = [*run.findings, *lost, *run.held_for, *run.told]
    found += (*run.store.findings, *published.findings)
    _remember(run, plan, publication, published)
    run.phase("done")
    return Report(
        articles=len(plan.graph.articles),
        outputs=len(plan.outputs),
        converted=tuple(path for path in run.converted if path not in run.held),
        made=made,
        written=published.written,
        removed=published.removed,
        findings=in_order(found),
        held={path: held.is_public for path, held in run.held.items()},
        next_change=plan.next_change,
        seconds=time.perf_counter() - begun,
        phases=_durations(run),
        recipes=run.tallies,
    )


def _has_texts(paths: Iterable[str]) -> bool:
    return any(path.startswith((ARTICLES, PAGES)) and path.endswith(".md") for path in paths)


def _remember(run: Run, plan: Plan, publication: Publication, published: Published) -> None:
    """Notes for the next run; what no run will want any more goes."""
    proofs = publication.proofs_now()
    standstill.remember(
        run,
        manifest=proofs.manifest,
        changes=plan.changes,
        shown=tuple(_shown(plan)),
        outputs=len(plan.outputs),
        findings=in_order(run.findings),
        next_change=plan.next_change,
    )
    run.store.remember({_proofs_name(run.request): msgspec.msgpack.encode(proofs)})
    explain.forget(run.store, run.request.edition, published.removed)
    run.store.prune(_ROOM if run.request.preview else 1)


def _shown(plan: Plan) -> Iterator[Shown]:
    """The articles of the site, and since when each may be seen."""
    synopses = {each.source: each for each in plan.ground.synopses.values()}
    for article in plan.graph.articles:
        synopsis = synopses[article.source]
        out = max(synopsis.published, synopsis.embargo or synopsis.published)
        yield Shown(article.source, article.path, article.id, out, synopsis.expires)


_ROOM = 3
"""How many times as much as a build needs is left to previews: what the published site was made of
must still be known when `--hold-bad` asks for it."""
_Due = Sequence[tuple[Output, Digest]]
"""Outputs to make, with their keys."""
_FEW = 50
"""More new assets than this are not waited for by a page that is looked at."""


def _make(
    run: Run, plan: Plan, publication: Publication, onlooker: Onlooker | None
) -> tuple[str, ...]:
    """Make every stale output and stage it, what is looked at first; the paths that were made."""
    keyed = [(output, output.recipe.key(output.value)) for output in plan.outputs]
    due = [(output, key) for output, key in keyed if not publication.is_fresh(output.path, key)]
    _count_reused(run, plan.outputs, [output for output, _ in due])
    run.phase("make", len(due))
    for recipe in {output.recipe.name: output.recipe for output, _ in due}.values():
        run.findings += recipe.lacks()
    run.stop_on_errors()
    publication.require_room(output.path for output, _ in due)
    first = _first(due, onlooker.looked_at()) if onlooker else ()
    _make_each(run, publication, first)
    if onlooker and first:
        onlooker.staged(_staged(publication, first))
    early = {output.path for output, _ in first}
    _make_each(run, publication, [each for each in due if each[0].path not in early])
    explain.remember(run.store, run.request.edition, [output for output, _ in due])
    return tuple(output.path for output, _ in due)


def _first(due: _Due, looked_at: Collection[str]) -> _Due:
    """The pages that are looked at, after the assets that they may need."""
    assets = [each for each in due if each[0].order is Order.ASSET]
    pages = [each for each in due if each[0].path in looked_at and each[0].order is not Order.ASSET]
    return [*assets, *pages] if pages and len(assets) <= _FEW else ()


def _staged(publication: Publication, made: _Due) -> dict[str, bytes]:
    staged = ((output.path, publication.staged(output.path)) for output, _ in made)
    return {path: data for path, data in staged if data is not None}


def _make_each(run: Run, publication: Publication, due: _Due) -> None:
    """What is heavy first: it is shared out job by job."""
    for heavy in (True, False):
        some = [each for each in due if each[0].recipe.heavy is heavy]
        _make_some(run, publication, some, heavy=heavy)


def _make_some(run: Run, publication: Publication, due: _Due, *, heavy: bool) -> None:
    jobs = [functools.partial(_job, output, publication) for output, _ in due]
    outcomes = run.workers.run(jobs, heavy=heavy)
    for (output, key), outcome in zip(due, outcomes, strict=True):
        if outcome.faults:
            run.findings += outcome.faults
        else:
            publication.add(output.path, output.order, key, outcome.result)
        run.count(output.recipe.name, made=1, seconds=outcome.seconds)
        run.progress.advance(1)


def _count_reused(run: Run, outputs: Iterable[Output], due: Iterable[Output]) -> None:
    names, made = (Counter(output.recipe.name for output in each) for each in (outputs, due))
    for name, total in names.items():
        run.count(name, reused=total - made[name])


def _job(output: Output, publication: Publication) -> Job:
    source = next(iter(output.sources), output.path)
    stage = publication.stage(output.path)
    return Job(output.recipe.make, output.value, output.load(), source, stage)


def _proofs_name(request: Request) -> str:
    return f"proofs {request.edition} {request.output.absolute()}"


def _proofs(store: Store, request: Request) -> Proofs:
    data = store.recall(_proofs_name(request))
    try:
        return msgspec.msgpack.decode(data, type=Proofs) if data else Proofs()
    except msgspec.MsgspecError:
        return Proofs()


def _durations(run: Run) -> tuple[tuple[str, float], ...]:
    ends = [begun for _, begun in run.phases[1:]]
    pairs = zip(run.phases, ends, strict=False)
    return tuple((name, end - begun) for (name, begun), end in pairs)
