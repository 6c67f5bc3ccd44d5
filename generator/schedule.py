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
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from generator import files
from generator.build import in_session, shown
from generator.graph import timing
from generator.plan import make_plan
from generator.request import Progress, Request
from generator.run import Run, survey

_MOST = 20
"""More instants than these are for a later look: by then others have come."""


class Clock(msgspec.Struct, frozen=True):
    """The instants of the coming changes, in order, in the zone of the site."""

    coming: tuple[datetime, ...]

    @property
    def next_change(self) -> datetime | None:
        return self.coming[0] if self.coming else None

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        if self.next_change is None:
            return "لا شيء ينتظر موعداً.", "nothing waits for its time."
        when = shown(self.next_change)
        return f"يجب بناء الموقع من جديد في {when}", f"the site must be built again at {when}"

    def as_json(self) -> dict[str, object]:
        coming = [instant.isoformat() for instant in self.coming]
        return {"next_change": coming[0] if coming else None, "coming": coming}


def clock(request: Request, progress: Progress | None = None) -> Clock:
    """The clock of a project as it is now. Nothing is published."""
    return in_session(request, _clock, progress)


def _clock(run: Run) -> Clock:
    survey(run)
    plan = make_plan(run)
    zone = ZoneInfo(plan.config.timezone)
    coming = timing.coming_changes(plan.ground.synopses.values(), run.request.now)
    return Clock(tuple(instant.astimezone(zone) for instant in coming))


# -- in the words of those who do it ---------------------------------------------------------------


def snippet(clock: Clock, form: str, project: Path) -> str:
    """What to put where, as comments and lines of that program. `form` is a key of FORMS."""
    if not clock.coming:
        ar, en = clock.sentences()
        return f"# {ar}\n# {en}"
    moments = dict.fromkeys(_whole_minute(instant) for instant in clock.coming[:_MOST])
    return FORMS[form](tuple(moments), project)


def _whole_minute(moment: datetime) -> datetime:
    """The first whole minute at which the change has come, in UTC."""
    later = moment.astimezone(UTC) + timedelta(seconds=59, microseconds=999_999)
    return later.replace(second=0, microsecond=0)


Moments: TypeAlias = tuple[datetime, ...]
"""At least one, in UTC."""


def _cron_fields(moment: datetime) -> str:
    return f"{moment.minute} {moment.hour} {moment.day} {moment.month} *"


def _program() -> str:
    """The command by its whole path, where it is known: timers have a path of their own."""
    place = Path(sys.executable).with_name("tahlil")
    return str(place) if files.exists(place) else "tahlil"


def _cron(moments: Moments, project: Path) -> str:
    """cron reads its lines in the zone of its machine, which is taken to be this one."""
    here = [moment.astimezone() for moment in moments]
    program, folder = shlex.quote(_program()), shlex.quote(str(project))
    command = f"cd {folder} && {program} build --quiet".replace("%", "\\%")
    return "\n".join(
        (
            f"# {shown(here[0])}: crontab -e",
            "# اكتبها من جديد متى جُدول مقال / write them anew when an article is scheduled",
            *(f"{_cron_fields(moment)} {command}" for moment in here),
        )
    )


def _systemd(moments: Moments, project: Path) -> str:
    calendar = "\n".join(f"OnCalendar={moment:%Y-%m-%d %H:%M:%S} UTC" for moment in moments)
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
Description=The coming changes of the publication

[Timer]
{calendar}
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target"""


def _github(moments: Moments, _: Path) -> str:
    times = "\n".join(f'    - cron: "{_cron_fields(moment)}"' for moment in moments)
    return f"""\
# .github/workflows/*.yml: cron is in UTC, and GitHub may be some minutes late
on:
  push:
  workflow_dispatch:
  schedule:
{times}"""


def _gitlab(moments: Moments, _: Path) -> str:
    times = "\n".join(f"# {_cron_fields(moment)}" for moment in moments)
    return f"""\
# .gitlab-ci.yml
build:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - tahlil build

# Build > Pipeline schedules > New schedule: Custom, UTC; one for each of
{times}"""


FORMS: dict[str, Callable[[Moments, Path], str]] = {
    "cron": _cron,
    "systemd": _systemd,
    "github": _github,
    "gitlab": _gitlab,
}
