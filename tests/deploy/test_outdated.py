"""Sources that have gone on since the build: an editor who forgets to build is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator import cli
from generator.deploy import deploy
from generator.deploy.errand import Receipt
from generator.diagnostics import Exit, Failed
from tests.project import NOW, Project
from tests.sites.publication import Press
from tests.sites.publication import press as press


@pytest.fixture
def built(press: Press) -> Press:
    press.write("site.yaml", f"{press.read('site.yaml')}deploy:\n  موقع: {{folder: ../www}}\n")
    for name in "abcd":
        press.article(name)
    press.article("later", date="2026-11-24 09:00")
    press.build()
    return press


def deployed(press: Project, **overrides: object) -> Receipt:
    return deploy(press.request(**overrides))


def warnings(press: Project, **overrides: object) -> list[str]:
    findings = deployed(press, **overrides).findings
    assert {finding.code for finding in findings} <= {"W-OUTDATED"}
    return [finding.text.en for finding in findings]


def test_a_site_that_was_just_built_is_not(built: Press) -> None:
    assert warnings(built) == []
    built.edit("a", body="كلام آخر.\n")
    built.edit("a", body="نص.\n")
    assert warnings(built) == []


Change = Callable[[Press], object]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda press: press.edit("a", body="كلام آخر.\n"), "content/articles/a.md"),
        (lambda press: press.article("new"), "content/articles/new.md"),
        (lambda press: press.remove("content/articles/a.md"), "content/articles/a.md"),
        (lambda press: press.write("assets/x.css", "p {}"), "assets/x.css"),
        (lambda press: press.write("site.yaml", f"{press.read('site.yaml')} "), "site.yaml"),
    ],
)
def test_a_source_that_changed_since_is_told(built: Press, change: Change, path: str) -> None:
    """What was built goes out all the same; a build ends it."""
    change(built)
    receipt = deployed(built)
    assert receipt.sent
    (finding,) = receipt.findings
    assert "1 changed" in finding.text.en
    assert "بعد آخر بناء: 1" in finding.text.ar
    assert path in finding.text.ar
    built.build()
    assert warnings(built) == []


def test_of_many_sources_a_few_are_named(built: Press) -> None:
    for name in "abcd":
        built.edit(name, body="كلام آخر.\n")
    (text,) = warnings(built)
    assert "4 changed" in text
    assert "c.md، …" in text


def test_a_time_that_came_since_is_told(built: Press) -> None:
    assert warnings(built, now=NOW + timedelta(hours=20)) == []
    (text,) = warnings(built, now=NOW + timedelta(hours=22))
    assert "time of an article" in text


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "fields", [{"embargo": "2026-11-24 09:00"}, {"date": "2026-11-24 09:00"}], ids=str
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_site_of_tomorrow_is_not_sent_today(
    built: Press, fields: dict[str, str], dry_run: bool
) -> None:
    """What waits stays unseen although the built site shows it."""
    source = built.article("secret", **fields)
    built.build(now=NOW + DAY)
    with pytest.raises(Failed) as failed:
        deploy(built.request(), dry_run=dry_run)
    (finding,) = failed.value.diagnostics
    assert (finding.code, finding.exit_code) == ("E-EARLY", Exit.USAGE)
    assert source in finding.text.en
    assert "without --now" in finding.hint.en
    assert not (built.root.parent / "www").exists()
    assert warnings(built, now=NOW + DAY) == []
    built.build()
    assert warnings(built) == []


@pytest.mark.parametrize(("now", "told"), [("2999-12-31", ["W-AHEAD"]), ("2026-11-23", [])])
def test_a_deployment_ahead_of_the_clock_says_so(
    built: Press, capfd: pytest.CaptureFixture[str], now: str, told: list[str]
) -> None:
    """`--now` sends what E-EARLY would keep; never in silence."""
    place = ("--project", str(built.root), "--now", now)
    for more in ((), ("--format", "json")):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(["deploy", *place, *more])
        assert ended.value.code == Exit.OK
        out, err = capfd.readouterr()
        assert ("W-AHEAD" in err) == (bool(told) and not more)
    found = [each["code"] for each in json.loads(out)["diagnostics"]]
    assert [code for code in found if code == "W-AHEAD"] == told


def test_a_site_of_tomorrow_that_is_that_of_today_is_sent(built: Press) -> None:
    built.build(now=NOW + timedelta(hours=20))
    assert warnings(built) == []


def test_a_site_of_tomorrow_without_what_goes_until_then_is_told(built: Press) -> None:
    built.remove("content/articles/later.md")
    built.article("brief", expires="2026-11-24 06:00")
    built.build(now=NOW + DAY)
    (text,) = warnings(built)
    assert "for a later moment than now" in text
    built.build()
    assert warnings(built) == []


def test_a_site_of_tomorrow_says_nothing_where_its_moment_is_not_known(
    built: Press, tmp_path: Path
) -> None:
    built.build(now=NOW + DAY)
    assert warnings(built, cache=tmp_path / "empty") == []


def test_where_nothing_is_known_of_the_build_nothing_is_said(built: Press, tmp_path: Path) -> None:
    """A site that another machine built, deployed from a checkout."""
    built.edit("a", body="كلام آخر.\n")
    assert warnings(built, cache=tmp_path / "empty") == []


def test_a_comment_that_came_in_is_no_change_of_the_editor(built: Press) -> None:
    built.write("comments/comments.db", "x")
    assert warnings(built) == []


def test_what_was_held_is_told_as_such_until_it_is_edited(built: Press) -> None:
    built.edit("a", date="2026-02-30")
    built.build(hold_bad=True)
    (finding,) = deployed(built).findings
    assert finding.code == "W-HELD"
    assert "content/articles/a.md" in finding.text.en
    built.edit("a", date="2026-02-28")
    (text,) = warnings(built)
    assert "1 changed" in text
