"""Holding: a site whose bad articles stay as they were when they were last published.

`tahlil build --hold-bad` publishes what is good at once. A source with a fault is planned as the
bytes that the published site was built of, which the store still knows by their digest; one that
readers do not have yet is left out, as if it were a draft. So the site is, byte for byte, what a
build of those sources would make. What cannot be held that way holds the whole build, as without
the option: a fault of settings, layouts or pictures, and one that comes from another file, such as
a link to what is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from msgspec.structs import replace

from generator import standstill
from generator.diagnostics import Failed, Fault, Severity, listed
from generator.engine.manifest import Manifest
from generator.graph.addresses import file_of
from generator.keys import Digest
from generator.plan import Plan, make_plan
from generator.request import ARTICLES, PAGES
from generator.run import Changed, Held, NotHeld, Run

UNKNOWN = Fault(
    code="W-HOLD",
    severity=Severity.WARNING,
    ar="لا يُعرف هنا كيف كان هذا حين نُشر آخر مرة، فلا يبقى على ما كان.",
    en="How this was when it was last published is not known here, so it cannot stay as it was.",
    hint_ar="أصلح الأخطاء وابنِ مرة. لا يعمل --hold-bad بعد حذف .cache ولا مع تغيير في site.yaml.",
    hint_en="Mend the faults and build once. --hold-bad cannot work after .cache was deleted, nor "
    "together with a change of site.yaml.",
)
RENAMED = Fault(
    code="W-HOLD",
    severity=Severity.WARNING,
    ar="هذا ملف جديد فيه خطأ، وغاب ملف كان منشوراً ({gone})، ولعل اسمه غُيّر، فلم يُحجز ولم يُنشر شيء.",
    en="This file is new and has a fault, and one that was published is gone ({gone}). It may have "
    "been renamed, so nothing is held and nothing is published.",
    hint_ar="أصلح الخطأ، أو أعد الاسم القديم.",
    hint_en="Mend the fault, or give it its old name back.",
)


def held_plan(run: Run, manifest: Manifest) -> Plan:
    """The plan of what is good; the run tells which sources are held, and why. `manifest`: of the
    published site. Raises Failed with all that was found when not everything bad can be held."""
    published = standstill.built_of(run, manifest.sum)
    if published is None and manifest.entries:
        run.findings.append(UNKNOWN.at(ARTICLES))
        return make_plan(run)
    return _Holding(run, published or {}, manifest).plan()


class _Holding:
    """One run in which sources may be held. published: digests of what the site was built of."""

    def __init__(self, run: Run, published: Mapping[str, Digest], manifest: Manifest) -> None:
        self.run, self.published, self.manifest = run, published, manifest
        self.paths = {normalize("NFC", path): path for path in filter(_may_be_held, run.surveyed)}
        """As on the disk: faults name the NFC form."""
        self.gone = sorted(p for p in published if _may_be_held(p) and p not in run.surveyed)
        self.surveyed = tuple(run.findings)

    def plan(self) -> Plan:
        while True:
            try:
                plan = make_plan(self.run)
            except Changed:
                raise
            except NotHeld as stopped:
                raise Failed([UNKNOWN.at(stopped.path)]) from stopped
            except Failed as failed:
                self._hold_all(failed)
            else:
                early = list(self._early(plan))
                if not early:
                    return plan
                self._leave_out(early)
            self.run.findings = list(self.surveyed)

    def _hold_all(self, failed: Failed) -> None:
        """Hold what the errors are in. Raises the failure when that is nothing new."""
        errors = [found for found in failed.diagnostics if found.severity is Severity.ERROR]
        if not sum(self._hold(path) for path in {error.path for error in errors}):
            raise failed
        self.run.held_for += [error for error in errors if self._is_held(error.path)]

    def _hold(self, named: str) -> bool:
        """Whether a source is held from now on: it is not yet, and its file has changed."""
        path = self.paths.get(normalize("NFC", named), "")
        file, digest = self.run.surveyed.get(path), self.published.get(path)
        if file is None or path in self.run.held or file.digest == digest:
            return False
        if digest is None and self.gone:
            raise Failed([*self.run.findings, RENAMED.at(path, gone=listed(self.gone))])
        self.run.held[path] = Held(file.digest, is_public=digest is not None)
        if digest is None:
            del self.run.surveyed[path]
        else:
            self.run.surveyed[path] = replace(file, digest=digest)
        return True

    def _is_held(self, named: str) -> bool:
        return self.paths.get(normalize("NFC", named), "") in self.run.held

    def _early(self, plan: Plan) -> Iterator[str]:
        """Held sources that would come out now, as they were once, and that readers never had: an
        article that was to wait, and whose delay has a fault in it."""
        shown = {article.source: article.path for article in plan.graph.articles}
        shown |= {page.source: page.path for page in plan.graph.pages}
        for path, held in self.run.held.items():
            page = shown.get(normalize("NFC", path))
            if held.is_public and (page is None or file_of(page) not in self.manifest.entries):
                yield path

    def _leave_out(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.run.held[path] = replace(self.run.held[path], is_public=False)
            self.run.surveyed.pop(path, None)


def _may_be_held(path: str) -> bool:
    return path.startswith((ARTICLES, PAGES)) and path.endswith(".md")
