"""What a target is asked to do, and what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import msgspec

from generator.arabic.plurals import PluralForms
from generator.config import DeployTarget
from generator.deploy.built import Built
from generator.deploy.changes import Changes
from generator.diagnostics import Diagnostic
from generator.request import Progress

_FILES = PluralForms("لا ملفات", "ملف واحد", "ملفان", "{n} ملفات", "{n} ملفاً", "{n} ملف")


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A site to bring to a target. dry_run: say what would be done. allow_delete: so many files may
    be deleted. adopt: foreign files in the way may be replaced. break_lock: whoever holds the host
    is known to be gone. who: user and machine, for others to read. since: when it began. cache:
    where notes of ours may be kept."""

    target: DeployTarget
    built: Built
    project: Path
    cache: Path
    who: str
    since: str
    progress: Progress
    dry_run: bool = False
    allow_delete: int = 0
    adopt: bool = False
    break_lock: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was done. size: bytes sent. place: where the site is now."""

    target: str
    place: str
    release: int
    sent: tuple[str, ...]
    deleted: tuple[str, ...]
    kept: int
    size: int
    seconds: float = 0.0
    dry_run: bool = False
    findings: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(cls, errand: Errand, place: str, release: int, done: Changes) -> Receipt:
        """The receipt of a plan that was carried out, or would be."""
        return cls(
            target=errand.target.name,
            place=place,
            release=release,
            sent=done.paths,
            deleted=done.deletions,
            kept=done.kept,
            size=done.size,
            dry_run=errand.dry_run,
        )

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English; a dry run lists what it would do, in order."""
        if self.dry_run:
            return self._planned()
        return self._done() if self.sent or self.deleted else self._idle()

    def _idle(self) -> tuple[str, str]:
        return (
            f"لا جديد يُنشر إلى «{self.target}» ({self.place}){self._same}.",
            f"nothing new to deploy to “{self.target}” ({self.place}): {self.kept} kept",
        )

    def _planned(self) -> tuple[str, str]:
        sends = [*(f"\n+ {path}" for path in self.sent), *(f"\n- {path}" for path in self.deleted)]
        ar = (
            f"لو نُشر الآن إلى «{self.target}» ({self._amount} كيلوبايت): "
            f"{_told('يُرسل', len(self.sent))}، و{_told('يُحذف', len(self.deleted))}{self._same}."
        )
        en = (
            f"would deploy to “{self.target}”: {len(self.sent)} to send ({self._amount} KB), "
            f"{self.kept} kept, {len(self.deleted)} to delete"
        )
        return "".join((ar, *sends)), "".join((en, *sends))

    def _done(self) -> tuple[str, str]:
        ar = (
            f"تم النشر إلى «{self.target}» ({self.place})، الإصدار {self.release}، في "
            f"{self.seconds:.1f} ثانية ({self._amount} كيلوبايت): "
            f"{_told('أُرسل', len(self.sent), 'يُرسل')}، "
            f"و{_told('حُذف', len(self.deleted), 'يُحذف')}{self._same}."
        )
        en = (
            f"deployed to “{self.target}” ({self.place}), release {self.release}: "
            f"{len(self.sent)} sent ({self._amount} KB), {self.kept} kept, "
            f"{len(self.deleted)} deleted, in {self.seconds:.1f} s"
        )
        return ar, en

    @property
    def _same(self) -> str:
        """In Arabic, how much need not travel."""
        return f"، ولم يتغير {_FILES.format(self.kept)}" if self.kept else ""

    @property
    def _amount(self) -> str:
        """KB that travel."""
        return f"{self.size / 1024:,.1f}"

    def as_json(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "place": self.place,
            "release": self.release,
            "dry_run": self.dry_run,
            "sent": list(self.sent),
            "kept": self.kept,
            "deleted": list(self.deleted),
            "bytes": self.size,
            "seconds": round(self.seconds, 3),
        }


class Rolled(msgspec.Struct, frozen=True):
    """A target that went back from one release to an earlier one."""

    target: str
    old: int
    new: int

    def sentences(self) -> tuple[str, str]:
        """In Arabic and in English."""
        ar = (
            f"عاد «{self.target}» من الإصدار {self.old} إلى الإصدار {self.new}. لم تتغير المصادر "
            "ولا الموقع المبني: النشر التالي يعيد ما فيهما، فصحح المصادر وابنِ قبله."
        )
        en = (
            f"“{self.target}” went back from release {self.old} to release {self.new}; the sources "
            "and the built site did not, and the next deploy brings back what is in them: mend the "
            "sources and build before it"
        )
        return ar, en

    def as_json(self) -> dict[str, Any]:
        return {"target": self.target, "from": self.old, "to": self.new}


class Target(Protocol):
    """One way to bring a site to its readers."""

    def deploy(self, errand: Errand) -> Receipt:
        """Raises Failed; then the readers' site is whole, and the command can be run again."""
        ...

    def rollback(self, target: DeployTarget, project: Path, /) -> Rolled:
        """Back to the release before this one. Raises Failed where there is none."""
        ...


def _told(verb: str, count: int, denied: str = "") -> str:
    """`أُرسل ملفان`; of none, `لم يُرسل شيء` in the past and `لا يُرسل شيء` otherwise."""
    if count:
        return f"{verb} {_FILES.format(count)}"
    return f"لم {denied} شيء" if denied else f"لا {verb} شيء"
