"""What a run tells while it works and when it is done: the bar, the profile, the last line."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator import cli, recipes
from generator.build import Report
from generator.engine.recipe import Recipe
from generator.terminal import PHASES, RECIPES
from tests.project import CHECKOUT, tree
from tests.sites.publication import Press
from tests.sites.publication import press as press

LAST = r"done: 3 articles, \d+ files; \d+ made, \d+ reused, in [\d.]+ s"


@pytest.fixture
def three(press: Press) -> Press:
    """A publication of three articles."""
    for name in ("a", "b", "c"):
        press.article(name)
    return press


def _said(
    press: Press, capfd: pytest.CaptureFixture[str], *arguments: str, language: str = "en"
) -> list[str]:
    """The lines of a build on standard output; there is nothing on the other."""
    place = ["--project", str(press.root), "--now", "2026-11-23", "--workers", "1"]
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--lang", language, *arguments, *place])
    out, err = capfd.readouterr()
    assert (ended.value.code, err) == (0, "")
    return out.splitlines()


def _tallies(report: Report) -> dict[str, tuple[int, int]]:
    return {name: (tally.made, tally.reused) for name, tally in report.recipes.items()}


# -- the profile -----------------------------------------------------------------------------------


def test_a_profile_tells_seconds_by_phase_and_by_recipe_before_the_last_line(
    three: Press, capfd: pytest.CaptureFixture[str]
) -> None:
    *lines, last = _said(three, capfd, "--profile")
    assert re.fullmatch(LAST, last)
    middle = next(number for number, line in enumerate(lines) if line.startswith("recipes:"))
    assert lines[0].startswith("phases:")
    phases = [re.fullmatch(r" +[\d.]+ +[\d.]+%  (.+)", line) for line in lines[1:middle]]
    other = {"done", "check", "index", "import", "prove", "deploy"}
    names = [PHASES[name].en for name in PHASES if name not in other]
    assert [match and match[1] for match in phases] == names
    row = r" +(\d+) +\d+ +[\d.]+ +[\d.]+%  (.+)"
    made = [re.fullmatch(row, line) for line in lines[middle + 1 :]]
    assert ("3", RECIPES["prepare"].en) in [match and match.groups() for match in made]


def test_a_profile_in_arabic_has_its_words_last(
    three: Press, capfd: pytest.CaptureFixture[str]
) -> None:
    """Facts first: a terminal sets a column of Arabic as it likes."""
    *lines, last = _said(three, capfd, "--profile", language="ar")
    assert last.startswith("تم: ")
    rows = [line for line in lines if line.startswith(" ")]
    assert [row for row in rows if re.search("[ا-ي].*[0-9]", row)] == []
    assert any(line.endswith(f"  {RECIPES['render'].ar}") for line in lines)


def test_without_it_there_is_the_last_line_alone_and_the_site_is_the_same(
    three: Press, capfd: pytest.CaptureFixture[str]
) -> None:
    (last,) = _said(three, capfd)
    assert re.fullmatch(LAST, last)
    _said(three, capfd, "--profile", "--output", str(three.root / "other"))
    assert tree(three.root / "other") == three.tree()


def test_where_nothing_moved_there_are_no_recipes(
    three: Press, capfd: pytest.CaptureFixture[str]
) -> None:
    _said(three, capfd)
    heading, survey, last = _said(three, capfd, "--profile")
    assert heading.startswith("phases:")
    assert survey.endswith("  survey")
    assert " 0 made, " in last


_OUTPUTS = ("render", "feed", "copy", "share card", "index", "shard", "cards")


def test_recipes_count_what_they_made_and_what_was_known(three: Press) -> None:
    first = three.build()
    three.edit("b", body="نص آخر.\n")
    then = three.build()
    assert _tallies(first)["prepare"] == (3, 0)
    assert _tallies(then)["prepare"] == (1, 2)
    for report in (first, then):
        outputs = [_tallies(report)[name] for name in _OUTPUTS]
        assert sum(made for made, _ in outputs) == len(report.made)
        assert sum(reused for _, reused in outputs) == report.reused
    assert first.recipes["render"].seconds > 0


def test_every_recipe_has_a_name_in_both_languages() -> None:
    names = {value.name for value in vars(recipes).values() if isinstance(value, Recipe)}
    assert names == RECIPES.keys()


# -- the bar ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "left"), [("en", "left"), ("ar", "بقي")])
def test_a_bar_tells_the_phase_what_is_done_and_what_is_left(
    three: Press, language: str, left: str
) -> None:
    shown = _on_a_terminal(three.root, "build", "--lang", language)
    for phase in ("convert", "make"):
        assert PHASES[phase].ar in shown if language == "ar" else PHASES[phase].en in shown
    assert re.search(rf"0/3\D+.*{left}", shown)
    assert "/?" not in shown
    assert "\x1b" not in _on_a_terminal(three.root, "build"), "there was nothing to wait for"


def _on_a_terminal(folder: Path, *arguments: str) -> str:
    """What a terminal is sent on standard error."""
    ours, theirs = pty.openpty()
    shown: list[bytes] = []
    reader = threading.Thread(target=_read, args=(ours, shown))
    reader.start()
    subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=120,
        check=True,
    )
    os.close(theirs)
    reader.join()
    os.close(ours)
    return re.sub(r"\x1b\[[\d;]*m", "", b"".join(shown).decode())


def _read(terminal: int, shown: list[bytes]) -> None:
    """Until the other end is closed, which is an error on Linux."""
    try:
        while data := os.read(terminal, 4096):
            shown.append(data)
    except OSError:
        pass
