"""`tahlil schedule`: when the site must be built again although no file changes, and who does it.

A static site shows a scheduled article only once something builds it (hugo#4945). Every build says
when that is, and notes it in the cache, never in the published folder; here the same instant is put
into the words of cron, systemd, GitHub Actions and GitLab CI.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from generator import files
from generator.build import in_session, shown
from generator.plan import make_plan
from generator.request import Progress, Request
from generator.run import Run, survey


class Clock(msgspec.Struct, frozen=True):
    """The instant of the next change, in the zone of the site; None when nothing waits."""

    next_change: datetime | None

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        if self.next_change is None:
            return "لا شيء ينتظر موعداً.", "nothing waits for its time."
        when = shown(self.next_change)
        return f"يجب بناء الموقع من جديد في {when}", f"the site must be built again at {when}"

    def as_json(self) -> dict[str, object]:
        return {"next_change": self.next_change and self.next_change.isoformat()}


def clock(request: Request, progress: Progress | None = None) -> Clock:
    """The clock of a project as it is now. Nothing is published."""
    return in_session(request, _clock, progress)


def _clock(run: Run) -> Clock:
    survey(run)
    return Clock(make_plan(run).next_change)


# -- in the words of those who do it ---------------------------------------------------------------


def snippet(clock: Clock, form: str, project: Path) -> str:
    """What to put where, as comments and lines of that program. `form` is a key of FORMS."""
    if clock.next_change is None:
        ar, en = clock.sentences()
        return f"# {ar}\n# {en}"
    return FORMS[form](_whole_minute(clock.next_change), project)


def _whole_minute(moment: datetime) -> datetime:
    """The first whole minute at which the change has come, in UTC."""
    later = moment.astimezone(UTC) + timedelta(seconds=59, microseconds=999_999)
    return later.replace(second=0, microsecond=0)


def _cron_fields(moment: datetime) -> str:
    return f"{moment.minute} {moment.hour} {moment.day} {moment.month} *"


def _program() -> str:
    """The command by its whole path, where it is known: timers have a path of their own."""
    place = Path(sys.executable).with_name("tahlil")
    return str(place) if files.exists(place) else "tahlil"


def _cron(moment: datetime, project: Path) -> str:
    """cron reads its line in the zone of its machine, which is taken to be this one."""
    here = moment.astimezone()
    program, folder = shlex.quote(_program()), shlex.quote(str(project))
    command = f"cd {folder} && {program} build --quiet".replace("%", "\\%")
    return (
        f"# {shown(here)}: crontab -e\n"
        f"# بعد كل بناء يتغير الموعد / after each build the instant is another\n"
        f"{_cron_fields(here)} {command}"
    )


def _systemd(moment: datetime, project: Path) -> str:
    folder = str(project).replace("%", "%%")
    program = _program().replace("%", "%%")
    return f"""\
# ~/.config/systemd/user/tahlil-build.service
[Unit]
Description=Build the publication

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={program if "/" in program else f"/usr/bin/env {program}"} build --quiet

# ~/.config/systemd/user/tahlil-build.timer
# systemctl --user daemon-reload && systemctl --user enable --now tahlil-build.timer
[Unit]
Description=The next change of the publication

[Timer]
OnCalendar={moment:%Y-%m-%d %H:%M:%S} UTC
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target"""


def _github(moment: datetime, _: Path) -> str:
    return f"""\
# .github/workflows/*.yml: cron is in UTC, and GitHub may be some minutes late
on:
  push:
  workflow_dispatch:
  schedule:
    - cron: "{_cron_fields(moment)}\""""


def _gitlab(moment: datetime, _: Path) -> str:
    return f"""\
# .gitlab-ci.yml
build:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - tahlil build

# Build > Pipeline schedules > New schedule: Custom, UTC
# {_cron_fields(moment)}"""


FORMS: dict[str, Callable[[datetime, Path], str]] = {
    "cron": _cron,
    "systemd": _systemd,
    "github": _github,
    "gitlab": _gitlab,
}
