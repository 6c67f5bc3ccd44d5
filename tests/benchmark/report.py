"""What was measured, as Markdown tables with the goals beside the figures."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmark.corpus import CHECKOUT
from tests.benchmark.measure import Memory, Timing
from tests.benchmark.preview import Soak, percentile

_MIB = 1 << 20


@dataclass(frozen=True)
class Scenario:
    """`goal`: at most so many times Hugo's wall seconds, at 10,000 articles."""

    name: str
    goal: float


COLD = Scenario("cold build, no cache", 1.0)
NOTHING = Scenario("nothing changed", 1 / 40)
BODY = Scenario("one body edited", 1 / 20)
TITLE = Scenario("a title and tags edited", 1 / 15)
ADDED = Scenario("an article added", 1 / 15)
LAYOUT = Scenario("the article layout edited", 0.4)
RELATED = Scenario("cold, related articles on in both", 1 / 8)

MEMORY_GOAL = 500
"""MiB, cold, all processes."""
CACHE_GOAL = 1.5
"""Times the size of the site."""
START_GOAL = 1.5
"""Seconds to the first page of a warm preview."""
SAVE_GOALS = {1_000: 0.060, 10_000: 0.150}
"""Seconds from a save to the new bytes (p95), by number of articles."""
GROWTH_GOAL = 1.15
"""Cost of an article compared with that at 10,000."""


@dataclass(frozen=True)
class Row:
    """A scenario: timed runs and peak memory by name of the contender."""

    scenario: Scenario
    timings: Mapping[str, Sequence[Timing]]
    memory: Mapping[str, Memory]

    def wall(self, name: str) -> float:
        return statistics.median(timing.wall for timing in self.timings[name])

    def cpu(self, name: str) -> float:
        return statistics.median(timing.cpu for timing in self.timings[name])

    def span(self, name: str) -> str:
        walls = [timing.wall for timing in self.timings[name]]
        return f"{_seconds(self.wall(name))} ({_seconds(min(walls))}–{_seconds(max(walls))})"


@dataclass(frozen=True)
class Share:
    """A part of the sites: how many files and bytes each has of it."""

    name: str
    files: tuple[int, ...]
    bytes: tuple[int, ...]


@dataclass(frozen=True)
class Growth:
    """Our medians at one size. Seconds, MiB."""

    articles: int
    cold: float
    nothing: float
    body: float
    memory: float


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that one run of the benchmark found."""

    articles: int
    runs: int
    rows: Sequence[Row]
    shares: Sequence[Share]
    floor: Sequence[float]
    cache: tuple[int, int]
    starts: Mapping[str, Sequence[float]]
    saves: Mapping[int, Mapping[str, Sequence[float]]]
    soaks: Mapping[int, Soak]
    growth: Sequence[Growth]
    load: Sequence[float]
    versions: Mapping[str, str]


def growth_of(articles: int, rows: Iterable[Row]) -> Growth:
    by_scenario = {row.scenario: row for row in rows}
    cold, nothing, body = (by_scenario[each] for each in (COLD, NOTHING, BODY))
    return Growth(
        articles,
        cold.wall("tahlil"),
        nothing.wall("tahlil"),
        body.wall("tahlil"),
        cold.memory["tahlil"].pss,
    )


# -- equality of work ------------------------------------------------------------------------------


def shares(*sites: Mapping[str, int]) -> list[Share]:
    """The files of each site by kind."""
    names = sorted({_kind(path) for site in sites for path in site})
    found = []
    for name in names:
        parts = [[size for path, size in site.items() if _kind(path) == name] for site in sites]
        found.append(Share(name, tuple(map(len, parts)), tuple(map(sum, parts))))
    return found


_KINDS = {"a": "short links (stubs)", "assets": "style, fonts, icon"}
_LISTS = ("category", "tag", "author", "place", "series", "archive")


def _kind(path: str) -> str:
    top = path.partition("/")[0]
    if top.isdigit():
        return "article pages"
    if path.endswith("feed.xml"):
        return "RSS feeds, full text"
    if top in _LISTS:
        return "lists and indexes"
    return _KINDS.get(top, "all else")


# -- Markdown --------------------------------------------------------------------------------------


def markdown(results: Results) -> str:
    """The whole report."""
    parts = [
        _head(results),
        _scenarios(results),
        _figures(results),
        _growth(results),
        _equality(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def line(row: Row) -> str:
    """A scenario in one line, to watch a run by."""
    return "; ".join(
        f"{name} {row.span(name)} s, cpu {row.cpu(name):.2f} s, {row.memory[name].pss:.0f} MiB"
        for name in row.timings
    )


def _head(results: Results) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("markdown", "jinja2", "nh3"))
    load = " / ".join(f"{value:.1f}" for value in results.load)
    return (
        f"# Benchmark, {datetime.now(UTC):%Y-%m-%d}\n\n"
        f"{results.articles:,} articles of about 700 Arabic words; medians of {results.runs} runs"
        f" in turns (least–most); related articles always on for us.\n"
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" {_machine_memory()} GiB; load at begin, middle and end {load}.\n"
        f"tahlil {results.versions['tahlil']} at {_commit()}, Python {platform.python_version()},"
        f" {libraries}; Hugo {results.versions['hugo']}.\n"
        "`README.md` beside this file says how it is measured and what is not equal."
    )


def _scenarios(results: Results) -> str:
    rows = [
        (
            row.scenario.name,
            row.span("tahlil"),
            row.span("hugo"),
            _ratio(row.wall("tahlil") / row.wall("hugo")),
            _verdict(row.wall("tahlil") / row.wall("hugo"), row.scenario.goal),
            f"{row.cpu('tahlil'):.2f}",
            f"{row.cpu('hugo'):.2f}",
            f"{row.memory['tahlil'].pss:.0f} ({row.memory['tahlil'].rss:.0f})",
            f"{row.memory['hugo'].pss:.0f} ({row.memory['hugo'].rss:.0f})",
        )
        for row in results.rows
    ]
    head = (
        *("scenario", "ours, s", "Hugo, s", "ours / Hugo", "goal"),
        *("our CPU, s", "Hugo's CPU, s", "our peak, MiB", "Hugo's peak, MiB"),
    )
    note = (
        "Goals are set for 10,000 articles. Peak: PSS of all processes, RSS sum in brackets."
        if results.articles != 10_000
        else "Peak: PSS of all processes, RSS sum in brackets."
    )
    return f"{_table(head, rows)}\n\n{note}"


def _figures(results: Results) -> str:
    cold = next(row for row in results.rows if row.scenario is COLD)
    cache, site = results.cache
    rows = [
        ("peak memory, cold, MiB", *_pair_memory(cold), f"≤ {MEMORY_GOAL}"),
        (
            "cache on disk / site",
            f"{cache / site:.2f} ({cache / _MIB:.0f} / {site / _MIB:.0f} MiB)",
            "none",
            f"≤ {CACHE_GOAL}",
        ),
        ("floor: `cp -r` of our site, s", f"{statistics.median(results.floor):.2f}", "", ""),
    ]
    if results.starts:
        starts = {name: f"{statistics.median(each):.2f}" for name, each in results.starts.items()}
        goal = f"≤ {START_GOAL}"
        rows.append(("preview, warm, to its first page, s", starts["tahlil"], starts["hugo"], goal))
    for articles, saves in sorted(results.saves.items()):
        shown = {name: _milliseconds(each) for name, each in saves.items()}
        goal = f"p95 ≤ {SAVE_GOALS[articles] * 1000:.0f}" if articles in SAVE_GOALS else ""
        rows.append(
            (
                f"save to new bytes at {articles:,}, ms: p50 / p95",
                shown["tahlil"],
                shown.get("hugo", ""),
                goal,
            )
        )
    for articles, soak in sorted(results.soaks.items()):
        shares = f"{soak.memory[0]:.0f} → {soak.memory[-1]:.0f}"
        text = f"preview at {articles:,}, MiB after {soak.saves // 10:,} and {soak.saves:,} saves"
        rows.append((text, shares, "", "steady"))
    return _table(("", "ours", "Hugo", "goal"), rows)


def _growth(results: Results) -> str:
    if len(results.growth) < 2:
        return ""
    base = next((g for g in results.growth if g.articles == 10_000), results.growth[-1])
    rows = [
        (
            f"{each.articles:,}",
            f"{_seconds(each.cold)} ({_per_article(each.cold, base.cold, each, base)})",
            _seconds(each.nothing),
            _seconds(each.body),
            f"{each.memory:.0f} ({_per_article(each.memory, base.memory, each, base)})",
        )
        for each in results.growth
    ]
    head = ("articles", "cold, s", "nothing, s", "body, s", "peak, MiB")
    return (
        f"{_table(head, rows)}\n\nIn brackets: the cost of an article compared with that at"
        f" {base.articles:,}; goal from there on ≤ {GROWTH_GOAL}."
    )


def _equality(results: Results) -> str:
    total = Share(
        "all",
        tuple(map(sum, zip(*(share.files for share in results.shares), strict=True))),
        tuple(map(sum, zip(*(share.bytes for share in results.shares), strict=True))),
    )
    rows = [
        (
            share.name,
            *(f"{count:,}" for count in share.files),
            *(f"{size / _MIB:.1f}" for size in share.bytes),
        )
        for share in (*results.shares, total)
    ]
    head = ("the two sites", "our files", "Hugo's", "our MiB", "Hugo's")
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _verdict(value: float, goal: float) -> str:
    return f"≤ {_ratio(goal)} {'met' if value <= goal else 'missed'}"


def _ratio(value: float) -> str:
    """Small ratios as a part of one: 1/40."""
    return f"{value:.2f}" if value > 0.2 else f"1/{1 / value:.3g}"


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _milliseconds(values: Sequence[float]) -> str:
    return f"{percentile(values, 0.5) * 1000:.0f} / {percentile(values, 0.95) * 1000:.0f}"


def _pair_memory(row: Row) -> tuple[str, str]:
    return f"{row.memory['tahlil'].pss:.0f}", f"{row.memory['hugo'].pss:.0f}"


def _per_article(value: float, base_value: float, one: Growth, base: Growth) -> str:
    return f"{value / one.articles / (base_value / base.articles):.2f}"


def _machine_memory() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    total = next(line for line in lines if line.startswith("MemTotal:"))
    return round(int(total.split()[1]) / (1 << 20))


def _commit() -> str:
    """The commit of the checkout; `+` when the program was changed since."""
    git = ["git", "-C", str(CHECKOUT)]
    try:
        commit = subprocess.check_output([*git, "rev-parse", "--short", "HEAD"], text=True).strip()
        changes = subprocess.check_output(
            [*git, "status", "--porcelain", "generator", "layouts", "assets"], text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "an unknown commit"
    return commit + ("+" if changes.strip() else "")
