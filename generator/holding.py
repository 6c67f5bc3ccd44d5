"""Holding: a site whose bad articles stay as they were when they were last published.

`tahlil build --hold-bad` publishes what is good at once. A source with a fault is planned as the
bytes that the last published edition was made of, which the store still knows by their digest; one
that was never published is left out. So the site is, byte for byte, what a build of those sources
would make. What cannot be held that way holds the whole build, as without the option: a fault of
settings, layouts or pictures, and one that comes from another file, such as a link to what is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from generator import standstill
from generator.diagnostics import Failed, Fault, Severity, has_errors
from generator.keys import Digest
from generator.plan import Plan, make_plan
from generator.reading import PAGES
from generator.request import ARTICLES
from generator.run import NotHeld, Run

UNKNOWN = Fault(
    code="W-HOLD",
    severity=Severity.WARNING,
    ar="لا يُعرف هنا كيف كان هذا حين نُشر آخر مرة، فلا يبقى على ما كان.",
    en="How this was when it was last published is not known here, so it cannot stay as it was.",
    hint_ar="أصلح الأخطاء وابنِ مرة. لا يعمل --hold-bad بعد حذف .cache ولا مع تغيير في site.yaml.",
    hint_en="Mend the faults and build once. --hold-bad cannot work after .cache was deleted, nor "
    "together with a change of site.yaml.",
)

_SOURCES = (ARTICLES, PAGES)


def held_plan(run: Run, *, is_published: bool) -> Plan:
    """The plan of what is good; the run tells which sources are held, and why. Raises Failed with
    all that was found when not everything bad can be held. is_published: whether there is a site;
    when the cache does not know what that was made of, nothing of it can be held."""
    published = standstill.built_of(run)
    if published is None and is_published:
        run.findings.append(UNKNOWN.at(ARTICLES))
        return make_plan(run)
    surveyed = tuple(run.findings)
    while True:
        try:
            return make_plan(run)
        except NotHeld as stopped:
            raise Failed([*run.held_for, UNKNOWN.at(stopped.path)]) from stopped
        except Failed as failed:
            errors = [found for found in failed.diagnostics if has_errors([found])]
            newly_held = [
                path for path in {e.path for e in errors} if _hold(run, path, published or {})
            ]
            if not newly_held:
                raise Failed([*run.held_for, *failed.diagnostics]) from failed
            run.held_for += errors
            run.findings = list(surveyed)


def _hold(run: Run, path: str, published: Mapping[str, Digest]) -> bool:
    """Whether a source is held from now on: it is not yet, and its file has changed."""
    file, digest = run.surveyed.get(path), published.get(path)
    if file is None or path in run.held or file.digest == digest or not path.startswith(_SOURCES):
        return False
    if digest is None:
        del run.surveyed[path]
    else:
        run.surveyed[path] = replace(file, digest=digest)
    run.held[path] = digest is not None
    return True
