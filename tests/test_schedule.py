"""The next-change clock: when the site must be built again although no file changes."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from generator.schedule import FORMS, Clock, clock, snippet
from tests.sites.publication import Press
from tests.sites.publication import press as press

AT = "2026-12-01T09:00:00+03:00"
WAITING = [
    ({"date": "2026-12-01 09:00"}, AT),
    ({"embargo": "2026-12-01 09:00"}, AT),
    ({"expires": "2026-12-01 09:00"}, AT),
    ({"date": "2026-11-30", "embargo": "2026-12-01 09:00"}, AT),
    ({"embargo": "2026-11-30", "date": "2026-12-01 09:00"}, AT),
    ({"date": "2026-12-01 09:00", "expires": "2026-12-02"}, AT),
    ({"date": "2026-12-03", "expires": "2026-12-02"}, None),
    ({"date": "2026-12-01 09:00", "draft": "نعم"}, None),
    ({"expires": "2026-01-02"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("fields", "instant"), WAITING)
def test_a_build_says_when_the_site_changes_by_itself(
    press: Press, fields: dict[str, str], instant: str | None
) -> None:
    """And leaves word in the cache, and none in the site."""
    press.article("a", **fields)
    report = press.build()
    note = json.loads(press.read(".cache/next-change.json"))
    assert note == {"next_change": instant}
    assert report.as_json()["next_change"] == instant
    assert clock(press.request()).as_json()["next_change"] == instant
    assert press.build().as_json()["next_change"] == instant, "also when nothing has moved"
    assert not [path for path, data in press.tree().items() if b"next_change" in data]


@pytest.mark.fault(36)
def test_the_instant_is_when_the_next_build_differs(press: Press) -> None:
    press.article("a", date="2026-12-01 09:00")
    press.article("b", expires="2026-12-05")
    press.build()
    for expected in ("2026-12-01T09:00:00+03:00", "2026-12-05T00:00:00+03:00"):
        instant = clock(press.request()).next_change
        assert instant is not None
        assert instant.isoformat() == expected
        before = press.tree()
        press.now = instant - datetime.resolution
        press.build()
        assert press.tree() == before
        press.now = instant
        press.build()
        assert press.tree() != before
    assert clock(press.request()).next_change is None


def test_all_coming_instants_are_told_in_order(press: Press) -> None:
    """Who puts them into a crontab once has all of them, and none that changes nothing."""
    press.article("a", date="2026-12-10", expires="2026-12-20")
    press.article("b", date="2026-12-01 09:00", embargo="2026-11-30")
    press.article("c", date="2026-12-01 09:00")
    press.article("d", date="2026-12-07", draft="نعم")
    told = clock(press.request())
    days = ["2026-12-01T09:00:00+03:00", "2026-12-10T00:00:00+03:00", "2026-12-20T00:00:00+03:00"]
    assert told.as_json() == {"next_change": days[0], "coming": days}
    github = yaml.safe_load(snippet(told, "github", press.root))
    times = [one["cron"] for one in github[True]["schedule"]]
    assert times == ["0 6 1 12 *", "0 21 9 12 *", "0 21 19 12 *"]
    assert snippet(told, "systemd", press.root).count("\nOnCalendar=") == 3
    assert all(f"\n# {time}" in snippet(told, "gitlab", press.root) for time in times)
    assert snippet(told, "cron", press.root).count(" build --quiet") == 3


CLOCK = Clock((datetime.fromisoformat("2026-12-01T09:00:30+03:00"),))


def test_forms_name_the_first_whole_minute_after_it() -> None:
    project = Path("/srv/نشرة 100%")
    said = {form: snippet(CLOCK, form, project) for form in FORMS}
    github = yaml.safe_load(said["github"])
    assert github[True]["schedule"] == [{"cron": "1 6 1 12 *"}]
    assert "# 1 6 1 12 *" in said["gitlab"]
    assert yaml.safe_load(said["gitlab"])["build"]["script"] == ["tahlil build"]
    assert "OnCalendar=2026-12-01 06:01:00 UTC\n" in said["systemd"]
    assert "نشرة 100%%\n" in said["systemd"]
    here = datetime(2026, 12, 1, 6, 1, tzinfo=UTC).astimezone()
    line = said["cron"].splitlines()[-1]
    assert line.startswith(f"{here.minute} {here.hour} {here.day} {here.month} * cd '")
    program = Path(sys.executable).with_name("tahlil")
    assert f"100\\%' && {program} build" in line
    assert f"ExecStart={program} build --quiet\n" in said["systemd"]


def test_where_nothing_waits_all_say_so() -> None:
    for form in FORMS:
        said = snippet(Clock(()), form, Path())
        assert all(line.startswith("# ") for line in said.splitlines())
